"""A picture as the bytes of a file: format, colours, alpha and metadata."""

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from PIL import Image, PngImagePlugin

from engine.errors import ImageWriteError
from engine.images import profiles
from engine.images.exif import upright_exif
from engine.images.picture import Picture, from_over_white, to_8_bit
from engine.images.strips import array_of
from engine.images.tiff import DEFLATE_LEVEL, tiff_file
from engine.images.xmp import XmpError, described_xmp, to_json, upright_xmp
from engine.sentences import sentence

_JPEG_SEGMENT = 65_533 - 40
_ALPHA = ("PNG", "TIFF", "WEBP")

Warn = Callable[[str], None]
_Raster = Image.Image | np.ndarray
"""A Pillow image, or, for TIFF alone, uint16 [H, W, 3]."""


@dataclass
class _Extras:
    """What goes into the file beside the pixels; emptied step by step when the format refuses it."""

    icc: bytes | None = None
    dpi: float | None = None
    exif: bytes | None = None
    xmp: bytes | None = None
    iptc: bytes | None = None
    texts: dict[str, str] = field(default_factory=dict)


def encode(
    pixels: np.ndarray,
    kind: str,
    source: Picture | None,
    quality: int,
    description: Mapping[str, Any] | None,
    software: str,
    warn: Warn,
    dpi: float | None = None,
) -> bytearray | memoryview:
    """The bytes of a `kind` file showing `pixels` (uint8 or uint16 [H, W, 3], sRGB), to be printed at `dpi`.

    A metadata fault never fails: what cannot be kept is left out and told to `warn`.

    Raises:
        ImageWriteError: the pixels cannot be encoded.
    """
    image, icc = _image(pixels, kind, source, warn)
    size = pixels.shape[1], pixels.shape[0]
    extras = _extras(source, size, description, software, warn, dpi) if kind != "BMP" else _Extras()
    extras.icc, extras.dpi = icc, dpi
    if kind == "BMP" and source is not None and (source.exif or source.xmp or source.iptc):
        warn(sentence("BMP files hold no metadata; date, place and captions were left out."))
    if kind == "JPEG":
        _fit_segments(extras, warn)
    try:
        return _saved(image, kind, quality, extras)
    except MemoryError as error:
        raise ImageWriteError(
            sentence("not enough memory to save the picture"), advice=sentence("Close other programs.")
        ) from error
    except Exception:  # Pillow refuses odd metadata with any exception, and the pixels must be saved all the same
        data = _saved_bare(image, kind, quality, icc, dpi)
    warn(sentence("The metadata could not be written; date, place and captions were left out."))
    return data


def _saved_bare(
    image: _Raster, kind: str, quality: int, icc: bytes | None, dpi: float | None
) -> bytearray | memoryview:
    try:
        return _saved(image, kind, quality, _Extras(icc=icc, dpi=dpi))
    except Exception as error:
        raise ImageWriteError(
            sentence("the picture could not be encoded as {kind} ({reason})", kind=kind, reason=error)
        ) from error


def _image(pixels: np.ndarray, kind: str, source: Picture | None, warn: Warn) -> tuple[_Raster, bytes | None]:
    """What to save, and the profile its values are in."""
    gray = source is not None and source.grayscale and _is_gray(pixels)
    alpha = _alpha_for(pixels, kind, source, warn)
    wanted = source.icc if source is not None else None
    if pixels.dtype == np.uint16:
        if gray and kind in ("PNG", "TIFF") and alpha is None:
            return Image.fromarray(np.ascontiguousarray(pixels[:, :, 0])), None
        if kind == "TIFF" and alpha is None:
            return pixels, profiles.srgb_profile() if wanted else None
        warn(sentence("The picture was saved with 8 bits per channel instead of 16; opaque TIFF keeps them."))
    flat = to_8_bit(pixels)
    if alpha is not None:
        flat = from_over_white(flat, alpha)
    if gray and wanted is None:
        image, icc = Image.fromarray(np.ascontiguousarray(flat[:, :, 0])), None
    else:
        image, icc = _in_profile(Image.fromarray(np.ascontiguousarray(flat)), wanted, kind, warn)
    if alpha is not None:
        image.putalpha(Image.fromarray(alpha))
    return image, icc


def _in_profile(image: Image.Image, wanted: bytes | None, kind: str, warn: Warn) -> tuple[Image.Image, bytes | None]:
    """The picture in the profile its source had, as far as that can be; else in sRGB with sRGB's profile."""
    if wanted is None:
        return image, None
    if kind == "BMP":
        return image, None  # BMP holds no profile: plain sRGB is what everybody takes it for
    try:
        converted = profiles.from_srgb(image, wanted) if profiles.is_rgb(wanted) else None
    except profiles.ProfileError:
        converted = None
    if converted is not None:
        return converted, wanted
    if profiles.is_rgb(wanted):
        warn(sentence("The photo's colour profile cannot hold the result; it was saved as sRGB."))
    return image, profiles.srgb_profile()


def _is_gray(pixels: np.ndarray) -> bool:
    return bool((pixels[:, :, 0] == pixels[:, :, 1]).all() and (pixels[:, :, 0] == pixels[:, :, 2]).all())


def _alpha_for(pixels: np.ndarray, kind: str, source: Picture | None, warn: Warn) -> np.ndarray | None:
    """The source's transparency at the size of `pixels`, uint8 [H, W], or None."""
    if source is None or source.alpha is None:
        return None
    if kind not in _ALPHA:
        warn(sentence("{kind} files hold no transparency; it was filled with white.", kind=kind))
        return None
    height, width = pixels.shape[:2]
    alpha = Image.fromarray(to_8_bit(source.alpha))
    return np.asarray(alpha.resize((width, height), Image.Resampling.BICUBIC))


def _extras(
    source: Picture | None,
    size: tuple[int, int],
    description: Mapping[str, Any] | None,
    software: str,
    warn: Warn,
    dpi: float | None,
) -> _Extras:
    extras = _Extras(iptc=source.iptc if source is not None else None)
    if source is not None and source.exif:
        try:
            extras.exif = upright_exif(source.exif, *size, dpi)
        except ValueError:
            warn(sentence("The EXIF data is damaged and was left out."))
    if source is not None and source.xmp:
        try:
            extras.xmp = upright_xmp(source.xmp, *size, dpi)
        except XmpError:
            warn(sentence("The XMP data is damaged and was left out."))
    if software:
        extras.texts["Software"] = software
    if description is not None:
        request = {"software": software, **description}
        try:
            extras.xmp = described_xmp(extras.xmp, request)
        except XmpError:
            warn(sentence("The photo's XMP data has no place for the request; it was left out there."))
        extras.texts["heirloom"] = to_json(request)
    return extras


def _fit_segments(extras: _Extras, warn: Warn) -> None:
    """A JPEG holds at most 64 KB of each kind."""
    for name, what in (("exif", "EXIF"), ("xmp", "XMP"), ("iptc", "IPTC")):
        value = getattr(extras, name)
        if value is not None and len(value) > _JPEG_SEGMENT:
            setattr(extras, name, None)
            warn(
                sentence(
                    "The {what} data is too long for a JPEG and was left out. Save it as PNG or TIFF to keep it.",
                    what=what,
                )
            )


def _saved(image: _Raster, kind: str, quality: int, extras: _Extras) -> bytearray | memoryview:
    if kind == "TIFF" or isinstance(image, np.ndarray):
        values = image if isinstance(image, np.ndarray) else array_of(image)
        return tiff_file(values, extras.exif, extras.xmp, extras.iptc, extras.icc, extras.dpi)
    options: dict[str, Any] = {}
    if extras.icc:
        options["icc_profile"] = extras.icc
    if extras.exif:
        options["exif"] = b"Exif\x00\x00" + extras.exif
    if extras.dpi is not None and kind != "WEBP":  # which holds none but EXIF's
        options["dpi"] = (extras.dpi, extras.dpi)
    if kind == "JPEG":
        # At quality 95 a viewer should see what was restored: colour at full resolution.
        options |= {"quality": quality, "subsampling": 0, "extra": _photoshop_segment(extras.iptc)}
    if kind == "WEBP":
        options |= {"quality": quality, "method": 4}
    if kind in ("JPEG", "WEBP") and extras.xmp:
        options["xmp"] = extras.xmp
    if kind == "PNG":
        options |= {"pnginfo": _png_texts(extras), "compress_level": DEFLATE_LEVEL}
    buffer = io.BytesIO()  # in memory first: a file of Pillow's own would hide why a disk refused it
    image.save(buffer, kind, **options)
    return buffer.getbuffer()


def _png_texts(extras: _Extras) -> PngImagePlugin.PngInfo:
    texts = PngImagePlugin.PngInfo()
    for key, text in extras.texts.items():
        texts.add_itxt(key, text)
    if extras.xmp:
        texts.add_itxt("XML:com.adobe.xmp", extras.xmp.decode("utf-8"))
    return texts


def _photoshop_segment(iptc: bytes | None) -> bytes:
    """An APP13 segment with an IPTC record."""
    if not iptc:
        return b""
    padding = b"\x00" * (len(iptc) % 2)
    block = b"Photoshop 3.0\x008BIM\x04\x04\x00\x00" + len(iptc).to_bytes(4, "big") + iptc + padding
    return b"\xff\xed" + (len(block) + 2).to_bytes(2, "big") + block
