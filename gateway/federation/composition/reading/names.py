"""Step 1a: a name for each subgraph in the supergraph's enum join__Graph, and an order that does not depend on the caller's."""

import re
from collections import Counter
from collections.abc import Sequence

from gateway.federation.composition.codes import ErrorCode
from gateway.federation.composition.findings import Findings, Place
from gateway.federation.composition.source import SubgraphSource


def ordered(sources: Sequence[SubgraphSource], findings: Findings) -> list[SubgraphSource]:
    """The subgraphs by name; reports names that are missing, reserved or used twice."""
    for name, count in Counter(source.name for source in sources).items():
        if not name.strip() or name == "_":
            findings.error(
                ErrorCode.INVALID_SUBGRAPH_NAME, f"{name!r} cannot be a subgraph's name", [Place(name, None, None)]
            )
        if count > 1:
            findings.error(
                ErrorCode.INVALID_SUBGRAPH_NAME, f"{count} subgraphs are called {name!r}", [Place(name, None, None)]
            )
    return sorted(sources, key=lambda source: source.name)


def graph_names(names: Sequence[str]) -> dict[str, str]:
    """Subgraph name → enum value: upper case, other characters as `_`; ones that fall together are numbered."""
    wanted = {name: _enum_value(name) for name in names}
    count = Counter(wanted.values())
    seen: Counter[str] = Counter()
    found = {}
    for name, value in wanted.items():
        seen[value] += 1
        found[name] = value if count[value] == 1 else f"{value}_{seen[value]}"
    return found


def _enum_value(name: str) -> str:
    value = re.sub(r"[^A-Z0-9_]", "_", name.upper())
    value = f"_{value}" if value[:1].isdigit() else value
    return f"{value}_" if re.search(r"_\d+$", value) else value
