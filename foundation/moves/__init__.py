"""Moves: a status changes along one table of states and roles, and every move leaves an event.

What this room promises
- `MoveTable` is the only statement of who may move what from where to where. The check in the service, the buttons of
  the staff, the diagram in `docs/moves.md` and the tests all read it. A table that contradicts itself does not load.
- A state has a label (what people read) and a kind (open, resolved, ended otherwise: what is counted).
- `make_move` claims the old state with one conditional UPDATE and writes the event in the same transaction: of two
  people pressing two buttons at once, one is told that somebody was faster.
- Events are written once; the ORM refuses to change or delete them.
- Tables live in `<app>/moves.py` and are found at start; `manage.py move_docs --check` fails when the page is stale.
"""
