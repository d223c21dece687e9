"""The description says what the server does."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from pagerec.page.saving import formats
from tests.serve.made import HOST, TOKEN, FakeReader

pytest.importorskip("starlette")

from starlette.testclient import TestClient

from pagerec.serve.app import make_app
from pagerec.serve.asking import PARAMETERS
from pagerec.serve.media import media_types
from pagerec.serve.openapi import description
from pagerec.serve.options import Limits, ServeOptions


def test_it_is_served() -> None:
    options = ServeOptions(limits=Limits(max_bytes=12_345))
    served = TestClient(make_app(FakeReader(), options), **HOST).get("/openapi.json").json()
    assert served == json.loads(json.dumps(description(options)))
    assert served["openapi"].startswith("3.1")
    assert "12,345 bytes" in served["info"]["description"]


def test_every_path_is_there_with_its_method() -> None:
    client = TestClient(make_app(FakeReader()), **HOST)
    for path, methods in description(ServeOptions())["paths"].items():
        for method in methods:
            assert client.request(method, path).status_code not in (404, 405), path
        other = "get" if "post" in methods else "post"
        assert client.request(other, path).status_code == 405


def test_every_format_and_option_is_described() -> None:
    read = description(ServeOptions())["paths"]["/read"]["post"]
    assert set(read["responses"]["200"]["content"]) == set(media_types())
    fields = read["requestBody"]["content"]["multipart/form-data"]["schema"]["properties"]
    assert set(fields) == {"file", *PARAMETERS}
    assert {one["name"] for one in read["parameters"]} == set(PARAMETERS) - {"password"}
    assert set(formats()) < set(fields["format"]["enum"])


def test_references_lead_somewhere() -> None:
    whole = description(ServeOptions())
    for name in re.findall(r'"#/components/schemas/(\w+)"', json.dumps(whole)):
        assert name in whole["components"]["schemas"]


def test_the_token_is_described_where_there_is_one() -> None:
    def schemes(**options: Any) -> Any:
        return description(ServeOptions(**options))["components"].get("securitySchemes")

    assert schemes() is None
    assert schemes(token=TOKEN)["token"]["scheme"] == "bearer"
    assert TOKEN not in json.dumps(description(ServeOptions(token=TOKEN)))
