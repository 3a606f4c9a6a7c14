"""What a mission of a user's takes over from the first one: how many numbers, from which files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from sim.configuration.compose import compose
from sim.configuration.merging import is_whole
from sim.configuration.walk import mapping, mappings

_SECTIONS = ("status", "resources", "tasks", "policy")


def inherited(overrides: Sequence[str], search: Sequence[str] = ()) -> Counter[str]:
    """Count the numbers that stand in files of the first mission, by the file.

    Parameters
    ----------
    overrides
        What differs from the starting file.
    search
        More folders of options.

    Returns
    -------
    Counter
        Empty where the plan is the first mission's own. Numbers of risks that are off, and what
        says how to run, do not count.
    """
    first, here = compose(), compose(overrides, search=search)
    own = {source.label for source in first.sources.entries}
    camps = ("plan", "camps")
    if _file(here.sources.file(camps)) in own:
        return Counter()
    found: Counter[str] = Counter()
    risks = [("risk", name) for name, risk in mapping(here.data, "risk").items()
             if mapping(risk).get("enabled") is True]  # fmt: skip
    for part in [*((section,) for section in _SECTIONS), *risks]:
        for path, given in mappings(mapping(here.data, *part), part):
            if is_whole(given) and "kind" not in given:
                found[_file(here.sources.file(path))] += 1
    return Counter({file: count for file, count in found.most_common() if file in own})


def _file(place: str) -> str:
    """The file of a place, without its line."""
    file, _, line = place.rpartition(":")
    return file if line.isdigit() else place
