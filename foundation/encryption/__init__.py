"""Personal text at rest: encrypted fields, blind indexes for exact look-up, and key rotation.

What this room promises
- A value in an `EncryptedTextField` is stored as AES-256-GCM ciphertext bound to its table and column: a
  ciphertext copied into another column does not decrypt.
- The current key encrypts, every listed key decrypts, so keys rotate without downtime (`manage.py rotate_keys`).
- Searching an encrypted field raises `FieldError`; searching goes through a `BlindIndexField` beside it, by exact
  normalised value only.
- An index follows its source: a write that would leave it behind is refused (`StaleIndex`) or completed
  (`IndexedQuerySet`).
- Keys that do not parse, or that serve two purposes, stop the portal at start; no message repeats a key or a value.

What it does not promise: the index key cannot be changed, since digests of query codes cannot be made again. Whoever
can both read the table and run code with the keys can read everything. Equal values have equal indexes.
"""
