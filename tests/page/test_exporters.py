"""What pages and documents become is found by name."""

from __future__ import annotations

import pytest

from pagerec.page.exporters import EXPORTERS, exporter


@pytest.mark.parametrize("name", EXPORTERS)
def test_each_of_them_is_there(name: str) -> None:
    assert callable(exporter(name))
