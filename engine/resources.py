"""Where the data that comes with Heirloom lies: the built-in model, samples, icons, the model catalogue."""

from pathlib import Path, PurePosixPath

_ROOT = Path(__file__).resolve().parent.parent / "resources"


def resource(path: str = "") -> Path:
    """The absolute path of a file or folder in `resources/`, `path` being relative with forward slashes.

    One rule serves a checkout and an installed wheel, because `resources` is installed beside `engine`. Whether
    the file is there is for the caller to see.

    Raises:
        ValueError: `path` would leave the folder.
    """
    relative = PurePosixPath(path)
    if relative.is_absolute() or ".." in relative.parts:
        raise ValueError(f"not a path inside resources: {path!r}")
    return _ROOT.joinpath(*relative.parts)
