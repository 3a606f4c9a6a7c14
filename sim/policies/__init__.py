"""Rules of command: pure functions from a view of the state to a decision."""
