"""The Dockerfile, looked through: it is built in no test."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

from pagerec.commands.cli import make_parser
from pagerec.serve.options import DEFAULT_PORT

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "Dockerfile").read_text(encoding="utf-8")
NAMES = {"FROM", "WORKDIR", "COPY", "RUN", "ENV", "USER", "EXPOSE", "STOPSIGNAL", "HEALTHCHECK", "ENTRYPOINT"}


def instructions() -> list[tuple[str, str]]:
    """Its instructions in order, each with its arguments."""
    text = re.sub(r"^#.*\n", "", TEXT, flags=re.MULTILINE).replace("\\\n", " ")
    return [(line.split()[0], " ".join(line.split()[1:])) for line in text.splitlines() if line.strip()]


def last(name: str) -> str:
    return [arguments for one, arguments in instructions() if one == name][-1]


def test_every_line_is_an_instruction() -> None:
    assert {name for name, _ in instructions()} <= NAMES
    assert instructions()[0][0] == "FROM"


def test_the_base_is_slim_and_of_one_version() -> None:
    bases = [arguments.split()[0] for name, arguments in instructions() if name == "FROM"]
    assert len(bases) == 2
    for base in bases:
        assert re.fullmatch(r"python:3\.1[0-3]-slim-\w+", base)
    assert "latest" not in TEXT


def test_it_does_not_run_as_root() -> None:
    names = [name for name, _ in instructions()]
    user, group = last("USER").split(":")
    assert int(user) > 0
    assert int(group) > 0
    assert not {"RUN", "COPY", "USER"}.intersection(names[len(names) - names[::-1].index("USER") :])


def test_health_is_checked() -> None:
    options, _, command = last("HEALTHCHECK").partition("CMD ")
    assert "--timeout=" in options
    program = json.loads(command)
    assert program[:2] == ["python", "-c"]
    ast.parse(program[2])
    assert f"http://127.0.0.1:{DEFAULT_PORT}/health" in program[2]
    assert last("EXPOSE") == str(DEFAULT_PORT)


def test_the_command_is_one_of_pagerec() -> None:
    program, *arguments = json.loads(last("ENTRYPOINT"))
    options = make_parser().parse_args(arguments)
    assert (program, options.command, options.host, options.token) == ("pagerec", "serve", "0.0.0.0", None)


def test_what_is_installed_is_there() -> None:
    extras = re.search(r'pip install \S+ "\.\[([\w,]+)\]"', TEXT)
    assert extras
    assert set(extras[1].split(",")) == {"pdf", "serve"}
    copied = [
        part
        for name, arguments in instructions()
        if name == "COPY" and "--from" not in arguments
        for part in arguments.split()[:-1]
    ]
    assert {"models", "pagerec"} < set(copied)
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert ignored[0] == "*"
    for name in copied:
        assert (ROOT / name).exists()
        assert f"!{name}" in ignored


def test_no_secret_is_in_it() -> None:
    assert not re.search(r"(?i)(token|password|secret)\s*=", re.sub(r"^#.*$", "", TEXT, flags=re.MULTILINE))
