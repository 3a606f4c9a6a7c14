"""Renew the reference study of results/reference, after a change of the model that was meant."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sim.configuration.reader import quietly
from sim.errors import SimError

if TYPE_CHECKING:
    import pandas as pd

FOLDER: Final = Path(__file__).resolve().parent.parent / "results" / "reference"
SCENARIO, SEED, REPLICATIONS = "baseline", 1, 60
TABLES: Final = ("deadlines", "readings", "closures", "counts")


def study(workers: int | None = None) -> "dict[str, pd.DataFrame]":
    """Run the study in memory; gives its tables by name."""
    from sim import forecast, load_scenario

    found = forecast(load_scenario(SCENARIO), REPLICATIONS, SEED, workers).tables()
    return {name: found[name] for name in TABLES}


def text(table: "pd.DataFrame") -> str:
    """Write a table as it is stored; every number comes back from it bit for bit."""
    return table.to_csv(index=False, lineterminator="\n")


def main() -> int:
    """Run the study and store its tables; gives the exit code."""
    parser = argparse.ArgumentParser(prog="python experiments/reference.py", description=__doc__)
    parser.parse_args()
    try:
        tables = study()
    except SimError as error:
        print(error, file=sys.stderr)
        return 2
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, table in tables.items():
        path, new = FOLDER / f"{name}.csv", text(table)
        same = path.exists() and path.read_text(encoding="utf-8") == new
        path.write_text(new, encoding="utf-8", newline="\n")
        print(f"results/reference/{path.name}: {'as before' if same else 'renewed'}")
    return 0


if __name__ == "__main__":
    sys.exit(quietly(main))
