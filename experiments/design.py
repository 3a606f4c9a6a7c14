"""Hundreds of points in one process: Latin hypercube, Sobol, Morris, or a list from a CSV."""

import sys

from sim.configuration.command import Point, Program
from sim.errors import RunError
from sim.studies.points import Points


def points_of(point: Point) -> Points:
    """Make and check every point that a command line asks for."""
    from sim.studies import points

    kept = [text for text in point.overrides if not text.startswith(("design.", "+design."))]
    return points.points_of(point.scenario, point.config["design"], kept, point.search)


def study(point: Point) -> None:
    """Run the points, say what came out, and draw it.

    Raises
    ------
    RunError
        At the end, if a point failed; the others are done.
    """
    from sim.studies.design import main

    points = points_of(point)
    directory, failed = main(point.scenario, points, point.run, point.config)
    if point.run.figures:
        from sim.report.figures import draw_and_tell

        draw_and_tell(directory)
    if failed:
        of = f"{len(failed)} of {len(points.scenarios)} points"
        raise RunError(f"{of} went wrong: {'; '.join(failed.values())}")


def check(point: Point) -> None:
    """Say how many points there are and what they vary."""
    found = points_of(point)
    print(f"{len(found.scenarios)} points ({found.kind}), all checked; they vary:")
    for name, values in found.values.items():
        distinct = list(dict.fromkeys(map(str, values)))
        shown = ", ".join(distinct[:5]) + (", …" if len(distinct) > 5 else "")
        print(f"  {name}: {len(distinct)} values ({shown})")


DESIGN = Program(
    name="design",
    study=study,
    check=check,
    about="Run many points in the same worlds, composed once, in one process.",
    examples=(
        ("'design.over=[resources.search_teams.Gao,tasks.packing.preparation_lead]'",
         "128 points of a Latin hypercube over two ranges"),
        ("'design.over=[all]'", "over all judged ones but those by which figures are measured"),
        ("design.kind=sobol design.points=32 design.ranking=results/ranking/FOLDER",
         "Sobol indices of the first 8 inputs of a ranking"),
        ("design.kind=morris design.points=10 design.ranking=results/ranking/FOLDER design.top=30",
         "Morris's measures of the first 30"),
        ("design.file=points.csv", "a column a path or group, a row a point"),
    ),
    config_name="design",
)  # fmt: skip

if __name__ == "__main__":
    sys.exit(DESIGN.main())
