"""Step paths: what the world does, as immutable functions of time; see `sim.paths.path`."""

from sim.paths.path import Path

__all__ = ["Path"]
