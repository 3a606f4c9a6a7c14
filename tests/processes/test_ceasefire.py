"""The ceasefire as a process: it breaks when it is due, and the world changes once."""

import pytest

from sim.distributions import Quantity
from sim.paths import Path
from sim.processes.ceasefire import Ceasefire, approach, start_ceasefire
from sim.processes.convoy import Convoy
from sim.processes.last_convoy import last_person_leaves, take_everything
from sim.processes.mission import Mission
from sim.risks import ceasefire as risk
from sim.risks.world import CONSENT
from tests.processes.given import Steps, finish, mission, off, with_risk

AREA = "Tessalit", "Aguelhok", "Kidal"
"""Camps of the area of the ceasefire."""


def strained(
    monkeypatch: pytest.MonkeyPatch, *approaches: float, base: float = 0.01
) -> tuple[Mission, Ceasefire, list[float]]:
    """It breaks at a hazard of 0.3; 0.1 an approach. When who sleeps on the world is woken."""
    monkeypatch.setattr(risk, "threshold", lambda *_: 0.3)
    of = with_risk(
        off(), "ceasefire", enabled=True, base_hazard=Quantity(base), approach_jump=Quantity(0.1)
    )
    m = mission(of, story=True)
    start_ceasefire(m)
    assert m.ceasefire is not None
    changed = list[float]()

    def listen() -> Steps:
        while True:
            yield m.clock.sleep(float("inf"), m.world_changed)
            changed.append(m.now - m.start)

    def come() -> Steps:
        for day, name in zip(approaches, AREA, strict=False):
            yield m.clock.at(m.start + day)
            approach(m, m.camps[name])

    finish(m, listen())
    finish(m, come())
    m.clock.run_through(m.start + 120.0)
    return m, m.ceasefire, changed


@pytest.mark.parametrize(
    ("approaches", "base", "breaks"),
    [
        ((), 0.01, 30.0),
        ((10.0,), 0.01, 20.0),  # 0.1 by then, 0.1 by the approach, and 10 days more
        ((5.0, 6.0, 7.0), 0.01, 7.0),  # 0.07, and three approaches: there and then
        ((40.0,), 0.01, 30.0),
        ((10.0, 20.0, 50.0), 0.0, 50.0),  # by approaches alone
    ],
)
def test_it_breaks_when_all_that_strained_it_is_too_much(
    approaches: tuple[float, ...], base: float, breaks: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    m, ceasefire, changed = strained(monkeypatch, *approaches, base=base)
    at = m.start + breaks
    assert ceasefire.broken_at is not None
    assert ceasefire.broken_at == pytest.approx(at)
    assert changed == [pytest.approx(breaks)], "who sleeps on the world asks again, once"
    found = m.world.path(CONSENT, "North")
    assert found == Path.steps(0.0, [(ceasefire.broken_at, 1.0)])


@pytest.mark.parametrize("approaches", [(), (10.0, 20.0)])
def test_without_a_hazard_of_its_own_it_holds_while_too_few_approach(
    approaches: tuple[float, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    m, ceasefire, changed = strained(monkeypatch, *approaches, base=0.0)
    assert (ceasefire.broken_at, changed) == (None, [])
    assert m.world.path(CONSENT, "North") == Path.constant(0.0)
    assert len(m.story or ()) == len(approaches)


def test_forces_approach_each_camp_of_the_area_once_and_no_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    m, _, _ = strained(monkeypatch, base=0.0)
    for _ in range(2):  # they are inspected, and then they are left
        for camp in m.camps.values():
            approach(m, camp)
    said = [line.split(";")[0] for _, line in m.story or () if "approach" in line]
    assert said == [f"forces approach {name}" for name in AREA]


def test_forces_approach_a_camp_that_is_left_without_an_inspection() -> None:
    of = with_risk(off(), "ceasefire", enabled=True, base_hazard=Quantity(0.0))
    m = mission(of)
    start_ceasefire(m)
    assert m.ceasefire is not None
    for name, there in (("Menaka", set[str]()), ("Kidal", {"Kidal"})):
        camp = m.camps[name]
        floor = Convoy(f"{name}/last convoy", camp.track, name, camp.sector, camp)
        take_everything(m, camp, floor)
        last_person_leaves(m, camp, floor, signed=False)
        assert m.ceasefire.approached == there


def test_what_is_broken_is_not_strained(monkeypatch: pytest.MonkeyPatch) -> None:
    m, _, _ = strained(monkeypatch, 40.0)
    assert [line for _, line in m.story or () if "approach" in line] == []


def test_with_the_risk_off_nothing_is_watched_or_strained() -> None:
    m = mission(off(), story=True)
    start_ceasefire(m)
    approach(m, m.camps["Kidal"])
    m.clock.run_through(m.start + 120.0)
    assert (m.ceasefire, m.story) == (None, [])
