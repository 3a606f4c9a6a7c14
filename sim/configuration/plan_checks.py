"""Cross checks of the plan: names, roads, routes, windows in order, phases."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from sim.configuration.merging import choices
from sim.configuration.sources import Finding, Keys, at
from sim.configuration.walk import amounts, day, items, mapping, names, text

if TYPE_CHECKING:
    import networkx as nx


def problems(data: Mapping[str, Any]) -> Iterator[Finding]:
    """Find every contradiction inside the plan of a configuration given as plain data."""
    plan = mapping(data, "plan")
    yield from _roads(plan)
    yield from _names(plan)
    yield from _routes(plan)
    yield from _windows(plan)
    yield from _phases(plan)
    yield from _positions(plan)
    yield from _later(plan)


def _roads(plan: Mapping[str, Any]) -> Iterator[Finding]:
    places = {*mapping(plan, "camps"), *mapping(plan, "nodes")}
    regions, gates = items(plan, "regions"), mapping(plan, "gates")
    seen: set[frozenset[str]] = set()
    for number, road in enumerate(items(plan, "roads")):
        path = ("plan", "roads", str(number))
        ends = [text(road, "a"), text(road, "b")]
        for key, end in zip("ab", ends, strict=True):
            if end is not None and end not in places:
                what = f"the road leads to nowhere: no camp or node is called '{end}'"
                yield (*path, key), what, choices(places, end)
        if None not in ends:
            pair = frozenset(str(end) for end in ends)
            if len(pair) == 1:
                yield path, f"the road leads from '{ends[0]}' to itself", "two places"
            elif pair in seen:
                yield path, f"a second road joins '{ends[0]}' and '{ends[1]}'", "one road a pair"
            seen.add(pair)
        for region in mapping(road, "regions"):
            if regions and region not in regions:
                what = f"the plan has no region '{region}'"
                yield (*path, "regions", region), what, choices(regions, region)
        gate = text(road, "gate")
        if gate is not None and gate not in gates:
            yield (*path, "gate"), f"the plan has no gate '{gate}'", choices(gates, gate)


def _names(plan: Mapping[str, Any]) -> Iterator[Finding]:
    camps, regions = mapping(plan, "camps"), items(plan, "regions")
    for name, camp in camps.items():
        path = ("plan", "camps", name)
        wanted: list[tuple[Keys, str | None]]
        wanted = [((key,), text(camp, key)) for key in ("redeploy_to", "supplied_from")]
        wanted += [
            (("leaves_after", place), other) for place, other in names(camp, "leaves_after").items()
        ]
        for keys, other in wanted:
            if other is not None and other not in camps:
                yield (*path, *keys), f"the plan has no camp '{other}'", choices(camps, other)
            elif other == name and keys != ("supplied_from",):
                yield (*path, *keys), "names the camp itself", "another camp"
        region = text(camp, "region")
        if regions and region is not None and region not in regions:
            what = f"the plan has no region '{region}'"
            yield (*path, "region"), what, choices(regions, region)
    for key in ("lift_hub", "export_hub"):
        hub = text(plan, key)
        if hub is not None and hub not in camps:
            yield ("plan", key), f"the plan has no camp '{hub}'", choices(camps, hub)
    for number, place in names(plan, "hospitals").items():
        if place not in camps:
            path = ("plan", "hospitals", number)
            yield path, f"the plan has no camp '{place}'", choices(camps, place)
    for region in names(plan, "quiet_regions").values():
        if regions and region not in regions:
            what = f"the plan has no region '{region}'"
            yield ("plan", "quiet_regions"), what, choices(regions, region)
    for field in mapping(plan, "airfields"):
        if field not in camps and field not in mapping(plan, "nodes"):
            what = f"no camp or node is called '{field}'"
            yield ("plan", "airfields", field), what, choices(camps, field)


def _graph(plan: Mapping[str, Any]) -> nx.Graph[str]:
    import networkx as nx

    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from([*mapping(plan, "camps"), *mapping(plan, "nodes")])
    places = set(graph)
    for road in items(plan, "roads"):
        a, b = text(road, "a"), text(road, "b")
        if a in places and b in places:
            graph.add_edge(str(a), str(b))
    return graph


def _routes(plan: Mapping[str, Any]) -> Iterator[Finding]:
    """Camps without a way to their hub or from the one that serves them; gaps of corridors."""
    import networkx as nx

    graph = _graph(plan)
    for name, camp in mapping(plan, "camps").items():
        for key, to in (("redeploy_to", "to"), ("supplied_from", "from")):
            other = text(camp, key)
            if other in graph and other != name and not nx.has_path(graph, name, str(other)):
                what = f"the camp '{name}' has no route {to} '{other}'"
                reach = nx.node_connected_component(graph, name) & mapping(plan, "camps").keys()
                yield ("plan", "camps", name, key), what, choices(reach - {name}) or "a road to it"
    for name, corridor in mapping(plan, "corridors").items():
        stops = [str(stop) for stop in corridor] if isinstance(corridor, list) else []
        for number, stop in enumerate(stops):
            if stop not in graph:
                path = ("plan", "corridors", name, str(number))
                yield path, f"no camp or node is called '{stop}'", choices(graph, stop)
        for a, b in pairwise(stops):
            if a in graph and b in graph and not nx.has_path(graph, a, b):
                yield ("plan", "corridors", name), f"no road leads from '{a}' to '{b}'", ""


def _windows(plan: Mapping[str, Any]) -> Iterator[Finding]:
    """Windows of camps of which one leaves after, or moves to, the other."""
    import networkx as nx

    camps = mapping(plan, "camps")
    order: nx.DiGraph[str] = nx.DiGraph()
    for name, camp in camps.items():
        path = ("plan", "camps", name, "window")
        start, end = day(camp, "window", "start"), day(camp, "window", "end")
        for other in names(camp, "leaves_after").values():
            if other not in camps:
                continue
            order.add_edge(name, other)
            first, last = (day(camps[other], "window", key) for key in ("start", "end"))
            if not (start and end and first and last) or end < start or last < first:
                continue
            if not (last <= start or (first == start and last <= end)):
                kind = "is reversed against" if start < first or end < last else "overlaps"
                what = (
                    f"{start} to {end} {kind} {first} to {last} of '{other}', which leaves before"
                )
                allowed = f"from {last} on, or from {first} to {last} or later"
                yield path, what, allowed
        hub = text(camp, "redeploy_to")
        closes = day(camps[hub], "window", "end") if hub is not None and hub in camps else None
        if end and closes and closes < end:
            what = f"ends on {end}, after the window of '{hub}', to which the camp moves"
            yield path, what, f"an end until {closes}"
    for circle in nx.simple_cycles(order):
        told = " after ".join([*circle, circle[0]])
        yield ("plan", "camps", circle[0], "leaves_after"), f"a circle: {told}", "an order"


def _phases(plan: Mapping[str, Any]) -> Iterator[Finding]:
    camps = mapping(plan, "camps")
    if plan.get("phases") == {}:
        yield ("plan", "phases"), "there is no phase, so that nothing is judged", "one at least"
    for name, phase in mapping(plan, "phases").items():
        deadline = day(phase, "deadline")
        if at(phase, ("camps",)) == [] and text(phase, "people") is None:
            nothing = ("plan", "phases", name, "camps")
            yield nothing, "asks for no camp, and sets no limit of people", "a camp that closes"
        for place, camp in names(phase, "camps").items():
            path = ("plan", "phases", name, "camps", place)
            closing = [other for other in camps if mapping(camps[other], "window")]
            if camp not in camps:
                yield path, f"the plan has no camp '{camp}'", choices(closing, camp)
            elif camp not in closing:
                yield path, f"the camp '{camp}' does not close", choices(closing)
            else:
                end = day(camps[camp], "window", "end")
                if end and deadline and end > deadline:
                    what = f"the window of '{camp}' ends on {end}, after the phase's {deadline}"
                    yield path, what, f"a window until {deadline}, or a later deadline"


def _positions(plan: Mapping[str, Any]) -> Iterator[Finding]:
    """Camps and nodes that lie beyond the poles, or more than half round the Earth."""
    for kind in ("camps", "nodes"):
        for name, place in mapping(plan, kind).items():
            for key, most in (("latitude", 90), ("longitude", 180)):
                for path, degrees in amounts(at(place, (key,)), ("plan", kind, name, key)):
                    if not -most <= degrees <= most:
                        yield path, f"{degrees:g} degrees are no {key}", f"-{most} to {most}"


def _later(plan: Mapping[str, Any]) -> Iterator[Finding]:
    """Places of the radio, the barges and the liquidation that the plan does not have."""
    camps = mapping(plan, "camps")
    staying = [name for name in camps if not mapping(camps[name], "window")]
    for keys, known in (
        (("radio", "stations"), list(camps)),
        (("barges", "origins"), list(camps)),
        (("liquidation", "hub_return"), staying),
    ):
        given = at(plan, keys)
        for place, name in enumerate(given if isinstance(given, list | dict) else ()):
            if name not in known:
                path = ("plan", *keys, str(name) if isinstance(given, dict) else str(place))
                kind = "hub that stays" if known is staying else "camp"
                yield path, f"the plan has no {kind} '{name}'", choices(known, str(name))
