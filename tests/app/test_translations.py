"""The translation files hold every text of the code, completely, and the compiled ones say the same."""

import ast
import importlib.util
import re
import sys
import xml.etree.ElementTree as ET
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import pytest
from PySide6.QtCore import QTranslator

from app.settings import LANGUAGES
from engine.resources import resource
from tests.conftest import ROOT

FOLDER = resource("translations")
TRANSLATED = [name for name in LANGUAGES if name not in ("system", "en")]
FORMS = {"en": (1, 2), "de": (1, 2), "zh_CN": (1,)}  # a number for which each plural form is the right one
HINT = "run `make translations`, then translate what is unfinished"


@dataclass(frozen=True)
class Message:
    """One entry of a .ts file."""

    context: str
    source: str
    note: str
    plural: bool
    forms: tuple[str, ...]
    finished: bool

    @property
    def key(self) -> tuple[str, str, str, bool]:
        return self.context, self.source, self.note, self.plural


def module(name: str) -> ModuleType:
    """A script of packaging/translations."""
    folder = ROOT / "packaging" / "translations"
    spec = importlib.util.spec_from_file_location(name, folder / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    sys.modules[name] = made  # the scripts import each other, and dataclasses look their module up
    spec.loader.exec_module(made)
    return made


TEXTS = module("texts")


def messages(language: str) -> list[Message]:
    """What the .ts file of `language` holds."""
    found: list[Message] = []
    for context in ET.parse(FOLDER / f"heirloom_{language}.ts").getroot().findall("context"):
        for entry in context.findall("message"):
            shown = entry.find("translation")
            assert shown is not None
            plural = entry.get("numerus") == "yes"
            forms = [form.text or "" for form in shown.findall("numerusform")] if plural else [shown.text or ""]
            found.append(
                Message(
                    context.findtext("name", ""),
                    entry.findtext("source", ""),
                    entry.findtext("comment", ""),
                    plural,
                    tuple(forms),
                    shown.get("type") is None and all(forms),
                )
            )
    return found


@pytest.fixture(scope="module")
def collected() -> set[tuple[str, str, str, bool]]:
    """Every text of the code."""
    texts, wrong = TEXTS.all_texts()
    assert wrong == []
    return {(text.context, text.text, text.note, text.plural) for text in texts}


@pytest.mark.parametrize("language", FORMS)
def test_every_text_of_the_code_is_there_and_no_other(
    language: str, collected: set[tuple[str, str, str, bool]]
) -> None:
    wanted = {key for key in collected if language != "en" or key[3]}
    there = {message.key for message in messages(language)}
    assert wanted - there == set(), HINT
    assert there - wanted == set(), HINT
    assert len(wanted) > (10 if language == "en" else 300)


@pytest.mark.parametrize("language", FORMS)
def test_every_text_is_translated(language: str) -> None:
    assert [message.key for message in messages(language) if not message.finished] == [], HINT
    assert all(len(message.forms) == len(FORMS[language]) for message in messages(language) if message.plural)


@pytest.mark.parametrize("language", FORMS)
def test_the_compiled_file_says_the_same(language: str) -> None:
    translator = QTranslator()
    assert translator.load(str(FOLDER / f"heirloom_{language}.qm"))
    stale = []
    for message in messages(language):
        counts = FORMS[language] if message.plural else (-1,)
        for count, form in zip(counts, message.forms, strict=True):
            said = translator.translate(message.context, message.source, message.note or None, count)
            if said != form:
                stale.append((message.source, form, said))
    assert stale == [], HINT


@pytest.mark.parametrize("language", FORMS)
def test_what_is_filled_in_is_filled_in_in_every_language(language: str) -> None:
    wrong = []
    for message in messages(language):
        for number, form in enumerate(message.forms):
            fields = [Counter(re.findall(r"\{[^{}]*\}|%L?n", text)) for text in (message.source, form)]
            one = message.plural and len(message.forms) > 1 and number == 0
            if one:  # "Restore photo" needs no number
                for found in fields:
                    found.pop("%n", None)
            if fields[0] != fields[1]:
                wrong.append((message.source, form))
    assert wrong == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_translations_end_and_begin_as_their_texts(language: str) -> None:
    wrong = []
    for message in messages(language):
        for form in message.forms:
            blank = message.source.strip() == message.source
            stops = ("。", ".") if language == "zh_CN" else (".",)
            sentence = message.source.endswith(".") and not message.source.endswith("..")
            if (
                (blank and form.strip() != form)
                or form.count("&") != message.source.count("&")  # else a letter turns into a key
                or form.endswith("…") != message.source.endswith("…")
                or sentence != form.endswith(stops)
                or "  " in form.replace("  ", " ") != ("  " in message.source)
            ):
                wrong.append((message.source, form))
    assert wrong == []


def test_chinese_is_set_with_its_own_punctuation() -> None:
    half = re.compile(r"[\u4e00-\u9fff][,;:!?]|[,;!?][\u4e00-\u9fff]")
    assert [form for message in messages("zh_CN") for form in message.forms if half.search(form)] == []


def test_chinese_is_chinese_and_german_german() -> None:
    """A text that was copied instead of translated is found, but for names and units."""
    for language, few in (("de", 0.08), ("zh_CN", 0.03)):
        all_of_them = [message for message in messages(language) if re.search("[A-Za-z]{4}", message.source)]
        same = [message.source for message in all_of_them if message.source in message.forms]
        assert len(same) < few * len(all_of_them), same


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ('translate("A", "b")', [("A", "b", "", False)]),
        ('translate("A", "b " "c", "note")', [("A", "b c", "note", False)]),
        ('translate("A", "%n b", n=len(x))', [("A", "%n b", "", True)]),
        ('translate("A", "%n b", "note", n)', [("A", "%n b", "note", True)]),
        ('painter.translate(1, 2)\ntranslate("A", "x {y}").format(y=translate("B", "z"))',
         [("A", "x {y}", "", False), ("B", "z", "", False)]),
    ],
)  # fmt: skip
def test_texts_are_collected(code: str, found: list[tuple[str, str, str, bool]]) -> None:
    texts, wrong = TEXTS.texts_in(code, "a.py")
    assert wrong == []
    assert sorted((text.context, text.text, text.note, text.plural) for text in texts) == found


def test_sentences_of_the_engine_are_collected() -> None:
    code = 'raise Bad(sentence("a {b}", b=sentence("c")), advice=GO_ON)\nsentence(text)\nother("d")'
    texts, wrong = TEXTS.texts_in(code, "a.py")
    assert [(text.context, text.text) for text in texts] == [("Engine", "a {b}"), ("Engine", "c")]
    assert len(wrong) == 1
    assert wrong[0].startswith("a.py:2: ")


@pytest.mark.parametrize(
    "code",
    ['translate("A", text)', 'translate("A", f"b {c}")', 'translate(a, "b")', 'translate("A", "%n b")',
     'translate("A", "b", n=3)', 'translate("A", "b", note)'],
)  # fmt: skip
def test_what_cannot_be_collected_is_named(code: str) -> None:
    _, wrong = TEXTS.texts_in(f"\n{code}", "a.py")
    assert len(wrong) == 1
    assert wrong[0].startswith("a.py:2: ")


def test_the_files_are_brought_up_to_date(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was translated stays, new texts are unfinished, old ones go; in a folder of their own."""
    update = module("update")
    first = [TEXTS.Text("A", 'It\'s "b" \\ …', "note"), TEXTS.Text("A", "%n photos", plural=True)]
    monkeypatch.setattr(update, "all_texts", lambda: (first, []))
    update.update(tmp_path)
    german = tmp_path / "heirloom_de.ts"
    text = german.read_text(encoding="utf-8")
    assert "It&apos;s &quot;b&quot; \\ …" in text
    assert "<comment>note</comment>" in text
    german.write_text(
        text.replace('<translation type="unfinished"></translation>', "<translation>Es</translation>"), encoding="utf-8"
    )
    monkeypatch.setattr(update, "all_texts", lambda: ([first[0], TEXTS.Text("B", "new")], []))
    update.update(tmp_path)
    text = german.read_text(encoding="utf-8")
    assert "<translation>Es</translation>" in text
    assert "%n photos" not in text
    assert text.count("unfinished") == 1
    translator = QTranslator()
    assert translator.load(str(tmp_path / "heirloom_de.qm"))
    assert translator.translate("A", 'It\'s "b" \\ …', "note") == "Es"
    english = (tmp_path / "heirloom_en.ts").read_text(encoding="utf-8")
    assert "new" not in english  # only plurals differ from the code's own English


_SHOWN = re.compile(
    r"set(Text|ToolTip|AccessibleName|AccessibleDescription|PlaceholderText|WindowTitle|Title|Suffix|Prefix|"
    r"PlainText|InformativeText|LabelText|SpecialValueText)|add(Action|Menu|Section|Item|Row|Tab)|drawText|"
    r"Q(Label|PushButton|Action|Menu|CheckBox|RadioButton|GroupBox|ToolButton|FileDialog|ProgressDialog|PlainTextEdit)|"
    r"label|note|tell|Notice|Choice|SliderField|Segments|Row|Side|ElidedLabel"
)


_WORDS = re.compile(r"[A-Z][a-z]|[a-z]{2}[ …]| [a-z]{2}|[a-z]: ")


def _bare(call: ast.Call) -> list[str]:
    """Words that a call shows without asking for their translation."""
    found: list[str] = []
    for value in [*call.args, *(keyword.value for keyword in call.keywords if keyword.arg not in ("role", "name"))]:
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            parts = [value.value]
        elif isinstance(value, ast.JoinedStr):
            parts = [part.value for part in value.values if isinstance(part, ast.Constant)]
        elif isinstance(value, ast.IfExp):
            parts = [side.value for side in (value.body, value.orelse) if isinstance(side, ast.Constant)]
        else:
            continue
        # words, and not the name of a role, an icon or a tag
        found += [
            str(part) for part in parts if _WORDS.search(str(part)) and str(part) not in ("Heirloom", ': <a href="')
        ]
    return found


def test_nothing_is_shown_untranslated() -> None:
    bare: list[str] = []
    for folder in ("ui", "model"):
        for path in sorted((ROOT / "app" / folder).glob("*.py")):
            for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if not isinstance(call, ast.Call):
                    continue
                name = getattr(call.func, "id", getattr(call.func, "attr", ""))
                if _SHOWN.fullmatch(name):
                    bare += [f"{path.name}:{call.lineno}: {words}" for words in _bare(call)]
    assert bare == []
