"""A photo of 100 megapixels in every format: how long the window stands still while it is opened; thumbnails of 300."""

import json
import os
import subprocess
import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication

from app.model.session import Session
from app.ui.theme import Appearance
from app.ui.window import Window
from engine.resources import resource
from tests.benchmarks.large import AtOnce
from tests.benchmarks.probe import Probe

# File, mode and Pillow's options. Quick to write; decoding does not ask how long that took.
KINDS: dict[str, tuple[str, str, dict[str, object]]] = {
    "JPEG": ("photo.jpg", "RGB", {"quality": 92}),
    "JPEG, grey": ("grey.jpg", "L", {"quality": 92}),
    "JPEG, progressive": ("progressive.jpg", "RGB", {"quality": 92, "progressive": True}),
    "JPEG, CMYK": ("cmyk.jpg", "CMYK", {"quality": 92}),
    "PNG": ("photo.png", "RGB", {"compress_level": 1}),
    "PNG, transparent": ("transparent.png", "RGBA", {"compress_level": 1}),
    "TIFF, LZW": ("photo.tif", "RGB", {"compression": "tiff_lzw"}),
    "WebP": ("photo.webp", "RGB", {"quality": 80, "method": 0}),
    "HEIC": ("photo.heic", "RGB", {"quality": 50, "enc_params": {"preset": "ultrafast"}}),
    "AVIF": ("photo.avif", "RGB", {"quality": 70, "speed": 10}),
    "BMP": ("photo.bmp", "RGB", {}),
    "GIF": ("photo.gif", "P", {}),
}
THUMBNAILS = 300
_MAKE = """
import json, sys
import numpy as np
import pillow_heif
from PIL import Image
pillow_heif.register_heif_opener()
source, folder, kinds = sys.argv[1], sys.argv[2], json.loads(sys.argv[5])
width, height = int(sys.argv[3]), int(sys.argv[4])
with Image.open(source) as photo:
    pixels = np.array(photo.convert("RGB").resize((width, height), Image.Resampling.BICUBIC))
grain = np.random.default_rng(0).integers(-6, 7, (256, width, 3), np.int16)
for top in range(0, height, 256):
    strip = pixels[top : top + 256]
    strip[:] = np.clip(strip + grain[: len(strip)], 0, 255)
picture = Image.fromarray(pixels)
for name, mode, options in kinds:
    made = picture.quantize(256, method=Image.Quantize.FASTOCTREE) if mode == "P" else picture.convert(mode)
    made.save(f"{folder}/{name}", **options)
"""


def make_photos(folder: Path, megapixels: float) -> dict[str, Path]:
    """The photo in every format, 4 : 3, made in another process; those that are there already are kept."""
    folder.mkdir(parents=True, exist_ok=True)
    width = round((megapixels * 1e6 * 4 / 3) ** 0.5)
    _make(folder, [kind for kind in KINDS.values() if not (folder / kind[0]).is_file()], width)
    return {name: folder / file for name, (file, _, _) in KINDS.items()}


def measure_formats(
    app: QApplication, home: Path, photos: dict[str, Path], small: float, seconds: float, count: int = THUMBNAILS
) -> str:
    """A table of the stalls, for each format, and for thumbnails of `count` photos of `small` megapixels."""
    folder = home / "album"
    folder.mkdir()
    _make(folder, [("0000.jpg", "RGB", {"quality": 90})], round((small * 1e6 * 4 / 3) ** 0.5))
    for number in range(1, count):
        os.link(folder / "0000.jpg", folder / f"{number:04}.jpg")
    session = Session(home, engine=AtOnce(), cache=home / "cache")
    session.settings.first_start = False
    window = Window(session, Appearance("dark"))
    window.resize(1440, 900)
    window.show()
    probe, document = Probe(seconds), session.document
    session.begin([])
    probe.wait("models", lambda: session.models is not None)
    probe.begin()
    for name, path in photos.items():
        session.open_files([path])
        probe.wait(f"open {name}", lambda path=path: document.picture is not None and document.picture.path == path)
        probe.wait("settle", lambda: not session.photos.thumbnails.busy)
    session.open_files([folder])
    probe.wait(f"open a folder of {count}", lambda: len(session.photos.paths) >= count)
    wanted = [path for path in session.photos.paths if path.parent == folder]
    for path in wanted:  # as if somebody scrolled through all of them
        session.photos.thumbnails.get(path)
    probe.wait(f"{count} thumbnails", lambda: not session.photos.thumbnails.busy)
    probe.end()
    missing = [path.name for path in wanted if session.photos.thumbnails.get(path) is None]
    window.close()
    session.close()
    told = [f"{notice.level}: {notice.text}" for notice in session.notices.history]
    return "\n".join([probe.report(), *told, *([f"no thumbnail: {len(missing)}"] if missing else [])])


def _make(folder: Path, kinds: list[tuple[str, str, dict[str, object]]], width: int) -> None:
    if kinds:
        size = [str(width), str(round(width * 3 / 4))]
        source = str(resource("samples/faded-portrait.jpg"))
        subprocess.run([sys.executable, "-c", _MAKE, source, str(folder), *size, json.dumps(kinds)], check=True)
