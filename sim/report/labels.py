"""Labels on a map that keep clear of one another, of the points and of the frame."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from matplotlib.axes import Axes
from matplotlib.path import Path
from matplotlib.text import Annotation
from matplotlib.transforms import Bbox

# Directions in which a label may stand, the best first: right, left, above, below, corners.
_DIRECTIONS = (
    (1, 0, "left", "center"), (-1, 0, "right", "center"), (0, 1, "center", "bottom"),
    (0, -1, "center", "top"), (1, 1, "left", "bottom"), (-1, 1, "right", "bottom"),
    (1, -1, "left", "top"), (-1, -1, "right", "top"),
)  # fmt: skip
_DISTANCES = (6.0, 10.0, 16.0)


class _Place(NamedTuple):
    """Where a label may stand: so far (points of type) from a point, and aligned so."""

    point: tuple[float, float]
    away: tuple[float, float] = (0.0, 0.0)
    ha: str = "center"
    va: str = "center"


@dataclass
class Labels:
    """The labels of one map: places each where nothing stands yet.

    Label the most important first: a later one gives way, and an optional one that finds no
    place is left out. A label stands on a line only where every place beside it is taken.
    """

    axes: Axes
    taken: list[Bbox] = field(default_factory=list)
    lines: list[Path] = field(default_factory=list)
    """On the screen, as `taken`."""

    def keep_clear(self, points: Iterable[tuple[float, float]], radius: float = 4.0) -> None:
        """Let no label cover these points; radius in points of type."""
        scale = self.axes.figure.dpi / 72
        for x, y in points:
            across, up = self.axes.transData.transform((x, y))
            reach = radius * scale
            box = ((across - reach, up - reach), (across + reach, up + reach))
            self.taken.append(Bbox(box))

    def keep_off(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        """Let a label stand on this line only where there is no other place."""
        self.lines.append(Path(self.axes.transData.transform((start, end))))

    def add(self, x: float, y: float, text: str, *, optional: bool = False, **options: Any) -> None:
        """Write a label beside (x, y)."""
        beside = [
            _Place((x, y), (dx * d, dy * d), ha, va)
            for d in _DISTANCES
            for dx, dy, ha, va in _DIRECTIONS
        ]
        self._write(text, beside, optional, options)

    def add_on(
        self,
        points: Iterable[tuple[float, float]],
        text: str,
        *,
        clear: float = 0.0,
        **options: Any,
    ) -> bool:
        """Write a label on one of these points, the best first, or not at all; give whether.

        Nothing else comes nearer than `clear` (points of type).
        """
        return self._write(text, [_Place(point) for point in points], True, options, clear)

    def _write(
        self,
        text: str,
        places: list[_Place],
        optional: bool,
        options: dict[str, Any],
        clear: float = 0.0,
    ) -> bool:
        """Write a label at the free place on the fewest lines, the first of equal ones."""
        label = self.axes.annotate(text, (0, 0), (0, 0), textcoords="offset points", **options)
        best, fewest = places[-1], math.inf
        for place in places:
            box = _box(label, place).padded(clear * self.axes.figure.dpi / 72)
            if self._free(box) and (crossed := self._crossed(box)) < fewest:
                best, fewest = place, crossed
            if fewest == 0:
                break
        if optional and fewest == math.inf:
            label.remove()
            return False
        self.taken.append(_box(label, best))
        return True

    def _free(self, box: Bbox) -> bool:
        """Whether a label there lies in the frame and on nothing that is taken."""
        frame = self.axes.get_window_extent()
        inside = frame.x0 <= box.x0 and box.x1 <= frame.x1
        inside = inside and frame.y0 <= box.y0 and box.y1 <= frame.y1
        return inside and not any(box.overlaps(other) for other in self.taken)

    def _crossed(self, box: Bbox) -> int:
        """How many lines a label there stands on."""
        return sum(line.intersects_bbox(box, filled=False) for line in self.lines)


def _box(label: Annotation, place: _Place) -> Bbox:
    """Put a label at a place, and give the box that it takes on the screen."""
    label.xy = place.point
    label.set(position=place.away, ha=place.ha, va=place.va)
    return label.get_window_extent().padded(1.5)
