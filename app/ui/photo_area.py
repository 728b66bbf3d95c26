"""The middle of the window: the comparison with its takes, the contact sheet, or what to do while nothing is open."""

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.language import translate
from app.model.session import Session
from app.model.side import Side
from app.ui.brush_bar import BrushBar
from app.ui.canvas import Canvas
from app.ui.empty_state import EmptyState
from app.ui.sheet_view import SheetView
from app.ui.take_strip import TakeStrip
from app.ui.take_words import with_invention
from app.ui.theme import Appearance


class PhotoArea(QWidget):
    """Shows what the session's document, takes and contact sheet are."""

    def __init__(self, session: Session, appearance: Appearance) -> None:
        super().__init__()
        self._session = session
        self.canvas = Canvas(appearance)
        self.empty = EmptyState(appearance, has_sample=bool(session.samples))
        self.sheet = SheetView(session.sheet, session.takes, session.blends, appearance)
        self.takes = TakeStrip(session, appearance)
        self.brush = BrushBar(session.brush, session.blends, appearance)
        self.canvas.use_brush(session.brush)
        self._pages = QStackedWidget()
        for page in (self.empty, self.canvas, self.sheet):
            self._pages.addWidget(page)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self._pages, 1)
        box.addWidget(self.brush)
        box.addWidget(self.takes)
        session.document.photo_changed.connect(self._on_photo)
        session.document.result_changed.connect(self._on_result)
        session.takes.left_changed.connect(self._show_pair)
        session.takes.changed.connect(self._rename_pair)
        session.sheet.changed.connect(self._turn)
        session.restoration.progressed.connect(self._on_progress)
        session.restoration.failed.connect(self._end_preview)
        session.restoration.cancelled.connect(self._end_preview)
        self.sheet.chosen.connect(self._choose)
        session.blends.right_changed.connect(self._show_pair)
        session.blends.changed.connect(self._on_blend)
        session.inventions.changed.connect(self._rename_pair)
        session.brush.changed.connect(self._show_bar)
        self.brush.done.connect(self._put_brush_away)
        self._names = ("", "")
        self._on_photo()
        self._show_pair()  # a new window of an old session may find a result already

    def _on_photo(self) -> None:
        document = self._session.document
        self.canvas.show_photo(document.before)
        self._turn()

    def _on_result(self) -> None:
        self.canvas.show_preview(None)
        self._show_pair()

    def _turn(self) -> None:
        """To the page that is wanted, with the keyboard's focus where it is of use."""
        sheet, photo = self._session.sheet.open, self._session.document.picture is not None
        page = self.empty if not photo else self.sheet if sheet else self.canvas
        self.takes.setVisible(photo)
        before = self._pages.currentWidget()
        if page is before:
            self._show_bar()
            return
        had_focus = before is not None and (before.hasFocus() or before.isAncestorOf(self.focusWidget() or self))
        self._pages.setCurrentWidget(page)
        self._show_bar()
        if had_focus or page is self.sheet:
            page.setFocus()

    def _sides(self) -> tuple[Side, Side | None] | None:
        document, takes = self._session.document, self._session.takes
        if document.before is None:
            return None
        blends, left, right = self._session.blends, Side(takes.name_of(None), document.before), None
        if takes.left_picture is not None:
            blend = blends.blend(takes.left_shown, takes.left_picture)
            left = Side(takes.name_of(takes.left), takes.left_picture, blend=blend)
        if document.after is not None:
            blend = blends.right if blends.right is not None and blends.right.restored is document.after else None
            right = Side(with_invention(self._right_name(), self._session.inventions), document.after, blend=blend)
        return left, right

    def _right_name(self) -> str:
        """A lone take needs no number."""
        takes = self._session.takes
        take = takes.take(takes.right)
        if take is None or not (take.name or len(takes.all) > 1):
            return translate("Canvas", "Restored")
        return takes.name_of(take.id)

    def _show_pair(self) -> None:
        sides = self._sides()
        if sides is not None:
            self._names = (sides[0].name, sides[1].name if sides[1] is not None else "")
            self.canvas.show_pair(*sides)

    def _rename_pair(self) -> None:
        """Takes were renamed, or a second one came; the pictures are the same."""
        sides = self._sides()
        if sides is not None and sides[1] is not None and self._names != (sides[0].name, sides[1].name):
            self._show_pair()

    def _on_blend(self, take: int, part: tuple[float, float, float, float] | None) -> None:
        for side in self._sides() or ():
            if side is not None and side.blend is not None and side.blend.take == take:
                self.canvas.spoil(side.blend, part)
        if self._session.sheet.open:
            self.sheet.update()

    def _show_bar(self) -> None:
        """The brush's bar is there while there is something to paint on and to see it."""
        self.brush.setVisible(self._session.brush.on and self._pages.currentWidget() is self.canvas)

    def _put_brush_away(self) -> None:
        self._session.brush.take_up(False)
        self.canvas.setFocus()

    def _on_progress(self) -> None:
        session = self._session
        restoration, document = session.restoration, session.document
        progress, source = restoration.pace.progress, restoration.source
        of_this = restoration.picture is document.picture or (source.digest and source.digest == document.digest)
        # One of many in the queue, or of four takes, must not take away what is being looked at.
        wanted = session.queue.is_waited_for(source) or document.untouched
        if progress is not None and progress.preview is not None and of_this and wanted:
            self.canvas.show_preview(progress.preview)

    def _end_preview(self) -> None:
        self.canvas.show_preview(None)

    def _choose(self, take: int) -> None:
        self._session.sheet.close()
        self._session.takes.choose(take)
        self.canvas.setFocus()
