"""Check folders of results against their manifests: ``python -m sim.results verify DIR …``.

Exit codes: 0, everything is as the manifest says; 1, something is not; 2, there is nothing to
check, or the command line is wrong.
"""

import argparse
import platform
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sim.configuration.reader import quietly
from sim.configuration.sweep import TABLE
from sim.errors import ResultsError
from sim.montecarlo.columns import FIRST, OUTCOMES
from sim.montecarlo.manifest import (
    MANIFEST,
    configuration_hash,
    installed,
    processor,
    program_hash,
    read_json,
    read_manifest,
)
from sim.montecarlo.parts import PARTS
from sim.montecarlo.reading import file_hash, read_table
from sim.montecarlo.seal import SEAL, is_sealed
from sim.studies.sweep import ABOUT

_TOLD: Final = re.compile(r"\bn = ([0-9,]+) · master seed")
"""The number of replications at the foot of a picture."""


@dataclass(frozen=True)
class Report:
    """What was found in one folder.

    Attributes
    ----------
    directory
        The folder.
    what
        What it holds, in words.
    wrong
        What is not as the manifest says, a line each; empty: the folder is intact.
    notes
        What does not speak against the results, but against making them again here.
    """

    directory: Path
    what: str
    wrong: tuple[str, ...]
    notes: tuple[str, ...]

    def lines(self) -> list[str]:
        """The report as text."""
        verdict = "NOT as its manifest says" if self.wrong else "intact"
        return [
            f"{self.directory}: {verdict}: {self.what}",
            *(f"  wrong: {line}" for line in self.wrong),
            *(f"  note: {line}" for line in self.notes),
        ]


def verify(directory: str | Path) -> Report:
    """Check one folder of results against its manifest, or the table of a sweep against its hash.

    Raises
    ------
    ResultsError
        If it has no manifest that can be read.
    """
    directory = Path(directory)
    manifest = read_manifest(directory)
    if manifest is None and (directory / TABLE).is_file():
        return _sweep(directory)
    if manifest is None:
        there = "is not there" if not directory.exists() else f"has no {MANIFEST}"
        if (directory / PARTS).is_dir():
            there += ": its run has not ended (the same command goes on)"
        raise ResultsError(f"{directory} {there}")
    files = manifest.get("tables")
    if not isinstance(files, dict) or not files:
        raise ResultsError(f"{directory / MANIFEST} names no tables; it is not one of ours")
    wrong = [*_configuration(manifest), *_files(directory, files)]
    if not wrong:
        wrong += _replications(directory, manifest)
    wrong += _seal(manifest)
    n = manifest.get("replications", 0)
    what = (
        f"{len(files)} files, {manifest.get('study')} of {manifest.get('scenario')}, "
        f"{n:,} {'replication' if n == 1 else 'replications'}, seed {manifest.get('seed')}"
    )
    return Report(directory, what, tuple(wrong), tuple(_notes(directory, manifest)))


def folders(directory: str | Path) -> list[Path]:
    """The folder itself, or a sweep and every folder with a manifest below it."""
    directory = Path(directory)
    if (directory / MANIFEST).exists() or (directory / PARTS).is_dir():
        return [directory]
    below = {path.parent for name in (MANIFEST, TABLE) for path in directory.rglob(name)}
    return sorted(below) or [directory]


def changes(directory: str | Path) -> list[str]:
    """What of a folder, or of those of a sweep, is not as their manifests say: a line each."""
    return [
        f"{folder} is not as its manifest says: {line}"
        for folder in folders(directory)
        for line in verify(folder).wrong
    ]


def outdated(directory: Path, n: int) -> list[str]:
    """What of the page and the pictures of a forecast is not of its `n` replications, a line each.

    Each picture says its n at its foot: one that was drawn before the run was extended without
    figures says another.
    """
    stale = set[str]()
    for path in [directory / "report.html", *directory.glob("figures/*.svg")]:
        if path.is_file():
            told = set(_TOLD.findall(path.read_text(encoding="utf-8", errors="replace")))
            if told and f"{n:,}" not in told:
                stale.add(path.relative_to(directory).parts[0])
    return [
        f"{name} is not of these {n:,} replications; experiments/report.py makes it anew"
        for name in sorted(stale)
    ]


def _sweep(directory: Path) -> Report:
    """The table of a sweep; its points have manifests of their own."""
    files = (read_json(directory / ABOUT) or {}).get("tables")
    if not isinstance(files, dict):
        note = f"{TABLE} has no hash in {ABOUT} (an older sweep, or no forecasts): not checked"
        return Report(directory, "the table of a sweep", (), (note,))
    wrong = _files(directory, files, ABOUT)
    return Report(directory, "the table of a sweep", tuple(wrong), ())


def _configuration(manifest: Mapping[str, Any]) -> Iterator[str]:
    noted = manifest.get("hash")
    if configuration_hash(manifest.get("configuration")) != noted:
        yield f"{MANIFEST}: the configuration in it does not have its hash, {str(noted)[:8]}"


def _seal(manifest: Mapping[str, Any]) -> Iterator[str]:
    if SEAL in manifest and not is_sealed(manifest):
        yield f"{MANIFEST} was changed: the rest of it does not have the seal {manifest[SEAL]!s:.8}"


def _files(directory: Path, files: Mapping[str, Any], noted: str = "the manifest") -> Iterator[str]:
    for name, digest in files.items():
        path = directory / name
        if not path.is_file():
            yield f"{name} is missing"
            continue
        try:
            found = file_hash(path)
        except OSError as error:
            yield f"{name} cannot be read ({error.strerror})"
            continue
        if found != digest:
            yield f"{name} was changed: SHA-256 {found[:8]}, {str(digest)[:8]} in {noted}"


def _replications(directory: Path, manifest: Mapping[str, Any]) -> Iterator[str]:
    """Whether the sample is whole: replications 0 … n − 1, each once."""
    path, n = directory / f"{OUTCOMES}.parquet", manifest.get("replications")
    if f"{OUTCOMES}.parquet" not in manifest["tables"] or n is None:
        return
    numbers = read_table(path, [FIRST]).column(FIRST).to_pylist()
    if len(numbers) != n or numbers != list(range(n)):
        yield f"{path.name} does not hold replications 0 to {n - 1}, each once"


def _notes(directory: Path, manifest: Mapping[str, Any]) -> Iterator[str]:
    if SEAL not in manifest:
        yield f"{MANIFEST} has no seal (an older run): its configuration and tables are checked"
    known = set(manifest["tables"])
    for path in sorted([*directory.glob("*.parquet"), *directory.glob("tables/*.csv")]):
        name = path.relative_to(directory).as_posix()
        if name not in known:
            yield f"{name} is not in the manifest"
    if (directory / PARTS).is_dir():
        yield f"{PARTS}/ holds replications of a longer run that has not ended"
    if manifest.get("study") == "forecast":
        yield from outdated(directory, int(manifest.get("replications", 0)))
    if manifest.get("program") not in (None, program_hash()):
        yield "made by another version of the model's code than the one here"
    here = {"python": platform.python_version(), "processor": processor()}
    there = {name: manifest.get(name) for name in here}
    packages = manifest.get("packages", {})
    here |= installed(packages)
    for name, version in {**there, **packages}.items():
        if version is not None and version != here[name]:
            yield f"{name}: {version} there, {here[name]} here"


def main(arguments: Sequence[str] | None = None) -> int:
    """Check folders; gives the exit code."""
    parser = argparse.ArgumentParser(prog="python -m sim.results", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="verify")
    check = commands.add_parser("verify", help="check the tables of folders against the manifest")
    check.add_argument("directory", nargs="+", type=Path, help="a folder of results, or of a sweep")
    code = 0
    for given in parser.parse_args(arguments).directory:
        for directory in folders(given):
            try:
                report = verify(directory)
            except ResultsError as error:
                print(error, file=sys.stderr)
                code = max(code, 2)
                continue
            print(*report.lines(), sep="\n")
            code = max(code, 1 if report.wrong else 0)
    return code


if __name__ == "__main__":
    sys.exit(quietly(main))
