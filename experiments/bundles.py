"""Which mitigations together bring most for their cost?"""

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from sim.configuration.command import Point, Program

if TYPE_CHECKING:
    from sim.scenario import Scenario


def names_of(point: Point) -> list[str]:
    """Give the mitigations to choose from."""
    from sim.configuration.groups import mitigations_but

    asked = point.config["bundles"]
    return mitigations_but(asked["leave_out"], asked["mitigations"], point.search, "bundles")


def maker(point: Point) -> Callable[[str], "Scenario"]:
    """Give what makes a scenario of the name of a bundle."""
    from sim.studies.scenarios import load_named

    # The name of the scenario says what these two say.
    named = ("scenario=", "mitigation=")
    kept = [text for text in point.overrides if not text.lstrip("+").startswith(named)]
    return lambda name: load_named([name], kept, "bundles", point.search)[name]


def study(point: Point) -> None:
    """Find the frontier of cost and benefit, print it, and draw it."""
    from sim.studies.bundles import main

    asked, base = point.config["bundles"], point.scenario.name
    directory = main(base, names_of(point), maker(point), point.run, asked["figure"],
                     asked["keep"], point.config)  # fmt: skip
    if point.run.figures:
        from sim.report.figures import draw_and_tell

        draw_and_tell(directory)


def check(point: Point) -> None:
    """List the mitigations with their cost; refuse unknown ones, and an unknown figure."""
    from sim.studies.figures import check_figure

    check_figure(point.scenario, point.config["bundles"]["figure"], "bundles.figure")
    make = maker(point)
    for name in names_of(point):
        scenario = make(f"{point.scenario.name}+{name}")
        print(f"{name}: USD {scenario.price:g} million")


BUNDLES = Program(
    name="bundles",
    study=study,
    check=check,
    about="Find the bundles of up to three mitigations that bring most for their cost.",
    examples=(
        ("check=true", "list the mitigations with their cost"),
        ("'bundles.mitigations=[more_escorts,air_overwatch,early_packing]'", "of these alone"),
        ("bundles.figure=days_all run.replications=400", "by the days of the last phase"),
    ),
    config_name="bundles",
)

if __name__ == "__main__":
    sys.exit(BUNDLES.main())
