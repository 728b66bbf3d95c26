"""How texts and numbers are said to a person: in English, until a window says how its language says them.

Knows no Qt, because the command line says some of the same texts. `app.language` hands in Qt's translations.
"""

from collections.abc import Callable
from dataclasses import dataclass

from engine.sentences import Sentence


def _english(context: str, text: str, note: str, n: int) -> str:
    return text.replace("%n", str(n)) if n >= 0 else text


def _plain(value: float, decimals: int) -> str:
    return f"{value:.{decimals}f}"


@dataclass
class _Speech:
    text: Callable[[str, str, str, int], str] = _english
    number: Callable[[float, int], str] = _plain


_speech = _Speech()


def translate(context: str, text: str, note: str = "", n: int = -1) -> str:
    """`text` in the window's language, or as it is where none was chosen.

    All but `n` have to be literal strings: `packaging/translations/update.py` collects them.

    Args:
        context: where it is read, such as "Inspector"; groups the texts for translators.
        text: the English words; values go in afterwards, with `.format(...)`.
        note: tells a translator what is meant where the words alone do not.
        n: how many, for texts with "%n"; its plural is chosen by the language's rules.
    """
    return _speech.text(context, text, note, n)


def data_text(text: str) -> str:
    """A text out of `resources`, such as a model's description, in the window's language; another one as it is."""
    return _speech.text("Data", text, "", -1)


def engine_text(text: str) -> str:
    """A `Sentence` of the engine in the window's language; any other text as it is."""
    if not isinstance(text, Sentence):
        return text
    values = {name: engine_text(value) if isinstance(value, str) else value for name, value in text.values.items()}
    return _speech.text("Engine", text.template, "", -1).format(**values)


def number(value: float, decimals: int = 0) -> str:
    """`value` with that many decimals, as the window's language writes it: 6.6 or 6,6."""
    return _speech.number(value, decimals)


def speak(text: Callable[[str, str, str, int], str] = _english, number: Callable[[float, int], str] = _plain) -> None:
    """Say texts and numbers with these from now on; without arguments, in plain English."""
    _speech.text, _speech.number = text, number
