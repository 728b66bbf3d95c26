"""What the models window lists: models, adapters and captioners that are here, and those that can be had."""

import contextlib
import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from app.language import data_text, number, translate
from app.model.choices import adapter_problem
from app.model.verdict_words import verdict_words
from app.notify import error_text
from app.words import engine_text
from engine.activations import NotCounted
from engine.caption_files import check_captioner, list_captioners
from engine.catalogue import BUILT_IN, AdapterInfo, ModelInfo, available, captioner_folder, list_adapters, list_models
from engine.catalogue_file import CatalogueEntry
from engine.download import planned_bytes, present_bytes
from engine.errors import HeirloomError, ModelError
from engine.footprint import predict
from engine.plans import RESIDENT
from engine.sizes import read_sizes

ItemKind = Literal["model", "adapter", "captioner"]

_TYPICAL = (1024, 1024)


@dataclass(frozen=True)
class Item:
    """A model, adapter or captioner.

    Attributes:
        name: what the catalogue and the disk call it.
        kind: what it is.
        title, about: for people.
        licences: one a part.
        memory: what it needs, in words, or "".
        folder: where it lies, or would; of an adapter its file.
        installed: whether it is here.
        size_bytes: on the disk, or about so many once it is there; None where unknown.
        download_bytes: about so many are to be fetched; None where unknown.
        here_bytes: of a download that was begun.
        entry: of the catalogue, where it can be downloaded.
        base: name of the model that an adapter changes.
        base_folder: where that lies, or None.
        problem: why it cannot be used, or "".
    """

    name: str
    kind: ItemKind
    title: str
    folder: Path
    about: str = ""
    licences: tuple[str, ...] = ()
    memory: str = ""
    installed: bool = False
    size_bytes: int | None = None
    download_bytes: int | None = None
    here_bytes: int = 0
    entry: CatalogueEntry | None = field(default=None, repr=False)
    base: str = ""
    base_folder: Path | None = None
    problem: str = ""

    @property
    def key(self) -> str:
        """Names it among all kinds."""
        return f"{self.kind}:{self.name}"

    @property
    def built_in(self) -> bool:
        """Whether it comes with Heirloom, and stays."""
        return self.kind == "model" and self.name == BUILT_IN

    @property
    def usable(self) -> bool:
        """Whether it is here and sound, as far as its descriptions say."""
        return self.installed and not self.problem


def read_items(models: Path, catalogue: Path | None = None) -> list[Item]:
    """What is in the folder `models`, the built-in model first, and what can be downloaded. Descriptions only.

    Raises:
        CatalogueError: the list of what can be had cannot be read.
    """
    entries = {(entry.kind, entry.name): entry for entry in available(catalogue)}
    items = [_model(info, entries.get(("model", info.name))) for info in list_models([models])]
    here = {item.name for item in items}
    items += [_wanted(entry, models) for (kind, name), entry in entries.items() if kind == "model" and name not in here]
    items += [_adapter(info) for info in list_adapters([models])]
    captioners = list_captioners(models / "captioners")
    items += [_captioner(name, models, entries.get(("captioner", name))) for name in captioners]
    rest = [entry for (kind, name), entry in entries.items() if kind == "captioner" and name not in captioners]
    return items + [_wanted(entry, models) for entry in rest]


def memory_text(count: int) -> str:
    """As "1.1 GB"."""
    if count >= 0.95e9:
        return translate("ModelItems", "{size} GB").format(size=number(count / 1e9, 1))
    return translate("ModelItems", "{size} MB").format(size=max(10, round(count / 1e7) * 10))


def _model(info: ModelInfo, entry: CatalogueEntry | None) -> Item:
    about = ""
    if info.name == BUILT_IN:
        about = translate("ModelItems", "The small model that comes with Heirloom. It works on every computer.")
    memory = ""
    with contextlib.suppress(NotCounted, HeirloomError):  # then its memory is not told
        if not info.problem:
            peak = predict(read_sizes(info.folder), RESIDENT, info.recommended, _TYPICAL).peak_bytes
            need = translate("ModelItems", "about {memory} of memory for {width} × {height} pixels")
            memory = need.format(memory=memory_text(peak), width=_TYPICAL[0], height=_TYPICAL[1])
    return Item(
        name=info.name,
        kind="model",
        title=data_text(info.title),
        folder=info.folder,
        about=about or (data_text(entry.about) if entry is not None else ""),
        licences=tuple(dict.fromkeys(info.licence.split("; "))) if info.licence else (),
        memory=memory,
        installed=True,
        size_bytes=info.size_bytes or None,
        entry=entry,
        problem=_short(engine_text(info.problem), info.folder),
    )


def _wanted(entry: CatalogueEntry, models: Path) -> Item:
    folder = models / ".downloads" / entry.name
    here, planned = present_bytes(folder), planned_bytes(entry, folder)
    ready = models / entry.name if entry.kind == "model" else captioner_folder(models, entry.name)
    return Item(
        name=entry.name,
        kind=entry.kind,
        title=data_text(entry.title),
        folder=ready,
        about=data_text(entry.about),
        licences=_licence_names(entry),
        memory=data_text(entry.memory_hint),
        size_bytes=entry.installed_bytes,
        download_bytes=planned if planned is not None else entry.approximate_bytes,
        here_bytes=here,
        entry=entry,
    )


def _adapter(info: AdapterInfo) -> Item:
    if info.verdict:
        verdict = translate("ModelItems", "Its own held-out test: {verdict}.").format(
            verdict=verdict_words(info.verdict)
        )
    else:
        verdict = translate("ModelItems", "It was not tested on held-out photos.")
    about = [translate("ModelItems", "For {model}.").format(model=info.base)]
    if info.updates:
        about.append(translate("ModelItems", "%n updates of training.", n=info.updates))
    return Item(
        name=info.name,
        kind="adapter",
        title=info.title,
        folder=info.path,
        about=" ".join([*about, verdict]) if info.base else "",
        licences=(info.licence,) if info.licence else (),
        installed=True,
        size_bytes=info.size_bytes or None,
        base=info.base,
        base_folder=info.base_folder,
        problem=adapter_problem(info),
    )


def _captioner(name: str, models: Path, entry: CatalogueEntry | None) -> Item:
    folder = captioner_folder(models, name)
    title, licence, problem = _described(folder, name)
    try:
        check_captioner(folder)
    except ModelError as error:
        problem = error_text(error)
    return Item(
        name=name,
        kind="captioner",
        title=data_text(entry.title) if entry is not None else title,
        folder=folder,
        about=data_text(entry.about) if entry is not None else translate("ModelItems", "Describes a photo in words."),
        licences=(licence or translate("ModelItems", "not stated", "a licence"),),
        memory=data_text(entry.memory_hint) if entry is not None else "",
        installed=True,
        size_bytes=present_bytes(folder),
        entry=entry,
        problem=problem,
    )


def _described(folder: Path, name: str) -> tuple[str, str, str]:
    """Title and licence of a captioner as it was installed; one that a person put there says neither."""
    from engine.installing import CAPTIONER

    path = folder / CAPTIONER
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        return str(values.get("title") or name), str(values.get("licence") or ""), ""
    except FileNotFoundError:
        return name, "", ""
    except (OSError, ValueError, AttributeError) as error:
        told = translate("ModelItems", "{file} cannot be read ({reason})")
        return name, "", told.format(file=path.name, reason=error)


def _short(problem: str, folder: Path) -> str:
    """Without the folder of the file that it is about: the window has little room."""
    return problem.replace(f"{folder}{os.sep}", "").replace(f"{folder.parent}{os.sep}", "")


def _licence_names(entry: CatalogueEntry) -> tuple[str, ...]:
    names = [data_text(part.licence.name) for part in entry.parts]
    if len(names) == 1:
        return (names[0],)
    return tuple(f"{part.part}: {name}" for part, name in zip(entry.parts, names, strict=True))
