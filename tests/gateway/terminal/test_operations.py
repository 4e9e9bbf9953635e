"""The questions that the terminal asks are valid against the schema, and each is asked by somebody."""

from pathlib import Path

import pytest
from graphql import parse, validate

from gateway.terminal.asking import OPERATIONS, operation_text
from resolvers.schema import build_schema

QUESTIONS = sorted(OPERATIONS.glob("*.graphql"))


@pytest.mark.parametrize("path", QUESTIONS, ids=lambda path: path.stem)
def test_it_is_valid(path: Path) -> None:
    assert validate(build_schema()._schema, parse(operation_text(path.stem))) == []


def test_each_is_asked() -> None:
    paths = [*OPERATIONS.parent.glob("*_verbs.py"), *OPERATIONS.parent.glob("*/finding.py")]
    modules = "".join(path.read_text(encoding="utf-8") for path in paths)
    assert [path.stem for path in QUESTIONS if f'"{path.stem}"' not in modules] == []


def test_each_shared_fragment_is_spread_by_several() -> None:
    texts = [path.read_text(encoding="utf-8") for path in QUESTIONS]
    for path in (OPERATIONS / "fragments").glob("*.graphql"):
        assert sum(f"...{path.stem}" in text for text in texts) > 1, path.stem
