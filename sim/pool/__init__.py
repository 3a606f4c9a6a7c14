"""One resource for everything that convoys, flights and customs contend for.

A claim asks for several kinds at once and is granted all or nothing, once an instant after the
instant's other events, in the order (priority, due date, name); nothing overtakes unless the
policy says so. Kinds have ranks: who holds something may only claim what ranks higher, so that
no two holders can wait for each other. A grant says which kind came last and whose release it
was, for the critical chain.
"""

from sim.pool.claim import ORDER, Claim, Holder
from sim.pool.pool import Pool

__all__ = ["ORDER", "Claim", "Holder", "Pool"]
