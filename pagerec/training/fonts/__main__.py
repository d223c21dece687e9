"""``python -m pagerec.training.fonts``; see `pagerec.training.fonts.catalog`."""

from .catalog import main

if __name__ == "__main__":
    raise SystemExit(main())
