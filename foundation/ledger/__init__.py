"""The ledger: what was done cannot be quietly changed, and anybody can check that with a file of plain Python.

What this room promises
- One series per object. An entry holds the hash of the one before it, so a changed, removed or inserted entry shows.
  Two writers never take the same number: the series row is advanced by one conditional UPDATE.
- Once a day the heads of all series that moved are signed (Ed25519); each signed day holds the hash of the day before.
  Who holds one signed head can tell whether anything signed earlier was rewritten, by us too.
- Personal values enter only as SHA-256(random salt ‖ value). Erasing the salt makes the value unprovable and leaves
  the chain whole. A phone or ID number in the clear is refused.
- `verifier.py` needs the standard library only and verifies what `manage.py export_ledger` wrote, away from here.

What it does not promise: entries written since the last signature rest on the database alone, and the removal of the
newest signed days shows only to who has seen them. Publish every signed head.
"""
