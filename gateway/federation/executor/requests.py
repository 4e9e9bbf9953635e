"""The body of a subgraph request: everything that does not change is written once, when the plan is compiled."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import orjson

from gateway.federation.executor.encoding import encoded
from gateway.federation.planner.operation import Operation
from gateway.federation.planner.plan import PlannedFetch, PlannedLookup
from gateway.federation.planner.printing import selection_text, variables_of


class Body:
    """Writes a request's body: the query's text, the client's variables that it uses, the representations."""

    def __init__(self, query: str, lists: Sequence[str], variables: Sequence[str]) -> None:
        self._head = b'{"query":' + orjson.dumps(query)
        self._lists = [orjson.dumps(name) + b":" for name in lists]
        self._variables = [(name, orjson.dumps(name) + b":") for name in variables]
        self._whole = self._head + b"}" if not lists and not variables else None

    def write(self, variables: Mapping[str, Any], representations: Iterable[Sequence[Any]]) -> bytes:
        if self._whole is not None:
            return self._whole
        parts = [name + encoded(r) for name, r in zip(self._lists, representations, strict=True)]
        parts += [text + encoded(variables[name]) for name, text in self._variables if name in variables]
        return self._head + b',"variables":{' + b",".join(parts) + b"}}"


def root_body(fetch: PlannedFetch, operation: Operation) -> Body:
    assert fetch.root is not None
    used = sorted(set(variables_of(fetch.root)))
    text = f"{operation.kind.value}{_definitions([], used, operation)}{selection_text(fetch.root, fetch.aliases)}"
    return Body(text, [], used)


def lookups_body(fetch: PlannedFetch, operation: Operation) -> Body:
    """One `_entities` for each lookup; several have aliases (`_0`, `_1`) and a list of representations each."""
    used = sorted({v for lookup in fetch.lookups for v in variables_of(lookup.node)})
    names = representation_lists(fetch, used)
    fields = " ".join(_entities(key, name, lookup) for key, name, lookup in _named(fetch, names))
    return Body(f"query{_definitions(names, used, operation)}{{{fields}}}", names, used)


def response_key(fetch: PlannedFetch, index: int) -> str:
    """Under which key of the response's data the entities of a lookup are."""
    return "_entities" if len(fetch.lookups) == 1 else f"_{index}"


def representation_lists(fetch: PlannedFetch, used: Sequence[str]) -> list[str]:
    """The variables that hold representations, with names that no client's variable has."""
    name = "representations"
    while any(variable.startswith(name) for variable in used):
        name += "_"
    return [f"{name}{index or ''}" for index in range(len(fetch.lookups))]


def _named(fetch: PlannedFetch, names: Sequence[str]) -> Iterable[tuple[str, str, PlannedLookup]]:
    return ((response_key(fetch, i), names[i], lookup) for i, lookup in enumerate(fetch.lookups))


def _entities(key: str, name: str, lookup: PlannedLookup) -> str:
    alias = "" if key == "_entities" else f"{key}:"
    inner = selection_text(lookup.node, lookup.aliases)
    return f"{alias}_entities(representations:${name}){{... on {lookup.type_name}{inner}}}"


def _definitions(lists: Sequence[str], used: Sequence[str], operation: Operation) -> str:
    defined = [f"${name}:[_Any!]!" for name in lists] + [operation.variables[name] for name in used]
    return f"({','.join(defined)})" if defined else ""
