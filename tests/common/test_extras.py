"""Packages of extras: a missing one is named, with what installs it."""

from __future__ import annotations

import pytest

from pagerec import OptionError
from pagerec.common.extras import need


@pytest.mark.parametrize("kind", [OptionError, ImportError])
def test_a_missing_package(kind: type[Exception]) -> None:
    with pytest.raises(kind, match=r"pip install 'pagerec\[pdf\]'"):
        need("no_such_package", "pdf")
