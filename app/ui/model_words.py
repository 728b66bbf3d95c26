"""What a card of the models window says and offers, for every state that a model can be in."""

from dataclasses import dataclass
from typing import Literal

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
    parts = [f"Licence: {'; '.join(item.licences)}"] if item.licences else []
    if item.installed:
        parts += [f"{size_text(item.size_bytes)} on the disk"] if item.size_bytes else []
    else:
        parts += [f"{size_text(item.download_bytes)} to download"] if item.download_bytes else []
        parts += [f"takes about {size_text(item.size_bytes)} once it is ready"] if item.size_bytes else []
    if item.memory:
        parts.append(f"Memory: {item.memory.rstrip('.')}" if not item.installed else item.memory)
    return "  ·  ".join(part[:1].upper() + part[1:] for part in parts)


def _at_work(item: Item | None, transfer: Transfer) -> CardWords:
    if transfer.state == "failed":
        return _failed(item, transfer)
    if transfer.state in ("checking", "removing"):
        return CardWords(words=transfer.words(), fraction=-1)
    stop: tuple[Verb, str] = ("pause", "Pause" if transfer.way == "get" else "Stop")
    return CardWords(
        main=stop if transfer.state != "pausing" else None,
        words=transfer.words(),
        fraction=-1 if transfer.fraction is None else transfer.fraction,
    )


def _failed(item: Item | None, transfer: Transfer) -> CardWords:
    main: tuple[Verb, str] | None
    second: tuple[Verb, str] = ("dismiss", "Dismiss")
    if transfer.way == "import":
        main = ("again", "Try again")
    elif item is None or item.entry is None:
        main = None
    elif item.installed:
        main = ("get", "Download again")
    else:
        main = ("get", "Try again")
        if item.here_bytes:
            second = ("discard", "Discard")
    return CardWords("Failed", "error", main, second, problem=transfer.problem)


def _installed(item: Item, in_use: bool, known: bool) -> CardWords:
    remove: tuple[Verb, str] | None = None if item.built_in else ("remove", "Remove…")
    if item.problem:
        again: tuple[Verb, str] | None = ("get", "Download again") if item.entry is not None else None
        return CardWords("Cannot be used", "error", again, remove, problem=item.problem)
    if in_use:
        return CardWords("In use", "good", None, remove, may_check=True)
    return CardWords("Ready", "", ("use", "Use") if known else None, remove, may_check=True)


def _wanted(item: Item) -> CardWords:
    if not item.here_bytes:
        return CardWords(main=("get", "Download"))
    total = item.download_bytes or 0
    known = total >= item.here_bytes
    here = of_total(item.here_bytes, total) if known else size_text(item.here_bytes)
    return CardWords(
        badge="Paused",
        main=("get", "Resume"),
        second=("discard", "Discard"),
        words=f"{here} {'are' if known else 'is'} here",
        fraction=item.here_bytes / total if known else None,
    )
