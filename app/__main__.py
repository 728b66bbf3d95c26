"""The way in: `heirloom`, or `python -m app`. Nothing is imported before Ctrl-C is looked after."""

import gc
import sys

TYPE_CHECKING = False  # typing itself would be imported before main
if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def main(argv: "Sequence[str] | None" = None) -> int:
    """Runs the command line, or opens the window; returns the exit code."""
    try:
        files = window_files(sys.argv[1:] if argv is None else argv)
        if files is None:
            from app.cli import run

            return run(argv, open_window)
        try:
            return open_window(files)
        except Exception as error:
            return _failed(error)
    except KeyboardInterrupt:  # while modules are imported; later ones are the commands' own
        return 130


def window_files(arguments: "Sequence[str]") -> "list[Path] | None":
    """What to open where nothing but the window is asked for, else None.

    The command line's own imports take as long as all the window's, so a window need not wait for them.
    """
    if arguments and (arguments[0] != "open" or any(argument.startswith("-") for argument in arguments)):
        return None
    from pathlib import Path

    return [Path(argument) for argument in arguments[1:]]


def open_window(files: "Sequence[Path]") -> int:
    """Opens the window with these pictures; a broken installation gives one line, not a traceback."""
    from app.qt_libraries import why_no_window

    if problem := why_no_window():
        return _complain(problem)
    gc.disable()  # `run_window` enables it: until the window is there nothing is to be collected
    try:
        from app.ui.main import run_window
    except ImportError as error:
        advice = "Install Heirloom again, or use the command line: heirloom restore --help."
        return _complain(f"The window cannot be opened, because Qt cannot be loaded ({error}). {advice}")
    return run_window(list(files))


def _complain(text: str) -> int:
    from app.cli.console import EXIT_FAILED, complain

    complain(text)
    return EXIT_FAILED


def _failed(error: Exception) -> int:
    """Words it as the command line words any failure."""
    from app.cli import run

    def fail(_files: object) -> int:
        raise error

    return run([], fail)


if __name__ == "__main__":
    sys.exit(main())
