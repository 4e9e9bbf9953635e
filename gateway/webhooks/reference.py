"""What a file of webhooks may say, made from its model: the tables of a page, and a JSON Schema for editors.

`python -m gateway.webhooks.reference` writes both anew.
"""

import json
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import Any

from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from gateway.marked_page import with_part
from gateway.sources.configured import Keys
from gateway.webhooks.configuration import SenderKeys, WebhookKeys
from gateway.webhooks.subscribers import RetryOptions, SubscriberKeys

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "push-and-pull.md"
SCHEMA = ROOT / "schema" / "webhooks.schema.json"
HEAD = ("| key | default | example | 含义 / meaning |", "|---|---|---|---|")
TABLES: dict[str, type[Keys]] = {
    "file": WebhookKeys,
    "sender": SenderKeys,
    "subscriber": SubscriberKeys,
    "retry": RetryOptions,
}
"""The model behind each table of the page, by the name that its marks have."""


def schema() -> str:
    """The JSON Schema of the file, as text."""
    made = WebhookKeys.model_json_schema(by_alias=True)
    made = {"$schema": "https://json-schema.org/draft/2020-12/schema", **made}
    return json.dumps(made, ensure_ascii=False, indent=2) + "\n"


def with_tables(page: str) -> str:
    """The page with each table between its two marks made anew."""
    for name, model in TABLES.items():
        page = with_part(page, name, "\n".join((*HEAD, *_rows(model))))
    return page


def _rows(model: type[Keys]) -> Iterator[str]:
    for key, field in model.model_fields.items():
        example = f"`{_text(field.examples[0])}`" if field.examples else "–"
        yield f"| `{field.alias or key}` | {_default(field)} | {example} | {field.description} |"


def _default(field: FieldInfo) -> str:
    default = field.default
    if default is PydanticUndefined:
        return "(required)"
    if default is None or default == () or isinstance(default, Keys):
        return "–"
    return "、".join(f"`{_text(each)}`" for each in (default if isinstance(default, tuple) else (default,)))


def _text(value: Any) -> str:
    plain = value.value if isinstance(value, Enum) else value
    return plain if isinstance(plain, str) else json.dumps(plain, ensure_ascii=False)


if __name__ == "__main__":
    PAGE.write_text(with_tables(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    SCHEMA.write_text(schema(), encoding="utf-8")
