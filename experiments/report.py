"""Write the page of a study again, report.html with its figures, without running anything."""

import argparse
import sys
from pathlib import Path

from sim.errors import SimError

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
    given = parser.parse_args()
    from sim.report.figures import draw_forecast
    from sim.report.page.write import write_report

    try:
        if not given.as_drawn:
            draw_forecast(given.directory)
        page = write_report(given.directory)
    except SimError as error:
        print(error, file=sys.stderr)
        return 2
    print(f"The report, a page for a browser: {page}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
