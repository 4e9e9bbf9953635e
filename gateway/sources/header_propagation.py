"""A client's headers on their way to subgraphs: rules made ready once, raw header lines for each request."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from gateway.sources.configured import secret
from gateway.sources.header_rules import CREDENTIALS, PassRule, SetRule, header_value, never_passes

UNSAFE = re.compile(rb"[\r\n\0]")
"""What would end a header's line in the middle; an HTTP server lets none of it in."""
ClientHeaders = Iterable[tuple[bytes, bytes]]
"""The headers of a client's request as ASGI has them: names in lower case, a name as often as it came."""
Given = Mapping[str, Sequence[bytes]]


class HeaderLines:
    """Rules made ready: the raw lines that a subgraph gets for the headers of a client."""

    def __init__(self, rules: Sequence[PassRule | SetRule]) -> None:
        """Raises ValueError where an environment variable is missing or holds what no header can.

        `constant` are the lines where they do not depend on the client, or else None.
        """
        self.rules = tuple(rules)
        self._steps = [_passing(rule) if isinstance(rule, PassRule) else _setting(rule) for rule in rules]
        self.constant = None if self.passes else self._lines({})

    @property
    def passes(self) -> list[str]:
        """The names and patterns of the client's headers that it looks at."""
        return [rule.name for rule in self.rules if isinstance(rule, PassRule)]

    def of(self, given: Given) -> bytes:
        """The lines, each with its line end; empty where there are no rules."""
        return self._lines(given) if self.constant is None else self.constant

    def _lines(self, given: Given) -> bytes:
        chosen: dict[str, Sequence[bytes]] = {}
        for step in self._steps:
            chosen.update(step(given))
        return b"".join(b"%b: %b\r\n" % (name.encode(), value) for name, values in chosen.items() for value in values)


class Propagation:
    """What each of several subgraphs gets of a client's headers. Subgraphs with the same rules share the work."""

    def __init__(self, lines: Mapping[str, HeaderLines]) -> None:
        self._constant = {graph: made.constant for graph, made in lines.items() if made.constant is not None}
        self._depending: dict[tuple[PassRule | SetRule, ...], tuple[HeaderLines, list[str]]] = {}
        for graph, made in lines.items():
            if made.constant is None:
                self._depending.setdefault(made.rules, (made, []))[1].append(graph)
        self._looked_at = _looked_at(made for made, _ in self._depending.values())

    def of(self, headers: ClientHeaders) -> Mapping[str, bytes]:
        """The raw lines for each subgraph, by the same keys; where no rule looks at the client, always the same mapping."""
        if not self._depending:
            return self._constant
        given = passable(headers, self._looked_at)
        found = self._constant.copy()
        for made, graphs in self._depending.values():
            found.update(dict.fromkeys(graphs, made.of(given)))
        return found


def _looked_at(lines: Iterable[HeaderLines]) -> frozenset[bytes] | None:
    """The headers that rules name; None where a pattern may mean any."""
    names = {name for made in lines for name in made.passes}
    return None if any("*" in name for name in names) else frozenset(name.encode() for name in names | {"connection"})


def passable(headers: ClientHeaders, looked_at: frozenset[bytes] | None = None) -> Given:
    """What may pass, by name. A client's `connection` names further headers that go no further than this hop."""
    given: dict[str, list[bytes]] = {}
    for raw, value in headers:
        if (looked_at is None or raw in looked_at) and not UNSAFE.search(raw + value):
            given.setdefault(raw.decode("latin-1"), []).append(value)
    named = b",".join(given.get("connection", ())).decode("latin-1").lower()
    hop = {name.strip() for name in named.split(",")}
    return {name: values for name, values in given.items() if not never_passes(name) and name not in hop}


def _passing(rule: PassRule) -> Callable[[Given], Given]:
    if "*" in rule.name:
        matches = re.compile(".*".join(map(re.escape, rule.name.split("*")))).fullmatch
        return lambda given: {n: values for n, values in given.items() if n not in CREDENTIALS and matches(n)}
    name, target = rule.name, rule.rename or rule.name
    default: Given = {} if rule.default is None else {target: (rule.default.encode(),)}
    return lambda given: {target: given[name]} if name in given else default


def _setting(rule: SetRule) -> Callable[[Given], Given]:
    always = {rule.name: (_value_of(rule).encode(),)}
    return lambda given: always


def _value_of(rule: SetRule) -> str:
    if rule.environment is None:
        return rule.value or ""
    return header_value(secret(rule.environment))
