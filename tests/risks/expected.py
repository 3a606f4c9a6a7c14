"""What requests to the host State come to in the long run, by arithmetic: an oracle of tests."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import fsum

import numpy as np

from sim.risks import consent, flights
from sim.risks.regimes import ByRegime


@dataclass(frozen=True)
class Refused:
    """Shares of requests that are refused: of crewed flights, of drones, of both together."""

    crewed: float
    drone: float
    all: float


def stationary_shares(settings: consent.Settings, *, worse_sector: bool = False) -> ByRegime[float]:
    """Long-run share of time in each regime, of the nation or of a sector with deviations.

    The stationary law of the embedded chain, weighted by the mean spells (Çinlar, *Introduction
    to Stochastic Processes*, 1975, chapter 10).
    """
    following = settings.next
    worsens = following.permissive_to_restrictive.value
    eases = following.restrictive_to_permissive.value
    relents = following.obstructive_to_restrictive.value
    chain = np.array(
        [[0.0, worsens, 1.0 - worsens], [eases, 0.0, 1.0 - eases], [1.0 - relents, relents, 0.0]]
    )
    balance = np.vstack([chain.T - np.eye(3), np.ones(3)])
    visits = np.linalg.lstsq(balance, np.array([0.0, 0.0, 0.0, 1.0]), rcond=None)[0]
    means = [
        spell.mean * scale.value
        for spell, scale in zip(settings.sojourn, settings.sojourn_scale, strict=True)
    ]
    time = visits * np.array(means)
    shares: list[float] = (time / time.sum()).tolist()
    if worse_sector:
        moved = settings.sector_worse.value
        steps = [0.0, *(moved * share for share in shares[:-1]), 0.0]
        shares = [
            share + into - out for share, (into, out) in zip(shares, pairwise(steps), strict=True)
        ]
    return ByRegime(*shares)


def expected_refused(
    settings: flights.Settings,
    host: consent.Settings,
    sector_mix: Mapping[str, float] | None = None,
) -> Refused:
    """Long-run shares of requests refused by the regime, deviations of sectors included.

    `sector_mix` is the share of the requests in each sector; default:
    `settings.requests_by_sector`. Requests are taken to be asked for evenly in time, whatever the
    regime.
    """
    if sector_mix is None:
        sector_mix = {name: share.value for name, share in settings.requests_by_sector.items()}
    nation = stationary_shares(host)
    deviating = stationary_shares(host, worse_sector=True)
    weight = fsum(sector_mix.values())
    worse = fsum(sector_mix.get(name, 0.0) for name in host.worse_sectors) / weight
    time = [
        (1.0 - worse) * usual + worse * other
        for usual, other in zip(nation, deviating, strict=True)
    ]
    crewed, drone = (
        fsum(share * answer.value for share, answer in zip(time, table, strict=True))
        for table in (settings.crewed_refused, settings.drone_refused)
    )
    drones = settings.requests_drone.value
    drones /= drones + settings.requests_crewed.value
    return Refused(crewed, drone, (1.0 - drones) * crewed + drones * drone)
