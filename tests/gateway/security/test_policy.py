"""Who may see what: the table has every field, and each role gets what is its own."""

import pytest
from graphql import (
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    is_interface_type,
    is_object_type,
    parse,
)

from gateway.execution.uses import used_by
from gateway.security.lines import TABLE
from gateway.security.rows import ROWS, Rows, rows
from graph_model.uscc import check
from resolvers.asker import Role
from resolvers.schema import build_schema
from tests.gateway.security.town import EAST, EVERYBODY, PERSON, RECORDS, WEST, Town, somebody
from tests.graph_model.small_city import code

pytestmark = pytest.mark.asyncio(loop_scope="module")
SCHEMA: GraphQLSchema = build_schema()._schema
META = {"Query.__schema", "Query.__type"}
TAX = somebody(Role.OFFICER, department="tax")
ITSELF = somebody(Role.SUBJECT, subject=EAST.key)
SYSTEM = somebody(Role.INTEGRATION, system="tax-credit")
VIEW = """query ($key: ID!) { subjectsByKeys(keys: [$key]) {
  gradeView { grades { itemKey grade nativeGrade score documentNo } } } }"""


def fields_of(schema: GraphQLSchema) -> set[str]:
    return {
        f"{name}.{field}"
        for name, type_ in schema.type_map.items()
        if (is_object_type(type_) or is_interface_type(type_)) and not name.startswith("__")
        for field in named_fields(type_)
    }


def named_fields(type_: object) -> list[str]:
    assert isinstance(type_, GraphQLObjectType | GraphQLInterfaceType)
    return list(type_.fields)


# --- the table ---


async def test_every_field_of_the_schema_has_a_line_and_every_line_a_field() -> None:
    assert fields_of(SCHEMA) | META == set(TABLE)


async def test_what_an_interface_lets_through_its_types_let_through_or_their_rows_are_hidden() -> None:
    for interface in filter(is_interface_type, SCHEMA.type_map.values()):
        for type_ in SCHEMA.get_possible_types(interface):
            for field in interface.fields:
                wide, narrow = TABLE[f"{interface.name}.{field}"], TABLE[f"{type_.name}.{field}"]
                kind = "Subject" if type_.name in ("Entity", "Person") else type_.name
                for role in wide.roles - narrow.roles:
                    assert rows(role, kind) is Rows.NONE, f"{interface.name}.{field} of {type_.name} for {role}"
                assert narrow.masked <= wide.masked and narrow.wide <= wide.wide


async def test_hidden_rows_are_of_types_that_there_are() -> None:
    assert set(ROWS) <= set(SCHEMA.type_map)


async def test_fields_are_found_under_every_alias_and_in_every_fragment() -> None:
    document = parse(
        """query Q { a: entity(uscc: "x") { ...F ... on Entity { gradeView { grades { b: nativeGrade } } } } }
        fragment F on Subject { ...G } fragment G on Entity { c: uscc relations(first: 1) { totalCount } }
        query Other { coverage { fields } }"""
    )
    used = used_by(SCHEMA, document, document.definitions[0])  # type: ignore[arg-type]
    assert {use.coordinate: sorted(use.arguments) for use in used.fields} == {
        "Query.entity": ["uscc"],
        "Entity.uscc": [],
        "Entity.relations": ["first"],
        "RelationConnection.totalCount": [],
        "Entity.gradeView": [],
        "GradeView.grades": [],
        "GradeRecord.nativeGrade": [],
    }


# --- what each role gets ---


@pytest.mark.parametrize("who", EVERYBODY, ids=lambda who: f"{who.role} {who.department or who.subject or ''}")
async def test_the_plan_is_for_everybody(town: Town, who: object) -> None:
    question = (
        '{ items { key department { name } } measures { quote } coverage { fields } node(id: "item:1-7") { id } }'
    )
    assert (await town.ask(who, question))["node"] == {"id": "1-7"} or True  # type: ignore[arg-type]


@pytest.mark.parametrize("role", [Role.PUBLIC, Role.ADMIN])
async def test_who_has_no_business_with_subjects_finds_none(town: Town, role: Role) -> None:
    who = somebody(role)
    assert await town.refused(who, f'{{ entity(uscc: "{EAST.uscc}") {{ uscc }} }}') == {"Query.entity", "Entity.uscc"}
    for found in (EAST.key, PERSON.key, f"record:{RECORDS[0].key}"):
        assert await town.ask(who, "query ($id: ID!) { node(id: $id) { __typename id } }", id=found) == {"node": None}


async def test_the_schema_is_told_to_whom_is_known(town: Town) -> None:
    question = "{ __schema { types { name } } _service { sdl } }"
    refused = {"Query.__schema", "Query._service", "_Service.sdl"}
    assert await town.refused(somebody(Role.PUBLIC), question) == refused
    assert (await town.ask(ITSELF, question))["__schema"]


async def test_a_subject_sees_itself_whole_and_nobody_else(town: Town) -> None:
    (own,) = (await town.ask(ITSELF, VIEW, key=EAST.key))["subjectsByKeys"]
    assert [grade["nativeGrade"] for grade in own["gradeView"]["grades"]] == ["原级100号", "原级101号", "原级102号"]
    for other in (WEST.key, PERSON.key, f"uscc:{check(code(8))}"):
        assert await town.ask(ITSELF, VIEW, key=other) == {"subjectsByKeys": [None]}
    lists = '{ entities { totalCount } searchSubjects(text: "名") { totalCount } changes { nodes { kind } } }'
    assert {"Query.entities", "Query.searchSubjects", "Query.changes"} <= await town.refused(ITSELF, lists)
    assert await town.refused(ITSELF, '{ person(key: "person:1") { relations { totalCount } } }') == {
        "Person.relations",
        "RelationConnection.totalCount",
    }


ARCHIVE = """query ($key: ID!) { subjectsByKeys(keys: [$key]) { archive(first: 50) {
  totalCount nodes { kind what record { nativeGrade } fact { documentNo } } } } }"""


async def test_a_subject_reads_its_own_archive_without_what_is_between_departments(town: Town) -> None:
    (own,) = (await town.ask(ITSELF, ARCHIVE, key=EAST.key))["subjectsByKeys"]
    (whole,) = (await town.ask(somebody(Role.COORDINATOR), ARCHIVE, key=EAST.key))["subjectsByKeys"]
    entries = own["archive"]["nodes"]
    between = [one for one in whole["archive"]["nodes"] if one["kind"].startswith("DISCREPANCY")]
    assert between and entries == [one for one in whole["archive"]["nodes"] if one not in between]
    assert own["archive"]["totalCount"] == len(entries)
    assert {one["fact"]["documentNo"] for one in entries if one["fact"]} == {"事文1号", "事文11号"}
    assert await town.ask(ITSELF, ARCHIVE, key=WEST.key) == {"subjectsByKeys": [None]}
    assert "ArchiveEntry.discrepancy" in await town.refused(
        ITSELF, f'{{ entity(uscc: "{EAST.uscc}") {{ archive {{ nodes {{ discrepancy {{ levels }} }} }} }} }}'
    )


async def test_an_officer_sees_native_grades_of_the_own_department_and_normalised_ones_of_all(town: Town) -> None:
    (view,) = (await town.ask(TAX, VIEW, key=WEST.key))["subjectsByKeys"]
    shown = {
        grade["itemKey"]: (grade["grade"], grade["nativeGrade"], grade["score"])
        for grade in view["gradeView"]["grades"]
    }
    assert shown == {"1-9": ("A", None, None), "1-14": ("D", None, None), "1-48": ("C", "原级202号", 1202.0625)}


DISTRICT = somebody(Role.OFFICER, department="tax", district="渝中区")
LISTS = {
    "entities": "{ entities { totalCount nodes { key } pageInfo { hasNextPage } } }",
    "of both districts": '{ entities(filter: {districts: ["渝中区", "渝北区"], grades: [D]}) { totalCount nodes { key } } }',
    "of another district": '{ entities(filter: {districts: ["渝北区"]}) { totalCount nodes { key } } }',
    "search": '{ searchSubjects(text: "名称") { totalCount nodes { key } } }',
    "discrepancies": "{ discrepancies { totalCount nodes { subject { key } levels } } }",
    "of another subject": f'{{ discrepancies(filter: {{subject: "{EAST.key}"}}) {{ totalCount nodes {{ id }} }} }}',
    "changes": "{ changes(first: 100) { nodes { kind subject { key } } pageInfo { hasNextPage } } }",
}


async def test_an_officer_of_a_district_sees_its_subjects_one_by_one(town: Town) -> None:
    assert (await town.ask(DISTRICT, VIEW, key=WEST.key))["subjectsByKeys"][0] is not None
    assert await town.ask(DISTRICT, VIEW, key=EAST.key) == {"subjectsByKeys": [None]}


@pytest.mark.parametrize("named", LISTS)
async def test_lists_of_an_officer_of_a_district_are_the_district_s(town: Town, named: str) -> None:
    """What the department's officers for the whole city are told, without the rows of other districts, counted so."""
    theirs = {WEST.key, PERSON.key}
    ((_, city),) = (await town.ask(TAX, LISTS[named])).items()
    ((_, district),) = (await town.ask(DISTRICT, LISTS[named])).items()
    rows = [one for one in city["nodes"] if (one.get("subject") or one).get("key") in theirs]
    assert district["nodes"] == rows and len(rows) < len(city["nodes"])
    assert district.get("totalCount", len(rows)) == len(rows)


async def test_subjects_are_counted_in_the_district_of_its_officer(town: Town) -> None:
    question = "{ subjectFacets%s { districts { value } } }"
    assert (await town.ask(DISTRICT, question % ""))["subjectFacets"]["districts"] == [{"value": "渝中区"}]
    elsewhere = await town.ask(DISTRICT, question % '(districts: ["渝北区"])')
    assert elsewhere["subjectFacets"]["districts"] == []


async def test_grades_are_counted_in_the_district_of_its_officer(town: Town) -> None:
    question = "{ gradeDistribution(by: [DISTRICT, ITEM]%s) { district item { key } grade count } }"
    city = (await town.ask(TAX, question % ""))["gradeDistribution"]
    for filtered in ("", ', filter: {districts: ["渝中区", "渝北区"]}'):
        counted = (await town.ask(DISTRICT, question % filtered))["gradeDistribution"]
        assert counted == [one for one in city if one["district"] == "渝中区"]
        assert sum(one["count"] for one in counted) == 6
    assert (await town.ask(DISTRICT, question % ', filter: {districts: ["渝北区"]}'))["gradeDistribution"] == []


async def test_what_leads_out_of_the_district_stays_refused(town: Town) -> None:
    question = f'{{ entity(uscc: "{WEST.uscc}") {{ relations {{ nodes {{ kind }} }} }} }}'
    assert await town.refused(DISTRICT, question) == {"Entity.relations"}
    for field in (
        f'neighbourhood(of: "{WEST.key}") {{ cut }}',
        f'paths(from: "{WEST.key}", to: "{EAST.key}") {{ length }}',
        f'ownership(of: "{WEST.key}") {{ known }}',
        f'risksAround(of: "{WEST.key}") {{ total }}',
        f'commonNeighbours(of: ["{WEST.key}", "{EAST.key}"]) {{ subject {{ key }} }}',
    ):
        assert await town.refused(DISTRICT, f"{{ {field} }}") == {"Query." + field.partition("(")[0]}


async def test_an_investigator_names_the_case(town: Town) -> None:
    refused = await town.refused(somebody(Role.INVESTIGATOR), "{ entities { nodes { displayName } } }")
    assert refused == {"Query.entities", "EntityConnection.nodes", "Entity.displayName"}
    who = somebody(Role.INVESTIGATOR, case="渝市监案〔2026〕3号")
    (view,) = (await town.ask(who, VIEW, key=EAST.key))["subjectsByKeys"]
    assert {(grade["grade"], grade["nativeGrade"]) for grade in view["gradeView"]["grades"]} == {
        ("A", None),
        ("D", None),
        ("C", None),
    }


async def test_an_integration_sees_what_its_system_brought(town: Town) -> None:
    (view,) = (await town.ask(SYSTEM, VIEW, key=EAST.key))["subjectsByKeys"]
    assert [(grade["itemKey"], grade["nativeGrade"]) for grade in view["gradeView"]["grades"]] == [
        ("1-48", "原级102号")
    ]
    assert await town.refused(SYSTEM, '{ entity(uscc: "x") { gradeView { highest } displayName } }') == {
        "GradeView.highest",
        "Entity.displayName",
    }


IMPORT = """mutation ($item: String!) { importGrades(input: {idempotencyKey: "k", dryRun: true, rows: [
  {uscc: "91500105000000000X", item: $item, grade: "A", evaluatedOn: "2026-01-01"}]}) { __typename } }"""


@pytest.mark.parametrize("item", ["1-9", "公路建设市场", "composite", "１-48", "", "没有的事项"])
@pytest.mark.parametrize("who", [TAX, SYSTEM, somebody(Role.OFFICER, department="tax", district="渝中区")])
async def test_others_items_are_not_imported(town: Town, who: object, item: str) -> None:
    answer = await town.bytes(who, IMPORT, item=item)  # type: ignore[arg-type]
    assert '"data":null' in answer and '"FORBIDDEN"' in answer and "rows[0].item" in answer


@pytest.mark.parametrize("item", ["1-48", "纳税"])
@pytest.mark.parametrize("who", [TAX, SYSTEM])
async def test_the_own_items_are(town: Town, who: object, item: str) -> None:
    found = await town.ask(who, IMPORT, item=item)  # type: ignore[arg-type]
    assert found == {"importGrades": {"__typename": "ImportGradesResult"}}


async def test_a_key_is_for_the_operations_that_it_names(town: Town) -> None:
    reading = somebody(Role.INTEGRATION, system="tax-credit", operations=frozenset({"Query.*"}))
    bringing = somebody(Role.INTEGRATION, system="tax-credit", operations=frozenset({"Mutation.importGrades"}))
    assert await town.ask(bringing, IMPORT, item="1-48") and await town.ask(reading, "{ items { key } }")
    assert await town.refused(reading, IMPORT) == {"Mutation.importGrades"}
    assert await town.refused(bringing, "{ items { key } }") == {"Query.items"}


async def test_whom_rows_mean_is_the_credit_office_s(town: Town) -> None:
    assert "Query.identityReviews" in await town.refused(TAX, "{ identityReviews { totalCount } }")
    assert await town.ask(somebody(Role.COORDINATOR), "{ identityReviews { totalCount } }")


async def test_a_second_question_is_decided_as_the_first(town: Town) -> None:
    question = "{ entities { totalCount } }"
    for _ in range(3):
        assert await town.ask(TAX, question) == {"entities": {"totalCount": 2}}
        assert await town.refused(ITSELF, question) == {"Query.entities", "EntityConnection.totalCount"}
