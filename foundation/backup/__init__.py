"""Backup and restore of a whole portal: database, public and private files, and the ledger as it can be verified alone.

What this room promises
- One archive, readable by its owner only, with a manifest and the SHA-256 of every part; a restore checks all of them
  before it changes anything.
- A restore never overwrites a portal that holds data unless told to, and the database changes in one step or not.
- The keys are not in it: personal fields stay ciphertext, and a restore refuses to go on under other keys than those
  the backup was made with. Keep the keys apart, or a backup is of no use.
"""
