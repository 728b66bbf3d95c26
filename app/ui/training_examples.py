"""What the damage looks like that will be learned from: a few of the person's own photos, each damaged in turn."""

from typing import Any

from PySide6.QtGui import QImage

from app.language import number, translate
from app.model.training_draft import Draft
from app.tasks import Lane
from app.ui.theme import Appearance
from app.ui.training_parts import Card, link, say, wrapped
from app.ui.training_pictures import PictureGrid, Row, load_rows


class ExamplesCard(Card):
    """Shows examples as soon as there are photos; `other` makes new ones."""

    def __init__(self, draft: Draft, files: Lane, appearance: Appearance) -> None:
        super().__init__(translate("Training", "What it will see"))
        self._draft, self._files = draft, files
        self._turn = 0
        self._shown: object = None
        self._wanted: object = None
        self.words = wrapped("", "quiet")
        self.grid = PictureGrid(appearance, translate("Training", "Examples of damage"), 192)
        self.other = link(translate("Training", "Other examples"))
        self.other.setProperty("role", "offer")  # greyed, not gone, while others are made
        self.head.addWidget(self.other)
        self.box.addWidget(self.words)
        self.box.addWidget(self.grid)
        self.other.clicked.connect(self._more)
        draft.examples.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Ask for examples of the plan as it is, and show those that there are."""
        draft = self._draft
        collection = draft.photos.found["collection"]
        ready = bool(collection) and not draft.photos.found.busy and collection["photos"] > 0
        self.setVisible(ready)
        if not ready:
            return
        if self._wanted != (draft.plan, self._turn):  # once: what failed is not tried again and again
            self._wanted = (draft.plan, self._turn)
            draft.show_examples(self._turn)
        found = draft.examples.found
        self.other.setEnabled(not found.busy)
        if found.problem:
            say(self.words, found.problem)
        elif found.busy:
            say(self.words, translate("Training", "Making examples…"))
        else:
            say(self.words, translate("Training", "Your photos, and what is made of them to learn from."))
        made = found["examples"]
        if made and made is not self._shown:
            self._shown = made
            rows = made["rows"]
            files = [[row["original"], *(each["file"] for each in row["damaged"])] for row in rows]
            load_rows(self._files, self, files, lambda pictures: self._show(rows, pictures))

    def _show(self, rows: list[dict[str, Any]], pictures: list[list[QImage | None]]) -> None:
        kinds = [
            f"{_kind(each['kind'])}, {number(100 * each['share'], 0)} %"
            for each in (rows[0]["damaged"] if rows else [])
        ]
        titles = [translate("Training", "Your photo"), *kinds]
        shown = [
            Row(tuple(images), (row["photo"], *(", ".join(map(_done, each["done"])) for each in row["damaged"])))
            for row, images in zip(rows, pictures, strict=True)
        ]
        self.grid.show_rows(titles, shown)

    def _more(self) -> None:
        self._turn += 1
        self.refresh()


def _kind(preset: str) -> str:
    words = {
        "old_photo": translate("Training", "Old print"),
        "pasd": translate("Training", "Small and noisy"),
        "realesrgan": translate("Training", "Very small and noisy"),
        "clean": translate("Training", "Nearly clean"),
    }
    return words.get(preset, preset)


def _done(stage: str) -> str:
    words = {
        "blur": translate("Training", "blur"),
        "sinc": translate("Training", "ringing"),
        "resize": translate("Training", "smaller"),
        "gaussian noise": translate("Training", "noise"),
        "poisson noise": translate("Training", "shot noise"),
        "jpeg": translate("Training", "JPEG"),
        "dust": translate("Training", "dust"),
        "scratches": translate("Training", "scratches"),
        "fold": translate("Training", "fold"),
        "stain": translate("Training", "stain"),
        "grain": translate("Training", "grain"),
        "paper texture": translate("Training", "paper"),
        "halftone": translate("Training", "halftone"),
        "grey": translate("Training", "grey"),
        "fade": translate("Training", "fading"),
        "yellowing": translate("Training", "yellowing"),
        "vignette": translate("Training", "dark corners"),
        "glare": translate("Training", "glare"),
    }
    return words.get(stage, stage)
