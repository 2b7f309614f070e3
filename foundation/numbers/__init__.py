"""Public numbers and query codes: what a citizen reads out on the phone, and the secret that goes with it.

What this room promises
- A number is the date, six random characters and a check character (ISO 7064 MOD 37,36): `20261122-7K4MQ9-C`. One
  mistyped character, or two neighbours swapped, makes it invalid. It says nothing about the procedure or the person.
- No character after the date can be mistaken for another (no 0, O, 1, I), the check character included.
- People's typing is forgiven where only one reading is possible: full-width, lower case, spaces, missing hyphens.
- Uniqueness is the constraint of the table that holds the number; `with_new_number` draws again on a collision.
- A query code is shown once and kept only as a keyed digest bound to its number.
"""
