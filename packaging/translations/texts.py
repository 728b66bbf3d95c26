"""Collects every text that the window can say.

They are the literal strings in calls of `translate`, those of the engine's `sentence`, and what `resources` say.
"""

import ast
import json
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_NAMES = ("context", "text", "note", "n")  # parameters of `app.words.translate`, in order
_ENGINE = "Engine"  # the context of what `engine.sentences.sentence` says
_ITSELF = (Path("app/words.py"), Path("engine/sentences.py"))


@dataclass(frozen=True)
class Text:
    """One text to translate.

    Attributes:
        context, text, note: as given to `translate`.
        plural: whether a number chooses among its forms.
    """

    context: str
    text: str
    note: str = ""
    plural: bool = False


def texts_in(source: str, name: str) -> tuple[list[Text], list[str]]:
    """The texts of one Python file, in order, and what is wrong with its calls of `translate` and `sentence`.

    lupdate reads Python too, but passes over a number that is not a literal and over keywords, without a word.
    """
    found: list[Text] = []
    wrong: list[str] = []
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    for call in sorted(calls, key=lambda call: (call.lineno, call.col_offset)):
        said = call.func.id if isinstance(call.func, ast.Name) else ""
        if said == "sentence":  # its keywords are values
            given = {"context": ast.Constant(_ENGINE)} | dict(zip(_NAMES[1:2], call.args, strict=False))
        elif said == "translate":
            given = dict(zip(_NAMES, call.args, strict=False)) | {k.arg: k.value for k in call.keywords if k.arg}
        else:
            continue
        words = {key: _literal(given[key]) for key in _NAMES[:3] if key in given}
        if not {"context", "text"} <= words.keys() or None in words.values():
            wrong.append(f"{name}:{call.lineno}: only literal strings can be collected for translation")
            continue
        text = Text(**{key: words.get(key) or "" for key in _NAMES[:3]}, plural="n" in given)
        if text.plural != ("%n" in text.text):
            wrong.append(f"{name}:{call.lineno}: a number and %n belong together: {text.text!r}")
        found.append(text)
    return found, wrong


def all_texts(root: Path = ROOT) -> tuple[list[Text], list[str]]:
    """The texts of the whole application, each once, and what is wrong with the calls that say them."""
    found = dict.fromkeys(data_texts(root / "resources"))
    wrong: list[str] = []
    for path in sorted([*(root / "engine").rglob("*.py"), *(root / "app").rglob("*.py")]):
        name = path.relative_to(root)
        if name in _ITSELF:
            continue
        texts, problems = texts_in(path.read_text(encoding="utf-8"), name.as_posix())
        found |= dict.fromkeys(texts)
        wrong += problems
    plurals: dict[tuple[str, str, str], bool] = {}
    for text in found:
        if plurals.setdefault((text.context, text.text, text.note), text.plural) != text.plural:
            wrong.append(f"{text.context}: {text.text!r} is said with and without a number")
    return list(found), wrong


def data_texts(resources: Path) -> list[Text]:
    """What people read of the catalogue, the samples and the built-in model; said with `app.words.data_text`."""
    found: list[str] = []
    for entry in json.loads((resources / "catalogue.json").read_text(encoding="utf-8"))["entries"]:
        found += [entry["title"], entry["about"], entry.get("memory_hint", "")]
        for part in entry["parts"]:
            found += [part["licence"]["name"], part["licence"]["summary"]]
    samples = json.loads((resources / "samples" / "samples.json").read_text(encoding="utf-8"))
    found += [sample["title"] for sample in samples]
    built_in = resources / "models" / "built-in" / "bundle.json"
    found.append(json.loads(built_in.read_text(encoding="utf-8"))["title"])
    return [Text("Data", text) for text in dict.fromkeys(found) if text]


def _literal(value: ast.expr) -> str | None:
    return value.value if isinstance(value, ast.Constant) and isinstance(value.value, str) else None
