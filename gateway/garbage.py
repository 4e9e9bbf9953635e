"""Garbage collection of a process that has started."""

import gc

NEW_OBJECTS = 10_000
"""Between two collections: a batch of rows, or an answer, makes many objects and few cycles."""


def settle() -> None:
    """What stands now stands to the end: it is not looked through again, and what comes is looked through more rarely."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS)
