"""The only way out for a figure: whatever a page, a file, a chart or a socket shows was published here.

What this room promises
- Only fixed tables are published: for each calendar year and family of figures the places, units, kinds or channels
  by month, with the year's totals. Nothing a reader chooses makes a new table; two of them are never crossed.
- Each passes foundation.disclosure.batches: a count from 1 to the minimum is "<5", what would give it away is "—".
  Figures that can be worked out from one another form a family and are hidden together. Never-public kinds: 10.
- A share is shown where the part and the rest are each 0 or at least the minimum; a median where at least the minimum
  of matters lies on each side of it, the ninth decile likewise; both are read off bins of at least the minimum.
- A period of several months is the sum of what is published of it: all its months, or the total of a year. Where one
  is hidden the sum is not shown.
- The city's own totals are public; a share of fewer than the minimum is still not one. Whatever is finer than the
  city is published when its month is over; but how much was told in a town that is large enough moves while one looks
  (`running`), and the month's table then hides other towns.
- Villages have no months and no kinds here: four quarters together, each decided by its own counts once it is over,
  and withheld where a month of the town is hidden.

What it does not promise: anything about somebody who compares two readings between which old records were corrected.
"""

from dashboards.publishing.families import (
    composite_weights,
    definition_of,
    history_of,
    is_of_posts,
    known_codes,
    name_of,
    of_matters,
)
from dashboards.publishing.keys import Dimension, Key, city_key, has_city, keys_of
from dashboards.publishing.published import Kind, Published, Why, change
from dashboards.publishing.running import open_large_towns, towns_now
from dashboards.publishing.series import Series, city, city_days, freshness, one, table, village

__all__ = [
    "Dimension",
    "Key",
    "Kind",
    "Published",
    "Series",
    "Why",
    "change",
    "city",
    "city_days",
    "city_key",
    "composite_weights",
    "definition_of",
    "freshness",
    "has_city",
    "history_of",
    "is_of_posts",
    "keys_of",
    "known_codes",
    "name_of",
    "of_matters",
    "one",
    "open_large_towns",
    "table",
    "towns_now",
    "village",
]
