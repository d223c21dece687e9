"""What is rare in text is rare in pictures: the bias of each class brought from training's share of it to reading's.

Training shows every Han character about equally often, and more or fewer cells that are no character than reading does.
``python -m pagerec.training.network.priors MODEL --cells SHARDS --text TEXT`` makes that good in the last layer's bias
(Menon et al., 2021, logit adjustment), by a part of what the counts say: the language model tells the rest. With
``--usual SHARDS`` it does so where a network was trained on with other shares of letters and signs than usual.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pagerec.common.writing import write_files
from pagerec.errors import TrainingError
from pagerec.recognition.charset import Charset, is_han
from pagerec.recognition.model import MANIFEST, NETWORK, load_model
from pagerec.training.synthesis.compose import SIMPLIFIED, TRADITIONAL
from pagerec.training.synthesis.dataset import NEGATIVES
from pagerec.training.synthesis.shards import open_shard, shards

from .litert import Dense, read_dense, with_dense

#: Part of a Han character's log-frequency that goes into its bias: of 0 to 0.3 the frequent characters of held-out
#: faces gain most up to 0.2 (GB 2312 level 1: 92.4 -> 93.5 %), and rare ones lose 2 % of their cells.
STRENGTH = 0.2
#: Log-frequencies are counted between these: as frequent as one in 10,000 characters, and a thousandth of that.
_FREQUENT, _RARE = -9.2, -16.2
#: Part of what counts say where a network is midway between one trained on other shares and one on usual ones; and what
#: is added to each share: classes that are hardly seen tell nothing.
TRAINED_ON, _UNSEEN = 0.5, 3e-5
#: Every so many lines of text is counted.
_EVERY = 4


def frequencies(lines: Iterable[str], characters: Sequence[str]) -> NDArray[np.float64]:
    """Log of each character's share of a text; one that is not in it counts as half of one."""
    counts: Counter[str] = Counter()
    for line in lines:
        counts.update(line)
    total = max(1, sum(counts.values()))
    return np.log(np.array([counts[char] + 0.5 for char in characters]) / total)


def with_priors(
    dense: Dense, charset: Charset, log_frequency: NDArray[np.float64], share: float, strength: float = STRENGTH
) -> Dense:
    """Dense layers whose classes are as likely beforehand as they are in reading.

    Parameters
    ----------
    dense : Dense
    charset : Charset
    log_frequency : float64, shape (characters,)
        As `frequencies` gives them.
    share : float
        Of the cells trained on that are no character, between 0 and 1.
    strength : float, optional
    """
    low = np.clip(log_frequency, _RARE, _FREQUENT) - _FREQUENT
    bias = dense.bias.copy()
    bias[1:] += np.where([is_han(char) for char in charset.characters], strength * low, 0.0)
    usual = NEGATIVES / (1 + NEGATIVES)
    bias[0] += np.log(usual / (1 - usual)) - np.log(share / (1 - share))
    return Dense(dense.embedding, dense.classes, bias.astype(np.float32))


def with_usual_shares(
    dense: Dense,
    charset: Charset,
    trained: NDArray[np.int64],
    usual: NDArray[np.int64],
    strength: float = TRAINED_ON,
) -> Dense:
    """Dense layers whose letters and signs are as likely beforehand as in usual cells; of Han characters all together.

    Parameters
    ----------
    dense : Dense
    charset : Charset
    trained, usual : int64, shape (classes,)
        Cells of each class, of those trained on and of usual ones.
    strength : float, optional
    """
    han = np.array([False, *map(is_han, charset.characters)])
    log_trained, log_usual = (_log_shares(counts, han) for counts in (trained, usual))
    bias = dense.bias + strength * (log_usual - log_trained)
    return Dense(dense.embedding, dense.classes, bias.astype(np.float32))


def _log_shares(counts: NDArray[np.int64], together: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Log of each class's share; some classes count together, and the others as if seen some times more."""
    total = counts.sum()
    shares = np.asarray(np.log(counts / total + _UNSEEN), np.float64)
    shares[together] = np.log(max(counts[together].sum(), 1) / total)
    return shares


def counts_of(cells: Path, classes: int) -> NDArray[np.int64]:
    """Cells of each class in shards."""
    counts = np.zeros(classes, np.int64)
    for path in shards(cells):
        counts += np.bincount(open_shard(path)[1], minlength=classes)
    return counts


def share_of_none(cells: Path) -> float:
    """Share of the cells of shards that are no character.

    Raises
    ------
    TrainingError
        There are no shards, or none or all of their cells are characters.
    """
    labels = [open_shard(path)[1] for path in shards(cells)]
    share = float((np.concatenate(labels) == 0).mean()) if labels else 0.0
    if not 0 < share < 1:
        raise TrainingError(f"{cells}: holds no shards with characters and others; generate them again")
    return share


def main(arguments: Sequence[str] | None = None) -> None:
    """Command line: change the network of a model folder, and its checksum."""
    parser = argparse.ArgumentParser(prog="python -m pagerec.training.network.priors", description=__doc__)
    parser.add_argument("model", type=Path, help="model folder, changed in place")
    parser.add_argument("--cells", type=Path, required=True, help="folder of shards that it was trained on")
    other = parser.add_mutually_exclusive_group(required=True)
    other.add_argument(
        "--text", type=Path, help="folder that pagerec.training.text wrote: frequencies of Han characters"
    )
    other.add_argument("--usual", type=Path, help="folder of shards with the usual shares of letters and signs")
    options = parser.parse_args(arguments)
    charset = load_model(options.model).classifier.charset
    path = options.model / NETWORK
    if options.usual:
        trained, usual = (counts_of(folder, len(charset)) for folder in (options.cells, options.usual))
        _write(options.model, with_usual_shares(read_dense(path), charset, trained, usual))
        return
    lines: list[str] = []
    for name in (SIMPLIFIED, *TRADITIONAL):
        if (options.text / name).exists():
            with (options.text / name).open(encoding="utf-8") as file:
                lines += islice(file, 0, None, _EVERY)
    share = share_of_none(options.cells)
    _write(options.model, with_priors(read_dense(path), charset, frequencies(lines, charset.characters), share))


def _write(model: Path, dense: Dense) -> None:
    """Put the layers into the network of a model folder, and its checksum into the manifest."""
    network = with_dense(model / NETWORK, dense)
    manifest = json.loads((model / MANIFEST).read_text(encoding="utf-8"))
    manifest["sha256"][NETWORK] = hashlib.sha256(network).hexdigest()
    text = json.dumps(manifest, ensure_ascii=False, indent=1) + "\n"
    write_files({model / NETWORK: network, model / MANIFEST: text.encode()})


if __name__ == "__main__":
    main()
