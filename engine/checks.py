"""What must hold of a result, and what the person should be told beside it. No torch here."""

import math
from typing import TYPE_CHECKING

from engine.errors import InvalidResult, RequestError
from engine.images.picture import DEFAULT_MAX_PIXELS, Picture
from engine.request import RestoreRequest
from engine.sentences import sentence

if TYPE_CHECKING:
    from torch import Tensor

_LEVEL = 1 / 255


def output_size(picture: Picture, request: RestoreRequest) -> tuple[int, int]:
    """(width, height) of the result, which Heirloom must be able to open again.

    Raises:
        RequestError: it would be larger than that.
    """
    width, height = request.output_size(picture.width, picture.height)
    if width * height > DEFAULT_MAX_PIXELS:
        field = "scale" if request.size is None else "size"
        megapixels, limit = math.ceil(width * height / 1e6), DEFAULT_MAX_PIXELS // 1_000_000
        raise RequestError(
            sentence(
                "the restored picture would have {megapixels} megapixels ({width} x {height}), but {most} are the most",
                megapixels=megapixels,
                width=width,
                height=height,
                most=limit,
            ),
            field=field,
            advice=sentence("Choose a smaller size.") if field == "size" else sentence("Choose a smaller scale."),
        )
    return width, height


def check_finite(values: "Tensor") -> None:
    """Of latents or a picture [B, C, H, W].

    Raises:
        InvalidResult: a value is not a number, or infinite.
    """
    # in bands, since what `isfinite` holds is larger than the picture
    if not all(bool(band.isfinite().all()) for band in values.split(256, dim=2)):
        raise InvalidResult(
            sentence("the model's result is not a picture (it has values that are not numbers)"),
            advice=sentence("Try the precision fp32, or another seed."),
        )


def check_not_flat(restored: "Tensor", lq: "Tensor") -> None:
    """Both [1, 3, H, W] in 0..1; a photo of one colour may well stay so.

    Raises:
        InvalidResult: the restored picture is of one colour, and the photo is not.
    """
    spread = [float((values.amax(dim=(2, 3)) - values.amin(dim=(2, 3))).max()) for values in (restored, lq)]
    if spread[0] < _LEVEL / 2 and spread[1] > 16 * _LEVEL:
        what = sentence("the model's result is empty: all of one colour")
        raise InvalidResult(what, advice=sentence("Try other settings or another seed."))


def request_warnings(picture: Picture, request: RestoreRequest) -> list[str]:
    """What of the photo or the request will not show in the result."""
    found: list[str] = []
    if picture.bits == 16:
        found.append(sentence("The photo has 16 bits a channel; the restored picture has 8."))
    if request.strength < 1 and request.start != "lq":
        found.append(sentence("Strength has no effect when the restoration starts from noise."))
    return found
