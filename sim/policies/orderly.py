"""Orderly: whether a camp was left as it should be, judged from the loss ledger by the policy."""

from sim.plan.policy import Orderly


def is_orderly(
    rules: Orderly, mode: str, signed: bool, value_lost: float, liability: float
) -> bool:
    """Judge one closure.

    Parameters
    ----------
    mode
        How the camp was left.
    signed
        Whether there is a certificate.
    value_lost
        Share of the value of the loads that were to move which was lost unplanned.
    liability
        Environmental liability left behind (million US dollars).
    """
    return (
        mode in rules.modes
        and (signed or not rules.certificate)
        and value_lost <= rules.value_lost.value
        and liability <= rules.liability.value
    )
