"""The mission in one replication: clock, world, pool, ledger, camps, hubs, and who is where."""

from math import inf, isnan, nan
from typing import TYPE_CHECKING

from sim.clock import Clock, Signal
from sim.distributions import Distribution
from sim.draws import Draws
from sim.plan.network import Route
from sim.pool import Pool
from sim.processes.camp import CampState, Once
from sim.processes.case import Case
from sim.processes.hub import Hub
from sim.processes.means import FAMILIES
from sim.processes.opening import open_camps, open_hubs, open_pool
from sim.record.account import Account
from sim.record.causes import VARIABILITY
from sim.record.counts import COUNTS
from sim.record.ledger import PEOPLE, Ledger
from sim.record.losses import TARGETS, Losses
from sim.record.outcome import PEOPLE_OUT
from sim.record.track import Blank, Track, root
from sim.record.triggers import Firing
from sim.risks.world import World

if TYPE_CHECKING:
    from sim.processes.ceasefire import Ceasefire
    from sim.processes.civilians import Staff
    from sim.processes.clearance import Clearance
    from sim.processes.contractors import Contractors
    from sim.processes.ports import Port
    from sim.processes.supply import Stocks


class Mission:
    """Everything that the processes of one replication share.

    Parameters
    ----------
    case
        The scenario, made ready.
    replication
        Its number; with the seed it fixes every draw.
    story
        Whether dated lines are kept for `replay`.
    recorded
        Whether critical chains are noted; nothing that happens depends on it.
    draws
        Other random numbers than the plain ones of the replication.
    """

    def __init__(
        self,
        case: Case,
        replication: int,
        story: bool = False,
        recorded: bool = True,
        draws: Draws | None = None,
    ) -> None:
        scenario = case.scenario
        self.case = case
        self.plan = scenario.plan
        self.status = scenario.status
        self.hold(case)
        self.replication = replication
        self.recorded = recorded
        self.by_deadline: dict[str, float] = {}
        """Totals as they stood at the last deadline."""
        self.use: dict[str, tuple[float, float]] = {}
        """Use of means up to the last deadline; empty before it, or where it is not measured."""
        self.start = scenario.start
        self.clock = Clock(self.start)
        self.draws = Draws(case.seed, replication) if draws is None else draws
        self.world = World(scenario, self.draws, case.providers, case.worlds)
        self.pool = Pool(self.clock, scenario.policy.dispatch.overtaking, FAMILIES)
        self.world_changed = Signal(self.clock)
        self.stage_begun = Signal(self.clock)
        self.paid_again = Signal(self.clock)
        """Fires when what was deferred for want of money is paid for again."""
        self.root = root(self.start)
        self.ledger = Ledger(self.start)
        spending = scenario.tasks.spending
        self.losses = Losses(spending.value_container.value, spending.value_vehicle.value)
        self.varied = case.settings.variability.enabled
        self.counts = dict.fromkeys(COUNTS, 0.0)
        self.story: list[tuple[float, str]] | None = [] if story else None
        self.triggers: list[Firing] = []
        self.open_clearances: dict[Clearance, None] = {}
        """Those of columns and flights of people that somebody waits for, or waits with."""
        self.ceasefire: Ceasefire | None = None
        """What strains the ceasefire; None where it cannot break."""
        self.contractors: Contractors | None = None
        """Who of the contracted drivers has walked out; None where nobody does."""
        self.stocks: Stocks | None = None
        """What camps and hubs have of supplies; None where nothing is ever short."""
        self.agreement_at = inf
        """When the camp-return agreement is signed (days)."""
        self.material_at: dict[str, tuple[float, Track]] = {}
        """When packing material came to a camp (days), and who brought it."""
        self.material_in = Signal(self.clock)
        """Fires when packing material has come to a camp."""
        self.flights_stopped: dict[str, float] = {}
        """Until when (days) the mission itself flies nothing in a sector."""
        self.under_fire: dict[str, float] = {}
        """Until when (days) no column or flight leaves a place that was attacked."""
        self.helicopters = Signal(self.clock)
        """Fires when a helicopter is back from an evacuation, or a hospital is left."""
        phase = self.plan.people_phase
        self.people_limit = phase.limit.people if phase and phase.limit else None
        self.last_deadline = self.plan.last_phase.due
        self.people_out = Once(self.clock)
        """Reached when no more people are left than the last phase that limits them allows
        (`people_limit`)."""
        self.left_last = self.track(PEOPLE_OUT)
        """The track of who left the country last."""
        self.milestones: dict[tuple[str, str], tuple[float, float]] = {}
        """By name and place: when one was reached, and when it is due (days; NaN: not)."""
        self.staff: Staff | None = None
        self.ports: dict[str, Port] = {}
        self.camps: dict[str, CampState] = {}
        self.hubs: dict[str, Hub] = {}
        open_camps(self)
        open_hubs(self)
        open_pool(self)
        self.account = self.fresh_account()

    def look_who_is_left(self, track: Track) -> None:
        """Note if no more people are left than may stay, at the end of the track of who left."""
        self.left_last.link = track.link
        limit, now = self.people_limit, self.clock.now
        if limit is not None and self.ledger.in_country(PEOPLE, now) <= limit:
            self.people_out.reach(track, now)

    def fresh_account(self) -> Account:
        """An account that has not been asked yet."""
        apart = sum(price.value for price in self.scenario.spent_apart)
        return Account(self.tasks.spending, self.status, self.ledger, apart)

    def hold(self, case: Case) -> None:
        """Let the means, tasks, rules and risks of a stage hold from now on."""
        self.scenario = case.scenario
        self.tasks = case.scenario.tasks
        self.policy = case.scenario.policy
        self.settings = case.settings
        self.rules = case.rules
        self.cycles = case.cycles
        self.exposures = case.exposures
        self.contracted = case.contracted

    @property
    def now(self) -> float:
        """The time now, in days."""
        return self.clock.now

    def track(self, entity: str) -> Track:
        """A track that begins on the as-of date; it notes nothing when the record is off."""
        return Track(entity, self.root) if self.recorded else Blank(entity, self.root)

    def say(self, text: str) -> None:
        """Add a dated line to the story, if one is told."""
        if self.story is not None:
            self.story.append((self.now, text))

    def fired(self, trigger: str, place: str, decision: str, day: float | None = None) -> None:
        """Note that a rule of command has fired at a place, and what was decided.

        On what `day` (days), where that is known beforehand; default: now. What would come after
        the end of the run is left out.
        """
        day = self.clock.now if day is None else day
        if day <= self.scenario.end:
            self.triggers.append(Firing(day, trigger, place, decision))

    def leave_country(self, kind: str, amount: int, source: str, place: str, fate: str) -> None:
        """Move equipment of a place out of the ledger of what is in the country, with its fate.

        `source` is where it is now; `place` the camp or hub that bears the loss or the gain.
        """
        if not amount:
            return
        self.ledger.move(kind, amount, source, TARGETS[fate], self.clock.now)
        self.losses.equipment(place, kind, fate, amount)

    def expect(self, milestone: str, place: str, due: float = nan) -> None:
        """Enter a milestone that may be reached, with the day (days) on which it is due."""
        self.milestones[milestone, place] = (nan, due)

    def reach(self, milestone: str, place: str) -> None:
        """Note that a milestone is reached now; a second time has no effect."""
        at, due = self.milestones[milestone, place]
        if isnan(at):
            self.milestones[milestone, place] = (self.clock.now, due)

    def task(self, of: Distribution, entity: str, purpose: str, attempt: int = 0) -> float:
        """Draw a task's duration or rate by its key; its nominal when variability is off."""
        if self.varied:
            return of.ppf(self.draws.uniform(entity, purpose, attempt))
        return of.nominal

    def drawn(
        self, on: bool, of: Distribution, entity: str, purpose: str, attempt: int = 0
    ) -> float:
        """Draw what belongs to a risk; its nominal when that risk is off."""
        if on:
            return of.ppf(self.draws.uniform(entity, purpose, attempt))
        return of.nominal

    def happens(self, chance: float, entity: str, purpose: str) -> bool:
        """Whether something happens by its key, with a chance; it does not with variability off."""
        return self.varied and self.draws.uniform(entity, purpose) < chance

    def in_time(self, of: Distribution) -> float:
        """Days for which so many durations last at most as the policy wants in time.

        That is `policy.answers_in_time`; the nominal when variability is off.
        """
        return of.ppf(self.policy.answers_in_time.value) if self.varied else of.nominal

    def spend(
        self, track: Track, of: Distribution, days: float, cause: str, activity: str
    ) -> float:
        """Note work of so many days from now on a track; gives its end."""
        end = self.now + days
        nominal = of.nominal
        track.spend(end, activity, (cause, nominal), (VARIABILITY, days - nominal))
        return end

    def spent(self, track: Track, of: Distribution, days: float, cause: str, activity: str) -> None:
        """Note work that was to take so many days and has ended now, perhaps before its time."""
        nominal = of.nominal
        track.spend(self.now, activity, (cause, nominal), (VARIABILITY, days - nominal))

    def work(
        self,
        track: Track,
        rate: Distribution,
        amount: float,
        purpose: str,
        cause: str,
        activity: str,
        attempt: int = 0,
    ) -> float:
        """Note the work on an amount at a rate from now on a track; gives its end."""
        days = amount / self.task(rate, track.entity, purpose, attempt)
        nominal = amount / rate.nominal
        end = self.clock.now + days
        track.spend(end, activity, (cause, nominal), (VARIABILITY, days - nominal))
        return end

    def route(self, origin: str, destination: str) -> Route:
        """The way between two camps."""
        return self.case.routes.between(origin, destination)

    def open_place(self, name: str) -> str:
        """The place itself while it stands, else the one to which it redeployed."""
        while not self.stands(name) and (onward := self.plan.camps[name].redeploy_to) is not None:
            name = onward
        return name

    def stands(self, name: str) -> bool:
        """Whether a place has not been left, or returned."""
        camp = self.camps.get(name)
        if camp is not None:
            return not camp.closed.reached
        hub = self.hubs.get(name)
        return not (self.status_closed(name) or (hub is not None and hub.returned.reached))

    def status_closed(self, name: str) -> bool:
        """Whether a camp had been closed before the as-of date."""
        state = self.status.camps.get(name)
        return state is not None and state.closed is not None

    def destination(self, camp: CampState) -> str:
        """Where the camp's people and loads go now."""
        assert camp.plan.redeploy_to is not None
        return self.open_place(camp.plan.redeploy_to)

    def people_moved(self, hub: Hub) -> None:
        """Tell those who fill aircraft that people are ready at a hub, or have left it."""
        hub.people_changed.fire()
        if self.plan.lift_hub is not None and hub.name != self.plan.lift_hub:
            self.hubs[self.plan.lift_hub].people_changed.fire()
