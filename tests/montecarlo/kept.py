"""Folders of results of the light model, and what lies in them."""

from collections.abc import Sequence
from pathlib import Path

from sim.montecarlo.engine import run
from sim.montecarlo.manifest import (
    Identity,
    configuration_hash,
    manifest,
)
from sim.montecarlo.store import Store
from tests.montecarlo.fake import Case, run_one

ROOT = Path(__file__).parents[2]
REPLICATIONS = 30


def identity(**changed: object) -> Identity:
    configuration = {"rate": {"value": 2.0, "source": "a report"}, "camps": ["A", "B"], **changed}
    digest = configuration_hash(configuration)
    return Identity("forecast", "baseline", 1, "code", digest, configuration)


def complete(
    directory: Path, replications: int = REPLICATIONS, workers: int = 1, block: int = 7
) -> Path:
    """Run what is missing and put it together."""
    store = Store(directory, identity())
    store.begin()
    for finished in run(
        Case(), store.missing(replications, block), run_one=run_one, workers=workers
    ):
        store.write(finished)
    hashes = store.assemble(replications)
    store.finish(manifest(identity(), replications, "all were run", hashes))
    return directory


def contents(directory: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(directory)): path.read_bytes()
        for path in sorted(directory.rglob("*"))
        if path.is_file()
    }


def keep(directory: Path, blocks: range | Sequence[range], block: int = 7) -> Store:
    """Run these replications and keep them as parts, as a run does that is then broken off."""
    store = Store(directory, identity())
    store.begin()
    for finished in run(Case(), blocks, run_one=run_one, workers=1, block=block):
        store.write(finished)
    store.close()
    return store
