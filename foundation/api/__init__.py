"""What every API of the portal has in common. Routers live in the apps' `api.py` and are mounted by the roof.

What this room promises
- Every failure under /api/ is a problem document (RFC 9457, application/problem+json) with a stable `type` and `code`,
  in the language of Accept-Language; a 500 says nothing of the inside.
- Requests ride on the browser's session; writes need its CSRF token. There are no other keys.
- Lists are paged by key with an opaque, signed cursor: stable while rows come and go, no cost for later pages.
- A write with an Idempotency-Key happens once, and its answer is repeated.
- The documentation is a plain page of our own: no script, no CDN, works on an island.
"""
