"""Measure the reader on pictures whose text is known: how many errors, which, and which stage makes them.

``pagerec evaluate DIR`` is the command; `pagerec.evaluation.run.evaluate_picture` the function behind it.
``pagerec evaluate --invariance DIR`` needs no text: it tells how much of what is read changes when the pictures are
changed (`pagerec.evaluation.invariance`).
"""
