"""Colour profiles: any ICC profile to sRGB on the way in, sRGB back to the file's RGB profile on the way out."""

import io
from functools import cache

import numpy as np
from PIL import Image, ImageCms

_INTENT = ImageCms.Intent.RELATIVE_COLORIMETRIC
_FLAGS = ImageCms.Flags.BLACKPOINTCOMPENSATION
_MODES = {"RGB": "RGB", "GRAY": "L", "CMYK": "CMYK", "Lab": "LAB"}


class ProfileError(Exception):
    """The profile is damaged, or is not one of a picture of this kind."""


@cache
def srgb_profile() -> bytes:
    """An ICC profile of sRGB, to embed."""
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def is_srgb(icc: bytes) -> bool:
    """Whether RGB values mean the same colours under `icc` as under sRGB, to one step of 8 bits.

    Raises:
        ProfileError: the profile is damaged.
    """
    profile, mode = _load(icc)
    if mode != "RGB":
        return False
    probe = _probe()
    return _largest_step(_convert(probe, profile, _srgb(), "RGB"), probe) <= 1


def to_srgb(image: Image.Image, icc: bytes) -> Image.Image:
    """`image` (RGB, CMYK or LAB) with profile `icc`, as an RGB image in sRGB.

    Raises:
        ProfileError: the profile is damaged or belongs to another kind of picture.
    """
    profile, mode = _load(icc)
    if mode != image.mode:
        raise ProfileError(f"a {mode} profile in a {image.mode} picture")
    return image if mode == "RGB" and is_srgb(icc) else _convert(image, profile, _srgb(), "RGB")


def lab_to_srgb(image: Image.Image) -> Image.Image:
    """A CIE Lab image (D50) as an RGB image in sRGB."""
    return _convert(image, ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")), _srgb(), "RGB")


def gray_curve(icc: bytes) -> np.ndarray:
    """The sRGB grey, float [256] in 0..255, of each of 256 grey levels under a grey (or RGB) profile.

    Raises:
        ProfileError: the profile is damaged or is not one of grey or RGB.
    """
    profile, mode = _load(icc)
    if mode not in ("L", "RGB"):
        raise ProfileError(f"a {mode} profile in a grey picture")
    ramp = Image.fromarray(np.arange(256, dtype=np.uint8)[None])
    converted = np.asarray(_convert(ramp.convert(mode), profile, _srgb(), "RGB"))
    return converted[0, :, 1].astype(np.float64)


def from_srgb(image: Image.Image, icc: bytes) -> Image.Image | None:
    """An sRGB `image` (RGB) in the colours of the RGB profile `icc`, or None where that profile cannot hold them.

    Some profiles only describe a scanner, or lack the way back; what they would make of the picture is tried on a
    coarse grid of colours first.

    Raises:
        ProfileError: the profile is damaged or is not one of RGB.
    """
    profile, mode = _load(icc)
    if mode != "RGB":
        raise ProfileError(f"a {mode} profile for an RGB picture")
    probe = _probe()
    if is_srgb(icc):
        return image
    there_and_back = _convert(_convert(probe, _srgb(), profile, "RGB"), profile, _srgb(), "RGB")
    difference = np.abs(np.asarray(there_and_back, np.int16) - np.asarray(probe, np.int16))
    return _convert(image, _srgb(), profile, "RGB") if difference.mean() <= 2 else None


def is_rgb(icc: bytes) -> bool:
    """Whether `icc` is a readable profile of RGB pictures."""
    try:
        return _load(icc)[1] == "RGB"
    except ProfileError:
        return False


def _load(icc: bytes) -> tuple[ImageCms.ImageCmsProfile, str]:
    space = icc[16:20].decode("latin-1").strip()  # the header's colour space of the data
    try:
        profile = ImageCms.ImageCmsProfile(io.BytesIO(icc))
    except (OSError, ImageCms.PyCMSError, ValueError) as error:
        raise ProfileError("the profile cannot be read") from error
    if space not in _MODES:
        raise ProfileError(f"a profile of the kind {space!r}")
    return profile, _MODES[space]


def _convert(
    image: Image.Image, source: ImageCms.ImageCmsProfile, target: ImageCms.ImageCmsProfile, mode: str
) -> Image.Image:
    try:
        transform = ImageCms.buildTransform(source, target, image.mode, mode, _INTENT, _FLAGS)
        converted = ImageCms.applyTransform(image, transform)
    except (OSError, ImageCms.PyCMSError, ValueError) as error:
        raise ProfileError("the profile cannot be used") from error
    if converted is None:  # only in-place transforms return nothing
        raise ProfileError("the profile cannot be used")
    return converted


def _srgb() -> ImageCms.ImageCmsProfile:
    # A fresh one each time: profile handles are not promised to be safe across threads.
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))


@cache
def _probe() -> Image.Image:
    """A 64 x 64 RGB image holding a regular grid of 16 x 16 x 16 colours."""
    levels = np.arange(0, 256, 17, dtype=np.uint8)
    grid = np.stack(np.meshgrid(levels, levels, levels, indexing="ij"), axis=-1)
    return Image.fromarray(np.ascontiguousarray(grid.reshape(64, 64, 3)))


def _largest_step(one: Image.Image, other: Image.Image) -> int:
    return int(np.abs(np.asarray(one, np.int16) - np.asarray(other, np.int16)).max())
