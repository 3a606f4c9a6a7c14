"""What happened in one replication, told as a story, and why did each camp close when it did?"""

import sys

from sim.configuration.command import Point, Program


def study(point: Point) -> None:
    """Run one replication and tell it."""
    from sim.studies.replay import main

    main(point.scenario, point.run, int(point.config["replication"]), point.config)


def check(point: Point) -> None:
    """Describe the scenario and print its capacity sheet."""
    from sim.studies.check import main

    main(point.scenario)


REPLAY = Program(
    name="replay",
    study=study,
    check=check,
    about="Tell one replication as a story, with each camp's critical chain.",
    examples=(
        ("replication=17", "the replication of that number in a forecast with the same seed"),
        ("replication=17 scenario=all_off", "the same without any risk"),
        ("replication=17 run.seed=7", "of another forecast"),
    ),
    config_name="replay",
)

if __name__ == "__main__":
    sys.exit(REPLAY.main())
