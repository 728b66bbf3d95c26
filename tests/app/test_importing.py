"""Importing torch beside a living window: in a process of its own, because an import happens once."""

import subprocess
import sys
from pathlib import Path

_EXTENSIONS = """
import sys

def extensions():
    loaders = {name: getattr(getattr(module, "__spec__", None), "loader", None) for name, module in sys.modules.items()}
    return {name for name, loader in loaders.items() if type(loader).__name__ == "ExtensionFileLoader"}
"""

_NOTHING_NEW = """
import importlib, pathlib, sys
import numpy as np
import app.ui.main
from app.model.importing import AHEAD
for name in AHEAD:
    importlib.import_module(name)
before = extensions()
from PIL import Image
from engine.images.read import read_picture
from engine.images.write import write_picture
folder, pixels = pathlib.Path(sys.argv[1]), np.zeros((40, 50, 3), np.uint8)
for ending in ("png", "jpg", "tif", "webp", "bmp", "gif", "avif", "jp2"):
    path = folder / f"photo.{ending}"
    Image.fromarray(pixels).save(path)
    picture = read_picture(path)
    if ending in ("png", "jpg", "tif", "webp"):
        write_picture(picture.pixels8(), folder / f"saved.{ending}", source=picture, description={"seed": 1})
import sqlite3
sqlite3.connect(folder / "library.db").close()
print(sorted(extensions() - before))
"""

_ORDER = """
import sys
from app.model import importing

def look():
    print(all(name in sys.modules for name in importing.AHEAD), "torch" in sys.modules)
    raise SystemExit

importing.load_libraries = look
importing.import_module("torch")
"""

_LIGHT = """
import sys
from pathlib import Path
from app.model.target import format_problem

assert "JPG" in format_problem(Path("wide.jpg"), 70_000, 10)
print([name for name in ("PIL", "numpy", "xml.etree") if name in sys.modules])
import engine.images.encode
print([name for name in ("http.client", "urllib.request") if name in sys.modules])
"""


def _ran(code: str, *arguments: str) -> str:
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=True).stdout.strip()


def test_opening_and_saving_load_no_library_that_is_not_there_before_torch(tmp_path: Path) -> None:
    assert _ran(_EXTENSIONS + _NOTHING_NEW, str(tmp_path)) == "[]"


def test_the_window_asks_about_a_format_without_importing_what_writes_it() -> None:
    """It asks in its own thread, as soon as a photo is there; Pillow and a whole HTTP client took it 60 to 100 ms."""
    assert _ran(_LIGHT) == "[]\n[]"


def test_what_other_threads_need_is_imported_before_torchs_libraries() -> None:
    assert _ran(_ORDER) == "True False"
