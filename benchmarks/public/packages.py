"""The Debian packages of the set, and their documents."""

from __future__ import annotations

import gzip
import json
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

LIST = Path(__file__).with_name("packages.json")


@dataclass(frozen=True, slots=True)
class Document:
    """A PDF document in a package.

    Attributes
    ----------
    path : str
        Inside the package; with the suffix .gz where it is packed.
    excluded : frozenset of int
        Pages that are not taken, counted from 1. `packages.json` gives the reasons.
    """

    path: str
    excluded: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Package:
    """A Debian package and the documents taken from it."""

    name: str
    version: str
    documents: tuple[Document, ...]


def read_list(path: Path = LIST) -> list[Package]:
    """The packages of the set."""
    entries = json.loads(path.read_text(encoding="utf-8"))["packages"]
    return [Package(entry["name"], entry["version"], tuple(map(_document, entry["documents"]))) for entry in entries]


def _document(entry: dict[str, object]) -> Document:
    excluded = entry.get("excluded", {})
    assert isinstance(excluded, dict)
    return Document(str(entry["path"]), frozenset(map(int, excluded)))


def fetch(package: Package, store: Path) -> tuple[Path, str]:
    """The archive of a package, and its version; downloaded where `store` lacks it.

    The version of the list is asked for first; where the archive no longer has it, the one it has now is taken.

    Raises
    ------
    SystemExit
        If there is no such package in the configured package sources.
    """
    store.mkdir(parents=True, exist_ok=True)
    if not _archives(package, store) and not _download(f"{package.name}={package.version}", store):
        _download(package.name, store)
    found = _archives(package, store)
    if not found:
        raise SystemExit(f"{package.name}: can't be downloaded; run apt-get update and look at apt's sources")
    return found[-1], found[-1].name.split("_")[1].replace("%3a", ":")


def _archives(package: Package, store: Path) -> list[Path]:
    return sorted(store.glob(f"{package.name}_*.deb"))


def _download(what: str, store: Path) -> bool:
    command = ["apt-get", "-qq", "download", what]
    return subprocess.run(command, cwd=store, capture_output=True, check=False).returncode == 0


def unpack(package: Package, archive: Path, folder: Path) -> Iterator[tuple[Document, bytes]]:
    """The documents of a package, as PDF data.

    Raises
    ------
    SystemExit
        If the package lacks a document of the list: it is of another version.
    """
    subprocess.run(["dpkg-deb", "-x", str(archive), str(folder)], check=True)
    for document in package.documents:
        path = folder / document.path
        if not path.is_file():
            raise SystemExit(f"{archive.name} has no {document.path}; give {package.name} {package.version}")
        data = path.read_bytes()
        yield document, gzip.decompress(data) if path.suffix == ".gz" else data
