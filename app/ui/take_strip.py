"""The strip under the picture: the original and every take of it, and making four more."""

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QPushButton,
    QScrollArea,
    QToolButton,
    QWidget,
)

from app.model.pace import duration
from app.model.session import Session
from app.model.takes import LONGEST_NAME
from app.model.takes_store import Take
from app.ui.icons import icon
from app.ui.take_chip import Place, TakeChip
from app.ui.theme import Appearance

HEIGHT = 44


class NameEdit(QLineEdit):
    """A name typed in place: Enter takes it, Escape and leaving do not."""

    given_up = Signal()

    def event(self, event: QEvent) -> bool:
        """Escape belongs to the name, not to the window's Cancel."""
        override = event.type() == QEvent.Type.ShortcutOverride
        if override and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape gives up, and goes no further."""
        if event.key() == Qt.Key.Key_Escape:
            self.given_up.emit()
        else:
            super().keyPressEvent(event)


class Chips(QScrollArea):
    """One row that scrolls sideways, with the wheel too."""

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inside = QWidget()
        inside.setObjectName("fields")
        self.row = QHBoxLayout(inside)
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.setSpacing(4)
        self.row.addStretch()
        self.setWidget(inside)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Sideways, whichever way the wheel turns."""
        bar = self.horizontalScrollBar()
        bar.setValue(bar.value() - (event.angleDelta().y() or event.angleDelta().x()) // 2)
        event.accept()


class TakeStrip(QWidget):
    """Shows and drives `session.takes`.

    Signals:
        save_wanted(): save what is on the right.
        sheet_wanted(), four_wanted(): lay the takes out; make four.
    """

    save_wanted = Signal()
    sheet_wanted = Signal()
    four_wanted = Signal()

    def __init__(self, session: Session, appearance: Appearance) -> None:
        super().__init__()
        self.setObjectName("takes")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(HEIGHT)
        self.setAccessibleName("Takes")
        self._session, self._takes, self._appearance = session, session.takes, appearance
        self.original = TakeChip(None, appearance)
        self.chips: dict[int, TakeChip] = {}
        self.area = Chips()
        self.more = self._square("more", "What can be done with this take", "Take menu")
        self.sheet = self._square("grid", "Lay the takes out side by side (G)", "Contact sheet")
        self.four = QPushButton("4 takes")
        self.four.setToolTip("Restore with four seeds, and lay them out side by side (Ctrl+Shift+Enter)")
        self.rename = NameEdit(self.area.widget())
        self.rename.setAccessibleName("Name of the take")
        self.rename.setMaxLength(LONGEST_NAME)
        self.rename.hide()
        self._renaming: int | None = None
        self.area.row.insertWidget(0, self.original)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 1, 8, 0)  # the line above stays free
        row.setSpacing(4)
        row.addWidget(self.area, 1)
        for widget in (self.more, self.sheet):
            row.addWidget(widget)
        row.addSpacing(4)
        row.addWidget(self.four)
        self._connect_chip(self.original)
        self.rename.returnPressed.connect(self._renamed)
        self.rename.editingFinished.connect(self._give_up)
        self.rename.given_up.connect(self._give_up)
        self.more.clicked.connect(lambda: self._show_menu(self.more.mapToGlobal(QPoint(0, 0)), self._takes.right))
        self.sheet.clicked.connect(self.sheet_wanted)
        self.four.clicked.connect(self.four_wanted)
        self._takes.changed.connect(self.refresh)
        session.queue.changed.connect(self._enable)
        session.restoration.state_changed.connect(self._enable)
        session.models_changed.connect(self._enable)
        session.sheet.changed.connect(self._enable)
        appearance.changed.connect(self._draw)
        self._draw()
        self.refresh()

    def refresh(self) -> None:
        """Show the takes as they are."""
        takes = self._takes
        known = {take.id for take in takes.all}
        for number in [number for number in self.chips if number not in known]:
            chip = self.chips.pop(number)
            if chip.hasFocus():
                self.original.setFocus(Qt.FocusReason.OtherFocusReason)
            self.area.row.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        for at, take in enumerate(takes.all, 1):
            chip = self.chips.get(take.id)
            if chip is None:
                chip = self.chips[take.id] = TakeChip(take.id, self._appearance)
                self._connect_chip(chip)
            if self.area.row.indexOf(chip) != at:
                self.area.row.insertWidget(at, chip)
            chip.show_take(
                takes.name_of(take.id) if take.name else str(take.number),
                self._place(take.id),
                starred=take.starred,
                unseen=take.id in takes.unseen,
                tip=_facts(take),
            )
            chip.show()
        self.original.show_take("Original", self._place(None), tip="The photo as it is")
        self._enable()
        QTimer.singleShot(0, self, self._reveal)

    def menu(self, number: int | None) -> QMenu:
        """What can be done with a take; of the original, only to compare with it."""
        menu = QMenu(self)
        take, takes = self._takes.take(number), self._takes

        def entry(words: str, call: object, *, enabled: bool = True, key: str = "") -> None:
            action = menu.addAction(f"{words}\t{key}" if key else words)
            action.setEnabled(enabled)
            action.triggered.connect(call)

        entry("Show on the right", lambda: takes.choose(number), enabled=takes.right != number)
        entry("Compare: put on the left", lambda: takes.compare(number), enabled=takes.left != number)
        if take is None:
            return menu
        menu.addSeparator()
        entry("Rename…", lambda: self.begin_rename(take.id), key="F2")
        entry("Remove the star" if take.starred else "Star", lambda: takes.star(take.id), key="S")
        entry("Use these settings", lambda: self._session.use_settings(take), enabled=take.request is not None)
        entry("Save", self.save_wanted.emit, enabled=takes.right == take.id and self._session.can_save())
        menu.addSeparator()
        entry("Delete", lambda: takes.delete(take.id), key="Del")
        return menu

    def current(self) -> int | None:
        """The take that commands are about: the one with the keyboard's focus, else the one on the right."""
        focused = next((number for number, chip in self.chips.items() if chip.hasFocus()), None)
        return focused if focused is not None else self._takes.right

    def begin_rename(self, number: int) -> None:
        """Type the name where the take stands."""
        chip, take = self.chips.get(number), self._takes.take(number)
        if chip is None or take is None:
            return
        self._renaming = number
        at = chip.geometry()
        at.setWidth(max(at.width(), 140))
        self.rename.setGeometry(at)
        self.rename.setPlaceholderText(f"Take {take.number}")
        self.rename.setText(take.name)
        self.rename.show()
        self.rename.raise_()
        self.rename.selectAll()
        self.rename.setFocus(Qt.FocusReason.OtherFocusReason)

    def _place(self, number: int | None) -> Place:
        takes = self._takes
        if number is not None and number == takes.right:
            return "right"
        if takes.right is not None and number == takes.left:
            return "left"
        return "alone" if number is None and takes.right is None else ""

    def _renamed(self) -> None:
        number, name = self._renaming, self.rename.text()
        self._give_up()
        if number is not None:
            self._takes.rename(number, name)

    def _give_up(self) -> None:
        number, self._renaming = self._renaming, None
        if self.rename.isVisible():
            self.rename.hide()
            if number in self.chips:
                self.chips[number].setFocus(Qt.FocusReason.OtherFocusReason)

    def _connect_chip(self, chip: TakeChip) -> None:
        number = chip.number
        chip.clicked.connect(lambda: self._takes.choose(number))
        chip.compare_wanted.connect(lambda: self._takes.compare(number))
        chip.menu_wanted.connect(lambda at: self._show_menu(at, number))
        chip.stepped.connect(lambda way: self._step(chip, way))
        chip.asked.connect(lambda what: self._ask(number, what))

    def _ask(self, number: int | None, what: str) -> None:
        if number is None:
            return
        call = {"rename": self.begin_rename, "star": self._takes.star, "delete": self._delete}[what]
        call(number)

    def _delete(self, number: int) -> None:
        focused = self.chips[number].hasFocus() if number in self.chips else False
        self._takes.delete(number)
        near = self.chips.get(self._takes.right or -1, self.original)
        if focused:
            near.setFocus(Qt.FocusReason.OtherFocusReason)

    def _step(self, chip: TakeChip, way: int) -> None:
        row = [self.original, *(self.chips[take.id] for take in self._takes.all)]
        at = row.index(chip) + way
        if 0 <= at < len(row):
            row[at].setFocus(Qt.FocusReason.TabFocusReason)
            self.area.ensureWidgetVisible(row[at], 24, 0)

    def _show_menu(self, at: QPoint, number: int | None) -> None:
        menu = self.menu(number)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(at - QPoint(0, menu.sizeHint().height()))

    def _reveal(self) -> None:
        chip = self.chips.get(self._takes.right) if self._takes.right is not None else None
        if chip is not None:
            self.area.ensureWidgetVisible(chip, 24, 0)

    def _enable(self) -> None:
        self.more.setEnabled(self._takes.right is not None)
        self.sheet.setEnabled(len(self._takes.all) > 1 or self._session.sheet.making)
        self.four.setEnabled(self._session.can_restore() and not self._session.sheet.making)

    def _square(self, name: str, tip: str, said: str) -> QToolButton:
        button = QToolButton()
        button.setObjectName("square")
        button.setProperty("glyph", name)
        button.setIconSize(QSize(20, 20))
        button.setToolTip(tip)
        button.setAccessibleName(said)
        return button

    def _draw(self) -> None:
        for button in (self.more, self.sheet):
            button.setIcon(icon(str(button.property("glyph")), self._appearance.theme))


def _facts(take: Take) -> str:
    """What made it, a line each."""
    lines = [take.title if take.name == "" else f"{take.name} (take {take.number})"]
    request = take.request
    if request is not None:
        steps = "1 step" if request.steps == 1 else f"{request.steps} steps"
        lines.append(f"Seed {request.seed}, guidance {request.guidance_scale:g}, {steps}")
        if request.caption:
            lines.append(request.caption if len(request.caption) < 200 else f"{request.caption[:200]}…")
    lines.append(f"{take.model.partition('@')[0]}, {duration(take.seconds)}, {take.created[:16].replace('T', ' ')}")
    return "\n".join(lines)
