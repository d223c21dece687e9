"""The command line, a file for each command. Nothing heavy is imported here: the imports of the work are in ``run``."""
