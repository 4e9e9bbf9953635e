"""Objections (异议): a subject says why a grade of its own is wrong, the department that gave it answers."""
