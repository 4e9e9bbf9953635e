"""The cost of an answer: what is there, by the weights with which it was estimated."""

from typing import Any

import pytest

from gateway.execution.cost.counting import counted
from tests.gateway.execution.cost.priced import priced

COUNTED: dict[str, tuple[str, Any, int]] = {
    "objects": ("{ shop { name } }", {"shop": {"name": "a"}}, 3),
    "what is null": ("{ shop { name } }", {"shop": None}, 0),
    "a list as long as it is": ("{ shops { id } }", {"shops": [{"id": 1}, {"id": 2}]}, 6),
    "nothing where nothing was run": ("{ shop { name } }", None, 0),
    "a list in a list": ("{ grid { id } }", {"grid": [[{"id": 1}], [], None]}, 3),
    "scalars that weigh": ("{ shop { price } }", {"shop": {"price": 5}}, 7),
    "an argument, once": ("{ shops(open: true) { id } }", {"shops": []}, 7),
    "a page": ("{ page { nodes { id } total } }", {"page": {"nodes": [{"id": 1}], "total": 9}}, 4),
    "a key that means two fields": (
        "{ one(id: 1) { ... on Shop { a: shop { id } } ... on Item { a: shop { id } } } }",
        {"one": {"a": {"id": 1}}},
        6,
    ),
    "a mutation": ('mutation { rename(name: "x") { id } }', {"rename": {"id": 1}}, 13),
}


@pytest.mark.parametrize(("text", "data", "expected"), COUNTED.values(), ids=COUNTED)
def test_what_an_answer_cost(text: str, data: Any, expected: int) -> None:
    assert counted(priced(text), None, data) == expected
