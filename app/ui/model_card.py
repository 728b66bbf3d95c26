"""One model, adapter or captioner of the models window: what it is, how far it is, what can be done with it."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.language import translate
from app.model.model_items import Item
from app.model.transfer import Transfer, size_text
from app.notify import one_line
from app.ui.fields import ElidedLabel, breakable, label
from app.ui.icons import pixmap
from app.ui.model_words import CardWords, Verb, card_words, facts
from app.ui.theme import Appearance

_STEPS = 1000
_TITLE = 40  # characters of a title in a button


class ModelCard(QFrame):
    """Shows an item and its transfer; buttons only ask.

    Signals:
        asked(str, str, str): a verb of `Verb`, "fetch" or "complete"; its key; for "complete" the name of a model.
    """

    asked = Signal(str, str, str)

    def __init__(self, key: str, appearance: Appearance) -> None:
        super().__init__()
        self.setObjectName("card")
        self.key = key
        self._appearance = appearance
        self._item: Item | None = None
        self._words = CardWords()
        self.title = ElidedLabel("", "heading")
        self.badge = label("", "badge")
        self.about, self.facts = _wrapped("quiet"), _wrapped("muted")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, _STEPS)
        self.words = ElidedLabel("", "quiet")
        self._sign = QLabel()
        self._sign.setFixedSize(20, 20)
        self.problem = _wrapped("")
        self.problem.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.main, self.second = QPushButton(), QPushButton()
        self.check = QToolButton()
        self.check.setObjectName("link")
        self.check.setText(translate("ModelCard", "Check files"))
        self.check.setToolTip(translate("ModelCard", "Compare every file with the hash it came with"))
        self.question = _wrapped("")
        self.yes = QPushButton(translate("ModelCard", "Remove"))
        self.no = QPushButton(translate("ModelCard", "Keep"))
        self.lacks = _wrapped("quiet")
        self.fetch = QPushButton(translate("ModelCard", "Download them"))
        self._ways = QHBoxLayout()
        self._ways.setSpacing(8)
        self._lay_out()
        self.main.clicked.connect(lambda: self._ask(self._words.main))
        self.second.clicked.connect(lambda: self._ask(self._words.second))
        self.check.clicked.connect(lambda: self.asked.emit("check", self.key, ""))
        self.fetch.clicked.connect(lambda: self.asked.emit("fetch", self.key, ""))
        self.yes.clicked.connect(self._remove)
        self.no.clicked.connect(self._keep)
        appearance.changed.connect(self._draw)
        self._draw()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.title, 1)
        head.addWidget(self.badge, 0, Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(self.second)
        head.addWidget(self.main)
        low = QHBoxLayout()
        low.setSpacing(8)
        low.addWidget(self.facts, 1)
        low.addWidget(self.check, 0, Qt.AlignmentFlag.AlignBottom)
        self._failure, failure = _row()
        failure.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        failure.addWidget(self.problem, 1)
        self._fetching, fetching = _row()
        fetching.addWidget(self.lacks, 1)
        fetching.addWidget(self.fetch, 0, Qt.AlignmentFlag.AlignTop)
        self._completing, completing = _row()
        completing.addLayout(self._ways)
        completing.addStretch(1)
        self._asking, asking = _row()
        asking.addWidget(self.question, 1)
        asking.addWidget(self.no)
        asking.addWidget(self.yes)
        self._asking.hide()
        box = QVBoxLayout(self)
        box.setContentsMargins(16, 12, 16, 12)
        box.setSpacing(6)
        box.addLayout(head)
        for part in (self.about, self.bar, self.words, self._failure, self._fetching, self._completing):
            box.addWidget(part)
        box.addLayout(low)
        box.addWidget(self._asking)

    def show_item(
        self,
        item: Item | None,
        transfer: Transfer | None,
        *,
        in_use: bool = False,
        known: bool = True,
        needed_by: str = "",
        helpers: Sequence[Item] = (),
    ) -> None:
        """Show `item`, or an import that is none yet, with what is going on.

        Args:
            item: of the list.
            transfer: of it.
            in_use: it is the chosen one.
            known: the menu of models has it by now.
            needed_by: what would miss it, in a sentence, or "".
            helpers: models that could give what an import lacks.
        """
        self._item = item
        self._words = words = card_words(item, transfer, in_use=in_use, known=known)
        self.title.setText(one_line(item.title) if item is not None else _names(transfer))
        self.title.elide(Qt.TextElideMode.ElideRight if item is not None else Qt.TextElideMode.ElideMiddle)
        self._text(self.about, item.about if item is not None else "")
        self._text(self.facts, facts(item) if item is not None else "")
        self._text(self.badge, words.badge)
        _mark(self.badge, "level", words.level)
        self._text(self.problem, one_line(words.problem))
        self._failure.setVisible(bool(words.problem))
        for button, way in ((self.main, words.main), (self.second, words.second)):
            button.setVisible(way is not None)
            if way is not None:
                button.setText(way[1])
                named = translate("ModelCard", "{verb} {title}", "what a button does, and with which model")
                button.setAccessibleName(named.format(verb=way[1], title=self.title.text()))
        self.check.setVisible(words.may_check)
        checks = translate("ModelCard", "Check the files of {title}")
        self.check.setAccessibleName(checks.format(title=self.title.text()))
        self._show_lacks(transfer)
        self._show_ways(helpers)
        if words.second is None or words.second[0] != "remove":
            self._asking.hide()
        elif item is not None:
            self.question.setText(breakable(f"{_question(item)} {needed_by}".strip()))
        self._show_bar(words)

    def show_progress(self, transfer: Transfer) -> None:
        """Only how far it is."""
        self._words = card_words(self._item, transfer)
        self._show_bar(self._words)

    def _show_bar(self, words: CardWords) -> None:
        self._text(self.words, words.words)
        self.bar.setVisible(words.fraction is not None)
        if words.fraction is None:
            pass
        elif words.fraction < 0:
            self.bar.setRange(0, 0)
        else:
            self.bar.setRange(0, _STEPS)
            self.bar.setValue(round(words.fraction * _STEPS))
        _mark(self.bar, "idle", self._item is not None and words.main is not None and words.main[0] == "get")
        self.bar.setAccessibleName(translate("ModelCard", "Progress of {title}").format(title=self.title.text()))
        self.setAccessibleName(", ".join(part for part in (self.title.text(), words.badge, words.words) if part))

    def _show_lacks(self, transfer: Transfer | None) -> None:
        """The offer to download what a single-file base has not."""
        offered = transfer is not None and transfer.state == "failed" and bool(transfer.source)
        self._fetching.setVisible(offered)
        if transfer is not None and offered:
            needs = translate(
                "ModelCard",
                "Needs a few MB of tokenizer and configuration files from {source} on the Hugging Face hub, under the "
                "licence {licence}.",
            )
            self._text(self.lacks, needs.format(source=transfer.source, licence=transfer.licence))
            name = translate("ModelCard", "Download what {title} needs from {source}")
            self.fetch.setAccessibleName(name.format(title=self.title.text(), source=transfer.source))

    def _show_ways(self, helpers: Sequence[Item]) -> None:
        while (entry := self._ways.takeAt(0)) is not None:
            if (old := entry.widget()) is not None:
                old.deleteLater()
        for helper in helpers[:2]:
            title = one_line(helper.title)
            short = title if len(title) <= _TITLE else f"{title[:_TITLE]}…"
            button = QPushButton(translate("ModelCard", "Take it from {title}").format(title=short))
            button.clicked.connect(lambda _checked=False, name=helper.name: self.asked.emit("complete", self.key, name))
            self._ways.addWidget(button)
        self._completing.setVisible(bool(helpers))

    def _ask(self, way: tuple[Verb, str] | None) -> None:
        if way is None:
            return
        if way[0] == "remove":
            self._asking.show()
            self.no.setFocus()
        else:
            self.asked.emit(way[0], self.key, "")

    def _remove(self) -> None:
        self._asking.hide()
        self.asked.emit("remove", self.key, "")

    def _keep(self) -> None:
        self._asking.hide()
        self.second.setFocus()

    def _text(self, shown: QLabel, text: str) -> None:
        broken = breakable(text) if shown.wordWrap() else text
        if shown.text() != broken:
            shown.setText(broken)
        shown.setVisible(bool(text))

    def _draw(self) -> None:
        theme = self._appearance.theme
        self._sign.setPixmap(pixmap("error", theme.error, 20, self.devicePixelRatioF()))


def _mark(widget: QWidget, name: str, value: object) -> None:
    """Set a property that the style sheet looks at."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def _wrapped(role: str) -> QLabel:
    made = label("", role)
    made.setWordWrap(True)
    made.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    return made


def _row() -> tuple[QWidget, QHBoxLayout]:
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    return holder, row


def _names(transfer: Transfer | None) -> str:
    if transfer is None or not transfer.paths:
        return ""
    first = one_line(transfer.paths[0].name)
    more = len(transfer.paths) - 1
    return translate("ModelCard", "{name} and %n more files", n=more).format(name=first) if more else first


def _question(item: Item) -> str:
    """Whether to remove it, and whether that can be undone."""
    if item.size_bytes:
        words = translate("ModelCard", "Remove {title}, {size}?")
        asked = words.format(title=one_line(item.title), size=size_text(item.size_bytes))
    else:
        asked = translate("ModelCard", "Remove {title}?").format(title=one_line(item.title))
    if item.entry is not None:
        return f"{asked} {translate('ModelCard', 'It can be downloaded again.')}"
    return f"{asked} {translate('ModelCard', 'There is no way back.')}"
