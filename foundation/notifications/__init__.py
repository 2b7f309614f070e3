"""Messages to people: an outbox written in the caller's transaction, delivered by a worker.

What this room promises
- `send` and `notify` write rows and nothing else: a message leaves exactly when the caller's transaction commits,
  and a broken SMS gateway or mail server never breaks a registration.
- Each message is rendered once, in the recipient's language, and kept encrypted: what was told stays provable, and
  a person can read every message ever sent to them (`Message.objects.sent_to`).
- Delivery is claimed by one conditional UPDATE with a lease; a worker that dies gives its messages back when the
  lease ends. So a message is delivered at least once, and twice only if a worker dies between sending and noting it.
- Failed attempts are repeated with growing pauses, then given up; nothing is retried for ever. What can never arrive is
  given up at once; where a carrier takes nothing at all, `signals.carrier_troubled` carries the news upwards.
- A carrier that sends only approved texts is given the very words of the outbox (`approved`), or nothing.
- Secrets such as one-time codes (`erase_after_send`) do not stay readable after they were sent or given up.
- A discreet message says nothing outside the portal but that a message is waiting.
"""
