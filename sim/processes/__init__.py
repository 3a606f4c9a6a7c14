"""The withdrawal: everything that the mission does, as SimPy processes, one a file."""
