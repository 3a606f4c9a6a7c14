"""Causes to which a critical chain gives its days, and the names by which people read them."""

PLAN = "plan"
PACKING = "packing"
FORMING = "forming up"
MOVEMENT = "movement"
LOADING = "loading"
REFIT = "refit"
HANDOVER = "handover"
COMMAND = "command"
FLEET = "fleet"
LIFT = "air lift"
EXPORT = "export"
CONSENT = "consent"
FLIGHTS = "flights"
IMPORTS = "imports"
ATTACKS = "attacks"
CEASEFIRE = "ceasefire"
CORRIDORS = "corridors"
WEATHER = "weather"
BREAKDOWNS = "breakdowns"
CONTRACTORS = "contractors"
STRATEGIC_LIFT = "strategic lift"
VARIABILITY = "variability"
UNREST = "unrest"
SUPPLY = "supply"
CROWD = "crowd"
NOT_CLOSED = "not closed"

_WORK = (PLAN, PACKING, FORMING, MOVEMENT, LOADING, REFIT, HANDOVER, EXPORT)
_MEANS = (COMMAND, FLEET, LIFT)
_WORLD = (
    CONSENT, FLIGHTS, IMPORTS, ATTACKS, CEASEFIRE, CORRIDORS, WEATHER, BREAKDOWNS, CONTRACTORS,
    STRATEGIC_LIFT, UNREST, SUPPLY, VARIABILITY, CROWD,
)  # fmt: skip

CAUSES = (*_WORK, *_MEANS, *_WORLD, NOT_CLOSED)
"""Every cause: each has a colour (`sim.report.style`) and words (`sim.report.page.words`)."""

RISKS = frozenset(_WORLD)
"""Causes that lie in the world; the others are the work itself, and waits for its means."""

WORK = "work and slack"
"""What the causes of `OF_WORK` are called together."""

OF_WORK = frozenset(_WORK)
"""Causes that every chain has with all risks off too.

A risk that holds up one camp's trucks lets its packing finish in their shadow: the chain of the
closure then runs through other work than planned, so that packing loses many days and movement
gains as many, and neither was faster or slower. Only what all of them together gain or lose says
anything of what made a closure late.
"""


def part_of(cause: str) -> str:
    """Give the part of a delay to which a cause belongs: its own, or that of all the work."""
    return WORK if cause in OF_WORK else cause
