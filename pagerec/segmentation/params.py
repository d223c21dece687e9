"""The numbers of the segmentation, stage by stage."""

from __future__ import annotations

from dataclasses import dataclass, field

from .atoms import CellParams
from .binarize import InkParams
from .blocks import LayoutParams
from .bullets import BulletParams
from .column_params import ColumnParams
from .layout_regions import LayoutRegionParams
from .leaders import LeaderParams
from .lines import LineParams
from .lone import LoneParams
from .map_line import MapLineParams
from .nontext import NontextParams
from .overlays import OverlayParams
from .reverse_video import ReverseVideoParams
from .ruled import RuledParams
from .text_lines import TextLineParams
from .underscores import UnderscoreParams


@dataclass(frozen=True, slots=True)
class PageParams:
    """How a page is brought to a workable size and turned level.

    Attributes
    ----------
    most_pixels : int
        Pictures of more pixels are shrunk to so many: of an A4 sheet 500 dpi are left, of A3 350.
    largest_em, shrunk_em : float
        Print larger than this, in pixels, is shrunk to the other size before anything else: more pixels an em cost time
        and tell nothing.
    least_shrink : float
        A picture is shrunk for that to no less than this share.
    small : float
        Share of a page's print, by its length, that is no larger than its smaller print.
    level : float
        Skew below this, in degrees, is left alone: it moves a line by less than a tenth of an em.
    steep : float
        Skew from which print may leave the picture when it is turned, in degrees: below, margins are wide enough.
    slanted : float
        Skew from which the map looks again when the page is level, in degrees: it is trained on 14, and from 13 on
        short pieces of lines get a direction of their own.
    most_room : int
        How many times larger a picture may become that is given room to be turned: dirt in a narrow strip seems very
        steep.
    long : float
        Width of print from which a skew is looked for, in ems.
    least_em, few_ems : float
        Type and lines, in pixels and in ems, beyond which print is no few signs that the map may not know.
    dust : float
        What is no larger, in pixels, and stands alone is dust.
    near_edge, least_near : float
        How near the picture's edge a line is at it, in ems, and at least, in pixels.
    """

    most_pixels: int = 24_000_000
    largest_em: float = 40.0
    shrunk_em: float = 32.0
    least_shrink: float = 0.05
    small: float = 0.2
    level: float = 0.12
    steep: float = 3.0
    slanted: float = 8.0
    most_room: int = 8
    long: float = 10.0
    least_em: float = 8.0
    few_ems: float = 40.0
    dust: float = 1.5
    near_edge: float = 0.15
    least_near: float = 1.5


@dataclass(frozen=True, slots=True)
class SegmentationParams:
    """What a picture is cut into lines and cells with.

    Attributes
    ----------
    overlays : OverlayParams
        Coloured ink over print.
    page : PageParams
        Size and skew.
    map_lines : MapLineParams
        Lines in the text map.
    text_lines : TextLineParams
        Lines measured on their own ink.
    ink : InkParams
        Ink of the page.
    leaders : LeaderParams
        Rows of dots in tables of contents.
    underscores : UnderscoreParams
        Strokes below lines.
    panels : ReverseVideoParams
        Panels.
    nontext : NontextParams
        Rules, figures and specks.
    ruled : RuledParams
        Rules that are painted over before lines are cut out.
    lone : LoneParams
        Lone characters in rows of others.
    bullets : BulletParams
        Bullets of lists.
    layout_regions : LayoutRegionParams
        Tables, frames, figures and drop caps.
    layout : LayoutParams
        Blocks and gutters.
    lines : LineParams
        Lines by projection, where the map sees none.
    columns : ColumnParams
        Print in columns.
    cells : CellParams
        Atoms and cells.
    """

    overlays: OverlayParams = field(default_factory=OverlayParams)
    page: PageParams = field(default_factory=PageParams)
    map_lines: MapLineParams = field(default_factory=MapLineParams)
    text_lines: TextLineParams = field(default_factory=TextLineParams)
    ink: InkParams = field(default_factory=InkParams)
    leaders: LeaderParams = field(default_factory=LeaderParams)
    underscores: UnderscoreParams = field(default_factory=UnderscoreParams)
    panels: ReverseVideoParams = field(default_factory=ReverseVideoParams)
    nontext: NontextParams = field(default_factory=NontextParams)
    ruled: RuledParams = field(default_factory=RuledParams)
    lone: LoneParams = field(default_factory=LoneParams)
    bullets: BulletParams = field(default_factory=BulletParams)
    layout_regions: LayoutRegionParams = field(default_factory=LayoutRegionParams)
    layout: LayoutParams = field(default_factory=LayoutParams)
    lines: LineParams = field(default_factory=LineParams)
    columns: ColumnParams = field(default_factory=ColumnParams)
    cells: CellParams = field(default_factory=CellParams)


#: What pictures are cut with.
PARAMS = SegmentationParams()
