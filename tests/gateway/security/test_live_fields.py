"""Fields of mapped systems are for whom their mapping says; nobody finds out by a filter what they may not read."""

import pytest
from graphql import GraphQLSchema, OperationDefinitionNode, is_object_type, parse

from gateway.execution.documents import DocumentRefused
from gateway.execution.uses import used_by
from gateway.federation.composition import SubgraphSource, compose
from gateway.federation.supergraph import read
from gateway.live.systems import subgraphs_of, wanted_mappings
from gateway.security.identity import Identity
from gateway.security.lines import TABLE
from gateway.security.live_fields import live_fields
from gateway.security.policy import Policy
from gateway.settings import Settings
from resolvers.asker import Role
from resolvers.sdl import sdl
from seed.plan_files import load_plan
from tests.gateway.security.test_policy import named_fields
from tests.gateway.security.town import somebody

TAX, TRANSPORT = somebody(Role.OFFICER, department="tax"), somebody(Role.OFFICER, department="transport")
DISTRICT = somebody(Role.OFFICER, department="tax", district="渝北区")
CASE = somebody(Role.INVESTIGATOR, case="1")
SUBJECT, OFFICE = somebody(Role.SUBJECT, subject="uscc:x"), somebody(Role.COORDINATOR)
FIELDS = "{ entity(uscc: $u) { taxCredit%s { %s } } }"
LIST = "{ taxCreditRecords%s { nodes { %s } } }"
SHARED, NATIVE = "grade evaluatedOn item { key }", "nativeGrade score points"
PUBLISHED = "{ entity(uscc: $u) { enterprisePublicity { approvedOn } } }"


class Deciding:
    """The public schema with the bundled systems, and the policy over it."""

    def __init__(self) -> None:
        plan, settings = load_plan(), Settings(systems="bundled")
        mappings = wanted_mappings(settings, plan)
        composed = compose([SubgraphSource("credit", "", sdl()), *subgraphs_of(mappings, plan, sdl())])
        self.schema: GraphQLSchema = read(composed.supergraph_sdl).public
        self.fields = live_fields((each.mapping for each in mappings), plan)
        self.policy = Policy(self.fields)

    def refused(self, who: Identity, question: str) -> set[str]:
        document = parse(f"query ($u: USCC!) {question}")
        operation = document.definitions[0]
        assert isinstance(operation, OperationDefinitionNode)
        try:
            self.policy.check(who, used_by(self.schema, document, operation))
        except DocumentRefused as refusal:
            return {str((error.extensions or {})["coordinate"]) for error in refusal.errors}
        return set()


@pytest.fixture(scope="module")
def deciding() -> Deciding:
    return Deciding()


def test_every_field_of_the_public_schema_is_decided_about(deciding: Deciding) -> None:
    unknown = {
        coordinate
        for name, type_ in deciding.schema.type_map.items()
        if is_object_type(type_) and not name.startswith("__")
        for coordinate in (f"{name}.{field}" for field in named_fields(type_))
        if coordinate not in TABLE and not deciding.fields.knows(coordinate)
    }
    assert unknown == set()


@pytest.mark.parametrize(
    ("who", "question", "refused"),
    [
        (TAX, FIELDS % ("", f"{SHARED} {NATIVE}"), set()),
        (TAX, LIST % ("(where: {points: {gte: 90}}, orderBy: [{field: SCORE}])", NATIVE), set()),
        (TRANSPORT, FIELDS % ("", SHARED), set()),
        (TRANSPORT, FIELDS % ("", NATIVE), {f"TaxCreditRecord.{name}" for name in NATIVE.split()}),
        (TRANSPORT, LIST % ("", SHARED), set()),
        (TRANSPORT, LIST % ("(where: {points: {gte: 90}})", SHARED), {"Query.taxCreditRecords"}),
        (TRANSPORT, LIST % ("(orderBy: [{field: SCORE}])", SHARED), {"Query.taxCreditRecords"}),
        (TRANSPORT, FIELDS % ("(where: {points: {gte: 90}})", SHARED), {"Entity.taxCredit"}),
        (DISTRICT, FIELDS % ("", NATIVE), set()),
        (DISTRICT, LIST % ("", SHARED), {"Query.taxCreditRecords"}),
        (CASE, FIELDS % ("", SHARED), set()),
        (CASE, FIELDS % ("", "points"), {"TaxCreditRecord.points"}),
        (SUBJECT, FIELDS % ("", "grade"), {"Entity.taxCredit", "TaxCreditRecord.grade"}),
        (SUBJECT, FIELDS % ("", "__typename"), {"Entity.taxCredit"}),
        (SUBJECT, PUBLISHED, set()),
        (SUBJECT, LIST % ("", "__typename"), {"Query.taxCreditRecords"}),
        (OFFICE, LIST % ("(where: {points: {gte: 90}})", f"{SHARED} {NATIVE}"), set()),
    ],
)
def test_who_sees_what_of_the_tax_system(deciding: Deciding, who: Identity, question: str, refused: set[str]) -> None:
    assert deciding.refused(who, question) == refused


def test_a_remote_subgraph_s_field_is_opened_by_the_settings() -> None:
    document = parse("{ bids { amount } }")
    schema = _schema("type Query { bids: [Bid] } type Bid { amount: Int }")
    used = used_by(schema, document, document.definitions[0])  # type: ignore[arg-type]
    with pytest.raises(DocumentRefused):
        Policy().check(TAX, used)
    opened = {"Query.bids": (Role.OFFICER,), "Bid.*": (Role.OFFICER,)}
    Policy(remote=opened).check(TAX, used_by(schema, document, document.definitions[0]))  # type: ignore[arg-type]
    Policy().check(OFFICE, used)


def _schema(text: str) -> GraphQLSchema:
    from graphql import build_schema

    return build_schema(text)
