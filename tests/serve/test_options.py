"""What a server may be told."""

from __future__ import annotations

from typing import Any

import pytest

from pagerec import OptionError
from pagerec.serve.options import Limits, ServeOptions


def test_it_listens_at_this_machine_alone() -> None:
    assert ServeOptions().host == "127.0.0.1"
    assert ServeOptions().is_local


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "ocr.example"])
def test_other_addresses_need_a_token(host: str) -> None:
    with pytest.raises(OptionError, match="--token"):
        ServeOptions(host)
    assert not ServeOptions(host, token="0123456789abcdef").is_local


@pytest.mark.parametrize(
    "token",
    ["", "brief", "0123456789abcde", "令牌令牌令牌令牌令牌令牌令牌令牌", " 0123456789abcdef", "0123456789\nabcdef"],
)
def test_tokens_that_are_none(token: str) -> None:
    with pytest.raises(OptionError, match="token") as caught:
        ServeOptions(token=token)
    assert not token or token not in str(caught.value)


def test_the_token_is_not_shown() -> None:
    assert "0123456789abcdef" not in repr(ServeOptions(token="0123456789abcdef"))


@pytest.mark.parametrize(
    "options", [{"host": ""}, {"host": 7}, {"port": -1}, {"port": 65_536}, {"names": "a"}, {"limits": None}]
)
def test_wrong_options(options: dict[str, Any]) -> None:
    with pytest.raises(OptionError, match="give"):
        ServeOptions(**options)


@pytest.mark.parametrize("limits", [{"max_bytes": 0}, {"seconds": 0}, {"jobs": 0}, {"waiting": -1}, {"jobs": 1.5}])
def test_wrong_limits(limits: dict[str, Any]) -> None:
    with pytest.raises(OptionError, match="give"):
        Limits(**limits)
