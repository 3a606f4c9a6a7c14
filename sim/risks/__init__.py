"""The world: everything that happens to the mission, one file a risk."""
