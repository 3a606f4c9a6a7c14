"""Words of the story that several processes write."""


def counted(number: float, one: str, many: str) -> str:
    """Say how many of something there are, rounded: '1 person', '2 people'."""
    whole = round(number)
    return f"{whole} {one if whole == 1 else many}"
