"""Staff lists inside Wagtail's admin.

What this room promises
- A viewset built on `ScopedModelViewSet` knows, in every view, export and chooser, only the rows its user may see.
  Wagtail's own views check the model and not the object: with them a foreign row answered 200.
- Each save is logged with field names and values, personal ones masked (`journal`). Only auditors read the log over
  everybody; entries are kept for at least twelve months.
- Wagtail's list of users holds staff accounts only, and only those that reach no further than the one who looks: who
  may reset a password could become that account. Groups, bulk actions and deleting are closed.
- Nobody changes a role they hold, and roles are changed only by somebody whose right reaches everywhere.
"""
