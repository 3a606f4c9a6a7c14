"""Cross checks: what no single value shows, found on plain data, so that all are told at once.

They read the data as composed, before typing, and pass over what is not even of the right kind:
typing says that. So a wrong unit does not hide a road to nowhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from typing import Any

from sim.configuration import counts, means_checks, plan_checks, status_checks
from sim.configuration.merging import choices
from sim.configuration.sources import Finding, Keys, Sources, split
from sim.configuration.walk import amounts, day, items, mapping, mappings, number, numbers, text
from sim.distributions.quantity import SHARES
from sim.errors import Problem
from sim.risks import registry

_MAY_BE_NEGATIVE = {"latitude", "longitude", "spread"}
"""Keys of numbers that lie on either side of zero, themselves or as parts."""
_SECTIONS = ("plan", "status", "resources", "tasks", "policy", "risk", "costs")


def problems(data: Mapping[str, Any], sources: Sources) -> list[Problem]:
    """Find every contradiction between the parts of a configuration.

    Parameters
    ----------
    data
        The configuration as plain data, mitigations applied.
    sources
        What set the values, to name file and line.
    """
    found = [
        *plan_checks.problems(data),
        *status_checks.problems(data),
        *means_checks.problems(data),
        *_policy(data),
        *_numbers(data),
        *counts.problems(data),
        *_provenance(data),
        *_backend(data),
        *_until(data),
    ]
    return [sources.problem(*finding) for finding in found]


def problems_of_risks(document: Any, sources: Sources) -> list[Problem]:
    """Let each risk that is on say what it finds wrong against the plan."""
    found: list[Problem] = []
    for name, module in registry.modules().items():
        check = getattr(module, "problems", None)
        settings = getattr(document.risk, name)
        if check is None or not settings.enabled:
            continue
        for problem in check(settings, document.plan):
            file = problem.file or sources.file(split(problem.where))
            found.append(Problem(problem.where, problem.what, problem.allowed, file))
    return found


def _policy(data: Mapping[str, Any]) -> Iterator[Finding]:
    path = ("policy", "answers_in_time")
    for where, share in amounts(mapping(data, "policy").get(path[-1]), path):
        if share in (0, 1):
            yield where, f"no staff can plan for {share:.0%} of the answers", "between 0 and 1"


def _numbers(data: Mapping[str, Any]) -> Iterator[Finding]:
    """Negative numbers, and shares and probabilities outside 0 to 1."""
    seen: set[Keys] = set()
    for path, value in numbers({key: data.get(key) for key in _SECTIONS}):
        if value < 0 and _MAY_BE_NEGATIVE.isdisjoint(path):
            seen.add(path)
            yield path, f"{value:g} is negative", "0 or more"
    for path, given in mappings(data):
        unit = given.get("unit")
        if not isinstance(unit, str) or not unit.startswith(SHARES):
            continue
        for key, value in given.items():
            amount, where = number(value), (*path, str(key))
            if amount is not None and amount > 1 and where not in seen:
                yield where, f"{amount:g} is not a {unit}", "0 to 1"


def _provenance(data: Mapping[str, Any]) -> Iterator[Finding]:
    """Facts younger than what was known at the start, unless they were so before."""
    known = day(data, "status", "knowledge") or status_checks.as_of(data)
    if known is None:
        return
    for path, given in mappings(data):
        if path == ("status",) or "as_of" not in given:
            continue
        moment = day(given, "as_of")
        if moment and moment > known and not str(given.get("static") or "").strip():
            what = f"a fact of {moment} is younger than what was known on {known}"
            yield (*path, "as_of"), what, f"{known} or before, or 'static' with the reason"


def _backend(data: Mapping[str, Any]) -> Iterator[Finding]:
    kind, address = (text(data, "backend", key) for key in ("kind", "scheduler"))
    if kind == "dask" and find_spec("distributed") is None:
        what = "the extra 'cluster' is not installed"
        yield ("backend", "kind"), what, "local, or pip install 'minusma-withdrawal[cluster]'"
    if kind == "local" and address:
        what = f"'{address}' would not be asked: replications run on this machine"
        yield ("backend", "scheduler"), what, "an address together with backend=dask"


def _until(data: Mapping[str, Any]) -> Iterator[Finding]:
    """Figures that a run may stop by, and limits in their order."""
    path = ("run", "until")
    phases = [*mapping(data, "plan", "phases"), "all"]
    allowed = [f"{reading}_{name}" for name in phases for reading in ("met", "met_and_orderly")]
    for place, figure in enumerate(items(data, *path, "figures")):
        if figure not in allowed:
            what = f"there is no headline '{figure}'"
            yield (*path, "figures", str(place)), what, choices(allowed, str(figure))
    least, most = (number(mapping(data, *path).get(key)) for key in ("minimum", "most"))
    if least is not None and most is not None and most < least:
        yield (*path, "most"), f"{most:g} is below the minimum", f"{least:g} or more"
