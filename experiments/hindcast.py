"""Does the model contain what happened: by 18 August 2023, or on days that you observed?"""

import sys
from pathlib import Path

from sim.configuration.command import Point, Program


def study(point: Point) -> None:
    """Run, print what happened beside the model, and draw it."""
    from sim.studies.hindcast import main

    directory = main(point.scenario, point.run, point.config, point.config["hindcast"]["observed"])
    if point.run.figures:
        from sim.report.figures import draw_and_tell

        draw_and_tell(directory)


def check(point: Point) -> None:
    """Describe the scenario, and refuse one of which nothing was observed."""
    from sim.studies.check import main
    from sim.studies.hindcast import given_by, scenarios_of

    given = point.config["hindcast"]["observed"]
    if given:
        given_by(point.scenario, Path(given))
    else:
        scenarios_of(point.scenario)
    main(point.scenario)


HINDCAST = Program(
    name="hindcast",
    study=study,
    check=check,
    about="Set what happened beside the model.",
    examples=(
        ("scenario=july run.replications=1000", "from 1 July to 18 August 2023"),
        ("hindcast.observed=mine.csv", "a forecast beside days of closure that you observed"),
    ),
    config_name="hindcast",
)

if __name__ == "__main__":
    sys.exit(HINDCAST.main())
