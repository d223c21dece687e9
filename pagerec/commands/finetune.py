"""The command ``pagerec finetune``."""

from __future__ import annotations

import argparse
from pathlib import Path

from pagerec.common.progress import progress_bar
from pagerec.errors import EXIT_OK, TrainingError

__all__ = ["EXAMPLES", "add_arguments", "run"]

EXAMPLES = """\
pagerec finetune fonts/uming.ttc -o mine --cells 2000   # few cells, to try it
pagerec read --model mine examples/paragraph.png"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command's arguments to its parser."""
    parser.add_argument("fonts", nargs="+", metavar="FONT", type=Path, help="a font file, or a folder of them")
    parser.add_argument("-o", "--out", metavar="DIR", type=Path, required=True, help="folder for the new model")
    parser.add_argument("--characters", metavar="FILE", help="characters to add: a UTF-8 text file, or a preset")
    parser.add_argument("--model", metavar="PATH", type=Path, help="the model to begin with (default: the shipped one)")
    parser.add_argument(
        "--others",
        metavar="DIR",
        type=Path,
        help="other Chinese fonts, which keep the model from forgetting (default: those of the system)",
    )
    parser.add_argument(
        "--cells", type=int, default=100_000, metavar="N", help="cells to train on (default: 100000; minutes)"
    )
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="of all that is random (default: 0)")
    parser.add_argument("--processes", type=int, metavar="N", help="processes that make cells (default: all cores)")


def run(options: argparse.Namespace) -> int:
    """Fine-tune, and print how well is read before and after."""
    try:
        from pagerec.training.network.finetune import Plan, finetune
    except ImportError as error:
        raise TrainingError(f"training needs packages that are missing ({error}); pip install 'pagerec[train]'") from (
            error
        )
    from pagerec.recognition.presets import characters_of

    added = characters_of(options.characters) if options.characters else ()
    plan = Plan(
        tuple(options.fonts), added, options.model, options.others, options.cells, options.seed, options.processes
    )
    with progress_bar("steps") as show:
        changes = finetune(options.out, plan, lambda what, done, total: show(done, total, note=what))
    print("cells\tnumber\tright before, %\tafter, %")
    for change in changes:
        print(f"{change.what}\t{change.count}\t{100 * change.before:.2f}\t{100 * change.after:.2f}")
    print(f"the model: {options.out}; read with pagerec read --model {options.out}")
    return EXIT_OK
