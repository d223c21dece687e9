"""The commands for single characters. Modules import nothing heavy: the work's imports are inside ``run``."""
