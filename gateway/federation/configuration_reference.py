"""What the configuration of subgraphs may say, made from its model: the tables of a page, and a JSON Schema for editors.

`python -m gateway.federation.configuration_reference` writes both anew.
"""

import json
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import Any

from pydantic.fields import FieldInfo
from pydantic.json_schema import GenerateJsonSchema
from pydantic_core import PydanticUndefined

from gateway.federation.configuration import GatewayKeys, SubgraphEntry
from gateway.marked_page import with_part
from gateway.sources.configured import Keys
from gateway.sources.header_rules import PassRule, SetRule
from gateway.sources.options import ProxyOptions, SourceOptions, TlsOptions
from gateway.sources.subscribing.options import SubscriptionOptions

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "federation" / "sources.md"
SCHEMA = ROOT / "schema" / "gateway.schema.json"
HEAD = ("| key | default | example | 含义 / meaning |", "|---|---|---|---|")
TABLES: dict[str, list[type[Keys]]] = {
    "file": [GatewayKeys],
    "subgraph": [SubgraphEntry],
    "source": [SourceOptions],
    "headers": [PassRule, SetRule],
    "tls": [TlsOptions],
    "proxy": [ProxyOptions],
    "subscriptions": [SubscriptionOptions],
}
"""The models behind each table of the page, by the name that its marks have."""


class _Untitled(GenerateJsonSchema):
    """Without titles, which only repeat the keys."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


def schema() -> str:
    """The JSON Schema of a configuration, as text."""
    made = GatewayKeys.model_json_schema(by_alias=True, schema_generator=_Untitled)
    for model in (made, *made["$defs"].values()):
        model.pop("title", None)
    made = {"$schema": GenerateJsonSchema.schema_dialect, "title": "yuxin gateway", **made}
    return json.dumps(made, ensure_ascii=False, indent=2) + "\n"


def with_tables(page: str) -> str:
    """The page with each table between its two marks made anew."""
    for name in TABLES:
        page = with_part(page, name, "\n".join((*HEAD, *_rows(name))))
    return page


def _rows(table: str) -> Iterator[str]:
    for model in TABLES[table]:
        for key, field in model.model_fields.items():
            if model is SubgraphEntry and key in SourceOptions.model_fields:
                continue  # in a table of their own
            example = f"`{_text(field.examples[0])}`" if field.examples else "–"
            yield f"| `{field.alias or key}` | {_default(field)} | {example} | {field.description} |"


def _default(field: FieldInfo) -> str:
    default = field.default
    if default is PydanticUndefined:
        return "(required)"
    return "–" if default is None or default == () or isinstance(default, Keys) else f"`{_text(default)}`"


def _text(value: Any) -> str:
    plain = value.value if isinstance(value, Enum) else value
    return plain if isinstance(plain, str) else json.dumps(plain)


if __name__ == "__main__":
    PAGE.write_text(with_tables(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    SCHEMA.write_text(schema(), encoding="utf-8")
