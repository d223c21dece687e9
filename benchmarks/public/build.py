"""Make the public benchmark set: pictures of Chinese documents in Debian packages, with their text beside them.

    python -m benchmarks.public.build DIR

Downloads the packages of `packages.json` with ``apt-get`` (Debian or Ubuntu; no root needed), draws paragraphs and
pages whose text layer can be trusted, and writes KIND-NNN.png (or .jpg), KIND-NNN.txt and meta.json. Same seed, same
packages, same libraries: same set.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pypdfium2 as pdfium
from numpy.typing import NDArray

from benchmarks.public import packages, raster, scan
from benchmarks.public.sampling import Source, Taken, generator, survey, take_turns

SEED = 20240601
_SCAN_MARGIN = (0.5, 1.5)


@dataclass(frozen=True, slots=True)
class Share:
    """A part of the set.

    Attributes
    ----------
    kind : str
        First part of the pictures' names.
    whole : bool
        Whole pages; else paragraphs.
    count : int
    dpi : tuple of int
        Resolutions to draw from.
    """

    kind: str
    whole: bool
    count: int
    dpi: tuple[int, ...]


SHARES = (
    Share("crop", False, 120, (96, 108, 120, 144, 168, 192)),
    Share("page", True, 40, (150, 200, 250, 300)),
    Share("scan", False, 45, (150, 200, 250, 300)),
    Share("scan", True, 15, (150, 200)),
)


def read_sources(store: Path) -> Iterator[Source]:
    """All documents of the list; packages that `store` lacks are downloaded."""
    for package in packages.read_list():
        archive, found = packages.fetch(package, store)
        if found != package.version:
            print(f"{package.name}: {found} instead of {package.version}; the set will differ")
        with tempfile.TemporaryDirectory() as folder:
            for document, data in packages.unpack(package, archive, Path(folder)):
                producer = pdfium.PdfDocument(data).get_metadata_value("Producer")
                yield Source(package.name, found, document.path, data, producer, document.excluded)


def choose(sources: Sequence[Source], seed: int) -> list[tuple[Share, Taken]]:
    """What goes into the set."""
    order = generator(seed, "documents").permutation(len(sources))
    surveys = [survey(sources[k], seed) for k in order]
    seen: set[str] = set()
    chosen: list[tuple[Share, Taken]] = []
    for whole in (True, False):
        shares = [share for share in SHARES if share.whole == whole]
        taken = take_turns([found[whole] for found in surveys], sum(share.count for share in shares), seen)
        chosen += zip(_mixed(shares, len(taken), seed), taken, strict=True)
    return chosen


def _mixed(shares: Sequence[Share], count: int, seed: int) -> list[Share]:
    """`count` shares in their proportion, mixed."""
    slots = [share for share in shares for _ in range(share.count)]
    picked = generator(seed, "kinds", shares[0].kind).permutation(len(slots))
    return [slots[k] for k in picked][:count]


def write_picture(share: Share, taken: Taken, path: Path, seed: int) -> dict[str, Any]:
    """Draw a picture, write it and its text, and tell how it was made.

    Parameters
    ----------
    share : Share
    taken : Taken
    path : Path
        Without suffix.
    seed : int
    """
    random = generator(seed, taken.source.path, taken.candidate.page, share.kind)
    dpi = int(random.choice(share.dpi))
    picture = draw(taken, dpi, share.whole)
    em = taken.candidate.em * dpi / raster.POINTS
    made: dict[str, Any] = {"dpi": dpi, "em": round(em, 1)}
    if share.kind == "scan":
        how = scan.draw(random)
        picture = scan.simulate(_with_margin(raster.to_gray(picture), em, random), em, how, random)
        made["scan"] = asdict(how)
        cv2.imwrite(f"{path}.jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, how.jpeg])
    else:
        cv2.imwrite(f"{path}.png", picture if picture.ndim == 2 else picture[..., ::-1])
    path.with_suffix(".txt").write_text("\n".join(taken.candidate.lines) + "\n", encoding="utf-8")
    return made


def draw(taken: Taken, dpi: int, whole: bool) -> NDArray[np.uint8]:
    """The picture of a candidate."""
    page = pdfium.PdfDocument(taken.source.data)[taken.candidate.page]
    picture = raster.render(page, dpi)
    return picture if whole else np.ascontiguousarray(picture[raster.pixels(taken.candidate.box, dpi)])


def _with_margin(gray: NDArray[np.uint8], em: float, random: np.random.Generator) -> NDArray[np.uint8]:
    margin = round(float(random.uniform(*_SCAN_MARGIN)) * em)
    return np.pad(gray, margin, constant_values=int(np.median(gray)))


def build(folder: Path, store: Path, seed: int = SEED) -> list[dict[str, Any]]:
    """Write the set, and give what meta.json says of each picture."""
    sources = list(read_sources(store))
    folder.mkdir(parents=True, exist_ok=True)
    numbers: dict[str, int] = {}
    pictures = []
    for share, taken in choose(sources, seed):
        number = numbers[share.kind] = numbers.get(share.kind, -1) + 1
        name = f"{share.kind}-{number:03d}"
        made = write_picture(share, taken, folder / name, seed)
        pictures.append({"name": name, "kind": share.kind, **_origin(taken), **made})
    made_with = {name: version(name) for name in ("pypdfium2", "opencv-python-headless", "numpy")}
    meta = {"seed": seed, "made_with": made_with, "pictures": pictures}
    (folder / "meta.json").write_text(json.dumps(meta, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return pictures


def _origin(taken: Taken) -> dict[str, Any]:
    source, candidate = taken.source, taken.candidate
    return {
        "package": source.package,
        "version": source.version,
        "document": source.path,
        "producer": source.producer,
        "page": candidate.page + 1,
        "lines": len(candidate.lines),
        "fonts": candidate.fonts,
    }


def main(arguments: Sequence[str] | None = None) -> None:
    """Make the set."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("--packages", type=Path, metavar="DIR", help="keep the packages here, and take those that are")
    parser.add_argument("--seed", type=int, default=SEED, help=f"for another set (default: {SEED})")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        pictures = build(options.folder, options.packages or Path(folder), options.seed)
    print(f"{options.folder}: {len(pictures)} pictures")


if __name__ == "__main__":
    main()
