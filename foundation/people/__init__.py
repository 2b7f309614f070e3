"""Who people are here, how they sign in, and what they may do.

What this room promises
- One account, two doors. Citizens enter by a code sent to their phone and need no registration; staff by user name,
  password and a second step. An account signed in by phone, or by password alone, is a citizen's whatever grants it
  has: `user.is_acting` is False and grants do not count. Acting lasts twelve hours, a session two weeks from the last
  visit (renewed once a day); the session key changes at each step; signing out takes a POST.
- The second step is an authenticator app, always for administrators. Roles marked `sms_step_allowed` (village cadres,
  deputies, grid workers) may use a text message to the number their administrator put on file. Nothing under /desk/
  and /cms/ opens before it, whatever a view forgets to ask (`ActingMiddleware`).
- Codes: six digits, ten minutes, five tries, one use, each a conditional UPDATE; once a minute and ten a day for a
  phone, twenty an hour for a client. Known and unknown numbers get the same answer. Phones lie encrypted, also in the
  session. A number unseen for 180 days asks for the last four of the ID (or a query code, see `proofs`) or starts anew.
- Only a proved phone belongs to an account. Typing in a stranger's name and phone never reaches their records.
- The city's identity service (`oidc`, `identities`) opens a citizen's session: by its own key for the person or a phone
  it has verified, nothing else. Of that key only a digest is kept. For staff it can be the second step, never for
  administrators; a password alone does not choose the identity.
- Rights are asked in two ways only: `rows.visible_to(user)` and `user.has_perm(action, object)`. A grant is a role on a
  place or unit, for a time, inherited downwards; it ends and is never deleted. Nobody grants to themselves, outside
  their own place, or more than they hold. guardian's own functions know nothing of dates: do not ask them.
- A superuser holds what the administrator role holds, everywhere, and nothing more: it is no way to personal data.
- Contact data has one home, `Person`. Lists show it masked; one field is shown in full by a logged click with a
  purpose, which the person can read. Two people become one only on an equal ID number seen on a card.
- What staff do is sent to `journal`, masked, and kept by the back office for twelve months and more.

Outside a request an account acts (commands, tests). Code that gets an account from anywhere else, such as a socket,
must set `user.is_acting` itself: `acting.acts(session)` knows.
"""
