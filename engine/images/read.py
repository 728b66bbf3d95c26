"""Reading a picture: upright, sRGB, bounded, with what is needed to write it back."""

from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from PIL import Image

from engine.errors import UnsupportedImage
from engine.images import profiles
from engine.images.deep import read_deep
from engine.images.metadata import read_metadata
from engine.images.opening import Opened, layout_of, opened, pillow_faults, quiet, tags_of
from engine.images.picture import DEFAULT_MAX_PIXELS, LEAST_DPI, MOST_DPI, Picture, over_white, to_8_bit
from engine.images.strips import array_of, three_channels
from engine.sentences import sentence

_BROKEN_PROFILE = sentence("The colour profile is damaged or does not fit the picture; it was ignored.")
_REDUCED = sentence("The picture has 16 bits per channel; it was read with 8.")


def read_picture(path: Path | str, *, max_pixels: int = DEFAULT_MAX_PIXELS) -> Picture:
    """Reads a picture file as upright sRGB pixels.

    Args:
        path: a PNG, JPEG (also MPO), TIFF, WebP, BMP, GIF, AVIF, HEIC, PPM, ICO, TGA or JPEG 2000 file. Of films and
            documents the first picture is read.
        max_pixels: larger pictures are refused before anything is decoded.

    Returns:
        The picture. Grey and RGB files of 16 bits a channel stay uint16 where that loses nothing in the conversion to
        sRGB. What had to be ignored or reduced is in its `warnings`.

    Raises:
        UnreadableImage: missing, empty, a folder, device or pipe, not a picture, truncated or damaged.
        UnsupportedImage: a sound picture of a kind that cannot be shown right, such as floating-point TIFF.
        ImageTooLarge: more than `max_pixels` pixels, or more than the memory holds.
    """
    path = Path(path)
    with pillow_faults(path), opened(path, max_pixels) as source:
        decoded = _decode(path, source)
        metadata = read_metadata(source.image, source.notes)
        dpi = _dpi(source.image)
        try:
            pixels = _in_srgb(decoded, metadata.icc, source.notes)
        except profiles.ProfileError:
            source.notes.append(_BROKEN_PROFILE)
            metadata = replace(metadata, icc=None)
            pixels = _in_srgb(decoded, None, source.notes)
        alpha = decoded.alpha
        if alpha is not None:
            alpha = alpha if alpha.dtype == pixels.dtype else to_8_bit(alpha)
            pixels = over_white(pixels, alpha)
        pixels = _upright(pixels, metadata.orientation)
        return Picture(
            pixels=pixels,
            path=path,
            alpha=None if alpha is None else _upright(alpha, metadata.orientation),
            grayscale=decoded.gray,
            bits=pixels.dtype.itemsize * 8,
            icc=metadata.icc,
            exif=metadata.exif,
            xmp=metadata.xmp,
            format=source.format,
            warnings=tuple(source.notes),
            iptc=metadata.iptc,
            dpi=dpi,
        )


def _dpi(image: Image.Image) -> float | None:
    """What the file says; many say 0 or 1, and facsimiles two different numbers."""
    try:
        across, down = (float(value) for value in image.info["dpi"])
    except (KeyError, TypeError, ValueError, ArithmeticError):
        return None
    return round(across, 2) if abs(across - down) < 0.5 and LEAST_DPI <= across <= MOST_DPI else None


@dataclass
class _Decoded:
    """Pixels in the file's own colours.

    Attributes:
        colour: an image in mode L, RGB, CMYK or LAB; or uint16 [H, W] or [H, W, 3].
        alpha: [H, W] of the same depth, or None.
        gray: the file is grey.
    """

    colour: Image.Image | np.ndarray
    alpha: np.ndarray | None
    gray: bool


def _decode(path: Path, source: Opened) -> _Decoded:
    image = source.image
    deep = read_deep(source)
    if deep is not None:
        return _split_deep(deep, image)
    _scale_transparent_gray(image)
    # These may warn while they decode; the others may decode side by side.
    with quiet(source.notes) if source.format in ("TIFF", "ICO", "GIF") else nullcontext():
        image.load()
    if _is_reduced(image):
        source.notes.append(_REDUCED)
    if image.mode.startswith("I;16") or (image.mode == "I" and source.format == "PPM"):
        return _split_deep(_gray_levels(image), image)
    if image.mode in ("I", "F"):
        raise UnsupportedImage(
            sentence("32-bit or signed pixels have no fixed white")
            if image.mode == "I"
            else sentence("floating-point pixels have no fixed white"),
            path=path,
            advice=sentence("Save it with 8 or 16 bits per channel."),
        )
    return _split(image)


def _scale_transparent_gray(image: Image.Image) -> None:
    """PNG names its transparent grey in the file's 2 or 4 bits; Pillow compares it with levels of 8."""
    scale = {"L;2": 85, "L;4": 17}.get(next((str(tile.args) for tile in layout_of(image)), ""), 1)
    if scale != 1 and isinstance(image.info.get("transparency"), int):
        image.info["transparency"] *= scale


def _gray_levels(image: Image.Image) -> np.ndarray:
    """The uint16 [H, W] levels of a 16-bit grey image, full scale and with white at the top."""
    levels = array_of(image)
    if image.mode == "I":
        return np.clip(levels, 0, 65_535).astype(np.uint16)
    levels = levels.astype(np.uint16)  # native byte order
    tags = tags_of(image)
    bits = tags.get(258, (16,))[0]
    if bits == 12:
        levels = ((np.minimum(levels, 4095).astype(np.uint32) * 65_535 + 2047) // 4095).astype(np.uint16)
    return 65_535 - levels if tags.get(262) == 0 else levels


def _is_reduced(image: Image.Image) -> bool:
    """Whether Pillow decoded a file of 16 bits per channel to 8."""
    if image.mode.startswith("I"):
        return False
    return max(tags_of(image).get(258, (8,))) > 8


def _split_deep(values: np.ndarray, image: Image.Image) -> _Decoded:
    """uint16 [H, W] grey, or [H, W, 2 to 4] grey + alpha, RGB or RGBA."""
    transparent = image.info.get("transparency")
    if values.ndim == 2:
        alpha = None if not isinstance(transparent, int) else _keyed(values == transparent)
        return _Decoded(values, alpha, gray=True)
    if values.shape[2] == 2:
        return _Decoded(values[:, :, 0], _opaque_is_none(values[:, :, 1]), gray=True)
    if values.shape[2] == 4:
        return _Decoded(values[:, :, :3], _opaque_is_none(values[:, :, 3]), gray=False)
    alpha = None if not isinstance(transparent, tuple) else _keyed((values == transparent).all(axis=2))
    return _Decoded(values, alpha, gray=False)


def _keyed(transparent: np.ndarray) -> np.ndarray | None:
    return np.where(transparent, np.uint16(0), np.uint16(65_535)) if transparent.any() else None


def _opaque_is_none(alpha: np.ndarray) -> np.ndarray | None:
    return None if alpha.min() == np.iinfo(alpha.dtype).max else alpha


def _split(image: Image.Image) -> _Decoded:
    """An 8-bit image of any mode as L, RGB, CMYK or LAB, with its alpha apart."""
    gray = image.mode in ("1", "L", "LA", "La") or _has_gray_palette(image)
    if image.mode in ("PA", "RGBa") or "transparency" in image.info:
        image = image.convert("RGBA")
    elif image.mode == "La":
        image = image.convert("LA")
    alpha = None
    if image.mode in ("RGBA", "LA"):
        alpha = _opaque_is_none(array_of(image, "A"))
        image = image.convert("RGB" if image.mode == "RGBA" else "L")
    if image.mode in ("1", "P", "YCbCr", "RGBX"):
        image = image.convert("L" if gray else "RGB")
    if gray and image.mode == "RGB":
        image = image.getchannel(0)
    if image.mode not in ("L", "RGB", "CMYK", "LAB"):
        raise UnsupportedImage(sentence("pixels of an unknown kind ({mode})", mode=image.mode))
    return _Decoded(image, alpha, gray)


def _has_gray_palette(image: Image.Image) -> bool:
    if image.mode != "P":
        return False
    palette = np.array(image.getpalette("RGB") or [], np.uint8).reshape(-1, 3)
    counts = image.histogram()[: len(palette)]
    used = palette[np.flatnonzero(counts)]  # what no pixel uses may be anything
    return bool((used == used[:, :1]).all())


def _in_srgb(decoded: _Decoded, icc: bytes | None, notes: list[str]) -> np.ndarray:
    """The decoded colours as sRGB, uint8 or uint16 [H, W, 3]."""
    colour = decoded.colour
    if decoded.gray:
        levels = colour if isinstance(colour, np.ndarray) else array_of(colour)
        if icc:
            levels = _curved(levels, profiles.gray_curve(icc))
        return three_channels(levels)
    if isinstance(colour, np.ndarray):
        if not icc or profiles.is_srgb(icc):
            return colour
        notes.append(sentence("The colour profile was applied with 8 bits per channel instead of 16."))
        colour = Image.fromarray(to_8_bit(colour))
    if icc:
        colour = profiles.to_srgb(colour, icc)
    elif colour.mode == "LAB":
        colour = profiles.lab_to_srgb(colour)
    return array_of(colour if colour.mode == "RGB" else colour.convert("RGB"))


def _curved(levels: np.ndarray, curve: np.ndarray) -> np.ndarray:
    """Grey `levels` (uint8 or uint16, [H, W]) through a `curve` of 256 levels in 0..255."""
    top = np.iinfo(levels.dtype).max
    table = np.interp(np.arange(top + 1) * (255 / top), np.arange(256), curve) * (top / 255)
    return np.round(table).astype(levels.dtype)[levels]


def _upright(values: np.ndarray, orientation: int) -> np.ndarray:
    """`values` ([H, W] or [H, W, C]) turned and mirrored as the EXIF orientation 1 to 8 asks."""
    if orientation >= 5:  # stored sideways
        values = values.swapaxes(0, 1)
    if orientation in (3, 4, 7, 8):
        values = values[::-1]
    if orientation in (2, 3, 6, 7):
        values = values[:, ::-1]
    return np.ascontiguousarray(values)
