"""Pages and links for people with a matter, a file a noun."""
