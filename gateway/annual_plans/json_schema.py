"""The form of an annual plan's file as JSON Schema, for editors: `python -m gateway.annual_plans.json_schema` writes it anew."""

import json
from pathlib import Path

import msgspec

from graph_model.annual_plans.plan import AnnualPlan

FILE = Path(__file__).resolve().parents[2] / "schema" / "annual-plan.schema.json"


def plan_schema() -> str:
    """The schema as the file has it."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **msgspec.json.schema(AnnualPlan)}
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    FILE.write_text(plan_schema(), encoding="utf-8")
