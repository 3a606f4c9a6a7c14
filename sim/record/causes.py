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

CAUSES = (
    PLAN, PACKING, FORMING, MOVEMENT, LOADING, REFIT, HANDOVER, COMMAND, FLEET, LIFT, EXPORT,
    CONSENT, FLIGHTS, IMPORTS, ATTACKS, CEASEFIRE, CORRIDORS, WEATHER, BREAKDOWNS, CONTRACTORS,
    STRATEGIC_LIFT, UNREST,
    SUPPLY, VARIABILITY, CROWD, NOT_CLOSED,
)  # fmt: skip
"""Every cause, in the order in which tables and pictures show them."""

RISKS = frozenset(
    {CONSENT, FLIGHTS, IMPORTS, ATTACKS, CEASEFIRE, CORRIDORS, WEATHER, BREAKDOWNS, CONTRACTORS,
     STRATEGIC_LIFT, UNREST,
     SUPPLY, VARIABILITY, CROWD}
)  # fmt: skip
"""Causes that lie in the world; the others are the work itself."""
