"""Words that processes, studies and figures write alike: so many of something, and lists."""

from collections.abc import Sequence


def counted(number: float, one: str, many: str) -> str:
    """Say how many of something there are, rounded: '1 person', '2 people'."""
    whole = round(number)
    return f"{whole} {one if whole == 1 else many}"


def carried(containers: float = 0, vehicles: float = 0, people: float = 0) -> str:
    """Say what is carried, of what there is: '22 containers, 1 vehicle and 60 people'."""
    things = (
        (containers, "container", "containers"),
        (vehicles, "vehicle", "vehicles"),
        (people, "person", "people"),
    )
    return listed([counted(*thing) for thing in things if round(thing[0]) > 0]) or "nothing"


def listed(parts: Sequence[str]) -> str:
    """Join things as a sentence does: 'rations, fuel and water'; '' if there is none."""
    first = ", ".join(parts[:-1])
    return f"{first} and {parts[-1]}" if first else "".join(parts)
