"""Brings the translation files up to date with the code: `make translations`.

New texts come into resources/translations/*.ts as unfinished, for Qt Linguist or any editor; those that are gone are
dropped. Then the .qm files, which the window loads, are made from them.
"""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from texts import ROOT, Text, all_texts

FOLDER = ROOT / "resources" / "translations"
LANGUAGES = ("en", "de", "zh_CN")


def stub(texts: Sequence[Text]) -> str:
    """The texts as C++, of which lupdate understands every form."""
    lines = []
    for text in texts:
        macro = "QT_TRANSLATE_N_NOOP3" if text.plural else "QT_TRANSLATE_NOOP3"
        lines.append(f"    {macro}({', '.join(map(_quoted, (text.context, text.text, text.note)))}),")
    return "\n".join(("static const char *texts[] = {", *lines, "};", ""))


def update(folder: Path) -> None:
    """Merge the code's texts into the .ts files in `folder` and compile them.

    Raises:
        ValueError: a call of `translate` cannot be collected.
        subprocess.CalledProcessError: one of Qt's tools failed.
    """
    texts, wrong = all_texts()
    if wrong:
        raise ValueError("\n".join(wrong))
    with tempfile.TemporaryDirectory() as temporary:
        source = Path(temporary) / "texts.cpp"
        source.write_text(stub(texts), encoding="utf-8")
        for language in LANGUAGES:
            file = folder / f"heirloom_{language}.ts"
            only = ["-pluralonly"] if language == "en" else []  # everything else is English already
            _tool("lupdate", "-silent", "-no-obsolete", "-locations", "none", *only, str(source), "-ts", str(file))
    for language in LANGUAGES:
        file = folder / f"heirloom_{language}.ts"
        made = file.with_suffix(".qm.new")
        _tool("lrelease", "-silent", str(file), "-qm", str(made))
        made.replace(file.with_suffix(".qm"))  # a running window has the old one mapped into memory


def _tool(name: str, *arguments: str) -> None:
    beside = Path(sys.executable).with_name(f"pyside6-{name}")
    program = str(beside) if beside.exists() else shutil.which(f"pyside6-{name}")
    if program is None:
        raise FileNotFoundError(f"pyside6-{name}, which comes with PySide6-Essentials, is not here")
    subprocess.run([program, *arguments], check=True)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


if __name__ == "__main__":
    try:
        update(FOLDER)
    except (ValueError, FileNotFoundError) as error:
        sys.exit(str(error))
