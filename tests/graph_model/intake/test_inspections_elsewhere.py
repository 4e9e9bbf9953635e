"""`--kind inspections`: results of draws made in another system come in as published inspections, marked so."""

from typing import Any

import pytest

from graph_model.inspections.elsewhere import system_elsewhere
from graph_model.inspections.inspecting import Inspecting, Withdrawal, version_of
from graph_model.intake import Kind
from graph_model.model import Inspection, InspectionManner, InspectionOutcome, InspectionState, utc_now
from graph_model.signed import Signature
from resolvers.asker import Asker, Role
from resolvers.context import Context
from resolvers.schema import build_schema
from tests.graph_model.intake.city import City
from tests.graph_model.intake.files import code, write_csv

HEADER = (
    "统一社会信用代码",
    "主体名称",
    "事项",
    "检查日期",
    "检查方式",
    "检查结果",
    "文号",
    "抽取系统",
    "任务编号",
    "检查人员",
)


def row(**changes: str) -> list[str]:
    cells = {
        "uscc": code(1),
        "name": "甲公司",
        "item": "1-1",
        "day": "2023/3/1",
        "manner": "现场检查",
        "outcome": "未发现问题",
        "document": "国粮检〔2023〕1号",
        "system": "全国粮食信用监管平台",
        "task": "CQ-17",
        "inspectors": "执1、执2",
    }
    return list((cells | changes).values())


async def send(city: City, *rows: list[str], name: str = "i.csv") -> Any:
    return await city.import_file(write_csv(city.folder / name, rows, HEADER), Kind.INSPECTIONS)


async def inspections(city: City) -> tuple[Inspection, ...]:
    return (await city.subject()).inspections


@pytest.mark.plan("9", "yuxin import", "Inspection.drawnIn")
async def test_a_result_of_a_ministry_s_draw_is_a_published_inspection(city: City) -> None:
    report = await send(
        city, row(), row(outcome="不配合检查", document="国粮检〔2023〕2号", manner="", task="", inspectors="")
    )
    assert (report.counts.accepted, report.counts.new_subjects) == (2, 1)
    first, second = sorted(await inspections(city), key=lambda one: one.document_no)
    assert (first.state, first.department_key, first.item_key) == (
        InspectionState.PUBLISHED,
        "development-reform",
        "1-1",
    )
    assert (first.manner, first.outcome, first.inspectors) == (
        InspectionManner.ON_SITE,
        InspectionOutcome.NO_PROBLEM,
        ("执1", "执2"),
    )
    assert first.task_key == "elsewhere:grain-credit/CQ-17" and system_elsewhere(second.task_key) == "grain-credit"
    assert (second.outcome, second.inspectors, second.findings) == (InspectionOutcome.OBSTRUCTED, ("未报",), ())
    assert first.published_at == first.recorded_at is not None
    before = await city.contents(but=["Batch"])
    assert (await send(city, row(), name="again.csv")).counts.unchanged == 1
    assert await city.contents(but=["Batch"]) == before


async def test_another_file_corrects_it_in_place(city: City) -> None:
    await send(city, row())
    [before] = await inspections(city)
    report = await send(city, row(outcome="RECTIFICATION_ORDERED", task="CQ-18"), name="later.csv")
    assert report.counts.corrected == 1
    [after] = await inspections(city)
    assert (after.key, after.recorded_at, after.published_at) == (before.key, before.recorded_at, before.published_at)
    assert (after.outcome, after.revision, after.task_key) == (
        "RECTIFICATION_ORDERED",
        2,
        "elsewhere:grain-credit/CQ-18",
    )


async def test_one_that_was_withdrawn_stays_so_whatever_is_said_of_it_later(city: City) -> None:
    await send(city, row())
    [before] = await inspections(city)
    inspecting = Inspecting(city.store, city.catalogue, utc_now, Signature("甲", "officer"))
    done = await inspecting.withdraw(Withdrawal(before.key, version_of(before), "1", "记错了主体"))
    report = await send(city, row(outcome="RECTIFICATION_ORDERED"), name="later.csv")
    assert report.counts.unchanged == 1 and await inspections(city) == (done.inspection,)


async def test_a_row_that_contradicts_an_earlier_one_of_its_file(city: City) -> None:
    report = await send(city, row(), row(), row(outcome="无法联系"))
    assert (report.counts.accepted, report.counts.unchanged) == (1, 1)
    assert [(one.code, one.column) for one in report.rejects] == [("CONFLICT", "outcome")]


REFUSED = {
    "no day": ({"day": ""}, ("MISSING", "inspectedOn")),
    "a day to come": ({"day": "2099-01-01"}, ("FUTURE_DATE", "inspectedOn")),
    "no document": ({"document": ""}, ("MISSING", "documentNo")),
    "no result": ({"outcome": ""}, ("MISSING", "outcome")),
    "a result that there is not": ({"outcome": "很好"}, ("UNKNOWN_WORD", "outcome")),
    "a manner that there is not": ({"manner": "远程"}, ("UNKNOWN_WORD", "manner")),
    "no system": ({"system": ""}, ("MISSING", "system")),
    "a system that there is not": ({"system": "某某平台"}, ("UNKNOWN_WORD", "system")),
    "the composite": ({"item": "composite"}, ("UNKNOWN_ITEM", "item")),
    "nobody's name": ({"name": ""}, ("MISSING", "name")),
}


@pytest.mark.parametrize(("changed", "told"), REFUSED.values(), ids=REFUSED)
async def test_what_is_refused_says_why(city: City, changed: dict[str, str], told: tuple[str, str]) -> None:
    report = await send(city, row(**changed))
    assert [(one.code, one.column) for one in report.rejects] == [told]


async def test_it_says_where_it_was_drawn_to_whoever_sees_it(city: City) -> None:
    await send(city, row())
    told = "drawnIn { key use name } state acts { act }"
    of_subject = f"archive {{ nodes {{ kind what inspection {{ {told} }} }} }}"
    asked = f"""{{ entity(uscc: "{code(1)}") {{ {of_subject} }}
      inspections {{ nodes {{ drawnIn {{ name }} subject {{ key }} }} }} }}"""
    context = Context(city.store, city.catalogue, b"0" * 32, Asker(Role.COORDINATOR))
    result = await build_schema().execute(asked, context_value=context)
    assert result.data is not None and not result.errors, result.errors
    [entry] = [one for one in result.data["entity"]["archive"]["nodes"] if one["kind"] == "INSPECTION"]
    assert entry["inspection"] == {
        "drawnIn": {"key": "grain-credit", "use": "MINISTRY", "name": "全国粮食信用监管平台"},
        "state": "PUBLISHED",
        "acts": [],
    }
    assert "现场检查" in entry["what"]
    assert result.data["inspections"]["nodes"] == [
        {"drawnIn": {"name": "全国粮食信用监管平台"}, "subject": {"key": f"uscc:{code(1)}"}}
    ]
