"""The numbers of every stage of reading, for those who know what they change."""

from __future__ import annotations

from dataclasses import dataclass, field, fields

from pagerec.common.arguments import shown
from pagerec.errors import OptionError
from pagerec.recognition.cascade import CascadeParams
from pagerec.recognition.decode import DecodeParams, Weights
from pagerec.recognition.geometry import GeometryParams
from pagerec.recognition.numbers import NumberParams
from pagerec.recognition.pairs import PairParams
from pagerec.recognition.scripts import ScriptParams
from pagerec.recognition.words import WordParams
from pagerec.segmentation.params import SegmentationParams
from pagerec.structure.params import StructureParams

from .bounds import BoundParams
from .columns_reading import ColumnReadingParams
from .lines import LineEndParams
from .turns import TurnParams
from .verify import VerifyParams
from .warnings import WarningParams

__all__ = ["ReaderParams"]


@dataclass(frozen=True, slots=True)
class ReaderParams:
    """What a `Reader` reads with: a value for each stage, whose numbers have their unit and reason beside them.

    The shipped model is trained and measured with the numbers as they are. The numbers themselves are not checked.

    Attributes
    ----------
    segmentation : SegmentationParams
        From a picture to lines and cells.
    cascade : CascadeParams
        Which cells need no look.
    weights : Weights, optional
        How the parts of a path's score are weighed; those of the model without it.
    decode : DecodeParams
        Which candidates of a cell are tried.
    geometry : GeometryParams
        Candidates weighed by size and place.
    numbers : NumberParams
        Letters with the shape of digits.
    words : WordParams
        Latin letters as words are spelt.
    pairs : PairParams
        Brackets made alike.
    scripts : ScriptParams
        Simplified or traditional.
    structure : StructureParams
        From characters to blocks.
    bounds : BoundParams
        How much is read.
    ends : LineEndParams
        What is believed at the ends of lines.
    verify : VerifyParams
        Lines tried in other ways.
    turns : TurnParams
        Pages looked at in other ways.
    columns : ColumnReadingParams
        What in columns lies on its side.
    warnings : WarningParams
        What is warned of.

    Raises
    ------
    OptionError
        Something is no value of its stage.

    Examples
    --------
    >>> from pagerec import Reader
    >>> from pagerec.reading.verify import VerifyParams
    >>> reader = Reader(params=ReaderParams(verify=VerifyParams(ways=())))  # no line is tried in other ways
    """

    segmentation: SegmentationParams = field(default_factory=SegmentationParams)
    cascade: CascadeParams = field(default_factory=CascadeParams)
    weights: Weights | None = None
    decode: DecodeParams = field(default_factory=DecodeParams)
    geometry: GeometryParams = field(default_factory=GeometryParams)
    numbers: NumberParams = field(default_factory=NumberParams)
    words: WordParams = field(default_factory=WordParams)
    pairs: PairParams = field(default_factory=PairParams)
    scripts: ScriptParams = field(default_factory=ScriptParams)
    structure: StructureParams = field(default_factory=StructureParams)
    bounds: BoundParams = field(default_factory=BoundParams)
    ends: LineEndParams = field(default_factory=LineEndParams)
    verify: VerifyParams = field(default_factory=VerifyParams)
    turns: TurnParams = field(default_factory=TurnParams)
    columns: ColumnReadingParams = field(default_factory=ColumnReadingParams)
    warnings: WarningParams = field(default_factory=WarningParams)

    def __post_init__(self) -> None:
        for each in fields(self):
            value = getattr(self, each.name)
            kinds = (Weights, type(None)) if each.name == "weights" else (each.default_factory,)
            if type(value) not in kinds:
                kind = getattr(kinds[0], "__name__", "")
                raise OptionError(f"ReaderParams.{each.name} is {shown(value)}: give {kind}, or leave it out")


#: What is read with.
PARAMS = ReaderParams()
