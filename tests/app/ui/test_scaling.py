"""Screens of 100 to 300 %: a picture pixel is a screen pixel at 100 %, and everything else grows."""

import os
import subprocess
import sys

import pytest

# In its own process: the scale of a screen is fixed when Qt starts.
_CODE = """
import sys
import numpy as np
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from app.model.pyramid import build_pyramid
from app.ui.canvas import Canvas
from app.ui.theme import Appearance
from tests.app.ui.canvases import shot

app = QApplication([])
ratio = float(sys.argv[1])
noise = np.random.default_rng(1).integers(0, 256, (900, 1400, 3), np.uint8)
other = 255 - noise
canvas = Canvas(Appearance("dark"))
canvas.resize(300, 204)
canvas.show_photo(build_pyramid(noise), build_pyramid(other))
canvas.show()
app.processEvents()
assert canvas.devicePixelRatioF() == ratio, canvas.devicePixelRatioF()
canvas.actual_size()
seen = shot(canvas)
assert seen.shape[:2] == (204 * ratio, 300 * ratio), seen.shape
left, top, wide, high = (round(value) for value in canvas.viewport.rect())
assert (wide, high) == (1400, 900)
middle = round(canvas.divider_x())
band = slice(round(150 * ratio), round(200 * ratio))
clear = round(20 * ratio)
for picture, across in ((noise, slice(0, middle - clear)), (other, slice(middle + clear, None))):
    wanted = picture[-top:, -left:][: seen.shape[0], : seen.shape[1]]
    assert np.array_equal(seen[band, across], wanted[band, across]), "a picture pixel is a device pixel"
line = (seen[round(180 * ratio)] == 255).all(axis=1)
thin = int(line[middle - clear : middle + clear].sum())
assert abs(thin - ratio) <= 1, f"the line is {thin} wide"
canvas.set_mode("side")
canvas.fit()
first, second = canvas.panes()
gap = second.left() - first.right() - 1
assert first.size() == second.size() and abs(gap - 2 * ratio) < 2, gap
canvas.viewport.zoom_to(6.0, 0, 0)
canvas.viewport.pan(1e6, 1e6)
canvas.update()
blocks = shot(canvas)[120:192, 30:120].reshape(12, 6, 15, 6, 3)
assert (blocks == blocks[:, :1, :, :1]).all(), "sharp squares"
assert np.array_equal(blocks[:, 0, :, 0], noise[20:32, 5:20])

# Within a window, at an odd place: the canvas may begin within a device pixel.
window = QWidget()
box = QVBoxLayout(window)
box.setContentsMargins(3, 5, 7, 9)
inner = Canvas(Appearance("dark"))
box.addWidget(inner)
window.resize(333, 277)
inner.show_photo(build_pyramid(noise))
window.show()
app.processEvents()
inner.actual_size()
image = window.grab().toImage().convertToFormat(window.grab().toImage().Format.Format_RGB888)
rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
seen = rows[:, : image.width() * 3].reshape(image.height(), image.width(), 3)
left, top = (round(value) for value in inner.viewport.rect()[:2])
y, x = round(5 * ratio) + 30, round(3 * ratio) + 30
corner = noise[30 - top : 90 - top, 30 - left : 130 - left]
assert np.array_equal(seen[y : y + 60, x : x + 100], corner), "not resampled"
window.close()
canvas.close()
print("fine")
"""


@pytest.mark.parametrize("ratio", ["1", "1.25", "1.5", "1.75", "2", "3"])
def test_pictures_are_exact_at_every_screen_scale(ratio: str) -> None:
    surroundings = {**os.environ, "QT_SCALE_FACTOR": ratio, "QT_QPA_PLATFORM": "offscreen"}
    ran = subprocess.run(
        [sys.executable, "-c", _CODE, ratio], capture_output=True, text=True, timeout=120, env=surroundings, check=False
    )
    assert ran.stdout.strip() == "fine", ran.stderr


_PAINTING = """
import sys
import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QApplication
from app.model.blended import Backdrop, Blend
from app.model.mask import Mask
from app.model.pyramid import build_pyramid
from app.model.side import Side
from app.model.stroke import Stroke, Tip
from app.ui.canvas import Canvas
from app.ui.theme import Appearance
from tests.app.ui.canvases import shot

app = QApplication([])
ratio = float(sys.argv[1])
photo = build_pyramid(np.zeros((450, 700, 3), np.uint8))
restored = build_pyramid(np.full((900, 1400, 3), 200, np.uint8))
blend = Blend(1, Backdrop(photo, restored), restored, Mask(1400, 900), 100)
canvas = Canvas(Appearance("dark"))
canvas.resize(300, 204)
canvas.show_photo(photo)
canvas.set_mode("hold")
canvas.show_pair(Side("", photo), Side("", restored, blend=blend))
canvas.show()
app.processEvents()
canvas.actual_size()
shot(canvas)
middle = canvas.place_at(QPointF(150, 102))
stroke = Stroke(blend.mask, Tip(30, 1.0))
left, top, right, bottom = stroke.to(middle.x() * 1400, middle.y() * 900)
canvas.spoil(blend, (left / 1400, top / 900, right / 1400, bottom / 900))
seen = shot(canvas)[:, :, 0]
y, x = np.nonzero(seen == 0)
# 30 pixels of the result are 30 pixels of the screen at 100 %, around the very point that was pressed
wanted = np.array([102 * ratio, 150 * ratio])
assert np.abs(np.array([y.mean() + 0.5, x.mean() + 0.5]) - wanted).max() < 1.0, (y.mean(), x.mean(), wanted)
across = x.max() - x.min() + 1
assert abs(across - 60) <= 3, across
assert (seen[round(102 * ratio) + 34 :, round(150 * ratio)] == 200).all()
# a part that was drawn anew looks as the whole does, once that is drawn in full
canvas.spoil(blend, None)
while not np.array_equal(shot(canvas)[:, :, 0], seen):
    app.processEvents()
canvas.close()
print("fine")
"""


@pytest.mark.parametrize("ratio", ["1", "1.25", "1.5", "2", "3"])
def test_the_brush_paints_where_it_is_at_every_screen_scale(ratio: str) -> None:
    surroundings = {**os.environ, "QT_SCALE_FACTOR": ratio, "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-c", _PAINTING, ratio]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=120, env=surroundings, check=False)
    assert ran.stdout.strip() == "fine", ran.stderr
