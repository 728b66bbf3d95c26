"""What each command of the window does, and when it can be used."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication

from app.language import translate
from app.ui.comparison import MODES, next_mode
from app.ui.dialogs import keys_dialog, messages_dialog
from app.ui.take_commands import enable_takes, take_commands
from app.ui.training_notices import ProgressInCommand

if TYPE_CHECKING:
    from app.ui.window import Window


def connect_commands(window: "Window") -> None:
    """Give each command its work."""
    session, canvas = window.session, window.canvas

    def step_photo(way: int) -> None:
        path = session.photos.neighbour(way)
        if path is not None:
            session.show_photo(path)

    def close_photo() -> None:
        current = session.photos.current
        if current in session.photos.paths:
            session.photos.remove([current])
        else:
            session.document.close()

    def escape() -> None:
        if session.quitting.state in ("asking", "finishing"):
            session.quitting.stay()
        elif session.sheet.open:
            session.sheet.close()
        elif session.brush.painting:
            session.brush.give_up()
        elif session.brush.on:
            session.brush.take_up(False)
        elif session.restoration.busy:
            session.cancel()
        else:
            window.messages.dismiss()

    window.commands.connect(
        open=window.choose_photo,
        paste=lambda: window.take(QGuiApplication.clipboard().mimeData()),
        save=window.save,
        save_as=window.save_as,
        save_all=session.save_all,
        save_map=window.save_map,
        close=close_photo,
        restore=window.restore,
        restore_all=lambda: session.enqueue(list(session.photos.paths)),
        cancel=escape,
        undo=session.edits.undo,
        redo=session.edits.redo,
        mode=lambda: window.choose_mode(next_mode(canvas.mode)),
        **{f"mode_{mode}": partial(window.choose_mode, mode) for mode in MODES},
        fit=canvas.fit,
        actual=canvas.actual_size,
        zoom_in=lambda: canvas.zoom_by(1.25),
        zoom_out=lambda: canvas.zoom_by(0.8),
        inspector=window.toggle_inspector,
        film_strip=window.toggle_strip,
        queue=lambda: window.show_queue(window.queue.isHidden()),
        next_photo=lambda: step_photo(1),
        previous_photo=lambda: step_photo(-1),
        **take_commands(session, window.area.takes),
        train=window.windows.show_training,
        models=window.windows.show_models,
        settings=window.windows.show_settings,
        keys=lambda: keys_dialog(window, window.commands).show(),
        messages=lambda: messages_dialog(window, list(session.notices.history)).show(),
        results=lambda: window.show_folder(session.results_folder),
        quit=window.close,
    )
    ProgressInCommand(session, window.commands["train"])


def enable_commands(window: "Window") -> None:
    """Grey what makes no sense now."""
    session, commands = window.session, window.commands
    photo, busy = session.document.picture is not None, session.restoration.busy
    for name in ("close", "fit", "actual", "zoom_in", "zoom_out", "mode"):
        commands[name].setEnabled(photo)
    for name in ("save", "save_as"):
        commands[name].setEnabled(session.can_save())
    commands["save_map"].setEnabled(session.can_save_map())
    commands["save_all"].setEnabled(any(job.take is not None for job in session.queue.jobs))
    commands["restore"].setEnabled(session.can_restore())
    commands["cancel"].setText(
        translate("Commands", "Cancel") if busy else translate("Commands", "Dismiss the message")
    )
    commands["undo"].setEnabled(session.edits.can_undo())
    commands["redo"].setEnabled(session.edits.can_redo())
    enable_takes(commands, session, window.area.takes)
    commands["restore_all"].setEnabled(bool(session.photos.paths) and session.model is not None)
    for name in ("next_photo", "previous_photo"):
        commands[name].setEnabled(len(session.photos.paths) > 1)
