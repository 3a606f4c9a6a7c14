"""The look ahead at the account: when to look again, and whether the authority is spent."""

from math import inf


def next_look(
    now: float, left: float, burn: float, expected: float, every: float, ends: float
) -> float:
    """When to look at the account again (days); `now`: the authority is spent.

    It counts as spent when what is left covers no more than the next day. While it cannot run out
    within the usual interval even if all the extra were spent at once, the next look is when it
    could; once it is near, on the day on which it covers no more than the next at today's rate.

    Parameters
    ----------
    left
        What is left of the authority (million US dollars).
    burn
        What a day costs (million US dollars).
    expected
        What may still be spent by the period's end (million US dollars), extras included.
    every
        The usual interval between two looks (days).
    ends
        The end of the period (days).
    """
    if left <= burn:
        return now
    if left >= expected or burn <= 0.0:
        return inf
    extra = expected - burn * max(0.0, ends - now)
    earliest = now + (left - extra) / burn
    if earliest > now + every:
        return earliest - every
    spent = now + left / burn - 1.0
    return min(spent, now + every)
