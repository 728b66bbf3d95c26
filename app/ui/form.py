"""Settings under headings: names on the left, all of one width, and what is set on the right."""

from PySide6.QtWidgets import QGridLayout, QLabel, QLayout, QVBoxLayout, QWidget

from app.ui.fields import label

_NAMES = 176  # width of the names, in pixels, at least


class Form:
    """Fills `box` from the top down; `align` comes last."""

    def __init__(self, box: QVBoxLayout) -> None:
        self._box = box
        self._grids: list[QGridLayout] = []
        self._names: list[QLabel] = []

    def section(self, title: str) -> None:
        """What follows stands under this heading."""
        heading = label(title, "heading")
        heading.setContentsMargins(0, 16, 0, 0)
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        self._box.addWidget(heading)
        self._box.addLayout(grid)
        self._grids.append(grid)

    def row(self, name: str, control: QWidget, note: QLabel | None = None) -> None:
        """A control, and a line below it."""
        grid, line = self._grids[-1], self._named(name, control)
        grid.addWidget(control, line, 1)
        if note is not None:
            grid.addWidget(note, line + 1, 1)

    def line(self, name: str, layout: QLayout) -> None:
        """Something that is only shown."""
        self._grids[-1].addLayout(layout, self._named(name), 1)

    def below(self, control: QWidget) -> None:
        """What belongs to the row above."""
        self._grids[-1].addWidget(control, self._grids[-1].rowCount(), 1)

    def align(self) -> None:
        """Controls begin on one line under all headings, however long the names are in this language."""
        for name in self._names:
            name.ensurePolished()
        widest = max((name.sizeHint().width() for name in self._names), default=0)
        for grid in self._grids:
            grid.setColumnMinimumWidth(0, max(_NAMES, widest))

    def _named(self, name: str, control: QWidget | None = None) -> int:
        grid = self._grids[-1]
        line = grid.rowCount()
        shown = label(name)
        if control is not None:
            shown.setBuddy(control)
        self._names.append(shown)
        grid.addWidget(shown, line, 0)
        return line
