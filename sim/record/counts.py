"""Totals of a replication: their names, and which are also kept as of the last deadline."""

COUNTS = (
    "activities_deferred",
    "attacks_camp",
    "attacks_convoy",
    "charters",
    "clearances_asked",
    "clearances_refused",
    "column_days",
    "column_km",
    "column_km_loaded",
    "columns",
    "columns_stood_down",
    "containers_shipped",
    "flights_crewed_asked",
    "flights_crewed_refused",
    "flights_drone_asked",
    "flights_drone_refused",
    "hurt",
    "killed",
    "left_without_certificate",
    "left_without_close_out",
    "lift_flights",
    "northern_days",
    "northern_km",
    "orders_accelerated",
    "people_by_road",
    "people_repatriated",
    "top_ups_refused",
    "truck_loads",
    "turned_back",
    "vehicles_lost",
)
"""Totals of a replication; each is a column of the table of outcomes."""

BY_DEADLINE = (
    "attacks_camp",
    "attacks_convoy",
    "column_km",
    "hurt",
    "killed",
    "northern_days",
    "northern_km",
    "people_repatriated",
)
"""Totals that are also kept as they stand at the last deadline, for the output checks."""
