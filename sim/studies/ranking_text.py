"""A ranking as text for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.studies.text import aligned, estimate, scale_of

if TYPE_CHECKING:
    from sim.studies.ranking import Ranking


def told(found: Ranking, most: int) -> list[str]:
    """Write the first inputs, of the second look where there was one, and how many are shown."""
    from sim.configuration.labels import shortened
    from sim.statistics.headline import in_days
    from sim.statistics.paired import SURE
    from sim.statistics.wording import figure_words

    ranks = found.ranks if found.closer is None else found.closer
    own = ranks[ranks["figure"] == found.figure].head(most)
    cells = [["", "input", "low", "value", "high", "unit", "from low to high",
              "p (Holm)", "path"]]  # fmt: skip
    scale, _ = scale_of(found.figure)
    for row in own.to_dict("records"):
        cells.append([
            str(row["rank"]), shortened(row["label"], 72),
            *(f"{row[key]:,g}" for key in ("at_low", "value", "at_high")),
            str(row["unit"])[:24], estimate(row, "swing", scale),
            f"{row['swing_p_adjusted']:.3f}", str(row["input"]),
        ])  # fmt: skip
    count = found.ranks["input"].nunique()
    sure = int((own["swing_p_adjusted"] < SURE).sum())
    n = found.n if found.closer is None else int(own["n"].iloc[0])
    what, unit = figure_words(found.figure), "days" if in_days(found.figure) else "points"
    lines = ["", f"The {len(own)} of {count} judged inputs (grade C) that move most, n = {n:,} "
             f"in the same worlds; moved is the {what}, {unit}:", *aligned(cells)]  # fmt: skip
    moves = "moves" if sure == 1 else "move"
    lines += ["", f"{sure} of them {moves} it beyond chance (p below {SURE} after Holm over "
              f"all {count})."]  # fmt: skip
    if found.closer is not None:
        lines.append(
            f"They were the first in replications 0 to {found.n - 1:,}. The table has the {n:,} "
            "after those alone: what chose them would flatter them."
        )
    if len(found.refused):
        lines.append(f"{len(found.refused)} ends of ranges could not be run: tables/refused.csv")
    return lines
