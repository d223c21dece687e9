"""Whatever a user has, turned into one upright gray raster."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops

from pagerec.common.arguments import whole_number
from pagerec.common.inputs import ImageInput
from pagerec.errors import ImageError, ImageTooLargeError
from pagerec.sources.opening import check_opened, content_of, damage, open_picture
from pagerec.sources.regular import DEFAULT_MAX_BYTES, open_content
from pagerec.sources.scans import check_scans

__all__ = ["DEFAULT_MAX_BYTES", "DEFAULT_MAX_PIXELS", "Gray", "Raster", "load_image"]

Gray: TypeAlias = NDArray[np.uint8]
"""Gray levels, shape (height, width): 0 is black, 255 is white."""

DEFAULT_MAX_PIXELS = 80_000_000
"""The most pixels a picture may have: an A3 sheet at 600 dpi has 70 million."""

_COSTLY = frozenset({"AVIF", "GIF", "JPEG2000", "WEBP"})
"""Kinds of files of which half as many are allowed, because their decoders hold a picture several times."""

_ANIMATED = frozenset({"AVIF", "PNG", "WEBP"})
"""Kinds of files of which a quarter is allowed where they have several frames, because these are held, too."""

_JPEGS = frozenset({"JPEG", "MPO"})

_ORIENTATION_TAG = 0x0112
_BAND = 4_000_000
"""Pixels converted at once."""

_GRAYS = frozenset({"1", "L", "LA", "La"})
"""Modes without colour."""

_COLOURED, _LEAST_COLOURED = 60, 2e-4
"""Gray levels between a pixel's luminance and its lightest channel from which it is coloured, and the share of a
picture's pixels that are at least, so that it is: a seal covers some hundredth of a page."""


@dataclass(frozen=True, slots=True, eq=False)
class Raster:
    """An upright gray picture.

    Attributes
    ----------
    gray : ndarray of uint8, shape (height, width)
        0 is black, 255 is white; C-contiguous, read-only, and a copy: it
        shares no memory with what it was made from.
    lightest : ndarray of uint8, shape (height, width), optional
        The lightest of the three colours, likewise: ink that is not gray, of
        seals and markers, is paler in it. None without colour.
    """

    gray: Gray
    lightest: Gray | None = None

    def __post_init__(self) -> None:
        if self.gray.ndim != 2 or self.gray.dtype != np.uint8:
            raise ImageError(
                f"a Raster holds uint8 of shape (height, width), not {self.gray.dtype} of shape "
                f"{self.gray.shape}: make it with pagerec.sources.load_image"
            )
        object.__setattr__(self, "gray", _kept(self.gray))
        if self.lightest is not None:
            object.__setattr__(self, "lightest", _kept(self.lightest))

    @property
    def width(self) -> int:
        """Columns, in pixels."""
        return int(self.gray.shape[1])

    @property
    def height(self) -> int:
        """Rows, in pixels."""
        return int(self.gray.shape[0])


def _kept(levels: Gray) -> Gray:
    kept = np.array(levels, order="C", copy=True)
    kept.flags.writeable = False
    return kept


class _Levels(NamedTuple):
    """What becomes a `Raster`."""

    gray: Gray
    lightest: Gray | None = None

    def changed(self, change: Callable[[Gray], Gray]) -> _Levels:
        """Both rasters changed alike."""
        return _Levels(change(self.gray), None if self.lightest is None else change(self.lightest))


def load_image(
    image: ImageInput, *, max_pixels: int = DEFAULT_MAX_PIXELS, max_bytes: int = DEFAULT_MAX_BYTES
) -> Raster:
    """Read a picture of any usual kind.

    Parameters
    ----------
    image : path, bytes, binary file, PIL image or ndarray
        - a `str` or path-like: the regular file of that name;
        - `bytes`, `bytearray`, `memoryview`: the content of a picture file;
        - a binary file object: read from where it stands to its end, left open;
        - a PIL image: as it is, at the frame it stands at;
        - an ndarray of shape (height, width) for gray, or (height, width, n)
          with n = 1 gray, 2 gray and alpha, 3 RGB, 4 RGBA. `bool` (True is
          white), `uint8`, `uint16` (65,535 is white), or floats 0…1.

        Files may be of any kind in `pagerec.sources.opening.FORMATS`: PNG, JPEG, TIFF,
        WebP and so on. The content decides, not the name. Of a file with
        several frames or pages the first is read. No other program is started.
    max_pixels : int, optional
        The most pixels allowed, half of it for WebP, AVIF, JPEG 2000 and GIF, a quarter for animated WebP,
        AVIF and PNG.
        Checked on the header, before decoding.
    max_bytes : int, optional
        The most bytes of a file, file object, or content.

    Returns
    -------
    Raster
        Luminance as in Rec. 601. Turned upright as EXIF says. Transparent
        places are white, or black where the opaque content is light.

    Raises
    ------
    ImageError
        When there is no such file, or it is a pipe or device, empty, damaged, no
        picture or one of another kind, or the array has no pixels or another type
        or shape.
    ImageTooLargeError
        When there are more than `max_pixels` pixels or `max_bytes` bytes.
    OptionError
        When `max_pixels` or `max_bytes` is no whole number, or not positive.

    Examples
    --------
    >>> import numpy as np
    >>> load_image(np.array([[0.0, 1.0]])).gray
    array([[  0, 255]], dtype=uint8)
    """
    whole_number("max_pixels", max_pixels, 1)
    whole_number("max_bytes", max_bytes, 1)
    name = _name_of(image)
    if isinstance(image, np.ndarray):
        return Raster(*_levels_of_array(image, name, max_pixels))
    if isinstance(image, Image.Image):
        check_opened(image, name)
        _check_size(image.size, name, max_pixels)
        return Raster(*_levels_of_pil(image, name))
    content = content_of(image, name, max_bytes)
    with open_picture(open_content(content, name), name) as opened:
        check_size(opened, name, max_pixels)
        if opened.format in _JPEGS:
            check_scans(content, name)
        return Raster(*_levels_of_pil(opened, name))


def check_size(opened: Image.Image, name: str, max_pixels: int = DEFAULT_MAX_PIXELS) -> None:
    """Raise the error for a picture file, of which only the header was read, that is empty or too large."""
    if opened.format in _ANIMATED and getattr(opened, "is_animated", False):
        max_pixels //= 4
    elif opened.format in _COSTLY:
        max_pixels //= 2
    _check_size(opened.size, name, max_pixels)


def _name_of(image: object) -> str:
    """What to call the input in messages."""
    if isinstance(image, str | os.PathLike):
        return os.fsdecode(image) or "<empty path>"
    if isinstance(image, np.ndarray):
        return "<array>"
    if isinstance(image, bytes | bytearray | memoryview):
        return "<bytes>"
    name = getattr(image, "filename", "") or getattr(image, "name", "")
    if isinstance(name, str) and name:
        return name
    return "<PIL image>" if isinstance(image, Image.Image) else "<file object>"


# Pictures


def _check_size(size: tuple[int, int], name: str, max_pixels: int) -> None:
    if len(size) != 2 or not all(isinstance(length, int) for length in size):  # Pillow takes what some headers say
        raise ImageError(f"{name}: the picture is damaged (its header gives no width and height); give it again")
    width, height = size
    if width < 1 or height < 1:
        raise ImageError(f"{name}: the picture is {width} x {height} pixels; give one with pixels")
    if width * height > max_pixels:
        raise ImageTooLargeError(
            f"{name}: {width} x {height} pixels are more than the limit of {max_pixels:,}; "
            "make the picture smaller, or give load_image or Reader a larger max_pixels"
        )


def _levels_of_pil(image: Image.Image, name: str) -> _Levels:
    try:
        image.load()
        orientation = _orientation(image)
        return _levels_of(image, name).changed(lambda levels: _turned_upright(levels, orientation))
    except (ImageError, MemoryError):
        raise
    except Image.DecompressionBombError as error:
        raise ImageTooLargeError(f"{name}: {error}; make the picture smaller") from error
    except Exception as error:  # decoders raise whatever they like for damaged data
        raise ImageError(f"{name}: {damage(error)}") from error


def _levels_of(image: Image.Image, name: str) -> _Levels:
    """Levels of a decoded PIL image of any mode."""
    mode = image.mode
    if mode.startswith("I;16"):
        return _Levels(_from_uint16(np.asarray(image).astype(np.uint16, copy=False)))
    if mode == "I":
        return _Levels(_from_int32(np.asarray(image)))
    if mode == "F":
        return _Levels(_from_measurements(np.asarray(image), name))
    if mode in ("L", "LAB") and not image.has_transparency_data:
        return _Levels(np.asarray(image if mode == "L" else image.getchannel(0)))  # of LAB its lightness
    with_alpha = image.has_transparency_data or mode in ("La", "RGBa", "PA")
    colours = "RGBA" if with_alpha else "RGB"
    width, height = image.size

    def band(top: int, bottom: int) -> Image.Image:
        some = image.crop((0, top, width, bottom))
        return (some.convert("LA") if mode == "La" else some).convert(colours)

    return _from_bands((height, width), band, with_alpha, coloured=mode not in _GRAYS)


def _from_bands(
    shape: tuple[int, int], band: Callable[[int, int], Image.Image], with_alpha: bool, *, coloured: bool = True
) -> _Levels:
    """Levels of colours (RGB or RGBA) some rows at a time, so that a large picture isn't in memory in several modes."""
    gray, alpha, lightest = (np.empty(shape if kept else (0, 0), np.uint8) for kept in (True, with_alpha, coloured))
    rows, count = max(1, _BAND // shape[1]), 0
    for top in range(0, shape[0], rows):
        part = slice(top, min(top + rows, shape[0]))
        some = band(part.start, part.stop)
        colours = some.convert("RGB")
        luminance = colours.convert("L")
        gray[part] = np.asarray(luminance)
        if with_alpha:
            alpha[part] = np.asarray(some.getchannel("A"))
        if coloured:
            light, more = _lightest(colours, luminance)
            lightest[part], count = np.asarray(light), count + more
    levels = _Levels(gray, lightest if count > _LEAST_COLOURED * gray.size else None)
    return levels.changed(lambda one: _flattened(one, alpha)) if with_alpha else levels


def _lightest(colours: Image.Image, luminance: Image.Image) -> tuple[Image.Image, int]:
    """The lightest of three colours, and in how many pixels it is much lighter than all together."""
    red, green, blue = colours.split()
    light = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    return light, sum(ImageChops.subtract(light, luminance).histogram()[_COLOURED:])


def _orientation(image: Image.Image) -> object:
    try:
        return image.getexif().get(_ORIENTATION_TAG, 1)
    except Exception:  # damaged EXIF data says nothing; the picture is still good
        return 1


def _turned_upright(gray: Gray, orientation: object) -> Gray:
    """Undo the EXIF orientation, 1 to 8; anything else means upright."""
    match orientation:
        case 2:
            return gray[:, ::-1]
        case 3:
            return gray[::-1, ::-1]
        case 4:
            return gray[::-1]
        case 5:
            return gray.T
        case 6:
            return np.rot90(gray, -1)
        case 7:
            return gray[::-1, ::-1].T
        case 8:
            return np.rot90(gray, 1)
    return gray


# Arrays


def _levels_of_array(array: NDArray[Any], name: str, max_pixels: int) -> _Levels:
    if array.ndim == 2:
        array = array[:, :, np.newaxis]
    if array.ndim != 3 or array.shape[2] not in (1, 2, 3, 4):
        hint = (
            "move the channels to the end (array.transpose(1, 2, 0))"
            if array.ndim == 3 and array.shape[0] in (1, 3, 4)
            else "give (height, width) for gray or (height, width, 1 to 4) for gray, gray and alpha, RGB, RGBA"
        )
        shape = array.shape if array.ndim != 3 or array.shape[2] != 1 else array.shape[:2]
        raise ImageError(f"{name}: the shape {shape} is no picture; {hint}")
    _check_size((array.shape[1], array.shape[0]), name, max_pixels)
    levels = _as_uint8(array, name)
    height, width, channels = levels.shape
    if channels >= 3:
        return _from_bands(
            (height, width),
            lambda top, bottom: Image.fromarray(np.ascontiguousarray(levels[top:bottom])),
            channels == 4,
        )
    gray = levels[:, :, 0]
    return _Levels(gray if channels == 1 else _flattened(gray, levels[:, :, 1]))


def _as_uint8(array: NDArray[Any], name: str) -> NDArray[np.uint8]:
    if array.dtype == np.uint8:
        return array
    if array.dtype == np.bool_:
        return array.astype(np.uint8) * np.uint8(255)
    if array.dtype == np.uint16:
        return _from_uint16(array)
    if np.issubdtype(array.dtype, np.floating):
        return _from_unit_floats(array, name)
    raise ImageError(
        f"{name}: dtype {array.dtype} is not supported; give bool, uint8, uint16 or floats 0 to 1 "
        "(array.astype(numpy.uint8) where the values are 0 to 255)"
    )


def _from_uint16(array: NDArray[np.uint16]) -> NDArray[np.uint8]:
    """Divide by 257, rounded, so that 65,535 becomes 255."""
    return _in_bands(lambda rows: (rows.astype(np.uint32) + 128) // 257, array)


def _from_int32(array: NDArray[np.int32]) -> NDArray[np.uint8]:
    """Take 0…65,535 for 16 bits; stretch anything else to its own range."""
    low, high = int(array.min()), int(array.max())
    if low >= 0 and high <= 65_535:
        return _from_uint16(array.astype(np.uint16))
    return _in_bands(lambda rows: np.rint((rows.astype(np.float64) - low) * (255.0 / (high - low))), array)


def _from_unit_floats(array: NDArray[Any], name: str) -> NDArray[np.uint8]:
    low, high = float(array.min()), float(array.max())
    rounding = 1e-6  # what resizing a float picture leaves
    if not (low >= -rounding and high <= 1 + rounding):  # also false for NaN
        reason = "has NaN in it" if np.isnan(low) else f"has values from {low:g} to {high:g}"
        raise ImageError(f"{name}: an array of floats {reason}; give values from 0 (black) to 1 (white)")
    return _in_bands(lambda rows: np.rint(np.clip(rows, 0, 1) * 255), array)


def _from_measurements(array: NDArray[Any], name: str) -> NDArray[np.uint8]:
    """Take a float picture file for 0…1, 0…255 or 0…65,535, by its largest value."""
    high = float(array.max())
    white = next((white for white in (1.0, 255.0, 65_535.0) if high <= white), high)
    return _from_unit_floats(array / white, name)


def _in_bands(convert: Callable[..., NDArray[Any]], *arrays: NDArray[Any]) -> NDArray[np.uint8]:
    """Convert arrays to gray levels some rows at a time, so that little memory goes into what is between."""
    levels = np.empty(arrays[0].shape, np.uint8)
    rows = max(1, _BAND // arrays[0][0].size)
    for top in range(0, len(levels), rows):
        levels[top : top + rows] = convert(*(array[top : top + rows] for array in arrays))
    return levels


# Transparency


def _flattened(gray: Gray, alpha: Gray) -> Gray:
    """Lay a picture with transparent places over white, or over black."""
    if alpha.min() == 255:
        return gray
    paper = _paper_for(gray, alpha)

    def mixed(gray: Gray, alpha: Gray) -> NDArray[np.uint32]:
        weight = alpha.astype(np.uint32)
        return (gray * weight + paper * (255 - weight) + 127) // 255

    return _in_bands(mixed, gray, alpha)


def _paper_for(gray: Gray, alpha: Gray) -> int:
    """Choose the level behind transparent places so that text stays visible.

    Opaque pixels that are all dark, or all light, are ink: the paper is the
    opposite. Where both occur they are a page with its own paper (a
    screenshot with round corners): what is behind continues that paper. In a
    picture that is mostly opaque, very little ink makes a page.
    """
    opaque = alpha >= 128
    coverage = float(opaque.mean())
    if coverage == 0:
        return 255
    light = float((gray[opaque] >= 128).mean())
    minority = min(light, 1 - light)
    is_ink = minority < (0.05 if coverage < 0.5 else 0.001)
    return 255 if (light < 0.5) == is_ink else 0
