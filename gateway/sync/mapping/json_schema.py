"""The form of a mapping file as JSON Schema, for editors: `python -m gateway.sync.mapping.json_schema` writes it anew."""

import json
from pathlib import Path

from gateway.sync.mapping.model import Mapping

FILE = Path(__file__).resolve().parents[3] / "schema" / "mapping.schema.json"


def mapping_schema() -> str:
    """The schema as the file has it."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **Mapping.model_json_schema(by_alias=True, mode="validation"),
    }
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    FILE.write_text(mapping_schema(), encoding="utf-8")
