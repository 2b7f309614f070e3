"""Work after the answer: background tasks that survive a crash, and jobs at their time.

What this room promises
- A task written in a transaction runs if and only if the transaction commits (django-tasks on a table).
- `@periodic` jobs: one row a slot, unique, so any number of schedulers enqueue a job once; a slot missed while
  everything was down is made up for once.
- A worker killed in the middle loses nothing: `reap` puts its task back when its time limit has passed.
- `@retrying` tasks are tried again with growing pauses, then stay failed and visible.
- Tasks run at least once, so they must be idempotent.
"""
