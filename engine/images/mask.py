"""Masks: how much of the photo a person has painted over the restored picture. 0 is nothing, 255 hides the latter.

A mask has the size of the restored picture halved as often as it takes to come to at most `MOST` pixels, odd sides
rounded up. Up to 32 megapixels it is therefore as fine as the picture; at 100 megapixels one of its pixels lies over
2 x 2, at 300 over 4 x 4, which no brush stroke needs finer: painting stays fluent, and memory and files bounded. In
between it is interpolated.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import TYPE_CHECKING

from engine.deferred import deferred
from engine.errors import ImageWriteError, UnreadableImage
from engine.sentences import sentence

if TYPE_CHECKING:
    import numpy as np
else:
    np = deferred("numpy")

MOST = 32_000_000


def mask_steps(width: int, height: int) -> int:
    """How often a `width` x `height` picture is halved for its mask."""
    steps = 0
    while width * height > MOST:
        width, height, steps = (width + 1) // 2, (height + 1) // 2, steps + 1
    return steps


def mask_size(width: int, height: int) -> tuple[int, int]:
    """Width and height of the mask of a `width` x `height` picture."""
    for _ in range(mask_steps(width, height)):
        width, height = (width + 1) // 2, (height + 1) // 2
    return width, height


def mask_part(mask: np.ndarray, steps: int, part: tuple[int, int, int, int]) -> np.ndarray:
    """A part of `mask`, uint8 [h, w], after it was doubled `steps` times.

    Args:
        part: (left, top, right, bottom) in pixels of the doubled mask.
    """
    left, top, right, bottom = part
    if steps == 0:
        return mask[top:bottom, left:right]
    height, width = (side << (steps - 1) for side in mask.shape)
    # The neighbours that interpolation needs; where there are none, the edge counts twice.
    wanted = (left // 2 - 1, top // 2 - 1, (right + 1) // 2 + 1, (bottom + 1) // 2 + 1)
    had = (max(0, wanted[0]), max(0, wanted[1]), min(width, wanted[2]), min(height, wanted[3]))
    lacking = ((had[1] - wanted[1], wanted[3] - had[3]), (had[0] - wanted[0], wanted[2] - had[2]))
    coarse = np.pad(mask_part(mask, steps - 1, had), lacking, mode="edge").astype(np.uint16)
    fine = _doubled(_doubled(coarse).T).T
    x, y = left % 2, top % 2
    return np.ascontiguousarray(fine[y : y + bottom - top, x : x + right - left]).astype(np.uint8)


def _doubled(rows: np.ndarray) -> np.ndarray:
    """Twice the rows of all but the first and the last one, three parts of the nearer and one of the farther."""
    inner = rows[1:-1] * 3 + 2
    result = np.empty((2 * len(inner), rows.shape[1]), np.uint16)
    result[0::2] = (inner + rows[:-2]) >> 2
    result[1::2] = (inner + rows[2:]) >> 2
    return result


def write_mask(mask: np.ndarray, target: Path) -> None:
    """Writes `mask`, uint8 [h, w], as a grey PNG file in one step.

    Raises:
        ImageWriteError: it cannot be written there; nothing was changed.
    """
    from PIL import Image

    from engine.images.write import sync_folder

    temporary = target.with_name(f".heirloom-{secrets.token_hex(6)}.part")
    try:
        with temporary.open("xb") as stream:
            Image.fromarray(mask).save(stream, "PNG", compress_level=1)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(temporary, target)
    except OSError as error:
        reason = error.strerror or str(error)
        raise ImageWriteError(
            sentence("the painted layer could not be kept ({reason})", reason=reason),
            path=target,
            advice=sentence("Free some space."),
        ) from error
    finally:
        temporary.unlink(missing_ok=True)
    sync_folder(target.parent)


def read_mask(path: Path, width: int, height: int) -> np.ndarray:
    """The mask of a `width` x `height` picture, uint8 [h, w].

    Raises:
        UnreadableImage: it is gone, damaged, or of another picture.
    """
    from PIL import Image

    from engine.images.opening import pillow_faults

    with pillow_faults(path), Image.open(path, formats=["PNG"]) as image:
        if image.mode != "L" or image.size != mask_size(width, height):
            raise UnreadableImage(sentence("is no painted layer of this picture"), path=path)
        return np.array(image)
