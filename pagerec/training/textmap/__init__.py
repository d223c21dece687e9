"""The text map: pages with true lines, the network that finds them, its training, export and measures."""
