"""Write the page of a study again, report.html with its figures, without running anything."""

import argparse
import sys
from pathlib import Path

from sim.configuration.reader import quietly
from sim.errors import ResultsError, SimError

DEFAULT = Path(__file__).resolve().parent.parent / "results" / "forecast" / "baseline"


def main() -> int:
    """Write the page of one folder of results; gives the exit code."""
    parser = argparse.ArgumentParser(prog="python experiments/report.py", description=__doc__)
    parser.add_argument(
        "directory",
        nargs="?",
        type=Path,
        default=DEFAULT,
        help="a folder of results of a forecast (default: results/forecast/baseline)",
    )
    parser.add_argument(
        "--as-drawn", action="store_true", help="take the figures that are there, draw none"
    )
    parser.add_argument(
        "--with", dest="others", nargs="+", type=Path, default=[], metavar="FOLDER",
        help="show the figures of other studies too: attribution, comparison, sweep",
    )  # fmt: skip
    parser.add_argument(
        "--models", nargs="+", type=Path, default=[], metavar="FOLDER",
        help="forecasts under other models of a risk, for figure 19",
    )  # fmt: skip
    given = parser.parse_args()
    from sim.report.figures import draw_forecast
    from sim.report.forecast_folder import read_results
    from sim.report.page.write import write_report
    from sim.report.strip import draw_strip
    from sim.report.style import FIGURES_FOLDER
    from sim.results import changes, verify

    changed: list[str] = []
    try:
        for folder in given.others:  # before half a minute is spent on drawing
            if not any((folder / FIGURES_FOLDER).glob("*.svg")):
                raise ResultsError(f"{folder} holds no figures: run its study, or draw them first")
        for folder in given.models:
            read_results(folder)
        verify(given.directory)  # what has no manifest is not searched for folders that have
        changed = changes(given.directory)
        if not given.as_drawn:
            draw_forecast(given.directory)
        if given.models:
            draw_strip(given.directory, given.models)
        page = write_report(given.directory, given.others)
    except SimError as error:
        print(error, file=sys.stderr)
        return 2
    except (LookupError, TypeError, ValueError):
        if not changed:  # nobody touched the tables: the mistake is ours
            raise
        print(*changed, "no page can be made of that: run the study again", sep="\n",
              file=sys.stderr)  # fmt: skip
        return 2
    print(f"The report, a page for a browser: {page}")
    for line in changed:
        print(line, file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(quietly(main))
