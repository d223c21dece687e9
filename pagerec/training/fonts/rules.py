"""What a font package is, which of its files are faces, and what a face is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FontFace:
    """One face to draw text with.

    Attributes
    ----------
    path : str
        The font file.
    index : int
        Number of the face in a collection (.ttc); else 0.
    family : str
        Family name; faces of one design share it.
    style : str
        song, hei, kai, fangsong, rounded, display, serif, sans, mono or signs.
    weight : str
        thin, light, regular, medium, semibold, bold or black.
    script : str
        "han" or "latin": what it is meant to set.
    held_out : bool
        Never used in training, only to measure.
    italic : bool
        Slanted or italic.
    """

    path: str
    index: int
    family: str
    style: str
    weight: str
    script: str
    held_out: bool
    italic: bool = False


@dataclass(frozen=True, slots=True)
class FaceRule:
    """What the files of a package that match a pattern are.

    Attributes
    ----------
    files : str
        Pattern (`fnmatch`) for the path in the package. Each file that
        matches is one face, unless `merged` is set.
    family : str
        Family name; faces of one design share it.
    style : str
        song, hei, kai, fangsong, rounded, display, serif, sans, mono or signs.
    script : str
        "han" or "latin".
    weight : str
        Weight name; empty: what the font itself says.
    held_out : bool
        Kept out of training.
    face_name : str
        Full name of the face to take from a collection (.ttc); several rules
        may take one each from the same file.
    merged : str
        If not empty, all files that match are slices of one face, to be put
        together in a file of this name.
    wght : float
        Where on the weight axis to cut a variable font; 0: its default.
    """

    files: str
    family: str
    style: str
    script: str = "han"
    weight: str = ""
    held_out: bool = False
    face_name: str = ""
    merged: str = ""
    wght: float = 0.0


@dataclass(frozen=True, slots=True)
class FontPackage:
    """One package: where it comes from and the faces to take from it.

    Attributes
    ----------
    source : str
        "debian" or "npm".
    name : str
        Package name.
    rules : tuple of FaceRule
        The faces; the first rule that matches a file decides.
    version : str
        Version to install; empty: whatever the Debian release has.
    """

    source: str
    name: str
    rules: tuple[FaceRule, ...]
    version: str = ""
