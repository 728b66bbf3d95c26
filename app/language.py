"""The window's language: Qt Linguist's translations of every text a person reads, and its way with numbers."""

import logging
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from app import words
from app.settings import LANGUAGES
from app.words import data_text, number, translate
from engine.resources import resource

__all__ = ["LANGUAGES", "data_text", "install", "language_for", "language_name", "number", "remove", "translate"]

log = logging.getLogger(__name__)

_ENGLISH = "en"
_OURS, _QTS = "heirloom", "qtbase"


def install(app: QCoreApplication, language: str) -> str:
    """Speak `language` (one of `LANGUAGES`) from now on; what is already shown has to be made anew.

    Returns:
        The language that it is: what "system" stands for here.
    """
    remove(app)
    chosen = language_for(QLocale.system().uiLanguages()) if language == "system" else language
    for name, folder in (
        (_QTS, Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))),
        (_OURS, resource("translations")),
    ):
        translator = QTranslator(app)
        translator.setObjectName(f"{name}-translator")
        path = folder / f"{name}_{chosen}.qm"
        if translator.load(str(path)):
            app.installTranslator(translator)
        else:
            log.warning("no translation could be loaded from %s", path)
            translator.deleteLater()
    QLocale.setDefault(_locale(chosen))
    words.speak(_text, _number)
    return chosen


def remove(app: QCoreApplication) -> None:
    """Speak plain English again, without any translation."""
    for name in (_QTS, _OURS):
        for translator in app.findChildren(QTranslator, f"{name}-translator"):
            app.removeTranslator(translator)
            translator.setParent(None)
    QLocale.setDefault(QLocale.system())
    words.speak()


def language_for(wanted: Sequence[str]) -> str:
    """The best of the languages there are for somebody who wants these, best first, as in "de-AT"."""
    for name in wanted:
        locale = QLocale(name)
        if locale.language() == QLocale.Language.Chinese:
            if locale.script() == QLocale.Script.SimplifiedChineseScript:
                return "zh_CN"
            continue  # the traditional script is another one
        code = QLocale.languageToCode(locale.language())
        if code in LANGUAGES:
            return code
    return _ENGLISH


def language_name(language: str) -> str:
    """A language by its own name, which everybody who speaks it can find."""
    names = {"en": "English", "de": "Deutsch", "zh_CN": "简体中文"}
    return names[language] if language in names else translate("Language", "Like the system")


def _locale(language: str) -> QLocale:
    """The language as it is written where this computer is, if it is spoken there."""
    system, own = QLocale.system(), QLocale(language)
    if system.language() == own.language() and system.script() == own.script():
        return system
    here = QLocale(own.language(), own.script(), system.territory())
    return here if here.territory() == system.territory() else own


def _text(context: str, text: str, note: str, n: int) -> str:
    return QCoreApplication.translate(context, text, note or None, n)


def _number(value: float, decimals: int) -> str:
    locale = QLocale()
    locale.setNumberOptions(QLocale.NumberOption.OmitGroupSeparator)
    return locale.toString(float(value), "f", decimals)
