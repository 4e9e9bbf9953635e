"""A department's subgraph beside `credit`: permits, whose holders are entities that `credit` knows."""

import re
from typing import Any

from tests.gateway.federation.executor.subgraph_servers import Subgraph

HOLDERS = ("919950990000000353", "12995099000000094B")
NOBODY = "91500105300000000L"
NO_CODE = "12345"
HELD = {"0": NOBODY, "x": NO_CODE}
SDL = """
extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])
scalar USCC
type Query { permits: [Permit!]! permit(number: String!): Permit }
type Permit { number: String! holder: Entity office: Department }
type Entity @key(fields: "uscc") { uscc: USCC! permits: [Permit!]! }
type Department @key(fields: "key", resolvable: false) { key: ID! }
"""
PLAIN = re.sub(r"extend schema .*\n|@key\([^)]*\)", "", SDL)


def permits() -> Subgraph:
    """Permits of two of the demo subjects; `permit(number: "0")` is held by nobody that there is, "x" by what is no code."""
    known = [_permit(str(number), uscc) for number, uscc in enumerate(HOLDERS, 1)]
    return Subgraph(
        PLAIN,
        {"permits": known, "permit": lambda _, number: _permit(number, HELD.get(number, HOLDERS[0]))},
        {"Entity": lambda said: {**said, "permits": [p for p in known if p["holder"]["uscc"] == said["uscc"]]}},
    )


def _permit(number: str, uscc: str) -> dict[str, Any]:
    return {"number": number, "holder": {"uscc": uscc}, "office": {"key": "transport"}}
