"""What the shop is asked, the right answers, and whether an answer is one that a fault of some subgraphs explains."""

from typing import Any

from tests.gateway.federation.faults.subgraph_process import BAD, TIMEOUT, UNAVAILABLE

CODES = {UNAVAILABLE, TIMEOUT, BAD}
OWNERS = {
    **{key: {"items"} for key in ("item", "things", "name", "colour")},
    **{key: {"stock"} for key in ("shelves", "place")},
    **{key: {"people"} for key in ("motto", "guest", "title")},
    "shipping": {"stock", "items"},  # items gives what it requires
}
RIGHT: dict[str, Any] = {
    "{ item(id: 1) { name place { hall } seller { login title: name } } motto }": {
        "item": {"name": "Lamp", "place": {"hall": "A"}, "seller": {"login": "ada", "title": "Ada"}},
        "motto": "buy",
    },
    "{ things { id ... on Item { colour place { shelf } } } motto guest { login } }": {
        "things": [{"id": "1", "colour": "RED", "place": {"shelf": 1}}, {"id": "b1"}],
        "motto": "buy",
        "guest": None,
    },
    "{ shelves { id name } motto }": {
        "shelves": [[{"id": "1", "name": "Lamp"}, {"id": "2", "name": "Desk"}], None, [{"id": "1", "name": "Lamp"}]],
        "motto": "buy",
    },
    "{ item(id: 2) { name shipping } }": {"item": {"name": "Desk", "shipping": 70}},
}


def check(query: str, answer: dict[str, Any]) -> bool:
    """Whether the answer is the right one in full; an AssertionError where it is neither that nor explained by its errors.

    A field may be null only where an error stands, an error only where null stands, and only the subgraphs that bring a field
    may be named for it.
    """
    errors = answer.get("errors", [])
    places = {tuple(error["path"]) for error in errors}
    assert len(places) == len(errors), f"two errors for one place: {answer}"
    for error in errors:
        assert error["extensions"]["code"] in CODES, answer
        assert error["extensions"]["source"] in OWNERS[error["path"][-1]], answer
        assert error["message"].startswith(error["extensions"]["source"] + ": "), answer
    missing = set(differing(RIGHT[query], answer["data"], ()))
    nullable = {place for place in places if at(RIGHT[query], place) is None}  # guest is null anyway
    assert missing == places - nullable, answer
    return not missing


def differing(right: Any, given: Any, place: tuple[str | int, ...]) -> list[tuple[str | int, ...]]:
    """Where null stands for something; anything else that differs is an AssertionError."""
    if right == given:
        return []
    if given is None:
        return [place]
    assert type(right) is type(given), f"{given} for {right} at {place}"
    if isinstance(right, dict):
        assert list(right) == list(given), f"{given} for {right} at {place}"
        return [found for key in right for found in differing(right[key], given[key], (*place, key))]
    assert isinstance(right, list) and len(right) == len(given), f"{given} for {right} at {place}"
    return [found for n, inner in enumerate(right) for found in differing(inner, given[n], (*place, n))]


def at(value: Any, place: tuple[str | int, ...]) -> Any:
    for part in place:
        value = value[part]
    return value
