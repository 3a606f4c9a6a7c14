"""The manifest: what a folder of results was made from, and how to check that it is intact.

Two runs of one configuration give equal bytes, so that it holds no clock time, host or worker.
"""

import hashlib
import json
import os
import platform
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Final

from sim.errors import ResultsError

MANIFEST: Final = "manifest.json"
_KINDS: Final[Mapping[str, tuple[type, str]]] = {
    "configuration": (dict, "a mapping"),
    "overrides": (list, "a list"),
    "packages": (dict, "a mapping"),
    "replications": (int, "a whole number"),
    "search": (list, "a list"),
    "tables": (dict, "a mapping"),
}
"""What the parts of a manifest are."""
_SHOWN: Final = 6
"""Differences listed in a message; the rest is counted."""

_HOW_TO_RUN: Final = ("run", "backend", "check", "replication", "hydra")

_NOT_THE_MODEL: Final = ("configuration", "montecarlo", "report", "statistics", "studies")

_PACKAGES: Final = (
    "minusma-withdrawal", "simpy", "numpy", "scipy", "pandas", "pyarrow", "hydra-core",
    "omegaconf", "pydantic", "networkx", "matplotlib",
)  # fmt: skip

_NUMBERS: Final = ("numpy", "scipy", "simpy")
"""Packages on whose version an outcome may depend."""


def versions() -> dict[str, str]:
    """Versions, here, of what an outcome may depend on besides the model: Python, packages."""
    return {"python": platform.python_version(), **installed(_NUMBERS)}


def refuse_other_versions(
    directory: Path, noted: Mapping[str, Any], here: Mapping[str, str] | None = None
) -> None:
    """Refuse to add to what was run with different versions: the manifest names one.

    Parameters
    ----------
    noted
        Versions that replications there were run with. What they do not name, because an older
        program wrote them, does not count.
    here
        Those that new ones would be run with; None: `versions`.

    Raises
    ------
    ResultsError
        With a line for each that differs.
    """
    if different := _different(noted, versions() if here is None else here):
        raise ResultsError(
            f"{directory} holds replications of other versions; it was left as it is:\n"
            + "".join(f"  {line}\n" for line in different)
            + "go on with the versions there, choose another folder with run.output=…, or "
            "remove this one"
        )


def _different(noted: Mapping[str, Any], here: Mapping[str, str]) -> list[str]:
    return [
        f"{name}: {noted[name]} there, {version} here"
        for name, version in here.items()
        if noted.get(name) not in (None, version)
    ]


@dataclass(frozen=True)
class Identity:
    """What makes the replications of a folder what they are.

    `program` is the hash of the model's own code (`program_hash`); `configuration` is the whole
    scenario as plain data, with the source of every number; `hash` is its SHA-256
    (`sim.configuration.resolved` and `scenario_hash`). `trace` says whether there is an event log.
    `versions` are those that new replications are run with.
    """

    study: str
    scenario: str
    seed: int
    program: str
    hash: str
    configuration: Any
    trace: bool = False
    versions: Mapping[str, str] = field(default_factory=versions)

    @property
    def label(self) -> str:
        """In words, for messages."""
        return f"scenario {self.scenario} (hash {self.hash[:8]}, seed {self.seed})"

    def differences(self, there: Mapping[str, Any]) -> list[str]:
        """What differs between a manifest that is there and this identity, a line each."""
        names = ("study", "scenario", "seed")
        keys = [name for name in names if there.get(name) != getattr(self, name)]
        lines = [f"{key}: {there.get(key)!r} there, {getattr(self, key)!r} asked" for key in keys]
        if there.get("trace", False) != self.trace:
            lines.append(f"run.trace: {there.get('trace', False)} there, {self.trace} asked")
        if there.get("program") != self.program:
            lines.append("program: it was made by another version of the model's code")
        if there.get("hash") != self.hash:
            before = dict(flatten(there.get("configuration", {})))
            after = dict(flatten(self.configuration))
            changed = [k for k in {**before, **after} if before.get(k) != after.get(k)]
            lines += [
                f"{k}: {before.get(k, 'nothing')!r} there, {after.get(k, 'nothing')!r} asked"
                for k in changed[:_SHOWN]
            ]
            if len(changed) > _SHOWN:
                lines.append(f"and {len(changed) - _SHOWN} more values")
            if not changed:
                lines.append(f"hash: {str(there.get('hash'))[:8]} there, {self.hash[:8]} asked")
        return lines

    def refuse_other_versions(self, directory: Path, there: Mapping[str, Any]) -> None:
        """Refuse to add to what a manifest, or a note of what is under way, has other versions of.

        Raises
        ------
        ResultsError
            With a line for each that differs.
        """
        packages = {"python": there.get("python"), **there.get("packages", {})}
        refuse_other_versions(directory, there.get("versions", packages), self.versions)


def program_hash() -> str:
    """SHA-256 of the code that makes outcomes, so that old results are not taken for new ones.

    What only runs, summarises or draws outcomes does not count.
    """
    home = Path(__file__).parents[1]
    digest = hashlib.sha256()
    for path in sorted(home.rglob("*.py")):
        name = path.relative_to(home)
        if name.parts[0] not in _NOT_THE_MODEL:
            digest.update(f"{name.as_posix()}\0".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest()


def configuration_hash(plain: Any) -> str:
    """SHA-256, in hexadecimal, of a configuration given as plain data."""
    text = json.dumps(plain, sort_keys=True, ensure_ascii=False, allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def installed(packages: Iterable[str] = _PACKAGES) -> dict[str, str]:
    """Versions of the packages that are there now."""
    return {name: _version(name) for name in packages}


def fingerprint() -> dict[str, str]:
    """What must be the same on every worker for equal outcomes: the model, Python, packages."""
    return {"model": program_hash()[:8], **versions()}


_ANOTHER: Final = "choose another folder, or remove this one if it is one of results"


def read_json(path: Path) -> dict[str, Any] | None:
    """Read a manifest, or None if it is not there.

    Raises
    ------
    ResultsError
        If it cannot be read, or is something else.
    """
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except NotADirectoryError:
        raise ResultsError(f"{path.parent} is a file, not a folder of results") from None
    except (OSError, ValueError) as error:
        raise ResultsError(f"{path} cannot be read ({error}); {_ANOTHER}") from error
    if not isinstance(found, dict):
        raise ResultsError(f"{path} is not a manifest; {_ANOTHER}")
    return found


def read_manifest(directory: Path) -> dict[str, Any] | None:
    """Read the manifest of a finished study, or None if there is none.

    Raises
    ------
    ResultsError
        If it cannot be read, or a part of it that is read later is of another kind.
    """
    found = read_json(path := directory / MANIFEST)
    for key, (kind, allowed) in _KINDS.items():
        if found and key in found and type(found[key]) is not kind:
            what = f"'{key}' is {json.dumps(found[key], ensure_ascii=False):.60}"
            raise ResultsError(f"{path}: {what} (allowed: {allowed}); run the study again")
    return found


def write_json(path: Path, content: Mapping[str, Any]) -> None:
    """Write a file of JSON, whole or not at all; OSError if that fails."""
    draft = path.with_name(f".{path.name}.tmp")
    text = json.dumps(content, indent=1, ensure_ascii=False) + "\n"
    try:
        with draft.open("w", encoding="utf-8") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(draft, path)
    except OSError:
        draft.unlink(missing_ok=True)
        raise


def flatten(plain: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Give every value of plain data with its dotted path."""
    if isinstance(plain, Mapping) and plain:
        for key, value in plain.items():
            yield from flatten(value, f"{path}.{key}" if path else str(key))
    elif isinstance(plain, list) and plain:
        for position, value in enumerate(plain):
            yield from flatten(value, f"{path}.{position}" if path else str(position))
    else:
        yield path, plain


def sources(plain: Any) -> list[str]:
    """Every source that the configuration names, once, sorted."""
    values = (v for path, v in flatten(plain) if path.rpartition(".")[2].endswith("source"))
    return sorted({str(value) for value in values if value})


def manifest(
    identity: Identity,
    replications: int,
    stopped: str,
    files: Mapping[str, str],
    composed: Mapping[str, Any] | None = None,
    until: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The whole manifest of a finished run.

    Parameters
    ----------
    identity
        What was run.
    replications
        Their number.
    stopped
        Why the run ended there, in words.
    files
        SHA-256 of each table, by its path in the folder.
    composed
        The configuration as it was written and put together, before types and units; what says
        how to run is left out, for it changes no result.
    until
        The rule that stopped the run, if the number was not fixed.
    """
    whole: dict[str, Any] = {
        "study": identity.study,
        "scenario": identity.scenario,
        "seed": identity.seed,
        "replications": replications,
        "stopped": stopped,
        **({"until": dict(until)} if until is not None else {}),
        **({"trace": True} if identity.trace else {}),
        "program": identity.program,
        "hash": identity.hash,
        "python": platform.python_version(),
        "packages": installed(),
        "platform": f"{platform.system()} {platform.machine()}",
        "processor": processor(),
        "tables": dict(sorted(files.items())),
        "sources": sources(identity.configuration),
        "configuration": identity.configuration,
    }
    if composed is not None:
        whole["composed"] = {k: v for k, v in composed.items() if k not in _HOW_TO_RUN}
    return whole


def processor() -> str:
    """The kind of processor; bytes are promised for one kind only."""
    if sys.platform == "linux":
        try:
            lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        except OSError:
            lines = []
        for line in lines:
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"
