"""What every part may use: packages of extras, progress, locks, the order of names."""
