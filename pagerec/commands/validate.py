"""The command ``pagerec validate``."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from pagerec.common.progress import progress_bar
from pagerec.errors import EXIT_OK, ImageError, OptionError, TrainingError

if TYPE_CHECKING:
    from pagerec.characters.validate import Figures

__all__ = ["EXAMPLES", "add_arguments", "run"]

EXAMPLES = """\
pagerec validate shipped digits                           # digits: a folder of pagerec synthesize
pagerec validate runs/digits digits --json figures.json --draw confused.png"""

_LISTED = 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command's arguments to its parser."""
    parser.add_argument("model", metavar="MODEL", help="a folder of pagerec train, a model folder, or the word shipped")
    parser.add_argument("data", metavar="DATA", type=Path, help="folder of pagerec synthesize")
    parser.add_argument("--json", metavar="FILE", type=Path, help="write all figures to this file")
    parser.add_argument("--draw", metavar="FILE", type=Path, help="draw the pairs most often confused (.png)")


def run(options: argparse.Namespace) -> int:
    """Measure, and print the figures."""
    from pagerec.characters.manifest import open_data
    from pagerec.characters.validate import open_network, validate

    data = open_data(options.data)
    with progress_bar("pictures") as show:
        figures = validate(open_network(options.model), data, watch=show)
    sys.stdout.write(_table(figures))
    try:
        if options.json:
            options.json.write_text(json.dumps(figures.to_dict(), ensure_ascii=False, indent=1) + "\n", "utf-8")
        if options.draw:
            from pagerec.characters.confusions import draw_confusions

            draw_confusions(figures, data).save(options.draw)
    except (OSError, ValueError) as error:
        if isinstance(error, ImageError | TrainingError):
            raise
        raise OptionError(f"the figures can't be written ({error}); give other files") from error
    return EXIT_OK


def _table(figures: Figures) -> str:
    rows = [(name, tally) for name, tally in figures.fonts.items()] + [("all", figures.total), *figures.groups.items()]
    lines = ["font\tpictures\ttop-1 %\ttop-5 %"]
    lines += [f"{name}\t{tally.count}\t{100 * tally.top1:.2f}\t{100 * tally.top5:.2f}" for name, tally in rows]
    if figures.confused:
        pairs = "  ".join(f"{a}→{b or '?'} {n}" for a, b, n in figures.confused[:_LISTED])
        lines.append(f"most often confused: {pairs}")
    return "\n".join(lines) + "\n"
