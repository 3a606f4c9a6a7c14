"""With what probability does each phase of the withdrawal meet its deadline, and in order?"""

import sys
from collections.abc import Mapping
from pathlib import Path

from sim.configuration.command import Point, Program


def study(point: Point) -> Mapping[str, object]:
    """Forecast one scenario, print its headline, draw its figures and write its page.

    Without figures where told so; older ones there that are of another number are named. The points
    of a sweep have none of their own: ``experiments/report.py`` makes them.
    """
    from sim.results import outdated
    from sim.studies.forecast import main

    row = main(point.scenario, point.run, point.config, point.overrides, point.search)
    directory = Path(str(row["directory"]))
    if point.run.figures and point.job is None:
        from sim.report.figures import draw_forecast
        from sim.report.page.write import write_report

        draw_forecast(directory)
        print(f"The report, a page for a browser: {write_report(directory)}")
    else:
        for line in outdated(directory, int(str(row["replications"]))):
            print(f"Note: {line}")
    return row


def check(point: Point) -> None:
    """Describe the scenario and print its capacity sheet."""
    from sim.studies.check import main

    main(point.scenario, point.overrides, point.search)


def gather(folder: Path, first: Point) -> None:
    """Make the table of a sweep, with each point paired with the first, and its figure."""
    from sim.studies.sweep import main

    main(folder)
    if first.run.figures:
        from sim.report.figures import draw_and_tell

        draw_and_tell(folder)


FORECAST = Program(
    name="forecast",
    study=study,
    check=check,
    gather=gather,
    about="Forecast the withdrawal: is each phase over by its deadline, and in order?",
    examples=(
        ("run=quick", "100 replications instead of 1,000"),
        ("run.replications=5000 run.seed=7", "more replications, other worlds"),
        ("run=quick run.figures=false", "tables only; experiments/report.py draws them later"),
        ("risk/attacks=hawkes", "the same plan under another attack model"),
        ("scenario=all_off", "every risk off: the planner's arithmetic"),
        ("status=2023-07-01", "from another day's situation"),
        ("'mitigation=[more_escorts,early_packing]'", "with mitigations"),
        ("resources.convoy_groups.Gao=4", "one number changed"),
        ("-m resources.convoy_groups.Gao=2,3,4 risk/flights=letter,open", "a sweep"),
    ),
)

if __name__ == "__main__":
    sys.exit(FORECAST.main())
