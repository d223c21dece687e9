"""Look for input that pagerec does not stand: ``python -m fuzz``.

Mutants of small files of every kind, those made to do harm among them, pictures made of random pieces, and special
files go through the image loader, the reader and the JSON readers, in a process of their own that is watched. Caught
are exceptions other than `pagerec.PagerecError`, the death of the process, programs that are started, inputs that take
more than 20 seconds of processor time, and those that take more than 1 GB of memory. What is caught is written down,
to be fed in again with ``python -m fuzz --replay FILE``.
"""
