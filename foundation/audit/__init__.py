"""Logs and the record of what staff did.

What this room promises
- No phone, ID number, e-mail address or one-time code reaches a log line, whoever logs it and however
  (`scrubber`, on every handler). Access lines hold no query string.
- What staff did stays readable for PORTAL_AUDIT_DAYS, a year at least (the portal does not start with less), and is
  then forgotten once a day.

What it does not promise: names are not recognised by their look. Log keys and counts, never what people typed.
"""
