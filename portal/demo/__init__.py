"""The demo city: 望澜市 (Wanglan), county code 329981. No place, person, phone or matter in it is real.

What this package promises
- The same scale gives the same city every time; nothing random decides anything.
- It refuses to run in production or where an SMS provider could reach a real telephone.
- Volume (places, names, posts) is written in bulk with the invariants of the services; everything a citizen or
  a clerk does in it (grants, appointments, bookings, matters) goes through the services themselves.
"""
