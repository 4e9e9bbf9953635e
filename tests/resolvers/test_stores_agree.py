"""Both stores give the same answers: random cities, every question of the API, equal JSON."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from hypothesis import HealthCheck, given, settings

from graph_model.catalogue import Catalogue
from graph_model.model import COMPOSITE
from graph_model.open_store import open_store
from graph_model.store import GraphStore
from graph_model.writing import write
from resolvers.asker import Asker, Role
from resolvers.context import Context
from resolvers.schema import build_schema
from seed.plan_files import load_plan
from tests.conftest import emptied
from tests.resolvers.random_cities import NOW, Drawn, additions, cities, code, key_of

SCHEMA = build_schema()
CITY_LABELS = "MATCH (n) WHERE n:Subject OR n:GradeRecord OR n:DishonestyFact OR n:Discrepancy OR n:InspectionItem DETACH DELETE n"
RECORD = "id grade nativeGrade score evaluatedOn validUntil expired suspended item { key } department { key }"
SUBJECT = f"""id key displayName kind synthetic
  gradeView {{ highest lowest spread composite {{ {RECORD} }} grades {{ {RECORD} }}
    byDepartment {{ department {{ key }} highest lowest grades {{ id }} }} discrepancies {{ id levels state }} }}
  past: gradeView(asOf: "2026-01-01T00:00:00Z", knownAt: "2026-02-01T00:00:00Z") {{ highest grades {{ id }} }}
  measures {{ applied {{ measure {{ key }} item {{ key }} because {{ id }} advisory facts {{ conduct documentNo }} legalBasis {{ key }} }}
    withheld {{ measure {{ key }} item {{ key }} reason explanation }} }}
  archive(first: 50) {{ totalCount edges {{ cursor node {{ kind at }} }} }}
  relations(first: 50) {{ totalCount edges {{ cursor node {{ kind share }} }} pageInfo {{ hasNextPage endCursor }} }}"""
PAGE = "pageInfo { hasNextPage hasPreviousPage startCursor endCursor } totalCount"
QUESTIONS = {
    "subjects": f"query($keys: [ID!]!) {{ subjectsByKeys(keys: $keys) {{ {SUBJECT} }} }}",
    "entity": f"query($uscc: USCC!) {{ entity(uscc: $uscc) {{ district industry registeredOn status {SUBJECT} }} }}",
    "entities": f"{{ entities(first: 4) {{ {PAGE} edges {{ cursor node {{ key }} }} }} }}",
    "entities by name, backwards": f"""{{ entities(last: 3, orderBy: [{{field: NAME, direction: DESC}}, {{field: REGISTERED_ON}}])
        {{ {PAGE} edges {{ cursor node {{ key displayName }} }} }} }}""",
    "entities with a D": f"{{ entities(filter: {{grades: [D]}}) {{ {PAGE} edges {{ node {{ key gradeView {{ lowest }} }} }} }} }}",
    "search": f'{{ searchSubjects(text: "示例甲") {{ {PAGE} edges {{ cursor node {{ key displayName }} }} }} }}',
    "search for one character": '{ searchSubjects(text: "甲") { edges { node { key } } } }',
    "search for what looks like a query": '{ searchSubjects(text: "a_%\'\\"b") { edges { node { key } } } }',
    "discrepancies": f"""{{ discrepancies(first: 5) {{ {PAGE} edges {{ cursor node {{ id state levels
        high {{ {RECORD} }} low {{ {RECORD} }} }} }} }} }}""",
    "facets": "{ subjectFacets { kinds { kind count } districts { value count } industries { value count } } }",
    "distribution": "{ gradeDistribution(by: [ITEM, DISTRICT]) { item { key } district grade count } }",
    # A shared store holds its newest changes back for a moment, so its end cursor differs.
    "changes": "{ changes(first: 20) { edges { cursor node { kind at } } pageInfo { hasNextPage } } }",
    "coverage": """{ coverage { fields newFields businessCoverage { value numerator denominator reason }
        digitalAccess { value numerator denominator } departments { department { key } } } }""",
    "plan of a draw": """{ samplePlan(input: {items: ["1-1", "1-10", "1-19", "1-28", "1-37"]}) { poolSize toDraw leftOut { reason count }
        strata { itemKey grade size take } } }""",
    "exploration": """query($of: ID!, $to: ID!, $keys: [ID!]!) {
        neighbourhood(of: $of, depth: 2, limit: 3) { cut nodes { distance hidden subject { key gradeView { lowest } } }
          edges { kind from to share } }
        paths(from: $of, to: $to, maxLength: 4) { length share subjects { key } steps { relations { kind from share } } }
        ownership(of: $of) { holders { subject { key } share direct } known actualController { key } controlReason }
        risksAround(of: $of) { total completeSteps risks { subject { key } path { subjects { key } } sharedRepresentatives { key } } }
        commonNeighbours(of: $keys, atLeast: 1) { subject { key } of { key } } }""",
    "departments": "{ departments { key itemCount gradedItemCount } }",
}


class Pair:
    """The two stores with the plan laid down, and what they answer."""

    def __init__(self, stores: tuple[GraphStore, GraphStore], catalogue: Catalogue) -> None:
        self.stores = stores
        self.catalogue = catalogue

    async def hold(self, city: list[Drawn]) -> None:
        """Put this city, and nothing else, into both."""
        wanted = additions(city, self.catalogue)
        for store in self.stores:
            await store.write(CITY_LABELS)
            await store.transact(lambda transaction: write(transaction, wanted))

    async def answers(self, question: str, variables: dict[str, object]) -> list[str]:
        return [await self._answer(store, question, variables) for store in self.stores]

    async def _answer(self, store: GraphStore, question: str, variables: dict[str, object]) -> str:
        context = Context(
            store, self.catalogue, b"0" * 32, Asker(Role.COORDINATOR), clock=lambda: NOW + timedelta(hours=1)
        )
        result = await SCHEMA.execute(QUESTIONS[question], variable_values=variables, context_value=context)
        assert not result.errors, result.errors
        return json.dumps(result.data, ensure_ascii=False, default=str)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def pair(neo4j_url: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Pair]:
    from seed.laying import ensure_plan

    folder: Path = tmp_path_factory.mktemp("embedded")
    stores = (await open_store("embedded", data_dir=folder, durability="off"), await emptied(neo4j_url))
    for store in stores:
        await store.prepare()
        await ensure_plan(store)
    yield Pair(stores, load_plan())
    for store in stores:
        await store.close()


@pytest.mark.neo4j
@pytest.mark.slow
@pytest.mark.asyncio(loop_scope="module")
async def test_both_stores_give_the_same_answers_on_random_cities(pair: Pair) -> None:
    loop = asyncio.get_running_loop()

    @settings(max_examples=settings().max_examples // 5, suppress_health_check=list(HealthCheck))
    @given(cities)
    def same(city: list[Drawn]) -> None:
        asyncio.run_coroutine_threadsafe(_compare(pair, city), loop).result(timeout=120)

    await asyncio.to_thread(same)


async def _compare(pair: Pair, city: list[Drawn]) -> None:
    await pair.hold(city)
    keys = [key_of(place, drawn) for place, drawn in enumerate(city)]
    variables: dict[str, object] = {
        "keys": [*keys, f"uscc:{code(99)}"],
        "uscc": code(0),
        "of": keys[0],
        "to": f"uscc:{code(99)}",
    }
    if len(keys) > 1:
        variables["to"] = keys[1]
    for question in QUESTIONS:
        embedded, neo4j = await pair.answers(question, variables)
        assert embedded == neo4j, question


def test_the_composite_is_among_what_is_drawn() -> None:
    drawn = Drawn(False, 0, 0, 0, [(7, 1, "D", False, False, False)], [], [])
    assert [r.item_key for r in additions([drawn], load_plan()).records] == [COMPOSITE]
