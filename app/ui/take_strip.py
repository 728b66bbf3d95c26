"""The strip under the picture: the original and every take of it, and making four more."""

from PySide6.QtCore import QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMenu,
    QPushButton,
    QToolButton,
    QWidget,
)

from app.language import translate
from app.model.session import Session
from app.model.takes import LONGEST_NAME
from app.ui.blend_field import BlendField
from app.ui.chip_row import Chips, NameEdit
from app.ui.icons import icon
from app.ui.take_chip import Place, TakeChip
from app.ui.take_words import facts, invention_tip
from app.ui.theme import Appearance

HEIGHT = 44
_ROOMY, _NARROW = 640, 480


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
        self.setAccessibleName(translate("Takes", "Takes"))
        self._session, self._takes, self._appearance = session, session.takes, appearance
        self.original = TakeChip(None, appearance)
        self.chips: dict[int, TakeChip] = {}
        self.area = Chips()
        self.more = self._square(
            "more", translate("Takes", "What can be done with this take"), translate("Takes", "Take menu")
        )
        self.sheet = self._square(
            "grid", translate("Takes", "Lay the takes out side by side (G)"), translate("Takes", "Contact sheet")
        )
        self.brush = self._square(
            "brush", translate("Takes", "Paint where the restored picture shows (B)"), translate("Takes", "Brush")
        )
        self.brush.setCheckable(True)
        self.invented = self._square("invented", "", translate("Takes", "Beyond the photo"))
        self.invented.setCheckable(True)
        self.blend = BlendField(session.blends, session.takes)
        self.four = QPushButton(translate("Takes", "4 takes"))
        self.four.setToolTip(
            translate("Takes", "Restore with four seeds, and lay them out side by side (Ctrl+Shift+Enter)")
        )
        self.rename = NameEdit(self.area.widget())
        self.rename.setAccessibleName(translate("Takes", "Name of the take"))
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
        row.addSpacing(8)
        row.addWidget(self.invented)
        row.addWidget(self.brush)
        row.addSpacing(4)
        row.addWidget(self.blend)
        self._connect_chip(self.original)
        self.rename.returnPressed.connect(self._renamed)
        self.rename.editingFinished.connect(self._give_up)
        self.rename.given_up.connect(self._give_up)
        self.more.clicked.connect(lambda: self._show_menu(self.more.mapToGlobal(QPoint(0, 0)), self._takes.right))
        self.sheet.clicked.connect(self.sheet_wanted)
        self.area.horizontalScrollBar().rangeChanged.connect(self._reveal)
        self.four.clicked.connect(self.four_wanted)
        self.brush.clicked.connect(lambda: session.brush.take_up(self.brush.isChecked()))
        session.brush.changed.connect(self._enable)
        self.invented.clicked.connect(lambda: session.inventions.show(self.invented.isChecked()))
        session.inventions.changed.connect(self._enable)
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
                blended=take.blended,
                tip=facts(take),
            )
            chip.show()
        self.original.show_take(
            translate("Takes", "Original"), self._place(None), tip=translate("Takes", "The photo as it is")
        )
        self._enable()
        QTimer.singleShot(0, self, self._reveal)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room, the takes have it."""
        super().resizeEvent(event)
        self.blend.field.shorten(name=self.width() >= _ROOMY, slider=self.width() >= _NARROW)

    def menu(self, number: int | None) -> QMenu:
        """What can be done with a take; of the original, only to compare with it."""
        menu = QMenu(self)
        take, takes = self._takes.take(number), self._takes

        def entry(words: str, call: object, *, enabled: bool = True, key: str = "") -> None:
            action = menu.addAction(f"{words}\t{key}" if key else words)
            action.setEnabled(enabled)
            action.triggered.connect(call)

        entry(translate("Takes", "Show on the right"), lambda: takes.choose(number), enabled=takes.right != number)
        entry(
            translate("Takes", "Compare: put on the left"), lambda: takes.compare(number), enabled=takes.left != number
        )
        if take is None:
            return menu
        menu.addSeparator()
        entry(translate("Takes", "Rename…"), lambda: self.begin_rename(take.id), key="F2")
        entry(
            translate("Takes", "Remove the star") if take.starred else translate("Takes", "Star"),
            lambda: takes.star(take.id),
            key="S",
        )
        entry(
            translate("Takes", "Use these settings"),
            lambda: self._session.use_settings(take),
            enabled=take.request is not None,
        )
        entry(
            translate("Takes", "Save"),
            self.save_wanted.emit,
            enabled=takes.right == take.id and self._session.can_save(),
        )
        menu.addSeparator()
        entry(translate("Takes", "Delete"), lambda: takes.delete(take.id), key="Del")
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
        self.rename.setPlaceholderText(translate("Takes", "Take {number}").format(number=take.number))
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

    def _reveal(self, *_range: int) -> None:
        chip = self.chips.get(self._takes.right) if self._takes.right is not None else None
        if chip is not None:
            self.area.ensureWidgetVisible(chip, 24, 0)

    def _enable(self) -> None:
        self.more.setEnabled(self._takes.right is not None)
        self.sheet.setEnabled(len(self._takes.all) > 1 or self._session.sheet.making)
        self.brush.setEnabled(self._session.brush.possible)
        self.brush.setChecked(self._session.brush.on)
        inventions = self._session.inventions
        self.invented.setEnabled(inventions.possible and not self._session.sheet.open)
        self.invented.setChecked(inventions.on)
        self.invented.setToolTip(invention_tip(inventions))
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
        for button in (self.more, self.sheet, self.invented, self.brush):
            button.setIcon(icon(str(button.property("glyph")), self._appearance.theme))
