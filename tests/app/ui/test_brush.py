"""What the brush paints, in pixels: at every zoom, with any edge; undone, kept, saved."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.model.mask_files import is_mask
from app.ui.window import Window
from tests.app.ui.blending import (
    HIGH,
    PHOTO,
    RESTORED,
    WIDE,
    at,
    blue_photo,
    drag,
    fractions,
    mask_of,
    mixed,
    near,
    pixels_of,
    press,
    release,
    stroke,
    with_brush,
    with_take,
    written,
)
from tests.app.ui.canvases import shot
from tests.app.ui.conftest import WAIT, MakeWindow, said
from tests.app.ui.engines import SeedEngine


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """A blue photo of 600 x 400 pixels."""
    return blue_photo(tmp_path / "large.png")


@pytest.fixture
def window(qtbot: QtBot, make_window: MakeWindow, large: Path) -> Window:
    """With a take and the brush in hand: 80 pixels wide, hard."""
    return with_brush(qtbot, make_window(large, engine=SeedEngine()))


@pytest.mark.parametrize("scale", [0.0, 0.5, 1.0, 3.0])
def test_a_stroke_shows_the_original_where_it_went(window: Window, scale: float) -> None:
    canvas = window.canvas
    if scale:
        canvas.viewport.zoom_to(scale, canvas.width() / 2, canvas.height() / 2)
        canvas.update()
    stroke(canvas, (0.46, 0.5), (0.5, 0.5), (0.54, 0.5))
    for x in (0.46, 0.5, 0.54):
        assert at(canvas, x, 0.5) == PHOTO
    # 40 pixels above and below the middle of the stroke is its edge
    assert at(canvas, 0.5, 0.5 + 37 / HIGH) == PHOTO
    assert at(canvas, 0.5, 0.5 + 43 / HIGH) == RESTORED
    assert at(canvas, 0.5, 0.5 - 43 / HIGH) == RESTORED
    assert at(canvas, 0.54 + 44 / WIDE, 0.5) == RESTORED
    mask = mask_of(window)
    assert mask.shape == (HIGH, WIDE)
    assert (mask[200, 270:330] == 0).all()
    assert (mask[:150] == 255).all()


@pytest.mark.parametrize("hardness", [0, 50, 100])
def test_hardness_says_how_the_edge_falls_off(window: Window, hardness: int) -> None:
    window.session.brush.choose(hardness=hardness)
    stroke(window.canvas, fractions(300, 200))
    row = mask_of(window)[200, 300:350].astype(int)  # from the middle of the dab outwards
    full = 40 * hardness // 100
    assert (np.diff(row) >= 0).all()
    assert (row[: max(1, full - 2)] <= 3).all(), "covered in full"
    assert (row[42:] == 255).all()
    partly = int(((row > 3) & (row < 252)).sum())
    assert partly <= 2 if hardness == 100 else partly > (40 - full) * 0.7
    if hardness < 100:
        middle = (full + 40) // 2
        assert row[middle] == pytest.approx(128, abs=12), "half way it is half"
        seen = at(window.canvas, (300 + middle + 0.5) / WIDE, 200.5 / HIGH)
        assert near(seen, mixed(row[middle] / 255), 14)


def test_the_restored_picture_can_be_painted_back(qtbot: QtBot, window: Window) -> None:
    canvas = window.canvas
    stroke(canvas, (0.3, 0.5), (0.7, 0.5))
    qtbot.keyClick(canvas, Qt.Key.Key_X)
    assert window.area.brush.restored.isChecked()
    stroke(canvas, (0.5, 0.5))
    assert at(canvas, 0.5, 0.5) == RESTORED
    assert at(canvas, 0.4, 0.5) == PHOTO
    qtbot.mouseClick(window.area.brush.photo, Qt.MouseButton.LeftButton)
    stroke(canvas, (0.5, 0.5))
    assert at(canvas, 0.5, 0.5) == PHOTO


def test_opacity_is_the_most_that_one_stroke_changes(window: Window) -> None:
    window.session.brush.choose(opacity=40)
    canvas = window.canvas
    stroke(canvas, (0.4, 0.5), (0.6, 0.5), (0.4, 0.5), (0.6, 0.5))
    assert near(at(canvas, 0.5, 0.5), mixed(0.6)), "there and back is covered once"
    stroke(canvas, (0.4, 0.5), (0.6, 0.5))
    assert near(at(canvas, 0.5, 0.5), mixed(0.36))


def test_strength_and_mask_multiply(window: Window) -> None:
    window.session.brush.choose(opacity=50)
    stroke(window.canvas, (0.5, 0.5))
    window.area.takes.blend.field.slider.setValue(60)
    assert near(at(window.canvas, 0.5, 0.5), mixed(0.3))
    assert near(at(window.canvas, 0.1, 0.9), mixed(0.6))


def test_each_stroke_is_one_step(window: Window) -> None:
    canvas = window.canvas
    stroke(canvas, (0.2, 0.5), (0.3, 0.6))
    stroke(canvas, (0.7, 0.5), (0.8, 0.6))
    both = mask_of(window).copy()
    window.commands["undo"].trigger()
    assert (at(canvas, 0.2, 0.5), at(canvas, 0.7, 0.5)) == (PHOTO, RESTORED)
    window.commands["undo"].trigger()
    assert (at(canvas, 0.2, 0.5), at(canvas, 0.7, 0.5)) == (RESTORED, RESTORED)
    assert not window.session.takes.all[0].blended
    assert not window.area.takes.chips[window.session.takes.all[0].id].blended
    window.commands["redo"].trigger()
    window.commands["redo"].trigger()
    assert (at(canvas, 0.2, 0.5), at(canvas, 0.7, 0.5)) == (PHOTO, PHOTO)
    assert np.array_equal(mask_of(window), both)


def test_escape_gives_a_stroke_up_and_then_puts_the_brush_away(qtbot: QtBot, window: Window) -> None:
    canvas = window.canvas
    press(canvas, 0.4, 0.5)
    drag(canvas, 0.6, 0.5)
    assert at(canvas, 0.5, 0.3) == RESTORED
    assert at(canvas, 0.45, 0.5) == PHOTO
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    assert at(canvas, 0.45, 0.5) == RESTORED
    release(canvas, 0.6, 0.5)
    assert not window.commands["undo"].isEnabled() or not window.session.takes.all[0].blended
    assert window.area.brush.isVisible()
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    assert not window.area.brush.isVisible()
    stroke(canvas, (0.5, 0.5))
    assert at(canvas, 0.5, 0.5) == RESTORED, "the pointer paints no more"


def test_clear_and_invert_can_be_undone(qtbot: QtBot, window: Window) -> None:
    canvas, bar = window.canvas, window.area.brush
    assert not bar.clear.isEnabled()
    stroke(canvas, (0.5, 0.5))
    qtbot.mouseClick(bar.invert, Qt.MouseButton.LeftButton)
    assert (at(canvas, 0.5, 0.5), at(canvas, 0.1, 0.9)) == (RESTORED, PHOTO)
    qtbot.mouseClick(bar.clear, Qt.MouseButton.LeftButton)
    assert (at(canvas, 0.5, 0.5), at(canvas, 0.1, 0.9)) == (RESTORED, RESTORED)
    assert not bar.clear.isEnabled()
    window.commands["undo"].trigger()
    assert (at(canvas, 0.5, 0.5), at(canvas, 0.1, 0.9)) == (RESTORED, PHOTO)
    window.commands["undo"].trigger()
    assert (at(canvas, 0.5, 0.5), at(canvas, 0.1, 0.9)) == (PHOTO, RESTORED)


def test_the_layer_is_shown_in_red_and_never_saved(qtbot: QtBot, window: Window, tmp_path: Path) -> None:
    canvas = window.canvas
    stroke(canvas, (0.5, 0.5))
    qtbot.keyClick(canvas, Qt.Key.Key_O)
    red, _, blue = at(canvas, 0.5, 0.5)
    assert red > 100
    assert blue < 200
    assert at(canvas, 0.1, 0.9) == RESTORED
    window.session.save(tmp_path / "saved.png")
    qtbot.waitUntil(lambda: (tmp_path / "saved.png").exists() and not window.session.saving, timeout=WAIT)
    assert tuple(pixels_of(tmp_path / "saved.png")[200, 300]) == PHOTO
    window.commands["brush"].trigger()
    assert at(canvas, 0.5, 0.5) == PHOTO, "without the brush there is no overlay"


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_the_saved_file_is_what_was_painted(
    qtbot: QtBot, make_window: MakeWindow, large: Path, tmp_path: Path, scale: float
) -> None:
    window = make_window(large, engine=SeedEngine())
    window.session.draft.set(scale=scale)
    with_take(qtbot, window)
    window.session.brush.take_up(True)
    window.session.brush.choose(size=80 * scale, hardness=30)
    stroke(window.canvas, (0.3, 0.4), (0.5, 0.6), (0.7, 0.4))
    mask = mask_of(window).astype(float)[:, :, None] / 255
    window.session.save(tmp_path / "saved.png")
    qtbot.waitUntil(lambda: (tmp_path / "saved.png").exists() and not window.session.saving, timeout=WAIT)
    pixels = pixels_of(tmp_path / "saved.png")
    assert pixels.shape == (HIGH * scale, WIDE * scale, 3)
    wanted = np.array(PHOTO) * (1 - mask) + np.array(RESTORED) * mask
    assert np.abs(pixels - wanted).max() <= 1.01
    assert tuple(pixels[round(160 * scale), round(180 * scale)]) == PHOTO
    canvas = window.canvas
    window.session.brush.take_up(False)
    canvas.actual_size()
    y, x = round(240 * scale), round(300 * scale)
    rows, columns = slice(y - 20, y + 20), slice(x - 20, x + 20)

    def same() -> bool:
        left, top = (round(edge) for edge in canvas.viewport.rect()[:2])
        seen = shot(canvas)[top + y - 20 : top + y + 20, left + x - 20 : left + x + 20]
        return np.array_equal(seen, pixels[rows, columns])

    qtbot.waitUntil(same, timeout=WAIT)  # bit for bit, once it is drawn in full


def test_what_was_painted_is_there_after_a_restart(
    qtbot: QtBot, window: Window, make_window: MakeWindow, large: Path
) -> None:
    stroke(window.canvas, (0.3, 0.5), (0.7, 0.5))
    before = mask_of(window).copy()
    written(qtbot, window)
    results = window.session.results_folder
    (file,) = [path for path in results.glob("*.png") if is_mask(path.name)]
    with Image.open(file) as image:
        assert (image.mode, image.size) == ("L", (WIDE, HIGH))
        assert np.array_equal(255 - np.asarray(image), before)
    stroke(window.canvas, (0.5, 0.2))
    window.close()
    assert window.session.close(30)
    masks = [path for path in results.glob("*.png") if is_mask(path.name)]
    assert len(masks) == 1, "the older file is gone"
    assert masks != [file]
    again = make_window(large, engine=SeedEngine())
    again.choose_mode("hold")
    qtbot.waitUntil(lambda: again.session.blends.right is not None, timeout=WAIT)
    assert len(again.session.takes.all) == 1, "the mask is no take"
    qtbot.waitUntil(lambda: at(again.canvas, 0.5, 0.5) == PHOTO, timeout=WAIT)
    assert at(again.canvas, 0.5, 0.2) == PHOTO
    assert at(again.canvas, 0.2, 0.9) == RESTORED
    assert again.area.takes.chips[again.session.takes.all[0].id].blended


def test_deleting_a_take_and_bringing_it_back_keeps_what_was_painted(qtbot: QtBot, window: Window) -> None:
    stroke(window.canvas, (0.5, 0.5))
    written(qtbot, window)
    window.commands["delete_take"].trigger()
    assert not window.area.brush.isVisible(), "there is nothing to paint on"
    assert not window.canvas.comparing
    window.commands["undo"].trigger()
    qtbot.waitUntil(lambda: window.session.blends.right is not None, timeout=WAIT)
    qtbot.waitUntil(lambda: at(window.canvas, 0.5, 0.5) == PHOTO, timeout=WAIT)
    window.commands["undo"].trigger()
    assert at(window.canvas, 0.5, 0.5) == RESTORED


def test_a_mask_that_is_gone_is_said(qtbot: QtBot, window: Window, make_window: MakeWindow, large: Path) -> None:
    stroke(window.canvas, (0.5, 0.5))
    window.close()
    assert window.session.close(30)
    for path in window.session.results_folder.glob("*.mask-*.png"):
        path.unlink()
    again = make_window(large, engine=SeedEngine())
    qtbot.waitUntil(lambda: "no such file" in said(again), timeout=WAIT)
    qtbot.waitUntil(lambda: again.session.blends.right is not None, timeout=WAIT)


def test_a_stroke_under_way_ends_with_its_photo(qtbot: QtBot, window: Window, large: Path, tmp_path: Path) -> None:
    press(window.canvas, 0.5, 0.5)
    other = tmp_path / "other.png"
    Image.new("RGB", (30, 30), (1, 2, 3)).save(other)
    window.session.open_files([other])
    qtbot.waitUntil(lambda: window.session.document.name == "other.png", timeout=WAIT)
    release(window.canvas, 0.5, 0.5)
    window.session.show_photo(large)
    qtbot.waitUntil(lambda: window.session.blends.right is not None, timeout=WAIT)
    qtbot.waitUntil(lambda: at(window.canvas, 0.5, 0.5) == PHOTO, timeout=WAIT)
    assert window.session.brush.on, "the brush stays in hand"


def test_the_brush_is_as_it_was_at_the_last_start(qtbot: QtBot, make_window: MakeWindow, tmp_path: Path) -> None:
    first = with_brush(qtbot, make_window(blue_photo(tmp_path / "large.png"), engine=SeedEngine()))
    first.session.brush.choose(hardness=20, opacity=35, size=300)
    first.close()
    assert first.session.close(30)
    second = make_window(engine=SeedEngine())
    brush, bar = second.session.brush, second.area.brush
    assert (brush.hardness, brush.opacity, brush.size) == (20, 35, 0)
    assert (bar.hardness.value, bar.opacity.value) == (20, 35)
