"""The plan as a table: beside the map, and as the data of the map."""

import pandas as pd
from matplotlib.axes import Axes

from sim.calendar import show
from sim.plan.plan import Plan
from sim.report.style import GREY, INK, PALE, phase_colours, write_row
from sim.scenario import Scenario
from sim.statistics.wording import percent


def map_table(scenario: Scenario) -> pd.DataFrame:
    """Give what the map shows: a row a camp, place, and road."""
    plan, status = scenario.plan, scenario.status
    rows: list[dict[str, object]] = []
    phase_of = phase_of_camps(plan)
    for name, camp in plan.camps.items():
        window, state = camp.window, status.camps[name]
        rows.append(
            {
                "kind": "camp" if camp.closes else "hub",
                "name": name,
                "longitude": camp.longitude,
                "latitude": camp.latitude,
                "phase": phase_of.get(name, ""),
                "window_opens": show(window.opens) if window else "",
                "deadline": show(window.deadline - 1) if window else "",
                "to": camp.redeploy_to or "",
                "people": camp.people.value,
                "people_now": state.people.value,
                "containers": camp.containers.value,
                "vehicles": camp.vehicles.value,
                "loads_left": state.loads_left.value,
                "closed": state.closed.isoformat() if state.closed else "",
            }
        )
    rows += [
        {"kind": node.kind, "name": name, "longitude": node.longitude, "latitude": node.latitude}
        for name, node in plan.nodes.items()
    ]
    rows += [
        {"kind": "road", "name": road.name, "km": road.km.value, "surface": road.surface,
         "axis": road.axis, "gate": road.gate or "",
         "closed": "gate shut on the as-of date" if road.gate in status.gates_closed else ""}
        for road in plan.roads
    ]  # fmt: skip
    return pd.DataFrame(rows)


def phase_of_camps(plan: Plan) -> dict[str, str]:
    """Give each camp the first phase that names it."""
    found: dict[str, str] = {}
    for name, phase in plan.phases.items():
        for camp in phase.camps:
            found.setdefault(camp, name)
    return found


def draw_table(axes: Axes, scenario: Scenario) -> None:
    """Write the plan's table: camp, window, destination, people, containers, vehicles."""
    plan, status = scenario.plan, scenario.status
    colours, phase_of = phase_colours(plan.phases), phase_of_camps(plan)
    heads = ("camp", "window", "to", "people", "cont.", "veh.", "left")
    xs, ends = (0.03, 0.22, 0.45, 0.68, 0.79, 0.89, 1.0), ("left",) * 3 + ("right",) * 4
    rows = list(plan.camps.items())
    top = len(rows) + 1
    axes.axis("off")
    axes.set_xlim(0, 1)
    axes.set_ylim(-6.5, top + 0.5)
    write_row(axes, top, zip(xs, heads, ends, strict=True), fontsize=8, color=GREY)
    for i, (name, camp) in enumerate(rows):
        y, state, window = len(rows) - i, status.camps[name], camp.window
        colour = colours.get(phase_of.get(name, ""), INK)
        closed = state.closed is not None
        axes.plot([0.01], [y], "o" if camp.closes else "s", ms=6, mec=colour, mew=1.4,
                  color="white" if closed else colour, clip_on=False)  # fmt: skip
        span = _span(window.opens, window.deadline - 1) if window else "hub, stays"
        left = "closed" if closed else f"{percent(state.loads_left.value)} %"
        cells = (name, span, camp.redeploy_to or "", f"{camp.people.value:,.0f}",
                 f"{camp.containers.value:,.0f}", f"{camp.vehicles.value:,.0f}", left)  # fmt: skip
        write_row(axes, y, zip(xs, cells, ends, strict=True), fontsize=8,
                  color=GREY if closed else INK)  # fmt: skip
    totals = [sum(getattr(camp, part).value for camp in plan.camps.values())
              for part in ("people", "containers", "vehicles")]  # fmt: skip
    axes.axhline(0.5, color=PALE, lw=0.8)
    sums = ("sum", "", "", *(f"{total:,.0f}" for total in totals), "")
    write_row(axes, 0, zip(xs, sums, ends, strict=True), fontsize=8, fontweight="bold")
    axes.text(0.0, -1.1, f"uniformed people, at full strength; left: loads still there on"
              f" {show(scenario.start)}", fontsize=7, color=GREY)  # fmt: skip
    for i, (name, phase) in enumerate(plan.phases.items()):
        down = -2.1 - 0.85 * i
        axes.plot([0.01], [down], "o", ms=6, color=colours[name], clip_on=False)
        write_row(
            axes, down, [(0.03, f"{phase.title}, by {show(phase.due - 1)}", "left")], fontsize=8
        )


def _span(opens: float, last: float) -> str:
    """Write a window without repeating its year."""
    return f"{show(opens).rsplit(' ', 1)[0]} – {show(last).rsplit(' ', 1)[0]}"
