"""Doors for browsers: the public pages, the way through registering, one's own booking, and the office desk."""
