"""The disclosure gate: what a public table may show of small counts. Every public count passes it.

What this room promises, for one table of counts published with its totals
- A count from 1 to minimum - 1 is not shown ("<5"); zeros are shown. The totals are counts like any other.
- Further cells are hidden ("—") until nobody who knows the minimum, all that is shown, and that "—" is at least the
  minimum, can narrow down any "<5", however they add and subtract: each may still be anything from 1 to minimum - 1.
  This is decided exactly (a residual network, see `protection`), not by a rule of thumb. Where it cannot be reached
  by hiding cells, the whole table is withheld.

What it does not promise
- Anything across tables. Two tables that share cells (another month, another breakdown, an older publication) can give
  away together what neither gives alone: publish one breakdown, or suppress by hand.
- That nothing can be inferred from which cells were hidden.
- Protection against whoever knows some of the counts already, for example their own.
"""
