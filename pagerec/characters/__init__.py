"""Single characters: synthesize pictures of them, train on them, validate, predict."""
