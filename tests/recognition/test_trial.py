"""Networks that may break the process that runs them."""

from __future__ import annotations

from pathlib import Path

import pytest

from fuzz.harmful import broken_network
from pagerec import ModelError
from pagerec.recognition.model import NETWORK, TEXT_MAP
from pagerec.recognition.models_path import models_path
from pagerec.recognition.trial import try_network


def test_the_shipped_networks_pass() -> None:
    for name in (NETWORK, TEXT_MAP):
        try_network(models_path() / name)


def test_what_only_fails_is_left_to_the_caller(tmp_path: Path) -> None:
    path = tmp_path / NETWORK
    path.write_bytes(b"no network " * 10)
    try_network(path)


def test_a_network_that_breaks_its_process(tmp_path: Path) -> None:
    """It does so in another one: this one goes on."""
    path = tmp_path / NETWORK
    path.write_bytes(broken_network((models_path() / NETWORK).read_bytes()))
    with pytest.raises(ModelError, match="breaks down"):
        try_network(path)
