"""Networks that did not come with the package are run once in another process: a hostile one may break it.

LiteRT trusts a network's file: one that is damaged, or made for the purpose, can end the process that loads it.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np

from pagerec.common.forking import end_with_parent
from pagerec.common.interpreter import NoInterpreterError, command_of

from ..errors import ModelError

__all__ = ["main", "try_network"]

#: Seconds that loading and running a network once may take, on a busy machine, too.
_SECONDS = 60.0


def try_network(path: Path) -> None:
    """Run a network once in another process.

    A network that only fails there is left to its caller, whose message tells more.

    Raises
    ------
    ModelError
        It ends the process, or takes a minute.
    """
    try:
        command = command_of(__name__, str(path))
    except NoInterpreterError:
        return  # a frozen program brings its own model
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise ModelError(f"{path}: running the network once takes more than {_SECONDS:g} seconds") from error
    except OSError as error:
        raise ModelError(f"{path}: can't be tried in another process ({error.strerror}); free memory") from error
    if done.returncode:
        raise ModelError(f"{path}: not a network that LiteRT can run (it breaks down); export the model again")


def main() -> None:
    """Run the network that the last argument names, on a picture of nothing."""
    end_with_parent()
    from ai_edge_litert.interpreter import Interpreter

    try:
        interpreter = Interpreter(model_path=sys.argv[-1], num_threads=1)
        interpreter.allocate_tensors()
        for given in interpreter.get_input_details():
            interpreter.set_tensor(given["index"], np.zeros(given["shape"], given["dtype"]))
        interpreter.invoke()
        for output in interpreter.get_output_details():
            interpreter.get_tensor(output["index"])
    except Exception:  # whatever it is: the caller meets it again, and says what is wrong
        return
