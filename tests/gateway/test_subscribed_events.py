"""Tasks of draws and early warnings over a real `serve`: each as it arises, once, also across a restart."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from graph_model.model import city_day, utc_now
from tests.gateway.subscribed import CODES, client, record, subscribed
from tests.served import Served, serving, yuxin_here

TASKS = """subscription ($after: String, $of: [String!]) { inspectionTaskChanged(after: $after, departments: $of) {
    cursor kind subject { key } task { key state items { itemKey } inspectors } } }"""
WARNED = """subscription ($after: String, $of: String) { earlyWarningRaised(after: $after, department: $of) {
    cursor subject { key } warning { kind record { grade } before { grade } older { key } } } }"""
COMMIT = """mutation ($item: ID!) { commitSample(input: {plan: {items: [$item], rates: [{item: $item, grade: D, ratio: 1, months: 1}]},
    idempotencyKey: "1"}) { ... on SampleDrawResult { draw { id } } ... on MutationError { message } } }"""
AGAIN = """mutation ($rows: [GradeRowInput!]!) { importGrades(input: {rows: $rows, idempotencyKey: "another"}) {
    ... on ImportGradesResult { accepted unchanged } } }"""
DRAW = """mutation ($draw: ID!) { drawSample(input: {draw: $draw}) { ... on SampleDrawResult { draw { taskCount } }
    ... on MutationError { message } } }"""
INSPECT = """mutation ($input: RecordInspectionInput!) { recordInspection(input: $input) {
    ... on InspectionResult { inspection { id version } } ... on MutationError { message } } }"""
WITHDRAW = """mutation ($input: WithdrawInspectionInput!) { withdrawInspection(input: $input) {
    ... on InspectionResult { inspection { state } } ... on MutationError { message } } }"""


async def do(asking: httpx.AsyncClient, query: str, **variables: Any) -> Any:
    answer = await asking.post("/graphql", json={"query": query, "variables": variables})
    [told] = answer.json()["data"].values()
    return told


async def some(answers: AsyncIterator[Any], number: int) -> list[Any]:
    found = [await asyncio.wait_for(anext(answers), 30) for _ in range(number)]
    return [told for one in found for told in one["data"].values()]


async def draw(asking: httpx.AsyncClient, item: str) -> int:
    committed = await do(asking, COMMIT, item=item)
    assert "draw" in committed, committed
    done = await do(asking, DRAW, draw=committed["draw"]["id"])
    count: int = done["draw"]["taskCount"]
    return count


def officer(running: Served, department: str) -> httpx.AsyncClient:
    token = yuxin_here("token", "--role", "officer", "--department", department, data=running.data).out.strip()
    return client(running, authorization=f"Bearer {token}")


async def test_tasks_come_as_they_are_drawn_and_done_and_go_on_behind_a_cursor(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with serving(data, "--city", "0") as running:
        async with client(running) as asking:
            await record(asking, range(4), item="1-14", grade="D")
            async with subscribed(asking, TASKS) as answers:
                hearing = asyncio.create_task(some(answers, 4))
                await asyncio.sleep(1)
                assert await draw(asking, "1-14") == 4
                drawn = await hearing
    assert [one["kind"] for one in drawn] == ["TASK_DRAWN"] * 4
    assert {one["subject"]["key"] for one in drawn} == {f"uscc:{code}" for code in CODES[:4]}
    assert len({one["cursor"] for one in drawn}) == 4
    with serving(data, "--city", "0") as running:
        async with officer(running, "市人力社保局") as labour:
            done = await do(labour, INSPECT, input=_inspection(drawn[0]))
            assert "inspection" in done, done
            async with subscribed(labour, TASKS, after=drawn[1]["cursor"]) as answers:
                heard = await some(answers, 3)
            assert [one["task"]["key"] for one in heard] == [drawn[number]["task"]["key"] for number in (2, 3, 0)]
            assert (heard[-1]["kind"], heard[-1]["task"]["state"]) == ("TASK_DONE", "DONE")
            async with subscribed(labour, TASKS) as answers:
                hearing = asyncio.create_task(some(answers, 1))
                await asyncio.sleep(1)
                one = done["inspection"]
                mistake = {
                    "inspection": one["id"],
                    "version": one["version"],
                    "reason": "记错",
                    "idempotencyKey": "记错",
                }
                assert "inspection" in await do(labour, WITHDRAW, input=mistake)
                [reopened] = await hearing
            assert (reopened["kind"], reopened["task"]["state"]) == ("TASK_REOPENED", "OPEN")


def _inspection(drawn: Any) -> dict[str, Any]:
    return {
        "subject": drawn["subject"]["key"],
        "item": "1-14",
        "task": drawn["task"]["key"],
        "manner": "ON_SITE",
        "inspectedOn": city_day(utc_now()).isoformat(),
        "inspectors": ["执7号"],
        "findings": [{"clause": "资质", "result": "PASSED"}],
        "outcome": "NO_PROBLEM",
        "documentNo": "渝人社检1号",
        "idempotencyKey": "1",
    }


@pytest.mark.plan("8", "Subscription.earlyWarningRaised")
async def test_a_fall_is_told_once_whatever_is_sent_again(tmp_path: Path) -> None:
    data, today = tmp_path / "data", city_day(utc_now())
    with serving(data, "--city", "0") as running:
        async with client(running) as asking:
            await record(asking, range(3), item="1-14", grade="A", evaluatedOn="2026-01-05")
            async with subscribed(asking, WARNED) as answers:
                hearing = asyncio.create_task(some(answers, 2))
                await asyncio.sleep(1)
                await record(asking, range(2), item="1-14", grade="C", evaluatedOn=today.isoformat())
                told = await hearing
    fell = {"kind": "FALL", "record": {"grade": "C"}, "before": {"grade": "A"}, "older": None}
    assert [one["warning"] for one in told] == [fell, fell]
    with serving(data, "--city", "0") as running:
        async with client(running) as asking:
            again = {"item": "1-14", "grade": "C", "evaluatedOn": today.isoformat()}
            rows = [{"uscc": CODES[number], "name": "渝信测试订阅有限公司", **again} for number in range(2)]
            assert await do(asking, AGAIN, rows=rows) == {"accepted": 0, "unchanged": 2}
            await record(asking, range(2, 3), item="1-14", grade="D", evaluatedOn=today.isoformat())
            async with subscribed(asking, WARNED, after=told[0]["cursor"], of="市人力社保局") as answers:
                heard = await some(answers, 2)
            listed = await do(asking, "{ changes(first: 100, kinds: [EARLY_WARNING_RAISED]) { edges { cursor } } }")
    assert heard[0] == told[1] and heard[1]["subject"]["key"] == f"uscc:{CODES[2]}"
    assert [edge["cursor"] for edge in listed["edges"]] == [one["cursor"] for one in [told[0], *heard]]
