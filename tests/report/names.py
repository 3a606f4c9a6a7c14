"""Names of scenarios, and a sign."""

MINUS = "\N{MINUS SIGN}"
NAMES = ["base", "base+a", "base+b", "base+c", "base+d", "base+e"]
