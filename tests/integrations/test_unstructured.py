"""The contract with unstructured: it loads the agent by name and partitions a picture with it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import pagerec
from pagerec import Block, Box, OptionError, Page
from tests.formats.made import block

pytest.importorskip("unstructured.partition.utils.ocr_models.ocr_interface")
pytest.importorskip("unstructured_inference.inference.elements")

from pagerec.integrations.unstructured import OCRAgentPagerec

ROOT = Path(__file__).resolve().parents[2]
PARAGRAPH = ROOT / "examples" / "paragraph.png"

LOAD = """
import sys
from PIL import Image
from unstructured.partition.utils.ocr_models.ocr_interface import OCRAgent
agent = OCRAgent.get_agent(language="chi_sim")
texts = [type(agent).__name__, *agent.get_layout_elements_from_image(Image.open(sys.argv[1])).texts]
"""
PARTITION = """
import sys
from unstructured.partition.image import partition_image
elements = partition_image(sys.argv[1], strategy="ocr_only", languages=["chi_sim"])
texts = ["OCRAgentPagerec", *(element.text for element in elements)]
"""


@pytest.mark.parametrize("code", [LOAD, PARTITION], ids=["load", "partition"])
def test_unstructured_loads_and_uses_the_agent(code: str) -> None:
    """In an interpreter of its own: the environment is read at import."""
    if code is PARTITION:
        pytest.importorskip("en_core_web_sm", reason="unstructured would download the spaCy model it divides text by")
    environment = {
        **os.environ,
        "OCR_AGENT": "pagerec.integrations.unstructured.OCRAgentPagerec",
        "OCR_AGENT_MODULES_WHITELIST": "pagerec.integrations.unstructured",
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-c", f"{code}\nimport json\nprint(json.dumps(texts))", str(PARAGRAPH)]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1]) == ["OCRAgentPagerec", *pagerec.read(PARAGRAPH).paragraphs]


def test_lines_and_paragraphs() -> None:
    picture = Image.open(PARAGRAPH)
    page, agent = pagerec.read(picture), OCRAgentPagerec("chi_sim+eng")
    assert agent.get_text_from_image(picture) == page.text
    regions = agent.get_layout_from_image(picture)
    assert list(regions.texts) == [line.text for line in page.lines]
    assert np.array_equal(regions.element_coords, [line.box for line in page.lines])
    elements = agent.get_layout_elements_from_image(picture)
    assert list(elements.texts) == list(page.paragraphs)
    assert len(elements.as_list()) == len(page.paragraphs)
    assert agent.is_text_sorted()


def test_kinds_of_blocks() -> None:
    """Every kind has a type for which unstructured has a class."""
    from unstructured.documents.elements import TYPE_TO_TEXT_ELEMENT_MAP

    from pagerec.integrations.unstructured import _TYPES
    from pagerec.page.kinds import KINDS

    assert tuple(_TYPES) == tuple(KINDS)
    assert set(_TYPES.values()) <= set(TYPE_TO_TEXT_ELEMENT_MAP)


class Fixed:
    """A reader that has read one page."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def read(self, image: object) -> Page:
        return self.page


def test_blocks_become_elements_of_their_types() -> None:
    agent = OCRAgentPagerec("eng")
    agent.__dict__["reader"] = Fixed(
        Page(
            (
                block("论读书", kind="title"),
                block("读书足以怡情，足以傅彩，", "足以长才。", top=140),
                block("1. 怡情", "2. 傅彩", top=300, kind="list"),
                block("a = 1", "b = 2", top=400, kind="code"),
                Block((), "figure", Box(0, 500, 100, 600)),
            ),
            600,
            700,
        )
    )
    found = agent.get_layout_elements_from_image(Image.new("L", (600, 700))).as_list()
    assert [(element.type, element.text) for element in found] == [
        ("Title", "论读书"),
        ("NarrativeText", "读书足以怡情，足以傅彩，足以长才。"),
        ("ListItem", "1. 怡情"),
        ("ListItem", "2. 傅彩"),
        ("CodeSnippet", "a = 1\nb = 2"),
    ]


def test_a_blank_picture() -> None:
    blank = Image.new("L", (60, 40), 255)
    agent = OCRAgentPagerec("eng")
    assert agent.get_text_from_image(blank) == ""
    assert len(agent.get_layout_from_image(blank)) == 0
    assert len(agent.get_layout_elements_from_image(blank)) == 0


def test_other_languages_are_refused() -> None:
    with pytest.raises(OptionError, match="Chinese and English"):
        OCRAgentPagerec("jpn")
