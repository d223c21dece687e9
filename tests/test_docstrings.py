"""Every module imports, and the examples in its docstrings run.

A module is left out where a package that it needs is missing, and for no other reason.
"""

from __future__ import annotations

import doctest
import importlib
import importlib.util
import inspect
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parent.parent
MODULES = sorted(
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    for path in (ROOT / "pagerec").rglob("*.py")
    if path.name != "__main__.py" and "hooks" not in path.parts  # of PyInstaller: scripts, not modules
)


def imported(name: str) -> ModuleType:
    """Import a module; skip the test where what it imports is not installed at all."""
    try:
        return importlib.import_module(name)
    except ImportError as error:
        cause = error.__cause__ if isinstance(error.__cause__, ImportError) else error
        package = (cause.name or "").partition(".")[0]
        if not package or importlib.util.find_spec(package) is not None:
            raise
    pytest.skip(f"{name} needs {package}")


@pytest.mark.parametrize("name", MODULES)
def test_examples_run(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    module = imported(name)
    examples = [example for example in doctest.DocTestFinder().find(module, name) if example.examples]
    assert bool(examples) is bool(re.search(r"^ *>>> ", inspect.getsource(module), re.MULTILINE))
    runner = doctest.DocTestRunner()
    for example in examples:
        runner.run(example)
    assert runner.failures == 0


@pytest.mark.parametrize(
    ("code", "outcome"),
    [
        ("import no_such_package", pytest.skip.Exception),
        ("from no_such_package.part import name", pytest.skip.Exception),
        ("from pagerec.common.extras import need\nneed('no_such_package', 'pdf')", pytest.skip.Exception),
        ("from pagerec.page import Pgae", ImportError),
        ("import pagerec.no_such_module", ImportError),
        ("import json.no_such_module", ImportError),
    ],
)
def test_only_packages_may_be_missing(
    code: str, outcome: type[BaseException], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "needs_something.py").write_text(code, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "needs_something", raising=False)
    with pytest.raises(outcome):
        imported("needs_something")
