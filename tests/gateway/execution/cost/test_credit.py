"""The costs of `credit`: every list says how long it is, and no answer costs more than its operation was estimated to."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from graphql import (
    GraphQLField,
    OperationDefinitionNode,
    get_named_type,
    is_interface_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
    is_object_type,
    parse,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gateway.execution.cost.pricing import Pricing
from gateway.execution.cost.weights import weights_of
from gateway.federation.composition import SubgraphSource, compose
from gateway.federation.supergraph import read
from gateway.security.identity import DEMO_COORDINATOR
from resolvers.costs import SIZED
from resolvers.schema import build_schema
from tests.gateway.security.test_nothing_leaks import ENTITIES, operations
from tests.served import Served

SCHEMA = build_schema()
SDL = SCHEMA.as_str()
SUBJECTS = """query ($after: String) { entities(first: 50, after: $after) { pageInfo { endCursor hasNextPage } nodes {
    gradeView { composite { id } grades { id } byDepartment { grades { id } } discrepancies { id reviews { reviewer } } sources { mode } }
    measures { applied { facts { key } legalBasis { key } } withheld { reason } }
    archive(first: 20) { nodes { at } } relations(first: 20) { nodes { kind } } } } }"""
PLACES = {
    "query.departments": "Query.departments",
    "departments.items": "Department.items",
    "query.items": "Query.items",
    "query.scales": "Query.scales",
    "scales.grades": "Scale.grades",
    "query.measures": "Query.measures",
    "measures.authorisations": "Measure.authorisations",
    "query.annex": "Query.systems",
    "annex.items": "SupportSystem.items",
    "annex.dependencies": "SupportSystem.dependencies",
    "dependencies.items": "SystemDependency.items",
    "query.platforms": "Query.systems",
    "platforms.dependencies": "SupportSystem.dependencies",
    "coverage.targets": "Coverage.targets",
    "coverage.departments": "Coverage.departments",
    "gradeView.grades": "GradeView.grades",
    "gradeView.byDepartment": "GradeView.byDepartment",
    "byDepartment.grades": "DepartmentGrades.grades",
    "gradeView.discrepancies": "GradeView.discrepancies",
    "discrepancies.reviews": "Discrepancy.reviews",
    "gradeView.sources": "GradeView.sources",
    "measures.applied": "MeasureResolution.applied",
    "applied.facts": "AppliedMeasure.facts",
    "applied.legalBasis": "AppliedMeasure.legalBasis",
    "measures.withheld": "MeasureResolution.withheld",
}
"""Where a list stands in the answers to these two, and its field."""
CATALOGUE = """{ departments { items { key } } items { key } scales { grades { native } } measures { authorisations { conduct { key } } }
    annex: systems { items { key } dependencies { items { key } } } platforms: systems(kind: PLATFORM) { items { key }
    dependencies { items { key } } } coverage { targets { year } departments { fields } } }"""


def object_fields() -> Iterator[tuple[str, GraphQLField]]:
    """Every field (`Type.field`) whose values are objects."""
    for type_ in SCHEMA._schema.type_map.values():
        if (is_object_type(type_) or is_interface_type(type_)) and not type_.name.startswith("__"):
            for name, field in type_.fields.items():
                if not is_leaf_type(get_named_type(field.type)):
                    yield f"{type_.name}.{name}", field


def is_list(field: GraphQLField) -> bool:
    return is_list_type(field.type.of_type if is_non_null_type(field.type) else field.type)


def test_every_list_says_how_long_it_is_or_every_field_above_it_does() -> None:
    said, fields = weights_of(parse(SDL)).lists, dict(object_fields())
    lists = {name for name, field in fields.items() if is_list(field)}
    for name in lists - said.keys():
        above, _, own = name.partition(".")
        leading = [each for each, field in fields.items() if get_named_type(field.type).name == above]
        assert leading and all(own in said[each].sized for each in leading), name
    assert len(lists - said.keys()) > 20
    for name, size in said.items():
        below = get_named_type(fields[name].type).name
        assert {f"{below}.{each}" for each in size.sized} <= lists and (size.sized or name in lists), name


def test_the_supergraph_keeps_what_credit_says() -> None:
    supergraph = read(compose([SubgraphSource("credit", "", SDL)]).supergraph_sdl)
    alone, joined = weights_of(parse(SDL)), supergraph.weights
    assert joined.lists == {name: size for name, size in alone.lists.items() if name != "Query._entities"}


def data_of(served: Served, query: str, **variables: Any) -> dict[str, Any]:
    answer = httpx.post(f"{served.url}/graphql", json={"query": query, "variables": variables}, timeout=60).json()
    assert "errors" not in answer, answer["errors"]
    data: dict[str, Any] = answer["data"]
    return data


def lengths(value: Any, name: str, found: dict[str, int]) -> None:
    """The longest list of each response key, by the key above and its own."""
    for each in value if isinstance(value, list) else [value]:
        for key, below in each.items() if isinstance(each, dict) else ():
            if isinstance(below, list):
                place = f"{name}.{key}"
                found[place] = max(found.get(place, 0), len(below))
            lengths(below, key, found)


def test_lists_are_assumed_to_be_no_shorter_than_they_are_in_a_city(served: Served) -> None:
    found: dict[str, int] = {}
    lengths(data_of(served, CATALOGUE), "query", found)
    page: dict[str, Any] = {"hasNextPage": True, "endCursor": None}
    while page["hasNextPage"]:
        data = data_of(served, SUBJECTS, after=page["endCursor"])
        page = data["entities"].pop("pageInfo")
        lengths(data, "query", found)
    said = weights_of(parse(SDL)).lists
    assumed = {place: said[name].assumed for place, name in PLACES.items()}
    assert {p: (found[p], assumed[p]) for p in PLACES if found[p] > (assumed[p] or 0)} == {}
    assert sum(length > 0 for length in found.values()) > len(PLACES) - 5


def test_no_answer_costs_more_than_was_estimated(served: Served) -> None:
    @settings(suppress_health_check=list(HealthCheck), deadline=None)
    @given(st.data())
    def holds(data: st.DataObject) -> None:
        query = data.draw(operations(DEMO_COORDINATOR))
        asking = {"query": query, "variables": {"them": ENTITIES}}
        answer = httpx.post(f"{served.url}/graphql", json=asking, headers={"x-yuxin-cost": "1"}, timeout=60).json()
        if "data" not in answer:
            assert {error["extensions"]["code"] for error in answer["errors"]} == {"LIMIT_EXCEEDED"}
            return
        told = answer["extensions"]["cost"]
        assert told["estimated"] <= told["limit"]
        assert told["estimated"] >= told["actual"], query

    holds()


DISTRIBUTIONS = {
    "one dimension": ("[DISTRICT]", {}, 2_000),
    "as a variable": ("$by", {"by": ["ITEM", "DISTRICT"]}, 16_000),
    "as one that is no list": ("$by", {"by": "DISTRICT"}, 2_000),
    "twice the same": ("[DISTRICT, DISTRICT]", {}, 2_000),
    "everything, where a variable is within the list": ("[DISTRICT, $one]", {"one": "ITEM"}, 20_000),
}


@pytest.mark.parametrize(("by", "variables", "cost"), DISTRIBUTIONS.values(), ids=DISTRIBUTIONS)
def test_a_distribution_costs_by_what_is_counted(by: str, variables: dict[str, Any], cost: int) -> None:
    defined = {"$by": "($by: [GradeDimension!]!)", "[DISTRICT, $one]": "($one: GradeDimension!)"}.get(by, "")
    document = parse(f"query {defined} {{ gradeDistribution(by: {by}) {{ count }} }}")
    pricing = Pricing(SCHEMA._schema, weights_of(parse(SDL)), sized=SIZED)
    [operation] = document.definitions
    assert isinstance(operation, OperationDefinitionNode)
    assert pricing.price(document, operation).found(variables).cost == cost
