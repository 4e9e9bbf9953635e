"""docs/sampling.md and the JSON Schema of a draw's file say what the code does."""

import json

import jsonschema_rs

from gateway.sampling_reference import PAGE, SCHEMA, schema, with_rates
from graph_model.sampling.record import canonical, public
from tests.graph_model.sampling.draws import village


def test_page_and_schema_are_as_the_code_has_them() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert page == with_rates(page), "run python -m gateway.sampling_reference"
    assert SCHEMA.read_text(encoding="utf-8") == schema(), "run python -m gateway.sampling_reference"


def test_both_kinds_of_files_fit_the_schema_and_another_does_not() -> None:
    file = village(40).drawn()
    validator = jsonschema_rs.validator_for(json.loads(schema()))
    for each in (file, public(file)):
        validator.validate(json.loads(canonical(each)))
    assert not validator.is_valid({**json.loads(canonical(file)), "extra": 1})
