"""The points of a design: spread over ranges of inputs, or listed in a CSV, each a scenario."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sim.configuration.observed import is_spreadsheet
from sim.configuration.sources import split
from sim.errors import ConfigurationError, Problem
from sim.montecarlo.manifest import MANIFEST, read_json
from sim.scenario import Scenario
from sim.studies.uncertain import Setter, Uncertain, inputs, is_yardstick

if TYPE_CHECKING:
    import pandas as pd

LATIN, SOBOL, MORRIS, CSV = "latin_hypercube", "sobol", "morris", "csv"
TRIANGULAR: Final = "triangular"
"""How a Latin hypercube draws from a range: most where the value is; the other way is evenly."""
EVERY_INPUT: Final = "all"
"""As what a design varies: every judged number with a range, but for the yardsticks.

A share over points that are each judged by another standard is a share of nothing.
"""


@dataclass(frozen=True)
class Points:
    """The points of a design.

    Attributes
    ----------
    kind
        How they were made.
    plan
        A row a point: the labels of the design, and shares 0 … 1 of each input's range; of a CSV
        its own columns.
    placed
        The same, with counts where they stand after they were made whole: their steps differ from
        the plan's, by a half and more over short ranges.
    values
        The values of the inputs as they are run (counts are whole), a row a point.
    scenarios
        By number of the point.
    """

    kind: str
    plan: pd.DataFrame
    placed: pd.DataFrame
    values: pd.DataFrame
    scenarios: dict[str, Scenario]


def spread_over(
    scenario: Scenario,
    chosen: Sequence[Uncertain],
    kind: str,
    points: int,
    seed: int,
    draws: str = TRIANGULAR,
) -> Points:
    """Spread points over the ranges of some inputs.

    Parameters
    ----------
    kind
        ``latin_hypercube``, ``sobol`` (points: rows of a matrix, a power of two) or ``morris``
        (points: trajectories).
    seed
        Of the points.
    draws
        ``triangular`` (the value is the most likely) or ``uniform``; of a Latin hypercube, whose
        points are what may be so. The others measure over the whole range, evenly.

    Raises
    ------
    ConfigurationError
        If a point cannot stand, or Sobol's number is no power of two.
    """
    import pandas as pd

    from sim.statistics.designs import latin_hypercube, morris, saltelli

    names = [item.path for item in chosen]
    try:
        if kind == SOBOL:
            plan = saltelli(names, points, seed)
        elif kind == MORRIS:
            plan = morris(names, points, seed)
        else:
            plan = latin_hypercube(names, points, seed)
    except ValueError as error:
        raise ConfigurationError([Problem("design.points", str(error))]) from None
    tip = kind == LATIN and draws == TRIANGULAR
    values = pd.DataFrame(
        {
            item.path: [(item.believed if tip else item.at)(float(u)) for u in plan[item.path]]
            for item in chosen
        }
    )
    setter, problems = Setter(scenario), list[Problem]()
    scenarios: dict[str, Scenario] = {}
    for number, row in enumerate(values.to_dict("records")):
        try:
            scenarios[str(number)] = setter.with_values({str(k): float(v) for k, v in row.items()})
        except ConfigurationError as error:
            problems += error.problems
    if problems:
        raise ConfigurationError(dict.fromkeys(problems))
    set_to = pd.DataFrame([setter.values(made, names) for made in scenarios.values()])
    return Points(kind, plan, _placed(plan, set_to, chosen), set_to, scenarios)


def _placed(plan: pd.DataFrame, set_to: pd.DataFrame, chosen: Sequence[Uncertain]) -> pd.DataFrame:
    """Give the plan with every count at the share of its range at which its whole number stands."""
    from sim.configuration.counts import is_count

    counts = {
        item.path: (set_to[item.path] - item.low) / (item.high - item.low)
        for item in chosen
        if is_count(split(item.path))
    }
    return plan.assign(**counts)


def listed(file: Path, overrides: Sequence[str] = (), search: Sequence[str] = ()) -> Points:
    """Read points from a CSV: a column a path or a group of files, a row a point.

    Raises
    ------
    ConfigurationError
        With the mistakes of all points.
    """
    import pandas as pd

    from sim.configuration.load import load

    if is_spreadsheet(file):
        what = f"'{file}' is a spreadsheet"
        raise ConfigurationError([Problem("design.file", what, "the same saved as CSV")])
    try:
        with file.open(newline="", encoding="utf-8-sig") as stream:  # as spreadsheets save it
            reader = csv.DictReader(stream)
            lines = [(reader.line_num, row) for row in reader]
            names = list(reader.fieldnames or ())
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        what = f"'{file}' cannot be read ({getattr(error, 'strerror', None) or error})"
        raise ConfigurationError([Problem("design.file", what)]) from None
    if twice := sorted({name for name in names if names.count(name) > 1}):
        what = f"'{file}' has two columns '{twice[0]}', of which one would be lost"
        raise ConfigurationError([Problem("design.file", what, "each once")])
    if len(names) == 1 and ";" in names[0]:
        what = f"'{file}' parts its columns by semicolons"
        raise ConfigurationError([Problem("design.file", what, "commas")])
    rows = [row for _, row in lines]
    if not rows:
        raise ConfigurationError([Problem("design.file", f"'{file}' holds no point")])
    scenarios: dict[str, Scenario] = {}
    problems: list[Problem] = []
    told: set[tuple[str, str]] = set()
    for number, (line, row) in enumerate(lines):
        if None in row or None in row.values():
            what = f"point {number} of '{file}' has more or fewer cells than there are columns"
            problems.append(Problem("design.file", what, ", ".join(k for k in row if k)))
            continue
        cells = [f"{path}={value}" for path, value in row.items() if value]
        try:
            scenarios[str(number)] = load(
                [*overrides, *cells], config_name="design", search=search
            )[0]
        except ConfigurationError as error:
            here = {f"command line: {cell}" for cell in cells}
            for problem in error.problems:
                # A column that is wrong is so in every row: said once, where it is first.
                if (problem.where, problem.what) not in told:
                    own = problem.file in here
                    problems.append(replace(problem, file=f"{file}:{line}") if own else problem)
                    told.add((problem.where, problem.what))
    if problems:
        raise ConfigurationError(dict.fromkeys(problems))
    table = pd.DataFrame(rows)
    return Points(CSV, table, table, table, scenarios)


def chosen_inputs(scenario: Scenario, asked: Mapping[str, Any]) -> list[Uncertain]:
    """Give the inputs that a design varies: those named, all judged ones, or a ranking's first.

    Raises
    ------
    ConfigurationError
        If one is no judged input with a range, or nothing says which.
    """
    import pandas as pd

    if list(asked["over"]) == [EVERY_INPUT]:
        return [item for item in inputs(scenario) if not is_yardstick(item.path)]
    by_path = {item.path: item for grade in "ABC" for item in inputs(scenario, grade)}
    names, where = list(asked["over"]), "design.over"
    if not names and asked["ranking"]:
        tables, where = Path(asked["ranking"]) / "tables", "design.ranking"
        file, again = tables / "ranking.csv", tables / "closer.csv"
        try:
            found = [pd.read_csv(path) for path in (again, file) if path.exists() or path == file]
            noted = read_json(tables.parent / MANIFEST) or {}
            figure = noted.get("figure", found[0]["figure"].iloc[0])
            by = [table.loc[table["figure"] == figure, "input"] for table in found]
        except (OSError, ValueError, LookupError):
            raise ConfigurationError([Problem(where, f"{file} is no ranking of inputs")]) from None
        every = pd.concat(by).drop_duplicates()
        names = [str(name) for name in every.head(asked["top"])]
    if not names:
        allowed = "design.over=[paths] or [all], design.ranking=folder, or design.file=points.csv"
        raise ConfigurationError([Problem("design", "nothing says which inputs vary", allowed)])
    wrong = [name for name in names if name not in by_path]
    if wrong:
        allowed = "python experiments/ranking.py check=true lists those of grade C"
        raise ConfigurationError(
            [Problem(where, f"'{name}' is no number with a range", allowed) for name in wrong]
        )
    return [by_path[name] for name in names]


def points_of(
    scenario: Scenario,
    asked: Mapping[str, Any],
    overrides: Sequence[str] = (),
    search: Sequence[str] = (),
) -> Points:
    """Make the points that a configuration asks for; all are checked.

    Raises
    ------
    ConfigurationError
        With the mistakes of all points.
    """
    if asked["kind"] == CSV or asked["file"]:
        if not asked["file"]:
            raise ConfigurationError([Problem("design.file", "a CSV of points is missing")])
        return listed(Path(asked["file"]), overrides, search)
    chosen = chosen_inputs(scenario, asked)
    of_points = (str(asked["kind"]), int(asked["points"]), int(asked["seed"]))
    return spread_over(scenario, chosen, *of_points, str(asked["draws"]))
