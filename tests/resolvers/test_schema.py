"""The schema as a whole: the contract's names, two languages everywhere, and the committed SDL."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLUnionType,
    get_introspection_query,
    is_specified_scalar_type,
    print_type,
)
from strawberry.federation import Schema

from resolvers.sdl import sdl
from tests.resolvers.village import Api

COMMITTED = Path(__file__).parents[2] / "schema" / "credit.graphql"
HAN, LATIN = re.compile(r"[\u4e00-\u9fff]"), re.compile(r"[A-Za-z]{2,}")
OF_FEDERATION = {"_service"}


def named_types(schema: Schema) -> Iterator[GraphQLNamedType]:
    for name, one in schema._schema.type_map.items():
        if not name.startswith("_") and "__" not in name and not is_specified_scalar_type(one):
            yield one


def described(schema: Schema) -> Iterator[tuple[str, str | None]]:
    """(where, description) of everything that a reader of the schema meets."""
    for one in named_types(schema):
        yield one.name, one.description
        if isinstance(one, GraphQLEnumType):
            yield from ((f"{one.name}.{name}", value.description) for name, value in one.values.items())
        if isinstance(one, GraphQLInputObjectType):
            yield from ((f"{one.name}.{name}", field.description) for name, field in one.fields.items())
        if isinstance(one, GraphQLObjectType | GraphQLInterfaceType):
            for name, field in one.fields.items():
                if name in OF_FEDERATION:
                    continue
                yield f"{one.name}.{name}", field.description
                for argument, value in field.args.items():
                    if name != "_entities":
                        yield f"{one.name}.{name}({argument})", value.description


def test_everything_is_described_in_chinese_and_english(schema: Schema) -> None:
    everything = list(described(schema))
    assert len(everything) > 400
    for where, description in everything:
        chinese, slash, english = (description or "").partition(" / ")
        assert slash, f"{where}: {description!r} is not “中文。 / English.”"
        assert HAN.search(chinese) and LATIN.search(english), f"{where}: {description!r}"
        assert not HAN.search(english), f"{where}: {description!r}"


def test_the_committed_sdl_is_the_schema_s() -> None:
    assert COMMITTED.read_text(encoding="utf-8") == sdl(), "python -m resolvers.sdl > schema/credit.graphql"


CONTRACT = {
    "Query": """node(id) entity(uscc) person(key) subjectsByKeys(keys) entities(filter orderBy first after last before)
      searchSubjects(text kinds first after) departments department(name) items(department annex system) item(key)
      systems(kind) scales measures(grade scenario) discrepancies(filter first after) gradeDistribution(by filter asOf)
      coverage(asOf) changes(after first kinds) paths(from to maxLength relations) neighbourhood(of depth relations limit)""",
    "Subject": """id key displayName kind synthetic gradeView(asOf knownAt departments live) measures(scenarios item asOf)
      archive(first after asOf knownAt kinds) relations(kinds first after)""",
    "Entity": "uscc status district industry registeredOn",
    "GradeView": "composite grades byDepartment highest lowest spread discrepancies sources asOf",
    "GradeRecord": """id subject grade nativeGrade scale score evaluatedOn validUntil item department system provenance expired
      suspended recordedAt supersededAt documentNo""",
    "Provenance": "system mode fetchedAt batch",
    "Discrepancy": "id subject state high low levels raisedAt closedAt reviews",
    "MeasureResolution": "applied withheld",
    "Measure": "key name scenario direction grade condition discretionary quote",
    "AppliedMeasure": "measure grade item because advisory facts legalBasis",
    "WithheldMeasure": "measure item reason explanation",
    "SupervisionItem": "key number annex name objects department system startsOn",
    "Department": "key name items itemCount gradedItemCount",
    "SupportSystem": "key name kind items state lag",
    "DepartmentGrades": "department grades highest lowest",
    "SourceStatus": "system mode state asOf",
    "Coverage": "fields newFields targets businessCoverage digitalAccess departments",
    "Rate": "value numerator denominator reason document",
    "Mutation": "importGrades(input) grantAccess(input) revokeAccess(input)",
    **{
        f"{name}Connection": "edges nodes pageInfo totalCount"
        for name in ("Entity", "Subject", "Discrepancy", "Archive", "Relation")
    },
    "ChangeConnection": "edges nodes pageInfo",
    "PageInfo": "hasNextPage hasPreviousPage startCursor endCursor",
}


@pytest.mark.parametrize("name", CONTRACT)
def test_the_contract_s_names_are_there(schema: Schema, name: str) -> None:
    one = schema._schema.type_map[name]
    assert isinstance(one, GraphQLObjectType | GraphQLInterfaceType)
    for field, arguments in re.findall(r"(\w+)(?:\(([^)]*)\))?", CONTRACT[name]):
        assert field in one.fields, f"{name}.{field}"
        assert set(arguments.split()) <= set(one.fields[field].args), f"{name}.{field}({arguments})"


NON_NULL = (
    *("Subject.gradeView", "GradeView.sources", "Discrepancy.high", "Discrepancy.low", "AppliedMeasure.because"),
    *("GradeRecord.provenance", "GradeRecord.subject", "GradeRecord.expired", "GradeRecord.suspended"),
    "WithheldMeasure.explanation",
)


@pytest.mark.parametrize("where", NON_NULL)
def test_what_is_never_null(schema: Schema, where: str) -> None:
    name, _, field = where.partition(".")
    one = schema._schema.type_map[name]
    assert isinstance(one, GraphQLObjectType | GraphQLInterfaceType)
    assert str(one.fields[field].type).endswith("!")


def test_a_composite_has_no_item(schema: Schema) -> None:
    one = schema._schema.type_map["GradeRecord"]
    assert isinstance(one, GraphQLObjectType)
    assert str(one.fields["item"].type) == "SupervisionItem"


def test_entities_and_persons_are_subjects_and_nodes(schema: Schema) -> None:
    for name in ("Entity", "Person"):
        one = schema._schema.type_map[name]
        assert isinstance(one, GraphQLObjectType)
        assert {interface.name for interface in one.interfaces} == {"Subject", "Node"}


def test_the_keys_of_the_subgraph() -> None:
    text = sdl()
    for name, key in (
        ("Entity", "uscc"),
        ("Person", "key"),
        ("SupervisionItem", "key"),
        ("Department", "key"),
        ("SupportSystem", "key"),
    ):
        assert re.search(rf'^type {name} [^{{]*@key\(fields: "{key}"\)', text, re.MULTILINE), name
    assert re.search(r"^type PageInfo @shareable", text, re.MULTILINE)
    assert 'url: "https://specs.apollo.dev/federation/v2.9"' in text


async def test_the_service_s_sdl_is_the_subgraph_s(schema: Schema, unasked: Api) -> None:
    found = await unasked.ask("{ _service { sdl } }")
    assert found["_service"]["sdl"].strip() == sdl().strip()


async def test_introspection(unasked: Api) -> None:
    found = await unasked.ask(get_introspection_query(descriptions=True, specified_by_url=True))
    names = {one["name"] for one in found["__schema"]["types"]}
    assert {"USCC", "Date", "DateTime", "Subject", "ImportGradesPayload"} <= names


def test_unions_and_scalars_are_what_they_were_said_to_be(schema: Schema) -> None:
    union = schema._schema.type_map["ImportGradesPayload"]
    assert isinstance(union, GraphQLUnionType)
    assert "ImportGradesResult" in {one.name for one in union.types}
    assert isinstance(schema._schema.type_map["USCC"], GraphQLScalarType)
    assert "[SubjectKind!]" in print_type(schema._schema.type_map["EntityFilter"])
