"""Stocks: what a camp has of rations, fuel and water, and a hub of fuel; reckoned when asked.

Nothing happens while a stock falls. A level is brought up to date when people come or go, when
supplies arrive, or when somebody asks; when it will next be low is computed.
"""

from bisect import bisect_right
from math import inf

from sim.clock import Clock, Signal
from sim.paths import Path

DROP = 1e-6
"""Person-days or litres that are a rounding error: a level so far below a limit has reached it."""


class CampStock:
    """The stock of one camp in person-days, by class: rations, fuel, water.

    Water comes from wells; the tanks fall while the wells fail, and are full again when they work.
    Stores and tanks stay as large as they are, however many people live there later.

    Parameters
    ----------
    held
        Days of supply of each class that the camp has now; of water, what its tanks hold.
    stores
        Days of rations and fuel that it can hold.
    people
        People there now, for whom `held` and `stores` are reckoned.
    wells
        1 where the wells give water.
    """

    __slots__ = (
        "aloft",
        "asked",
        "came",
        "capacity",
        "changed",
        "coming",
        "fuel_use",
        "levels",
        "low_since",
        "people",
        "requests",
        "since",
        "tanks",
        "wells",
    )

    def __init__(
        self,
        clock: Clock,
        held: tuple[float, float, float],
        stores: float,
        people: int,
        wells: Path,
    ) -> None:
        self.tanks = held[2] * people
        self.capacity = stores * people
        self.levels = [days * people for days in held]
        self.since, self.people = clock.now, people
        self.wells = wells
        self.coming = 0
        """Columns with supplies that are on their way."""
        self.aloft = False
        """Whether a flight with supplies is on its way."""
        self.fuel_use = 1.0
        """Fuel that is used, as a share of what is usual."""
        self.low_since: float | None = None
        """Since when it has been low (days)."""
        self.asked = False
        """Whether a column for supplies alone is asked for."""
        self.requests = 0
        """Requests for a resupply so far, which name its slots."""
        self.changed = Signal(clock)
        """Fires when supplies set out, arrive or turn back, when people leave, and when the floor
        begins to form up: it is known then when it will be ready."""
        self.came = Signal(clock)
        """Fires when people come, for whom the stock lasts less long."""

    @property
    def on_the_way(self) -> bool:
        """Whether supplies have set out, by road or by air."""
        return self.coming > 0 or self.aloft

    def settle(self, people: int, now: float) -> None:
        """Bring the levels up to date: so many people have been there since the last time."""
        if now == self.since and people == self.people:
            return
        self.people = people
        levels, since, wells = self.levels, self.since, self.wells
        levels[0] = max(levels[0] - people * (now - since), 0.0)
        levels[1] = max(levels[1] - self.fuel_use * people * (now - since), 0.0)
        index = bisect_right(wells.times, now)
        if wells.values[index]:
            levels[2] = self.tanks
        else:
            failed = wells.times[index - 1] if index else since
            if failed > since:
                levels[2] = self.tanks
            levels[2] = max(levels[2] - people * (now - max(failed, since)), 0.0)
        self.since = now

    def days(self, people: int) -> tuple[float, float, float]:
        """Days for which each class lasts for so many people, as of the last settling."""
        if people <= 0:
            return inf, inf, inf
        rations, fuel, water = self.levels
        return rations / people, fuel / people, water / people

    def low_at(self, people: int, limits: tuple[float, float, float]) -> float:
        """When the first class falls to its limit of days, as it looks today.

        Nobody leaves, nothing comes, and wells work on or fail on. From the last settling on, which
        has to be now; now itself if one is that low already.
        """
        if people <= 0:
            return inf
        now = self.since
        rations, fuel, water = self.days(people)
        over = min(rations - limits[0], fuel - limits[1])
        if not self.wells.value(now):
            over = min(over, water - limits[2])
        return now if over <= DROP / people else now + over

    def room(self, people: int, days: float) -> tuple[float, float, float]:
        """Person-days of each class that a column brings: so many days, but no more than fit."""
        wanted = days * people
        return self.fits((wanted, wanted, min(wanted, self.tanks) - self.levels[2]))

    def fits(self, supplies: tuple[float, float, float]) -> tuple[float, float, float]:
        """What of supplies (person-days of each class) stores and tanks still hold."""
        full = self.capacity, self.capacity, self.tanks
        rations, fuel, water = (
            max(0.0, min(amount, most - level))
            for amount, most, level in zip(supplies, full, self.levels, strict=True)
        )
        return rations, fuel, water

    def add(self, supplies: tuple[float, float, float]) -> None:
        """Put supplies (person-days of each class) into the stock."""
        for index, amount in enumerate(supplies):
            self.levels[index] += amount


class HubFuel:
    """The fuel of one hub, in litres; deliveries follow a path, what is used the people there.

    Parameters
    ----------
    path
        Share of the normal deliveries that arrives.
    full
        What it holds now, and can hold.
    deliveries
        Litres a day that arrive when nothing hinders them.
    austerity
        Share of its usual use with which it does while it holds no more than its reserve.
    """

    def __init__(
        self, clock: Clock, path: Path, full: float, deliveries: float, austerity: float = 1.0
    ) -> None:
        self.more = Signal(clock)
        """Fires when some is given back, or fewer draw on it: that is seen when it is settled."""
        self.austerity = austerity
        self.path = path
        self.full = full
        self.level = full
        self.deliveries = deliveries
        self.since = clock.now
        self.use = 0.0
        """Litres a day that the hub uses, and the camps that it supplies by routine."""
        self.reserve = 0.0
        """Litres that are not given to columns."""

    def settle(self, use: float, reserve: float, now: float) -> None:
        """Bring the level up to date; from now on so much is used, and kept back."""
        self.level = self._later(now)
        fewer = use < self.use
        self.since, self.use, self.reserve = now, use, reserve
        if fewer:
            self.more.fire()

    def _later(self, t: float) -> float:
        level, at = self.level, self.since
        while at < t:
            net, change = self._net(level, at)
            until = min(change, t)
            level = min(max(level + net * (until - at), 0.0), self.full)
            at = until
        return level

    def _net(self, level: float, at: float) -> tuple[float, float]:
        """Litres a day by which a level rises from a day on, and until when (days)."""
        share, change = self.path.stretch(at)
        comes, over = share * self.deliveries, level - min(self.reserve, self.full)
        net, saved = comes - self.use, comes - self.austerity * self.use
        if over > DROP:
            return net, min(change, at + over / -net) if net < 0.0 else change
        if over < -DROP:
            return saved, min(change, at - over / saved) if saved > 0.0 else change
        return max(net, min(saved, 0.0)), change

    def ready_at(self, litres: float) -> float:
        """When so much can be given, at today's use (days; infinity: never)."""
        need = min(litres + self.reserve, self.full)
        level, at = self.level, self.since
        while level < need - DROP:
            net, change = self._net(level, at)
            if net > 0.0 and at + (need - level) / net <= change:
                return at + (need - level) / net
            if change == inf:
                return inf
            level = min(max(level + net * (change - at), 0.0), self.full)
            at = change
        return at

    def take(self, litres: float, keep: float = 0.0) -> float:
        """Take so much, or what is there beyond what is kept; gives what was taken."""
        taken = min(litres, max(self.level - keep, 0.0))
        self.level -= taken
        return taken

    def give(self, litres: float) -> None:
        """Give back what was taken and is not used."""
        self.level = min(self.level + litres, self.full)
        self.more.fire()
