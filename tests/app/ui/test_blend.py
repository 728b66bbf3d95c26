"""Strength after the fact: the slider, in pixels on the screen and in files, undone, kept, in two windows."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.model import blend_keeping
from app.ui.window import Window
from engine.errors import ImageWriteError
from engine.images.blend import photo_part
from engine.images.metadata import read_metadata
from engine.images.picture import Picture
from engine.images.read import read_picture
from engine.images.write import write_picture
from engine.images.xmp import read_description
from engine.request import RestoreRequest
from tests.app.ui.blending import PHOTO, RESTORED, at, mixed, near, pixels_of, stroke, with_take, written
from tests.app.ui.canvases import shot
from tests.app.ui.conftest import WAIT, MakeWindow, said
from tests.app.ui.engines import SeedEngine, colour_of
from tests.app.ui.queues import ended, photos


def slide(window: Window, percent: int) -> None:
    """As by the slider."""
    window.area.takes.blend.field.slider.setValue(percent)


def saved(qtbot: QtBot, window: Window, target: Path | None = None) -> Path:
    window.session.document.saved = None
    window.session.save(target)
    qtbot.waitUntil(lambda: window.session.document.saved is not None, timeout=WAIT)
    assert window.session.document.saved is not None
    return window.session.document.saved


def description(path: Path) -> dict[str, object]:
    with Image.open(path) as image:
        image.load()
        return read_description(read_metadata(image, []).xmp) or {}


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_the_slider_mixes_on_the_screen_and_in_the_file(
    qtbot: QtBot, make_window: MakeWindow, photo: Path, scale: float
) -> None:
    window = make_window(photo, engine=SeedEngine())
    window.session.draft.set(scale=scale)
    with_take(qtbot, window)
    chip = window.area.takes.chips[window.session.takes.all[0].id]
    assert at(window.canvas, 0.5, 0.7) == RESTORED
    assert not chip.blended
    for percent in (0, 50, 100):
        slide(window, percent)
        wanted = mixed(percent / 100)
        assert near(at(window.canvas, 0.5, 0.7), wanted), percent
        assert chip.blended == (percent < 100)
        assert ("blended" in chip.accessibleName()) == (percent < 100)
        path = saved(qtbot, window)
        pixels = pixels_of(path)
        assert pixels.shape == (40 * scale, 60 * scale, 3)
        assert (pixels == pixels[0, 0]).all()
        assert near(pixels[0, 0], wanted)
        blend = description(path).get("blend")
        assert blend == (None if percent == 100 else {"strength": percent / 100, "mask": False})
    assert (pixels_of(saved(qtbot, window)) == RESTORED).all(), "at 100 % exactly the take"


def test_what_is_saved_is_the_resized_photo_at_no_strength(
    qtbot: QtBot, make_window: MakeWindow, tmp_path: Path
) -> None:
    path = tmp_path / "noise.png"
    noise = np.random.default_rng(3).integers(0, 256, (600, 700, 3), np.uint8)
    Image.fromarray(noise).save(path)
    window = make_window(path, engine=SeedEngine())
    window.session.draft.set(scale=2.0)
    with_take(qtbot, window)
    slide(window, 0)
    large = photo_part(noise, 1400, 1200, (0, 0, 1400, 1200))
    assert np.array_equal(pixels_of(saved(qtbot, window)), large)
    window.canvas.actual_size()
    canvas = window.canvas

    def same() -> bool:
        left, top = (round(edge) for edge in canvas.viewport.rect()[:2])
        return np.array_equal(shot(canvas)[100:300, 50:400], large[100 - top : 300 - top, 50 - left : 400 - left])

    qtbot.waitUntil(same, timeout=WAIT)


@pytest.mark.parametrize("kind", ["8 bit", "alpha", "16 bit", "16 bit grey"])
def test_files_of_every_depth(qtbot: QtBot, make_window: MakeWindow, tmp_path: Path, kind: str) -> None:

    path = tmp_path / ("deep.tif" if kind == "16 bit" else "photo.png")
    levels = np.linspace(20_000, 40_000, 60 * 40).reshape(40, 60).astype(np.uint16)
    deep = np.repeat(levels[:, :, None], 3, axis=2)
    shallow = (deep // 257).astype(np.uint8)
    if kind == "alpha":
        alpha = np.full((40, 60), 128, np.uint8)
        Image.fromarray(np.dstack([shallow, alpha])).save(path)
    elif kind == "8 bit":
        Image.fromarray(shallow).save(path)
    else:
        grey = Picture(deep, grayscale=True) if kind == "16 bit grey" else None
        write_picture(deep, path, source=grey)
    before = read_picture(path)
    window = make_window(path, engine=SeedEngine())
    with_take(qtbot, window)
    slide(window, 0)
    nothing = read_picture(saved(qtbot, window))
    if kind == "16 bit":
        assert (before.bits, nothing.bits) == (16, 16)
        assert np.array_equal(nothing.pixels, before.pixels), "what shows of the photo keeps its depth"
    else:
        assert np.abs(nothing.pixels8().astype(int) - before.pixels8()).max() <= (1 if kind == "alpha" else 0)
    assert (nothing.alpha is None) == (kind != "alpha")
    slide(window, 40)
    some = read_picture(saved(qtbot, window)).pixels8()
    wanted = before.pixels8() * 0.6 + np.array(RESTORED) * 0.4
    # over half-transparent white a value cannot be darker than half
    reachable = np.maximum(wanted, 127) if kind == "alpha" else wanted
    assert np.abs(some - reachable).max() <= 2


def test_a_drag_is_one_step_back_and_one_forth(qtbot: QtBot, make_window: MakeWindow, photo: Path) -> None:
    window = make_window(photo, engine=SeedEngine())
    with_take(qtbot, window)
    slider = window.area.takes.blend.field.slider
    for start, end in ((100, 70), (70, 30)):
        slider.sliderPressed.emit()
        for percent in range(start - 10, end - 1, -10):
            slider.setValue(percent)
        slider.sliderReleased.emit()
    assert near(at(window.canvas, 0.5, 0.7), mixed(0.3))
    for percent in (70, 100):
        window.commands["undo"].trigger()
        assert window.area.takes.blend.field.value == percent
        assert near(at(window.canvas, 0.5, 0.7), mixed(percent / 100))
    window.commands["redo"].trigger()
    assert near(at(window.canvas, 0.5, 0.7), mixed(0.7))


def test_the_number_and_keys_choose_too(qtbot: QtBot, make_window: MakeWindow, photo: Path) -> None:
    window = make_window(photo, engine=SeedEngine())
    field = window.area.takes.blend.field
    assert not window.area.takes.blend.isEnabled(), "there is nothing to blend yet"
    with_take(qtbot, window)
    assert field.slider.accessibleName() == "Blend"
    field.number.setFocus()
    field.number.selectAll()
    qtbot.keyClicks(field.number, "25")
    qtbot.keyClick(field.number, Qt.Key.Key_Return)
    assert near(at(window.canvas, 0.5, 0.7), mixed(0.25))
    qtbot.keyClick(field.slider, Qt.Key.Key_Left)
    assert window.session.takes.all[0].blend == 24
    qtbot.mouseDClick(field.slider, Qt.MouseButton.LeftButton)
    assert window.session.takes.all[0].blend == 100


def test_two_takes_each_with_its_blend(qtbot: QtBot, make_window: MakeWindow, photo: Path) -> None:
    window = make_window(photo, engine=SeedEngine())
    with_take(qtbot, window, 10)
    slide(window, 0)
    with_take(qtbot, window, 90)
    slide(window, 50)
    session = window.session
    session.takes.compare(session.takes.all[0].id)
    qtbot.waitUntil(lambda: session.takes.left_picture is not None, timeout=WAIT)
    window.choose_mode("slider")
    assert at(window.canvas, 0.2, 0.7) == PHOTO
    assert near(at(window.canvas, 0.8, 0.7), mixed(0.5, over=colour_of(90)))
    session.edits.undo()
    assert at(window.canvas, 0.8, 0.7) == colour_of(90)
    session.takes.choose(session.takes.all[0].id)
    qtbot.waitUntil(lambda: at(window.canvas, 0.8, 0.7) == PHOTO, timeout=WAIT)
    assert window.area.takes.blend.field.value == 0


def test_a_blend_is_there_after_a_restart(qtbot: QtBot, make_window: MakeWindow, photo: Path) -> None:
    window = make_window(photo, engine=SeedEngine())
    with_take(qtbot, window)
    slide(window, 35)
    window.close()
    assert window.session.close(30), "closing right away writes it"
    again = make_window(photo, engine=SeedEngine())
    again.choose_mode("hold")
    qtbot.waitUntil(lambda: again.session.blends.right is not None, timeout=WAIT)
    assert again.area.takes.blend.field.value == 35
    assert again.area.takes.chips[again.session.takes.all[0].id].blended
    qtbot.waitUntil(lambda: near(at(again.canvas, 0.5, 0.7), mixed(0.35)), timeout=WAIT)


def test_another_window_sees_it_and_its_own_work_stays(qtbot: QtBot, make_window: MakeWindow, photo: Path) -> None:
    one, other = make_window(photo, engine=SeedEngine()), make_window(photo, engine=SeedEngine())
    with_take(qtbot, one)
    other.choose_mode("hold")
    qtbot.waitUntil(lambda: other.session.blends.right is not None, timeout=WAIT)
    slide(one, 20)
    qtbot.waitUntil(lambda: near(at(other.canvas, 0.5, 0.7), mixed(0.2)), timeout=WAIT)
    one.session.brush.take_up(True)
    one.session.brush.choose(size=20, hardness=100)
    stroke(one.canvas, (0.5, 0.7), (0.6, 0.7))
    one.session.brush.take_up(False)
    qtbot.waitUntil(lambda: at(other.canvas, 0.55, 0.7) == PHOTO, timeout=WAIT)
    slide(other, 80)
    qtbot.waitUntil(lambda: near(at(one.canvas, 0.2, 0.9), mixed(0.8)), timeout=WAIT)
    assert at(one.canvas, 0.55, 0.7) == PHOTO


def test_undo_after_another_photo_was_opened_is_said(
    qtbot: QtBot, make_window: MakeWindow, photo: Path, tmp_path: Path
) -> None:
    window = make_window(photo, engine=SeedEngine())
    with_take(qtbot, window)
    slide(window, 35)
    other = tmp_path / "other.png"
    Image.new("RGB", (30, 30), (1, 2, 3)).save(other)
    window.session.open_files([other])
    qtbot.waitUntil(lambda: window.session.photos.current == other and not window.canvas.comparing, timeout=WAIT)
    window.commands["undo"].trigger()
    assert said(window) == "Take 1 of blue.png was changed."
    window.session.show_photo(photo)
    qtbot.waitUntil(lambda: window.session.blends.right is not None, timeout=WAIT)
    assert window.area.takes.blend.field.value == 100


def test_saving_again_after_a_change_is_not_saved_yet(qtbot: QtBot, make_window: MakeWindow, photo: Path) -> None:
    window = make_window(photo, engine=SeedEngine())
    with_take(qtbot, window)
    saved(qtbot, window)
    assert "saved as" in window.status.facts.text()
    slide(window, 50)
    assert window.session.document.saved is None
    assert "not yet saved" in window.status.facts.text()


def test_the_settings_of_a_blended_file_are_those_of_the_take(
    qtbot: QtBot, make_window: MakeWindow, photo: Path
) -> None:
    window = make_window(photo, engine=SeedEngine())
    with_take(qtbot, window)
    slide(window, 50)
    values = description(saved(qtbot, window))
    request = values["request"]
    assert isinstance(request, dict)
    made = window.session.takes.all[0].request
    assert made is not None
    assert RestoreRequest.from_dict(request) == made
    assert dataclasses.asdict(made)["seed"] == 10


def test_a_failure_to_keep_it_is_said_and_tried_again(
    qtbot: QtBot, make_window: MakeWindow, photo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = make_window(photo, engine=SeedEngine())
    with_take(qtbot, window)
    keep = blend_keeping.keep_blend

    def broken(*_values: object) -> None:
        raise ImageWriteError("the painted layer could not be kept (disk full)", advice="Free some space.")

    monkeypatch.setattr(blend_keeping, "keep_blend", broken)
    slide(window, 40)
    qtbot.waitUntil(lambda: "could not be kept" in said(window), timeout=WAIT)
    assert near(at(window.canvas, 0.5, 0.7), mixed(0.4)), "it stays as the person wants it"
    monkeypatch.setattr(blend_keeping, "keep_blend", keep)
    slide(window, 41)
    written(qtbot, window)
    assert window.session.shelf.takes.of_photo(window.session.document.digest)[0].blend == 41


def test_saving_all_of_the_queue_saves_what_is_seen(qtbot: QtBot, make_window: MakeWindow, tmp_path: Path) -> None:
    paths = photos(tmp_path / "many", 2)
    window = make_window(engine=SeedEngine())
    window.choose_mode("hold")
    window.session.draft.set(seed=10)
    window.show_queue(True)
    window.session.enqueue(paths)
    ended(qtbot, window, 2)
    assert _save_all(qtbot, window) == "2 results saved."
    window.session.show_photo(paths[0])
    qtbot.waitUntil(lambda: window.session.blends.right is not None, timeout=WAIT)
    plain = read_picture(paths[0]).pixels8().astype(float)
    slide(window, 30)
    window.session.brush.take_up(True)
    window.session.brush.choose(size=3, hardness=100)
    stroke(window.canvas, (0.5, 0.5))
    written(qtbot, window)
    assert _save_all(qtbot, window) == "1 result saved. 1 was saved before."
    pixels = pixels_of(paths[0].with_name("photo 1_restored-2.png"))
    middle = pixels.shape[0] // 2, pixels.shape[1] // 2
    assert np.array_equal(pixels[middle], plain[middle])
    assert near(pixels[0, 0], mixed(0.3, under=plain[0, 0].tolist()))
    assert _save_all(qtbot, window) == "2 were saved before."
    # saved by hand is known, too
    window.area.takes.blend.field.slider.setValue(31)
    written(qtbot, window)
    saved(qtbot, window)
    assert _save_all(qtbot, window) == "2 were saved before."
    # without the photo there is nothing to blend with
    slide(window, 32)
    written(qtbot, window)
    paths[0].unlink()
    assert "cannot be blended" in _save_all(qtbot, window)


def _save_all(qtbot: QtBot, window: Window) -> str:
    with qtbot.waitSignal(window.session.saving_many.ended, timeout=WAIT):
        window.queue.save.click()
    return said(window)
