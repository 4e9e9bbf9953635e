"""Who answers a five-grade view: ours, the floor, and how else the same graph is served."""

import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from tests.servers.node_packages import installed, program

OPERATION = """query View($uscc: USCC!) {
  entity(uscc: $uscc) {
    key displayName
    gradeView { highest lowest spread
      grades { grade evaluatedOn validUntil item { key name } department { name } } } } }"""
OF_NEO4J_GRAPHQL = """query View($uscc: String!) {
  subjects(where: {uscc: {eq: $uscc}}) {
    key displayName
    grades(where: {supersededAt: {eq: null}, NOT: {itemKey: {eq: "composite"}}}) {
      grade evaluatedOn validUntil item { key displayName department { displayName } } } } }"""
HOME = Path(__file__).parent / "neo4j_graphql"
Grades = list[tuple[str, str, str | None, str, str]]
"""Grade, evaluated on, valid until, the item's key, the department's name; in order."""


@dataclass(frozen=True, slots=True)
class Contender:
    """Who answers POSTs at `url`; `operation` is what is asked of it, or nothing where it takes the code alone."""

    name: str
    url: str
    operation: str | None = None

    def bodies(self, codes: Sequence[str]) -> list[dict[str, object]]:
        """A request for each subject."""
        if self.operation is None:
            return [{"uscc": code} for code in codes]
        return [{"query": self.operation, "variables": {"uscc": code}} for code in codes]

    def grades(self, code: str) -> Grades:
        """What it answers of a subject."""
        answer = httpx.post(self.url, json=self.bodies([code])[0], timeout=60).json()
        return sorted(_grade(each) for each in _found(answer["data"]))


def _found(data: Mapping[str, Any]) -> list[dict[str, Any]]:
    subject = data["subjects"][0] if "subjects" in data else data["entity"]
    found: list[dict[str, Any]] = subject["grades"] if "grades" in subject else subject["gradeView"]["grades"]
    return found


def _grade(one: Mapping[str, Any]) -> tuple[str, str, str | None, str, str]:
    item = one["item"][0] if isinstance(one["item"], list) else one["item"]
    department = one["department"]["name"] if "department" in one else item["department"][0]["displayName"]
    return one["grade"], one["evaluatedOn"], one["validUntil"], item["key"], department


def ours(stack: ExitStack, arguments: Sequence[str], *, audited: bool = True) -> Contender:
    url = stack.enter_context(serving(arguments) if audited else _unaudited(arguments))
    return Contender("yuxin" if audited else "yuxin, no audit", f"{url}/graphql", OPERATION)


def floor(stack: ExitStack, store: str, data: Path, *, audited: bool) -> Contender:
    kind = "audited" if audited else "plain"
    url = stack.enter_context(_python("-m", "tests.benchmarks.views.floor", store, str(data), kind))
    return Contender("floor" if audited else "floor, no audit", f"{url}/view")


def strawberry(stack: ExitStack, store: str, data: Path) -> Contender:
    url = stack.enter_context(_python("-m", "tests.benchmarks.views.strawberry_server", store, str(data)))
    return Contender("Strawberry", f"{url}/graphql", OPERATION.replace("USCC!", "String!"))


def neo4j_graphql(stack: ExitStack, bolt: str) -> Contender:
    """npm brings it the first time."""
    url = stack.enter_context(process([program(), str(installed(HOME) / "server.mjs"), bolt]))
    return Contender("@neo4j/graphql", f"{url}/", OF_NEO4J_GRAPHQL)


def copied(data: Path, name: str) -> Path:
    """A copy of a data folder that nobody has open."""
    folder = data.with_name(name)
    shutil.copytree(data, folder, ignore=shutil.ignore_patterns("*.lock*", "serve.json"))
    return folder


@contextmanager
def serving(arguments: Sequence[str]) -> Iterator[str]:
    """A real `yuxin serve` on a free port; yields its address."""
    with _python("-m", "gateway.cli", "serve", "--port", "0", *arguments) as url:
        yield url


@contextmanager
def _unaudited(arguments: Sequence[str]) -> Iterator[str]:
    with _python("-m", "tests.benchmarks.views.unaudited", "serve", "--port", "0", *arguments) as url:
        yield url


@contextmanager
def _python(*arguments: str) -> Iterator[str]:
    with process([sys.executable, *arguments]) as url:
        yield url


@contextmanager
def process(command: list[str]) -> Iterator[str]:
    """A server that prints its address as the last word of its first line; ended by SIGTERM."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        if not line:
            raise SystemExit(f"did not start: {' '.join(command)}")
        yield line.split()[-1].rstrip("/")
    finally:
        process.terminate()
        process.wait(timeout=60)
