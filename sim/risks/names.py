"""Names in the settings of a risk that the plan does not have."""

from collections.abc import Collection, Iterable, Iterator

from sim.errors import Problem
from sim.plan.plan import Plan


def unknown(
    where: str, kind: str, names: Iterable[str], known: Collection[str], *, keyed: bool = False
) -> Iterator[Problem]:
    """Find the `names` that are not known: they would be read by nobody, without a word.

    `keyed`: they are the keys of the mapping at `where`, so that each has a line of its own.
    """
    for name in names:
        if name not in known:
            place = f"{where}.{name}" if keyed else where
            yield Problem(place, f"the plan has no {kind} '{name}'", ", ".join(sorted(known)))


def sectors(plan: Plan) -> set[str]:
    """Sectors of the plan's camps and of its gates."""
    return {camp.sector for camp in plan.camps.values()} | {
        gate.sector for gate in plan.gates.values()
    }
