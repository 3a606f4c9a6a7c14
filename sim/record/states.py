"""State times: how long an entity was in each state; they sum to its elapsed time."""

from sim.errors import SimError


class StateClock:
    """The states of one entity, from its start to its end (days)."""

    __slots__ = ("_since", "_start", "days", "state")

    def __init__(self, start: float, state: str) -> None:
        self._start = start
        self._since = start
        self.state = state
        self.days: dict[str, float] = {}

    def enter(self, state: str, now: float) -> None:
        """Change to a state at a time (days)."""
        self.days[self.state] = self.days.get(self.state, 0.0) + now - self._since
        self.state = state
        self._since = now

    def close(self, now: float) -> None:
        """End the record and check its sum.

        Raises
        ------
        SimError
            If the times do not sum to the elapsed time within a rounding error.
        """
        self.enter(self.state, now)
        total = sum(self.days.values())
        if abs(total - (now - self._start)) > 1e-6:
            raise SimError(f"state times sum to {total}, elapsed are {now - self._start}")
