"""What every door needs: a repeated request answered once, and limits on how often somebody may try.

What this room promises
- `answer_once`: the same key in the same scope acts once. Whoever comes again, or at the same moment, gets the first
  answer; the same key with other content is refused (`KeyReused`). The key and what the act wrote are committed
  together, so an act that fails leaves no key behind and may be tried again. Guarded by a unique constraint.
- `limits.hit`: in any stretch of `seconds` at most `times` hits of one key, counted exactly by a conditional UPDATE.
- `limits.guess`: the same for guesses; each is counted and committed before it is looked at, so neither parallel tries
  nor a rolled-back transaction give free ones.
- All of it is rows: it survives a restart and needs no Redis. Keys, phones and addresses are stored as keyed digests,
  answers encrypted; both are purged when their time is over.
"""
