"""TensorFlow and Keras, loaded without the dozen lines that they write about what they find.

All of pagerec takes them from here. Errors, and what comes later, are written as ever.
"""

from __future__ import annotations

import io
import os
import re
from contextlib import redirect_stdout
from pathlib import Path

from pagerec.common.quiet import without_lines

__all__ = ["flatbuffer_utils", "keras", "lite_network", "tf"]

_NOTES = (
    rb"WARNING: All log messages before absl::InitializeLog"
    rb"|[IW]\d{4} [\d:.]+ "  # absl's information and warnings
    rb"|\d{4}-\d\d-\d\d [\d:.]+: [IW] "  # the same of older versions
    rb"|To enable the following instructions"
    rb"|(?:E\d{4}|\d{4}-\d\d-\d\d) .*Unable to register cu"  # CUDA's parts, which are linked twice
)
"""How lines begin that say nothing of what is trained."""

_NO_GPU = rb"|(?:E\d{4}|\d{4}-\d\d-\d\d) .*failed call to cuInit"
"""What is said where no GPU is found: an error only where there is one."""


def notes(devices: Path = Path("/dev")) -> re.Pattern[bytes]:
    """How lines begin that may be left out on this machine.

    Examples
    --------
    >>> bool(notes().match(b"I0000 00:00:1795766869.4 28854 cudart_stub.cc:31] Could not find cuda drivers"))
    True
    """
    has_gpu = any(devices.glob("nvidia[0-9]*")) or (devices / "dxg").exists()
    return re.compile(_NOTES if has_gpu else _NOTES + _NO_GPU)


os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
with without_lines(notes()):
    import keras
    import tensorflow as tf
    from tensorflow.lite.tools import flatbuffer_utils

    tf.config.list_physical_devices()  # looks for GPUs now: it would at the first step, and write about it


def lite_network(model: keras.Model) -> bytes:
    """Convert a network into one of LiteRT, in floating point; what it is made of isn't printed."""
    with redirect_stdout(io.StringIO()):
        return bytes(tf.lite.TFLiteConverter.from_keras_model(model).convert())
