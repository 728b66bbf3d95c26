"""What a card of the models window says and offers, for every state that a model can be in."""

from dataclasses import dataclass
from typing import Literal

from app.language import translate
from app.model.model_items import Item
from app.model.transfer import Transfer, of_total, size_text

Verb = Literal["get", "pause", "discard", "use", "remove", "check", "again", "dismiss"]
Level = Literal["", "good", "error"]


@dataclass(frozen=True)
class CardWords:
    """What is shown.

    Attributes:
        badge: the state in a word or two, or "".
        level: of the badge.
        main, second: verb and words of the two buttons, or None.
        words: what is going on, or "".
        fraction: of the bar, 0 to 1; -1: at work, and nobody knows how far; None: no bar.
        problem: why it failed or cannot be used, or "".
        may_check: whether its files can be compared with their hashes.
    """

    badge: str = ""
    level: Level = ""
    main: tuple[Verb, str] | None = None
    second: tuple[Verb, str] | None = None
    words: str = ""
    fraction: float | None = None
    problem: str = ""
    may_check: bool = False


def card_words(item: Item | None, transfer: Transfer | None, *, in_use: bool = False, known: bool = True) -> CardWords:
    """For an item of the list, or (None) for an import that is none yet; `known`: it can be chosen by now."""
    if transfer is not None and transfer.state != "paused":
        return _at_work(item, transfer)
    if item is None:
        return CardWords()
    return _installed(item, in_use, known) if item.installed else _wanted(item)


def facts(item: Item) -> str:
    """Licence, size and memory in one line."""
    parts: list[str] = []
    if item.licences:
        parts.append(
            translate("ModelWords", "Licence: {names}").format(
                names=translate("ModelWords", "; ", "between licences").join(item.licences)
            )
        )
    if item.installed and item.size_bytes:
        parts.append(translate("ModelWords", "{size} on the disk").format(size=size_text(item.size_bytes)))
    elif not item.installed:
        if item.download_bytes:
            size = size_text(item.download_bytes)
            parts.append(translate("ModelWords", "{size} to download").format(size=size))
        if item.size_bytes:
            size = size_text(item.size_bytes)
            parts.append(translate("ModelWords", "Takes about {size} once it is ready").format(size=size))
    if item.memory and item.installed:
        parts.append(item.memory[:1].upper() + item.memory[1:])
    elif item.memory:
        parts.append(translate("ModelWords", "Memory: {need}").format(need=item.memory.rstrip(".。")))
    return "  ·  ".join(parts)


def _at_work(item: Item | None, transfer: Transfer) -> CardWords:
    if transfer.state == "failed":
        return _failed(item, transfer)
    if transfer.state in ("checking", "removing"):
        return CardWords(words=transfer.words(), fraction=-1)
    stop: tuple[Verb, str] = (
        "pause",
        translate("ModelWords", "Pause") if transfer.way == "get" else translate("ModelWords", "Stop"),
    )
    return CardWords(
        main=stop if transfer.state != "pausing" else None,
        words=transfer.words(),
        fraction=-1 if transfer.fraction is None else transfer.fraction,
    )


def _failed(item: Item | None, transfer: Transfer) -> CardWords:
    main: tuple[Verb, str] | None
    second: tuple[Verb, str] = ("dismiss", translate("ModelWords", "Dismiss"))
    if transfer.source:  # the card offers to download what is missing
        return CardWords(translate("ModelWords", "Incomplete"), "error", None, second, problem=transfer.problem)
    if transfer.way == "import":
        main = ("again", translate("ModelWords", "Try again"))
    elif item is None or item.entry is None:
        main = None
    elif item.installed:
        main = ("get", translate("ModelWords", "Download again"))
    else:
        main = ("get", translate("ModelWords", "Try again"))
        if item.here_bytes:
            second = ("discard", translate("ModelWords", "Discard"))
    return CardWords(translate("ModelWords", "Failed"), "error", main, second, problem=transfer.problem)


def _installed(item: Item, in_use: bool, known: bool) -> CardWords:
    remove: tuple[Verb, str] | None = None if item.built_in else ("remove", translate("ModelWords", "Remove…"))
    if item.problem:
        again: tuple[Verb, str] | None = None
        if item.entry is not None:
            again = ("get", translate("ModelWords", "Download again"))
        return CardWords(translate("ModelWords", "Cannot be used"), "error", again, remove, problem=item.problem)
    if in_use:
        return CardWords(translate("ModelWords", "In use"), "good", None, remove, may_check=True)
    use: tuple[Verb, str] | None = ("use", translate("ModelWords", "Use")) if known else None
    return CardWords(translate("ModelWords", "Ready"), "", use, remove, may_check=True)


def _wanted(item: Item) -> CardWords:
    if not item.here_bytes:
        return CardWords(main=("get", translate("ModelWords", "Download")))
    total = item.download_bytes or 0
    known = total >= item.here_bytes
    if known:
        here = translate("ModelWords", "{share} are here", "share: 3.1 of 8.7 GB").format(
            share=of_total(item.here_bytes, total)
        )
    else:
        here = translate("ModelWords", "{size} is here").format(size=size_text(item.here_bytes))
    return CardWords(
        badge=translate("ModelWords", "Paused"),
        main=("get", translate("ModelWords", "Resume")),
        second=("discard", translate("ModelWords", "Discard")),
        words=here,
        fraction=item.here_bytes / total if known else None,
    )
