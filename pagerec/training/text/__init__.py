"""Chinese text to train with, and the language model. ``python -m pagerec.training.text`` gathers it."""
