"""What would help, how sure are we, and whom does it hurt?"""

import sys
from typing import TYPE_CHECKING

from sim.configuration.command import Point, Program

if TYPE_CHECKING:
    from sim.scenario import Scenario


def scenarios_of(point: Point) -> dict[str, "Scenario"]:
    """Load the scenarios that a command line names."""
    from sim.studies.scenarios import load_named

    return load_named(point.config["scenarios"], point.overrides, "compare", point.search)


def given_of(point: Point) -> list[str]:
    """Give the words with which a replay finds the same scenarios and worlds."""
    from sim.configuration.arguments import folders_of, what_of

    seeds = [text for text in point.overrides if text.lstrip("+").startswith("run.seed=")]
    what = [text for text in what_of(point.overrides) if not text.startswith("scenarios=")]
    return [*folders_of(point.search), *what, *seeds]


def study(point: Point) -> None:
    """Compare the scenarios, print what each changes, and draw it."""
    from sim.studies.compare import main

    directory = main(scenarios_of(point), point.run, point.config, given_of(point))
    if point.run.figures:
        from sim.report.figures import draw_and_tell

        draw_and_tell(directory)


def check(point: Point) -> None:
    """Describe every scenario, and refuse what cannot be compared."""
    from sim.studies.check import describe
    from sim.studies.compare import check as comparable

    scenarios = scenarios_of(point)
    comparable(scenarios)
    for scenario in scenarios.values():
        print("\n".join([*describe(scenario), ""]))


COMPARE = Program(
    name="compare",
    study=study,
    check=check,
    about="Compare scenarios with the first of them, replication by replication.",
    examples=(
        ("run.replications=2000", "five mitigations against the baseline"),
        ("'scenarios=[baseline,baseline+air_overwatch+more_escorts]'", "two, or any number"),
        ("'scenarios=[baseline,all_off]'", "with and without any risk"),
        ("risk/attacks=hawkes", "all of them under another attack model"),
    ),
    config_name="compare",
)

if __name__ == "__main__":
    sys.exit(COMPARE.main())
