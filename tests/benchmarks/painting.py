"""How fluently one paints on a large pair: frames a second from the pointer's move to the pixels on the screen.

    python -m tests.benchmarks.painting [--megapixels N]

Once with a photo as large as its result, and once with one of half its size, which is enlarged where it shows.
"""

import argparse
import os
import sys
import time
from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QApplication

from app.model.blended import Backdrop, Blend
from app.model.mask import Mask
from app.model.pyramid import Pyramid, build_pyramid
from app.model.side import Side
from app.model.stroke import Stroke, Tip
from app.ui.canvas import Canvas
from app.ui.theme import Appearance
from tests.benchmarks.table import markdown

VIEWS = ((1440, 900), (3840, 2160))
SCALES = (0.0, 0.51, 1.0, 3.0)  # 0: the whole picture
BRUSHES = (0.05, 0.25)  # of the view's height
MOVES = 60

_Seconds = tuple[float, float]  # of wall time, and of this process's processor time


def main() -> int:
    """Prints the table."""
    parser = argparse.ArgumentParser(description="Measure painting.")
    parser.add_argument("--megapixels", type=float, default=100.0)
    given = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    print(frames(app, given.megapixels))
    return 0


def frames(app: QApplication, megapixels: float) -> str:
    """A table: frames a second, and the slowest in ms, while a stroke goes across the view and the slider moves."""
    width = round((megapixels * 1e6 * 4 / 3) ** 0.5)
    height = round(width * 3 / 4)
    rng = np.random.default_rng(0)
    restored = build_pyramid(_noise(rng, width, height))
    rows = []
    for name, size in (("the same", (width, height)), ("half", (width // 2, height // 2))):
        photo = build_pyramid(_noise(rng, *size))
        for view in VIEWS:
            for scale in SCALES:
                rows.append(_row(app, photo, restored, name, view, scale))
    return markdown(("photo", "view", "scale", "small brush", "large brush", "blend slider"), rows)


def _noise(rng: np.random.Generator, width: int, height: int) -> np.ndarray:
    pixels = np.empty((height, width, 3), np.uint8)
    for top in range(0, height, 256):
        pixels[top : top + 256] = rng.integers(0, 256, pixels[top : top + 256].shape, np.uint8)
    return pixels


def _row(
    app: QApplication, photo: Pyramid, restored: Pyramid, name: str, view: tuple[int, int], scale: float
) -> tuple[str, ...]:
    blend = Blend(1, Backdrop(photo, restored), restored, Mask(restored.width, restored.height), 100)
    canvas = Canvas(Appearance("dark"))
    canvas.resize(*view)
    canvas.show()
    canvas.set_mode("hold")  # the result in the whole view: most to draw
    canvas.show_photo(photo)
    canvas.show_pair(Side("Original", photo), Side("Restored", restored, blend=blend))
    if scale:
        canvas.viewport.zoom_to(scale, 0, 0)
    app.processEvents()
    canvas.repaint()
    cells = []
    for share in BRUSHES:
        cells.append(_cell(_stroke(canvas, blend, share * view[1] / canvas.viewport.scale)))
    cells.append(_cell(_slide(canvas, blend)))
    canvas.close()
    canvas.deleteLater()
    app.processEvents()
    said = f"{canvas.viewport.scale * 100:.0f} %"
    return (name, f"{view[0]} x {view[1]}", said, *cells)


def _stroke(canvas: Canvas, blend: Blend, size: float) -> list[_Seconds]:
    """A wave from the left edge of the view to the right."""
    mask = blend.mask
    wide, high = mask.size
    strokes: list[Stroke] = []
    taken = []
    for step in range(MOVES):
        share = step / (MOVES - 1)
        at = QPointF(canvas.width() * share, canvas.height() * (0.5 + 0.3 * np.sin(share * 9)))
        place = canvas.place_at(at)

        def paint(place: QPointF = place) -> None:
            if not strokes:  # to put the brush down belongs to the first frame
                strokes.append(Stroke(mask, Tip(max(1.0, size / 2 / 2**mask.steps), 0.5)))
            part = strokes[0].to(place.x() * wide, place.y() * high)
            if part is not None:
                left, top, right, bottom = part
                canvas.spoil(blend, (left / wide, top / high, right / wide, bottom / high))

        taken.append(_frame(canvas, paint))
    strokes[0].end()
    return taken


def _slide(canvas: Canvas, blend: Blend) -> list[_Seconds]:
    """The strength from 100 % down, over what was painted."""
    taken = []
    for percent in range(99, 59, -1):

        def change(percent: int = percent) -> None:
            blend.percent = percent
            canvas.spoil(blend, None)

        taken.append(_frame(canvas, change))
    return taken


def _frame(canvas: Canvas, change: Callable[[], None]) -> _Seconds:
    """Seconds from a change to its pixels; only what has changed is painted, as the event loop would."""
    started, worked = time.perf_counter(), time.process_time()
    change()
    QApplication.processEvents()
    return time.perf_counter() - started, time.process_time() - worked


def _cell(taken: list[_Seconds]) -> str:
    """Frames a second and the slowest in ms; then the same in processor time, which a busy machine leaves alone."""
    said = (f"{len(each) / sum(each):.0f} ({max(each) * 1000:.0f})" for each in zip(*taken, strict=True))
    return ", ".join(said)


if __name__ == "__main__":
    sys.exit(main())
