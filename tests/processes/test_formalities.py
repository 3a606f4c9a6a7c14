"""Formalities: when people who come by road are ready to fly, and since when they are known of."""

from math import inf

import pytest

from sim.processes.formalities import arrive
from sim.record.causes import LIFT
from tests.processes.given import days_by_cause, mission, off

FORMALITIES = 5.0


def test_people_are_ready_to_fly_when_their_formalities_are_over(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    m = mission(off())
    hub = m.hubs["Gao"]
    told: list[float] = []
    monkeypatch.setattr(m, "people_moved", lambda _: told.append(m.now))
    arrive(m, hub, 40, m.track("column"))
    assert (hub.expected, hub.ready) == (40, 0)
    m.clock.run_through(m.start + FORMALITIES - 0.1)
    assert (hub.expected, hub.ready, told) == (40, 0, [])
    m.clock.run_through(m.start + FORMALITIES)
    assert (hub.expected, hub.ready, told) == (0, 40, [m.now])
    assert (hub.people_track.entity, hub.known_since) == ("column/formalities", -inf)
    assert days_by_cause(hub.people_track) == {LIFT: pytest.approx(FORMALITIES)}


def test_who_was_made_ready_last_says_since_when_people_are_known_of() -> None:
    m = mission(off())
    hub = m.hubs["Gao"]
    arrive(m, hub, 40, m.track("in haste"), m.start - 2.0)
    m.clock.run_through(m.start + 1.0)
    arrive(m, hub, 40, m.track("by the plan"))
    m.clock.run_through(m.start + FORMALITIES)
    assert hub.known_since == m.start - 2.0
    m.clock.run_through(m.start + FORMALITIES + 1.0)
    assert hub.known_since == -inf
