"""Every operation that the page or the playground offers holds against the schema that is served."""

from pathlib import Path

import pytest
from graphql import GraphQLSchema, build_schema, parse, validate

from gateway.web.building import SOURCES
from resolvers.schema import build_schema as credit_schema

OPERATIONS = sorted((SOURCES / "src").rglob("*.graphql"))


@pytest.fixture(scope="module")
def schema() -> GraphQLSchema:
    return build_schema(credit_schema().as_str(), assume_valid_sdl=True)


@pytest.mark.parametrize("path", OPERATIONS, ids=lambda path: path.stem)
def test_it_holds_against_the_schema(schema: GraphQLSchema, path: Path) -> None:
    errors = validate(schema, parse(path.read_text(encoding="utf-8")))
    assert [error.message for error in errors] == []


@pytest.mark.parametrize("path", OPERATIONS, ids=lambda path: path.stem)
def test_it_says_in_chinese_what_it_asks(path: Path) -> None:
    first = path.read_text(encoding="utf-8").splitlines()[0]
    assert first.startswith("# ") and any("\u4e00" <= character <= "\u9fff" for character in first)
