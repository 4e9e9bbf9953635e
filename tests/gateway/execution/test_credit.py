"""`credit` compiled answers as graphql-core does, over the village of the resolvers' tests."""

from typing import Any

from gateway.execution.document_limits import DEFAULT_LIMITS
from gateway.execution.documents import validated
from gateway.execution.ways import COMPILED, FIRST_TIME, Ways
from gateway.security.identity import DEMO_COORDINATOR
from graph_model.store import GraphStore
from resolvers.context import Context
from resolvers.schema import build_schema
from seed.laying import ensure_plan
from tests.gateway.execution.compiled.compared import told
from tests.graph_model.small_city import add
from tests.resolvers.village import NOW, SECRET, village

SUBJECT = """key displayName kind synthetic ... on Entity { uscc status }
    gradeView { highest lowest spread asOf composite { grade }
      grades { grade nativeGrade score evaluatedOn item { key name } department { name } }
      byDepartment { department { key } grades { id } }
      discrepancies { id levels high { grade } low { grade } } sources { mode state asOf } }
    measures { applied { advisory measure { key scenario } because { id } } withheld { reason explanation } }
    archive(first: 3) { edges { cursor node { __typename } } pageInfo { hasNextPage } } relations { edges { node { kind } } }"""
OPERATIONS = {
    "subjects": f"{{ entities(first: 20) {{ totalCount edges {{ node {{ {SUBJECT} }} }} }} }}",
    "catalogue": """{ departments { key name itemCount items { key name scenario: annex } }
        systems { key kind state } measures { key quote direction } }""",
    "entities for a router": """query ($keys: [_Any!]!) { _entities(representations: $keys) { __typename
        ... on Department { name } ... on SupervisionItem { name department { key } } } }""",
    "several at once": '{ coverage { fields } scales { key } changes(first: 5) { edges { cursor } } node(id: "nobody") { id } }',
    "errors": '{ entity(uscc: "wrong") { key } person(key: "wrong") { key } departments { key } }',
}
VARIABLES: dict[str, Any] = {
    "entities for a router": {
        "keys": [
            {"__typename": "SupervisionItem", "key": "1-7"},
            {"__typename": "Nothing"},
            {"__typename": "Department", "key": "nobody"},
        ]
    }
}


async def test_as_graphql_core(store: GraphStore) -> None:
    catalogue = await ensure_plan(store)
    await add(store, village())
    schema = build_schema()
    ways = Ways(schema._schema, schema.execution_context_class)
    for name, text in OPERATIONS.items():
        way = validated(schema._schema, text, DEFAULT_LIMITS).way(None)
        answers = [
            await told(
                ways.run(
                    way, Context(store, catalogue, SECRET, DEMO_COORDINATOR, clock=lambda: NOW), VARIABLES.get(name)
                )
            )
            for _ in range(3)
        ]
        assert answers[0] == answers[1] == answers[2], name
        assert answers[0].data != "null", name
    assert ways.counts == {FIRST_TIME: len(OPERATIONS), COMPILED: 2 * len(OPERATIONS)}
