"""The public figures as files that a stranger can recompute.

What this room promises
- Published values in, files out: everything comes through `dashboards.publishing`, so a file never says more than the
  pages do. A number that is not shown has no number here either, but a word for why.
- A year is a Frictionless Data Package: tables of the city, its towns, units, kinds and ways in, the list of figures, a
  description of every field in both languages, and the script that recomputes them. The same values are the same bytes.
- `verify_figures.py` stands alone (nothing but Python): it checks every file's SHA-256 and every number that can be
  worked out from others, and names the cell that disagrees.

What it does not promise: that medians of days of a row can be recomputed (bins are published of the city only), or
anything of single reception days and of villages' quarters (they stand on their pages only).
"""
