"""How files come into the window and go out: dialogs, the clipboard, drops, folders that are shown."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QDesktopServices, QImage
from PySide6.QtWidgets import QFileDialog, QWidget

from app.language import translate
from app.model.session import Session
from app.ui.dialogs import open_dialog, proposed_target, save_dialog
from app.ui.imaging import pixels_of


class WindowFiles:
    """`take_models(files)` takes files of models, and says whether these were some."""

    def __init__(self, window: QWidget, session: Session, take_models: Callable[[list[Path]], bool]) -> None:
        self._window, self._session, self._take_models = window, session, take_models

    def choose(self) -> None:
        """Ask for photos; the dialog does not block the window's work."""
        dialog = open_dialog(self._window, self._session.settings.last_folder)
        dialog.filesSelected.connect(lambda names: self._session.open_files([Path(name) for name in names]))
        dialog.open()

    def take(self, data: QMimeData) -> None:
        """Open what was pasted or dropped: files or a picture."""
        files = local_files(data)
        if self._take_models(files):
            return
        if files:
            self._session.open_files(files)
        elif data.hasImage():
            image = data.imageData()
            if isinstance(image, QImage) and not image.isNull():
                self._session.open_pixels(pixels_of(image))
        elif data.hasText() and Path(data.text().strip()).is_absolute() and len(data.text()) < 4096:
            self._session.open_files([Path(data.text().strip())])
        else:
            told = translate("Files", "The clipboard holds no picture. Copy one, or drop a file here.")
            self._session.notices.tell("info", told)

    def save(self) -> None:
        """Save beside the original; what has no place of its own asks for one."""
        if self._session.can_save():
            if self._session.document.origin == "file":
                self._session.save()
            else:
                self.save_as()

    def save_as(self) -> None:
        """Ask where to save."""
        if self._session.can_save():
            dialog = save_dialog(self._window, proposed_target(self._session.document, self._session.settings))
            dialog.fileSelected.connect(lambda name: self._session.save(Path(name), overwrite=True))
            dialog.open()

    def save_map(self) -> None:
        """Save where the result goes beyond its photo, beside where the result goes; ask where that has no place."""
        session = self._session
        if not session.can_save_map():
            return
        result = session.document.saved or proposed_target(session.document, session.settings)
        target = result.with_name(f"{result.stem}_beyond.png")
        if session.document.origin == "file":
            session.save_map(target)
        else:
            dialog = save_dialog(self._window, target)
            dialog.setWindowTitle(translate("Commands", "Save what is beyond the photo"))
            dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)  # a number is added where the name exists
            dialog.fileSelected.connect(lambda name: session.save_map(Path(name)))
            dialog.open()

    def show_folder(self, folder: Path) -> None:
        """In the desktop's own program."""
        if not folder.is_dir():
            told = translate("Files", "Nothing was restored yet, so nothing is kept.")
            if folder != self._session.results_folder:
                told = translate("Files", "The folder {folder} is not there any more.").format(folder=folder)
            self._session.notices.tell("info", told)
        elif not QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
            self._session.notices.tell("info", translate("Files", "The folder is {folder}.").format(folder=folder))


def local_files(data: QMimeData) -> list[Path]:
    """The files in what was dropped or pasted."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
