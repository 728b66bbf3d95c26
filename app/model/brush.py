"""The brush: what a person chose of it, and the stroke under way."""

from PySide6.QtCore import QObject, Signal

from app.model.blended import Blend, fraction_of
from app.model.blends import Blends
from app.model.mask import FULL, Mask
from app.model.stroke import Stroke, Tip
from app.model.takes_store import Take
from app.settings import Settings
from engine.images.blend import Part

SMALLEST, LARGEST = 2, 4000
"""Diameters in pixels of the restored picture. A larger brush would not keep up with the pointer."""

_SIZE_STEP = 1.15
_HARDNESS_STEP = 10
_FIRST = 0.08  # of the shorter side of the first picture


class Brush(QObject):
    """Paints on the take that stands on the right.

    Signals:
        changed(): size, hardness, opacity, what is painted, the overlay, or whether there is a brush at all.
    """

    changed = Signal()

    def __init__(self, blends: Blends, settings: Settings, parent: QObject | None = None) -> None:
        """Hardness and opacity are those in `settings`, and go there."""
        super().__init__(parent)
        self._settings = settings
        self.size = 0.0  # diameter in pixels of the restored picture; chosen when the first one is painted
        self.hardness = settings.brush_hardness  # in percent
        self.opacity = settings.brush_opacity
        self.restores = False  # paints the restored picture back; else the photo
        self.overlay = False
        self._wanted = False
        self._blends = blends
        self._stroke: Stroke | None = None
        self._painted: tuple[Take, Mask] | None = None
        self._overlaid: Blend | None = None
        blends.right_changed.connect(self._on_right)

    @property
    def possible(self) -> bool:
        """Whether there is something to paint on."""
        return self._blends.right is not None

    @property
    def on(self) -> bool:
        """Whether the person has the brush in hand."""
        return self._wanted and self.possible

    @property
    def painting(self) -> bool:
        """Whether a stroke is under way."""
        return self._stroke is not None

    def take_up(self, wanted: bool) -> None:
        """Take the brush, or put it away."""
        self.end()
        self._wanted = wanted and self.possible
        self._on_right()

    def choose(
        self,
        *,
        size: float | None = None,
        hardness: int | None = None,
        opacity: int | None = None,
        restores: bool | None = None,
        overlay: bool | None = None,
    ) -> None:
        """Change what is given; values beyond their ends are brought to them."""
        if size is not None:
            self.size = min(max(size, SMALLEST), LARGEST)
        if hardness is not None:
            self.hardness = self._settings.brush_hardness = min(max(hardness, 0), 100)
        if opacity is not None:
            self.opacity = self._settings.brush_opacity = min(max(opacity, 1), 100)
        if restores is not None:
            self.restores = restores
        if overlay is not None:
            self.overlay = overlay
        self._show_overlay()
        self.changed.emit()

    def resize(self, way: int) -> None:
        """A step larger (1) or smaller (-1), of at least one pixel."""
        larger = self.size * _SIZE_STEP**way
        self.choose(size=round(max(larger, self.size + 1) if way > 0 else min(larger, self.size - 1)))

    def harden(self, way: int) -> None:
        """A step harder (1) or softer (-1)."""
        self.choose(hardness=self.hardness + way * _HARDNESS_STEP)

    def begin(self, x: float, y: float, pressure: float = 1.0, *, restores: bool | None = None) -> None:
        """Put the brush down at these fractions of the picture's width and height."""
        blend, take = self._blends.right, self._blends.right_take
        if not self.on or blend is None or take is None:
            return
        self.end()
        mask = blend.mask
        level = 0 if (self.restores if restores is None else restores) else FULL
        tip = Tip(max(0.5, self.size / 2 / 2**mask.steps), self.hardness / 100, self.opacity / 100, level)
        self._stroke, self._painted = Stroke(mask, tip), (take, mask)
        self._blends.keeping.busy = True
        self.move(x, y, pressure)

    def move(self, x: float, y: float, pressure: float = 1.0) -> None:
        """Draw the brush to this place."""
        if self._stroke is not None and self._painted is not None:
            width, height = self._painted[1].size
            self._tell(self._stroke.to(x * width, y * height, pressure))

    def end(self) -> None:
        """Lift the brush: the stroke is one step that can be undone."""
        stroke, painted = self._stroke, self._painted
        if stroke is not None and painted is not None:
            self._tell(stroke.end())
            self._stroke = self._painted = None
            self._blends.keeping.busy = False
            self._blends.painted(*painted, stroke.patch())

    def give_up(self) -> None:
        """Lift the brush as if it had never been put down."""
        stroke, painted = self._stroke, self._painted
        if stroke is not None and painted is not None:
            self._tell(stroke.undo())
            self._stroke = self._painted = None
            self._blends.keeping.busy = False
            painted[1].settle()

    def _tell(self, part: Part | None) -> None:
        if part is not None and self._painted is not None:
            take, mask = self._painted
            self._blends.changed.emit(take.id, fraction_of(part, mask.size))

    def _on_right(self) -> None:
        """Another take, or none, stands there."""
        if self._painted is not None and (
            self._blends.right is None or self._blends.right.mask is not self._painted[1]
        ):
            self.end()
        if self.on and not self.size and self._blends.right is not None:
            restored = self._blends.right.restored
            self.size = float(max(SMALLEST, round(_FIRST * min(restored.width, restored.height))))
        self._show_overlay()
        self.changed.emit()

    def _show_overlay(self) -> None:
        blend = self._blends.right if self.on and self.overlay else None
        before, self._overlaid = self._overlaid, blend
        for each, shown in ((before, False), (blend, True)):
            if each is not None and each.overlay != shown and (shown or each is not blend):
                each.overlay = shown
                self._blends.changed.emit(each.take, None)
