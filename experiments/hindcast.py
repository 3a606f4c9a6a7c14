"""Started on 1 July: does the model contain what was known when the plan was written?"""

import sys

from sim.configuration.command import Point, Program


def study(point: Point) -> None:
    """Run to the day of the plan, and print what happened beside the model."""
    from sim.studies.hindcast import main

    main(point.scenario, point.run, point.config)


def check(point: Point) -> None:
    """Describe the scenario, and refuse one of which nothing was observed."""
    from sim.studies.check import main
    from sim.studies.hindcast import scenarios_of

    scenarios_of(point.scenario)
    main(point.scenario)


HINDCAST = Program(
    name="hindcast",
    study=study,
    check=check,
    about="Set what happened before the plan was written beside the model.",
    examples=(("scenario=july run.replications=1000", "from 1 July to 18 August 2023"),),
)

if __name__ == "__main__":
    sys.exit(HINDCAST.main())
