"""The form of a model's file as JSON Schema, for editors: `python -m gateway.evaluation_models.json_schema` writes it anew."""

import json
from pathlib import Path

import msgspec

from graph_model.evaluation.model import EvaluationModel

FILE = Path(__file__).resolve().parents[2] / "schema" / "evaluation-model.schema.json"


def model_schema() -> str:
    """The schema as the file has it."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **msgspec.json.schema(EvaluationModel)}
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    FILE.write_text(model_schema(), encoding="utf-8")
