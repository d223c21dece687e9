"""pagerec inside other programs: each module needs the extra of its name, and nothing else imports it."""
