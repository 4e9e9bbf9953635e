"""The subgraphs of the systems: composed with `credit` without an error or a hint, described in both languages."""

import re
from pathlib import Path

import pytest
from graphql import GraphQLObjectType, build_schema

from gateway.federation.composition import SubgraphSource, compose
from gateway.federation.supergraph import read
from gateway.live.description import described
from gateway.live.names import Names, constant
from gateway.live.sdl import shared_definitions
from gateway.live.visibility import visibilities
from gateway.settings import Settings
from gateway.sync.mapping import MappingFile, read_mapping
from gateway.sync.mapping.model import Visibility
from graph_model.catalogue import Catalogue
from graph_model.errors import BadInput
from resolvers.sdl import sdl
from tests.gateway.live.laid_systems import ENTITY_SYSTEMS, live_systems


async def test_they_compose_with_credit_without_a_hint(plan: Catalogue) -> None:
    async with live_systems(Settings(systems="bundled"), plan) as live:
        composed = compose([SubgraphSource("credit", "", sdl()), *live.subgraphs()])
    assert composed.hints == ()
    public = read(composed.supergraph_sdl).public
    entity = public.type_map["Entity"]
    assert isinstance(entity, GraphQLObjectType) and public.query_type is not None
    names = [Names.of(key) for key in ENTITY_SYSTEMS]
    assert {name.field for name in names} <= entity.fields.keys()
    assert {name.list for name in names} <= public.query_type.fields.keys()
    person = public.type_map["Person"]
    assert isinstance(person, GraphQLObjectType)
    assert "municipalCreditPlatform" in person.fields and "municipalCreditPlatform" not in entity.fields
    assert "municipalCreditPlatformRecords" not in public.query_type.fields, "nobody lists natural persons"


async def test_everything_of_their_own_is_described_in_both_languages(plan: Catalogue) -> None:
    async with live_systems(Settings(systems="bundled"), plan) as live:
        schemas = [build_schema(source.sdl, assume_valid_sdl=True) for source in live.subgraphs()]
    for schema in schemas:
        for name, found in schema.type_map.items():
            if name.startswith("__") or name in (
                "Query",
                "Entity",
                "Person",
                "SupervisionItem",
                "String",
                "Int",
                "Float",
                "Boolean",
                "ID",
            ):
                continue
            described_fields = [(f"{name}.{field}", one) for field, one in getattr(found, "fields", {}).items()]
            for where, one in [(name, found), *described_fields]:
                assert re.search(r"[\u4e00-\u9fff].* / [A-Z a-z]", one.description or "", re.DOTALL) or (
                    (where == f"{name}.{where.split('.')[-1]}" and name.endswith("Order"))
                    or name.endswith("OrderField")
                ), where


def test_names() -> None:
    assert Names.of("tax-credit") == Names("taxCredit", "TaxCreditRecord", "taxCreditRecords")
    assert (constant("evaluatedOn"), constant("points")) == ("EVALUATED_ON", "POINTS")


def test_who_may_see_a_field(plan: Catalogue) -> None:
    from seed.systems.tax_credit import SYSTEM

    found = visibilities([read_mapping(SYSTEM.mapping, plan).mapping])
    assert found["TaxCreditRecord.points"] == (Visibility.GRADING_DEPARTMENT, Visibility.COORDINATOR)
    assert Visibility.OFFICER in found["TaxCreditRecord.year"] and Visibility.OFFICER in found["TaxCreditRecord.grade"]
    assert Visibility.OFFICER not in found["TaxCreditRecord.nativeGrade"]


PERSONAL = """\
system: odd
connection: {environment: ODD}
table: rated
keys: {uscc: {column: who, path: code}, personId: {column: who, path: id.number}}
name: {column: who, path: name}
evaluations:
- {item: 1-5, grade: {column: grade, scale: unified}, evaluatedOn: day}
changes: {kind: deletion, key: [number]}
live:
- LIVE
"""


@pytest.mark.parametrize(
    ("live", "message"),
    [
        ("{name: who, column: who, type: json, description: 全部}", r"odd\.yaml:10: .*ID numbers or names"),
        ("{name: who, column: who, path: id, type: json, description: 证件}", "ID numbers or names"),
        ("{name: who, column: who, path: name, description: 姓名}", "ID numbers or names"),
        ("{name: grade, column: other, description: 等级}", r"odd\.yaml:10: .*there is a field 'grade' already"),
    ],
)
def test_a_live_field_that_cannot_be(tmp_path: Path, plan: Catalogue, live: str, message: str) -> None:
    with pytest.raises(BadInput, match=message):
        described(odd(tmp_path, plan, live), plan, shared_definitions(sdl()))


def test_a_harmless_part_of_the_same_document(tmp_path: Path, plan: Catalogue) -> None:
    live = "{name: kind, column: who, path: kind, description: 种类}"
    assert "kind: String" in described(odd(tmp_path, plan, live), plan, shared_definitions(sdl())).sdl


def odd(folder: Path, plan: Catalogue, live: str) -> MappingFile:
    path = folder / "odd.yaml"
    path.write_text(PERSONAL.replace("LIVE", live), encoding="utf-8")
    return read_mapping(path, plan)
