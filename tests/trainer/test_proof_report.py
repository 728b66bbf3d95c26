"""The report: one page that stands alone, says what was found, and gives nothing away."""

import base64
import io
import re
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image

from engine.errors import TrainingError
from tests.trainer.conftest import write_run
from tests.trainer.test_proof_verdict import drawn, scores
from trainer.config import RunConfig, read_config
from trainer.proof import Scores, Strip, Verdict, judge, write_report
from trainer.proof.chart import Line, change_chart, line_chart, number, ticks

_EMPTY = {"img", "meta", "circle", "path", "polyline", "rect"}


class Page(HTMLParser):
    """Checks that every tag is closed in its turn, and keeps what there is."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.images: list[str] = []
        self.text = ""
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "img":
            self.images.append(values["src"] or "")
        if tag not in _EMPTY:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in _EMPTY

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open[-1:] != ["style"]:
            self.text += data


@pytest.fixture
def config(tmp_path: Path) -> RunConfig:
    return read_config(write_run(tmp_path))


def history(photos: int = 12) -> list[tuple[int, Scores]]:
    base = drawn(photos)
    steps = np.random.default_rng(0).normal(0, 0.004, (photos, 1))
    return [(n * 50, scores(base + n * 0.01 + (n > 0) * steps, canary=drawn(5))) for n in range(4)]


def strips() -> list[Strip]:
    rng = np.random.default_rng(0)
    one, two, three, four = (rng.integers(0, 256, (400, 400, 3), dtype=np.uint8) for _ in range(4))
    return [Strip("old_photo", one, two, three, four), Strip("pair", one, None, None, four)]


def written(
    folder: Path, config: RunConfig, entries: list[tuple[int, Scores]], verdict: Verdict, title: str = "Granny"
) -> tuple[Page, str]:
    losses = [(20 * n, 0.3 - 0.001 * n) for n in range(1, 30)]
    path = write_report(
        folder / "report.html",
        title=title,
        config=config,
        history=entries,
        losses=losses,
        verdict=verdict,
        strips=strips(),
    )
    assert [entry.name for entry in folder.iterdir() if entry.name.endswith(".part")] == []
    text = path.read_text(encoding="utf-8")
    return Page(text), text


def test_the_page_says_the_verdict_the_numbers_and_how_they_were_found(tmp_path: Path, config: RunConfig) -> None:
    entries = history()
    verdict = judge(entries[0][1], entries[3][1])
    page, _ = written(tmp_path, config, entries, verdict)
    assert verdict.kind == "better"
    for words in ("Better", verdict.sentence, "best after 150 updates", "Agreement", "Tones", "old photo", "Granny"):
        assert words in page.text
    main = verdict.changes[0]
    for value in (main.first, main.last):
        assert f"{value:.4f}" in page.text
    assert f"+{main.low:.4f} to +{main.high:.4f}" in page.text
    assert "12 of 12" in page.text
    assert page.text.count("too few photos") == len(verdict.canary)  # of five photos no interval is shown


def test_the_page_stands_alone_and_gives_nothing_away(tmp_path: Path, config: RunConfig) -> None:
    entries = history()
    page, text = written(tmp_path, config, entries, judge(entries[0][1], entries[3][1]))
    assert not re.search(r"https?://|<script|<link|url\(|@import", text)
    assert str(tmp_path) not in text
    assert "p0" not in page.text
    assert len(page.images) == 6
    for source in page.images:
        kind, _, data = source.partition(";base64,")
        assert kind == "data:image/jpeg"
        with Image.open(io.BytesIO(base64.b64decode(data))) as image:
            assert max(image.size) == 320
            assert not image.getexif()
    assert page.text.count("not restored") == 2


@pytest.mark.parametrize("count", [1, 2])
def test_short_histories_are_no_fault(tmp_path: Path, config: RunConfig, count: int) -> None:
    entries = history(photos=4)[:count]
    verdict = judge(entries[0][1], entries[-1][1])
    page, _ = written(tmp_path, config, entries, verdict)
    assert "Too few to tell" in page.text


def test_a_title_is_text(tmp_path: Path, config: RunConfig) -> None:
    entries = history()
    page, text = written(tmp_path, config, entries, judge(entries[0][1], entries[3][1]), title="<i>A & B</i>")
    assert "<i>A & B</i>" in page.text
    assert "<i>" not in text


def test_a_report_that_cannot_be_written_is_said(tmp_path: Path, config: RunConfig) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    entries = history()
    with pytest.raises(TrainingError, match="cannot be written"):
        write_report(
            tmp_path / "file" / "report.html",
            title="x",
            config=config,
            history=entries,
            losses=[],
            verdict=judge(entries[0][1], entries[1][1]),
            strips=[],
        )


def svg_of(figure: str) -> ElementTree.Element:
    return ElementTree.fromstring(figure[figure.index("<svg") : figure.index("</svg>") + 6])


def test_a_curve_lies_where_its_values_are() -> None:
    svg = svg_of(line_chart("Loss", "updates", "L1", [Line("stock", [(0, 1.0), (50, 3.0), (100, 2.0)], "stock")]))
    line = next(element for element in svg if element.tag == "polyline")
    (x0, y0), (x1, y1), (x2, y2) = (map(float, pair.split(",")) for pair in line.attrib["points"].split())
    assert x1 - x0 == pytest.approx(x2 - x1)
    assert y0 - y1 == pytest.approx(2 * (y2 - y1), abs=0.2)  # up is more
    texts = [element.text for element in svg if element.tag == "text"]
    assert {"updates", "L1", "0", "100"} <= set(texts)


def test_every_photo_has_its_dot_and_the_interval_its_band() -> None:
    svg = svg_of(change_chart("Photos", "change", [0.02, -0.01, 0.0, 0.03], (-0.005, 0.025)))
    dots = [element for element in svg if element.tag == "circle"]
    assert [dot.attrib["class"] for dot in dots] == ["off", "faint", "up", "up"]
    heights = [float(dot.attrib["cy"]) for dot in dots]
    assert heights == sorted(heights, reverse=True)
    band = next(element for element in svg if element.tag == "rect")
    per_unit = (heights[0] - heights[3]) / 0.04
    assert float(band.attrib["height"]) == pytest.approx(0.03 * per_unit, rel=0.02)


def test_ticks_are_round_and_reach_both_ends() -> None:
    assert ticks(0, 100, 5) == [0, 20, 40, 60, 80, 100]
    assert ticks(0.8031, 0.8099, 5)[0] <= 0.8031
    assert ticks(0.8031, 0.8099, 5)[-1] >= 0.8099
    assert ticks(5, 5, 5) == [0, 1]
    assert number(-0.00004, 4, signed=True) == "0.0000"
    assert number(-1234.5, 1) == "−1\u202f234.5"
    assert number(0.5, 2, signed=True) == "+0.50"
