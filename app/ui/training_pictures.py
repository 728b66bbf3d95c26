"""Pictures in rows and columns with words above and below: examples of damage, before and after."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QImageReader, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from shiboken6 import isValid

from app.tasks import Lane
from app.ui.theme import NORMAL, SMALL, Appearance, ui_font

_GAP, _HEAD, _FOOT = 8, 24, 20  # pixels


@dataclass(frozen=True)
class Row:
    """One row: a picture for each column, None where there is none, and words below each."""

    pictures: tuple[QImage | None, ...]
    words: tuple[str, ...] = ()


class PictureGrid(QWidget):
    """Draws rows of pictures as large as the width allows, up to `largest` pixels each."""

    def __init__(self, appearance: Appearance, name: str, largest: int = 256) -> None:
        super().__init__()
        self.titles: tuple[str, ...] = ()
        self.rows: tuple[Row, ...] = ()
        self._appearance, self._largest, self._name = appearance, largest, name
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName(name)
        appearance.changed.connect(self.update)

    def show_rows(self, titles: Sequence[str], rows: Sequence[Row], description: str = "") -> None:
        """Show these; `description` tells the same in words."""
        self.titles, self.rows = tuple(titles), tuple(rows)
        self.setAccessibleDescription(description or ", ".join(titles))
        self.updateGeometry()
        self.update()

    def cell(self, width: int) -> int:
        """Side of a picture, in pixels, where there is so much room."""
        columns = max(1, len(self.titles))
        return max(32, min(self._largest, (width - (columns - 1) * _GAP) // columns))

    def heightForWidth(self, width: int) -> int:
        """All rows, with their words."""
        if not self.rows:
            return 0
        return _HEAD + len(self.rows) * (self.cell(width) + self._foot + _GAP) - _GAP

    def sizeHint(self) -> QSize:
        """As high as it is at its width."""
        width = max(320, self.width())
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """It shrinks."""
        return QSize(200, 0)

    def rect_of(self, row: int, column: int) -> QRect:
        """Where a picture is."""
        side = self.cell(self.width())
        return QRect(column * (side + _GAP), _HEAD + row * (side + self._foot + _GAP), side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Words above, pictures, words below."""
        theme = self._appearance.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setFont(ui_font(NORMAL))
        for column, title in enumerate(self.titles):
            place = self.rect_of(0, column)
            _say(painter, QRect(place.left(), 0, place.width(), _HEAD - 6), title, theme.text)
        painter.setFont(ui_font(SMALL))
        for index, row in enumerate(self.rows):
            for column, picture in enumerate(row.pictures):
                place = self.rect_of(index, column)
                if picture is None:
                    painter.fillRect(place, QColor(theme.raised))
                else:
                    painter.drawImage(QRectF(place), picture, _middle(picture))
                if column < len(row.words):
                    below = QRect(place.left(), place.bottom() + 3, place.width(), _FOOT - 2)
                    _say(painter, below, row.words[column], theme.muted)
        painter.end()

    @property
    def _foot(self) -> int:
        return _FOOT if any(any(row.words) for row in self.rows) else 0


Pictures = list[list[QImage | None]]


def load_rows(
    lane: Lane, owner: QWidget, files: Sequence[Sequence[Path | str | None]], loaded: Callable[[Pictures], None]
) -> None:
    """Read picture files on a lane for `owner`, if that is still there then; one that cannot be read is None."""

    def read() -> Pictures:
        return [[_read(file) if file else None for file in row] for row in files]

    lane.start(lambda _task: read(), success=lambda pictures: loaded(pictures) if isValid(owner) else None)


def load_sheet(lane: Lane, owner: QWidget, file: str, columns: int, loaded: Callable[[Pictures], None]) -> None:
    """Read a picture that is made of square ones in so many columns, and take it apart."""

    def read() -> Pictures:
        sheet = _read(file)
        if sheet is None:
            return []
        side = sheet.width() // columns
        tops = range(0, sheet.height() - side + 1, max(1, side))
        return [[sheet.copy(column * side, top, side, side) for column in range(columns)] for top in tops]

    lane.start(lambda _task: read(), success=lambda pictures: loaded(pictures) if isValid(owner) else None)


def _read(file: Path | str) -> QImage | None:
    reader = QImageReader(str(file))
    image = reader.read()
    return None if image.isNull() else image


def _middle(picture: QImage) -> QRectF:
    """The largest square of it."""
    side = min(picture.width(), picture.height())
    return QRectF((picture.width() - side) / 2, (picture.height() - side) / 2, side, side)


def _say(painter: QPainter, place: QRect, text: str, colour: str) -> None:
    painter.setPen(QColor(colour))
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, place.width())
    painter.drawText(place, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), shown)
