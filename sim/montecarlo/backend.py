"""Where replications run: on this machine, or on the workers of a Dask scheduler."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final, Literal

from pydantic import BeforeValidator, with_config

from sim.montecarlo.executors import Executor, RunOne, local
from sim.plan.strict import STRICT

_ADDRESS: Final = re.compile(r"(\w+://)?(\[[\da-fA-F:.]+\]|[^:/\[\]]+):\d+/?")


def _address(given: Any) -> Any:
    """Refuse what Dask would give up on with a fault of its own, and later."""
    if isinstance(given, str) and not _ADDRESS.fullmatch(given):
        raise ValueError(f"'{given}' is no address (allowed: one such as tcp://10.0.0.5:8786)")
    return given


@with_config(STRICT)
@dataclass(frozen=True)
class Backend:
    """Where replications run.

    Attributes
    ----------
    kind
        ``local``: processes of this machine. ``dask``: the workers of a scheduler, on any number
        of machines; needs the extra ``cluster``.
    scheduler
        Address of a scheduler that runs, such as ``tcp://10.0.0.5:8786``; None: a scheduler and
        workers are started on this machine for the run.
    """

    kind: Literal["local", "dask"] = "local"
    scheduler: Annotated[str, BeforeValidator(_address)] | None = None


LOCAL = Backend()


def backend_of(config: Mapping[str, Any] | None) -> Backend:
    """Take the back end out of a composed configuration; without one: this machine."""
    return Backend(**(config or {}).get("backend", {}))


def start(
    backend: Backend, cases: Sequence[Any], run_one: RunOne, workers: int | None, jobs: int
) -> Executor:
    """Start the workers.

    Parameters
    ----------
    cases
        What the jobs refer to by position.
    workers
        Processes of this machine; None: all cores. A scheduler that runs has its own.
    jobs
        How many jobs there are: no more processes than that are started.

    Raises
    ------
    RunError
        If there is no scheduler at the address, or it has no worker.
    """
    if backend.kind == "local":
        return local(cases, run_one, workers, jobs)
    from sim.montecarlo.cluster import Cluster  # Dask takes a second to import

    return Cluster(cases, run_one, workers, backend.scheduler)
