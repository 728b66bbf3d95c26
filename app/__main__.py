"""The way in: `heirloom`, or `python -m app`. Nothing is imported before Ctrl-C is looked after."""

import sys

TYPE_CHECKING = False  # typing itself would be imported before main
if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def main(argv: "Sequence[str] | None" = None) -> int:
    """Runs the command line, or opens the window; returns the exit code."""
    try:
        from app.cli import run

        return run(argv, open_window)
    except KeyboardInterrupt:  # while modules are imported; later ones are the commands' own
        return 130


def open_window(files: "Sequence[Path]") -> int:
    """Opens the window with these pictures; a broken installation gives one line, not a traceback."""
    from app.cli.console import complain
    from app.qt_libraries import why_no_window

    if problem := why_no_window():
        complain(problem)
        return 1
    try:
        from app.ui.main import run_window
    except ImportError as error:
        advice = "Install Heirloom again, or use the command line: heirloom restore --help."
        complain(f"The window cannot be opened, because Qt cannot be loaded ({error}). {advice}")
        return 1
    return run_window(list(files))


if __name__ == "__main__":
    sys.exit(main())
