"""An attribution as text for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.studies.text import aligned, estimate

if TYPE_CHECKING:
    from sim.studies.attribute import Attribution

FIGURES = (("met_all", "P(every phase on time)", 100, "points"),
           ("met_and_orderly_all", "P(every phase on time and orderly)", 100, "points"),
           ("days_all", "completion of the last phase", 1, "days"))  # fmt: skip
_MOST = 5


def told(found: Attribution) -> list[str]:
    """Write what each group accounts for, the interactions, and what lies on the chains."""
    lines: list[str] = [""]
    worst, shapley = 0.0, "shapley" in found.effects
    for figure, title, scale, unit in FIGURES:
        own = found.effects[found.effects["figure"] == figure]
        rows: list[dict[Any, Any]] = own.to_dict("records")
        measures = [name for name in ("remove_one", "add_one", "shapley") if name in own]
        cells = [["", "with all others on", "alone", "fair share (Shapley)"][: len(measures) + 1]]
        for row in rows:
            cells.append([row["group"], *(estimate(row, m, scale) for m in measures)])
        lines += [f"{title}, {unit}: with the cause, minus without it:", *aligned(cells), ""]
        if "shapley" in own:
            ends = own.set_index("group")["shapley"]
            worst = max(worst, abs(float(ends["sum"]) - float(ends["total"])))
    together: list[dict[Any, Any]] = (
        found.interactions[found.interactions["figure"] == "days_all"]
        .head(_MOST)
        .to_dict("records")
    )
    together = [row for row in together if row["alone"] == row["alone"]]  # NaN: was not run
    if together:
        lines.append("Together more (+) or fewer (−) days than the sum of both alone:")
    for row in together:
        lines.append(f"  {row['first']} with {row['second']}: {estimate(row, 'alone')}")
    means: list[dict[Any, Any]] = (
        found.criticality[found.criticality["kind"] == "means"].head(_MOST + 1).to_dict("records")
    )
    lines += ["", "Means on the critical chain of the last closure (and of any), and in use:"]
    lines += [f"  {row['name']:<18} {100 * row['last']:3.0f} % ({100 * row['any']:3.0f} %)"
              f"   {100 * row['use']:3.0f} % of {row['units']:,.0f}" for row in means]  # fmt: skip
    sums = f"Shapley values sum to the total within {worst:.0e}. " if worst or shapley else ""
    lines += ["", f"n = {found.n:,}, seed {found.seed}; 95 % intervals. {sums}Delays by cause "
              f"sum to the delay of every replication and camp within {found.residual:.0e} days.",
              ""]  # fmt: skip
    return lines
