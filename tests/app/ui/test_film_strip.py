"""Many photos open: the strip, its states, its keys, and that it stays quick and comes back."""

from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QItemSelectionModel, Qt
from pytestqt.qtbot import QtBot

from app.model.finding import find_photos, natural_key
from app.ui.film_strip import STATE
from app.ui.window import Window
from tests.app.ui.conftest import WAIT, MakeWindow, restored, said
from tests.app.ui.engines import SeedEngine


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Twelve small photos, one with a long name and one with an odd one."""
    folder = tmp_path / "many"
    (folder / "deeper").mkdir(parents=True)
    names = [f"photo {n}.png" for n in range(1, 9)]
    names += ["<b>bold & odd\n.png", "a very long name " * 8 + ".png", "deeper/inside 2.png", "deeper/inside 10.png"]
    for number, name in enumerate(names):
        Image.new("RGB", (40 + number, 30), (20 * number, 100, 50)).save(folder / name)
    (folder / ".hidden.png").write_bytes(b"x")
    (folder / "notes.txt").write_text("no photo")
    return folder


def opened(qtbot: QtBot, window: Window, folder: Path, count: int = 12) -> list[Path]:
    window.session.open_files([folder])
    qtbot.waitUntil(lambda: len(window.session.photos.paths) == count, timeout=WAIT)
    qtbot.waitUntil(lambda: window.session.document.picture is not None, timeout=WAIT)
    return window.session.photos.paths


def words(window: Window) -> list[str]:
    model = window.strip.list.model()
    return [model.index(row, 0).data(STATE).words() for row in range(model.rowCount())]


def test_a_folder_opens_all_its_photos_in_the_order_of_people(
    qtbot: QtBot, make_window: MakeWindow, folder: Path
) -> None:
    window = make_window(engine=SeedEngine())
    assert not window.strip.isVisible(), "nothing is open"
    paths = opened(qtbot, window, folder)
    assert [path.name for path in paths[-2:]] == ["inside 2.png", "inside 10.png"]
    assert [path.name for path in paths if path.name.startswith("photo")] == [f"photo {n}.png" for n in range(1, 9)]
    assert window.strip.isVisible()
    assert window.strip.count.text() == "12 photos"
    assert window.session.document.name == "<b>bold & odd .png"
    assert "12 photos are open" in said(window)
    assert words(window) == ["New"] * 12


def test_what_is_no_photo_is_left_out_with_its_reason(tmp_path: Path, folder: Path) -> None:
    import os

    os.mkfifo(folder / "pipe.png")
    (folder / "loop").symlink_to(folder)
    (folder / "gone.png").symlink_to(folder / "nowhere.png")
    (tmp_path / "empty").mkdir()
    os.mkfifo(tmp_path / "direct.png")
    found = find_photos(
        [folder, tmp_path / "empty", tmp_path / "missing.png", tmp_path / "direct.png", Path("/dev/zero")]
    )
    assert len(found.photos) == 12
    assert [(path.name, reason) for path, reason in found.skipped] == [
        ("empty", "there is no photo in it"),
        ("missing.png", "there is no such file"),
        ("direct.png", "a device or a pipe"),
        ("zero", "a device or a pipe"),
    ]


def test_names_sort_as_people_count() -> None:
    assert sorted(["b10", "B9", "a2", "a10", "²", ""], key=natural_key) == ["", "a2", "a10", "B9", "b10", "²"]


def test_states_and_thumbnails(qtbot: QtBot, make_window: MakeWindow, folder: Path, tmp_path: Path) -> None:
    (folder / "photo 3.png").write_bytes(b"this is damaged")
    engine = SeedEngine()
    window = make_window(engine=engine)
    paths = opened(qtbot, window, folder)
    broken = folder / "photo 3.png"
    window.resize(1000, 1800)  # what is not seen is not made
    thumbnails = window.session.photos.thumbnails
    qtbot.waitUntil(lambda: thumbnails.problem(broken) != "", timeout=WAIT)
    qtbot.waitUntil(lambda: all(thumbnails.get(path) is not None for path in paths if path != broken), timeout=WAIT)
    assert words(window)[paths.index(broken)] == "Failed"
    assert (tmp_path / "home" / "cache" / "thumbnails").is_dir()
    engine.hold.set()
    window.commands["restore"].trigger()
    qtbot.waitUntil(lambda: words(window)[0].endswith("%"), timeout=WAIT)
    window.session.enqueue(paths[5:7])
    qtbot.waitUntil(lambda: words(window)[5:7] == ["Waiting"] * 2, timeout=WAIT)
    model = window.strip.list.model()
    spoken = model.index(5, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == f"{window.session.photos.name_of(paths[5])}, Waiting"
    window.strip.grab()
    engine.hold.clear()
    qtbot.waitUntil(lambda: [words(window)[at] for at in (0, 5, 6)] == ["Done"] * 3, timeout=WAIT)
    assert "<b>" not in model.index(0, 0).data(Qt.ItemDataRole.ToolTipRole), "names are plain text"


def test_keys_open_and_close(qtbot: QtBot, make_window: MakeWindow, folder: Path) -> None:
    window = make_window(engine=SeedEngine())
    paths = list(opened(qtbot, window, folder))
    qtbot.waitUntil(window.isActiveWindow)
    strip = window.strip.list
    strip.setFocus()

    def shown(path: Path) -> bool:
        document = window.session.document
        return document.picture is not None and document.picture.path == path and document.opening is None

    qtbot.keyClick(strip, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: shown(paths[1]), timeout=WAIT)
    assert strip.hasFocus(), "the focus stays where the person works"
    qtbot.keyClick(window, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: shown(paths[2]), timeout=WAIT)
    assert strip.currentIndex().row() == 2
    qtbot.keyClick(strip, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: shown(paths[3]), timeout=WAIT)
    assert len(window.session.photos.paths) == 11
    window.commands["close"].trigger()
    qtbot.waitUntil(lambda: shown(paths[4]), timeout=WAIT)
    assert (folder / paths[2].relative_to(folder)).is_file(), "closing deletes nothing"
    qtbot.keyClick(window, Qt.Key.Key_F7)
    assert not window.strip.isVisible()
    assert not window.session.settings.film_strip
    for _ in range(10):
        window.commands["close"].trigger()
    assert window.session.photos.paths == []
    qtbot.waitUntil(window.empty.isVisible, timeout=WAIT)


def test_the_menu_restores_and_closes_what_is_selected(qtbot: QtBot, make_window: MakeWindow, folder: Path) -> None:
    window = make_window(engine=SeedEngine())
    paths = list(opened(qtbot, window, folder))
    flag = QItemSelectionModel.SelectionFlag
    for row in (1, 2):
        index = window.strip.list.model().index(row, 0)
        window.strip.list.selectionModel().select(index, flag.Select)
    restore, _, close = window.strip.menu().actions()
    assert restore.text() == "Restore 3 photos"
    restore.trigger()
    qtbot.waitUntil(lambda: words(window)[:3] == ["Done"] * 3, timeout=WAIT)
    close.trigger()
    assert window.session.photos.paths == paths[3:]


def test_the_strip_comes_back(qtbot: QtBot, make_window: MakeWindow, folder: Path) -> None:
    window = make_window(engine=SeedEngine())
    paths = list(opened(qtbot, window, folder))
    window.session.photos.remove(paths[5:])
    restored(qtbot, window)
    qtbot.waitUntil(lambda: words(window)[0] == "Done", timeout=WAIT)
    window.close()
    assert window.session.close(30)
    again = make_window(engine=SeedEngine())
    qtbot.waitUntil(lambda: again.session.photos.paths == paths[:5], timeout=WAIT)
    qtbot.waitUntil(lambda: words(again)[0] == "Done", timeout=WAIT)


def test_each_photo_keeps_its_caption(qtbot: QtBot, make_window: MakeWindow, folder: Path) -> None:
    window = make_window(engine=SeedEngine())
    paths = list(opened(qtbot, window, folder))
    window.inspector.caption.edit.setPlainText("The first.")
    window.session.show_photo(paths[1])
    qtbot.waitUntil(lambda: window.session.document.name == window.session.photos.name_of(paths[1]), timeout=WAIT)
    assert window.inspector.caption.edit.toPlainText() == ""
    window.session.show_photo(paths[0])
    qtbot.waitUntil(lambda: window.inspector.caption.edit.toPlainText() == "The first.", timeout=WAIT)


def test_three_hundred_photos_only_those_seen_cost_anything(
    qtbot: QtBot, make_window: MakeWindow, tmp_path: Path
) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    first = folder / "photo 1.png"
    Image.new("RGB", (40, 30), (1, 2, 3)).save(first)
    for number in range(2, 301):
        (folder / f"photo {number}.png").hardlink_to(first)
    window = make_window(engine=SeedEngine())
    opened(qtbot, window, folder, 300)
    thumbnails = window.session.photos.thumbnails
    qtbot.waitUntil(lambda: thumbnails.get(first) is not None, timeout=WAIT)
    window.strip.list.scrollToBottom()
    window.strip.grab()
    last = window.session.photos.paths[-1]
    qtbot.waitUntil(lambda: thumbnails.get(last) is not None, timeout=WAIT)
    made = list((tmp_path / "home" / "cache" / "thumbnails").glob("*.jpg"))
    assert len(made) < 40
