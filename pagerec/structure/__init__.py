"""From lines to blocks: kinds, tables, and the order of reading. Pure functions on boxes and texts."""
