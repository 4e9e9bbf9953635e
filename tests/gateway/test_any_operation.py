"""Whatever valid operation is asked of a real gateway, with any values: an answer of the protocol's form or an error with a code of ours.

Two generators over the whole public schema, live systems and mutations included: hypothesis-graphql with values that are mostly of use,
so that the operations run, and schemathesis with its own values and checks, where only our refusals are no failures.
"""

from typing import Any

import httpx
import pytest
import schemathesis
from graphql import (
    ArgumentNode,
    FieldNode,
    GraphQLSchema,
    IntValueNode,
    NameNode,
    StringValueNode,
    Visitor,
    build_schema,
    print_ast,
    visit,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis_graphql import mutations, nodes, queries
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.core.result import Ok

from tests.served import Served, live_served, served

__all__ = ["live_served", "served"]
REFUSALS = {"BAD_INPUT", "FORBIDDEN", "LIMIT_EXCEEDED", "NOT_FOUND"}
"""The codes of what is wrong with an operation's values, and of what is a subject's own to do (granting)."""
SCALARS = {
    "USCC": st.sampled_from(["919950990000000353", "91500000MA5U0000XX", "9", ""]).map(nodes.String),
    "DateTime": st.sampled_from(["2027-01-01T00:00:00Z", "2020-01-01", "0001-01-01", "soon"]).map(nodes.String),
    "Date": st.sampled_from(["2024-05-01", "2099-01-01", "0001-01-01", "today"]).map(nodes.String),
    "JSON": st.just(nodes.Null),
    "Upload": st.just(nodes.Null),
}
MOST = 20
KEYS = {
    "id": "uscc:919950990000000353",
    "of": "uscc:919950990000000353",
    "from": "uscc:919950990000000353",
    "to": "uscc:91995099000000107U",
}
OTHERS = ("onBehalf", "grantsReceived")
STEPS = ("depth", "steps", "maxLength", "limit")
NIGHTLY = (pytest.mark.nightly, pytest.mark.timeout(3_600))


class Useful(Visitor):
    """Lets most operations run: no cursors of no list, pages of a size that there is, searches from subjects that there are."""

    def leave_field(self, node: FieldNode, *_: Any) -> Any:
        """In the place of what is another role's, something that is everybody's."""
        return FieldNode(alias=node.alias, name=NameNode(value="__typename")) if node.name.value in OTHERS else None

    def leave_argument(self, node: ArgumentNode, *_: Any) -> Any:
        name, value = node.name.value, node.value
        if name in ("after", "before"):
            return self.REMOVE
        if name in KEYS and isinstance(value, StringValueNode):
            return ArgumentNode(name=node.name, value=StringValueNode(value=KEYS[name]))
        if name in STEPS and isinstance(value, IntValueNode):
            return ArgumentNode(name=node.name, value=IntValueNode(value=str(1 + abs(int(value.value)) % 3)))
        if name in ("first", "last") and isinstance(value, IntValueNode):
            return ArgumentNode(name=node.name, value=IntValueNode(value=str(abs(int(value.value)) % MOST)))
        return None


def useful(document: Any) -> str:
    return print_ast(visit(document, Useful()))


def schema_of(url: str) -> GraphQLSchema:
    return build_schema(httpx.get(f"{url}/schema.graphql", timeout=60).text)


def ask(url: str, query: str) -> dict[str, Any]:
    """The answer, which must be of the protocol's form."""
    response = httpx.post(
        f"{url}/graphql", json={"query": query}, headers={"accept": "application/graphql-response+json"}, timeout=60
    )
    answer: dict[str, Any] = response.json()
    assert answer.keys() <= {"data", "errors", "extensions"}, answer
    assert ("data" in answer) == (response.status_code == 200), (response.status_code, answer)
    for error in answer.get("errors", ()):
        assert error["message"] and error["extensions"]["code"] in REFUSALS, (error, query)
    if "errors" not in answer:
        assert answer["data"] is not None
    return answer


def asked(url: str, operations: st.SearchStrategy[Any], examples: int) -> int:
    """Ask so many operations; of how many there were data."""
    ran = 0

    @given(operations)
    @settings(max_examples=examples, deadline=None)
    def check(query: str) -> None:
        nonlocal ran
        ran += ask(url, query).get("data") is not None

    check()
    return ran


@pytest.mark.parametrize("examples", [60, pytest.param(1_000, marks=NIGHTLY)])
def test_any_query_is_answered(live_served: Served, examples: int) -> None:
    operations = queries(schema_of(live_served.url), custom_scalars=SCALARS, print_ast=useful, allow_x00=True)
    assert asked(live_served.url, operations, examples) > examples // 4


@pytest.mark.parametrize("examples", [20, pytest.param(1_000, marks=NIGHTLY)])
def test_any_mutation_ends_in_its_payload(served: Served, examples: int) -> None:
    schema = schema_of(served.url)

    @given(mutations(schema, custom_scalars=SCALARS, print_ast=useful))
    @settings(max_examples=examples, deadline=None)
    def check(query: Any) -> None:
        ask(served.url, query)

    check()


@pytest.mark.parametrize("examples", [60, pytest.param(1_000, marks=NIGHTLY)])
def test_schemathesis_finds_nothing(live_served: Served, examples: int) -> None:
    for name, values in SCALARS.items():
        schemathesis.graphql.scalar(name, values)
    schema = schemathesis.graphql.from_url(f"{live_served.url}/graphql")
    operations = [one.ok() for one in schema.get_all_operations() if isinstance(one, Ok)]
    assert len(operations) > 30

    @given(st.data())
    @settings(max_examples=examples, deadline=None)
    def check(data: st.DataObject) -> None:
        case = data.draw(data.draw(st.sampled_from(operations)).as_strategy())
        try:
            case.call_and_validate()
        except FailureGroup as group:
            found = [one for one in group.exceptions if not _is_refusal(one)]
            if found:
                raise FailureGroup(found) from None

    check()


def _is_refusal(failure: Failure) -> bool:
    """Whether all that schemathesis minds are our codes of bad values, which it does not know."""
    errors = getattr(failure, "errors", None) or []
    return bool(errors) and all((error.get("extensions") or {}).get("code") in REFUSALS for error in errors)
