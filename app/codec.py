"""Reading and writing picture files beside a living window: as `engine.images` does it, in processes of their own.

A file that crashes its decoder gives an error like any damaged file.
"""

import contextlib
import logging
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from app.codec_pool import CodecPool, Died
from engine.errors import HeirloomError, ImageWriteError, UnreadableImage
from engine.images.picture import DEFAULT_MAX_PIXELS, Picture
from engine.images.wire import Arrays, Message, error_of, packed, put_together, unpacked
from engine.sentences import sentence

log = logging.getLogger(__name__)

POOL = CodecPool()
"""One for all windows of this process; `close` it when the last has gone."""


def read_picture(
    path: Path, check: Callable[[], None] = lambda: None, *, max_pixels: int = DEFAULT_MAX_PIXELS
) -> Picture:
    """As `engine.images.read.read_picture`; `check()` may raise meanwhile, which ends the reading.

    Raises:
        ImageError: as there, or the decoder crashed.
    """
    head, arrays = _asked({"do": "read", "path": str(path.absolute()), "max_pixels": max_pixels}, {}, path, check)
    return unpacked({**head, "path": str(path)}, arrays)


def read_thumbnail(path: Path, side: int, check: Callable[[], None] = lambda: None) -> np.ndarray:
    """As `engine.images.thumbnail.read_thumbnail`; `check()` may raise meanwhile, which ends the reading.

    Raises:
        ImageError: as there, or the decoder crashed.
    """
    return _asked({"do": "thumbnail", "path": str(path.absolute()), "side": side}, {}, path, check)[1]["pixels"]


def write_picture(
    pixels: np.ndarray,
    target: Path,
    *,
    source: Picture | None = None,
    description: Mapping[str, Any] | None = None,
    on_warning: Callable[[str], None] | None = None,
    **options: Any,
) -> Path:
    """As `engine.images.write.write_picture`, with its `overwrite`, `quality`, `software` and `dpi`.

    Raises:
        ImageError: as there, or the encoder crashed; nothing was changed.
    """
    if source is not None and options.get("dpi") is None:  # there the photo has no size any more
        options["dpi"] = source.dpi_at(pixels.shape[1])
    place = target.absolute()
    belongs, arrays = (None, {}) if source is None else packed(source, pixels=False)
    if belongs is not None and source is not None and source.path is not None:
        belongs["path"] = str(source.path.absolute())
    head = {"do": "write", "path": str(place), "source": belongs, "options": {**options, "description": description}}
    try:
        said, _ = _asked(head, {"picture": pixels, **arrays}, target, lambda: None)
    except Died as end:
        for part in target.parent.glob(f".heirloom-{end.process}-*.part"):
            with contextlib.suppress(OSError):
                part.unlink()
        raise ImageWriteError(
            sentence("saving ended unexpectedly ({how})", how=end.how),
            path=target,
            advice=sentence("Close other programs and try again."),
        ) from end
    for warning in said["warnings"]:
        if on_warning is not None:
            on_warning(put_together(warning))
    return target.with_name(Path(said["path"]).name)


def _asked(head: dict[str, Any], arrays: Arrays, path: Path, check: Callable[[], None]) -> Message:
    """The answer, in which errors are raised; where no process can be started, the work is done in this one.

    Raises:
        Died: the process ended while it wrote.
    """
    try:
        answer = POOL.ask(head, arrays, check)
    except Died as end:
        log.error("codec process: %s (%s) %s", path, end.how, end.said)
        if head["do"] == "write":
            raise
        raise UnreadableImage(
            sentence("the picture could not be decoded: the decoder ended unexpectedly ({how})", how=end.how),
            path=path,
            advice=sentence("It may be damaged, or memory ran out. Save a copy of it with another program."),
        ) from end
    except OSError as error:
        # The window may stand still meanwhile, but no result is lost for want of a process.
        log.warning("no codec process could be started, so the window reads and writes itself: %s", error)
        from engine.images.codec_process import answered

        answer = answered(head, dict(arrays))
    values = answer[0]
    if "bug" in values:
        raise RuntimeError(f"{head['do']} {path}: {values['bug']}")
    failed = error_of(values)
    if isinstance(failed, HeirloomError):
        failed.path = path if failed.path == path.absolute() else failed.path
        raise failed
    return answer
