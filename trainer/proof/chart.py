"""Small charts as SVG text, coloured by the classes of the page that they are put into."""

import html
import math
from collections.abc import Sequence
from dataclasses import dataclass

_WIDTH, _HEIGHT = 460, 250
_LEFT, _RIGHT, _TOP, _BOTTOM = 72, 22, 14, 46
Points = Sequence[tuple[float, float]]


@dataclass(frozen=True)
class Line:
    """A curve; `style` is a class of the page: stock, trained, faint."""

    title: str
    points: Points
    style: str
    dots: bool = True


@dataclass(frozen=True)
class Axes:
    """Where values lie on the picture: from `low` to `high`, both outermost ticks."""

    x: tuple[float, float]
    y: tuple[float, float]
    width: int = _WIDTH
    height: int = _HEIGHT
    left: int = _LEFT

    def across(self, value: float) -> float:
        """Pixels from the left."""
        low, high = self.x
        return self.left + (value - low) / (high - low) * (self.width - self.left - _RIGHT)

    def down(self, value: float) -> float:
        """Pixels from the top."""
        low, high = self.y
        return self.height - _BOTTOM - (value - low) / (high - low) * (self.height - _TOP - _BOTTOM)


def line_chart(title: str, x_label: str, y_label: str, lines: Sequence[Line]) -> str:
    """Curves over a common pair of axes; lines without points are left out."""
    lines = [line for line in lines if line.points]
    if not lines:
        return ""
    x_ticks = ticks(*_range([x for line in lines for x, _ in line.points]), 5)
    y_ticks = ticks(*_range([y for line in lines for _, y in line.points]), 5)
    axes = Axes((x_ticks[0], x_ticks[-1]), (y_ticks[0], y_ticks[-1]))
    parts = [_frame(axes, x_ticks, y_ticks, x_label, y_label)]
    for line in lines:
        places = [(axes.across(x), axes.down(y)) for x, y in line.points]
        if len(places) > 1:
            path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
            parts.append(f'<polyline class="{line.style}" points="{path}"/>')
        if line.dots or len(places) == 1:
            parts += [f'<circle class="{line.style}" cx="{x:.1f}" cy="{y:.1f}" r="3"/>' for x, y in places]
    legend = "".join(f'<span class="key {line.style}">{html.escape(line.title)}</span>' for line in lines)
    return _figure(title, axes, parts, legend)


def change_chart(title: str, label: str, differences: Sequence[float], interval: tuple[float, float]) -> str:
    """One dot a photo, sorted, above and below zero; the band is the interval of the mean."""
    if not differences:
        return ""
    values = sorted(differences)
    mean = sum(values) / len(values)
    y_ticks = ticks(*_range([*values, *interval, 0.0]), 5)
    axes = Axes((0, len(values) + 1), (y_ticks[0], y_ticks[-1]))
    low, high = axes.down(interval[0]), axes.down(interval[1])
    right = axes.width - _RIGHT
    parts = [
        _frame(axes, [], y_ticks, "held-out photos, the most worsened first", label),
        f'<rect class="band" x="{axes.left}" width="{right - axes.left}" y="{high:.1f}" '
        f'height="{max(1.0, low - high):.1f}"/>',
        f'<path class="zero" d="M{axes.left} {axes.down(0):.1f}H{right}"/>',
        f'<path class="mean" d="M{axes.left} {axes.down(mean):.1f}H{right}"/>',
    ]
    for place, value in enumerate(values, 1):
        style = "up" if value > 0 else "off" if value < 0 else "faint"
        parts.append(f'<circle class="{style}" cx="{axes.across(place):.1f}" cy="{axes.down(value):.1f}" r="3.5"/>')
    legend = '<span class="key up">closer</span><span class="key off">further off</span>'
    return _figure(title, axes, parts, legend + '<span class="key mean">mean and its 95 % interval</span>')


def ticks(low: float, high: float, about: int) -> list[float]:
    """Round numbers from at most `low` to at least `high`."""
    if not (math.isfinite(low) and math.isfinite(high)) or high <= low:
        return [0.0, 1.0]
    raw = (high - low) / about
    power = 10 ** math.floor(math.log10(raw))
    step = next(step * power for step in (1, 2, 2.5, 5, 10) if step * power >= raw * 0.999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(number * step, 12) for number in range(first, max(last, first + 1) + 1)]


def _range(values: Sequence[float]) -> tuple[float, float]:
    low, high = min(values), max(values)
    if high - low < 1e-9 * max(1.0, abs(high)):
        room = max(abs(high) * 0.05, 1e-3)
        return low - room, high + room
    return low, high


def _frame(axes: Axes, x_ticks: Sequence[float], y_ticks: Sequence[float], x_label: str, y_label: str) -> str:
    right, floor = axes.width - _RIGHT, axes.height - _BOTTOM
    parts: list[str] = []
    y_digits = _decimals(y_ticks)
    for value in y_ticks:
        y = axes.down(value)
        parts.append(f'<path class="grid" d="M{axes.left} {y:.1f}H{right}"/>')
        parts.append(f'<text x="{axes.left - 7}" y="{y + 4:.1f}" text-anchor="end">{number(value, y_digits)}</text>')
    for value in x_ticks:
        x = axes.across(value)
        parts.append(
            f'<text x="{x:.1f}" y="{floor + 17}" text-anchor="middle">{number(value, _decimals(x_ticks))}</text>'
        )
    middle = (axes.left + right) / 2
    parts.append(f'<path class="axis" d="M{axes.left} {floor}H{right}"/>')
    parts.append(
        f'<text x="{middle:.0f}" y="{axes.height - 8}" text-anchor="middle">{html.escape(x_label)}</text>'
        f'<text transform="translate(11 {(floor + _TOP) / 2:.0f}) rotate(-90)" text-anchor="middle">'
        f"{html.escape(y_label)}</text>"
    )
    return "".join(parts)


def number(value: float, digits: int = 0, *, signed: bool = False) -> str:
    """With a minus sign, thousands apart; what rounds to nothing has no sign."""
    text = f"{value:,.{digits}f}"
    if not any(character in "123456789" for character in text):
        text = text.removeprefix("-")
    elif signed and value > 0:
        text = f"+{text}"
    return text.replace(",", "\u202f").replace("-", "−")


def _decimals(values: Sequence[float]) -> int:
    """Digits that tell the ticks apart."""
    return next((digits for digits in range(8) if all(abs(v - round(v, digits)) < 1e-9 for v in values)), 8)


def _figure(title: str, axes: Axes, parts: list[str], legend: str) -> str:
    return (
        f"<figure><figcaption>{html.escape(title)}</figcaption>"
        f'<svg viewBox="0 0 {axes.width} {axes.height}" role="img" aria-label="{html.escape(title)}">{"".join(parts)}'
        f'</svg><p class="legend">{legend}</p></figure>'
    )
