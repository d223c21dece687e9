"""The numbers of reading, and what each of them is changed to.

A number is a number in a field of `ReaderParams`, those of the model's weights included; of a way in which lines are
tried, what differs from a plain one. The same field of the same class may stand at several places: that is one number,
written once, and all its places are changed together. Integers are rounded, and changed by at least one.

Off is told from the type alone: an integer, which counts something, and a weight are 0; a tuple of any length is
empty, and each of its elements is left out; what is true is false. Nothing else can be off: a distance or a share of 0
is one value more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any, NamedTuple, get_args, get_type_hints

from pagerec.reading.params import ReaderParams
from pagerec.recognition.decode import Weights

Place = tuple[str, ...]
"""Names of the fields that lead to a field."""


class Variation(NamedTuple):
    """A number in the value of a field.

    Attributes
    ----------
    place : str
        Where in the value, as it is written behind the field's name.
    value : object
        The number, or what can only be switched off.
    changes : dict of str to object
        What the value of the whole field becomes.
    """

    place: str
    value: Any
    changes: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Number:
    """A number of reading, or what can only be switched off.

    Attributes
    ----------
    path : str
        The shortest way to it.
    stage : str
        The first names of that, up to two.
    value : object
    changes : dict of str to object
        What its field becomes.
    places : tuple of Place
        Where this field stands.
    """

    path: str
    stage: str
    value: Any
    changes: dict[str, Any]
    places: tuple[Place, ...]

    @property
    def is_number(self) -> bool:
        """Whether it is more than a switch."""
        return _is_number(self.value)

    def begins_with(self, prefix: str) -> bool:
        """Whether it stands at a place that begins so."""
        return self.path.startswith(prefix) or any(".".join(place).startswith(prefix) for place in self.places)


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def find_numbers(params: ReaderParams) -> list[Number]:
    """All numbers, and what can only be switched off, in the order of the fields.

    Examples
    --------
    >>> [number.path for number in find_numbers(ReaderParams()) if number.stage == "pairs"][:2]
    ['pairs.unequal', 'pairs.floor']
    """
    alike: dict[tuple[type, str, Any], list[Place]] = {}
    for owner, place in _fields(params):
        alike.setdefault((type(owner), place[-1], getattr(owner, place[-1])), []).append(place)
    return [
        Number(f"{'.'.join(places[0])}{found.place}", _stage(places[0]), found.value, found.changes, tuple(places))
        for (owner, name, value), unordered in alike.items()
        for places in [sorted(unordered, key=len)]
        for found in _in_field(owner, name, value)
    ]


def _fields(owner: Any, place: Place = ()) -> Iterator[tuple[Any, Place]]:
    """The places of all fields that hold no further fields, with what they are of."""
    for each in fields(owner):
        value, here = getattr(owner, each.name), (*place, each.name)
        if is_dataclass(value):
            yield from _fields(value, here)
        else:
            yield owner, here


def _stage(place: Place) -> str:
    return ".".join(place[:-1][:2])


def _in_field(owner: type, name: str, value: Any) -> Iterator[Variation]:
    if not isinstance(value, tuple) or Ellipsis not in get_args(get_type_hints(owner)[name]):
        zero = {"off": type(value)(0)} if owner is Weights else {}
        yield from (found._replace(changes=found.changes | zero) for found in variations(value))
    elif list(variations(value)):
        yield Variation("", value, {"off": ()})
        for k, element in enumerate(value):
            left_out = {"off": (*value[:k], *value[k + 1 :])}
            inner = list(_of_element(value, k))
            if not _is_number(element):
                yield Variation(f"[{k}]", element, left_out)
                yield from inner
            else:
                yield from (found._replace(changes=found.changes | left_out) for found in inner)


def variations(value: Any) -> Iterator[Variation]:
    """The numbers of a value, those in tuples one by one; nothing of what has none.

    Examples
    --------
    >>> [found.changes["halved"] for found in variations((0.5, 4.0))]
    [(0.25, 4.0), (0.5, 2.0)]
    """
    if isinstance(value, bool):
        yield from [Variation("", value, {"off": False})] if value else []
    elif isinstance(value, int):
        yield Variation("", value, {"off": 0} | _of_integer(value))
    elif isinstance(value, float):
        yield Variation("", value, {"halved": value / 2, "doubled": value * 2} if value else {})
    elif hasattr(value, "_fields"):
        yield from _of_named(value)
    elif isinstance(value, tuple):
        for k in range(len(value)):
            yield from _of_element(value, k)


def _of_integer(value: int) -> dict[str, Any]:
    size, sign = abs(value), -1 if value < 0 else 1
    return {"halved": sign * min(round(size / 2), size - 1), "doubled": sign * 2 * size} if size else {"doubled": 1}


def _of_named(value: Any) -> Iterator[Variation]:
    """The numbers of a named tuple that are not its usual ones."""
    for name, element in value._asdict().items():
        if element != value._field_defaults.get(name):
            for place, inner, changes in variations(element):
                put = {change: value._replace(**{name: new}) for change, new in changes.items()}
                yield Variation(f".{name}{place}", inner, put)


def _of_element(value: tuple[Any, ...], k: int) -> Iterator[Variation]:
    for place, inner, changes in variations(value[k]):
        put = {change: (*value[:k], new, *value[k + 1 :]) for change, new in changes.items()}
        yield Variation(f"[{k}]{place}", inner, put)


def changed(params: ReaderParams, places: Iterable[Place], value: Any) -> ReaderParams:
    """The same parameters with another value at some places."""
    for place in places:
        params = _with(params, place, value)
    return params


def _with(owner: Any, place: Place, value: Any) -> Any:
    name, *rest = place
    return replace(owner, **{name: _with(getattr(owner, name), tuple(rest), value) if rest else value})
