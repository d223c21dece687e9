"""Ways to save what was read."""
