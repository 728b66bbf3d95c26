"""Where a result goes by default, in a format that can hold it."""

from pathlib import Path

from app.words import translate
from engine.errors import ImageTooLarge
from engine.images.formats import FORMATS, check_size
from engine.images.naming import default_target

FALLBACK = "PNG"


def check_target(target: Path, width: int, height: int) -> None:
    """Refuses a size that the format of `target` cannot hold; asked before the work, not after it.

    Raises:
        ImageTooLarge: with the file, the format's limit, and what to do.
    """
    kind = FORMATS.get(target.suffix.lower())
    if kind is None:
        return
    try:
        check_size(kind, width, height)
    except ImageTooLarge as error:
        error.path = target
        raise


def format_problem(source: Path, width: int, height: int) -> str:
    """Why a result of this size cannot be saved in the format of `source`, in one sentence, or ""."""
    try:
        check_target(source, width, height)
    except ImageTooLarge:
        kind = source.suffix[1:].upper()
        told = translate(
            "Target", "{kind} files cannot hold {width} × {height} pixels, so the result is a {other} file."
        )
        return told.format(kind=kind, width=width, height=height, other=FALLBACK)
    return ""


def target_of_size(source: Path, width: int, height: int, folder: Path | None = None, stem: str | None = None) -> Path:
    """A free name for the restored `source`, beside it or in `folder`: PNG where its own format cannot hold the size.

    It is called `stem`, None: as the photo, with "_restored".

    Asked twice, it may say two names: another program may have taken the first.
    """
    suffix = ".png" if format_problem(source, width, height) else None
    return default_target(source, folder, suffix, stem)
