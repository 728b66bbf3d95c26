"""What `heirloom restore` says of each photo: a line, or with --json a record."""

import logging
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli.console import complain, error_text, plain, say, say_json
from app.log import log_path
from app.model.pace import duration
from engine.errors import HeirloomError
from engine.request import RestoreResult

if TYPE_CHECKING:
    from app.cli.batch import Batch

logger = logging.getLogger(__name__)


def report_success(
    batch: "Batch",
    source: Path,
    written: Path,
    result: RestoreResult,
    warnings: list[str],
    *,
    earlier: bool = False,
    beyond: tuple[float, Path] | None = None,
) -> None:
    """The result was saved.

    Args:
        earlier: it was made before, and not computed now.
        beyond: how much of it goes beyond the photo, and the file that says where, if that was asked for.
    """
    height, width = result.image.shape[:2]
    if batch.json:
        say_json(
            _record(batch, source)
            | {
                "status": "restored",
                "output": str(written),
                "request": result.request.to_dict(),
                "model": result.model,
                "seconds": round(result.seconds, 3),
                "plan": result.plan or None,
                "width": int(width),
                "height": int(height),
                "warnings": warnings,
                "earlier": earlier,
                "beyond": round(beyond[0], 4) if beyond is not None else None,
                "beyond_map": str(beyond[1]) if beyond is not None else None,
            }
        )
        return
    for warning in warnings:
        complain(f"{source}: note: {warning}")
    how = "restored before" if earlier else duration(result.seconds)
    say(f"{source} -> {written} ({width} × {height}, {how})")
    if beyond is not None:
        say(f"{source}: {100 * beyond[0]:.1f} % of it goes beyond the photo, where {beyond[1]} is bright")


def report_skipped(batch: "Batch", source: Path, known: Path) -> None:
    """The result was saved before, in the same manner, and is still there."""
    if batch.json:
        say_json(_record(batch, source) | {"status": "skipped", "output": str(known), "earlier": True})
    else:
        say(f"{source} -> {known} (restored before with the same settings; --again restores it once more)")


def report_failure(batch: "Batch", source: Path, error: Exception) -> None:
    """One line on stderr, and with --json a record on stdout."""
    line = _worded(source, error)
    complain(line)
    if batch.json:
        say_json(_record(batch, source) | {"error": line})


def _worded(source: Path, error: Exception) -> str:
    """What happened, to which file, in one line."""
    if isinstance(error, HeirloomError):
        return error_text(error) if error.path is not None else f"{plain(source)}: {error_text(error)}"
    if isinstance(error, OSError):
        named = f" ({error.filename})" if error.filename and str(error.filename) != str(source) else ""
        return f"{plain(source)}: {error.strerror or error}{named}"
    if isinstance(error, MemoryError):
        return f"{plain(source)}: there is not enough memory. Choose a smaller --size, or close other programs."
    logger.error("unexpected error with %r", str(source), exc_info=error)
    return f"{plain(source)}: something unexpected went wrong ({type(error).__name__}: {error}). Details: {log_path()}"


def _record(batch: "Batch", source: Path) -> dict[str, Any]:
    return {
        "input": str(source),
        "output": None,
        "status": "failed",
        "error": None,
        "request": batch.request.to_dict(),
        "model": batch.identity,
        "seconds": None,
        "plan": None,
        "width": None,
        "height": None,
        "warnings": [],
        "earlier": False,
        "beyond": None,
        "beyond_map": None,
    }
