"""Step 2 of a training: what it starts from, what it makes, what it learns, how long; the rest folded away."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDoubleSpinBox,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QWidget,
)

from app.language import data_text, number, translate
from app.model.training_draft import Draft
from app.model.training_plan import FORMS, GOALS, LENGTHS
from app.notify import one_line
from app.ui.fields import Choice, ElidedLabel, Segments, label, plain_number
from app.ui.theme import Appearance
from app.ui.training_parts import Card, Fold, Options, link, say, wrapped
from app.ui.training_words import form_words, goal_words, length_words
from engine.catalogue import ModelInfo

_NAMES = 128  # width of the names, in pixels
_CROPS = (0, 64, 128, 192, 256, 384, 512)
_SHARES = (0.1, 0.2, 0.3)
_MOST = 1_000_000


class OptionsCard(Card):
    """Shows the draft's plan, and changes it."""

    def __init__(self, draft: Draft, appearance: Appearance) -> None:
        super().__init__(translate("Training", "Plan"), 2)
        self._draft = draft
        self._infos: dict[str, ModelInfo] = {}
        self.name = QLineEdit()
        self.name.setMaxLength(100)
        self.name.setAccessibleName(translate("Training", "Name"))
        self.base = Choice(translate("Training", "Start from"), ())
        self.form = Options(translate("Training", "What it makes"), [(form, *form_words(form)) for form in FORMS])
        self.goal = Options(translate("Training", "What it learns"), [(goal, *goal_words(goal)) for goal in GOALS])
        lengths = [(float(index), length_words(length)) for index, length in enumerate(LENGTHS)]
        self.length = Segments(translate("Training", "How long"), lengths)
        self.updates_note = label("", "muted")
        self.more = Fold(translate("Training", "More"), appearance)
        self._make_more()
        self._grid = self._new_grid()
        for name, control in (
            (translate("Training", "Name"), self.name),
            (translate("Training", "Start from"), self.base),
            (translate("Training", "What it makes"), self.form),
            (translate("Training", "What it learns"), self.goal),
        ):
            self._row(self._grid, name, control)
        self._row(self._grid, translate("Training", "How long"), self._beside(self.length, self.updates_note))
        self.box.addLayout(self._grid)
        self.box.addWidget(self.more)
        self._connect()

    def _make_more(self) -> None:
        self.updates, self.rate, self.seed = QSpinBox(), QDoubleSpinBox(), QSpinBox()
        self.updates.setRange(0, _MOST)
        self.updates.setSpecialValueText(translate("Training", "As above"))
        self.rate.setRange(0.1, 10)
        self.rate.setDecimals(1)
        self.seed.setRange(0, 2**31 - 1)
        for box in (self.updates, self.rate, self.seed):
            plain_number(box)
            box.setFixedWidth(96)
        as_recipe = translate("Training", "As the recipe says")
        crops = [(crop, as_recipe if not crop else f"{crop} × {crop}") for crop in _CROPS]
        self.crop = Choice(translate("Training", "Squares to learn from"), crops)
        self.share = Choice(
            translate("Training", "Set aside to judge"), [(share, f"{number(100 * share, 0)} %") for share in _SHARES]
        )
        self.captioner = Choice(translate("Training", "Captions"), ())
        self.pairs, self.pairs_folder = QPushButton(translate("Training", "Choose…")), ElidedLabel("", "quiet")
        self.pairs.setAccessibleName(translate("Training", "Choose the folder of damaged versions"))
        self.no_pairs = link(translate("Training", "None"), translate("Training", "Use no damaged versions"))
        grid = self._new_grid()
        rows: Sequence[tuple[str, QWidget, str]] = (
            (translate("Training", "Updates"), self.updates, translate("Training", "Steps of learning, as a number")),
            (
                translate("Training", "Squares"), self.crop,
                translate("Training", "Side in pixels. Smaller ones need less memory and show less of a photo"),
            ),
            (
                translate("Training", "Learning rate ×"), self.rate,
                translate("Training", "How far each update goes. Above 1 learns faster and may spoil the model"),
            ),
            (
                translate("Training", "Set aside"), self.share,
                translate("Training", "Photos that are never learned from, and judge the result"),
            ),
            (
                translate("Training", "Captions"), self.captioner,
                translate("Training", "For photos without a text file beside them"),
            ),
            (translate("Training", "Seed"), self.seed, translate("Training", "The same seed makes the same choices")),
        )  # fmt: skip
        for name, control, tip in rows:
            control.setAccessibleName(name)
            control.setToolTip(tip)
            self._row(grid, name, control)
        own = self._beside(self.pairs_folder, self.no_pairs, self.pairs)
        self._row(grid, translate("Training", "Damaged versions"), own)
        note = wrapped(
            translate(
                "Training", "Real damaged versions of the same photos, under the same names, can be learned from."
            ),
            "muted",
        )
        grid.addWidget(note, grid.rowCount(), 1)
        self.more.inside.addLayout(grid)

    def _connect(self) -> None:
        draft = self._draft
        self.name.textEdited.connect(lambda text: draft.set(title=text.strip()))
        self.base.chosen.connect(lambda name: draft.choose_base(self._infos[name]))
        self.form.chosen.connect(lambda form: draft.set(form=form))
        self.goal.chosen.connect(lambda goal: draft.set(goal=goal))
        self.length.chosen.connect(lambda index: draft.set(length=LENGTHS[int(index)], updates=0))
        self.updates.valueChanged.connect(lambda count: draft.set(updates=count))
        self.crop.chosen.connect(lambda crop: draft.set(crop=crop))
        self.rate.valueChanged.connect(lambda rate: draft.set(rate=round(rate, 2)))
        self.share.chosen.connect(lambda share: draft.set(held_out=share))
        self.captioner.chosen.connect(lambda name: draft.set(captioner=name))
        self.seed.valueChanged.connect(lambda seed: draft.set(seed=seed))
        self.pairs.clicked.connect(self._choose_pairs)
        self.no_pairs.clicked.connect(lambda: draft.set(pairs=None))

    def offer(self, infos: Sequence[ModelInfo], captioners: Sequence[str]) -> None:
        """Models that it can start from, and captioners that are installed."""
        names = [info.name for info in infos]
        if [self.base.itemData(index) for index in range(self.base.count())] != names:
            self.base.clear()
            for info in infos:
                self.base.addItem(one_line(data_text(info.title)), info.name)
        self._infos = {info.name: info for info in infos}
        wanted = ["", *captioners]
        if [self.captioner.itemData(index) for index in range(self.captioner.count())] != wanted:
            self.captioner.clear()
            for name in wanted:
                self.captioner.addItem(
                    translate("Training", "Written by {name}").format(name=name)
                    if name
                    else translate("Training", "Only those that are there"),
                    name,
                )

    def refresh(self) -> None:
        """Show the plan."""
        plan = self._draft.plan
        if self.name.text().strip() != plan.title:
            self.name.setText(plan.title)
        self.name.setPlaceholderText(
            plan.shown_title if plan.photos is not None else translate("Training", "As the folder")
        )
        if plan.base_name:
            self.base.show_value(plan.base_name)
        self.form.show_value(plan.form)
        self.goal.show_value(plan.goal)
        self.length.show_value(float(LENGTHS.index(plan.length)) if not plan.updates else None)
        known = bool(self._draft.photos.found["collection"])
        say(self.updates_note, translate("Training", "%n updates", n=self._draft.updates) if known else "")
        for box, value in ((self.updates, plan.updates), (self.seed, plan.seed)):
            box.blockSignals(True)
            box.setValue(value)
            box.blockSignals(False)
        self.rate.blockSignals(True)
        self.rate.setValue(plan.rate)
        self.rate.blockSignals(False)
        self.crop.show_value(plan.crop, f"{plan.crop} × {plan.crop}")
        self.share.show_value(plan.held_out, f"{number(100 * plan.held_out, 0)} %")
        self.captioner.show_value(plan.captioner)
        self.pairs_folder.setText(one_line(str(plan.pairs)) if plan.pairs is not None else "")
        self.no_pairs.setVisible(plan.pairs is not None)

    def _choose_pairs(self) -> None:
        start = self._draft.plan.pairs or self._draft.plan.photos or Path()
        dialog = QFileDialog(self, translate("Training", "Damaged versions of the photos"), str(start))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(lambda name: self._draft.set(pairs=Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _new_grid(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(12)
        grid.setColumnMinimumWidth(0, _NAMES)
        grid.setColumnStretch(1, 1)
        return grid

    def _row(self, grid: QGridLayout, name: str, control: QWidget) -> None:
        shown = label(name)
        shown.setBuddy(control)
        line = grid.rowCount()
        top = Qt.AlignmentFlag.AlignTop if isinstance(control, Options) else Qt.AlignmentFlag.AlignVCenter
        grid.addWidget(shown, line, 0, top)
        small = isinstance(control, QSpinBox | QDoubleSpinBox)
        grid.addWidget(control, line, 1, *((Qt.AlignmentFlag.AlignLeft,) if small else ()))

    def _beside(self, *widgets: QWidget) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        for index, widget in enumerate(widgets):
            row.addWidget(widget, 0 if index else 1)
        return holder
