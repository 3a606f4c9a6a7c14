"""Figure 1: the map of camps, roads, corridors and borders, with the plan's table beside it."""

import math
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.path import Path
from matplotlib.transforms import Bbox

from sim.calendar import show
from sim.plan.network import Road
from sim.plan.plan import Plan
from sim.plan.routes import shortest_routes
from sim.report.forecast_folder import Results
from sim.report.labels import Labels
from sim.report.outlines import outlines
from sim.report.plan_table import draw_table, map_table, phase_of_camps
from sim.report.style import (
    BLUE,
    GREY,
    INK,
    PALE,
    VERMILION,
    Drawing,
    halo,
    new_figure,
    panel,
    phase_colours,
    styled,
)
from sim.scenario import Scenario

SURFACES = {"track": ":", "degraded": "--", "paved": "-"}
TRIES = 40
"""Positions that are tried for the name of a country."""
SMALL = 0.377
"""Width and height of the small map of the corridors, in parts of the large one's."""
ALONG = (0.5, 0.55, 0.45, 0.6, 0.4, 0.65, 0.35)
"""Where on a road its kilometres may stand, the best first, as shares of it."""
LAND, WATER, ROAD, CORRIDOR = "#fbf9f4", "#e6eef4", "#7a6a55", "#9ecae1"
HALO = halo(LAND)


def draw(results: Results) -> Drawing:
    """Draw the map of the camps, a small one of the corridors, and the table of the plan."""
    scenario = results.scenario
    land = _has_land(positions(scenario.plan).values())
    source = (
        "outlines: Natural Earth 1:50 m (public domain)" if land else "no outlines of this land"
    )
    with styled():
        figure = new_figure(
            15.5,
            8.6,
            scenario.plan.title,
            results.footer(source),
            f"As of {show(scenario.start)}. Colours: phase in which a camp closes."
            " Numbers on roads: kilometres",
        )
        axes = panel(figure, 0.3, 0.45, 6.0, 0.85)
        camps = [(camp.longitude, camp.latitude) for camp in scenario.plan.camps.values()]
        _frame(axes, camps, 9.2 / 7.3)
        _draw_land(axes)
        _draw_roads(axes, scenario.plan)
        labels = Labels(axes)
        _keep_off_roads(labels, scenario.plan)
        _legend(axes, labels, scenario.plan)
        _draw_corridors(axes, labels, scenario)
        _draw_places(axes, labels, scenario)
        _label_roads(labels, scenario.plan)
        _label_others(axes, labels, scenario.plan)
        draw_table(panel(figure, 9.75, 0.6, 0.2, 1.0), scenario)
    return Drawing("01_network_map", figure, map_table(scenario))


def positions(plan: Plan) -> dict[str, tuple[float, float]]:
    """Give longitude and latitude of every place."""
    places = {name: (camp.longitude, camp.latitude) for name, camp in plan.camps.items()}
    return places | {name: (node.longitude, node.latitude) for name, node in plan.nodes.items()}


def _has_land(points: Iterable[tuple[float, float]]) -> bool:
    """Whether a country of the outlines lies where the points do: no mission of fiction's does."""
    every = np.array(list(points))
    (x0, y0), (x1, y1) = every.min(axis=0), every.max(axis=0)
    box = Bbox([[x0 - 1, y0 - 1], [x1 + 1, y1 + 1]])
    return any(Path(ring).intersects_bbox(box) for _, rings in outlines() for ring in rings)


def _frame(axes: Axes, points: Iterable[tuple[float, float]], shape: float) -> None:
    """Fit the axes around points, with true proportions; `shape` is width over height."""
    points = list(points)
    xs, ys = zip(*points, strict=True)
    middle = (min(ys) + max(ys)) / 2
    stretch = 1 / math.cos(math.radians(middle))
    width = max(1.18 * (max(xs) - min(xs)), 1.0)
    height = max(1.18 * (max(ys) - min(ys)), 1.0)
    width, height = max(width, height * shape * stretch), max(height, width / shape / stretch)
    x = (min(xs) + max(xs)) / 2
    axes.set_xlim(x - width / 2, x + width / 2)
    axes.set_ylim(middle - height / 2, middle + height / 2)
    axes.set_aspect(stretch)
    axes.set_facecolor(WATER if _has_land(points) else LAND)
    axes.set_xticks([])
    axes.set_yticks([])
    for spine in axes.spines.values():
        spine.set_visible(True)


def _draw_land(axes: Axes) -> None:
    """Draw the outlines of countries."""
    for _, rings in outlines():
        for ring in rings:
            axes.fill(ring[:, 0], ring[:, 1], fc=LAND, ec="#b9b2a3", lw=0.8, zorder=0)


def _draw_roads(axes: Axes, plan: Plan, width: float = 1.3) -> None:
    """Draw corridors as a broad band and roads over it by surface."""
    at = positions(plan)
    for route in shortest_routes(plan).corridors.values():
        for road in route.roads:
            (x0, y0), (x1, y1) = at[road.a], at[road.b]
            axes.plot([x0, x1], [y0, y1], color=CORRIDOR, lw=4 * width, alpha=0.7, zorder=1,
                      solid_capstyle="round")  # fmt: skip
    for road in plan.roads:
        (x0, y0), (x1, y1) = at[road.a], at[road.b]
        axes.plot([x0, x1], [y0, y1], SURFACES[road.surface], color=ROAD, lw=width, zorder=2)


def _keep_off_roads(labels: Labels, plan: Plan) -> None:
    """Let no label stand on a road where it can stand beside it."""
    at = positions(plan)
    for road in plan.roads:
        labels.keep_off(at[road.a], at[road.b])


def _draw_places(axes: Axes, labels: Labels, scenario: Scenario) -> None:
    """Draw camps by phase, hubs that stay as squares, and other places small; label them all."""
    plan, status = scenario.plan, scenario.status
    colours, phase_of = phase_colours(plan.phases), phase_of_camps(plan)
    inside = {n: p for n, p in positions(plan).items() if _in_frame(axes, *p)}
    labels.keep_clear(inside.values())
    most = max(camp.people.value for camp in plan.camps.values())
    for name, camp in plan.camps.items():
        x, y = inside[name]
        colour = colours.get(phase_of.get(name, ""), INK)
        closed = status.camps[name].closed is not None
        size = 6 + 9 * math.sqrt(camp.people.value / most)
        fill, marker = "white" if closed else colour, "o" if camp.closes else "s"
        axes.plot([x], [y], marker, ms=size, color=fill, mec=colour, mew=1.6, zorder=4)
        labels.keep_clear([(x, y)], size / 2 + 1)
    for name in plan.camps:
        labels.add(*inside[name], name, fontsize=9, fontweight="bold", zorder=6, path_effects=HALO)


def _label_others(axes: Axes, labels: Labels, plan: Plan) -> None:
    """Mark places that are no camps; write their names, and countries', where there is room."""
    for name, node in plan.nodes.items():
        x, y = node.longitude, node.latitude
        if _in_frame(axes, x, y):
            if node.kind != "label":
                marker = "D" if node.kind == "border" else "."
                axes.plot([x], [y], marker, ms=4.5, color=GREY, zorder=3)
            labels.add(x, y, name, fontsize=7, color=GREY, optional=True, zorder=5)
    _label_countries(axes, labels, 9)


def _label_countries(axes: Axes, labels: Labels, size: float) -> None:
    """Write each country's name where there is room, as near its middle as can be."""
    for name, places in _countries(axes):
        labels.add_on(places, name.upper(), fontsize=size, color="#8f8471")


def _countries(axes: Axes) -> Iterator[tuple[str, Iterable[tuple[float, float]]]]:
    """Give each country's name and positions inside what the frame shows, the middle first."""
    (x0, x1), (y0, y1) = axes.get_xlim(), axes.get_ylim()
    across, up = np.meshgrid(np.linspace(x0, x1, 60)[1:-1], np.linspace(y0, y1, 60)[1:-1])
    points = np.column_stack((across.ravel(), up.ravel()))
    for name, rings in outlines():
        shown = [points[Path(ring).contains_points(points)] for ring in rings]
        found = np.concatenate(shown)
        if len(found) > 60:
            away = ((found - found.mean(axis=0)) ** 2).sum(axis=1)
            near = found[np.argsort(away, kind="stable")][: len(found) // 2]
            inner = near[:: max(1, len(near) // TRIES)]
            yield name, [(float(x), float(y)) for x, y in inner]


def _label_roads(labels: Labels, plan: Plan) -> None:
    """Write the kilometres on each road where there is room: in the middle if it can be."""
    at = positions(plan)
    for road in plan.roads:
        if _in_frame(labels.axes, *_middle(road, at)):
            text, along = f"{road.km.value:.0f}", [_at(road, at, share) for share in ALONG]
            look: dict[str, Any] = {"fontsize": 6.5, "color": ROAD, "zorder": 3}
            ground = {"fc": LAND, "ec": "none", "pad": 0.6}
            if not labels.add_on(along, text, clear=1.5, bbox=ground, **look):
                labels.add(*along[0], text, optional=True, **look)  # beside a short road


def _draw_corridors(axes: Axes, outer: Labels, scenario: Scenario) -> None:
    """Draw the whole network to its ports, small, where no camp lies: in a corner if it can be."""
    plan = scenario.plan
    at = positions(plan)
    camps = [at[name] for name in plan.camps]
    if all(_in_frame(axes, *point) for point in at.values()):
        return
    x0, x1, y0, y1 = *axes.get_xlim(), *axes.get_ylim()
    small = axes.inset_axes((*_free(axes, camps), SMALL, SMALL))
    _frame(small, at.values(), 9.2 / 7.3)
    outer.taken.append(small.get_window_extent())
    _draw_land(small)
    _draw_roads(small, plan, 0.7)
    small.add_patch(Rectangle((x0, y0), x1 - x0, y1 - y0, fill=False, ec=INK, lw=0.7))
    labels = Labels(small)
    _keep_off_roads(labels, plan)
    shown = {n: p for n, p in at.items() if n in plan.nodes and plan.nodes[n].kind != "label"}
    labels.keep_clear(shown.values(), 2)
    labels.keep_clear(camps, 0.7)
    small.plot(*zip(*camps, strict=True), ".", color=INK, ms=3)
    labels.keep_clear((_middle(road, at) for road in _shut(scenario)), 3)
    for name, (x, y) in sorted(shown.items(), key=lambda item: plan.nodes[item[0]].kind != "port"):
        kind = plan.nodes[name].kind
        if kind not in ("port", "border", "transit"):
            continue
        marker = {"port": "P", "border": "D"}.get(kind, "o")
        small.plot([x], [y], marker, ms=4.5, color=BLUE, zorder=4)
        if not _in_frame(axes, x, y):  # the large map names it
            labels.add(x, y, name, fontsize=6.5, zorder=5, path_effects=HALO)
    for road in _shut(scenario):
        x, y = _middle(road, at)
        small.plot([x], [y], "X", ms=6, color=VERMILION, zorder=4)
        text = f"{road.gate} shut"
        labels.add(x, y, text, fontsize=6.5, zorder=5, color=VERMILION, path_effects=HALO)
    _label_countries(small, labels, 5.5)


def _free(axes: Axes, camps: Iterable[tuple[float, float]]) -> tuple[float, float]:
    """Give the corner of the small map, in parts of the large one: far from camps, over none."""
    x0, x1, y0, y1 = *axes.get_xlim(), *axes.get_ylim()
    at = [((x - x0) / (x1 - x0), (y - y0) / (y1 - y0)) for x, y in camps]
    near, middle, far = 0.008, (1 - SMALL) / 2, 1 - SMALL - 0.008
    corners = {(near, far): (0, 1), (far, far): (1, 1), (near, near): (0, 0), (far, near): (1, 0)}
    ranked = sorted(corners, key=lambda c: min(math.dist(corners[c], camp) for camp in at))[::-1]
    others = [(middle, far), (near, middle), (far, middle), (middle, near), (middle, middle)]
    for x, y in (*ranked, *others):
        if not any(x < u < x + SMALL and y < v < y + SMALL for u, v in at):
            return x, y
    return ranked[0]


def _shut(scenario: Scenario) -> list[Road]:
    """Give the roads whose gate is shut on the as-of date."""
    return [road for road in scenario.plan.roads if road.gate in scenario.status.gates_closed]


def _middle(road: Road, at: dict[str, tuple[float, float]]) -> tuple[float, float]:
    """Give the middle of a road's straight line."""
    return _at(road, at, 0.5)


def _at(road: Road, at: dict[str, tuple[float, float]], share: float) -> tuple[float, float]:
    """Give the place on a road's straight line after a share of it."""
    (x0, y0), (x1, y1) = at[road.a], at[road.b]
    return x0 + share * (x1 - x0), y0 + share * (y1 - y0)


def _legend(axes: Axes, labels: Labels, plan: Plan) -> None:
    """Explain lines and marks in the corner of the map that has the fewest camps left."""
    handles = [
        Line2D([], [], ls=style, color=ROAD, lw=1.3, label=f"{surface} road")
        for surface, style in SURFACES.items()
    ]
    if plan.corridors:
        handles.append(Line2D([], [], color=CORRIDOR, lw=5, alpha=0.7, label="corridor to a port"))
    marks = (("s", INK, "hub that stays"), ("o", GREY, "camp that closes"))
    for marker, colour, label in marks:
        handles.append(Line2D([], [], marker=marker, ls="", color=colour, ms=7, label=label))
    handles.append(
        Line2D([], [], marker="o", ls="", color="white", mec=GREY, mew=1.5, ms=7, label="closed")
    )
    legend = axes.legend(handles=handles, loc="lower right", fontsize=7.5, frameon=True,
                         framealpha=0.95, edgecolor=PALE)  # fmt: skip
    labels.taken.append(legend.get_window_extent())


def _in_frame(axes: Axes, x: float, y: float) -> bool:
    """Whether a position lies inside the axes."""
    (x0, x1), (y0, y1) = axes.get_xlim(), axes.get_ylim()
    return x0 <= x <= x1 and y0 <= y <= y1
