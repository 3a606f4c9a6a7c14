"""What happened in one replication, told as a story, and why did each camp close when it did?"""

import sys
from typing import TYPE_CHECKING

from sim.configuration.command import Point, Program

if TYPE_CHECKING:
    from sim.scenario import Scenario


def scenarios_of(point: Point) -> dict[str, "Scenario"]:
    """Load the scenarios that are set side by side; the composed one if none is named."""
    from sim.studies.scenarios import load_named

    if names := point.config["scenarios"]:
        return load_named(names, point.overrides, "replay", point.search)
    return {point.scenario.name: point.scenario}


def study(point: Point) -> None:
    """Run one replication, tell it, and draw what was binding when."""
    from sim.studies.telling import main

    config, scenarios = point.config, scenarios_of(point)
    directory = main(scenarios, point.run, config["replication"], config["camp"], config)
    if point.run.figures:
        from sim.report.figures import draw_and_tell

        draw_and_tell(directory)


def check(point: Point) -> None:
    """Refuse what cannot be told; describe the scenario and print its capacity sheet."""
    from sim.studies.check import main
    from sim.studies.telling import check as tellable

    tellable(scenarios_of(point), point.config["camp"])
    main(point.scenario)


REPLAY = Program(
    name="replay",
    study=study,
    check=check,
    about="Tell one replication as a story, with each camp's critical chain.",
    examples=(
        ("replication=17", "the replication of that number in a forecast with the same seed"),
        ("replication=P80", "the one of that rank by its last completion; P50 is the middle one"),
        ("replication=17 camp=Kidal", "the critical chain of one camp"),
        ("replication=17 'scenarios=[baseline,baseline+more_escorts]'", "side by side"),
        ("replication=17 scenario=all_off", "the same without any risk"),
        ("replication=17 run.seed=7", "of another forecast"),
    ),
    config_name="replay",
)

if __name__ == "__main__":
    sys.exit(REPLAY.main())
