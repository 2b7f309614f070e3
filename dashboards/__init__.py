"""What the public sees of how well it is served.

What this room promises
- A figure is a function with its definition beside it, in both languages: what is counted, of what, what is left out,
  on what basis. Whoever reads the figure can read the definition.
- Nothing to divide by is "—", never 0 % or 100 %; a share always shows its two counts.
- Rooms above add figures of their own by registering a function.
- Pages read sums (`reading`), whose cost does not grow with history. They are at most a second or two old, exactly what
  the functions count (`reconciling`), and can be made anew from the records at any time (`folding`).
"""
