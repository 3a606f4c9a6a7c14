"""The toy plan with every risk off: every date is the one that a person computes on paper.

Days are counted from 1 July 2023, 00:00. What the hand needs, all from configs/*/toy.yaml and the
permissive, nominal values of the risks:

- packing 60 containers at 5 a day: 12 days; drawdown starts 30 days before the window;
- forming up 1, refit 1; loading and unloading 30 trucks a day; 100 km a day on every road;
- a movement clearance is answered after 3 days (of 2 to 5, a triangle) and asked for so far ahead
  that nine in ten are answered in time; the call for an evacuation flight takes 1 hour;
- close-out 5 days from the start of drawdown on, and no less than 1 day after the last load; the
  civil authority 5 days after notice, joint inspection 1, signature 1: notice is given 5 + 1 + 1,
  7 days, before the window opens, so that the certificate is signed as it opens;
- the last convoy's search team is asked for before the joint inspection: 2 days before the window;
- formalities 1 day, an aircraft of 50 seats 6 hours, at most 1 day of waiting for a full one; one
  with fewer than 25 people flies when nobody else is on the way to it.
"""

import pytest

from sim.record.outcome import Closure, Outcome
from sim.replication import run_replication
from tests.model.cases import loaded

HOUR = 1.0 / 24.0
# Of the triangle from 2 over 3 to 5, a tenth lies above x where (5 - x)² = 0.1 (5 - 2) (5 - 3).
ASKED_AHEAD = 5 - (0.1 * 3 * 2) ** 0.5  # 4.23 days
CAMPS = ("Alpha", "Bravo", "Charlie")

# --- Bravo: window 31 July to 6 August, days 30 to 37; 200 km from Home over Alpha.
BRAVO_PACKED = 30.0 - 30.0 + 60 / 5  # drawdown on day 0, packed on day 12
BRAVO_CLAIM = BRAVO_PACKED - (1 + 2)  # forming up and the way out before it: day 9
BRAVO_SETS_OUT = BRAVO_CLAIM + 1 + HOUR  # formed up, flight on call
BRAVO_LOADED = BRAVO_SETS_OUT + 2 + 1  # 200 km, 30 trucks: day 13 and an hour
BRAVO_HOME = BRAVO_LOADED + 2 + 1  # 200 km, unloaded: day 16 and an hour
BRAVO_FREE = BRAVO_HOME + 1  # refit: day 17 and an hour; the only group of Home is free
BRAVO_SIGNED = 30.0 - 7 + 5 + 1 + 1  # notice on day 23, authority 28, inspected 29, signed 30
BRAVO_LEFT = BRAVO_SIGNED + 0 + HOUR  # the floor needs no time, flight on call
BRAVO_LAST_HOME = BRAVO_LEFT + 2  # 200 km

# --- Alpha: window 7 to 13 August, days 37 to 44; 100 km from Home.
ALPHA_PACKED = 37.0 - 30.0 + 60 / 5  # drawdown on day 7, packed on day 19
ALPHA_WANTED = ALPHA_PACKED - (1 + 1)  # day 17: the group comes back an hour later
ALPHA_CLAIM = max(ALPHA_WANTED, BRAVO_FREE)
ALPHA_SETS_OUT = ALPHA_CLAIM + 1 + HOUR
ALPHA_LOADED = ALPHA_SETS_OUT + 1 + 1  # day 20 and two hours
ALPHA_HOME = ALPHA_LOADED + 1 + 1  # day 22 and two hours
ALPHA_SIGNED = 37.0 - 7 + 5 + 1 + 1  # notice on day 30, signed on day 37
ALPHA_LEFT = ALPHA_SIGNED + 0 + HOUR
ALPHA_LAST_HOME = ALPHA_LEFT + 1

# --- Charlie: window 31 July to 6 August, days 30 to 37; 200 km from Harbour, whose only search
# team is kept for it while it stands.
CHARLIE_CLAIM = 12.0 - (1 + 2)  # day 9, as at Bravo
CHARLIE_SETS_OUT = CHARLIE_CLAIM + 1 + HOUR
CHARLIE_LOADED = CHARLIE_SETS_OUT + 2 + 1
CHARLIE_HARBOUR = CHARLIE_LOADED + 2 + 1  # day 16 and an hour
CHARLIE_FREE = CHARLIE_HARBOUR + 1
CHARLIE_SIGNED = 30.0 - 7 + 5 + 1 + 1  # day 30

CHARLIE_LEFT = CHARLIE_SIGNED + HOUR
CHARLIE_LAST_HARBOUR = CHARLIE_LEFT + 2

# --- Harbour's long haul: 400 km to Home, asked for when Charlie has been left and cleared 3 days
# later, when the search team is back. Harbour's 40 containers and Charlie's 60: 30 trucks take 60,
# then 20 take 40. The team returns with the empty trucks; the trucks are free after refit.
HAUL_1_CLAIM = CHARLIE_LEFT + 3
HAUL_1_SETS_OUT = HAUL_1_CLAIM + 1 + 30 / 30 + HOUR
HAUL_1_HOME = HAUL_1_SETS_OUT + 4 + 30 / 30
HAUL_1_TRUCKS = HAUL_1_HOME + 4 + 1
HAUL_2_SETS_OUT = HAUL_1_TRUCKS + 3 + 1 + 20 / 30 + HOUR
HAUL_2_HOME = HAUL_2_SETS_OUT + 4 + 20 / 30

CLOSED = {"Alpha": ALPHA_LEFT, "Bravo": BRAVO_LEFT, "Charlie": CHARLIE_LEFT}
SIGNED = {"Alpha": ALPHA_SIGNED, "Bravo": BRAVO_SIGNED, "Charlie": CHARLIE_SIGNED}

# Each line of the story that tells of a column, and when it is told.
COLUMNS = {
    "Bravo/rotation/1: ": BRAVO_CLAIM,
    "Bravo/rotation/1 leaves Bravo": BRAVO_LOADED,
    "Bravo/rotation/1 arrives at Home": BRAVO_HOME,
    "Alpha/rotation/1: ": ALPHA_CLAIM,
    "Alpha/rotation/1 leaves Alpha": ALPHA_LOADED,
    "Alpha/rotation/1 arrives at Home": ALPHA_HOME,
    "Charlie/rotation/1: ": CHARLIE_CLAIM,
    "Charlie/rotation/1 leaves Charlie": CHARLIE_LOADED,
    "Charlie/rotation/1 arrives at Harbour": CHARLIE_HARBOUR,
    "Harbour/long haul/1 leaves": HAUL_1_SETS_OUT,
    "Harbour/long haul/1 arrives at Home": HAUL_1_HOME,
    "Harbour/long haul/2 leaves": HAUL_2_SETS_OUT,
    "Harbour/long haul/2 arrives at Home": HAUL_2_HOME,
    "Bravo is left": BRAVO_LEFT,
    "Alpha is left": ALPHA_LEFT,
    "Charlie is left": CHARLIE_LEFT,
    "Bravo/last convoy arrives at Home": BRAVO_LAST_HOME,
    "Alpha/last convoy arrives at Home": ALPHA_LAST_HOME,
    "Charlie/last convoy arrives at Harbour": CHARLIE_LAST_HARBOUR,
}

# --- Charters from Home: (day of arrival abroad, people). Who is ready, plus 6 hours of flight.
# Thinning out: of 50 who stay, 34 are Home's and 16 Harbour's (by strength, 100 and 50). Home's 66
# go in two lots, on days 27.5 and 55 (7 days before the end on day 62); Harbour's 34 on day 55.
BRAVO_READY = BRAVO_HOME + 1  # 60 people, day 17 and an hour; 50 fly at once, 10 wait
CHARLIE_UP = CHARLIE_HARBOUR + 1  # 60 people ready at Harbour, day 17 and an hour; 50 fly
CHARLIE_AT_HOME = CHARLIE_UP + 0.25  # with the 10 of Bravo they fill an aircraft; 10 are over
# Harbour's last 10 wait a day for a full aircraft, which is back by then, and fly to Home. There 10
# have waited for a day just then: 20 are less than half an aircraft, but nobody else is on the way.
CHARLIE_REST_AT_HOME = CHARLIE_UP + 1 + 0.25
ALPHA_READY = ALPHA_HOME + 1  # 60 people, day 23 and two hours
# Floors: Bravo's 40 are ready at Home, and Charlie's 40 at Harbour, both on day 33 and an hour.
# They wait a day for a full aircraft and take off on day 34 and an hour; Charlie's are at Home six
# hours later, and wait for another day there.
BRAVO_FLOOR = BRAVO_LAST_HOME + 1
CHARLIE_FLOOR = CHARLIE_LAST_HARBOUR + 1
ALPHA_FLOOR = ALPHA_LAST_HOME + 1
CHARTERS = [
    (BRAVO_READY + 0.25, 50),
    (CHARLIE_AT_HOME + 0.25, 50),
    (CHARLIE_REST_AT_HOME + 0.25, 20),
    (ALPHA_READY + 0.25, 50),
    (ALPHA_READY + 1 + 0.25, 10),  # after a day of waiting
    # Of 100 at Home and 50 at Harbour 33 and 17 may stay (33.3 and 16.7). Half of Home's 67 others
    # is the first lot: formalities, a day of waiting.
    (27.5 + 1 + 1 + 0.25, 34),
    (BRAVO_FLOOR + 1 + 0.25, 40),
    (CHARLIE_FLOOR + 1 + 0.25 + 1 + 0.25, 40),
    (ALPHA_FLOOR + 1 + 0.25, 40),
    # Day 55: 33 of Home and 33 of Harbour begin formalities, and wait a day; Harbour's then fly 6
    # hours and wait for another day at Home.
    (55.0 + 1 + 1 + 0.25, 33),
    (55.0 + 1 + 1 + 0.25 + 1 + 0.25, 33),
]


@pytest.fixture(scope="module")
def outcome() -> Outcome:
    return run_replication(loaded("toy"), 0, story=True, chains=True)


@pytest.fixture(scope="module")
def closures(outcome: Outcome) -> dict[str, Closure]:
    return {closure.camp: closure for closure in outcome.closures}


@pytest.mark.parametrize("camp", CAMPS)
def test_each_camp_is_left_and_signed_for_on_the_day_computed_by_hand(
    closures: dict[str, Closure], camp: str
) -> None:
    closure = closures[camp]
    assert closure.certificate == pytest.approx(SIGNED[camp], abs=1e-9)
    assert closure.closed == pytest.approx(CLOSED[camp], abs=1e-9)
    assert (closure.mode, closure.orderly) == ("planned", True)
    assert (closure.value_lost, closure.containers_lost, closure.vehicles_lost) == (0, 0, 0)


def test_the_hand_is_right_about_the_calendar() -> None:
    # The same in words: 31 July 01:00, 7 August 01:00, 31 July 01:00.
    assert pytest.approx({"Bravo": 30 + HOUR, "Alpha": 37 + HOUR, "Charlie": 30 + HOUR}) == CLOSED


@pytest.mark.parametrize("told", COLUMNS)
def test_each_column_goes_on_the_day_computed_by_hand(outcome: Outcome, told: str) -> None:
    days = [day for day, text in outcome.story if text.startswith(told)]
    assert days == pytest.approx([COLUMNS[told]], abs=1e-9)


def test_no_column_goes_of_which_the_hand_knows_nothing(outcome: Outcome) -> None:
    told = [
        text
        for _, text in outcome.story
        if "/rotation/" in text or "/move/" in text or "haul" in text or "last convoy" in text
    ]
    told = [text for text in told if "has its movement clearance" not in text]
    assert [text for text in told if not text.startswith(tuple(COLUMNS))] == []
    # Three rotations and two long hauls; last convoys are counted by camp.
    assert outcome.counts["columns"] == 5


def test_people_fly_on_the_days_computed_by_hand(outcome: Outcome) -> None:
    flights = [
        (day, int(text.split(" with ")[1].split()[0]))
        for day, text in outcome.story
        if "leaves the country" in text
    ]
    assert [people for _, people in flights] == [people for _, people in CHARTERS]
    assert [day for day, _ in flights] == pytest.approx([day for day, _ in CHARTERS], abs=1e-9)
    assert sum(people for _, people in flights) == 450 - 50


def test_phases_are_completed_and_met_as_computed(outcome: Outcome) -> None:
    phases = {phase.phase: phase for phase in outcome.phases}
    assert phases["first_week"].completed == pytest.approx(max(BRAVO_LEFT, CHARLIE_LEFT))
    assert phases["second_week"].completed == pytest.approx(ALPHA_LEFT)
    assert phases["end"].completed == pytest.approx(CHARTERS[-1][0])
    assert all(phase.met and phase.met_and_orderly for phase in phases.values())


def by_cause(outcome: Outcome, camp: str) -> dict[str, float]:
    days: dict[str, float] = {}
    for segment in outcome.chains[camp]:
        days[segment.cause] = days.get(segment.cause, 0.0) + segment.days
    return days


def test_the_chain_of_bravo_is_the_sum_done_by_hand(outcome: Outcome) -> None:
    days = by_cause(outcome, "Bravo")
    # From the fleet's claim to the loads: 1 forming up, 2 + 0 road to the camp, 1 loading, an hour;
    # then the plan holds the notice back until day 23: 5 authority, 1 inspection, 1 signature.
    assert days == pytest.approx(
        {
            "packing": BRAVO_CLAIM - ASKED_AHEAD,  # until the clearance is asked for
            # For the day asked for; then notice is not yet due.
            "plan": ASKED_AHEAD + (30 - 7) - BRAVO_LOADED,
            "forming up": 1,
            "movement": 2,
            "loading": 1,
            "handover": 5 + 1,
            "consent": 1,
            "flights": 2 * HOUR,
        },
        abs=1e-9,
    )


def test_the_chain_of_charlie_is_that_of_bravo_since_they_share_nothing(outcome: Outcome) -> None:
    assert by_cause(outcome, "Charlie") == pytest.approx(by_cause(outcome, "Bravo"), abs=1e-9)


# --- The same plan with one thing changed: what the plan as it is leaves slack for.


def closing(*overrides: str) -> dict[str, tuple[float, float]]:
    """By camp: the days of certificate and closure."""
    found = run_replication(loaded("toy", *overrides), 0)
    return {c.camp: (c.certificate, c.closed) for c in found.closures}


def test_close_out_runs_from_the_start_of_drawdown() -> None:
    # 31 days from day 0 at Bravo and Charlie, from day 7 at Alpha: long after loads and authority.
    # Then inspection 1 and signature 1; an hour to the flight on call.
    assert closing("tasks.handover.close_out.small=31") == {
        "Bravo": pytest.approx((0 + 31 + 1 + 1, 33 + HOUR)),
        "Charlie": pytest.approx((0 + 31 + 1 + 1, 33 + HOUR)),
        "Alpha": pytest.approx((7 + 31 + 1 + 1, 40 + HOUR)),
    }


def test_close_out_ends_no_sooner_than_its_last_days_after_the_last_load() -> None:
    # 15 days after the last load, where 5 from the start of drawdown would long be over.
    found = closing("tasks.handover.close_out_after_last_load=15")
    loaded_on = {"Bravo": BRAVO_LOADED, "Charlie": CHARLIE_LOADED, "Alpha": ALPHA_LOADED}
    assert found == {
        camp: pytest.approx((day + 15 + 1 + 1, day + 15 + 1 + 1 + HOUR))
        for camp, day in loaded_on.items()
    }


def test_the_inspection_waits_for_the_turn_of_the_camp() -> None:
    # Alpha's window is Bravo's, and Bravo leaves after it. Alpha is signed for on day 30 and left
    # an hour later. Bravo's search team, Home's only one, is back with Alpha's last convoy a day
    # after that left, rests for a day, and drives two. The inspection (1 day) and the signature (1
    # day) wait for it, but no longer than to day 32: Bravo's floor forms up on day 34.
    alpha_left = 30 + HOUR
    team_there = alpha_left + 1 + 1 + 2
    found = closing(
        "plan.camps.Alpha.window.start=2023-07-31",
        "plan.camps.Alpha.window.end=2023-08-06",
        "+plan.camps.Bravo.leaves_after=[Alpha]",
    )
    assert found["Alpha"] == pytest.approx((30, alpha_left))
    assert found["Bravo"] == pytest.approx((34, team_there + HOUR))
    assert found["Charlie"] == pytest.approx((CHARLIE_SIGNED, CHARLIE_LEFT))


def test_without_a_team_kept_for_it_charlie_waits_for_those_of_the_long_haul() -> None:
    # Harbour's only search team: the first haul is asked for on day 0, cleared on day 3, and takes
    # 40 containers on 20 trucks; the team comes back with the empty trucks, and rests for a day.
    team_back = 3 + 1 + 20 / 30 + HOUR + 4 + 20 / 30 + 4 + 1  # day 14 and nine hours
    charlie_in_yard = team_back + 1 + HOUR + 2 + 1 + 2 + 1  # day 21 and ten hours, 30 trucks
    # The second haul is asked for then; when it is cleared, Charlie's column has been refitted.
    # The inspection waits for the team, but not beyond day 32: the floor forms up on day 34.
    team_back_again = charlie_in_yard + 3 + 1 + 30 / 30 + HOUR + 4 + 30 / 30 + 4 + 1  # day 36
    case = loaded("toy", "policy.export.teams_kept_for_camps=0")
    found = run_replication(case, 0, chains=True)
    charlie = {c.camp: c for c in found.closures}["Charlie"]
    assert charlie.certificate == pytest.approx(34)
    assert team_back_again < 36.5 < team_back_again + 2  # it has 200 km to drive
    assert charlie.closed == 36.5  # on the last morning it goes without its team
    assert charlie.orderly
    # First haul, rotation, second haul: the chain is all of them, and the team on its way.
    assert by_cause(found, "Charlie") == pytest.approx(
        {
            "consent": 3 + 3,
            "forming up": 1 + 1 + 1,
            "loading": 20 / 30 + 20 / 30 + 1 + 1 + 1 + 1,
            "flights": 3 * HOUR,
            "movement": 4 + 4 + 2 + 2 + 4 + 4 + 36.5 - team_back_again,
            "refit": 1 + 1,
        },
        abs=1e-9,
    )
