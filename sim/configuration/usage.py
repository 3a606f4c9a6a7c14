"""The text of ``--help``: what a program is for, what can be chosen, and examples."""

from __future__ import annotations

from collections.abc import Sequence

from sim.configuration.groups import offered, selectable
from sim.configuration.sources import configs_folder


def usage(name: str, about: str, examples: Sequence[tuple[str, str]], config_name: str) -> str:
    """Write the help of a program.

    Parameters
    ----------
    name, about
        The program, and one line on it.
    examples
        Overrides with what they do.
    config_name
        File that everything starts from: its groups are listed with their options.
    """
    folders = (configs_folder(),)
    groups = {group: sorted(offered(folders, config_name, group, {}))
              for group in selectable(folders, config_name)}  # fmt: skip
    width = max((len(example) for example, _ in examples), default=0)
    lines = [
        about,
        "",
        f"usage: {name}.py [-m] [group=option | path=value] …",
        "",
        "Groups and their options (one file each in configs/):",
        *(f"  {group:<18} {', '.join(names)}" for group, names in groups.items()),
        "",
        "Values are set by their dotted path: run.replications=5000",
        "",
        *(f"  {example:<{width}}  {what}" for example, what in examples),
        "",
        "-m          sweep: path=1,2,3 runs every combination, each after all were checked",
        "check=true  compose, check and describe; no run but one without any risk",
        "--cfg job   print the whole configuration",
        "Exit codes: 0, 1 (a run failed), 2 (a mistake in the input; nothing was run).",
    ]
    return "\n".join(lines)
