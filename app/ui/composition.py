"""Draws a comparison: parts of pictures, their names, and the divider or the lens over them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QRectF
from PySide6.QtGui import QColor, QPainter

from app.model.blended import Blend
from app.model.side import Side
from app.ui.comparison import Part, Which
from app.ui.layer import Layer
from app.ui.scene import draw_divider, draw_lens_rim, draw_name, lens_path


@dataclass(frozen=True)
class Look:
    """All that decides what a comparison looks like. Lengths are device pixels.

    Attributes:
        sides: the pictures.
        parts: what of them is seen where.
        picture: where the whole picture lies in its pane.
        smooth: interpolate; otherwise each pixel is a sharp square.
        ratio: device pixels in a logical one.
        grey: behind the pictures.
        named: whether names are written.
        divider: where the line between the sides is, or None.
        lens: the square around the lens, through which the left side is seen, or None.
    """

    sides: Mapping[Which, Side]
    parts: list[Part]
    picture: QRect
    smooth: bool
    ratio: float
    grey: QColor
    named: bool = True
    divider: float | None = None
    lens: QRectF | None = None


class Composition:
    """Keeps the pictures drawn from one time to the next."""

    def __init__(self) -> None:
        self._layers: dict[tuple[int, int], tuple[Side, Layer]] = {}

    def keep(self, sides: Iterable[Side]) -> None:
        """Forget all pictures but these."""
        kept = {_pixels(side) for side in sides}
        self._layers = {pixels: layer for pixels, layer in self._layers.items() if pixels in kept}

    def spoil(self, blend: Blend, part: QRectF | None) -> int:
        """A take is seen in another way there, `part` being fractions of its picture; None: everywhere.

        Returns:
            How many device pixels around it are another, too.
        """
        return max((layer.spoil(part) for side, layer in self._layers.values() if side.blend is blend), default=0)

    @property
    def rough(self) -> bool:
        """Whether something was drawn quickly and still lacks detail."""
        return any(layer.rough for _, layer in self._layers.values())

    def refine(self) -> None:
        """Draw a little of what lacks detail in full."""
        layer = next((layer for _, layer in self._layers.values() if layer.rough), None)
        if layer is not None:
            layer.refine()

    def draw(self, painter: QPainter, look: Look) -> None:
        """Draw everything, the painter's units being device pixels."""
        for part in look.parts:
            clip = part.clip.translated(-part.pane.topLeft())
            self._layer(look, look.sides[part.which], part.pane).draw(painter, part.pane.topLeft(), clip)
        if look.divider is not None:
            seen = look.picture.intersected(look.parts[0].pane)
            draw_divider(painter, look.divider, seen.top(), seen.top() + seen.height(), look.ratio)
        for part in look.parts if look.named else ():
            seen = QRectF(look.picture.translated(part.pane.topLeft()).intersected(part.pane))
            area, name = seen.intersected(QRectF(part.clip)), look.sides[part.which].name
            # A name keeps its length while the divider moves.
            room = seen.width() if part.clip == part.pane else seen.width() / 2
            draw_name(painter, name, area, room, corner=part.corner, ratio=look.ratio)
        if look.lens is not None:
            self._draw_lens(painter, look, look.lens)

    def _draw_lens(self, painter: QPainter, look: Look, lens: QRectF) -> None:
        left = look.sides["left"]
        painter.save()
        painter.setClipPath(lens_path(lens))
        painter.fillRect(lens, look.grey)
        self._layer(look, left, look.parts[0].pane).draw(painter, QPoint(0, 0), lens.toAlignedRect())
        painter.restore()
        draw_lens_rim(painter, lens, look.ratio)
        draw_name(painter, left.name, lens, lens.width(), corner="middle", ratio=look.ratio)

    def _layer(self, look: Look, side: Side, pane: QRect) -> Layer:
        """The side's pixels in their place."""
        if _pixels(side) not in self._layers:
            self._layers[_pixels(side)] = (side, Layer(side))
        layer = self._layers[_pixels(side)][1]
        # A preview has no pixels worth looking at.
        layer.place(look.picture, pane.size(), smooth=look.smooth or side.pyramid is None)
        return layer


def _pixels(side: Side) -> tuple[int, int]:
    """Names the picture itself: the same one may come back under another name."""
    return id(side.levels[0]), id(side.blend)
