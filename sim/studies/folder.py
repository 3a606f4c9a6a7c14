"""What a study of many scenarios leaves behind: tables, and a manifest that says what was run."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.errors import ResultsError
from sim.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd

    from sim.configuration import RunSettings
    from sim.studies.worlds import Worlds


def directory_of(
    run: RunSettings, study: str, scenarios: Mapping[str, Scenario], more: str = ""
) -> Path:
    """Give the folder of a study: `run.output`, or one named by what is run.

    ``results/<study>/<first scenario>-<digits of all scenarios, the seed and `more`>``.

    Raises
    ------
    ResultsError
        If it holds the results of another study: better said before hours of running than after.
    """
    if run.output:
        refuse_other(Path(run.output), study)
        return Path(run.output)
    first = next(iter(scenarios)).partition("+")[0]
    return Path("results") / study / f"{first}-{digits(study, scenarios, run.seed, more)}"


def digits(study: str, scenarios: Mapping[str, Scenario], seed: int, more: str = "") -> str:
    """Give the eight digits that tell a study of these scenarios from every other one."""
    from sim.studies.worlds import content_hash

    hashes = [f"{name}={content_hash(scenario)}" for name, scenario in scenarios.items()]
    return hashlib.sha256(json.dumps([study, hashes, seed, more]).encode()).hexdigest()[:8]


def write(
    directory: Path,
    study: str,
    worlds: Worlds,
    scenarios: Mapping[str, Scenario],
    tables: Mapping[str, pd.DataFrame],
    **more: Any,
) -> None:
    """Write ``tables/*.csv``, then ``manifest.json``; equal results give equal bytes.

    Tables of an earlier run of the study there are removed: what lies in the folder is of one run.

    Parameters
    ----------
    scenarios
        By name; the first is the one compared with, whose configuration the manifest holds whole.
    more
        Anything else that the figures need.

    Raises
    ------
    ResultsError
        If the folder holds the results of another study, or cannot be written.
    """
    from sim.configuration import resolved, scenario_hash
    from sim.montecarlo.manifest import MANIFEST, Identity, manifest, program_hash, write_json
    from sim.montecarlo.seal import sealed

    refuse_other(directory, study)
    first = next(iter(scenarios.values()))
    identity = Identity(
        study, first.name, worlds.seed, program_hash(), scenario_hash(first), resolved(first)
    )
    hashes: dict[str, str] = {}
    try:
        (directory / "tables").mkdir(parents=True, exist_ok=True)
        for path in _of_before(directory):
            path.unlink(missing_ok=True)
        for name, table in tables.items():
            path = directory / "tables" / f"{name}.csv"
            text = table.to_csv(index=False, lineterminator="\n")
            path.write_text(text, encoding="utf-8", newline="\n")
            hashes[f"tables/{name}.csv"] = hashlib.sha256(text.encode()).hexdigest()
        why = f"all {worlds.replications:,} replications of each scenario were run"
        content = manifest(identity, worlds.replications, why, hashes)
        ran = worlds.shelf.versions  # not what only reads the samples and writes these tables
        content["python"] = ran["python"]
        content["packages"] |= {name: ran[name] for name in ran if name != "python"}
        content["scenarios"] = {name: scenario_hash(s) for name, s in scenarios.items()}
        content |= more
        write_json(directory / MANIFEST, sealed(content))
    except OSError as error:
        raise ResultsError(f"{directory} cannot be written ({error.strerror})") from error
    print(f"Written to {directory}/ ({', '.join(f'tables/{name}.csv' for name in tables)})")


def refuse_other(directory: Path, study: str) -> None:
    """Leave the folder of another study as it is, finished or under way.

    Raises
    ------
    ResultsError
        If its manifest, or what a forecast notes beside its parts, names another study.
    """
    from sim.montecarlo.parts import noted

    for note in noted(directory):
        there = note.get("study", study)
        if there != study:
            raise ResultsError(
                f"{directory} holds results of another study ({there}); it was left as it is: "
                "choose another folder with run.output=…, or remove this one"
            )


def _of_before(directory: Path) -> list[Path]:
    """The tables that the manifest of an earlier run names."""
    from sim.montecarlo.manifest import MANIFEST, read_json

    noted: Mapping[str, str] = (read_json(directory / MANIFEST) or {}).get("tables", {})
    return [directory / name for name in noted if (directory / name).parent == directory / "tables"]
