"""Exploring how subjects hang together (研判): neighbourhoods, paths, ownership and control, risks around a subject.

Each question is a few graph queries, a level of the search each, and a limit of work: past it the answer says where it was cut.
"""
