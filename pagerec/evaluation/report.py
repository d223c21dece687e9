"""Add results up, and show them as text and as plain values for JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any
from unicodedata import east_asian_width

from pagerec.evaluation.calibration import Bin, calibration_error, reliability
from pagerec.evaluation.lattice import Cause
from pagerec.evaluation.run import Result
from pagerec.evaluation.score import by_kind, percent, rates

#: What stands for nothing in a confusion.
_NOTHING = "∅"
_ALL = "all"
_HEAD = ("kind", "pictures", "chars", "CER %", "Han %", "exact %", "ECE %", "s/picture")

#: Figures of a row, and their decimals.
_SHOWN = (("cer", 2), ("han_cer", 2), ("exact", 1), ("calibration_error", 1), ("seconds", 2))

Summary = dict[str, Any]


def summarise(results: Sequence[Result]) -> Summary:
    """Figures of some pictures.

    Parameters
    ----------
    results : sequence of Result
        At least one.

    Returns
    -------
    dict
        ``pictures``, ``characters``, ``errors``; ``cer``, ``han_cer`` and ``exact`` in per cent; ``seconds``,
        the median a picture; ``calibration_error`` of the confidences, expected, in per cent; ``causes``, the share
        of each cause in all errors in per cent.
    """
    found = rates(results)
    return {
        "pictures": found.pictures,
        "characters": found.length,
        "errors": found.edits,
        "cer": found.cer,
        "han_cer": found.han_cer,
        "exact": found.exact,
        "calibration_error": calibration_error(_bins(results)),
        "seconds": found.seconds,
        "causes": {cause: percent(n, found.edits) for cause, n in count_causes(results).items()},
    }


def _bins(results: Sequence[Result]) -> list[Bin]:
    return reliability([char for result in results for char in result.characters])


def count_causes(results: Sequence[Result]) -> dict[str, int]:
    """Number of errors by cause; they add up to all errors."""
    counts = Counter(error.cause.value for result in results for error in result.errors)
    counts[Cause.ORDER.value] += sum(result.order_edits for result in results)
    return {cause.value: counts[cause.value] for cause in Cause}


def count_details(results: Sequence[Result]) -> dict[str, int]:
    """Number of errors by cause and detail, the most frequent first."""
    counts = Counter(f"{error.cause.value}: {error.detail}" for r in results for error in r.errors if error.detail)
    return dict(counts.most_common())


def confusions(results: Sequence[Result]) -> list[tuple[str, str, int]]:
    """What was printed, what was read instead ("" for nothing) and how often, the most frequent first."""
    counts = Counter((error.true, error.read) for result in results for error in result.errors)
    return [(true, read, number) for (true, read), number in counts.most_common()]


def _by_kind(results: Sequence[Result]) -> dict[str, list[Result]]:
    """Results of each kind, and of all under "all" where there are several kinds."""
    kinds = by_kind(results)
    return kinds if len(kinds) == 1 else {**kinds, _ALL: list(results)}


def show(results: Sequence[Result], top: int = 25) -> str:
    """Tables of the figures, the causes and the most frequent confusions, as text.

    Parameters
    ----------
    results : sequence of Result
        At least one.
    top : int
        Number of confusions.
    """
    kinds = {kind: summarise(members) for kind, members in _by_kind(results).items()}
    errors = sum(r.score.edits for r in results)
    parts = [
        table([list(_HEAD), *([kind, *_figures(s)] for kind, s in kinds.items())]),
        show_causes(_by_kind(results)),
    ]
    parts.append(show_reliability(_bins(results)))
    if details := count_details(results):
        rows = [[name, str(n), f"{percent(n, errors):.1f}"] for name, n in details.items()]
        parts.append("in detail\n" + table([["what", "errors", "%"], *rows]))
    if errors:
        parts.append(f"top {top} confusions (printed → read)\n" + table(_confusion_rows(results, top, errors)))
    return "\n\n".join(parts) + "\n"


def show_causes(kinds: Mapping[str, Sequence[Result]]) -> str:
    """A table of the share of each cause in the errors of each kind, as text."""
    rows = [["kind", "errors", *(cause.value for cause in Cause)]]
    for kind, members in kinds.items():
        summary = summarise(members)
        rows.append([kind, str(summary["errors"]), *_shares(summary)])
    return "errors by cause, % of all errors\n" + table(rows)


def show_reliability(bins: Sequence[Bin]) -> str:
    """How many characters of each confidence are right, as text."""
    rows = [["confidence", "characters", "mean", "right"]]
    for one in bins:
        rows.append([f"{one.low:g} to {one.high:g}", str(one.count), f"{one.confidence:.3f}", f"{one.right:.3f}"])
    return "confidence, and the share of characters that are right\n" + table(rows)


def to_dict(results: Sequence[Result]) -> dict[str, Any]:
    """Everything as plain values, ready for JSON."""
    return {
        "kinds": {kind: summarise(members) for kind, members in _by_kind(results).items()},
        "reliability": [asdict(one) for one in _bins(results)],
        "details": count_details(results),
        "confusions": [{"true": t, "read": r, "count": n} for t, r, n in confusions(results)],
        "pictures": [_picture(result) for result in results],
    }


def _picture(result: Result) -> dict[str, Any]:
    return {
        "name": result.name,
        "characters": result.score.length,
        "errors": result.score.edits,
        "han_characters": result.score.han_length,
        "han_errors": result.score.han_edits,
        "order_errors": result.order_edits,
        "seconds": round(result.seconds, 4),
        "edits": [
            {
                "true": e.true,
                "read": e.read,
                "cause": e.cause.value,
                "detail": e.detail,
                "line": e.line,
                "context": e.context,
            }
            for e in result.errors
        ],
    }


def _figures(summary: Summary) -> list[str]:
    counts = [str(summary["pictures"]), str(summary["characters"])]
    rates = [f"{summary[name]:.{digits}f}" for name, digits in _SHOWN]
    return counts + rates


def _shares(summary: Summary) -> list[str]:
    return [f"{share:.1f}" for share in summary["causes"].values()]


def _confusion_rows(results: Sequence[Result], top: int, errors: int) -> list[list[str]]:
    rows = [["", "count", "%"]]
    for true, read, number in confusions(results)[:top]:
        rows.append([f"{true or _NOTHING} → {read or _NOTHING}", str(number), f"{percent(number, errors):.1f}"])
    return rows


def table(rows: Sequence[Sequence[str]]) -> str:
    """Columns of text, the first flush left, the others flush right."""
    widths = [max(_width(cell) for cell in column) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(_pad(c, w, k > 0) for k, (c, w) in enumerate(zip(row, widths, strict=True))) for row in rows
    )


def _pad(cell: str, width: int, right: bool) -> str:
    white = " " * (width - _width(cell))
    return white + cell if right else cell + white


def _width(text: str) -> int:
    """Columns of a terminal that a text takes."""
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)
