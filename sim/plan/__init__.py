"""The plan as data: camps, roads, airfields, phases, what was so on the as-of date."""

from sim.plan.camp import Camp, Window
from sim.plan.network import Airfield, Gate, Node, Road, Route
from sim.plan.phases import PeopleLimit, Phase
from sim.plan.plan import Plan
from sim.plan.status import CampStatus, Status

__all__ = [
    "Airfield",
    "Camp",
    "CampStatus",
    "Gate",
    "Node",
    "PeopleLimit",
    "Phase",
    "Plan",
    "Road",
    "Route",
    "Status",
    "Window",
]
