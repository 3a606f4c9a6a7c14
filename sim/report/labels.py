"""Labels on a map that keep clear of one another, of the points and of the frame."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from matplotlib.axes import Axes
from matplotlib.transforms import Bbox

# Directions in which a label may stand, the best first: right, left, above, below, corners.
_PLACES = (
    (1, 0, "left", "center"), (-1, 0, "right", "center"), (0, 1, "center", "bottom"),
    (0, -1, "center", "top"), (1, 1, "left", "bottom"), (-1, 1, "right", "bottom"),
    (1, -1, "left", "top"), (-1, -1, "right", "top"),
)  # fmt: skip
_DISTANCES = (6.0, 10.0, 16.0)


@dataclass
class Labels:
    """The labels of one map: places each where nothing stands yet.

    Label the most important first: a later one gives way, and an optional one that finds no
    place is left out.
    """

    axes: Axes
    taken: list[Bbox] = field(default_factory=list)

    def keep_clear(self, points: Iterable[tuple[float, float]], radius: float = 4.0) -> None:
        """Let no label cover these points; radius in points of type."""
        scale = self.axes.figure.dpi / 72
        for x, y in points:
            across, up = self.axes.transData.transform((x, y))
            reach = radius * scale
            box = ((across - reach, up - reach), (across + reach, up + reach))
            self.taken.append(Bbox(box))

    def add(
        self,
        x: float,
        y: float,
        text: str,
        *,
        optional: bool = False,
        centred: bool = False,
        **options: Any,
    ) -> bool:
        """Write a label beside (x, y), or on it where `centred`; tell whether it found a place."""
        canvas: Any = self.axes.figure.canvas  # get_renderer has no types
        frame = self.axes.get_window_extent()
        tries = [(0.0, 0.0, "center", "center")] if centred else [
            (dx * d, dy * d, ha, va) for d in _DISTANCES for dx, dy, ha, va in _PLACES
        ]  # fmt: skip
        for place, (dx, dy, ha, va) in enumerate(tries):
            found = self.axes.annotate(
                text, (x, y), (dx, dy), textcoords="offset points", ha=ha, va=va, **options
            )
            box = found.get_window_extent(canvas.get_renderer()).padded(1.5)
            inside = frame.x0 <= box.x0 and box.x1 <= frame.x1
            inside = inside and frame.y0 <= box.y0 and box.y1 <= frame.y1
            last = place == len(tries) - 1 and not optional
            if last or (inside and not any(box.overlaps(other) for other in self.taken)):
                self.taken.append(box)
                return True
            found.remove()
        return False
