"""What the code in README.md and the guides prints stands below it, and is compared; or written anew.

``python -m tests.printed`` runs the code and writes what it prints into both languages: for a new model.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
WRITTEN = {
    "README.md": "README.zh-CN.md",
    **{
        f"docs/{name}.md": f"docs/zh/{name}.md"
        for name in ("index", "getting-started", "reading", "formats", "limits", "characters", "gallery")
    },
}
"""Files whose code can be run alone, and their translations."""

BLOCK = re.compile(r"^```python\n(?P<code>.*?)^```\n(?:\n```text\n(?P<printed>.*?)^```\n)?", re.DOTALL | re.MULTILINE)


DECIMAL, ROUNDING = re.compile(r"\b\d\.\d+\b"), 0.03


class Stated(NamedTuple):
    """A block of code, and what it is said to print."""

    code: str
    printed: str


def stated(text: str) -> list[Stated]:
    """The blocks of code of a text."""
    return [Stated(found["code"], found["printed"] or "") for found in BLOCK.finditer(text)]


def tidy(printed: str) -> str:
    """What was printed, as it stands in a file: without white at the ends of lines, and form feeds."""
    lines = [line.rstrip() for line in printed.splitlines()]
    return "".join(f"{line}\n" for line in lines)


def run(text: str, name: str, namespace: dict[str, Any]) -> Iterator[tuple[Stated, str]]:
    """Run the blocks of a text one after the other; give each with what it prints."""
    for number, block in enumerate(stated(text), start=1):
        out = io.StringIO()
        with redirect_stdout(out):
            exec(compile(block.code, f"{name}, python block {number}", "exec"), namespace)
        yield block, tidy(out.getvalue())


def alike(printed: str, expected: str) -> bool:
    """Whether two texts are the same but for the last digits of probabilities, which processors round in their own way.

    Examples
    --------
    >>> alike("读 0.98 12", "读 0.97 12"), alike("读 0.98 12", "读 0.88 12"), alike("读 0.98 12", "读 0.98 13")
    (True, False, False)
    """
    if DECIMAL.sub("#", printed) != DECIMAL.sub("#", expected):
        return False
    pairs = zip(DECIMAL.findall(printed), DECIMAL.findall(expected), strict=True)
    return all(abs(float(one) - float(other)) <= ROUNDING for one, other in pairs)


def copy_pictures(folder: Path) -> None:
    """Put what the code reads where it looks for it: the examples, and the pictures of the documentation."""
    for name in ("examples", "docs/pictures"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("*.ipynb"))


def check(name: str, namespace: dict[str, Any] | None = None) -> None:
    """See that the code of a file prints what stands below it."""
    text = (ROOT / name).read_text(encoding="utf-8")
    for block, printed in run(text, name, {} if namespace is None else namespace):
        compare(printed, block, name)


def compare(printed: str, block: Stated, name: str) -> None:
    """See that a block has printed what stands below it."""
    if not alike(printed, block.printed):
        reason = f"{name}: this prints something else (python -m tests.printed writes it):"
        raise AssertionError(f"{reason}\n{block.code}\n--- stated\n{block.printed}\n--- printed\n{printed}")


def write() -> None:
    """Write below each block what it prints."""
    for name, translation in WRITTEN.items():
        with tempfile.TemporaryDirectory() as folder:
            copy_pictures(Path(folder))
            os.chdir(folder)
            found = [printed for _, printed in run((ROOT / name).read_text(encoding="utf-8"), name, {})]
            os.chdir(ROOT)
        for path in (ROOT / name, ROOT / translation):
            rest = iter(found)
            text = BLOCK.sub(lambda match, rest=rest: _block(match["code"], next(rest)), path.read_text("utf-8"))
            path.write_text(text, encoding="utf-8")


def _block(code: str, printed: str) -> str:
    return f"```python\n{code}```\n" + (f"\n```text\n{printed}```\n" if printed else "")


if __name__ == "__main__":
    write()
