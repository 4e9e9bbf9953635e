"""Platforms synced: facts, registration data and connected inspection items, held against the graph after each step."""

from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest

from gateway.sync.addresses import file_address
from gateway.sync.verifying.one_system import Outcome
from graph_model.archive import ArchiveKind, timeline
from graph_model.catalogue import Catalogue
from graph_model.change_kinds import ChangeKind
from graph_model.changes import ORDER, changes
from graph_model.errors import BadInput
from graph_model.identity_reviews import LATEST_FIRST, identity_reviews
from graph_model.intake import Kind, import_rows
from graph_model.intake.identification.decisions import IdentityDecisions, Signature
from graph_model.model import DishonestyFact, Identifier, IdentifierKind, InspectionItem, SubjectData, city_day, utc_now
from graph_model.paging import page_request
from graph_model.registers import line_on, read_registers
from graph_model.store import GraphStore
from graph_model.subjects import read_subject
from graph_model.writing import Additions
from tests.gateway.sync.running.department import NOON, SECRET, code, place_for
from tests.gateway.sync.running.platform_database import FACTS, REGISTER, REGISTRATION, Platform, platform
from tests.gateway.sync.running.test_identified import know
from tests.graph_model.small_city import add
from tests.seed.systems.places import KINDS

FACT_CHANGES = (ChangeKind.FACT_RECORDED, ChangeKind.FACT_WITHDRAWN)
Graph = tuple[GraphStore, Catalogue]
PENALTY = {"code": code(1), "name": "甲公司", "conduct": "01", "weight": "严重", "day": "20260501", "document": "1号"}
ENTRY = {
    "code": code(1),
    "name": "甲公司",
    "state": "1",
    "district": "渝中区",
    "day": "2010-01-02",
    "old": "500101000000017",
}


async def data_of(platform: Platform, number: int = 1) -> SubjectData:
    found = await read_subject(platform.parts.store, f"uscc:{code(number)}")
    assert found is not None
    return found


async def facts_of(platform: Platform) -> list[DishonestyFact]:
    return sorted((await data_of(platform)).facts, key=lambda fact: fact.recorded_at)


async def test_a_fact_comes_is_corrected_withdrawn_and_found_again(graph: Graph, tmp_path: Path) -> None:
    async with platform(FACTS, file_address(tmp_path / "p.sqlite"), *graph, tmp_path) as penalties:
        await penalties.put(1, **PENALTY)
        await penalties.put(2, **PENALTY, item="1-14")  # the same decision twice, the second with its item
        await penalties.put(3, **PENALTY | {"code": "91995001"})
        await penalties.put(4, **PENALTY | {"day": "20260230"})
        await penalties.put(5, **PENALTY | {"conduct": "99"})
        result = await penalties.synced_clean()
        assert (result.done.counts.accepted, result.done.counts.rejected) == (1, 3)
        assert await penalties.rejects() == {"number=3": "BAD_USCC", "number=4": "BAD_DATE", "number=5": "UNKNOWN_WORD"}
        [fact] = await facts_of(penalties)
        assert (fact.conduct, fact.severity.value, fact.occurred_on) == ("wage-arrears", "serious", date(2026, 5, 1))
        assert (fact.document_no, fact.item_key, fact.system_key) == ("1号", "1-14", "administrative-penalties")
        await penalties.put(2, weight="一般")
        result = await penalties.synced_clean()
        [corrected] = await facts_of(penalties)
        assert corrected.severity.value == "ordinary" and corrected.recorded_at == fact.recorded_at
        await penalties.put(1, gone="Y")
        assert (await penalties.synced_clean()).done.retired == 0, "the other row still tells it"
        await penalties.delete(2)
        assert (await penalties.synced_clean()).done.retired == 1
        [withdrawn] = await facts_of(penalties)
        assert withdrawn.withdrawn_at is not None
        assert not withdrawn.is_known(None) and withdrawn.is_known(withdrawn.withdrawn_at - timedelta(minutes=1))
        entries = timeline(await data_of(penalties), graph[1])
        assert {entry.kind for entry in entries} == {ArchiveKind.FACT, ArchiveKind.FACT_WITHDRAWN}
        await penalties.put(1, gone="N")
        assert (await penalties.synced_clean()).done.counts.accepted == 1
        before, again = await facts_of(penalties)
        assert before == withdrawn and again.withdrawn_at is None and again.key == f"{before.key}-2"
        told = await changes(graph[0], page_request(ORDER, first=10), kinds=FACT_CHANGES, now=penalties.now)
        assert [(one.kind, one.at, one.value) for one in told.rows] == [
            (ChangeKind.FACT_RECORDED, withdrawn.recorded_at, withdrawn),
            (ChangeKind.FACT_WITHDRAWN, withdrawn.withdrawn_at, withdrawn),
            (ChangeKind.FACT_RECORDED, again.recorded_at, again),
        ]


async def test_a_fact_that_was_known_before_is_the_platform_s_now(graph: Graph, tmp_path: Path) -> None:
    row = {"uscc": code(1), "name": "甲公司", "conduct": "wage-arrears", "severity": "严重", "documentNo": "1号"}
    row |= {"occurredOn": "2026-05-01", "description": "拖欠工资"}
    await import_rows(*graph, [row], kind=Kind.FACTS, secret=SECRET, import_key="one", clock=lambda: NOON)
    async with platform(FACTS, file_address(tmp_path / "p.sqlite"), *graph, tmp_path) as penalties:
        await penalties.put(1, **PENALTY)
        assert (await penalties.synced_clean()).done.counts.accepted == 0
        [fact] = await facts_of(penalties)
        assert (fact.description, fact.system_key) == ("拖欠工资", "administrative-penalties")
        row["severity"] = "一般"
        await import_rows(*graph, [row], kind=Kind.FACTS, secret=SECRET, import_key="two", clock=lambda: NOON)
        found = await penalties.verify()
        assert found.outcome is Outcome.EXPLAINED and found.found.first[0].reason == "CORRECTED", found.as_json()
        await penalties.put(2, **PENALTY | {"document": "2号"})
        await penalties.sync()
        await graph[0].write("MATCH (f:DishonestyFact {documentNo: '2号'}) SET f.severity = 'minor'")
        assert await reasons(penalties) == {"CORRECTED": 1, None: 1}, (
            "that a file changed the one explains not the other"
        )


async def reasons(platform: Platform) -> Counter[str | None]:
    """What explains the differences that a verification finds."""
    return Counter(difference.reason for difference in (await platform.verify()).found.first)


async def test_registration_data_and_lines_are_corrected_by_what_a_file_says_of_them(
    graph: Graph, tmp_path: Path
) -> None:
    async with platform(REGISTRATION, file_address(tmp_path / "p.sqlite"), *graph, tmp_path) as publicity:
        await know(graph[0], 2)
        for number in (1, 2, 3):
            await publicity.put(number, **ENTRY | {"code": code(number), "old": None, "name": f"企业{number}"})
        await publicity.synced_clean()
        row = {"uscc": code(1), "district": "万州区"}
        await import_rows(*graph, [row], kind=Kind.SUBJECTS, secret=SECRET, import_key="one", clock=lambda: NOON)
        await graph[0].write("MATCH (s:Subject {key: $key}) SET s.district = '江北区'", {"key": f"uscc:{code(2)}"})
        assert await reasons(publicity) == {"CORRECTED": 1, None: 1}
        await graph[0].write("MATCH (s:Subject {key: $key}) SET s.batchKey = null", {"key": f"uscc:{code(2)}"})
        assert await reasons(publicity) == {"CORRECTED": 2}, (
            "before batches were kept all that is known is that files came"
        )


async def test_a_fact_that_was_lost_or_spoilt_is_told(embedded: Graph, tmp_path: Path) -> None:
    async with platform(FACTS, file_address(tmp_path / "p.sqlite"), *embedded, tmp_path) as penalties:
        for number in (1, 2, 3):
            await penalties.put(number, **PENALTY | {"document": f"{number}号"})
        await penalties.synced_clean()
        await embedded[0].write("MATCH (f:DishonestyFact {documentNo: '1号'}) DETACH DELETE f")
        await embedded[0].write("MATCH (f:DishonestyFact {documentNo: '2号'}) SET f.severity = 'minor'")
        await embedded[0].write("MATCH (s:Statement) WHERE s.said CONTAINS '3号' DELETE s")
        found = await penalties.verify()
        assert found.outcome is Outcome.UNEXPLAINED
        kinds = {difference.kind.value for difference in found.found.first}
        assert kinds == {"RECORD_LOST", "RECORD_CHANGED", "RECORD_STRAY", "NOT_IN_GRAPH", "COUNT_DIFFERS"}


async def test_registration_data_change_what_they_say_and_erase_nothing(graph: Graph, tmp_path: Path) -> None:
    async with platform(REGISTRATION, file_address(tmp_path / "p.sqlite"), *graph, tmp_path) as publicity:
        await publicity.put(1, **ENTRY)
        await publicity.put(2, **ENTRY | {"code": code(2), "name": None, "old": None})
        await publicity.put(3, **ENTRY | {"code": code(3), "day": "2099-01-01"})
        result = await publicity.sync()
        assert (result.done.counts.accepted, result.done.counts.rejected, result.done.counts.new_subjects) == (1, 2, 1)
        assert await publicity.rejects() == {"number=2": "MISSING", "number=3": "FUTURE_DATE"}
        subject = (await data_of(publicity)).subject
        assert (subject.name, subject.status, subject.district, subject.registered_on) == (
            "甲公司",
            "存续",
            "渝中区",
            date(2010, 1, 2),
        )
        assert await codes(publicity) == [("500101000000017", subject.key)]
        await publicity.put(1, name="乙公司", district=None, state="2")
        await publicity.put(2, name="丙公司")
        await publicity.synced_clean()
        changed = (await data_of(publicity)).subject
        assert (changed.name, changed.status, changed.district) == ("乙公司", "注销", "渝中区")
        assert [(former.name, former.since) for former in changed.former_names] == [("甲公司", None)]
        await publicity.delete(1)
        assert (await publicity.synced_clean()).done.retired == 0
        assert (await data_of(publicity)).subject == changed


async def codes(publicity: Platform) -> list[tuple[str, str]]:
    rows = await publicity.parts.store.read("MATCH (i:Identifier) RETURN i.value, i.subjectKey ORDER BY i.value")
    return [(value, key) for value, key in rows]


async def test_only_lines_of_a_register_are_connected(graph: Graph, tmp_path: Path) -> None:
    store, _ = graph
    department, day = graph[1].departments[0], date(2026, 1, 5)
    lines = [InspectionItem(f"line:{n}", f"检查{n}", department.key, ("1-14",), False, "清单1号", day) for n in (1, 2)]
    await add(store, Additions(inspection_items=lines))
    async with platform(REGISTER, file_address(tmp_path / "p.sqlite"), *graph, tmp_path) as random:
        for number in (1, 2, 3):
            connected = "否" if number == 2 else "是"
            await random.put(number, department=department.name, name=f"检查{number}", connected=connected)
        await random.put(4, department="没有这个局", name="检查1", connected="是")
        result = await random.synced_clean()
        assert (result.done.counts.accepted, result.done.counts.rejected) == (1, 2)
        assert await random.rejects() == {"number=3": "UNKNOWN_ITEM", "number=4": "UNKNOWN_WORD"}
        assert await connected_lines(store) == {"line:1": True, "line:2": False}
        third = InspectionItem("line:3", "检查3", department.key, (), False, "清单2号", date(2026, 2, 5))
        await add(store, Additions(inspection_items=[third]))
        found = await random.verify()
        assert found.outcome is Outcome.EXPLAINED and found.found.first[0].reason == "KNOWN_SINCE", found.as_json()
        await random.delete(1)
        await random.synced_clean()
        assert await connected_lines(store) == {"line:1": False, "line:2": False, "line:3": True}
        query = "MATCH (n:InspectionItem {key: 'line:1'})-[:COVERED_BY]->(i:Item) RETURN i.key, n.documentNo"
        assert [tuple(row) for row in await store.read(query)] == [("1-14", "清单1号")]
        first = (await read_registers(store, city_day(utc_now())))[0]
        before = line_on(first, city_day(utc_now()) - timedelta(days=1))
        assert before is not None and (before.connected, before.reported_on) == (False, day)
        assert len(first.earlier) == 1, "what was connected and no more on one day"


async def connected_lines(store: GraphStore) -> dict[str, bool]:
    return dict(await store.read("MATCH (n:InspectionItem) RETURN n.key, n.connected"))


async def test_another_kind_under_the_same_key_is_refused(embedded: Graph, tmp_path: Path) -> None:
    address = file_address(tmp_path / "p.sqlite")
    async with platform(FACTS, address, *embedded, tmp_path) as penalties:
        await penalties.put(1, **PENALTY)
        await penalties.sync()
    other = REGISTRATION.replace("enterprise-publicity", "administrative-penalties")
    async with platform(other, address, *embedded, tmp_path) as publicity:
        await publicity.put(1, **ENTRY)
        with pytest.raises(BadInput, match="another key"):
            await publicity.sync()


@pytest.mark.parametrize("kind", KINDS[1:])
async def test_facts_on_each_kind_of_database(
    kind: str, request: pytest.FixtureRequest, embedded: Graph, tmp_path: Path
) -> None:
    async with platform(FACTS, await place_for(kind, request, tmp_path), *embedded, tmp_path) as penalties:
        await penalties.put(1, **PENALTY)
        await penalties.put(2, **PENALTY | {"document": "2号"})
        await penalties.put(3, **PENALTY | {"day": "20260230"})
        await penalties.synced_clean()
        await penalties.put(2, gone="Y")
        result = await penalties.synced_clean()
        assert (result.done.retired, await penalties.rejects()) == (1, {"number=3": "BAD_DATE"})


async def test_a_decision_brings_a_fact_and_takes_it_back(graph: Graph, tmp_path: Path) -> None:
    store, catalogue = graph
    number, registration = "995001200012345", IdentifierKind.REGISTRATION_NUMBER
    shared = [Identifier(registration, number, f"uscc:{code(k)}") for k in (1, 2)]
    await know(store, 1, 2, identifiers=tuple(shared))
    async with platform(FACTS, file_address(tmp_path / "p.sqlite"), *graph, tmp_path) as penalties:
        await penalties.put(1, **PENALTY | {"code": number})
        await penalties.synced_clean()
        assert await penalties.rejects() == {"number=1": "AMBIGUOUS_SUBJECT"}
        decisions = IdentityDecisions(store, catalogue, lambda: penalties.now)
        (review,) = (await identity_reviews(store, page_request(LATEST_FIRST))).rows
        signature = Signature("李某", "coordinator", "问过")
        penalties.now += timedelta(hours=1)
        result = await decisions.decide(review.key, f"uscc:{code(1)}", signature)
        [fact] = await facts_of(penalties)
        assert result.brought.accepted == 1 and fact.decision == result.decision.key and await penalties.rejects() == {}
        await penalties.synced_clean()
        penalties.now += timedelta(hours=1)
        await decisions.take_back(result.decision.key, signature)
        [fact] = await facts_of(penalties)
        assert not fact.is_known(None) and await penalties.rejects() == {"number=1": "AMBIGUOUS_SUBJECT"}
        assert not timeline(await data_of(penalties), catalogue), "a mistake of ours is no history of the subject's"
        await penalties.synced_clean()
