"""Which cause matters: remove one, add one, Shapley; why is each camp late?"""

import sys

from sim.configuration.command import Point, Program


def study(point: Point) -> None:
    """Attribute, print what matters, and draw it."""
    from sim.studies.attribute import main

    config = point.config
    directory = main(point.scenario, groups_of(point), point.run, config, config["shapley"])
    if point.run.figures:
        from sim.report.figures import draw_and_tell

        draw_and_tell(directory)


def check(point: Point) -> None:
    """Describe the scenario and its groups of causes."""
    from sim.studies.check import main
    from sim.studies.coalitions import check as checked

    groups = groups_of(point)
    left = checked(point.scenario, groups)
    main(point.scenario)
    for name, risks in groups.items():
        print(f"  {name}: {', '.join(risks)}")
    print(f"In no group: {', '.join(left) or 'none'}")


def groups_of(point: Point) -> dict[str, list[str]]:
    """The groups of causes by their names in words: a path cannot hold a space."""
    return {name.replace("_", " "): risks for name, risks in point.config["groups"].items()}


ATTRIBUTE = Program(
    name="attribute",
    study=study,
    check=check,
    about="Share the effect of all risks out over eight groups of causes.",
    examples=(
        ("shapley=false", "remove one and add one only: 18 runs instead of 256"),
        ("run.replications=50", "a first look"),
        ("'mitigation=[more_escorts]'", "what is left to do with a mitigation"),
        ("check=true", "which risks are in which group"),
        ("'~groups.weather' '~groups.fleet' '+groups.others=[weather,money]'", "other groups"),
    ),
    config_name="attribute",
)

if __name__ == "__main__":
    sys.exit(ATTRIBUTE.main())
