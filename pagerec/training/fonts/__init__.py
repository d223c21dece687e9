"""Fonts to train with: what they are, what they draw. ``python -m pagerec.training.fonts`` installs them."""
