"""What is kept between two drawings equals what would be drawn anew."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from pytestqt.qtbot import QtBot

from app.model.pyramid import Pyramid, build_pyramid
from app.ui import layer
from app.ui.canvas import Canvas
from app.ui.comparison import Mode
from app.ui.theme import Appearance
from tests.app.ui.canvases import shot


@pytest.fixture(scope="module")
def noise() -> tuple[Pyramid, Pyramid]:
    """Two pictures of odd sizes in which every pixel differs."""
    rng = np.random.default_rng(4)
    sizes = ((733, 1101), (1467, 2203))
    first, second = (build_pyramid(rng.integers(0, 256, (*size, 3), np.uint8)) for size in sizes)
    return first, second


def _canvas(qtbot: QtBot, noise: tuple[Pyramid, Pyramid], mode: Mode) -> Canvas:
    canvas = Canvas(Appearance("dark"))
    qtbot.addWidget(canvas)
    canvas.resize(420, 310)
    canvas.show()
    canvas.set_mode(mode)
    canvas.show_photo(*noise)
    return canvas


@pytest.mark.parametrize("scale", [0.4, 1.0, 1.7, 3.0, 9.0])
@pytest.mark.parametrize("mode", ["slider", "side", "stack", "lens"])
def test_moved_pictures_equal_fresh_ones(
    qtbot: QtBot, noise: tuple[Pyramid, Pyramid], mode: Mode, scale: float
) -> None:
    canvas = _canvas(qtbot, noise, mode)
    canvas.viewport.zoom_to(scale, 200, 150)
    shot(canvas)
    for step in ((-13, 7), (40, -3), (5, 90), (-300, -200), (1, 1), (2000, 0)):
        canvas.pan_by(QPointF(*step))
        canvas.divider = 0.5 + step[1] / 500
        moved = shot(canvas)
    fresh = _canvas(qtbot, noise, mode)
    fresh.viewport = canvas.viewport
    fresh.divider = canvas.divider
    difference = np.abs(moved.astype(int) - shot(fresh))
    # Strips are rounded by themselves: at most the edge of a pixel moves by one device pixel.
    assert (difference > 3).any(axis=2).mean() < 0.005
    assert difference.mean() < 0.5


def test_a_costly_view_is_drawn_quickly_first_and_in_full_soon(
    qtbot: QtBot, noise: tuple[Pyramid, Pyramid], monkeypatch: pytest.MonkeyPatch
) -> None:
    full = _canvas(qtbot, noise, "side")
    full.viewport.zoom_to(0.7, 0, 0)
    expected = shot(full)
    monkeypatch.setattr(layer, "MOST", 1e4)
    monkeypatch.setattr(layer, "_BAND", 5e4)
    canvas = _canvas(qtbot, noise, "side")
    canvas.viewport.zoom_to(0.7, 0, 0)
    canvas.update()
    quick = shot(canvas)
    assert quick[:, 220:].std() < expected[:, 220:].std() * 0.8, "half the detail"
    qtbot.waitUntil(lambda: bool((np.abs(shot(canvas).astype(int) - expected) <= 3).mean() > 0.995), timeout=10_000)


def test_another_picture_leaves_nothing_of_the_one_before(qtbot: QtBot, noise: tuple[Pyramid, Pyramid]) -> None:
    canvas = _canvas(qtbot, noise, "side")
    shot(canvas)
    red = build_pyramid(np.full((733, 1101, 3), (200, 0, 0), np.uint8))
    canvas.show_photo(red, red)
    left, top, right, bottom = canvas.viewport.visible()
    picture = shot(canvas)[round(top) + 45 : round(bottom), round(left) : round(right)]
    assert (picture == (200, 0, 0)).all()
    canvas.show_photo(None)
    assert canvas.empty
    assert (shot(canvas) == shot(canvas)[0, 0]).all(), "plain grey"


@pytest.mark.parametrize("size", [(1000, 1000), (1001, 999), (777, 1333)])
def test_every_level_lies_in_the_same_place(qtbot: QtBot, size: tuple[int, int]) -> None:
    """An edge in the picture stays where it is while one zooms out, whatever the halvings rounded up."""
    pixels = np.zeros((*size, 3), np.uint8)
    edge = round(size[1] * 0.9)
    pixels[:, edge:] = 255
    canvas = _canvas(qtbot, (build_pyramid(pixels), build_pyramid(pixels)), "hold")
    for scale in (0.9, 0.49, 0.3, 0.24, 0.2):
        canvas.viewport.zoom_to(scale, 0, 0)
        canvas.viewport.pan(-5000, 0)
        left, top, wide, high = canvas.viewport.rect()
        row = shot(canvas)[min(canvas.height() - 5, round(top + high / 2)), :, 0].astype(int)
        first = next(x for x in range(round(max(left, 0)), canvas.width()) if row[x] > 127 and x > left + wide * 0.5)
        assert first == pytest.approx(left + edge * scale, abs=1.5)
