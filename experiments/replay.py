"""What happened in one replication, told as a story, and why did each camp close when it did?"""

import sys

from sim.configuration.command import Point, Program


def study(point: Point) -> None:
    """Run one replication, tell it, and draw what was binding when."""
    from sim.studies.scenarios import load_named
    from sim.studies.telling import main

    config = point.config
    scenarios = {point.scenario.name: point.scenario}
    if config["scenarios"]:
        scenarios = load_named(config["scenarios"], point.overrides, "replay", point.search)
    directory = main(scenarios, point.run, config["replication"], config["camp"], config)
    if point.run.figures:
        from sim.report.figures import draw_and_tell

        draw_and_tell(directory)


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
