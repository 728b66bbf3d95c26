"""A photo of 100 megapixels in the window: stalls while it is opened, restored, kept and saved; frames a second."""

import subprocess
import sys
import time
from collections.abc import Callable, Generator
from pathlib import Path

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QApplication

from app.model.pyramid import Pyramid
from app.model.session import Session
from app.ui.canvas import Canvas
from app.ui.comparison import MODES, titles
from app.ui.theme import Appearance
from app.ui.window import Window
from engine.images.picture import Picture
from engine.request import Progress, RestoreRequest, RestoreResult
from engine.resources import resource
from tests.benchmarks.probe import Probe
from tests.benchmarks.table import markdown

VIEWS = ((1440, 900), (2560, 1440), (3840, 2160))
STEPS = 40
_MAKE = """
import sys
import numpy as np
from PIL import Image
source, target, width, height, mode = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), sys.argv[5]
with Image.open(source) as photo:
    pixels = np.array(photo.convert(mode).resize((width, height), Image.Resampling.BICUBIC))
grain = np.random.default_rng(0).integers(-6, 7, (256, *pixels.shape[1:]), np.int16)
for top in range(0, height, 256):
    strip = pixels[top : top + 256]
    strip[:] = np.clip(strip + grain[: len(strip)], 0, 255)
Image.fromarray(pixels).save(target, quality=92)
"""


class AtOnce:
    """An engine at the public face whose result is the photo with more contrast: what is measured is the window."""

    def load(self, model: str) -> Generator[Progress, None, None]:
        """Nothing to load."""
        yield Progress("load", 1, 1)

    def memory(self) -> None:
        """Not known."""

    def restore(
        self, model: str, picture: Picture, request: RestoreRequest
    ) -> Generator[Progress, None, RestoreResult]:
        """A preview at each step, then the result."""
        pixels = picture.pixels8()
        preview = np.ascontiguousarray(pixels[::8, ::8])
        for step in range(STEPS):
            time.sleep(0.05)
            yield Progress("denoise", step, STEPS, 1, 1, preview)
        table = np.clip((np.arange(256) - 128) * 1.2 + 128, 0, 255).astype(np.uint8)
        image = np.empty_like(pixels)
        for top in range(0, len(pixels), 256):
            yield Progress("decode", top, len(pixels))
            image[top : top + 256] = table[pixels[top : top + 256]]
        return RestoreResult(image, request, "at once@0", 1.0)


def make_photo(folder: Path, megapixels: float, mode: str) -> Path:
    """A JPEG photo with grain, 4 : 3, of mode "RGB" or "L"; made in another process."""
    width = round((megapixels * 1e6 * 4 / 3) ** 0.5)
    target = folder / f"large-{mode.lower()}.jpg"
    source = resource("samples/faded-portrait.jpg")
    size = [str(width), str(round(width * 3 / 4))]
    subprocess.run([sys.executable, "-c", _MAKE, str(source), str(target), *size, mode], check=True)
    return target


def measure_large(app: QApplication, home: Path, model: str, megapixels: float, seconds: float) -> None:
    """Prints the stalls and the frames a second of a photo of so many megapixels and its result."""
    colour, grey = make_photo(home, megapixels, "RGB"), make_photo(home, megapixels, "L")
    session = Session(home, engine=AtOnce())
    session.settings.model, session.settings.first_start = model, False
    session.draft.set(scale=1.0)
    appearance = Appearance("dark")
    window = Window(session, appearance)
    window.resize(1440, 900)
    window.show()
    probe, document = Probe(seconds), session.document
    session.begin([])
    probe.wait("models", lambda: session.models is not None)
    probe.begin()
    for photo, name in ((grey, "open, grey"), (colour, "open")):
        session.open_files([photo])
        probe.wait(name, lambda photo=photo: document.picture is not None and document.picture.path == photo)
        probe.rest("look", 0.5)
    window.commands["restore"].trigger()
    probe.wait("restore", lambda: not session.restoration.busy)
    probe.wait("show the result", lambda: document.after is not None)
    probe.rest("look", 0.5)
    probe.wait("keep (PNG)", lambda: document.kept is not None)
    for ending in (".png", ".jpg", ".tif", ".webp", ".bmp"):
        session.save(home / f"saved{ending}")
        probe.wait(f"save ({ending[1:].upper()})", lambda: not session.saving)
    probe.end()
    picture, before, after = document.picture, document.before, document.after
    if picture is not None:
        print(f"\nA photo of {picture.width} x {picture.height} pixels, in a window of 1440 x 900:\n")
    print(probe.report())
    for notice in session.notices.history:
        print(f"{notice.level}: {notice.text}")
    if before is not None and after is not None:
        print("\nFrames a second, and the slowest frame in ms, of that pair:\n")
        print(frames(app, before, after))
    window.close()
    session.close()


def frames(app: QApplication, before: Pyramid, after: Pyramid) -> str:
    """A table: frames a second while moving, zooming and dragging, for each view in device pixels and each mode."""
    rows = []
    for size in VIEWS:
        canvas = Canvas(Appearance("dark"))
        canvas.resize(*size)
        canvas.show()
        canvas.show_photo(before, after)
        app.processEvents()
        for mode in MODES:
            canvas.set_mode(mode)
            taken = [_moving(canvas), _zooming(canvas), _dragging(canvas)]
            cells = (f"{len(t) / sum(t):.0f} ({max(t) * 1000:.0f})" if t else "" for t in taken)
            rows.append((f"{size[0]} x {size[1]}", titles()[mode], *cells))
        canvas.close()
        canvas.deleteLater()
        app.processEvents()
    return markdown(("view", "mode", "moving", "zooming", "divider or lens"), rows)


def _frame(canvas: Canvas, change: Callable[[], None]) -> float:
    """Seconds from a change to its pixels."""
    started = time.perf_counter()
    change()
    canvas.repaint()
    return time.perf_counter() - started


def _moving(canvas: Canvas) -> list[float]:
    """20 steps of about 20 pixels at each of five scales."""
    taken = []
    for scale in (0.26, 0.51, 0.75, 1.5, 3.0):
        canvas.viewport.zoom_to(scale, 0, 0)
        canvas.repaint()
        taken += [_frame(canvas, lambda: canvas.pan_by(QPointF(-17, -11))) for _ in range(20)]
    return taken


def _zooming(canvas: Canvas) -> list[float]:
    """From the whole picture to 800 % and back, 10 % at a time, at a point beside the middle."""
    canvas.fit()
    canvas.repaint()
    at = QPointF(canvas.width() * 0.4, canvas.height() * 0.4)
    taken = []
    while canvas.viewport.scale < 8:
        taken.append(_frame(canvas, lambda: canvas.zoom_by(1.1, at)))
    while canvas.viewport.scale > canvas.viewport.fit_scale():
        taken.append(_frame(canvas, lambda: canvas.zoom_by(1 / 1.1, at)))
    return taken


def _dragging(canvas: Canvas) -> list[float]:
    """The divider or the lens from the left edge to the right, at the scale that costs most."""
    if canvas.mode not in ("slider", "lens"):
        return []
    canvas.viewport.zoom_to(0.51, 0, 0)
    canvas.divider, canvas.lens = 0.0, QPointF(0.0, 0.5)
    canvas.repaint()

    def to(place: float) -> None:
        canvas.divider, canvas.lens = place, QPointF(place, 0.5)
        canvas.update()

    return [_frame(canvas, lambda place=place: to(place)) for place in np.linspace(0, 1, 60)]
