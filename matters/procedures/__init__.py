"""Procedures as data: which states and moves a kind of matter has, who may make them, and how long they may take.

A version is a document (models.ProcedureVersion) and its clocks are rows. A running matter keeps its version; a new one
counts from its date. The shipped ones lie in matters/data/procedures and are loaded by `load_procedures`.
"""
