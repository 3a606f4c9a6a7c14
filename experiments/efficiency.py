"""Would fewer replications do? Other ways of drawing beside plain sampling, variance times time."""

import sys

from sim.configuration.command import Point, Program


def study(point: Point) -> None:
    """Estimate the headline every way, and print what each gains."""
    from sim.studies.efficiency import main

    main(point.scenario, point.run, point.config)


def check(point: Point) -> None:
    """Describe the scenario and print its capacity sheet."""
    from sim.studies.check import main

    main(point.scenario)


EFFICIENCY = Program(
    name="efficiency",
    study=study,
    check=check,
    about="Measure what control variates, antithetic worlds or Latin hypercubes would save.",
    examples=(("run.replications=2000", "the headline's figures, each estimated every way"),),
)

if __name__ == "__main__":
    sys.exit(EFFICIENCY.main())
