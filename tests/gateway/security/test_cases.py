"""Somebody works in a case: names why, keeps what was found, watches, and is told what has changed; nobody else sees any of it."""

from dataclasses import replace
from typing import Any

import pytest

from gateway.execution.operations import Operation
from gateway.records.audit.line import Kind
from gateway.security.identity import Identity
from resolvers.asker import Role
from tests.gateway.security.town import EAST, EVERYBODY, PERSON, SUBJECTS, WEST, Town, owners, somebody, told_in_case
from tests.gateway.written import Written, auditing_to

pytestmark = pytest.mark.asyncio(loop_scope="module")
INVESTIGATOR = somebody(Role.INVESTIGATOR, case="渝市监案〔2026〕3号")
CASELESS = somebody(Role.INVESTIGATOR)
MINE = replace(INVESTIGATOR, name="wang")
OFFICER = replace(somebody(Role.OFFICER, department="human-resources", district="渝中区"), name="zhao")
OTHERS = [
    replace(MINE, name="li"),
    replace(MINE, role=Role.COORDINATOR),
    replace(MINE, role=Role.OFFICER, department="tax"),
    replace(MINE, department="tax"),
    replace(MINE, district="渝北区"),
]
RESULT = """{ __typename ... on CaseResult { repeated case { id reason title openedBy closedAt lookedAt version
  entries { number kind name content } watched { key } } }
  ... on BadInputError { code where } ... on LimitExceededError { limit } ... on MutationError { code message } }"""
OPEN = f"mutation Open($input: OpenCaseInput!) {{ openCase(input: $input) {RESULT} }}"
ADD = f"mutation Add($input: AddToCaseInput!) {{ addToCase(input: $input) {RESULT} }}"
WATCH = f"mutation Watch($input: WatchSubjectsInput!) {{ watchSubjects(input: $input) {RESULT} }}"
UNWATCH = f"mutation Unwatch($input: WatchSubjectsInput!) {{ unwatchSubjects(input: $input) {RESULT} }}"
LOOKED = f"mutation Looked($input: LookedAtCaseInput!) {{ lookedAtCase(input: $input) {RESULT} }}"
CLOSE = f"mutation Close($input: CloseCaseInput!) {{ closeCase(input: $input) {RESULT} }}"
ONE = "query One($id: ID!) { case(id: $id) { id reason version entries { content } } }"
CHANGES = """query Changes($id: ID!, $first: Int, $after: String) { case(id: $id) { version
  changes(first: $first, after: $after) { nodes { kind subject { key } } pageInfo { hasNextPage endCursor } } } }"""
NOTE = "证人张某说"


async def done(town: Town, who: Identity, question: str, **given: Any) -> dict[str, Any]:
    (answer,) = (await town.ask(who, question, input={"idempotencyKey": f"{question[9:13]}{given}", **given})).values()
    assert isinstance(answer, dict)
    return answer


async def opened(town: Town, who: Identity = MINE, reason: str = "举报核查", **given: Any) -> dict[str, Any]:
    case = (await done(town, who, OPEN, reason=reason, **given))["case"]
    assert isinstance(case, dict)
    return case


async def test_what_is_found_is_kept_in_a_case(town: Town) -> None:
    case = await opened(town, title="某建筑公司")
    assert (case["reason"], case["title"], case["openedBy"], case["version"]) == ("举报核查", "某建筑公司", "wang", 1)
    assert (case["closedAt"], case["lookedAt"], case["entries"], case["watched"]) == (None, None, [], [])
    on = {"case": case["id"]}
    await done(town, MINE, ADD, **on, version=1, kind="SEARCH", name="查建设", content="/search?q=x")
    await done(town, MINE, ADD, **on, version=2, kind="CANVAS", name="关系", content="/graph/uscc:X?depth=2")
    kept = (await done(town, MINE, ADD, **on, version=3, kind="NOTE", name="电话", content=NOTE))["case"]
    assert [(one["kind"], one["content"]) for one in kept["entries"]] == [
        ("SEARCH", "/search?q=x"),
        ("CANVAS", "/graph/uscc:X?depth=2"),
        ("NOTE", NOTE),
    ]
    watching = (await done(town, MINE, WATCH, **on, version=4, subjects=[EAST.key, WEST.key]))["case"]
    assert {one["key"] for one in watching["watched"]} == {EAST.key, WEST.key}
    fewer = (await done(town, MINE, UNWATCH, **on, version=5, subjects=[EAST.key]))["case"]
    assert [one["key"] for one in fewer["watched"]] == [WEST.key]
    closed = (await done(town, MINE, CLOSE, **on, version=6))["case"]
    assert closed["closedAt"] is not None and closed["version"] == 7
    listed = await town.ask(MINE, "{ cases(closed: true) { nodes { id } totalCount } }")
    assert case["id"] in [one["id"] for one in listed["cases"]["nodes"]]


async def test_a_closed_case_refuses_everything(town: Town) -> None:
    case = await opened(town, reason="结了的")
    on = {"case": case["id"], "version": 2}
    end = (await town.ask(MINE, CHANGES, id=case["id"]))["case"]["changes"]["pageInfo"]["endCursor"]
    first = await done(town, MINE, CLOSE, **{**on, "version": 1})
    assert (await done(town, MINE, CLOSE, **{**on, "version": 1}))["repeated"] and not first["repeated"]
    for question, given in (
        (ADD, {"kind": "NOTE", "name": "x", "content": "x"}),
        (WATCH, {"subjects": [EAST.key]}),
        (UNWATCH, {"subjects": [EAST.key]}),
        (LOOKED, {"through": end}),
        (CLOSE, {}),
    ):
        answer = await done(town, MINE, question, **on, **given)
        assert (answer["__typename"], answer["code"]) == ("ConflictError", "CONFLICT"), question
        assert "结案" in answer["message"]


@pytest.mark.parametrize("other", OTHERS, ids=str)
async def test_to_anybody_else_it_is_as_if_it_were_not_there(town: Town, other: Identity) -> None:
    case = await opened(town, reason="别人的")
    assert (await town.ask(other, ONE, id=case["id"]))["case"] is None
    listed = await town.ask(other, "{ cases { nodes { reason } } }")
    assert "别人的" not in [one["reason"] for one in listed["cases"]["nodes"]]
    there = await done(town, other, CLOSE, case=case["id"], version=1)
    nowhere = await done(town, other, CLOSE, case="case:none", version=1)
    assert there == nowhere and there["__typename"] == "NotFoundError"
    assert (await town.ask(MINE, ONE, id=case["id"]))["case"]["version"] == 1


async def test_who_is_somebody_else_has_another_case(town: Town) -> None:
    """One account in several roles: each finds its own."""
    for place, owner in enumerate(owners()):
        who = next(one for one in EVERYBODY if (one.role.value, one.department or "") == (owner.role, owner.department))
        nodes = (await town.ask(who, "{ cases { nodes { reason entries { name content } } } }"))["cases"]["nodes"]
        reason, name, text = told_in_case(place)
        assert nodes == [{"reason": reason, "entries": [{"name": name, "content": text}]}]


async def test_what_is_wrong_is_told_with_its_place(town: Town) -> None:
    case = await opened(town, reason="错的")
    on = {"case": case["id"], "version": 1}
    for question, given, where in (
        (OPEN, {"reason": " "}, "input.reason"),
        (OPEN, {"reason": "x", "idempotencyKey": ""}, "input.idempotencyKey"),
        (ADD, {**on, "kind": "SEARCH", "name": "x", "content": "https://elsewhere.example"}, "input.content"),
        (WATCH, {**on, "subjects": ["9"]}, "input.subjects[0]"),
        (WATCH, {**on, "subjects": []}, "input.subjects"),
        (LOOKED, {**on, "through": "x"}, "input.through"),
    ):
        answer = await done(town, MINE, question, **given)
        assert (answer["__typename"], answer["where"]) == ("BadInputError", where)
    stale = await done(town, MINE, CLOSE, case=case["id"], version=7)
    assert stale["__typename"] == "ConflictError"


async def read(town: Town, who: Identity, case_id: str) -> tuple[list[tuple[str, str]], str, int]:
    """The changes since the case was looked at, where to go on, and the version."""
    found: list[tuple[str, str]] = []
    after, version = None, 0
    while True:
        case = (await town.ask(who, CHANGES, id=case_id, first=7, after=after))["case"]
        found += [(one["kind"], one["subject"]["key"]) for one in case["changes"]["nodes"]]
        after, version = case["changes"]["pageInfo"]["endCursor"], case["version"]
        if not case["changes"]["pageInfo"]["hasNextPage"]:
            return found, after, version


@pytest.mark.parametrize(
    "who",
    [
        somebody(Role.COORDINATOR),
        somebody(Role.OFFICER, department="tax"),
        somebody(Role.OFFICER, department="human-resources", district="渝中区"),
        INVESTIGATOR,
    ],
    ids=lambda who: f"{who.role} {who.department}",
)
async def test_what_has_changed_is_what_the_feed_tells_them(town: Town, who: Identity) -> None:
    """Of everybody who is watched, by the same rules."""
    feed = "{ changes(first: 100) { nodes { kind subject { key } } pageInfo { hasNextPage } } }"
    told = (await town.ask(who, feed))["changes"]
    assert not told["pageInfo"]["hasNextPage"]
    wanted = [(one["kind"], one["subject"]["key"]) for one in told["nodes"]]
    [case] = (await town.ask(who, "{ cases { nodes { id watched { key subject { key } } } } }"))["cases"]["nodes"]
    found, _, _ = await read(town, who, case["id"])
    assert found == wanted and found != []
    seen = {one["key"] for one in case["watched"] if one["subject"] is not None}
    assert seen == {one.key for one in SUBJECTS if who.district in (None, one.district)}


async def test_what_was_looked_at_is_new_no_more(town: Town) -> None:
    case = await opened(town, reason="看变化")
    on = {"case": case["id"]}
    await done(town, MINE, WATCH, **on, version=1, subjects=[PERSON.key])
    found, end, version = await read(town, MINE, case["id"])
    assert found == []  # all that there is was recorded before the case was opened
    looked = (await done(town, MINE, LOOKED, **on, version=version, through=end))["case"]
    assert looked["lookedAt"] is not None and looked["version"] == version + 1


async def test_an_investigator_opens_one_first(town: Town) -> None:
    """Without a case there is nothing to ask in, but cases themselves."""
    case = await opened(town, CASELESS, reason="先开案")
    listed = "{ cases { nodes { id reason entries { name } watched { key } } } }"
    assert case["id"] in [one["id"] for one in (await town.ask(CASELESS, listed))["cases"]["nodes"]]
    refused = await town.refused(
        CASELESS, "{ cases { nodes { changes { nodes { kind } } watched { subject { key } } } } }"
    )
    assert {"Case.changes", "WatchedSubject.subject"} <= refused


@pytest.mark.parametrize(
    "who",
    [one for one in EVERYBODY if one.role not in (Role.COORDINATOR, Role.OFFICER, Role.INVESTIGATOR)],
    ids=lambda who: who.role.value,
)
async def test_others_have_no_cases(town: Town, who: Identity) -> None:
    assert "Query.cases" in await town.refused(who, "{ cases { nodes { id } } }")
    for name, more in (
        ("openCase", 'reason: "x"'),
        ("addToCase", 'case: "x", version: 1, kind: NOTE, name: "x", content: "x"'),
        ("watchSubjects", 'case: "x", version: 1, subjects: ["x"]'),
        ("unwatchSubjects", 'case: "x", version: 1, subjects: ["x"]'),
        ("lookedAtCase", 'case: "x", version: 1, through: "x"'),
        ("closeCase", 'case: "x", version: 1'),
    ):
        question = f'mutation {{ {name}(input: {{{more}, idempotencyKey: "1"}}) {{ __typename }} }}'
        assert f"Mutation.{name}" in await town.refused(who, question)


async def test_every_act_leaves_a_line_and_nothing_that_was_written(town: Town) -> None:
    written = Written()
    parts = replace(town.parts, auditing=auditing_to(written))

    async def act(question: str, **given: Any) -> dict[str, Any]:
        variables = {"input": {"idempotencyKey": f"line {question[9:13]}", **given}}
        answer = await parts.run(Operation(question, None, variables), MINE)
        assert answer.data is not None
        (told,) = answer.data.values()
        case: dict[str, Any] = told["case"]
        return case

    case = await act(OPEN, reason="留痕的")
    on = {"case": case["id"]}
    await act(ADD, **on, version=1, kind="NOTE", name="名字不留", content=NOTE)
    await act(WATCH, **on, version=2, subjects=[EAST.key])
    await act(UNWATCH, **on, version=3, subjects=[EAST.key])
    await act(CLOSE, **on, version=4)
    ended = [line for line in written.lines if line.details.get("outcome") == "done"]
    assert {line.kind for line in written.lines} == {Kind.CHANGE} and len(written.lines) == 2 * len(ended) == 10
    id_ = case["id"]
    assert [line.details["cases"] for line in ended] == [
        [{"id": id_, "act": "open", "reason": "留痕的"}],
        [{"id": id_, "act": "add", "kind": "NOTE"}],
        [{"id": id_, "act": "watch", "watched": (EAST.key,)}],
        [{"id": id_, "act": "unwatch", "watched": (EAST.key,)}],
        [{"id": id_, "act": "close"}],
    ]
    assert all(line.subjects == () for line in ended)  # nothing was read of them: whom a case watches they are not told
    bodies = "".join(line.body() for line in written.lines)
    assert NOTE not in bodies and "名字不留" not in bodies
