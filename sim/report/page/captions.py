"""How to read each figure: the words beneath it, by the number in the name of its files."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Caption:
    """Words of one figure that do not depend on its numbers."""

    name: str
    """In the list of figures."""
    read: str
    """How to read it."""


CAPTIONS: Final = {
    1: Caption(
        "Map and plan",
        "Filled circles are camps still to be left, in the colour of the phase in which they "
        "close; rings are camps already closed, squares the hubs. The table beside the map is the "
        "plan itself: window, destination and what is to be moved from each camp.",
    ),
    2: Caption(
        "Capacity and inputs",
        "What the plan asks for, before any risk. Red: it needs more than there is even if nothing "
        "goes wrong; orange: beyond 100 %, but relieved by others. A green diamond before the "
        "black line says that the camp can close in time.",
    ),
    3: Caption(
        "Headline",
        "The mark is the share of replications, the line its interval. Blue: on time. Red: on "
        "time and orderly. The gap between them is what a missing signature, leaving on "
        "notification, losses or haste buys. The last row counts replications in which every phase "
        "is on time at once; it is no product of the rows above. "
        "“Or” names what is not shown to bind less often than what binds most often.",
    ),
    4: Caption(
        "Completion by date",
        "Read up from a date to the probability that the phase is complete by then. Where the "
        "curve crosses the black line is the probability of meeting the deadline. A steep curve "
        "at the line says that a day more or less decides.",
    ),
    5: Caption(
        "Closure of each camp",
        "Left: eight replications in ten close the camp within the blue bar, half of them before "
        "the dot; the grey box is the plan's window. Right: how it was left, by the deadline or "
        "after it; the shares beside it are of what is left by the deadline. A bar that ends "
        "before its deadline beside much orange and red was bought: orange with a missing "
        "signature, red with haste or with leaving on notification, yellow with losses or with a "
        "close-out not done.",
    ),
    6: Caption(
        "Convergence",
        "If the line still climbs or falls at the right edge, or the shading is wider than the "
        "dotted lines, run more replications before quoting the figure. Few are not enough, "
        "however narrow the shading: where nothing was met so far it is at its narrowest.",
    ),
    7: Caption(
        "Course of events",
        "One replication that ends about the middle and one that ends late, camp by camp: the "
        "colour says what held the work up. An example, not an average.",
    ),
    8: Caption(
        "Each risk removed and added",
        "How far the headline moves if one risk alone is taken away, or alone is there. The bars "
        "need not sum to the whole: risks overlap.",
    ),
    9: Caption(
        "Delay by cause",
        "Days on the critical chain of each closure, less those with every risk off; the parts of "
        "a bar sum to the delay (◇); ≥ is a bound, of a camp that is open at the horizon in every "
        "replication. Planned work and the plan's own waiting are one part: left "
        "of zero they took up that many of the days that risks cost, because packing or movement "
        "went on while the chain waited for something else, a window had not opened yet, or work "
        "was cut short; right of zero they came on top. The table of delays has packing, movement, "
        "handover and the rest apart: there a large minus of one beside a large plus of another "
        "says that the chain runs through other work than planned, not that it took longer.",
    ),
    10: Caption(
        "Criticality and use",
        "How often each means or cause is what the last closure waits for (colour) or any camp "
        "does (grey), and how busy each means is. One that is busy and never critical needs no "
        "reinforcement.",
    ),
    11: Caption(
        "Mitigations",
        "Differences in the same worlds, with and without. Filled: shown, after adjusting for all "
        "the mitigations compared; an interval alone, which is not adjusted, does not say so. See "
        "also in how many worlds a mitigation hurts. The killed and the money are counted to the "
        "last deadline, containers over the whole run; the table of totals of the comparison has "
        "the harm of the whole run as well.",
    ),
    12: Caption(
        "Bundles of mitigations",
        "Cost against the headline. Points on the line are not beaten by any cheaper bundle that "
        "was tried. The best of many looks better than it is: trust the red diamond, the same "
        "bundle in worlds that it was not chosen in.",
    ),
    13: Caption(
        "Finish and cost",
        "Left: each dot is one replication. A date and a budget that meet on a dark line are "
        "kept together in the share of the replications that is written beside it; down and left "
        "of it is promising too much. Right: "
        "spending week by week against what may be spent, and by when, without the top-up that is "
        "asked for when that will not do; the small picture enlarges the end. Spending past the "
        "last day of the authority falls to the next budget.",
    ),
    14: Caption(
        "Sweep",
        "The headline over the values that were varied, in the same worlds at every point. Look "
        "for where the colour changes, not for single cells.",
    ),
    15: Caption(
        "Harm",
        "Read across from a probability to the harm that is reached or exceeded with it. The right "
        "end of a curve rests on few replications: the band shows how little is known there. What "
        "camps that are to close lose, closed by the end or not, is judged against their plan; the "
        "table of equipment has the losses of hubs and escorts too, and the count of vehicles lost "
        "the hired trucks, but nothing that was left or destroyed. "
        "Casualties are means of rough rates, no forecast for any unit.",
    ),
    16: Caption(
        "What is left in the country",
        "The line is the middle replication of each week, the bands hold 50, 80 and 90 % of them. "
        "No single replication need run along a band. What is not home by a deadline stands where "
        "the fan crosses its line.",
    ),
    17: Caption(
        "Decision calendar",
        "A mark is what a mitigation brings if it is ordered on that day, the line its interval; "
        "the words beside it name the last day by which it was shown to help, on that day and "
        "every one tried before it, and the last on which it helps on average without being sure. "
        "A hollow mark cannot tell: more replications may. Dotted lines: deadlines.",
    ),
    18: Caption(
        "Hindcast",
        "The bars are the forecast, the diamond what was observed. One course of events neither "
        "proves nor refutes a probability; look for a diamond outside its bar, and for diamonds "
        "that all lie on one side.",
    ),
    19: Caption(
        "Under other models",
        "The same headline under other models of one risk at equal mean. Filled marks are shown to "
        "differ from the first row, in the same worlds; hollow ones may differ by chance. What of "
        "the spread stays at very many replications is uncertainty that none takes away.",
    ),
}  # fmt: skip

SPECIAL: Final = {
    "02_inputs": Caption(
        "Grades of the inputs",
        "How much rests on own estimates (C). The input sheet below has each number with its "
        "range, source and date.",
    ),
    "02_ranking": Caption(
        "Judged inputs from low to high",
        "A bar is how far the headline moves when one judged input alone goes to the end of its "
        "range, the line its interval. Where the first were looked at again, only the replications "
        "after those that chose them count. What moves it most deserves the next question to those "
        "who were there.",
    ),
    "14_sweep_change": Caption(
        "Sweep, changes",
        "What each point changes against the first, in the same worlds. Pale: p after Holm over "
        "all of them is 0.05 or more, so that it may be chance.",
    ),
    "14_sensitivity": Caption(
        "Sensitivity to the inputs",
        "How much of the headline hangs on each input, all of them varied at once. An interval "
        "holds its row alone: of many rows some lie beyond 0 by chance. The title names an input "
        "only after an adjustment for all that were varied (Holm).",
    ),
    "14_spread": Caption(
        "Spread over the inputs",
        "How each probability differs over the points of a design, which are what the inputs may "
        "be. The bands do not shrink with more replications; the bracket, the error of counting, "
        "does. The ends of the bands are themselves found from few points and worlds: in brackets "
        "their 95 % intervals. The cross has the inputs as they are, in the same worlds: compare "
        "with it, not with a headline from other worlds.",
    ),
}
"""Figures that share their number with another, by the name of their files."""
