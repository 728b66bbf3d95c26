"""The formats that are written, by file ending, and what each holds. Without Pillow, so that asking costs nothing."""

from engine.errors import ImageTooLarge
from engine.sentences import sentence

FORMATS = {
    ".png": "PNG",
    ".jpg": "JPEG",
    ".jpeg": "JPEG",
    ".tif": "TIFF",
    ".tiff": "TIFF",
    ".webp": "WEBP",
    ".bmp": "BMP",
}

_LONGEST_SIDE = {"JPEG": 65_500, "WEBP": 16_383}
# What Pillow agrees to open again as WebP; and 4 GiB files, with room for metadata, as classic TIFF.
_MOST_PIXELS = {"WEBP": 178_956_970, "TIFF": 700_000_000, "BMP": 700_000_000}


def check_size(kind: str, width: int, height: int) -> None:
    """Refuses what the format cannot hold.

    Raises:
        ImageTooLarge: with the limit, and what to do.
    """
    side = _LONGEST_SIDE.get(kind)
    advice = sentence("Save it as PNG or TIFF.") if kind in ("JPEG", "WEBP") else sentence("Save it as PNG.")
    if side is not None and max(width, height) > side:
        raise ImageTooLarge(
            sentence(
                "{width}x{height} pixels, but {kind} files end at {side} pixels a side",
                width=width,
                height=height,
                kind=kind,
                side=side,
            ),
            advice=advice,
        )
    most = _MOST_PIXELS.get(kind)
    if most is not None and width * height > most:
        raise ImageTooLarge(
            sentence(
                "{megapixels} megapixels, but {kind} files end at {most}",
                megapixels=width * height // 1_000_000,
                kind=kind,
                most=most // 1_000_000,
            ),
            advice=advice,
        )
