"""``python -m pagerec`` does what the ``pagerec`` command does."""

import sys

from pagerec.commands.cli import main

if __name__ == "__main__":
    sys.exit(main())
