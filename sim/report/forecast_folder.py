"""A folder of a forecast, read: its manifest, its scenario and its tables.

Those of studies of many scenarios: `sim.report.study`; whether a folder is intact: `sim.results`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd

from sim.configuration import validate_scenario
from sim.errors import ResultsError
from sim.montecarlo.manifest import MANIFEST, read_manifest
from sim.scenario import Scenario

T = TypeVar("T")
NEEDED = ("scenario", "seed", "replications", "hash", "configuration")
"""What the figures need of the manifest."""


@dataclass(frozen=True)
class Results:
    """What one forecast left behind, as far as its figures need it."""

    directory: Path
    manifest: dict[str, Any]
    scenario: Scenario
    outcomes: pd.DataFrame
    closures: pd.DataFrame

    @property
    def n(self) -> int:
        """Number of replications."""
        return len(self.outcomes)

    def sample(self, name: str) -> pd.DataFrame | None:
        """Read another Parquet table of the replications; None where there is none."""
        path = self.directory / f"{name}.parquet"
        if not path.is_file():
            return None
        return _table(self.directory, name, empty=True)

    def table(self, name: str) -> pd.DataFrame | None:
        """Read a table of figures (``tables/<name>.csv``); None where there is none."""
        path = self.directory / "tables" / f"{name}.csv"
        if not path.is_file():
            return None
        try:
            return pd.read_csv(path, keep_default_na=True)
        except (OSError, ValueError):
            raise ResultsError(f"{path} is no table; run the study again") from None

    def footer(self, interval: str = "") -> str:
        """What every figure says at its foot: see `foot`."""
        return foot(self.manifest, self.n, interval)


def written(directory: Path, write: Callable[[], T]) -> T:
    """Write into a folder.

    Raises
    ------
    ResultsError
        If it cannot be written.
    """
    try:
        return write()
    except OSError as error:
        raise ResultsError(
            f"{directory} cannot be written ({error.strerror}): copy the folder to a place of your "
            "own, and draw there"
        ) from error


def foot(manifest: Mapping[str, Any], n: int, interval: str = "") -> str:
    """Say what a figure is of: n, seed, scenario, configuration, program (digits), interval.

    The program is the code that makes outcomes; manifests of older versions do not name it.
    """
    program = str(manifest.get("program", ""))[:8]
    parts = [
        f"n = {n:,}",
        f"master seed {manifest['seed']}",
        f"scenario {manifest['scenario']}",
        f"configuration {str(manifest['hash'])[:8]}",
        f"program {program}" if program else "",
        interval,
    ]
    return " · ".join(part for part in parts if part)


def read_results(directory: Path) -> Results:
    """Read the folder of a finished forecast.

    Raises
    ------
    ResultsError
        If it is of another study, or the manifest or a table is missing, or cannot be read.
    """
    path = directory / MANIFEST
    manifest = read_manifest(directory)
    if manifest is None:
        raise ResultsError(f"{directory} holds no {MANIFEST}: no finished study lies there")
    study = manifest.get("study", "forecast")
    if study != "forecast" and not (directory / "outcomes.parquet").exists():
        raise ResultsError(
            f"{directory} is a study '{study}', no forecast: its figures go into the page of one,"
            f" with python experiments/report.py FORECAST --with {directory}"
        )
    missing = [key for key in NEEDED if key not in manifest]
    if missing:
        raise ResultsError(f"{path} lacks {', '.join(missing)}; run the study again")
    return Results(
        directory,
        manifest,
        validate_scenario(manifest["configuration"]),
        _table(directory, "outcomes"),
        _table(directory, "closures"),
    )


def _table(directory: Path, name: str, *, empty: bool = False) -> pd.DataFrame:
    """Read one Parquet table; `empty`: whether it may hold no row."""
    path = directory / f"{name}.parquet"
    try:
        table = pd.read_parquet(path)
    except (OSError, ValueError):
        raise ResultsError(f"{path} is missing or no Parquet table; run the study again") from None
    if table.empty and not empty:
        raise ResultsError(f"{path} holds no row; run the study again")
    return table
