"""``python -m pagerec.training.text``; see `pagerec.training.text.gather`."""

from .gather import main

if __name__ == "__main__":
    main()
