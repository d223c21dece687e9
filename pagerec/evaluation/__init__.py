"""Measure the reader on pictures whose text is known: how many errors, which, and which stage makes them.

``pagerec evaluate DIR`` is the command; `pagerec.evaluation.run.evaluate_picture` the function behind it.
"""
