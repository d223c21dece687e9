"""Where the server listens, who may speak to it, and how much it takes."""

from __future__ import annotations

from dataclasses import dataclass, field

from pagerec.common.arguments import MOST_THREADS, all_of, an_instance, shown, text, whole_number, within
from pagerec.errors import OptionError
from pagerec.serve.hosts import is_loopback

__all__ = ["BESIDE", "DEFAULT_PORT", "Limits", "ServeOptions"]

DEFAULT_PORT = 8765

BESIDE = 200_000
"""Bytes that a request may have beside its files: fields of a form, and what divides them."""

_SHORTEST_TOKEN = 16
"""Characters of a token: a shorter one can be guessed."""

_MOST_PORT = 65_535


@dataclass(frozen=True, slots=True)
class Limits:
    """What requests may take, one by one and together.

    Attributes
    ----------
    max_bytes : int
        Of a file that is sent, and of a document in JSON. All that are held at a time may have four times as many.
    seconds : float
        Until a request is answered, with the time in which its file arrives and in which it waits.
    jobs : int
        How many pages are read at a time. Pages of several documents take turns.
    waiting : int
        How many more requests may wait.

    Raises
    ------
    OptionError
        When a value is out of range.
    """

    max_bytes: int = 64_000_000
    seconds: float = 600.0
    jobs: int = 2
    waiting: int = 64

    def __post_init__(self) -> None:
        whole_number("max_bytes", self.max_bytes, 1)
        within("seconds", self.seconds, 0.01, 1e6)
        whole_number("jobs", self.jobs, 1, MOST_THREADS)
        whole_number("waiting", self.waiting, 0, 1_000_000)

    @property
    def max_held(self) -> int:
        """The most bytes of all requests together."""
        return 4 * (self.max_bytes + BESIDE)


@dataclass(frozen=True, slots=True)
class ServeOptions:
    """What a server is told.

    Attributes
    ----------
    host : str
        The address to listen at. One that other machines can reach needs a token.
    port : int
        0 takes a free one.
    token : str, optional
        What requests have to carry: ``Authorization: Bearer TOKEN``.
    names : tuple of str
        Names by which the server may be called, beside addresses and ``localhost``.
    limits : Limits

    Raises
    ------
    OptionError
        When a value is out of range, the token is too short, or the address needs one.
    """

    host: str = "127.0.0.1"
    port: int = DEFAULT_PORT
    token: str | None = field(default=None, repr=False)
    names: tuple[str, ...] = ()
    limits: Limits = field(default_factory=Limits)

    def __post_init__(self) -> None:
        if not text("host", self.host):
            raise OptionError("host is empty: give an address such as 127.0.0.1")
        whole_number("port", self.port, 0, _MOST_PORT)
        object.__setattr__(self, "names", tuple(name.lower() for name in all_of("names", self.names, str)))
        an_instance("limits", self.limits, Limits)
        if self.token is None and not self.is_local:
            raise OptionError(
                f"{shown(self.host)} can be reached from other machines: give a token (--token, or PAGEREC_TOKEN in "
                "the environment), or listen at 127.0.0.1"
            )
        if self.token is not None:
            _check_token(self.token)

    @property
    def is_local(self) -> bool:
        """Whether only this machine can reach the server."""
        return is_loopback(self.host)


def _check_token(token: object) -> None:
    """Refuse a token that can be guessed, or that no header can carry; it isn't shown."""
    if not isinstance(token, str) or len(token) < _SHORTEST_TOKEN or not (token.isascii() and token.isprintable()):
        raise OptionError(
            f"the token is too short, or has characters other than ASCII: give {_SHORTEST_TOKEN} or more, such as "
            'python -c "import secrets; print(secrets.token_urlsafe())" prints'
        )
    if token != token.strip():
        raise OptionError("the token begins or ends with a space: give it without")
