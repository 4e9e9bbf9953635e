"""The page of the sources and the JSON Schema say what the configuration may say, no more and no less."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from gateway.federation.configuration import read_configuration
from gateway.federation.configuration_reference import PAGE, SCHEMA, TABLES, schema, with_tables
from gateway.sources import tls_failures
from gateway.sources.configured import Keys
from gateway.sources.header_rules import HOP_BY_HOP, OUR_FAMILIES, OURS
from gateway.sources.options import ProxyOptions

TEXT = PAGE.read_text(encoding="utf-8")
EXAMPLES = [
    pytest.param(model, field.alias or name, field.examples[0], id=f"{model.__name__}.{field.alias or name}")
    for models in TABLES.values()
    for model in models
    for name, field in model.model_fields.items()
    if field.examples
]

NEEDED = {
    "set": ["value"],
    "user": ["passwordEnvironment"],
    "passwordEnvironment": ["user"],
    "key": ["certificate"],
    "keyPasswordEnvironment": ["certificate"],
}
"""Keys that go only with others."""
BESIDE = {
    "name": "a",
    "pass": "x-a",
    "set": "x-a",
    "value": "a",
    "user": "a",
    "passwordEnvironment": "A",
    "certificate": "a.pem",
    "url": "http://a/",
}


def models_below(model: type[Keys]) -> set[type[Keys]]:
    from gateway.federation.located import _models_in

    below = {found for annotation in model.known().values() for found in _models_in(annotation).values()}
    return {model} | {found for inner in below for found in models_below(inner)}


def test_the_tables_are_those_of_the_model() -> None:
    assert with_tables(TEXT) == TEXT, "run python -m gateway.federation.configuration_reference"


def test_every_mapping_of_the_configuration_has_a_table_and_the_other_way_round() -> None:
    (top,) = TABLES["file"]
    assert models_below(top) == {model for models in TABLES.values() for model in models}


def test_the_schema_is_that_of_the_model() -> None:
    assert SCHEMA.read_text(encoding="utf-8") == schema(), "run python -m gateway.federation.configuration_reference"


def test_the_schema_knows_every_key_and_nothing_else() -> None:
    definitions = json.loads(schema())["$defs"]
    for models in TABLES.values():
        for model in models:
            found = definitions.get(model.__name__, json.loads(schema()))
            found = found["anyOf"][-1] if "anyOf" in found else found  # what has a short form as well
            assert list(found["properties"]) == list(model.known())
            assert found["additionalProperties"] is False


@pytest.mark.parametrize(("model", "key", "example"), EXAMPLES)
def test_every_example_may_be_written(model: type[Keys], key: str, example: Any) -> None:
    needed = {name: BESIDE[name] for name in NEEDED.get(key, []) if name in model.known()}
    needed |= {name: BESIDE[name] for name in ("name", "pass", "set") if name in model.known()}
    needed |= {"url": BESIDE["url"]} if model is ProxyOptions else {}
    model.model_validate_json(json.dumps({**needed, key: example}))


def test_the_example_of_the_page_is_a_configuration(tmp_path: Path) -> None:
    (yaml,) = re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL)
    (tmp_path / "gateway.yaml").write_text(yaml, encoding="utf-8")
    configuration = read_configuration(tmp_path / "gateway.yaml")
    assert [entry.name for entry in configuration.entries] == ["items", "stock"]


def test_every_header_that_never_passes_is_named() -> None:
    for name in (*HOP_BY_HOP, *OURS, *(f"{family}*" for family in OUR_FAMILIES)):
        assert f"`{name}`" in TEXT, name


def test_the_failures_of_tls_are_told_in_the_words_of_the_page() -> None:
    said = Path(tls_failures.__file__).read_text(encoding="utf-8")
    section = TEXT.split("| 错误说 / the error says |")[1].split("\n\n")[0]
    rows = [line.split(" | ")[0].removeprefix("| ") for line in section.splitlines()[2:]]
    assert len(rows) == 5
    assert all(row in said for row in rows), rows
