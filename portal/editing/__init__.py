"""Editing as an office does it: three reviews, a checker of words and personal data, errors that readers report."""
