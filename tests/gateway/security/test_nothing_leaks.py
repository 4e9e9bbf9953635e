"""For any role and any operation no value outside of the scope is in the bytes of the answer, whatever road leads to it."""

import asyncio
from collections.abc import AsyncIterator, Callable, Container, Iterable
from contextlib import aclosing, asynccontextmanager, suppress
from itertools import count
from types import SimpleNamespace
from typing import Any, cast

import httpx
import pytest
from graphql import (
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLUnionType,
    get_named_type,
    get_nullable_type,
    is_abstract_type,
    is_leaf_type,
    is_list_type,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gateway.events.answering import Subscribing, credit_answers
from gateway.execution.operations import Answer, Operation
from gateway.security.identity import Identity
from gateway.security.lines import TABLE
from gateway.service import Service
from gateway.settings import Settings
from graph_model.cases import Owner
from graph_model.changes import ORDER
from graph_model.model import COMPOSITE
from graph_model.paging import cursor
from resolvers.asker import Role
from resolvers.schema import build_schema
from tests.gateway.exports.lists import sheets_of
from tests.gateway.security.town import (
    DAY,
    DRAW,
    EAST,
    EVERYBODY,
    GIVEN,
    INSPECTIONS,
    OBJECTIONS,
    RECORDS,
    REPAIRS,
    SUBJECTS,
    WEST,
    About,
    Secret,
    Town,
    secrets,
)
from tests.gateway.toy import client_of

SCHEMA = build_schema()._schema
SECRETS = list(secrets())
GRANTS = range(len(GIVEN))
IDS = [
    *(subject.key for subject in SUBJECTS),
    *(f"record:{record.key}" for record in RECORDS),
    *(inspection.key for inspection in INSPECTIONS),
    *(objection.key for objection in OBJECTIONS),
    *(repair.key for repair in REPAIRS),
    "item:1-48",
    DRAW,
]
ENTITIES = [
    *({"__typename": "Entity", "uscc": s.uscc} for s in SUBJECTS if s.uscc),
    {"__typename": "Person", "key": SUBJECTS[2].key},
]
ROOTS = {
    "node": [*(f'(id: "{each}")' for each in IDS), *(f"(id: $grant{number})" for number in GRANTS)],
    "entity": [f'(uscc: "{subject.uscc}")' for subject in SUBJECTS if subject.uscc],
    "person": [f'(key: "{SUBJECTS[2].key}")'],
    "subjectsByKeys": ["(keys: [" + ", ".join(f'"{subject.key}"' for subject in SUBJECTS) + "])"],
    "searchSubjects": ['(text: "名称")', f'(text: "{EAST.uscc}")', '(text: "mingcheng")'],
    "entities": [
        "",
        "(filter: {grades: [D]})",
        "(orderBy: [{field: DISTRICT}], last: 2)",
        '(filter: {nameContains: "1号"})',
    ],
    "discrepancies": ["", f'(filter: {{subject: "{EAST.key}"}})'],
    "changes": [
        "",
        "(first: 5)",
        "(kinds: [INSPECTION_RECORDED, INSPECTION_PUBLISHED, MEASURE_TAKEN, TASK_DRAWN])",
        "(kinds: [EARLY_WARNING_RAISED])",
        "(kinds: [OBJECTION_RAISED, OBJECTION_ANSWERED])",
    ],
    "inbox": ["", '(department: "tax")', '(department: "human-resources")', "(first: 2)"],
    "earlyWarnings": ["", f'(filter: {{since: "{DAY}"}})', "(first: 1)"],
    "neighbourhood": [f'(of: "{EAST.key}")', f'(of: "{SUBJECTS[2].key}", depth: 3)'],
    "paths": [f'(from: "{SUBJECTS[2].key}", to: "{WEST.key}")'],
    "ownership": [f'(of: "{EAST.key}")'],
    "risksAround": [f'(of: "{EAST.key}")'],
    "commonNeighbours": [f'(of: ["{SUBJECTS[2].key}", "{WEST.key}"])'],
    "gradeDistribution": ["(by: [DISTRICT, ITEM, INDUSTRY])"],
    "subjectFacets": ["", "(kinds: [ENTERPRISE])"],
    "_entities": ["(representations: $them)"],
    "identityReviews": [""],
    "sampleDraw": [f'(key: "{DRAW}")'],
    "sampleDraws": [""],
    "inspection": [f'(key: "{one.key}")' for one in INSPECTIONS[:3]],
    "measuresTaken": ["", "(filter: {consistency: [UNDUE_BURDEN]})", "(filter: {withdrawn: true})"],
    "measureConsistency": ["(by: [DEPARTMENT, ITEM])", "(by: [])"],
    "inspections": ["", f'(filter: {{subject: "{EAST.key}"}})', "(filter: {state: [DRAFT]})"],
    "creditRepair": [f'(key: "{one.key}")' for one in REPAIRS],
    "creditRepairs": ["", f'(filter: {{subject: "{EAST.key}"}})', "(filter: {state: [REJECTED]})"],
    "repairWaits": [""],
    "departments": [""],
    "systems": [""],
    "grantsReceived": ["", "(first: 1)"],
    "me": [""],
    "annualPlans": ["", "(first: 1)"],
    "cases": ["", "(closed: false)", "(first: 1)"],
    "case": ['(id: "case:none")'],
    "onBehalf": [f'(subject: "{EAST.key}", proof: ID_CARD)'],
    "objections": [
        "",
        f'(filter: {{subject: "{EAST.key}"}})',
        '(filter: {department: "human-resources"})',
        "(first: 1)",
    ],
}
ARGUMENTS = {
    "gradeView": ["", '(knownAt: "2030-01-01")', '(departments: ["tax"])', "(live: true)"],
    "measures": ["", '(item: "1-14")'],
    "archive": ["", "(first: 3)"],
    "grants": ["", "(onlyValid: true)"],
}
CAME_TO_THE_WINDOW = EAST.key
DEPTH = 7
QUERY_FIELDS = SCHEMA.query_type.fields if SCHEMA.query_type else {}
PAGED = {
    name
    for name in ROOTS
    if "edges" in (fields := getattr(get_named_type(QUERY_FIELDS[name].type), "fields", {})) and "pageInfo" in fields
}
LISTS = PAGED | {
    name for name in ROOTS if name != "_entities" and is_list_type(get_nullable_type(QUERY_FIELDS[name].type))
}
"""Root fields whose rows can be exported."""
BEGINNING = cursor(ORDER, ("", "", ""))
OFFICER_OF_DISTRICT = next(who for who in EVERYBODY if who.district is not None)
Draw = Callable[[st.SearchStrategy[Any]], Any]


def theirs(who: Identity, secret: Secret) -> bool:
    """Whether a value is for who asks: the rules once more, in their own words."""
    if secret.about is About.CASE:
        return secret.owner == Owner(who.account, who.role, who.department or "", who.district or "")
    if who.role is Role.COORDINATOR:
        return True
    if who.role is Role.GRANTEE:
        return granted_to(who, secret)
    if who.role in (Role.SUBJECT, Role.CLERK):
        return secret.subject.key == (who.subject or CAME_TO_THE_WINDOW) and not secret.draft
    if secret.about is About.PURPOSE:
        return False
    if secret.about is About.OBJECTION and who.role is not Role.OFFICER:
        return False
    if who.role is Role.INTEGRATION:
        of_the_code = secret.text == (secret.subject.uscc or secret.subject.key)
        return of_the_code or secret.system == who.system
    if who.role is Role.OFFICER:
        in_district = who.district in (None, secret.subject.district)
        return in_district and (not secret.native or secret.department == who.department)
    return who.role is Role.INVESTIGATOR and who.case is not None and not secret.native


def granted_to(who: Identity, secret: Secret) -> bool:
    """Whether a value is a grantee's: of whom a grant that has not ended names it."""
    if secret.about is About.PURPOSE:
        return secret.given is not None and not secret.given.ended and secret.given.grantee == who.grantee
    scopes = [
        given.scope
        for given in GIVEN
        if given.grantee == who.grantee and given.subject == secret.subject and not given.ended
    ]
    if secret.about is About.NAME:
        return scopes != []
    if secret.about in (About.REGISTER, About.OBJECTION) or secret.native:
        return False
    of_item = [scope for scope in scopes if scope.items is None or secret.item in scope.items]
    of_composite = [scope for scope in scopes if scope.composite]
    if secret.about is About.RECORD:
        return (of_composite if secret.item == COMPOSITE else of_item) != []
    if secret.about in (About.INSPECTION, About.MEASURE):
        return any(scope.archive for scope in (of_composite if secret.item == COMPOSITE else of_item))
    return any(scope.measures or scope.archive for scope in of_item) or any(scope.measures for scope in of_composite)


def selection(
    draw: Draw, named: GraphQLOutputType, depth: int, allowed: Callable[[str, str], bool], places: "count[int]"
) -> str:
    """A selection of a type, with fragments and an alias of its own for every field."""
    type_: Any = named
    if isinstance(type_, GraphQLUnionType) or (is_abstract_type(type_) and draw(st.booleans())):
        parts = [
            f"... on {each.name} {selection(draw, each, depth, allowed, places)}"
            for each in SCHEMA.get_possible_types(type_)
        ]
        return "{ __typename " + " ".join(parts) + " }"
    assert isinstance(type_, GraphQLObjectType | GraphQLInterfaceType)
    names = [
        name
        for name, field in type_.fields.items()
        if (depth > 0 or is_leaf_type(get_named_type(field.type))) and allowed(type_.name, name)
    ]
    chosen = draw(st.lists(st.sampled_from(names), unique=True, max_size=6)) if names else []
    shown = ["__typename"]
    for name in chosen:
        below = get_named_type(type_.fields[name].type)
        inner = "" if is_leaf_type(below) else selection(draw, below, depth - 1, allowed, places)
        given_ = draw(st.sampled_from(ARGUMENTS.get(name, [""]) if type_.fields[name].args else [""]))
        field = f"a{next(places)}: {name}{given_} {inner}"
        shown.append(f"... on {type_.name} {{ {field} }}" if draw(st.booleans()) else field)
    return "{ " + " ".join(shown) + " }"


@st.composite
def operations(draw: Draw, who: Identity, without: Container[str] = ()) -> str:
    """An operation that who asks may ask for the most part: one in forty fields is anybody's. `without` are names of fields."""

    def allowed(type_: str, name: str) -> bool:
        if name in without or (type_, name) == ("WatchedSubject", "key"):  # which is what they gave themselves
            return False
        line = TABLE[f"{type_}.{name}"]
        return who.role in line.roles or draw(st.integers(0, 40)) == 0

    theirs_ = sorted(root for root in ROOTS if root not in without and who.role in TABLE[f"Query.{root}"].roles)
    roots = draw(st.lists(st.sampled_from(theirs_), min_size=1, max_size=3))
    fields, places = [], count()
    for place, root in enumerate(roots):
        query = SCHEMA.query_type
        assert query is not None
        named = get_named_type(query.fields[root].type)
        fields.append(
            f"r{place}: {root}{draw(st.sampled_from(ROOTS[root]))} {selection(draw, named, DEPTH, allowed, places)}"
        )
    text = " ".join(fields)
    variables = {"$them": "[_Any!]!", **{f"$grant{number}": 'ID! = "grant:none"' for number in GRANTS}}
    declared = ", ".join(f"{name}: {type_}" for name, type_ in variables.items() if f"{name})" in text)
    return f"query {f'({declared})' if declared else ''} {{ {text} }}"


@pytest.mark.asyncio(loop_scope="module")
async def test_nothing_outside_of_the_scope_leaks(town: Town) -> None:
    loop = asyncio.get_running_loop()

    @settings(suppress_health_check=list(HealthCheck))
    @given(st.data(), st.sampled_from(EVERYBODY))
    def holds(data: st.DataObject, who: Identity) -> None:
        question = data.draw(operations(who))
        variables = {"them": ENTITIES, **{f"grant{number}": town.grants[number] for number in GRANTS}}
        asking = town.parts.run(Operation(question, None, variables), who)
        answer = asyncio.run_coroutine_threadsafe(asking, loop).result(timeout=60)
        body = repr(answer.body())
        leaked = [secret.text for secret in SECRETS if secret.text in body and not theirs(who, secret)]
        given_by_us = [text for text in leaked if text in question]
        assert not set(leaked) - set(given_by_us)

    await asyncio.to_thread(holds)


@st.composite
def subscriptions(draw: Draw, who: Identity) -> str:
    """A subscription to everything since the beginning, to fields that who asks may have."""

    def allowed(type_: str, name: str) -> bool:
        return who.role in TABLE[f"{type_}.{name}"].roles

    root = draw(st.sampled_from(["gradeChanged", "discrepancyRaised", "inspectionTaskChanged", "earlyWarningRaised"]))
    assert SCHEMA.subscription_type is not None
    named = get_named_type(SCHEMA.subscription_type.fields[root].type)
    return f'subscription {{ r: {root}(after: "{BEGINNING}") {selection(draw, named, DEPTH, allowed, count())} }}'


@st.composite
def lists(draw: Draw, who: Identity) -> tuple[str, list[str]]:
    """An operation that asks for one list, page by page where it has pages, and the path to its rows."""

    def allowed(type_: str, name: str) -> bool:
        return who.role in TABLE[f"{type_}.{name}"].roles

    query = SCHEMA.query_type
    assert query is not None
    roots = sorted(root for root in LISTS if allowed("Query", root))
    root = draw(st.sampled_from(roots))
    places = count()
    if root in PAGED:
        connection: Any = get_named_type(query.fields[root].type)
        edge = get_named_type(connection.fields["edges"].type)
        row = selection(draw, edge, DEPTH, allowed, places)
        needed = '(text: "名称", ' if root == "searchSubjects" else "("
        shown = f"{{ edges {row} pageInfo {{ hasNextPage endCursor }} }}"
        return f"query ($after: String) {{ r: {root}{needed}first: 2, after: $after) {shown} }}", ["r", "edges"]
    row = selection(draw, get_named_type(query.fields[root].type), DEPTH, allowed, places)
    return f"{{ r: {root}{draw(st.sampled_from(ROOTS[root]))} {row} }}", ["r"]


@asynccontextmanager
async def exporting(town: Town) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the gateway over the town, which is believed who it is: the header `who` is a place in EVERYBODY."""
    service = Service(Settings(systems="none", export_rows=40, cost_limit=10**9, field_limit=10**6, depth_limit=100))
    service.open(town.parts)
    service.missing.clear()

    async def identity(headers: Iterable[tuple[bytes, bytes]], *_: Any) -> Identity:
        return EVERYBODY[int(dict(headers)[b"who"])]

    service.authentication = cast(Any, SimpleNamespace(identity=identity))
    async with client_of(service) as client:
        yield client


def text_of(format_: str, content: bytes) -> str:
    return repr(sheets_of(content)) if format_ == "xlsx" else content.decode("utf-8-sig")


@pytest.mark.asyncio(loop_scope="module")
async def test_nothing_outside_of_the_scope_is_in_a_file(town: Town) -> None:
    loop = asyncio.get_running_loop()
    kept: set[str] = set()

    @settings(max_examples=60, suppress_health_check=list(HealthCheck))
    @given(st.data(), st.integers(0, len(EVERYBODY) - 1), st.sampled_from(["csv", "xlsx", "jsonl"]))
    def holds(data: st.DataObject, place: int, format_: str) -> None:
        who = EVERYBODY[place]
        question, rows = data.draw(lists(who))
        request = {
            "query": question,
            "rows": rows,
            "format": format_,
            "after": "after" if "$after" in question else None,
        }
        asking = client.post("/export", json=request, headers={"who": str(place)})
        response = asyncio.run_coroutine_threadsafe(asking, loop).result(timeout=60)
        refused = response.status_code != 200
        body = response.text if refused else text_of(format_, response.content)
        kept.update(() if refused else {format_})
        leaked = {secret.text for secret in SECRETS if secret.text in body and not theirs(who, secret)}
        assert not leaked - {text for text in leaked if text in question or text == who.case}

    async with exporting(town) as client:
        await asyncio.to_thread(holds)
    assert kept == {"csv", "xlsx", "jsonl"}


@pytest.mark.asyncio(loop_scope="module")
async def test_what_a_role_may_not_read_it_may_not_export(town: Town) -> None:
    question = "{ discrepancies { nodes { subject { key } } pageInfo { hasNextPage } } }"
    request = {"query": question, "format": "csv"}
    allowed = TABLE["Query.discrepancies"].roles
    async with exporting(town) as client:
        for place, who in enumerate(EVERYBODY):
            response = await client.post("/export", json=request, headers={"who": str(place)})
            if who.role not in allowed or (who.role is Role.INVESTIGATOR and who.case is None):
                assert response.status_code == 403, who
                assert {error["extensions"]["code"] for error in response.json()["errors"]} == {"FORBIDDEN"}
            else:
                assert response.status_code == 200, (who, response.text)


@pytest.mark.asyncio(loop_scope="module")
async def test_a_file_has_what_who_asks_may_see(town: Town) -> None:
    """Every value that the coordinator may read of the subjects' records, page by page."""
    question = """query ($after: String) { entities(first: 1, after: $after) {
      nodes { displayName uscc gradeView { grades { nativeGrade score documentNo } } } pageInfo { hasNextPage endCursor } } }"""
    request = {"query": question, "rows": ["entities"], "format": "csv", "after": "after"}
    found = {}
    async with exporting(town) as client:
        for place, who in enumerate(EVERYBODY):
            response = await client.post("/export", json=request, headers={"who": str(place)})
            found[who] = {secret.text for secret in SECRETS if secret.text in response.text}
    coordinator = next(who for who in EVERYBODY if who.role is Role.COORDINATOR)
    assert {
        record.native_grade
        for record in RECORDS
        if record.subject_key != SUBJECTS[2].key and record.item_key != COMPOSITE
    } <= found[coordinator]
    assert found[OFFICER_OF_DISTRICT] and found[OFFICER_OF_DISTRICT] < found[coordinator]


async def heard(town: Town, who: Identity, question: str, least: int = 0) -> list[Answer]:
    """The answers to everything that is recorded by now, of which there are so many at least."""
    answers: list[Answer] = []
    asked = Subscribing(Operation(question), who, (), "")
    async with aclosing(credit_answers(town.parts, asked)) as stream:
        with suppress(TimeoutError, StopAsyncIteration):
            while True:
                patience = 30 if len(answers) < least else 0.5
                answers.append(await asyncio.wait_for(anext(stream), patience))
    return answers


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("who", [who for who in EVERYBODY if who.role is Role.GRANTEE], ids=lambda who: who.grantee)
async def test_a_grantee_sees_everything_that_is_granted(town: Town, who: Identity) -> None:
    """A part that no grant names ends its answer in an error, so each is asked for by itself."""
    keys = [subject.key for subject in SUBJECTS]
    head = "query ($key: ID!) { subjectsByKeys(keys: [$key]) { key displayName"
    parts = (
        "gradeView { composite { id } grades { id } }",
        "measures { applied { because { id } facts { key } } withheld { because { id } } }",
        "archive { nodes { record { id } fact { key } inspection { id } measureTaken { key } } }",
    )
    body = await town.bytes(who, "{ grantsReceived { nodes { purpose subject { key } } } }")
    for key in keys:
        body += "".join([await town.bytes(who, f"{head} {part} }} }}", key=key) for part in parts])
    seen = {secret.text for secret in SECRETS if secret.text in body}
    granted = {secret.text for secret in SECRETS if theirs(who, secret)}
    # A fact stands in an answer where a measure that applies rests on it; those of the town carry none of the composite's.
    assert seen <= granted and {text for text in granted if not text.startswith(("事实", "repair:"))} <= seen


@pytest.mark.asyncio(loop_scope="module")
async def test_no_event_tells_what_is_outside_of_the_scope(town: Town) -> None:
    loop = asyncio.get_running_loop()

    @settings(max_examples=30, suppress_health_check=list(HealthCheck))
    @given(st.data(), st.sampled_from(EVERYBODY))
    def holds(data: st.DataObject, who: Identity) -> None:
        question = data.draw(subscriptions(who))
        answers = asyncio.run_coroutine_threadsafe(heard(town, who, question), loop).result(timeout=60)
        body = repr([answer.body() for answer in answers])
        assert [secret.text for secret in SECRETS if secret.text in body and not theirs(who, secret)] == []

    await asyncio.to_thread(holds)


@pytest.mark.asyncio(loop_scope="module")
async def test_an_officer_of_a_district_hears_of_its_subjects_alone(town: Town) -> None:
    question = f'subscription {{ gradeChanged(after: "{BEGINNING}") {{ subject {{ key }} record {{ nativeGrade }} }} }}'
    coordinator = next(who for who in EVERYBODY if who.role is Role.COORDINATOR)
    answers = await heard(town, coordinator, question), await heard(town, OFFICER_OF_DISTRICT, question)
    office, district = [[each.data["gradeChanged"] for each in one if each.data is not None] for one in answers]
    assert len(office) == len(RECORDS)
    own = {subject.key for subject in SUBJECTS if subject.district == OFFICER_OF_DISTRICT.district}
    wanted = [told["subject"]["key"] for told in office if told["subject"]["key"] in own]
    assert [told["subject"]["key"] for told in district] == wanted and 0 < len(wanted) < len(office)
    assert sum(told["record"]["nativeGrade"] is not None for told in district) == len(own)


@pytest.mark.asyncio(loop_scope="module")
async def test_the_coordinator_sees_every_value(town: Town) -> None:
    """The values are there to be leaked."""
    view = """query ($keys: [ID!]!) { subjectsByKeys(keys: $keys) { key displayName
      ... on Entity { uscc status industry } ... on Person { status }
      gradeView { grades { ...R } composite { ...R } } measures { applied { facts { ...F } } } archive { nodes { fact { ...F } } }
      grants { nodes { purpose } } }
      objections { nodes { id reason answer endedBy } }
      cases { nodes { reason entries { name content } } }
      inspections { nodes { id findings { clause remark } inspectors documentNo taskKey } }
      measuresTaken { nodes { key documentNo } }
      withdrawn: measuresTaken(filter: {withdrawn: true}) { nodes { key documentNo withdrawalReason } }
      creditRepairs { nodes { id statement documentNo evidence { name number } } } }
      fragment R on GradeRecord { id nativeGrade score documentNo provenance { batch } }
      fragment F on DishonestyFact { key documentNo description }"""
    coordinator = next(who for who in EVERYBODY if who.role is Role.COORDINATOR)
    body = await town.bytes(coordinator, view, keys=[subject.key for subject in SUBJECTS])
    assert [secret.text for secret in SECRETS if theirs(coordinator, secret) and secret.text not in body] == []
