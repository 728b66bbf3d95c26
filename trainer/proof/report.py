"""The report of a proof: one HTML page that needs nothing beside it. No paths, no captions, no names of photos."""

import base64
import html
import io
import os
from pathlib import Path

import numpy as np
from PIL import Image

from engine.errors import TrainingError
from trainer.config import RunConfig
from trainer.proof.chart import Line, Points, change_chart, line_chart, number
from trainer.proof.page import STYLE
from trainer.proof.samples import PER_PHOTO
from trainer.proof.scores import MEASURES, PRIMARY, Scores
from trainer.proof.strips import Strip
from trainer.proof.verdict import FEWEST, Change, Verdict

_TONES = {"better": "better", "worse": "worse", "no clear difference": "unsure", "too few to tell": "few"}
_KINDS = {
    "old_photo": "old photo",
    "pasd": "low resolution (PASD)",
    "realesrgan": "low resolution (Real-ESRGAN)",
    "clean": "nearly clean",
    "pair": "its own damaged version",
    **{f"level{n}": f"low resolution (level {'I' * n})" for n in (1, 2, 3)},
}
_SHOWN = 320  # pixels: side of a picture in a strip
_WINDOW = 9  # points that the training loss is smoothed over


def write_report(
    path: Path,
    *,
    title: str,
    config: RunConfig,
    history: list[tuple[int, Scores]],
    losses: list[tuple[int, float]],
    verdict: Verdict,
    strips: list[Strip],
) -> Path:
    """Writes the page to `path`, replacing what was there only when it is whole.

    Args:
        path: of the HTML file.
        title: of the model.
        config: of the run; its paths are not shown.
        history: (update, scores), the stock model first at update 0.
        losses: (update, mean training loss since the one before).
        verdict: of the weights that are exported.
        strips: from `Proof.strips`.

    Raises:
        TrainingError: it cannot be written.
    """
    text = report(title, config, history, losses, verdict, strips)
    beside = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with beside.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError as error:
        advice = "Free some space and start again: everything is in the last checkpoint."
        raise TrainingError(f"the report cannot be written ({error})", path=path, advice=advice) from error
    return path


def report(
    title: str,
    config: RunConfig,
    history: list[tuple[int, Scores]],
    losses: list[tuple[int, float]],
    verdict: Verdict,
    strips: list[Strip],
) -> str:
    """The page; arguments as of `write_report`."""
    update, judged = _judged(history, verdict)
    name = html.escape(title)
    sections = [
        _head(name, config, update, verdict),
        _numbers(verdict, judged),
        _charts(history, losses, verdict, judged),
        _by_degradation(history, judged),
        _strips(strips),
        _method(verdict, judged),
    ]
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{name}: proof</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{STYLE}</style></head>'
        f"<body><main>{''.join(sections)}</main></body></html>\n"
    )


def _judged(history: list[tuple[int, Scores]], verdict: Verdict) -> tuple[int, Scores | None]:
    """The evaluation that the verdict is of: the one after the start with its score."""
    main = next((change for change in verdict.changes if change.measure == PRIMARY), None)
    later = history[1:]
    if not later or main is None:
        return (0, None)
    return min(later, key=lambda entry: abs(entry[1].primary - main.last))


def _head(name: str, config: RunConfig, update: int, verdict: Verdict) -> str:
    facts = [f"{config.preset} preset" if config.preset else "", f"best after {number(update)} updates"]
    facts.append(f"LoRA of rank {config.lora_rank}" if config.lora_rank else "")
    warnings = "".join(f'<p class="warning">{html.escape(text)}</p>' for text in verdict.warnings)
    tone = _TONES[verdict.kind]
    return (
        f'<p class="over">Heirloom · proof of a fine-tune</p><h1>{name}</h1>'
        f'<p class="over">{html.escape(", ".join(fact for fact in facts if fact))}</p>'
        f'<section class="verdict" style="--tone: var(--{tone})"><strong>{verdict.kind.capitalize()}</strong>'
        f"<p>{html.escape(verdict.sentence)}</p></section>{warnings}"
    )


def _numbers(verdict: Verdict, judged: Scores | None) -> str:
    absent = judged.absent if judged else {}
    missing = "; ".join(f"{MEASURES[name].title}: {reason}" for name, reason in absent.items())
    note = f'<p class="note">Not measured: {html.escape(missing)}.</p>' if missing else ""
    canary = ""
    if verdict.canary:
        count = verdict.canary[0].photos
        canary = f"<h2>Photos of other kinds</h2>{_table(verdict.canary)}" + (
            f'<p class="note">{count} general photos that have nothing to do with the collection: they should not get '
            "worse.</p>"
        )
    return f"<h2>Held-out photos</h2>{_table(verdict.changes)}{note}{canary}"


def _table(changes: tuple[Change, ...]) -> str:
    rows = "".join(_row_of(change) for change in changes)
    heads = ("Measure", "Stock", "Trained", "Change", "95 % interval", "Photos improved")
    return (
        f'<div class="scroll"><table><tr>{"".join(f"<th>{head}</th>" for head in heads)}</tr>{rows}</table></div>'
        if rows
        else "<p>Nothing was measured.</p>"
    )


def _row_of(change: Change) -> str:
    measure = MEASURES[change.measure]
    low, high = change.gain if change.photos >= FEWEST else (0.0, 0.0)
    tone = "good" if low > 0 else "bad" if high < 0 else ""
    way = "higher is better" if measure.better == "higher" else "lower is better"
    unit = f" {measure.unit}" if measure.unit else ""

    def shown(value: float, *, signed: bool = False) -> str:
        return number(value, measure.digits, signed=signed)

    interval = f"{shown(change.low, signed=True)} to {shown(change.high, signed=True)}"
    return (
        f"<tr><td>{measure.title} <small>{way}</small></td><td>{shown(change.first)}{unit}</td>"
        f"<td>{shown(change.last)}{unit}</td>"
        f'<td><span class="{tone}">{shown(change.difference, signed=True)}</span></td>'
        f"<td>{interval if change.photos >= FEWEST else 'too few photos'}</td>"
        f"<td>{change.improved} of {change.photos}</td></tr>"
    )


def _charts(
    history: list[tuple[int, Scores]], losses: list[tuple[int, float]], verdict: Verdict, judged: Scores | None
) -> str:
    def curve(measure: str, *, canary: bool = False) -> Points:
        found = [(update, scores.mean(measure, canary=canary)) for update, scores in history]
        return [(update, value) for update, value in found if value is not None]

    agreement = [
        Line("held-out photos", curve(PRIMARY), "trained"),
        Line("photos of other kinds", curve(PRIMARY, canary=True), "faint"),
    ]
    charts = [line_chart("Agreement with the original", "updates", "agreement", agreement)]
    if judged is not None:
        first = history[0][1]
        pairs = zip(first.photos, judged.photos, strict=True)
        known = [(a.mean(PRIMARY), b.mean(PRIMARY)) for a, b in pairs]
        differences = [b - a for a, b in known if a is not None and b is not None]
        main = next(change for change in verdict.changes if change.measure == PRIMARY)
        charts.append(
            change_chart("What became of each photo", "change of agreement", differences, (main.low, main.high))
        )
        by_time = [
            Line(title, [(float(t), loss) for t, loss in scores.by_timestep.items()], style)
            for title, scores, style in (("stock", first, "stock"), ("trained", judged, "trained"))
        ]
        charts.append(line_chart("Loss at fixed noise, held-out photos", "timestep", "L1", by_time))
    training = [
        Line("each report", losses, "faint", dots=False),
        Line("smoothed", _smoothed(losses), "trained", dots=False),
    ]
    charts.append(line_chart("Training loss", "updates", "loss", training))
    charts.append(line_chart("PSNR", "updates", "dB", [Line("held-out photos", curve("psnr"), "trained")]))
    charts.append(line_chart("Held-out loss", "updates", "L1", [Line("held-out photos", curve("l1"), "trained")]))
    return f'<h2>Curves</h2><div class="charts">{"".join(charts)}</div>'


def _smoothed(points: list[tuple[int, float]]) -> Points:
    """Running means, for noisy curves."""
    if len(points) < 2 * _WINDOW:
        return []
    values = np.convolve([value for _, value in points], np.ones(_WINDOW) / _WINDOW, mode="valid")
    return [(points[index + _WINDOW // 2][0], float(value)) for index, value in enumerate(values)]


def _by_degradation(history: list[tuple[int, Scores]], judged: Scores | None) -> str:
    if judged is None:
        return ""
    found: dict[str, list[tuple[float, float]]] = {}
    for before, after in zip(history[0][1].photos, judged.photos, strict=True):
        values = zip(before.degradations, before.values[PRIMARY], after.values[PRIMARY], strict=True)
        for kind, first, last in values:
            found.setdefault(kind, []).append((first, last))
    rows = ""
    for kind, pairs in sorted(found.items(), key=lambda item: -len(item[1])):
        first, last = (sum(pair[side] for pair in pairs) / len(pairs) for side in (0, 1))
        change = number(last - first, 4, signed=True)
        rows += (
            f"<tr><td>{html.escape(_KINDS.get(kind, kind))}</td><td>{len(pairs)}</td><td>{first:.4f}</td>"
            f"<td>{last:.4f}</td><td>{change}</td></tr>"
        )
    heads = ("Damage", "Samples", "Stock", "Trained", "Change of agreement")
    return (
        f'<h2>By kind of damage</h2><div class="scroll"><table><tr>{"".join(f"<th>{head}</th>" for head in heads)}</tr>'
        f"{rows}</table></div>"
    )


def _strips(strips: list[Strip]) -> str:
    if not strips:
        return ""
    heads = "".join(f"<span>{head}</span>" for head in ("Damaged", "Stock model", "Trained model", "As it should be"))
    rows = ""
    for strip in strips:
        pictures = "".join(map(_picture, (strip.degraded, strip.stock, strip.trained, strip.original)))
        kind = html.escape(_KINDS.get(strip.degradation, strip.degradation))
        rows += f'<p class="kind">{kind}</p><div class="strip">{pictures}</div>'
    return (
        "<h2>Before and after</h2><p>These samples were settled before the training began; they were not picked for "
        f'their results.</p><div class="strip">{heads}</div>{rows}'
    )


def _picture(pixels: np.ndarray | None) -> str:
    if pixels is None:
        return "<div>not restored</div>"
    image = Image.fromarray(pixels)
    if max(image.size) > _SHOWN:
        image.thumbnail((_SHOWN, _SHOWN), Image.Resampling.LANCZOS)
    file = io.BytesIO()
    image.save(file, "JPEG", quality=88, subsampling=0)
    encoded = base64.b64encode(file.getvalue()).decode()
    size = f'width="{image.width}" height="{image.height}"'
    return f'<img {size} alt="" src="data:image/jpeg;base64,{encoded}">'


def _method(verdict: Verdict, judged: Scores | None) -> str:
    canary = f" and {len(judged.canary)} photos of other kinds" if judged and judged.canary else ""
    return (
        "<h2>How this was measured</h2>"
        f"<p>{verdict.photos} photos{canary} were set aside before anything else and never trained on. Each was "
        f"damaged in {PER_PHOTO} fixed ways, and both models restored the same pictures with the same seeds.</p>"
        "<p><b>Agreement</b> decides. It takes both pictures apart into bands from coarse to fine and asks in each how "
        "much of the true detail is there. Washed-out detail lowers it, and so does detail that was made up. "
        "<b>Tones</b> must not get further off by more than a level of 255, so that a cast cannot hide behind sharper "
        "edges.</p>"
        "<p>The interval is a paired bootstrap over photos: made anew on other photos of the kind, such intervals hold "
        "the true change 19 times in 20. A gain counts when all of the interval lies above zero. Scores that look at "
        "the restored picture alone are not used: they reward invention.</p>"
    )
