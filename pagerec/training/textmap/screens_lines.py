"""The true lines of a document that a browser shows: runs of text measured in the page, joined to lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .samples import ABOVE_BASELINE, WIDEST_GAP, TrueLine

#: Runs whose baselines are so far apart, in ems, are of two lines: less than a superscript, more than rounding.
_SAME_BASELINE = 0.15
#: Runs are of one size where the larger is at most so many times the smaller.
_SAME_SIZE = 1.25
#: A gap so wide, in ems, at the edge of a filled box parts two lines: buttons, badges; less is a highlighted word.
_BOX_GAP = 0.4

#: Measures the page. All transforms are taken off, the characters measured, and mapped by the matrix of their element;
#: whether a character can be seen is asked of the page as it is shown.
MEASURE = r"""
(async () => {
  await document.fonts.ready;
  const page = document.documentElement;
  scrollTo(0, (page.dataset.scroll || 0) * (page.scrollHeight - innerHeight));
  await Promise.all([...document.images].map(i => i.decode().catch(() => 0)));
  const pen = document.createElement('canvas').getContext('2d');
  const shares = new Map();
  const share = style => {
    const font = `${style.fontStyle} ${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    if (!shares.has(font)) {
      pen.font = font;
      const m = pen.measureText('x');
      shares.set(font, m.fontBoundingBoxAscent / (m.fontBoundingBoxAscent + m.fontBoundingBoxDescent));
    }
    return shares.get(font);
  };
  const frames = [[1, 0, 0, 1, 0, 0]], moved = new Map(), chains = [], infos = new Map();
  const turned = [...document.body.querySelectorAll('*')].map(e => [e, getComputedStyle(e)])
    .filter(([e, s]) => s.transform !== 'none').map(([e, s]) => [e, s.transform, s.transformOrigin]);
  page.classList.add('flat');
  for (const [e, transform, origin] of turned) {
    const box = e.getBoundingClientRect(), [ox, oy] = origin.split(' ').map(parseFloat);
    moved.set(e, new DOMMatrix().translate(box.left + ox, box.top + oy).multiply(new DOMMatrix(transform))
      .translate(-box.left - ox, -box.top - oy));
  }
  const clear = c => c === 'transparent' || /, 0\)$/.test(c);
  const info = e => {
    if (infos.has(e)) return infos.get(e);
    let result;
    if (e === page) {
      result = {frame: 0, matrix: new DOMMatrix(), chain: [], back: '', ignored: undefined};
    } else {
      const above = info(e.parentElement), s = getComputedStyle(e);
      result = {...above, ignored: above.ignored || e.dataset.ignored};
      if (moved.has(e)) {
        result.matrix = above.matrix.multiply(moved.get(e));
        const m = result.matrix;
        result.frame = frames.push([m.a, m.b, m.c, m.d, m.e, m.f]) - 1;
      }
      const ruled = side => parseFloat(s[`border${side}Width`]) > 0 && !clear(s[`border${side}Color`]);
      const own = s.backgroundImage !== 'none' ? s.backgroundImage : clear(s.backgroundColor) ? '' : s.backgroundColor;
      if (ruled('Left') || ruled('Right')) result.chain = [...result.chain, [infos.size, 1]];
      else if (own && own !== above.back && !/^(TD|TH|TR)$/.test(e.tagName)) {
        result.chain = [...result.chain, [infos.size, 0]];
      }
      if (own) result.back = own;
      result.style = s;
      result.key = chains.push(result.chain) - 1;
    }
    infos.set(e, result);
    return result;
  };
  const glyphs = [], range = document.createRange(), walker = document.createTreeWalker(document.body, 4);
  for (let node; (node = walker.nextNode());) {
    const e = node.parentElement, text = node.data;
    if (!text.trim() || /^(STYLE|SCRIPT)$/.test(e.tagName)) continue;
    const i = info(e), s = i.style, em = parseFloat(s.fontSize);
    if (!em || s.visibility !== 'visible') continue;
    const vertical = s.writingMode !== 'horizontal-tb', ascent = share(s);
    const spacing = parseFloat(s.letterSpacing) || 0;
    let at = 0;
    for (const c of text) {
      const from = at;
      at += c.length;
      if (!c.trim()) continue;
      range.setStart(node, from);
      range.setEnd(node, at);
      const rects = range.getClientRects();
      const r = rects[rects.length - 1];
      if (!r || !r.width || !r.height) continue;
      const up = s.textOrientation === 'upright' || (s.textOrientation === 'mixed'
        && /[\u2e80-\ua4cf\uf900-\ufaff\uff00-\uffef]|[\ud840-\ud888]/.test(c));
      glyphs.push(vertical
        ? {e, i, em, v: 1, up, s: r.top, t: r.bottom - spacing, c: (r.left + r.right) / 2,
           b: r.right - r.width * ascent}
        : {e, i, em, v: 0, up, s: r.left, t: r.right - spacing, c: (r.top + r.bottom) / 2,
           b: r.top + r.height * ascent});
    }
  }
  const rules = [...document.querySelectorAll('.rule')].map(e => {
    const r = e.getBoundingClientRect();
    return [info(e).frame, r.left, r.top, r.right, r.bottom];
  });
  page.classList.remove('flat');
  const seen = (g, along, across) => {
    const m = g.i.matrix, x = g.v ? across : along, y = g.v ? along : across;
    const at = [m.a * x + m.c * y + m.e, m.b * x + m.d * y + m.f], hit = document.elementFromPoint(...at);
    if (hit === null || hit === g.e || g.e.contains(hit)) return hit !== null;
    for (const above of document.elementsFromPoint(...at)) {
      if (above === g.e) return true;
      const s = getComputedStyle(above);
      if (/^(img|svg|canvas)$/i.test(above.tagName) || !clear(s.backgroundColor) || s.backgroundImage !== 'none') break;
    }
    return false;
  };
  const runs = [];
  let last = null;
  for (const g of glyphs) {
    const middle = (g.s + g.t) / 2, side = (g.t - g.s) * 0.3;
    // Where ink surely is; then, where the last of it may show.
    const [near, far] = g.v ? [g.c - g.em * 0.35, g.c + g.em * 0.35] : [g.b - g.em * 0.7, g.b + g.em * 0.02];
    const hits = seen(g, middle - side, near) + seen(g, middle + side, near) + seen(g, middle - side, far)
      + seen(g, middle + side, far) + seen(g, middle, (near + far) / 2);
    const some = hits > 0 || seen(g, middle, near - g.em * 0.12) || seen(g, middle, far + g.em * 0.08);
    const state = g.i.ignored === 'over' ? 1 : !some ? 2 : hits === 5 && !g.i.ignored ? 0 : 1;
    if (state === 2) { last = null; continue; }
    const joins = last && last.e === g.e && last.state === state && !(state && g.i.frame)
      && Math.abs(last.b - g.b) < 0.01 && Math.abs(g.s - last.t) < 0.3 * g.em;
    if (joins) {
      last.t = Math.max(last.t, g.t);
      last.up = last.up || g.up;
    } else runs.push(last = {...g, state});
  }
  return {frames, chains, rules, bottom: Math.max(0, ...[...document.body.querySelectorAll('*')].map(
    e => e.getBoundingClientRect().bottom)), runs: runs.map(
    r => [r.i.frame, r.v, r.s, r.t, r.c, r.b, r.em, r.i.key, r.state, r.up ? 1 : 0])};
})()
"""


@dataclass(frozen=True, slots=True)
class Run:
    """Characters side by side in one element, before its transforms, in CSS pixels.

    Attributes
    ----------
    frame : int
        Number of the matrix that maps it to the window.
    vertical : bool
        It runs downwards.
    start, end : float
        Along the line.
    centre, baseline : float
        Of its box, across the line.
    em : float
        Size of the type.
    boxes : frozenset of (int, int)
        Boxes it is inside of, and 1 for those with rules at their sides, 0 for those filled with another colour.
    upright : bool
        Has characters that stand upright in a vertical line.
    """

    frame: int
    vertical: bool
    start: float
    end: float
    centre: float
    baseline: float
    em: float
    boxes: frozenset[tuple[int, int]]
    upright: bool

    @property
    def across(self) -> float:
        """What runs of a line have in common: the baseline, in vertical lines the centre."""
        return self.centre if self.vertical else self.baseline


def _runs(measured: dict[str, Any]) -> Iterator[tuple[Run, bool]]:
    """The runs, each with whether it is seen as a whole."""
    chains = [frozenset((int(box), int(kind)) for box, kind in chain) for chain in measured["chains"]]
    for frame, vertical, start, end, centre, baseline, em, key, state, upright in measured["runs"]:
        yield Run(frame, bool(vertical), start, end, centre, baseline, em, chains[key], bool(upright)), state == 0


def _ruled(left: Run, right: Run, rules: NDArray[np.float64]) -> bool:
    """Whether a rule stands between two runs of one row."""
    apart = left.boxes ^ right.boxes
    if any(kind for _, kind in apart) or (apart and right.start - left.end > _BOX_GAP * left.em):
        return True
    along, across = ((2, 4), (1, 3)) if left.vertical else ((1, 3), (2, 4))
    between = (
        (rules[:, 0] == left.frame)
        & (rules[:, along[0]] >= left.end - 1)
        & (rules[:, along[1]] <= right.start + 1)
        & (rules[:, across[0]] < left.across)
        & (rules[:, across[1]] > left.across - 0.4 * left.em)
    )
    return bool(between.any())


def _parted(left: Run, right: Run, others: Sequence[Run], rules: NDArray[np.float64]) -> bool:
    """Whether two neighbouring runs of one row are of two lines."""
    gap = right.start - left.end
    if gap > WIDEST_GAP * (left.em + right.em) / 2 or gap < -0.5 * left.em or _ruled(left, right, rules):
        return True
    return any(
        abs(other.centre - left.centre) < 0.8 * max(left.em, other.em)
        and left.end - 1 <= (other.start + other.end) / 2 <= right.start + 1
        for other in others
    )


def join_runs(runs: Sequence[Run], rules: NDArray[np.float64]) -> list[list[Run]]:
    """Join runs to lines.

    Parameters
    ----------
    runs : sequence of Run
    rules : float64, shape (N, 5)
        Frame, left, top, right and bottom of the rules that belong to no box.

    Returns
    -------
    list of list of Run
        In reading direction.
    """
    rows: list[list[Run]] = []
    for run in sorted(runs, key=lambda run: (run.frame, run.vertical, run.across)):
        for row in reversed(rows[-4:]):
            first = row[0]
            same = (first.frame, first.vertical) == (run.frame, run.vertical)
            sized = max(first.em, run.em) <= _SAME_SIZE * min(first.em, run.em)
            if same and sized and abs(row[-1].across - run.across) <= _SAME_BASELINE * min(first.em, run.em):
                row.append(run)
                break
        else:
            rows.append([run])
    lines: list[list[Run]] = []
    for row in rows:
        row.sort(key=lambda run: run.start)
        members = {id(run) for run in row}
        kin = [run for run in runs if (run.frame, run.vertical) == (row[0].frame, row[0].vertical)]
        others = [run for run in kin if id(run) not in members and abs(run.centre - row[0].centre) < 2 * row[0].em]
        line = [row[0]]
        for run in row[1:]:
            if _parted(line[-1], run, others, rules):
                lines.append(line)
                line = []
            line.append(run)
        lines.append(line)
    return lines


def _mapped(points: list[list[float]], matrix: Sequence[float], scale: float) -> NDArray[np.float64]:
    a, b, c, d, e, f = matrix
    return np.asarray(np.array(points) @ np.array([[a, b], [c, d]]) + np.array([e, f]), np.float64) * scale


def _line(runs: Sequence[Run], matrix: Sequence[float], scale: float) -> TrueLine:
    first = runs[0]
    em = float(np.average([run.em for run in runs], weights=[max(run.end - run.start, 0.1) for run in runs]))
    start, end = first.start, max(run.end for run in runs)
    upright = [run for run in runs if run.upright] if first.vertical else []
    if first.vertical:
        # Upright characters are centred; print that lies on its side hangs on the baseline.
        right = upright[0].centre + em / 2 if upright else first.baseline + ABOVE_BASELINE * em
        points = [[right, start], [right, end], [right - em, end], [right - em, start]]
    else:
        top = float(np.median([run.baseline for run in runs])) - ABOVE_BASELINE * em
        points = [[start, top], [end, top], [end, top + em], [start, top + em]]
    size = abs(matrix[0] * matrix[3] - matrix[1] * matrix[2]) ** 0.5
    return TrueLine(_mapped(points, matrix, scale), em * size * scale, bool(upright))


def _box(corners: NDArray[np.float64]) -> list[float]:
    return [*corners.min(axis=0).tolist(), *corners.max(axis=0).tolist()]


def true_lines(measured: dict[str, Any], scale: float) -> tuple[list[TrueLine], list[list[float]]]:
    """Lines of a page and the boxes of what is seen in part only or is no text proper, from what `MEASURE` gave."""
    frames = measured["frames"]
    runs = list(_runs(measured))
    rules = np.array(measured["rules"], np.float64).reshape(-1, 5)
    whole = join_runs([run for run, seen in runs if seen], rules)
    lines = [_line(line, frames[line[0].frame], scale) for line in whole]
    parts = [_line([run], frames[run.frame], scale) for run, seen in runs if not seen]
    return lines, [_box(part.corners) for part in parts]


def drop_unseen(
    image: NDArray[np.uint8], lines: Sequence[TrueLine], contrast: int = 16
) -> tuple[list[TrueLine], list[list[float]]]:
    """Part the lines that can be seen from those that no colour sets off: characters that no font has, hidden print."""
    kept: list[TrueLine] = []
    faint: list[list[float]] = []
    for line in lines:
        box = _box(line.corners)
        left, top = np.maximum(np.floor(box[:2]).astype(int), 0)
        right, bottom = np.ceil(box[2:]).astype(int)
        part = image[top:bottom, left:right].reshape(-1, 3)
        if len(part) and np.ptp(np.percentile(part, (1, 99), axis=0), axis=0).max() >= contrast:
            kept.append(line)
        else:
            faint.append(box)
    return kept, faint
