"""Which of the inputs that are only judged does the headline hang on?"""

import sys

from sim.configuration.command import Point, Program


def study(point: Point) -> None:
    """Rank the judged inputs, print the first, and draw them."""
    from sim.studies.ranking import main

    asked = point.config["ranking"]
    directory = main(point.scenario, point.run, config=point.config, **asked)
    if point.run.figures:
        from sim.report.figures import draw_and_tell

        draw_and_tell(directory)


def check(point: Point) -> None:
    """List the judged inputs with their ranges."""
    from sim.configuration.labels import label_of
    from sim.studies.ranking import taken

    asked = point.config["ranking"]
    for item in taken(point.scenario, asked["figure"], asked["only"]):
        given = f"{item.value:g} ({item.low:g} to {item.high:g}) {item.unit}"
        print(f"{item.path}: {given}; {label_of(point.scenario, item.path)}")


RANKING = Program(
    name="ranking",
    study=study,
    check=check,
    about="Order the judged inputs by how much the headline moves from their low to their high.",
    examples=(
        ("check=true", "list the inputs and their ranges"),
        ("ranking.only=risk.consent", "those of one part"),
        ("ranking.figure=days_all", "by the days of the last phase"),
        ("run.replications=200", "narrower intervals; what is there is not run again"),
    ),
    config_name="ranking",
)

if __name__ == "__main__":
    sys.exit(RANKING.main())
