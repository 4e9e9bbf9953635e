"""The public federation audit (graphql-hive/federation-gateway-audit) as its server gives it: suites of operations with answers.

The server has `/ids`, and for each suite `/SUITE/supergraph`, `/SUITE/subgraphs` (`[{"name", "url", "sdl"}]`) and `/SUITE/tests`
(`[{"query", "expected"}]`); the subgraphs answer on the same port.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from gateway.federation.composition import SubgraphSource, compose

CLIENT = httpx.Client(headers={"accept": "application/json"}, timeout=30)


@dataclass(frozen=True, slots=True)
class Case:
    """`expected` has an answer's `data`, and `errors` (true or false) where it matters whether there are any."""

    query: str
    expected: Mapping[str, Any]

    def is_right(self, answer: Mapping[str, Any]) -> bool:
        errors = self.expected.get("errors")
        if isinstance(errors, bool) and bool(answer.get("errors")) is not errors:
            return False
        return answer.get("data") == self.expected.get("data")


@dataclass(frozen=True, slots=True)
class AuditSuite:
    """One suite of the audit's server; every method asks it."""

    url: str
    name: str

    def supergraph(self) -> str:
        return _get(f"{self.url}/supergraph").text

    def composed(self) -> str:
        """The supergraph by our own composition. Raises CompositionFailed."""
        given = _get(f"{self.url}/subgraphs").json()
        return compose([SubgraphSource(s["name"], s["url"], s["sdl"], s["name"]) for s in given]).supergraph_sdl

    def cases(self) -> list[Case]:
        """The operations, anew with each call: what some of them write can be written once."""
        return [Case(case["query"], case["expected"]) for case in _get(f"{self.url}/tests").json()]


def suites(server: str, only: str = "") -> list[AuditSuite]:
    """All suites, or those of a comma-separated list."""
    wanted = set(filter(None, only.split(",")))
    names: list[str] = _get(f"{server}/ids").json()
    return [AuditSuite(f"{server}/{name}", name) for name in names if not wanted or name in wanted]


def answered(url: str, query: str) -> dict[str, Any]:
    """What a gateway answers; nothing where it is no JSON object."""
    try:
        answer = CLIENT.post(url, json={"query": query}).json()
    except (httpx.HTTPError, ValueError):
        return {}
    return answer if isinstance(answer, dict) else {}


def _get(url: str) -> httpx.Response:
    try:
        return CLIENT.get(url).raise_for_status()
    except httpx.HTTPError as error:
        raise SystemExit(f"{url}: {error}; is the audit's server running?") from error
