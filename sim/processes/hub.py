"""The changing state of a place that receives people and equipment, and sends them on."""

from sim.clock import Clock, Signal
from sim.record.track import Track


class Hub:
    """What changes at a place that receives people and equipment."""

    def __init__(self, clock: Clock, name: str, track: Track) -> None:
        self.name = name
        self.ready = 0
        """People whose formalities are done and who have no seat yet."""
        self.promised: dict[str, int] = {}
        """Seats on flights that have been asked for, by kind."""
        self.aloft = 0
        """People in the air from here."""
        self.expected = 0
        """People in formalities."""
        self.staying = 0
        """People of the guard unit and the rear parties, who do not leave."""
        self.on_the_road = False
        """Whether a column with people whose flights were refused is under way."""
        self.columns = 0
        """Such columns so far."""
        self.yard = 0
        """Containers that no onward column has yet been assigned to."""
        self.flying: dict[str, int] = {}
        """Flights asked for and not yet over, by kind."""
        self.consignments = 0
        """Consignments presented for export whose trucks are not yet back."""
        self.people = Signal(clock)
        """Fires when people are ready here, or have left."""
        self.equipment = Signal(clock)
        """Fires when equipment comes in, or trucks for it are back."""
        self.people_track = track
        """Who last brought people here, or made them ready to fly."""
        self.equipment_track = track
        """Who last brought equipment here."""
