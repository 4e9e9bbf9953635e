"""Putting answers of several fetches together.

Where fetches fill different fields of an object, `dict.update` is enough. `merge` is for the places of a plan at which two
fetches fill the same field: objects are merged into one another, and what one fetch has wins over another's null.
"""

from typing import Any


def merge(into: dict[str, Any], new: dict[str, Any]) -> None:
    for key, value in new.items():
        old = into.get(key)
        if old is None:
            into[key] = value
        elif old is not value:
            if type(old) is dict and type(value) is dict:
                merge(old, value)
            elif type(old) is list and type(value) is list:
                _merge_lists(old, value)


def _merge_lists(into: list[Any], new: list[Any]) -> None:
    if len(into) != len(new):
        return
    for index, (old, value) in enumerate(zip(into, new, strict=True)):
        if old is None:
            into[index] = value
        elif type(old) is dict and type(value) is dict:
            merge(old, value)
        elif type(old) is list and type(value) is list:
            _merge_lists(old, value)
