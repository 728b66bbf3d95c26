"""What a take shows beyond its photo: in colour where it is, said in percent, for every take and as long as wanted."""

from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from app.model.blended import INVENTED
from app.model.inventions import MOST_KNOWN
from app.model.takes_store import Take
from app.ui.window import Window
from engine.images.invention import UNIT, Invention, find_invention
from engine.images.picture import Picture
from engine.request import Progress, RestoreRequest, RestoreResult
from tests.app.ui.blending import HIGH, PHOTO, WIDE, at, blue_photo, mixed, near, pixels_of, stroke, with_take
from tests.app.ui.conftest import WAIT, MakeWindow, ScriptedEngine, said

CHANGED = (90, 90, 200)
FULL = 200 / 256  # of the colour, where much was invented


class HalfEngine(ScriptedEngine):
    """Leaves the left half of a photo as it is, and makes `CHANGED` of the right half; seeds over 100 leave all."""

    def restore(
        self, model: str, picture: Picture, request: RestoreRequest
    ) -> Generator[Progress, None, RestoreResult]:
        """One step."""
        yield Progress("denoise", 0, 1)
        image = picture.pixels8().copy()
        if request.seed <= 100:
            image[:, image.shape[1] // 2 :] = CHANGED
        return RestoreResult(image, request, "scripted@0", 1.5)


@pytest.fixture
def window(qtbot: QtBot, make_window: MakeWindow, tmp_path: Path) -> Window:
    """With one take."""
    made = make_window(blue_photo(tmp_path / "large.png"), engine=HalfEngine())
    with_take(qtbot, made)
    qtbot.waitUntil(made.isActiveWindow)
    return made


def found(qtbot: QtBot, window: Window) -> None:
    qtbot.waitUntil(lambda: window.session.inventions.found is not None, timeout=WAIT)


def shown(window: Window) -> list[tuple[int, ...]]:
    """What is seen in the middle of both halves."""
    return [at(window.canvas, 0.25, 0.5), at(window.canvas, 0.75, 0.5)]


def name(window: Window) -> str:
    """Over the picture on the right."""
    sides = window.area._sides()
    assert sides is not None
    assert sides[1] is not None
    return sides[1].name


def test_it_is_shown_where_it_is_and_goes_again(qtbot: QtBot, window: Window) -> None:
    button = window.area.takes.invented
    assert button.isEnabled()
    assert button.accessibleName() == "Beyond the photo"
    assert "of the picture" not in button.toolTip()
    QTest.keyClick(window.canvas, Qt.Key.Key_E)
    assert button.isChecked()
    found(qtbot, window)
    photo, changed = shown(window)
    assert near(photo, PHOTO)
    assert near(changed, mixed(FULL, CHANGED, INVENTED), 2.5)
    assert name(window).startswith("Restored: 5")
    assert name(window).endswith(" % beyond the photo")
    assert "more than 8 of 255 levels" in button.toolTip()
    assert "4 takes" in button.toolTip()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert not button.isChecked()
    assert near(at(window.canvas, 0.75, 0.5), CHANGED)
    assert name(window) == "Restored"
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert window.session.inventions.found is not None, "what was found is remembered"


def test_where_the_photo_is_blended_in_nothing_is_beyond_it(qtbot: QtBot, window: Window) -> None:
    window.commands["invented"].trigger()
    found(qtbot, window)
    window.area.takes.blend.field.slider.setValue(0)
    assert near(at(window.canvas, 0.75, 0.5), PHOTO)
    window.area.takes.blend.field.slider.setValue(50)
    assert near(at(window.canvas, 0.75, 0.5), mixed(FULL / 2, mixed(0.5, PHOTO, CHANGED), INVENTED), 3)  # pyright: ignore[reportArgumentType]
    window.area.takes.blend.field.slider.setValue(100)
    window.commands["brush"].trigger()
    window.session.brush.choose(size=80, hardness=100)
    stroke(window.canvas, (450 / WIDE, 200 / HIGH))
    assert near(at(window.canvas, 0.75, 0.5), PHOTO)
    assert near(at(window.canvas, 0.75, 0.9), mixed(FULL, CHANGED, INVENTED), 2.5)


def test_what_is_saved_does_not_have_it(qtbot: QtBot, window: Window, tmp_path: Path) -> None:
    window.commands["invented"].trigger()
    found(qtbot, window)
    window.session.save(tmp_path / "saved.png")
    qtbot.waitUntil(lambda: window.session.document.saved is not None, timeout=WAIT)
    assert (pixels_of(tmp_path / "saved.png")[:, WIDE // 2 :] == CHANGED).all()


def test_takes_of_other_seeds_are_compared(qtbot: QtBot, window: Window) -> None:
    inventions, session = window.session.inventions, window.session
    window.commands["invented"].trigger()
    found(qtbot, window)
    with_take(qtbot, window, seed=101)
    qtbot.waitUntil(lambda: inventions.found is not None and inventions.found.seeds == 2, timeout=WAIT)
    assert inventions.found is not None
    assert "What 2 seeds disagree about counts" in window.area.takes.invented.toolTip()
    assert name(window).startswith("Take 2: ")
    assert near(at(window.canvas, 0.75, 0.5), PHOTO), "flat halves differ by tones, which are the photo's here"
    session.draft.set(steps=7)  # another request is no other seed
    with_take(qtbot, window, seed=3)
    qtbot.waitUntil(lambda: inventions.found is not None and inventions.found.seeds == 1, timeout=WAIT)
    session.takes.choose(session.takes.all[0].id)
    qtbot.waitUntil(lambda: inventions.found is not None and inventions.found.seeds == 2, timeout=WAIT)
    assert near(at(window.canvas, 0.75, 0.5), mixed(FULL, CHANGED, INVENTED), 2.5)


def test_a_contact_sheet_shows_the_takes_as_they_are(qtbot: QtBot, window: Window) -> None:
    with_take(qtbot, window, seed=3)
    window.commands["invented"].trigger()
    found(qtbot, window)
    window.commands["sheet"].trigger()
    right = window.session.blends.right
    assert right is not None
    assert right.invented is None
    assert not window.commands["invented"].isEnabled()
    assert not window.area.takes.invented.isEnabled()
    window.commands["sheet"].trigger()
    assert right.invented is not None
    assert near(at(window.canvas, 0.75, 0.5), mixed(FULL, CHANGED, INVENTED), 2.5)


def test_another_photo_has_nothing_to_be_looked_at(qtbot: QtBot, window: Window, photo: Path) -> None:
    window.commands["invented"].trigger()
    found(qtbot, window)
    window.session.open_files([photo])
    qtbot.waitUntil(lambda: window.session.photos.current == photo, timeout=WAIT)
    qtbot.waitUntil(lambda: not window.session.inventions.possible, timeout=WAIT)
    assert not window.commands["invented"].isEnabled()
    assert not window.area.takes.invented.isChecked()
    window.session.show_photo(photo.parents[1] / "large.png")
    found(qtbot, window)
    assert window.area.takes.invented.isChecked(), "it stays wanted"


def test_a_take_whose_file_is_gone_is_told(qtbot: QtBot, window: Window) -> None:
    session = window.session
    with_take(qtbot, window, seed=101)
    qtbot.waitUntil(lambda: session.document.kept is not None, timeout=WAIT)
    session.takes.path_of(session.takes.all[0]).unlink()
    window.commands["invented"].trigger()
    qtbot.waitUntil(lambda: bool(said(window)), timeout=WAIT)
    assert not session.inventions.on
    assert not window.area.takes.invented.isChecked()
    assert near(at(window.canvas, 0.75, 0.5), PHOTO)


def test_the_map_is_saved_beside_the_result_and_replaces_nothing(qtbot: QtBot, window: Window, tmp_path: Path) -> None:
    command, session = window.commands["save_map"], window.session
    assert not command.isEnabled(), "nothing was looked for yet"
    window.commands["invented"].trigger()
    found(qtbot, window)
    assert command.isEnabled()
    written = []
    for name in ("large_restored_beyond.png", "large_restored_beyond-2.png"):
        command.trigger()
        assert not command.isEnabled(), "one at a time"
        qtbot.waitUntil(lambda: not session.saving, timeout=WAIT)
        assert f"Saved as {name}." in said(window)
        written.append(pixels_of(tmp_path / name))
    assert session.inventions.found is not None
    for pixels in written:
        assert (pixels == session.inventions.found.levels[:, :, None]).all()
        assert pixels[:, : pixels.shape[1] // 3].max() == 0, "this half was left as it is"
        assert pixels[:, -pixels.shape[1] // 3 :].min() > 8 * UNIT
    session.save(tmp_path / "mine.tif")
    qtbot.waitUntil(lambda: session.document.saved is not None, timeout=WAIT)
    command.trigger()
    qtbot.waitUntil((tmp_path / "mine_beyond.png").exists, timeout=WAIT)
    qtbot.waitUntil(lambda: not session.saving, timeout=WAIT)
    window.commands["invented"].trigger()
    assert not command.isEnabled()


def test_a_map_that_cannot_be_saved_is_told(qtbot: QtBot, window: Window, tmp_path: Path) -> None:
    window.commands["invented"].trigger()
    found(qtbot, window)
    window.session.save_map(tmp_path / "nowhere" / "map.png")
    qtbot.waitUntil(lambda: not window.session.saving, timeout=WAIT)
    assert window.session.notices.history[-1].level == "error"
    assert "map.png" in said(window)
    assert window.commands["save_map"].isEnabled()


def test_for_the_map_of_a_sample_a_place_is_asked(qtbot: QtBot, make_window: MakeWindow, tmp_path: Path) -> None:
    window = make_window(engine=HalfEngine(), first_start=True)
    with_take(qtbot, window)
    window.commands["invented"].trigger()
    found(qtbot, window)
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
    window.commands["save_map"].trigger()
    dialog = window.findChild(QFileDialog)
    assert isinstance(dialog, QFileDialog)
    assert dialog.selectedFiles()[0].endswith("_restored_beyond.png")
    dialog.setDirectory(str(tmp_path))
    dialog.selectFile("map.png")
    dialog.accept()
    qtbot.waitUntil((tmp_path / "map.png").exists, timeout=WAIT)
    qtbot.waitUntil(lambda: not window.session.saving, timeout=WAIT)


def test_only_the_newest_are_remembered(qtbot: QtBot, window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    session, sought = window.session, []

    def find(*arguments: Any) -> Invention:
        sought.append(1)
        return find_invention(*arguments)

    def look(take: Take | None) -> int:
        """How often it was looked for, once this take is shown with what was found."""
        if take is not None:
            session.takes.choose(take.id)
        qtbot.waitUntil(lambda: take is None or session.blends.right_take == take, timeout=WAIT)
        found(qtbot, window)
        return len(sought)

    monkeypatch.setattr("app.model.inventions.find_invention", find)
    window.commands["invented"].trigger()
    assert look(None) == 1
    for steps in range(2, 2 + MOST_KNOWN):
        session.draft.set(steps=steps)
        with_take(qtbot, window)
        assert look(session.takes.all[-1]) == steps
    first, *_, before, last = session.takes.all
    assert [look(before), look(last)] == [1 + MOST_KNOWN] * 2
    assert look(first) == 2 + MOST_KNOWN, "the oldest was forgotten"
