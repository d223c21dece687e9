"""Names and addresses in the headers Host and Origin.

A page of another site can have its name lead to this machine (DNS rebinding), and would then be of the same origin as
the server. Its requests carry that name, never an address: so addresses are trusted, and no name but those that are
allowed.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from ipaddress import ip_address

__all__ = ["host_name", "is_allowed", "is_loopback", "is_same_origin"]

_HOST = re.compile(r"(?:\[([0-9a-f:.]{2,45})\]|([0-9a-z_.-]{1,253}))(?::[0-9]{1,5})?", re.IGNORECASE)
_ORIGIN = re.compile(r"https?://([^/@\s]+)", re.IGNORECASE)
_PORTS = {"http": "80", "https": "443"}


def host_name(host: str) -> str | None:
    """Give the name or address in a header Host, in lower case; None where it is none.

    Examples
    --------
    >>> host_name("LocalHost:8765"), host_name("[::1]:80"), host_name("a@b")
    ('localhost', '::1', None)
    """
    found = _HOST.fullmatch(host)
    return (found[1] or found[2]).lower() if found else None


def is_loopback(host: str) -> bool:
    """Whether an address, or ``localhost``, is this machine's alone.

    Examples
    --------
    >>> is_loopback("127.0.0.1"), is_loopback("::1"), is_loopback("0.0.0.0"), is_loopback("example.org")
    (True, True, False, False)
    """
    return host.lower() == "localhost" or (_is_address(host) and ip_address(host).is_loopback)


def is_allowed(host: str, names: Collection[str], *, is_local: bool) -> bool:
    """Whether requests with this header Host are answered.

    Parameters
    ----------
    host : str
    names : collection of str
        Names that are allowed, in lower case.
    is_local : bool
        Whether the server listens at an address of this machine alone: then it has no other.
    """
    name = host_name(host)
    if name is None:
        return False
    return name in names or is_loopback(name) or (not is_local and _is_address(name))


def is_same_origin(origin: str, host: str) -> bool:
    """Whether a header Origin is that of a page of this server, by the Host of the same request.

    The scheme isn't compared: a proxy before the server may speak HTTPS to the browser.

    Examples
    --------
    >>> is_same_origin("http://localhost:8765", "localhost:8765"), is_same_origin("null", "localhost")
    (True, False)
    """
    found = _ORIGIN.fullmatch(origin)
    if not found:
        return False
    port = _PORTS[origin.partition(":")[0].lower()]
    return _with_port(found[1], port) == _with_port(host, port)


def _with_port(host: str, port: str) -> str:
    return host.lower() if re.search(r":[0-9]+$", host) else f"{host.lower()}:{port}"


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
