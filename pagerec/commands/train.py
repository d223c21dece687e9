"""The command ``pagerec train``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from pagerec.common.progress import progress_bar
from pagerec.errors import EXIT_INTERRUPTED, EXIT_OK, TrainingError

__all__ = ["EXAMPLES", "add_arguments", "run"]

EXAMPLES = """\
pagerec train digits runs/digits --batch-size 16 --max-steps 4            # digits: of pagerec synthesize
pagerec train digits runs/digits --batch-size 16 --max-steps 6 --resume   # go on; Ctrl-C saves and stops"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command's arguments to its parser."""
    parser.add_argument("data", metavar="DATA", type=Path, help="folder of pagerec synthesize")
    parser.add_argument("out", metavar="OUT", type=Path, help="folder for checkpoint, log and curves")
    parser.add_argument("--arch", choices=("lenet", "pagerec"), default="lenet", help="network (default: lenet)")
    parser.add_argument(
        "--validation", metavar="DATA", type=Path, help="pictures to validate on (default: a fifth of the fonts)"
    )
    for name, default, what in (
        ("max-steps", 16_002, "batches in all"),
        ("eval-steps", 100, "steps between validations"),
        ("save-steps", 500, "steps between checkpoints"),
        ("batch-size", 128, "pictures in a batch"),
    ):
        parser.add_argument(f"--{name}", type=int, default=default, metavar="N", help=f"{what} (default: {default})")
    parser.add_argument(
        "--learning-rate",
        type=float,
        default=1e-3,
        metavar="RATE",
        help="of Adam (default: 0.001; the original's was 0.1)",
    )
    parser.add_argument("--log-dir", metavar="DIR", type=Path, help="for TensorBoard (default: OUT/log)")
    parser.add_argument("--checkpoint-dir", metavar="DIR", type=Path, help="for the checkpoint (default: OUT)")
    parser.add_argument("--bfloat16", action="store_true", help="compute in bfloat16: faster on some processors")
    parser.add_argument("--restore", "--resume", action="store_true", help="go on from the checkpoint")
    parser.add_argument(
        "--strategy",
        choices=("mirrored", "multiworker"),
        help="all GPUs of this machine, or the hosts listed in TF_CONFIG",
    )


def run(options: argparse.Namespace) -> int:
    """Train, and say how far."""
    try:
        from pagerec.characters.training import Plan, train
    except ImportError as error:
        raise TrainingError(f"training needs packages that are missing ({error}); pip install 'pagerec[train]'") from (
            error
        )
    from pagerec.characters.manifest import open_data

    plan = Plan(
        out=options.out,
        checkpoints=options.checkpoint_dir or options.out,
        logs=options.log_dir or options.out / "log",
        architecture=options.arch,
        steps=options.max_steps,
        eval_steps=options.eval_steps,
        save_steps=options.save_steps,
        batch_size=options.batch_size,
        learning_rate=options.learning_rate,
        strategy=options.strategy,
        bfloat16=options.bfloat16,
        restore=options.restore,
    )
    with progress_bar("steps") as show:
        result = train(plan, open_data(options.data), options.validation and open_data(options.validation), watch=show)
    print(f"step {result.step} of {plan.steps}: {plan.checkpoints}")
    if result.step < plan.steps:
        print("pagerec: interrupted; go on with --restore", file=sys.stderr)
        return EXIT_INTERRUPTED
    return EXIT_OK
