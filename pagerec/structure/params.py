"""The numbers of the analysis of a page's structure, stage by stage."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class AssemblyParams:
    """How characters are put back together.

    Attributes
    ----------
    ink : int
        Level above which a pixel of a line image counts for the weight of its strokes.
    candidates : int
        Candidates reported for a character.
    least : float
        The least probability of one.
    slant : float
        What leaves its box by less, in pixels, has the box's corners: boxes themselves are whole pixels.
    rounding : float
        How far a box may be beyond a whole pixel without taking the next one in, in pixels.
    """

    ink: int = 127
    candidates: int = 5
    least: float = 1e-4
    slant: float = 1.0
    rounding: float = 0.01


@dataclass(frozen=True, slots=True)
class SpacingParams:
    """What white between the characters of a line is a space, in ems.

    Attributes
    ----------
    word : float
        White between words beyond what is usual between a line's letters.
    word_range : (least, most)
        The least and the most that it takes.
    scripts_apart, spaced, close : float
        White between Latin and Chinese that is a space. Most programs set them a quarter of an em apart on their own,
        which is hardly less than a space, but they do it everywhere: where the usual white of a page is more than the
        first number, it is of spaces, and so is white of more than the second; otherwise white of more than the third.
    scripts : float
        The same where a page has too little of both to tell.
    han, least_han : float
        White between Chinese characters beyond what is usual in the line (it may be justified), and the least.
    punctuation : float
        White beside punctuation, where there hardly ever is a space.
    letters_apart, han_apart : float
        What is usual between letters, and between Chinese characters, where a line has too few of them.
    enough : int
        How many do.
    too_wide : float
        White between Latin and Chinese that tells nothing of what is usual, as it is wider.
    apart : float
        White that no letters of a word have between them.
    half : float
        White in full-width punctuation, behind or before its ink.
    digit : float
        A 1 takes as much place as the other digits, whose ink has this width; within a number what it has in the line.
    widths : (least, most)
        Letters of one width: how wide they may be.
    telling : int
        Neighbours among them that tell.
    off, far_off : float
        How far from its place, in widths, the ink of half of them and of nine in ten may be.
    neighbours : float
        Distance of neighbours at most.
    empty : float
        Distance in widths from which there is a space between.
    """

    word: float = 0.14
    word_range: tuple[float, float] = (0.2, 0.35)
    scripts_apart: float = 0.32
    spaced: float = 0.25
    close: float = 0.45
    scripts: float = 0.35
    han: float = 0.35
    least_han: float = 0.5
    punctuation: float = 1.2
    letters_apart: float = 0.09
    han_apart: float = 0.1
    enough: int = 4
    too_wide: float = 0.6
    apart: float = 0.45
    half: float = 0.5
    digit: float = 0.42
    widths: tuple[float, float] = (0.38, 0.75)
    telling: int = 3
    off: float = 0.1
    far_off: float = 0.25
    neighbours: float = 0.85
    empty: float = 1.5


@dataclass(frozen=True, slots=True)
class InsertedParams:
    """Characters that are found by their geometry. Lengths are in ems of their line.

    Attributes
    ----------
    dash : float
        Width from which a dot of a table of contents is a hyphen, in heights.
    middle : float
        How far from the middle of the line dots are that are no full stops.
    leader : float
        Confidence of these: at least four at even steps, in at least three rows, are hardly anything else.
    near : float
        White between an underscore and the letter or digit beside it at most.
    inside : float
        How far above the foot of a character a stroke begins that is a part of it.
    wide : float
        Width of an underscore.
    underscore : float
        Confidence of one.
    foot : (high, low)
        How far below the line's middle the rule of a blank to fill in is.
    blanks : (narrowest, widest)
        Width of a blank: shorter ones are signs, longer ones set parts of a page apart.
    blank : float
        Width of one of its underscores: the mean of 28 Chinese faces, beside the height of their characters.
    blank_near : float
        White between a blank and the print beside it at most: a colon has much.
    over : float
        How far a character may stand over a blank's end.
    """

    dash: float = 1.6
    middle: float = 0.2
    leader: float = 0.99
    near: float = 0.35
    inside: float = 0.08
    wide: float = 0.6
    underscore: float = 0.9
    foot: tuple[float, float] = (0.3, 0.7)
    blanks: tuple[float, float] = (1.2, 14.0)
    blank: float = 0.55
    blank_near: float = 1.0
    over: float = 0.2


@dataclass(frozen=True, slots=True)
class RowParams:
    """When lines are one row. Lengths are in ems of the larger one.

    Attributes
    ----------
    foot : float
        How far their feet may be from each other: small print stands on the line of large print.
    below : float
        How far below its middle a line's foot is, in its own ems.
    shared : float
        Least share of the lower one's height that lies beside the other one.
    overlap : float
        How far they may reach into each other.
    size : float
        How many times larger one may be.
    near : int
        So many of the rows above are looked at.
    """

    foot: float = 0.35
    below: float = 0.38
    shared: float = 0.6
    overlap: float = 0.3
    size: float = 1.8
    near: int = 8


@dataclass(frozen=True, slots=True)
class BlockParams:
    """How the lines of a page are divided into what is in regions and what is not.

    Attributes
    ----------
    title, largest : float
        Print of a title, in ems of the body; no heading of the page is larger, up to the second, in ems of the title.
    tick_reach : float
        How far from an axis its numbers are, in ems.
    cells : int
        Cells with print from which a grid of rules is a table.
    beside : float
        How far right of a drop cap the first line beside it begins, in ems.
    alike : float
        How much the sizes of two lines differ, in ems of the body, whose distance tells the usual one.
    gap : float
        White between two lines where none tell, in ems.
    most_boxes : int
        More boxes than this are no page; they are read from top to bottom.
    """

    title: float = 1.3
    largest: float = 1.03
    tick_reach: float = 2.0
    cells: int = 2
    beside: float = 3.0
    alike: float = 0.1
    gap: float = 0.5
    most_boxes: int = 800


@dataclass(frozen=True, slots=True)
class KindParams:
    """What kind the lines of a column are. Lengths are in ems.

    Attributes
    ----------
    heading : float
        Print from which a line is a heading, in ems of the body: sections are set 1.15 to 1.4 times as large.
    heading_lines : int
        Lines of a heading at most; more of large print is large running text.
    smallest_heading : float
        Print of a heading, in ems of the body, at least.
    other_size : float
        How many times larger print is of another size.
    heading_size : float
        By how much the sizes of the lines of one heading differ, as a share.
    bold, bolder : float
        Strokes from which a line is bold: relative to the body's, and more by so much, since thin strokes have next to
        no ink with ink all around.
    bold_han : float
        Share of Chinese characters in a bold heading.
    free, white : float
        A heading leaves so much of its line free, and has so much more white above than lines have.
    apart : float
        So much more white than lines have parts headings and captions.
    code_apart, same_pitch : float
        White between parts of code, at most, and how much the widths of their letters may differ, as a share.
    lines_in_code, same_step : int, float
        Lines with Chinese in a row that belong to code, and how far they may be from the usual distance of its lines,
        as a share.
    part_length, part_gap, part_indent : int, float, float
        Parts of a formula above and below its line: most characters, furthest away, and least indent.
    part_han : float
        Their share of Chinese characters is less.
    near, over : float
        A caption is at most so far from its figure or table, and reaches into it so far at most.
    centred, aside : float
        Or it is centred, with so much white on both sides, up to this: the first line of a paragraph has two ems at its
        left.
    small, same_small : float
        Or its further lines are as small as the first one: print of it, in ems of the body, and how much they differ.
    same_left, hanging : float
        Items of a list start at the same place, up to this; where their lines go on further right, they hang.
    full : float
        White at the end of a full line.
    """

    heading: float = 1.15
    heading_lines: int = 3
    smallest_heading: float = 0.94
    other_size: float = 1.15
    heading_size: float = 0.12
    bold: float = 1.3
    bolder: float = 0.08
    bold_han: float = 0.3
    free: float = 2.0
    white: float = 0.25
    apart: float = 0.8
    code_apart: float = 2.5
    lines_in_code: int = 3
    same_step: float = 0.15
    same_pitch: float = 0.08
    part_length: int = 8
    part_gap: float = 0.7
    part_indent: float = 2.0
    part_han: float = 0.3
    near: float = 2.4
    over: float = 0.5
    centred: float = 2.2
    aside: float = 1.5
    small: float = 0.95
    same_small: float = 0.04
    same_left: float = 0.8
    hanging: float = 0.6
    full: float = 1.6


@dataclass(frozen=True, slots=True)
class MarkParams:
    """What a line's characters and their places say of its kind.

    Attributes
    ----------
    ascii : float
        Least share of letters and signs of ASCII in a line of code.
    few_pitches : int
        Distances between neighbours that a line of one width has at least to be known as such.
    unequal : float
        By how much of the usual one most of them differ: ink stands off the middle of its column by less than that.
    off, most : float
        How far from whole columns distances may be, in columns, and the share of them that is not further away.
    letters : float
        Letters in a line of one width, at least: digits are as wide as each other in most fonts.
    formula_han : float
        Share of Chinese characters in a formula at most.
    formula_indent : float
        White left and right of it, in ems, at least.
    formula_length : int
        Fewest characters of one without a number.
    """

    ascii: float = 0.9
    few_pitches: int = 5
    unequal: float = 0.12
    off: float = 0.2
    most: float = 0.75
    letters: float = 0.3
    formula_han: float = 0.25
    formula_indent: float = 2.0
    formula_length: int = 3


@dataclass(frozen=True, slots=True)
class TableParams:
    """When rows whose parts stand below each other are a table without rules. Lengths are in ems.

    Attributes
    ----------
    cells, columns : float
        White that parts two cells of a row, and two columns. The white halves of punctuation take up to one.
    rows, ruled_rows : int
        Fewest rows of several cells; fewer in a table of three columns or more between rules.
    apart : float
        White between two rows of a table, at most.
    closer : float
        A line without a first cell goes on with the row above if it is so much closer than rows are.
    rule_reach, rule_width : float
        How far above and below the rows the table's rules may be, and their least width as a share of the table's.
    marks : float
        Width of the marks of a list, and of short cells.
    """

    cells: float = 1.2
    columns: float = 0.7
    rows: int = 3
    ruled_rows: int = 2
    apart: float = 2.5
    closer: float = 0.75
    rule_reach: float = 1.6
    rule_width: float = 0.6
    marks: float = 2.5


@dataclass(frozen=True, slots=True)
class RunningHeadParams:
    """What stands at the edges of a page. Lengths are in ems of the body.

    Attributes
    ----------
    lines : int
        Fewest lines of a page that has heads and feet.
    margin : float
        Share of the page's height in which heads and feet are.
    white : float
        Heads and feet without a rule have so much more white on the text's side than lines have.
    ruled_white, alone_white : float
        White on the text's side of those with a rule, and of numbers that stand alone.
    filled : float
        Share of the page's width that heads without a rule fill at most.
    largest, small : float
        Print of a head or foot is at most so large; what is smaller than the second is no heading.
    over : float
        How far the lines of one row, or a rule, may reach into it.
    gap : float
        White between the parts of a head.
    close, wide : float
        A rule belongs to a head or foot if it is so close, and as wide as this share of the print.
    footnote : float
        Print of footnotes is at most so large.
    short_rule, rule_left : float
        Longest rule over footnotes, as a share of the column, and how far from its left edge it begins.
    rule_slack : int
        How far such a rule may reach into the lines above and below, in pixels.
    """

    lines: int = 6
    margin: float = 0.14
    white: float = 0.8
    ruled_white: float = 0.4
    alone_white: float = 0.5
    filled: float = 0.8
    largest: float = 1.1
    small: float = 0.94
    over: float = 0.3
    gap: float = 1.5
    close: float = 1.3
    wide: float = 0.3
    footnote: float = 0.94
    short_rule: float = 0.62
    rule_left: float = 2.0
    rule_slack: int = 2


@dataclass(frozen=True, slots=True)
class ParagraphParams:
    """How blocks are divided into paragraphs and headings.

    Attributes
    ----------
    indent : float
        Ems from the left edge that make an indent. Chinese print indents by two ems, Latin by one or more; an opening
        bracket or quote alone moves the ink by half.
    slack : float
        Ems that a full line may leave free beside what did not fit: full-width punctuation at its end has ink in one
        half only, and a line that is set without justification is not filled to the last pixel.
    gap : float
        Ems by which the gap between two lines of different paragraphs is bigger than usual.
    drop_cap : float
        Height in ems from which the first character of a line reaches beside the next one.
    heading : float
        Ems of the body from which print is a heading: sections are set 1.15 to 1.4 times as large, and the measured em
        of a short line is off by up to a tenth.
    one_size : float
        Print that is larger by less is of the same size.
    other_body : float
        By how much, as a share, the body of a page differs from that of its document to be another one.
    much_text : int
        Characters of a page from which it has a body of its own.
    longest_heading : int
        Lines that a heading has at most; more of large print is large running text.
    """

    indent: float = 0.9
    slack: float = 1.0
    gap: float = 0.6
    drop_cap: float = 1.6
    heading: float = 1.2
    one_size: float = 1.08
    other_body: float = 0.15
    much_text: int = 200
    longest_heading: int = 3


@dataclass(frozen=True, slots=True)
class StructureParams:
    """What the structure of a page is told by.

    Attributes
    ----------
    assembly : AssemblyParams
        Characters, and their places in the picture.
    spaces : SpacingParams
        Spaces.
    rows : RowParams
        Lines of one row.
    inserted : InsertedParams
        Dots of tables of contents, and underscores.
    blocks : BlockParams
        Regions, titles and the order of blocks.
    heads : RunningHeadParams
        Running heads, feet and footnotes.
    kinds : KindParams
        Headings, captions, formulas, code and lists.
    marks : MarkParams
        What characters say of them.
    tables : TableParams
        Tables without rules.
    paragraphs : ParagraphParams
        Paragraphs and levels of headings.
    """

    assembly: AssemblyParams = field(default_factory=AssemblyParams)
    spaces: SpacingParams = field(default_factory=SpacingParams)
    rows: RowParams = field(default_factory=RowParams)
    inserted: InsertedParams = field(default_factory=InsertedParams)
    blocks: BlockParams = field(default_factory=BlockParams)
    heads: RunningHeadParams = field(default_factory=RunningHeadParams)
    kinds: KindParams = field(default_factory=KindParams)
    marks: MarkParams = field(default_factory=MarkParams)
    tables: TableParams = field(default_factory=TableParams)
    paragraphs: ParagraphParams = field(default_factory=ParagraphParams)


#: What pages are structured with.
PARAMS = StructureParams()
