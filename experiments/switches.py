"""What does each risk do by itself: switched off in the baseline, switched on alone?"""

import sys

from sim.configuration.command import Point, Program


def study(point: Point) -> None:
    """Switch each risk off, and each on alone, and print the effects."""
    from sim.studies.switches import main

    main(point.scenario, point.run, point.config)


def check(point: Point) -> None:
    """Describe the scenario and print its capacity sheet."""
    from sim.studies.check import main

    main(point.scenario)


SWITCHES = Program(
    name="switches",
    study=study,
    check=check,
    about="Switch each risk off in a scenario, and each on alone, in the same worlds.",
    examples=(
        ("run.replications=60", "two scenarios a risk and two more, 60 replications each"),
        ("risk/attacks=hawkes", "under another attack model"),
    ),
)

if __name__ == "__main__":
    sys.exit(SWITCHES.main())
