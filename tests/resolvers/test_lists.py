"""Lists as a client meets them: entities, search, discrepancies, distribution, changes, archive, relations, coverage."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from graph_model.former_names import renamed
from graph_model.model import Subject, SubjectKind
from graph_model.registers import followed
from graph_model.writing import Additions
from tests.graph_model.examples import register
from tests.graph_model.small_city import add, small_city
from tests.resolvers.village import COMPANY, COMPANY_CODE, DISCREPANCIES, DOCTOR, SHOP, SHOP_CODE, Api

PAGE = "totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } edges { cursor node { key } } nodes { key }"


def keys(connection: dict[str, Any]) -> list[str]:
    return [node["key"] for node in connection["nodes"]]


async def test_a_page_of_entities(api: Api) -> None:
    found = (await api.ask(f"{{ entities {{ {PAGE} }} }}"))["entities"]
    assert keys(found) == sorted([COMPANY.key, SHOP.key])
    assert [edge["node"] for edge in found["edges"]] == found["nodes"]
    assert found["totalCount"] == 2
    assert found["pageInfo"] == {
        "hasNextPage": False,
        "hasPreviousPage": False,
        "startCursor": found["edges"][0]["cursor"],
        "endCursor": found["edges"][1]["cursor"],
    }


@pytest.mark.parametrize(
    ("only", "expected"),
    [
        ("{}", [COMPANY, SHOP]),
        ("{kinds: [ENTERPRISE]}", [COMPANY]),
        ("{kinds: [PERSON]}", []),
        ('{districts: ["渝北区"], industries: ["建筑业"], status: ["存续"]}', [COMPANY]),
        ('{nameContains: "商行"}', [SHOP]),
        ('{registeredFrom: "2010-03-01", registeredTo: "2010-03-01"}', [COMPANY]),
        ('{registeredFrom: "2010-03-02"}', []),
        ("{synthetic: false}", [SHOP]),
        ("{grades: [A]}", [COMPANY]),
        ('{grades: [A], departments: ["市人力社保局"]}', []),
        ('{grades: [D], departments: ["市人力社保局"]}', [COMPANY]),
        ('{departments: ["市交通局"]}', [COMPANY]),
        ('{items: ["item:1-9"], grades: [A, B]}', [COMPANY]),
        ('{items: ["1-48"]}', []),
        ('{items: ["composite"], grades: [B]}', [COMPANY]),
        ('{items: ["1-14"], departments: ["transport"]}', []),
        ("{grades: []}", []),
    ],
)
async def test_entities_filtered(api: Api, only: str, expected: list[Any]) -> None:
    found = (await api.ask(f"{{ entities(filter: {only}) {{ totalCount nodes {{ key }} }} }}"))["entities"]
    assert (keys(found), found["totalCount"]) == (sorted(one.key for one in expected), len(expected))


async def test_entities_page_by_page_in_any_order(empty: Api, seed: int) -> None:
    city = await small_city(empty.store, seed)
    query = f"""query($order: [EntityOrder!], $first: Int, $after: String, $last: Int, $before: String) {{
      entities(orderBy: $order, first: $first, after: $after, last: $last, before: $before) {{ {PAGE} }} }}"""
    order = [{"field": "DISTRICT", "direction": "DESC"}, {"field": "NAME"}]
    forwards: list[str] = []
    backwards: list[str] = []
    page = (await empty.ask(query, order=order, first=7))["entities"]
    while True:
        forwards += keys(page)
        if not page["pageInfo"]["hasNextPage"]:
            break
        page = (await empty.ask(query, order=order, first=7, after=page["pageInfo"]["endCursor"]))["entities"]
        assert page["pageInfo"]["hasPreviousPage"]
    page = (await empty.ask(query, order=order, last=9))["entities"]
    while True:
        backwards = keys(page) + backwards
        if not page["pageInfo"]["hasPreviousPage"]:
            break
        page = (await empty.ask(query, order=order, last=9, before=page["pageInfo"]["startCursor"]))["entities"]
        assert page["pageInfo"]["hasNextPage"]
    by_district = sorted(city.entities, key=lambda data: (data.subject.name, data.subject.key))
    by_district.sort(key=lambda data: data.subject.district or "", reverse=True)
    assert forwards == backwards == [data.subject.key for data in by_district]


async def test_a_cursor_of_another_order_is_refused(api: Api) -> None:
    end = (await api.ask("{ entities { pageInfo { endCursor } } }"))["entities"]["pageInfo"]["endCursor"]
    error = await api.error(f'{{ entities(orderBy: [{{field: NAME}}], after: "{end}") {{ totalCount }} }}')
    assert error["extensions"] == {"code": "BAD_INPUT", "where": "after"}


async def test_search_says_what_was_found_and_how_much_of_what(api: Api) -> None:
    question = """query($text: String!, $statuses: [String!]) { searchSubjects(text: $text, statuses: $statuses, first: 1) { totalCount
      edges { node { displayName } matched { by start length } }
      facets { kinds { kind count } districts { value count } statuses { value count } industries { value count } } } }"""
    found = (await api.ask(question, text="yubei"))["searchSubjects"]
    assert found["totalCount"] == 2
    assert found["edges"] == [
        {"node": {"displayName": "渝北建设商行"}, "matched": {"by": "SPELLING", "start": 0, "length": 2}}
    ]
    assert found["facets"] == {
        "kinds": [{"kind": "ENTERPRISE", "count": 1}, {"kind": "INDIVIDUAL_BUSINESS", "count": 1}],
        "districts": [{"value": "渝北区", "count": 1}],
        "statuses": [{"value": "存续", "count": 1}],
        "industries": [{"value": "建筑业", "count": 1}],
    }
    assert len(api.questions) == 2
    found = (await api.ask(question, text="cqyb", statuses=["存续"]))["searchSubjects"]
    assert (found["totalCount"], found["edges"][0]["matched"]) == (1, {"by": "SPELLING", "start": 0, "length": 4})


async def test_what_all_subjects_can_be_narrowed_by(api: Api) -> None:
    values = "kinds { kind count } districts { value count } statuses { value count } industries { value count }"
    found = await api.ask(
        f"""{{ all: subjectFacets {{ {values} }} shops: subjectFacets(kinds: [INDIVIDUAL_BUSINESS]) {{ kinds {{ kind count }} }}
          none: subjectFacets(districts: ["别处"]) {{ {values} }} }}"""
    )
    assert found["all"] == {
        "kinds": [{"kind": kind, "count": 1} for kind in ("ENTERPRISE", "INDIVIDUAL_BUSINESS", "PERSON")],
        "districts": [{"value": "渝北区", "count": 1}],
        "statuses": [{"value": "存续", "count": 1}],
        "industries": [{"value": "建筑业", "count": 1}],
    }
    assert found["shops"] == {"kinds": [{"kind": "INDIVIDUAL_BUSINESS", "count": 1}]}
    assert found["none"] == {"kinds": [], "districts": [], "statuses": [], "industries": []}
    assert len(api.questions) == 3


async def test_search_finds_by_a_former_name_and_says_which(empty: Api) -> None:
    was = Subject(f"uscc:{SHOP_CODE}", SubjectKind.INDIVIDUAL_BUSINESS, "两江小店", SHOP_CODE)
    at = datetime(2024, 3, 1, tzinfo=UTC)
    await add(empty.store, Additions(subjects=[renamed(was, "渝北建设商行", at)]))
    found = await empty.ask("""{ searchSubjects(text: "江小店") { edges { matched { by start length formerName }
      node { displayName formerNames { name since until } } } } }""")
    assert found["searchSubjects"]["edges"] == [
        {
            "matched": {"by": "FORMER_NAME", "start": 1, "length": 3, "formerName": "两江小店"},
            "node": {
                "displayName": "渝北建设商行",
                "formerNames": [{"name": "两江小店", "since": None, "until": "2024-03-01T00:00:00Z"}],
            },
        }
    ]


async def test_search(api: Api) -> None:
    found = await api.ask(
        f"""{{ both: searchSubjects(text: "渝北建设") {{ {PAGE} }} person: searchSubjects(text: "张") {{ nodes {{ __typename key }} }}
          shops: searchSubjects(text: "渝北", kinds: [INDIVIDUAL_BUSINESS]) {{ nodes {{ key }} }}
          code: searchSubjects(text: "{COMPANY_CODE.lower()}") {{ nodes {{ key gradeView {{ highest }} }} }}
          nothing: searchSubjects(text: "没有") {{ totalCount nodes {{ key }} }} }}"""
    )
    assert keys(found["both"]) == [SHOP.key, COMPANY.key]  # it begins so; the other contains it
    assert found["person"]["nodes"] == [{"__typename": "Person", "key": DOCTOR.key}]
    assert keys(found["shops"]) == [SHOP.key]
    assert found["code"]["nodes"] == [{"key": COMPANY.key, "gradeView": {"highest": "A"}}]
    assert found["nothing"] == {"totalCount": 0, "nodes": []}


DISCREPANT = """{ discrepancies(filter: %s, first: 10) { totalCount nodes { id state levels raisedAt closedAt subject { key
  displayName } high { grade item { key } } low { grade item { key } } } } }"""


@pytest.mark.parametrize(
    ("only", "pairs"),
    [
        ("null", ["1-7:1-9", "1-9:1-14"]),
        ("{levels: 3}", ["1-9:1-14"]),
        ('{department: "市人力社保局"}', ["1-9:1-14"]),
        ('{department: "transport"}', ["1-7:1-9", "1-9:1-14"]),
        ('{item: "1-7"}', ["1-7:1-9"]),
        ('{item: "1-7", department: "tax"}', []),
        ("{state: [OPEN]}", ["1-7:1-9", "1-9:1-14"]),
        ("{state: [CLOSED, UNDER_REVIEW]}", []),
        (f'{{subject: "{COMPANY.key}"}}', ["1-7:1-9", "1-9:1-14"]),
        (f'{{subject: "{DOCTOR.key}"}}', []),
    ],
)
async def test_discrepancies(api: Api, only: str, pairs: list[str]) -> None:
    found = (await api.ask(DISCREPANT % only))["discrepancies"]
    assert [one["id"].removeprefix(f"discrepancy:{COMPANY.key}:") for one in found["nodes"]] == pairs
    assert found["totalCount"] == len(pairs)
    for one in found["nodes"]:
        assert one["subject"] == {"key": COMPANY.key, "displayName": COMPANY.name}
        assert (one["high"]["grade"], one["state"]) == ("A", "OPEN")


REVIEW = (
    "MATCH (d:Discrepancy {key: $key}) CREATE (d)-[:REVIEWED]->(v:Review) SET v.key = $review, v.decision = $decision, "
    "v.reviewer = '市交通局', v.reason = '已核对', v.reviewedAt = $at"
)


async def test_reviews_of_discrepancies_oldest_first(api: Api) -> None:
    query = "{ discrepancies { nodes { id reviews { decision reviewer reason reviewedAt } } } }"
    none = (await api.ask(query))["discrepancies"]["nodes"]
    assert [one["reviews"] for one in none] == [[], []]
    for number, decision in ((2, "CORRECT"), (1, "KEEP")):
        at = f"2024-05-0{number}T00:00:00.000000Z"
        await api.store.write(REVIEW, {"key": none[0]["id"], "review": f"r{number}", "decision": decision, "at": at})
    found = (await api.ask(query))["discrepancies"]["nodes"]
    assert [(one["decision"], one["reviewer"], one["reviewedAt"]) for one in found[0]["reviews"]] == [
        ("KEEP", "市交通局", "2024-05-01T00:00:00Z"),
        ("CORRECT", "市交通局", "2024-05-02T00:00:00Z"),
    ]
    assert found[1]["reviews"] == []
    assert len(api.questions) == 2


async def test_the_distribution_of_grades(api: Api) -> None:
    found = await api.ask(
        """{ items: gradeDistribution(by: [ITEM]) { item { key } department { key } district grade count }
          departments: gradeDistribution(by: [DEPARTMENT, DISTRICT], filter: {districts: ["渝北区"]}) {
            department { name } district grade count }
          before: gradeDistribution(by: [ITEM], asOf: "2024-05-31") { item { key } }
          persons: gradeDistribution(by: [INDUSTRY], filter: {kinds: [PERSON]}) { industry grade count } }"""
    )
    assert [(one["item"]["key"], one["grade"], one["count"]) for one in found["items"]] == [
        ("1-7", "C", 1),
        ("1-9", "A", 1),
        ("1-14", "D", 1),
        ("1-30", "A", 1),
    ]
    assert {(one["department"] and one["department"]["key"], one["district"]) for one in found["items"]} == {
        (None, None)
    }
    assert [(one["department"]["name"], one["grade"]) for one in found["departments"]] == [
        ("市交通局", "A"),
        ("市交通局", "C"),
        ("市人力社保局", "D"),
    ]
    assert {"key": "1-48"} in [one["item"] for one in found["before"]]
    assert found["persons"] == [{"industry": None, "grade": "A", "count": 1}]


async def test_changes_in_their_order_and_going_on(api: Api) -> None:
    query = """query($after: String, $first: Int, $kinds: [ChangeKind!]) { changes(after: $after, first: $first, kinds: $kinds) {
      edges { cursor node { kind at subject { key } record { id } fact { key } discrepancy { id high { grade } } } }
      pageInfo { hasNextPage endCursor } } }"""
    read: list[dict[str, Any]] = []
    after = None
    while True:
        page = (await api.ask(query, first=3, after=after))["changes"]
        read += [edge["node"] for edge in page["edges"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert [one["at"] for one in read] == sorted(one["at"] for one in read)
    kinds = [one["kind"] for one in read]
    assert (kinds.count("GRADE_RECORDED"), kinds.count("FACT_RECORDED"), kinds.count("DISCREPANCY_RAISED")) == (7, 1, 2)
    for one in read:
        told = [name for name in ("record", "fact", "discrepancy") if one[name] is not None]
        assert told == [{"G": "record", "F": "fact", "D": "discrepancy"}[one["kind"][0]]]
    facts = (await api.ask(query, kinds=["FACT_RECORDED"]))["changes"]["edges"]
    assert [edge["node"]["fact"]["key"] for edge in facts] == ["fact-1"]


async def test_the_archive_newest_first(api: Api) -> None:
    query = """query($uscc: USCC!, $first: Int, $after: String, $knownAt: DateTime) { entity(uscc: $uscc) {
      archive(first: $first, after: $after, knownAt: $knownAt) { totalCount pageInfo { hasNextPage hasPreviousPage endCursor }
        edges { cursor node { kind at day what record { id } fact { key } discrepancy { id low { grade } } } } } } }"""
    read: list[dict[str, Any]] = []
    after = None
    while True:
        page = (await api.ask(query, uscc=COMPANY_CODE, first=2, after=after))["entity"]["archive"]
        read += [edge["node"] for edge in page["edges"]]
        assert (page["totalCount"], page["pageInfo"]["hasPreviousPage"]) == (10, after is not None)
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert [one["at"] for one in read] == sorted((one["at"] for one in read), reverse=True)
    assert sorted(one["kind"] for one in read) == [
        "CORRECTION",
        *["DISCREPANCY_RAISED"] * len(DISCREPANCIES),
        *["EVALUATION"] * 5,
        "FACT",
        "REGISTRATION",
    ]
    assert (read[-1]["kind"], read[-1]["day"], read[-1]["at"]) == ("REGISTRATION", "2010-03-01", "2010-02-28T16:00:00Z")
    before = (await api.ask(query, uscc=COMPANY_CODE, knownAt="2024-02-01"))["entity"]["archive"]
    assert "CORRECTION" not in {edge["node"]["kind"] for edge in before["edges"]}
    some = """query($uscc: USCC!, $asOf: DateTime, $kinds: [ArchiveKind!]) { entity(uscc: $uscc) {
      archive(first: 50, asOf: $asOf, kinds: $kinds) { totalCount nodes { kind day } } } }"""
    young = (await api.ask(some, uscc=COMPANY_CODE, asOf="2010-03-01"))["entity"]["archive"]
    assert young == {"totalCount": 1, "nodes": [{"kind": "REGISTRATION", "day": "2010-03-01"}]}
    for kinds in (["FACT"], ["EVALUATION", "CORRECTION"], []):
        chosen = (await api.ask(some, uscc=COMPANY_CODE, kinds=kinds))["entity"]["archive"]
        assert [one["kind"] for one in chosen["nodes"]] == [one["kind"] for one in read if one["kind"] in kinds]


RELATED = """query($uscc: USCC!, $kinds: [RelationKind!], $first: Int, $after: String) { entity(uscc: $uscc) {
  relations(kinds: $kinds, first: $first, after: $after) { totalCount pageInfo { hasNextPage hasPreviousPage endCursor }
    nodes { kind direction share subject { __typename key displayName gradeView { highest } } } } } }"""


async def test_relations_in_both_directions(api: Api) -> None:
    found = (await api.ask(RELATED, uscc=COMPANY_CODE))["entity"]["relations"]
    assert [(one["kind"], one["direction"], one["share"], one["subject"]["key"]) for one in found["nodes"]] == [
        ("BRANCH_OF", "INCOMING", None, SHOP.key),
        ("LEGAL_REPRESENTATIVE_OF", "INCOMING", None, DOCTOR.key),
        ("SHAREHOLDER_OF", "INCOMING", 0.6, DOCTOR.key),
    ]
    assert found["nodes"][1]["subject"] == {
        "__typename": "Person",
        "key": DOCTOR.key,
        "displayName": "张*",
        "gradeView": {"highest": "A"},
    }
    branch = await api.ask(RELATED, uscc=SHOP.uscc)
    assert [one["direction"] for one in branch["entity"]["relations"]["nodes"]] == ["OUTGOING"]


async def test_relations_page_by_page(api: Api) -> None:
    first = (await api.ask(RELATED, uscc=COMPANY_CODE, first=2))["entity"]["relations"]
    assert (first["totalCount"], first["pageInfo"]["hasNextPage"], len(first["nodes"])) == (3, True, 2)
    rest = (await api.ask(RELATED, uscc=COMPANY_CODE, after=first["pageInfo"]["endCursor"]))["entity"]["relations"]
    assert (rest["totalCount"], rest["pageInfo"]["hasPreviousPage"], len(rest["nodes"])) == (3, True, 1)
    one = (await api.ask(RELATED, uscc=COMPANY_CODE, kinds=["BRANCH_OF"]))["entity"]["relations"]
    assert (one["totalCount"], len(one["nodes"])) == (1, 1)


async def test_relations_of_relations(api: Api) -> None:
    found = await api.ask(
        """query($uscc: USCC!) { entity(uscc: $uscc) { relations { nodes { subject { key
          relations(kinds: [BRANCH_OF, SHAREHOLDER_OF]) { nodes { kind direction subject { key } } } } } } } }""",
        uscc=SHOP.uscc,
    )
    (company,) = (one["subject"] for one in found["entity"]["relations"]["nodes"])
    assert [(one["kind"], one["direction"]) for one in company["relations"]["nodes"]] == [
        ("BRANCH_OF", "INCOMING"),
        ("SHAREHOLDER_OF", "INCOMING"),
    ]
    assert len(api.questions) == 3


async def test_coverage_counts_the_registers(empty: Api) -> None:
    query = """{ coverage(asOf: "2024-06-01") { fields newFields targets { year met metFields quote }
      businessCoverage { value numerator denominator reason document } digitalAccess { value }
      departments { department { key } fields businessCoverage { value reason } } } }"""
    none = (await empty.ask(query))["coverage"]
    assert (none["fields"], none["businessCoverage"]["value"]) == (61, None)
    assert none["businessCoverage"]["reason"]
    lines = [register("transport", 1, "1-7", connected=True), register("transport", 2)]
    await add(empty.store, Additions(inspection_items=lines))
    found = (await empty.ask(query))["coverage"]
    assert (found["businessCoverage"]["value"], found["digitalAccess"]["value"]) == (0.5, 0.5)
    assert "transport" in found["businessCoverage"]["document"]
    transport = next(one for one in found["departments"] if one["department"]["key"] == "transport")
    assert (transport["fields"], transport["businessCoverage"]) == (7, {"value": 0.5, "reason": None})
    again = register("transport", 2, "1-9", connected=True, reported_on=date(2024, 5, 1))
    await add(empty.store, Additions(inspection_items=[followed(lines[1], again)]))
    over_time = [
        (await empty.ask(query.replace("2024-06-01", day)))["coverage"]["digitalAccess"]["value"]
        for day in ("2024-01-31", "2024-02-01", "2024-04-30", "2024-05-01")
    ]
    assert over_time == [None, 0.5, 0.5, 1.0], "a day counts the registers as they were"
