"""Draw the figures of a study again from its tables, without running anything."""

import argparse
import sys
from pathlib import Path

from sim.configuration.reader import quietly
from sim.errors import SimError
from sim.wording import counted

DEFAULT = Path(__file__).resolve().parent.parent / "results" / "forecast" / "baseline"


def main() -> int:
    """Draw the figures of one folder of results; gives the exit code."""
    parser = argparse.ArgumentParser(prog="python experiments/figures.py", description=__doc__)
    parser.add_argument(
        "directory",
        nargs="?",
        type=Path,
        default=DEFAULT,
        help="a folder of results of any study (default: results/forecast/baseline)",
    )
    directory: Path = parser.parse_args().directory
    from sim.report.figures import draw_study
    from sim.results import changes

    try:
        drawn = draw_study(directory)
        changed = changes(directory)
    except SimError as error:
        print(error, file=sys.stderr)
        return 2
    pictures = sorted(path.name for path in drawn if path.suffix == ".png")
    where = f" in {drawn[0].parent}: {', '.join(pictures)}" if pictures else ""
    print(f"{counted(len(pictures), 'figure', 'figures')}{where}")
    for line in changed:
        print(line, file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(quietly(main))
