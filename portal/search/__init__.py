"""Search over the site: pages, documents and notices in an index of our own, beside places and functions."""
