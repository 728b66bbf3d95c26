"""Icons are in the theme's ink and sharp on every screen; the application's own is seen on every desktop."""

import numpy as np
import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon, QImage, QPainter, QPixmap
from PySide6.QtWidgets import QApplication

from app.ui.icons import APP_SIZES, app_icon, icon, pixmap
from app.ui.theme import DARK, LIGHT, Theme


def pixels(drawn: QPixmap) -> np.ndarray:
    image = drawn.toImage().convertToFormat(QImage.Format.Format_RGBA8888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : image.width() * 4].reshape(image.height(), image.width(), 4).copy()


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("theme", [DARK, LIGHT])
@pytest.mark.parametrize(("mode", "name"), [(QIcon.Mode.Normal, "text"), (QIcon.Mode.Disabled, "disabled")])
def test_an_icon_is_in_the_themes_ink(theme: Theme, mode: QIcon.Mode, name: str) -> None:
    for scale in (1.0, 2.0):
        drawn = icon("open", theme).pixmap(QSize(20, 20), scale, mode)
        assert drawn.size() == QSize(round(20 * scale), round(20 * scale))
        seen = pixels(drawn)
        solid = seen[seen[..., 3] == 255][:, :3]
        ink = QColor(getattr(theme, name))
        assert len(solid) > 20
        assert np.abs(solid.astype(int) - (ink.red(), ink.green(), ink.blue())).max() <= 1


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("scale", [1.0, 1.25, 1.5, 2.0, 3.0])
def test_a_drawing_has_the_pixels_of_its_screen(scale: float) -> None:
    drawn = pixmap("open", "#ffffff", 20, scale)
    assert (drawn.width(), drawn.devicePixelRatio()) == (round(20 * scale), scale)
    assert (pixels(drawn)[..., 3] == 255).sum() > 20


@pytest.mark.parametrize("ground", ["#ffffff", "#1c1c1c", "#000000"])
def test_the_applications_icon_is_drawn_for_every_size_and_seen_on_every_ground(
    qapp: QApplication, ground: str
) -> None:
    assert {size.width() for size in app_icon().availableSizes()} == set(APP_SIZES)
    assert {16, 32, 48, 256, 512} <= set(APP_SIZES)
    for size in APP_SIZES:
        drawn = app_icon().pixmap(QSize(size, size))
        assert drawn.size() == QSize(size, size)
        canvas = QPixmap(size, size)
        canvas.fill(QColor(ground))
        painter = QPainter(canvas)
        painter.drawPixmap(0, 0, drawn)
        painter.end()
        seen = pixels(canvas)[..., :3].astype(int)
        bare = np.abs(seen - seen[0, 0]).sum(axis=2) < 60  # the corner is the ground: the icon is round there
        assert 0.01 < bare.mean() < 0.45, (size, bare.mean())
