"""News carried upwards: this room knows nobody by name."""

from django.dispatch import Signal

carrier_troubled = Signal()
"""Sent with `reason` and `at` where the carrier takes no message at all: no balance, wrong keys, no approved text."""
