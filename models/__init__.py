"""The shipped model; installed as ``pagerec.models``."""
