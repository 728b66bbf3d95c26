"""A contact sheet of a run's photos and what its degradations make of them, so that a person can judge the ranges."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from engine.errors import TrainingError
from engine.images.naming import free_name
from trainer.collection import Collection, scan, split
from trainer.config import Mix, RunConfig, read_config
from trainer.dataset import Sample, Samples, generator_for

_GAP, _MARGIN, _HEAD = 8, 24, 30
_PAPER, _INK, _FAINT = (245, 245, 243), (32, 32, 34), (110, 110, 114)


@dataclass(frozen=True)
class Sheet:
    """The sheet and what is on it.

    Attributes:
        image: the sheet.
        rows: for each photo its name and the parameters of each of its degradations, ready for JSON.
        collection: what was found and rejected.
    """

    image: Image.Image
    rows: tuple[dict[str, Any], ...]
    collection: Collection

    def save(self, path: Path) -> tuple[Path, Path]:
        """Writes the sheet as PNG, and the parameters as JSON; names that exist get a number.

        Returns:
            Both paths.

        Raises:
            TrainingError: one cannot be written.
        """
        written: list[Path] = []
        text = json.dumps(self.rows, indent=2) + "\n"
        try:
            for suffix in (".png", ".json"):
                target = free_name(path.with_suffix(suffix))
                with target.open("xb") as file:
                    if suffix == ".png":
                        self.image.save(file, "PNG")
                    else:
                        file.write(text.encode())
                written.append(target)
        except OSError as error:
            advice = "Choose another place with --out."
            raise TrainingError(f"cannot be written ({error.strerror or error})", path=path, advice=advice) from error
        return written[0], written[1]


def contact_sheet(run: Path, photos: int = 6, side: int = 256) -> Sheet:
    """A row for each of `photos` training photos: a crop of it, then the same crop with each of the run's degradations.

    Args:
        run: a run file; its base model is not needed.
        photos: rows; fewer where there are fewer photos.
        side: of the crops, in pixels.

    Raises:
        ConfigError, TrainingError: as for training.
    """
    config = read_config(run)
    collection = scan(config.photos, smallest=max(crop.size for crop in config.crops), pairs=config.pairs)
    training, _ = split(collection.photos, config.held_out, config.seed, proof=config.proof)
    chosen = training[:: max(1, len(training) // photos)][:photos]
    samples = Samples(chosen, config)
    side = min(side, *(samples.shortest(index) for index in range(len(chosen))))
    grid = [_row(samples, config, side, row) for row in range(len(chosen))]
    rows = tuple(
        {"photo": photo.path.name, "degradations": [sample.parameters.to_dict() for sample in row if sample]}
        for photo, row in zip(chosen, grid, strict=True)
    )
    names = [photo.path.name for photo in chosen]
    whole = sum(mix.share for mix in config.degradation)
    titles = ["Original", *(f"{_words(mix)} · {mix.share / whole:.0%}" for mix in config.degradation)]
    if config.pairs is not None:
        titles.append("damaged version")
    return Sheet(_drawing(grid, names, titles, side), rows, collection)


def _row(samples: Samples, config: RunConfig, side: int, row: int) -> list[Sample | None]:
    """A sample for each degradation, and with pairs one for the damaged version; None for what is not trained on."""

    def drawn(mix: Mix) -> Sample:
        # the same generator for each degradation of a photo: the same crop
        return samples.draw(side, generator_for(config.seed, "sheet", row), row, mix)

    nothing: list[Sample | None] = [None] * len(config.degradation)
    if samples.photos[row].lq is not None:
        return [*nothing, drawn(config.degradation[0])]
    return [*map(drawn, config.degradation), *([] if config.pairs is None else [None])]


def _drawing(grid: list[list[Sample | None]], names: list[str], titles: list[str], side: int) -> Image.Image:
    columns, step = len(titles), side + _GAP
    width = 2 * _MARGIN + columns * step - _GAP
    height = 2 * _MARGIN + _HEAD + len(grid) * (step + _HEAD) - _GAP
    sheet = Image.new("RGB", (width, height), _PAPER)
    draw = ImageDraw.Draw(sheet)
    bold, plain = ImageFont.load_default(15), ImageFont.load_default(12)
    for column, title in enumerate(titles):
        draw.text((_MARGIN + column * step, _MARGIN), _fitted(title, bold, side), _INK, bold)
    for row, samples in enumerate(grid):
        top = _MARGIN + _HEAD + row * (step + _HEAD)
        original = next(sample.original for sample in samples if sample)
        for column, pixels in enumerate([original, *(sample.lq if sample else None for sample in samples)]):
            left = _MARGIN + column * step
            if pixels is not None:
                sheet.paste(Image.fromarray(np.ascontiguousarray(pixels)), (left, top))
        draw.text((_MARGIN, top + side + 5), _fitted(names[row], plain, side), _FAINT, plain)
        for column, sample in enumerate(samples, 1):
            text = _done(sample) if sample else "not used for this photo"
            draw.text((_MARGIN + column * step, top + side + 5), _fitted(text, plain, side), _FAINT, plain)
    return sheet


def _words(mix: Mix) -> str:
    factor = {-1.0: "", 0.0: " x1-4"}.get(mix.factor, f" x{mix.factor:g}")
    return mix.preset.replace("_", " ") + factor


def _done(sample: Sample) -> str:
    """What was done to it, in order."""
    stages = ", ".join(_named(type(stage).__name__) for stage in sample.parameters.stages)
    return stages or "as it is"


def _named(kind: str) -> str:
    """GaussianNoise -> gaussian noise."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", kind).lower()


def _fitted(text: str, font: ImageFont.FreeTypeFont | ImageFont.ImageFont, width: int) -> str:
    """`text`, shortened to `width` pixels; characters that the built-in font lacks are shown as boxes by it."""
    if font.getlength(text) <= width:
        return text
    while text and font.getlength(text + "…") > width:
        text = text[:-1]
    return text.rstrip(" ,") + "…"
