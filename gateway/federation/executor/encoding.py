"""Values as JSON text: quickly, and where they are deeper or their numbers larger than that goes, all the same."""

import json
from typing import Any

import orjson


def encoded(value: Any) -> bytes:
    """The text. Raises RecursionError for what is deeper still."""
    try:
        return orjson.dumps(value)
    except TypeError:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
