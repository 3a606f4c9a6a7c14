"""A folder of a study of many scenarios, read: its manifest and its tables."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from sim.configuration import validate_scenario
from sim.errors import ResultsError
from sim.montecarlo.manifest import read_manifest
from sim.report.forecast_folder import foot
from sim.report.wording import plain
from sim.scenario import Scenario


@dataclass(frozen=True)
class Study:
    """What a study left behind, as far as its figures need it."""

    directory: Path
    manifest: dict[str, Any]
    scenario: Scenario
    """The one that the others are compared with."""

    @property
    def names(self) -> list[str]:
        """Names of the scenarios, the one compared with first."""
        return list(self.manifest["scenarios"])

    def table(self, name: str) -> pd.DataFrame:
        """Read a table.

        Raises
        ------
        ResultsError
            If it is not there.
        """
        path = self.directory / "tables" / f"{name}.csv"
        try:
            return pd.read_csv(path, keep_default_na=True)
        except (OSError, ValueError):
            raise ResultsError(f"{path} is missing or no table; run the study again") from None

    def said(self, name: str) -> str:
        """Write a name of scenarios and mitigations as words."""
        return plain(name, self.scenario.plan.camps)

    def footer(self, interval: str = "", n: int | None = None) -> str:
        """What every figure says at its foot: see `sim.report.forecast_folder.foot`."""
        return foot(self.manifest, self.manifest["replications"] if n is None else n, interval)


def read_study(directory: Path) -> Study:
    """Read the folder of a finished study.

    Raises
    ------
    ResultsError
        If it holds none.
    """
    try:
        manifest = read_manifest(directory) or {}
        scenario = validate_scenario(manifest["configuration"])
        manifest["scenarios"]
    except KeyError:
        raise ResultsError(f"{directory} holds no finished study; run it again") from None
    return Study(directory, manifest, scenario)


def row_of(table: pd.DataFrame, **chosen: Any) -> dict[Any, Any]:
    """Give the one row whose columns have these values.

    Raises
    ------
    KeyError
        If there is none: another version of the program made the table.
    """
    for name, value in chosen.items():
        table = table[table[name] == value]
    if table.empty:
        what = ", ".join(f"{name} {value}" for name, value in chosen.items())
        raise KeyError(f"row of {what}")
    found: dict[Any, Any] = table.iloc[0].to_dict()
    return found


def without_base(names: Sequence[str]) -> list[str]:
    """Leave out what all names begin with: the name of the scenario compared with."""
    base = names[0]
    return [name.removeprefix(base).lstrip("+") or name for name in names]
