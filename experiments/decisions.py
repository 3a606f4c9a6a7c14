"""Until which day does ordering a mitigation still help?"""

import sys
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from sim.configuration.command import Point, Program

if TYPE_CHECKING:
    from sim.scenario import Scenario


def names_of(point: Point) -> list[str]:
    """Give the mitigations to look at."""
    from sim.configuration.groups import mitigations_of

    return mitigations_of(
        point.config["decisions"]["mitigations"], point.search, "decisions.mitigations"
    )


def maker(point: Point) -> Callable[[str, date], "Scenario"]:
    """Give what makes the scenario with a mitigation ordered on a day.

    A mitigation that is there already, from the scenario's own list, cannot be ordered again.
    """
    from sim.configuration.load import load

    kept = [text for text in point.overrides if not text.lstrip("+").startswith("mitigation=")]
    there = point.scenario.mitigations

    def make(name: str, day: date) -> "Scenario":
        chosen = ",".join([*(other for other in there if other != name), name])
        given = [*kept, f"mitigation=[{chosen}]", f"++mitigation.{name}.ordered={day}"]
        return load(given, config_name="decisions", search=point.search)[0]

    return make


def days_of(point: Point) -> list[date]:
    """Give the days on which they are ordered."""
    from sim.studies.decisions import days_of as chosen

    asked = point.config["decisions"]
    return chosen(point.scenario, asked["dates"], asked["step"])


def study(point: Point) -> None:
    """Make the calendar, print it, and draw it."""
    from sim.studies.decisions import main

    names, days = names_of(point), days_of(point)
    figure = point.config["decisions"]["figure"]
    directory = main(point.scenario, names, days, maker(point), point.run, figure, point.config)
    if point.run.figures:
        from sim.report.figures import draw_and_tell

        draw_and_tell(directory)


def check(point: Point) -> None:
    """List the days, and what cannot be ordered on them."""
    from sim.studies.decisions import scenarios_of
    from sim.studies.figures import check_figure

    check_figure(point.scenario, point.config["decisions"]["figure"], "decisions.figure")
    days = days_of(point)
    made, refused = scenarios_of(names_of(point), days, maker(point))
    print("Days of order: " + ", ".join(map(str, days)))
    for name in dict.fromkeys(name for name, _ in made):
        print(f"{name}: can be ordered on {sum(key[0] == name for key in made)} of them")
    for row in refused.to_dict("records"):
        print(f"{row['mitigation']} cannot be ordered on {row['ordered']}: {row['why']}")


DECISIONS = Program(
    name="decisions",
    study=study,
    check=check,
    about="Say until which day ordering a mitigation still helps.",
    examples=(
        ("check=true", "list the days, and what cannot be ordered on them"),
        ("'decisions.mitigations=[more_escorts,air_overwatch]'", "these alone"),
        ("'decisions.dates=[2023-08-18,2023-10-01,2023-11-15]'", "on these days"),
        ("decisions.figure=days_all run.replications=400", "by the days of the last phase"),
    ),
    config_name="decisions",
)

if __name__ == "__main__":
    sys.exit(DECISIONS.main())
