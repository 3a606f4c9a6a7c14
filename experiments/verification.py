"""Write docs/verification.md: is the model right, and is its output reasonable? Its own numbers."""

import argparse
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

from sim.configuration.reader import quietly
from sim.errors import SimError

if TYPE_CHECKING:
    import pandas as pd

    from sim.scenario import Scenario
    from sim.studies.summary import Forecast

ROOT: Final = Path(__file__).resolve().parent.parent
PAGE: Final = ROOT / "docs" / "verification.md"
SEED: Final = 20230818

GROUPS: Final = (
    ("Dates computed by hand (toy plan), and the real plan with every risk off",
     ("tests/model/test_toy_dates.py", "tests/model/test_all_off.py")),
    ("Capacity sheet: sums by two hands, and that runs without risks agree with it",
     ("tests/plan/test_capacity.py", "tests/plan/test_capacity_agrees.py")),
    ("Closed forms: M/M/c waits by Erlang C, first passages of paths, means of attack models",
     ("tests/pool", "tests/test_paths.py", "tests/risks/test_attacks.py")),
    ("Distributions: quantiles, moments, units; draws by address",
     ("tests/distributions", "tests/test_draws.py")),
    ("Degenerate cases: never permitted, nobody stands still for ever",
     ("tests/model/test_never.py", "tests/model/test_no_standstill.py")),
    ("Conservation: people, vehicles, containers, money, state times",
     ("tests/model/test_conservation.py", "tests/record")),
    ("Nobody knows what is still to come; who wakes for nothing changes nothing",
     ("tests/model/test_no_foresight.py", "tests/model/test_wakes.py")),
    ("Common random numbers, and the same replication alone and in any order",
     ("tests/model/test_common_random_numbers.py", "tests/model/test_same_replication.py")),
    ("Stress cases, one a mechanism", ("tests/model/test_stress.py", "tests/model/test_supply.py")),
)  # fmt: skip
"""What is verified by tests, and by which."""

TELLING: Final = re.compile(
    r" is left \(|order to leave|ceasefire|turns back|triage|authority|certificate|run low|"
    r"no signature|drawdown of|stands down|cannot leave|top-up|by road|returned"
)
"""Lines of a story that are kept when it is abridged."""
MOST_LINES: Final = 45
FAILED: Final = " failed**"
"""The end of a count of tests that did not pass, as the page has it."""


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Write a Markdown table."""
    lines = [f"| {' | '.join(cells)} |" for cells in (head, ["---"] * len(head), *rows)]
    return [*lines, ""]


def count_tests(paths: Sequence[str]) -> tuple[int, int]:
    """Run tests; gives how many passed and how many did not."""
    with TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        command = [sys.executable, "-m", "pytest", "-q", f"--junitxml={report}", *paths]
        subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
        whole = ElementTree.parse(report).getroot()
    suites = list(whole.iter("testsuite"))
    total = sum(int(s.attrib["tests"]) - int(s.attrib["skipped"]) for s in suites)
    bad = sum(int(s.attrib["failures"]) + int(s.attrib["errors"]) for s in suites)
    return total - bad, bad


def what_tests_verify(run: bool) -> Iterator[str]:
    """What is verified by tests, with the numbers that passed."""
    yield from ("## What tests verify", "")
    rows = []
    for what, paths in GROUPS:
        passed, failed = count_tests(paths) if run else (-1, 0)
        result = "not run" if passed < 0 else f"{passed} passed" + (
            f", **{failed}{FAILED}" if failed else "")  # fmt: skip
        rows.append((what, ", ".join(f"`{path}`" for path in paths), result))
    yield from table(("what", "where", "result"), rows)


def by_hand() -> Iterator[str]:
    """The toy plan and the real plan with every risk off, as the model has them."""
    from sim.calendar import show, show_time, to_day
    from sim.configuration import load_scenario
    from sim.replication import prepare, run_replication

    yield from ("## Dates without risks", "")
    yield "The toy plan's dates are computed on paper in `configs/plan/toy.yaml` and"
    yield "`tests/model/test_toy_dates.py`; the model's must be equal to the last digit."
    yield ""
    for name in ("toy", "all_off"):
        case = prepare(load_scenario(name), SEED)
        outcome = run_replication(case, 0)
        windows = {camp: c.window for camp, c in case.scenario.plan.closing.items()}
        rows = [
            (name, c.camp, show_time(c.closed), f"{show(to_day(window.end))} 24:00", c.mode,
             "orderly" if c.orderly else "not orderly")
            for c in outcome.closures if (window := windows[c.camp]) is not None
        ]  # fmt: skip
        head = ("scenario", "camp", "left", "deadline", "how", "judged")
        yield from table(head, rows)


def outputs(found: "Forecast") -> Iterator[str]:
    """Output checks, mechanisms and headline of the baseline."""
    from sim.statistics.wording import share

    yield from (
        f"## The baseline, {found.n:,} replications",
        "",
        "```text",
        *found.lines(),
        "```",
        "",
    )
    yield from ("### Mechanisms, as they are", "")
    rows: list[dict[Any, Any]] = found.mechanisms.to_dict("records")
    yield from table(
        ("mechanism", "share of replications", "mean number"),
        [(r["mechanism"], share(r), f"{r['mean']:.2f}")
         for r in rows],
    )  # fmt: skip
    yield "Each has a stress case of its own, replayed in `tests/model/test_stress.py`: scenarios"
    yield "`stress_haste`, `stress_one_sided`, `stress_late`, `stress_never`, `stress_turned_back`,"
    yield "`stress_evacuation_refused`, `stress_shortage`, `stress_authority_spent`. The baseline's"
    yield "inputs are not moved towards any of these shares."
    yield ""


def told(scenario: "Scenario", outcomes: "pd.DataFrame", seed: int) -> Iterator[str]:
    """Three replications, an early, a middling and a late one, abridged."""
    from sim.statistics.completion import rank
    from sim.studies.replay import replay
    from sim.studies.telling import ranked_by_completion

    order = ranked_by_completion(outcomes, scenario)
    yield from ("## Face validity: three replications told", "")
    yield "Those at P10, P50 and P90 of the day on which the last phase was complete, abridged;"
    yield "`python experiments/replay.py replication=N` tells each whole, with its critical chains."
    yield ""
    for label, at in (("early", 0.1), ("middling", 0.5), ("late", 0.9)):
        number = order[rank(len(order), at) - 1]
        found = replay(scenario, seed, number)
        lines = list(found.lines())
        phases = lines[lines.index("Phases:") :]
        phases = phases[: phases.index("")] if "" in phases else phases
        kept = [line for line in found.story if TELLING.search(line)]
        skipped = len(found.story) - min(len(kept), MOST_LINES)
        yield from (f"### Replication {number}: {label}", "", "```text", *phases, "")
        yield from (*kept[:MOST_LINES], f"… {skipped:,} more lines", "```", "")


def switching(scenario: "Scenario", n: int, seed: int, workers: int | None) -> Iterator[str]:
    """Each risk off, and on alone."""
    from sim.studies.switches import switches
    from sim.studies.text import points

    found = switches(scenario, n, seed, workers)
    last = list(scenario.plan.phases)[-1]
    figures = (f"met_{last}", f"met_and_orderly_{last}", "met_all", "met_and_orderly_all")
    yield from (f"## Each risk switched alone, {n:,} replications of each", "")
    yield "Differences in points with 95 % intervals (paired, the same worlds); the whole table is"
    yield "`tables/switches.csv` of `python experiments/switches.py`."
    yield ""
    rows = []
    for (switch, risk), own in found.effects.groupby(["switch", "risk"], sort=False):
        by = {row["figure"]: row for row in own.to_dict("records")}
        rows.append((str(switch), str(risk), *(points(by[figure]) for figure in figures)))
    yield from table(("switch", "risk", *(f"`{figure}`" for figure in figures)), rows)


def hindsight(n: int, seed: int, workers: int | None) -> Iterator[str]:
    """A start on 1 July beside what was known on 18 August."""
    from sim.configuration import load_scenario
    from sim.studies.hindcast import hindcast

    found = hindcast(load_scenario("july"), n, seed, workers)
    yield from (f"## A start on 1 July, {n:,} replications", "")
    yield "A check of consistency: some inputs come from the same weeks. What lies outside is"
    yield "explained, and nothing is tuned."
    yield ""
    rows: list[dict[Any, Any]] = found.table.to_dict("records")
    yield from table(
        ("what", "observed", "P2.5", "median", "P97.5", "verdict"),
        [(r["what"], r["observed"], r["low"], r["median"], r["high"],
          "inside" if r["inside"] else f"**outside**: {r['explanation']}") for r in rows],
    )  # fmt: skip


def page(n: int, switches: int, seed: int, workers: int | None, run_tests: bool) -> Iterator[str]:
    """The whole page, line by line."""
    from sim.configuration import load_scenario, scenario_hash
    from sim.montecarlo.manifest import program_hash
    from sim.studies import forecast

    scenario = load_scenario("baseline")
    yield from ("# Verification, and whether the output is reasonable", "")
    yield "Written by `make verification` (`experiments/verification.py`): do not edit it. Its"
    yield "numbers are those of the model as it was then: scenario baseline, hash"
    yield f"{scenario_hash(scenario)[:8]}, program {program_hash()[:8]}, seed {seed}. How the model"
    yield "works is in [model.md](model.md), what it leaves out in [limits.md](limits.md)."
    yield ""
    parts: tuple[Callable[[], Iterator[str]], ...] = (lambda: what_tests_verify(run_tests), by_hand)
    for part in parts:
        yield from part()
    found = forecast(scenario, n, seed, workers)
    yield from outputs(found)
    yield from told(scenario, found.outcomes, seed)
    if switches:
        yield from switching(scenario, switches, seed, workers)
    yield from hindsight(n, seed, workers)
    yield from (
        "## STRESS-DES",
        "",
        "The checklist is filled in in [stress_des.md](stress_des.md).",
        "",
    )


def main() -> int:
    """Write the page; gives the exit code."""
    parser = argparse.ArgumentParser(prog="python experiments/verification.py", description=__doc__)
    parser.add_argument("--n", type=int, default=200, help="replications (default 200)")
    parser.add_argument(
        "--switches", type=int, default=60, help="of each switched scenario (default 60; 0: none)"
    )
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--workers", type=int, default=None, help="processes (default: all cores)")
    parser.add_argument("--no-tests", action="store_true", help="leave the tests unrun")
    given = parser.parse_args()
    try:
        lines = list(page(given.n, given.switches, given.seed, given.workers, not given.no_tests))
    except SimError as error:
        print(error, file=sys.stderr)
        return 2
    PAGE.write_text("\n".join(lines).rstrip() + "\n", encoding="utf-8", newline="\n")
    print(f"Written: {PAGE.relative_to(ROOT)}")
    if failed := [line for line in lines if FAILED in line]:
        print("Tests that it counts failed:", *failed, sep="\n", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(quietly(main))
