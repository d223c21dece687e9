"""Functions found by name."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from pagerec.common.lookup import find


def test_a_function_is_found_when_it_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "asked_for.py").write_text("def double(value):\n    return 2 * value\n")
    monkeypatch.syspath_prepend(tmp_path)
    assert "asked_for" not in sys.modules
    assert find("asked_for:double")(21) == 42
    assert find("json:dumps") is json.dumps


@pytest.mark.parametrize(
    ("place", "error"), [("no_such_module_here:f", ModuleNotFoundError), ("json:no_such", AttributeError)]
)
def test_what_is_not_there(place: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        find(place)
