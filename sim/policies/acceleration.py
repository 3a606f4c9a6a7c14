"""When command is asked to leave a camp in haste."""

from collections.abc import Sequence

from sim.plan.policy import Acceleration


def asked(rules: Acceleration, attacks: Sequence[float], killed: int, now: float) -> bool:
    """Whether the attacks on a camp and on its columns ask for an accelerated withdrawal.

    Parameters
    ----------
    attacks
        Times (days) of attacks that did harm so far, the last one included.
    killed
        People killed in the last one.
    """
    if not rules.enabled:
        return False
    recent = sum(1 for at in attacks if at > now - rules.attack_days.value)
    return recent >= rules.attacks.value or killed >= rules.killed.value
