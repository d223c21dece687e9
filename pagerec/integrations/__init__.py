"""pagerec inside other programs: each module needs the package of its name, and nothing else imports it."""
