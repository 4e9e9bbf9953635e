"""The other kinds of file: facts, relations, registration data, registers of inspection items."""

from datetime import date
from typing import Any

import pytest

from graph_model.intake import Kind
from graph_model.model import Severity
from graph_model.registers import line_on, read_registers
from tests.graph_model.intake.city import City
from tests.graph_model.intake.files import ID_NUMBER, code, write_csv
from tests.graph_model.intake.test_inspections_elsewhere import HEADER as INSPECTIONS
from tests.graph_model.intake.test_inspections_elsewhere import row as inspection

FACTS = ("统一社会信用代码", "主体名称", "失信行为", "严重程度", "发生日期", "文号", "监管事项", "事实描述")
RELATIONS = ("股东统一社会信用代码", "身份证件号码", "关系方名称", "关系", "统一社会信用代码", "企业名称", "持股比例")
SUBJECTS = ("统一社会信用代码", "企业名称", "登记状态", "区县", "行业", "成立日期")
REGISTERS = ("部门", "事项编码", "检查事项", "对应监管事项", "是否接入", "文号", "报送日期")


Case = tuple[dict[str, str], tuple[str, str]]
"""Changes to a good row, and the code and the column of its refusal."""


async def send(city: City, kind: Kind, header: tuple[str, ...], *rows: list[Any], name: str = "f.csv") -> Any:
    return await city.import_file(write_csv(city.folder / name, rows, header), kind)


def fact(**changes: str) -> list[str]:
    cells = {
        "uscc": code(1),
        "name": "甲公司",
        "conduct": "拖欠农民工工资",
        "severity": "严重",
        "day": "2023/3/1",
        "document": "渝人社罚〔2023〕1号",
        "item": "1-14",
        "description": "拖欠 12 人工资",
    }
    return list((cells | changes).values())


async def test_a_fact_with_its_document(city: City) -> None:
    report = await send(city, Kind.FACTS, FACTS, fact())
    assert (report.counts.accepted, report.counts.new_subjects) == (1, 1)
    (found,) = (await city.subject()).facts
    assert (found.conduct, found.severity, found.occurred_on) == ("wage-arrears", Severity.SERIOUS, date(2023, 3, 1))
    assert (found.document_no, found.item_key, found.description) == ("渝人社罚〔2023〕1号", "1-14", "拖欠 12 人工资")
    before = await city.contents()
    assert (await send(city, Kind.FACTS, FACTS, fact())).counts.unchanged == 1
    assert await city.contents() == before


async def test_a_fact_is_corrected_in_place_and_known_since_it_was_first_recorded(city: City) -> None:
    await send(city, Kind.FACTS, FACTS, fact())
    first = (await city.subject()).facts[0]
    report = await send(city, Kind.FACTS, FACTS, fact(severity="一般"), name="2.csv")
    assert report.counts.corrected == 1
    (corrected,) = (await city.subject()).facts
    assert corrected.severity is Severity.ORDINARY and corrected.recorded_at == first.recorded_at


async def test_two_documents_are_two_facts(city: City) -> None:
    await send(city, Kind.FACTS, FACTS, fact(), fact(document="渝人社罚〔2023〕2号"))
    assert len((await city.subject()).facts) == 2


BAD_FACTS: list[Case] = [
    ({"conduct": "不讲信用"}, ("UNKNOWN_WORD", "conduct")),
    ({"conduct": ""}, ("MISSING", "conduct")),
    ({"severity": "很重"}, ("UNKNOWN_WORD", "severity")),
    ({"severity": ""}, ("MISSING", "severity")),
    ({"day": "2024-06-02"}, ("FUTURE_DATE", "occurredOn")),
    ({"day": ""}, ("MISSING", "occurredOn")),
    ({"document": ""}, ("MISSING", "documentNo")),
    ({"item": "1-99"}, ("UNKNOWN_ITEM", "item")),
    ({"name": ""}, ("MISSING", "name")),
]


async def test_facts_that_do_not_go_in(city: City) -> None:
    await send(city, Kind.FACTS, FACTS, *(fact(**changes) for changes, _ in BAD_FACTS))
    assert [(reject.code, reject.column) for reject in await city.rejects()] == [expected for _, expected in BAD_FACTS]
    assert await city.store.read("MATCH (f:DishonestyFact) RETURN f.key") == []


async def test_two_rows_that_give_one_fact_otherwise(city: City) -> None:
    report = await send(city, Kind.FACTS, FACTS, fact(), fact(severity="轻微"), fact())
    assert (report.counts.accepted, report.counts.unchanged) == (1, 1)
    assert [reject.code for reject in report.rejects] == ["CONFLICT"]


def relation(**changes: str) -> list[str]:
    cells = {
        "from": code(2),
        "person": "",
        "fromName": "乙公司",
        "relation": "股东",
        "to": code(1),
        "toName": "甲公司",
        "share": "35%",
    }
    return list((cells | changes).values())


async def test_a_shareholder_with_the_share(city: City) -> None:
    report = await send(city, Kind.RELATIONS, RELATIONS, relation())
    assert (report.counts.accepted, report.counts.new_subjects) == (1, 2)
    query = "MATCH (a:Subject)-[r:SHAREHOLDER_OF]->(b:Subject) RETURN a.uscc, b.uscc, r.share"
    assert await city.store.read(query) == [(code(2), code(1), 0.35)]
    assert (await send(city, Kind.RELATIONS, RELATIONS, relation(share="0.35"), name="2.csv")).counts.unchanged == 1
    assert (await send(city, Kind.RELATIONS, RELATIONS, relation(share="40%"), name="3.csv")).counts.corrected == 1
    assert await city.store.read(query) == [(code(2), code(1), 0.4)]


BAD_RELATIONS: list[Case] = [
    ({"share": "35"}, ("BAD_SHARE", "share")),
    ({"share": "-1%"}, ("BAD_SHARE", "share")),
    ({"relation": "朋友"}, ("UNKNOWN_WORD", "relation")),
    ({"relation": ""}, ("MISSING", "relation")),
    ({"relation": "分支机构"}, ("BAD_RELATION", "share")),
    ({"relation": "高管", "share": ""}, ("BAD_RELATION", "relation")),
    ({"to": code(2)}, ("BAD_RELATION", "toUscc")),
    ({"to": ""}, ("MISSING", "toUscc")),
    ({"toName": ""}, ("MISSING", "toName")),
    ({"fromName": ""}, ("MISSING", "fromName")),
    ({"person": ID_NUMBER}, ("TWO_SUBJECTS", "fromUscc")),
    ({"from": "", "person": ID_NUMBER, "relation": "分支机构", "share": ""}, ("BAD_RELATION", "relation")),
]


async def test_relations_that_do_not_go_in(city: City) -> None:
    await send(city, Kind.RELATIONS, RELATIONS, *(relation(**changes) for changes, _ in BAD_RELATIONS))
    assert [(reject.code, reject.column) for reject in await city.rejects()] == [case for _, case in BAD_RELATIONS]
    assert await city.store.read("MATCH (a:Subject)-[r]->(b:Subject) RETURN a.key") == []
    assert await city.store.read("MATCH (s:Subject) RETURN s.key") == [], "a rejected row makes no subject"


EDGES = {
    "法定代表人": "LEGAL_REPRESENTATIVE_OF",
    "董事": "EXECUTIVE_OF",
    "执业": "PRACTISES_AT",
    "SHAREHOLDER_OF": "SHAREHOLDER_OF",
}


async def test_what_a_person_is_to_an_entity(city: City) -> None:
    person = {"from": "", "person": ID_NUMBER, "fromName": "李某", "share": ""}
    await send(city, Kind.RELATIONS, RELATIONS, *(relation(**person, relation=word) for word in EDGES))
    for edge in EDGES.values():
        query = f"MATCH (a:Subject)-[:{edge}]->(b:Subject) RETURN a.displayName, b.uscc"
        assert await city.store.read(query) == [("李*", code(1))]


def registered(**changes: str) -> list[str]:
    cells = {
        "uscc": code(1),
        "name": "甲公司",
        "status": "存续",
        "district": "江北区",
        "industry": "建筑业",
        "founded": "2010年3月1日",
    }
    return list((cells | changes).values())


async def test_registration_data_of_new_and_known_subjects(city: City) -> None:
    report = await send(city, Kind.SUBJECTS, SUBJECTS, registered(), registered(uscc=code(2), name=""))
    assert (report.counts.accepted, report.counts.new_subjects) == (1, 1)
    assert [(reject.code, reject.column) for reject in report.rejects] == [("MISSING", "name")]
    subject = (await city.subject()).subject
    assert (subject.status, subject.district, subject.industry) == ("存续", "江北区", "建筑业")
    assert subject.registered_on == date(2010, 3, 1) and not subject.synthetic
    changed = registered(name="甲公司(集团)", status="", district="渝北区", industry="", founded="")
    assert (await send(city, Kind.SUBJECTS, SUBJECTS, changed, name="2.csv")).counts.corrected == 1
    subject = (await city.subject()).subject
    assert (subject.name, subject.status, subject.district) == ("甲公司(集团)", "存续", "渝北区")
    assert (await send(city, Kind.SUBJECTS, SUBJECTS, changed, name="3.csv")).counts.unchanged == 1
    [former] = (await city.subject()).subject.former_names
    assert (former.name, former.since) == ("甲公司", None)


async def test_a_name_that_changes_is_kept_as_a_former_one(city: City) -> None:
    for number, name in enumerate(("甲公司", "乙公司", "乙公司", "甲公司")):
        await send(city, Kind.SUBJECTS, SUBJECTS, registered(name=name, status=f"第{number}次"), name=f"{number}.csv")
    subject = (await city.subject()).subject
    assert (subject.name, [former.name for former in subject.former_names]) == ("甲公司", ["甲公司", "乙公司"])
    first, second = subject.former_names
    assert first.since is None and second.since == first.until <= second.until
    await send(city, Kind.FACTS, FACTS, fact(name="丙公司"), name="fact.csv")
    assert (await city.subject()).subject == subject, "who is told of something else is not called otherwise for it"


async def test_registration_data_that_does_not_go_in(city: City) -> None:
    rows = [registered(), registered(status="注销"), registered(uscc=code(3), founded="2030-01-01")]
    report = await send(city, Kind.SUBJECTS, SUBJECTS, *rows)
    assert [reject.code for reject in report.rejects] == ["CONFLICT", "FUTURE_DATE"]


def line(**changes: str) -> list[str]:
    cells = {
        "department": "市交通局",
        "code": "JT-001",
        "name": "道路旅客运输企业检查",
        "items": "1-7、道路运输",
        "connected": "是",
        "document": "渝交发〔2024〕1号",
        "day": "2024-01-15",
    }
    return list((cells | changes).values())


QUERY = (
    "MATCH (n:InspectionItem)-[:REPORTED_BY]->(d:Department) "
    "RETURN n.key, n.displayName, n.connected, n.documentNo, n.reportedOn, d.key ORDER BY n.key"
)
COVERED = "MATCH (n:InspectionItem)-[:COVERED_BY]->(i:Item) RETURN i.key ORDER BY i.key"


async def test_a_register_of_inspection_items(city: City) -> None:
    report = await send(city, Kind.REGISTERS, REGISTERS, line(), line(code="", name="甲", items="无", connected="否"))
    assert report.counts.accepted == 2
    first, second = await city.store.read(QUERY)
    if first[1] == "甲":
        first, second = second, first
    assert first == ("transport:JT-001", "道路旅客运输企业检查", True, "渝交发〔2024〕1号", "2024-01-15", "transport")
    assert (second[1], second[2]) == ("甲", False)
    assert await city.store.read(COVERED) == [("1-7",), ("1-8",)]
    assert (await send(city, Kind.REGISTERS, REGISTERS, line(items="1-8,1-7"), name="2.csv")).counts.unchanged == 1


async def test_a_later_report_replaces_and_an_earlier_one_does_not(city: City) -> None:
    await send(city, Kind.REGISTERS, REGISTERS, line())
    await send(city, Kind.REGISTERS, REGISTERS, line(items="1-9", day="2024-03-01"), name="2.csv")
    assert await city.store.read(COVERED) == [("1-9",)]
    report = await send(city, Kind.REGISTERS, REGISTERS, line(items="1-8", day="2024-02-01"), name="3.csv")
    assert [reject.code for reject in report.rejects] == ["OUTDATED"]
    assert await city.store.read(COVERED) == [("1-9",)]
    [found] = await read_registers(city.store, date(2024, 3, 1))
    items = [one.item_keys if one else None for one in (line_on(found, date(2024, month, 1)) for month in (1, 2, 3))]
    assert items == [None, ("1-7", "1-8"), ("1-9",)], "what was reported before is known of its days"


BAD_LINES: list[Case] = [
    ({"department": "某局"}, ("UNKNOWN_WORD", "department")),
    ({"department": ""}, ("MISSING", "department")),
    ({"name": ""}, ("MISSING", "name")),
    ({"items": "1-7、飞行"}, ("UNKNOWN_ITEM", "items")),
    ({"connected": "也许"}, ("UNKNOWN_WORD", "connected")),
    ({"connected": ""}, ("MISSING", "connected")),
    ({"document": ""}, ("MISSING", "documentNo")),
    ({"day": ""}, ("MISSING", "reportedOn")),
    ({"day": "2024-06-02"}, ("FUTURE_DATE", "reportedOn")),
]


async def test_lines_that_do_not_go_in(city: City) -> None:
    await send(city, Kind.REGISTERS, REGISTERS, *(line(**changes) for changes, _ in BAD_LINES))
    assert [(reject.code, reject.column) for reject in await city.rejects()] == [expected for _, expected in BAD_LINES]


async def test_a_name_with_a_list_mark_in_it_is_one_item(city: City) -> None:
    await send(city, Kind.REGISTERS, REGISTERS, line(items="春、秋季校园及周边食品安全专项检查"))
    assert await city.store.read(COVERED) == [("1-17",)]


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.GRADES])
async def test_a_dry_run_of_any_kind_writes_nothing(city: City, kind: Kind) -> None:
    header, rows = {
        Kind.FACTS: (FACTS, [fact(), fact(severity="轻微"), fact(name="", document="二")]),
        Kind.RELATIONS: (RELATIONS, [relation(), relation(share="1%"), relation(relation="法定代表人", share="")]),
        Kind.SUBJECTS: (SUBJECTS, [registered(), registered(status="注销"), registered()]),
        Kind.REGISTERS: (REGISTERS, [line(), line(connected="否"), line()]),
        Kind.INSPECTIONS: (INSPECTIONS, [inspection(), inspection(outcome="很好"), inspection()]),
    }[kind]
    before = await city.contents()
    path = write_csv(city.folder / "f.csv", rows, header)
    dry = await city.import_file(path, kind, dry_run=True, batch_size=1)
    assert await city.contents() == before
    assert dry.counts == (await city.import_file(path, kind, batch_size=1)).counts
