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
