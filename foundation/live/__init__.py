"""News to open pages: one Channels subscription a process, fanned out to its viewers.

What this room promises
- `publish(topic, payload)` sends after commit, never blocks and never raises: a broker that is away costs a log line.
- Only topics an app registered can be listened to. What is published is seen by anybody: no personal data. A guarded
  topic asks the session's account once, when it connects, and says only that something changed.
- One subscription a process, however many viewers. A viewer that does not keep up loses the oldest news, not the
  newest, and slows nobody down.
- Websocket first, server-sent events where a proxy blocks it, and pages that work without either.
- Live news is a hint to look again, never the only way to learn something.
"""
