"""A list as a file: whole where it can be, and never whole to look at where it is not."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any, cast

import httpx
import orjson
import pytest

from tests.gateway.exports.lists import (
    ASKED,
    DAY,
    FIELDS,
    PAGED,
    TEXTS,
    Query,
    asking,
    columns,
    csv_of,
    exported,
    lines_of,
    sheets_of,
)
from tests.gateway.toy import client_of, toy_service
from tests.gateway.written import Written

FORMATS = ("csv", "xlsx", "jsonl")
IN_THE_CITY = datetime(2023, 8, 22, 0, 30)


@pytest.fixture
def written() -> Written:
    return Written()


@pytest.fixture
async def client(written: Written) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(toy_service(query=Query, written=written, export_rows=50)) as opened:
        yield opened


def end_of(format: str, content: bytes) -> str:
    """What the file itself says of how it ended."""
    if format == "csv":
        return csv_of(content)[-1][0]
    if format == "xlsx":
        sheets = sheets_of(content)
        result: str = sheets["说明"][0][1]
        assert sheets["数据"][-1][0] == result
        return result
    end = lines_of(content)[-1]["end"]
    return f"共 {end['rows']} 行，" + ("完整" if end["complete"] else f"不完整：{end['why']}")


# --- whole lists ---


async def test_every_page_comes_as_csv(client: httpx.AsyncClient) -> None:
    content = await exported(client, asking(5, columns=columns("number", "text")))
    header, *rows, last = csv_of(content)
    assert header == ["number", "text"]
    assert rows == [[str(number), f"第{number}行"] for number in range(5)]
    assert last[0].startswith("共 5 行，完整") and last[1:] == [""]
    assert content.endswith(b"\r\n")


async def test_cells_are_what_people_read(client: httpx.AsyncClient) -> None:
    words = {"path": ["even"], "title": "偶数", "words": {"true": "双", "false": "单"}}
    wanted = [*columns("day", "at", "score", "even", "tags.name"), words]
    _, first, second, _ = csv_of(await exported(client, asking(2, columns=wanted)))
    assert first == ["2023-08-21", "2023-08-22 00:30:00", "0.0", "是", "a0；b", "双"]
    assert second == ["2023-08-21", "2023-08-22 00:30:00", "", "否", "a1；b", "单"]


async def test_a_workbook_has_numbers_and_days(client: httpx.AsyncClient) -> None:
    wanted = columns("number", "text", "day", "at", "score", "tags.name")
    sheets = sheets_of(await exported(client, asking(3, "xlsx", columns=wanted, name="三行")))
    assert list(sheets) == ["数据", "说明"]
    assert sheets["数据"][0] == ["number", "text", "day", "at", "score", "tags.name"]
    day = datetime.combine(DAY, datetime.min.time())
    assert sheets["数据"][3] == [2, "第2行", day, IN_THE_CITY, 0.5, "a2；b"]
    told = {row[0]: row[1] for row in sheets["说明"]}
    assert told["名称 / name"] == "三行" and "coordinator" in told["导出者 / exported by"]


async def test_programs_get_values_as_the_api_answers_them(client: httpx.AsyncClient) -> None:
    request = asking(3, "jsonl", columns=columns("number", "at", "score", "even", "tags.name"), name="三行")
    *rows, last = lines_of(await exported(client, request))
    assert rows[1] == {
        "number": 1,
        "at": "2023-08-21T16:30:00+00:00",
        "score": None,
        "even": False,
        "tags.name": ["a1", "b"],
    }
    end = last["end"]
    assert (end["rows"], end["complete"], end["name"], end["operation"]) == (3, True, "三行", "Rows")
    assert end["who"]["role"] == "coordinator" and end["began"] <= end["ended"]


async def test_without_columns_every_value_is_one(client: httpx.AsyncClient) -> None:
    (row, _) = lines_of(await exported(client, asking(1, "jsonl")))
    assert list(row) == ["number", "text", "day", "at", "score", "even", "tags.name"]


@pytest.mark.parametrize("rows", [["rows"], ["rows", "edges"], ["r"], ["rows", "nodes"]])
async def test_edges_and_lists_are_rows(client: httpx.AsyncClient, rows: list[str]) -> None:
    field = "r: rows" if rows == ["r"] else "rows"
    selected = "nodes { number }" if rows[-1] == "nodes" else "e: edges { cursor n: node { number } }"
    query = f"""query ($after: String) {{ {field}(count: 5, after: $after) {{ ...F }} }}
      fragment F on Rows {{ {selected} p: pageInfo {{ hasNextPage endCursor }} }}"""
    if rows[-1] == "edges":
        rows, path = ["rows", "e"], "n.number"
    else:
        path = "number"
    request = {"query": query, "rows": rows, "format": "jsonl", "after": "after", "columns": columns(path)}
    *found, last = lines_of(await exported(client, request))
    assert [row[path] for row in found] == [0, 1, 2, 3, 4] and last["end"]["complete"] is True


async def test_without_a_path_the_root_field_is_the_list(client: httpx.AsyncClient) -> None:
    """And `$after` takes the cursor, where the operation has it."""
    request = {name: value for name, value in asking(5, "jsonl").items() if name not in ("rows", "after")}
    assert lines_of(await exported(client, request))[-1]["end"]["rows"] == 5


async def test_a_list_that_has_no_pages_is_one_page(client: httpx.AsyncClient) -> None:
    request = {"query": f"{{ few {{ {FIELDS} }} }}", "rows": ["few"], "format": "csv"}
    assert len(csv_of(await exported(client, request))) == 5


async def test_a_list_within_one_of_a_list(client: httpx.AsyncClient) -> None:
    request = {"query": "{ few { number tags { name } } }", "rows": ["few", 2, "tags"], "format": "csv"}
    assert [row[0] for row in csv_of(await exported(client, request))][:3] == ["name", "a2", "b"]
    content = await exported(client, request | {"rows": ["few", 9, "tags"]})
    assert csv_of(content)[1][0].startswith("共 0 行，完整")


@pytest.mark.parametrize("format", FORMATS)
async def test_each_element_of_a_list_is_a_row(client: httpx.AsyncClient, format: str) -> None:
    """Of every page; what stands round the list stands in each of its rows."""
    request = asking(3, format, each=["tags"], columns=columns("number", "tags.name"))
    content = await exported(client, request)
    wanted = [(number, name) for number in range(3) for name in (f"a{number}", "b")]
    if format == "csv":
        assert [(int(number), name) for number, name in csv_of(content)[1:-1]] == wanted
    elif format == "xlsx":
        assert [tuple(row) for row in sheets_of(content)["数据"][1:-1]] == wanted
    else:
        assert [(row["number"], row["tags.name"]) for row in lines_of(content)[:-1]] == wanted
    assert end_of(format, content).startswith("共 6 行，完整")


async def test_lists_in_lists(client: httpx.AsyncClient) -> None:
    query = "{ few { number inner { number tags { name } nothing { name } } } }"
    request = {
        "query": query,
        "format": "jsonl",
        "each": ["inner", "tags"],
        "columns": columns("number", "inner.number", "inner.tags.name"),
    }
    *rows, last = lines_of(await exported(client, request))
    assert [tuple(row.values()) for row in rows] == [
        (1, 0, "a0"), (1, 0, "b"), (2, 0, "a0"), (2, 0, "b"), (2, 1, "a1"), (2, 1, "b"),
    ]  # fmt: skip
    assert last["end"]["rows"] == 6
    *rows, last = lines_of(
        await exported(client, request | {"each": ["inner", "nothing"], "columns": columns("number")})
    )
    assert (rows, last["end"]["complete"]) == ([], True)


LOOKED_UP = "query ($numbers: [Int!]!) { numbered(numbers: $numbers) { number text } }"


async def test_more_values_than_are_asked_for_at_one_time(client: httpx.AsyncClient) -> None:
    """Each row tells for which value it stands, that of nothing too."""
    ASKED.clear()
    numbers = [7, -1, 5, 3, 2]
    wanted = [{"path": ["$numbers"], "title": "asked"}, *columns("number")]
    over = {"variable": "numbers", "atOnce": 2}
    request = {
        "query": LOOKED_UP,
        "variables": {"numbers": numbers},
        "format": "jsonl",
        "over": over,
        "columns": wanted,
    }
    *rows, last = lines_of(await exported(client, request))
    assert ASKED == [[7, -1], [5, 3], [2]]
    assert [(row["asked"], row["number"]) for row in rows] == [(7, 7), (-1, None), (5, 5), (3, 3), (2, 2)]
    assert (last["end"]["rows"], last["end"]["complete"]) == (5, True)
    content = await exported(client, request | {"format": "csv", "columns": columns("text")})
    assert [row[0] for row in csv_of(content)][1:-1] == ["第7行", "", "第5行", "第3行", "第2行"]


async def test_the_first_of_more_rows_are_not_all_of_them(client: httpx.AsyncClient) -> None:
    query = "query ($first: Int!) { best(first: $first) { count rows { number } } }"
    request = {
        "query": query,
        "variables": {"first": 3},
        "rows": ["best", "rows"],
        "format": "csv",
        "total": ["best", "count"],
    }
    content = await exported(client, request)
    assert len(csv_of(content)) == 5 and end_of("csv", content).startswith("共 3 行，不完整：共 5 行")
    assert end_of("csv", await exported(client, request | {"variables": {"first": 9}})).startswith("共 5 行，完整")


async def test_a_variable_that_takes_one_value_has_one_at_a_time(client: httpx.AsyncClient) -> None:
    query = "query ($number: Int!) { around(number: $number) { number } }"
    wanted = [{"path": ["$number"], "title": "asked"}, *columns("number")]
    request = {
        "query": query,
        "variables": {"number": [1, 2]},
        "format": "jsonl",
        "over": {"variable": "number"},
        "columns": wanted,
    }
    rows = lines_of(await exported(client, request))[:-1]
    assert [tuple(row.values()) for row in rows] == [(1, 0), (1, 1), (1, 2), (2, 1), (2, 2), (2, 3)]
    distinct = request | {"distinct": True, "columns": columns("number")}
    *rows, last = lines_of(await exported(client, distinct))
    assert [row["number"] for row in rows] == [0, 1, 2, 3] and last["end"]["rows"] == 4
    content = await exported(client, request | {"variables": {"number": [1, 99, 2]}})
    *rows, last = lines_of(content)
    assert len(rows) == 3 and "没有这一个" in end_of("jsonl", content) and not last["end"]["complete"]


async def test_more_values_than_there_may_be_rows(client: httpx.AsyncClient) -> None:
    request = {
        "query": LOOKED_UP,
        "variables": {"numbers": list(range(60))},
        "format": "csv",
        "over": {"variable": "numbers", "atOnce": 20},
    }
    content = await exported(client, request)
    assert len(csv_of(content)) == 42 and "最多 50 行" in end_of("csv", content)


async def test_a_workbook_says_in_its_headers_how_it_ends(client: httpx.AsyncClient) -> None:
    """It is made whole before it is sent."""
    whole, cut = [await client.post("/export", json=asking(9, "xlsx", failsAt=at)) for at in (-1, 4)]
    assert (whole.headers["x-yuxin-rows"], whole.headers["x-yuxin-complete"]) == ("9", "true")
    assert (cut.headers["x-yuxin-rows"], cut.headers["x-yuxin-complete"], cut.headers["x-yuxin-code"]) == (
        "4",
        "false",
        "NOT_FOUND",
    )
    assert "x-yuxin-complete" not in (await client.post("/export", json=asking(9))).headers


async def test_a_list_that_is_null_has_no_rows(client: httpx.AsyncClient) -> None:
    request = {"query": "{ nothing { number } }", "rows": ["nothing"], "format": "csv"}
    header, last = csv_of(await exported(client, request))
    assert header == ["number"] and last[0].startswith("共 0 行，完整")


async def test_the_file_has_its_name(client: httpx.AsyncClient) -> None:
    response = await client.post("/export", json=asking(1, "xlsx", name='名/单"\n'))
    disposition = response.headers["content-disposition"]
    assert disposition == "attachment; filename=\"export.xlsx\"; filename*=UTF-8''%E5%90%8D_%E5%8D%95_.xlsx"
    assert response.headers["cache-control"].startswith("no-store")


async def test_the_moment_of_knowledge_is_told(client: httpx.AsyncClient) -> None:
    query = "query ($after: String, $knownAt: String) { rows(count: 1, after: $knownAt) { nodes { number } pageInfo { hasNextPage } } }"
    query = query.replace("$after: String, ", "")
    request = {"query": query, "rows": ["rows"], "format": "jsonl", "variables": {"knownAt": "0"}}
    assert lines_of(await exported(client, request))[-1]["end"]["knownAt"] == "0"


# --- files that are not whole ---


@pytest.mark.parametrize("format", FORMATS)
async def test_a_page_that_cannot_be_read_is_told_at_the_end(client: httpx.AsyncClient, format: str) -> None:
    content = await exported(client, asking(9, format, failsAt=4))
    assert end_of(format, content).startswith("共 4 行，不完整：rows: 读不了这一页")


@pytest.mark.parametrize("format", FORMATS)
async def test_more_rows_than_there_may_be(client: httpx.AsyncClient, format: str) -> None:
    """What is written ends with a page, and the cursor says where the next one begins."""
    content = await exported(client, asking(500, format, first=20))
    assert end_of(format, content).startswith("共 40 行，不完整：最多 50 行")
    if format == "jsonl":
        cut = lines_of(content)[-1]["end"]
        assert (cut["code"], cut["after"]) == ("LIMIT_EXCEEDED", "40")
        (row, *_) = lines_of(
            await exported(
                client,
                asking(500, format, first=20, after="after")
                | {"variables": {"count": 500, "first": 20, "after": cut["after"]}},
            )
        )
        assert row["number"] == 40


async def test_a_first_page_that_is_too_large_is_cut(client: httpx.AsyncClient) -> None:
    *rows, last = lines_of(await exported(client, asking(60, "jsonl", first=60)))
    assert len(rows) == 50 and last["end"]["complete"] is False


async def test_exactly_as_many_rows_as_there_may_be(client: httpx.AsyncClient) -> None:
    *rows, last = lines_of(await exported(client, asking(50, "jsonl", first=10)))
    assert len(rows) == 50 and last["end"]["complete"] is True


@pytest.mark.parametrize("format", FORMATS)
async def test_an_export_that_takes_too_long(format: str) -> None:
    async with client_of(toy_service(query=Query, export_seconds=0.2)) as client:
        content = await exported(client, asking(9, format, slowFrom=4))
    assert end_of(format, content).startswith("共 4 行，不完整：超过 0.2 秒")


async def test_another_page_without_a_variable_for_it(client: httpx.AsyncClient) -> None:
    query = "{ rows(count: 9) { nodes { number } pageInfo { hasNextPage } } }"
    content = await exported(client, {"query": query, "rows": ["rows"], "format": "csv"})
    assert csv_of(content)[-1][0].startswith("共 2 行，不完整：还有下一页")


async def test_a_cursor_that_stands_still(client: httpx.AsyncClient) -> None:
    query = "query ($after: String) { standing(after: $after) { nodes { number } pageInfo { hasNextPage endCursor } } }"
    content = await exported(client, {"query": query, "rows": ["standing"], "format": "jsonl", "after": "after"})
    *rows, last = lines_of(content)
    assert len(rows) == 2 and "游标没有前进" in last["end"]["why"]


async def test_a_value_that_cannot_be_read_leaves_a_gap(client: httpx.AsyncClient) -> None:
    """The rows are there, and nobody takes the file for whole."""
    query = PAGED.replace(FIELDS, "number sometimes")
    *rows, last = lines_of(await exported(client, asking(5, "jsonl", query=query)))
    assert [row["sometimes"] for row in rows] == ["there", "there", "there", None, "there"]
    assert last["end"]["complete"] is False and "rows.nodes.1.sometimes" in last["end"]["why"]


async def test_a_cell_that_is_too_long_for_a_workbook(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(TEXTS, 0, "长" * 40_000)
    content = await exported(client, asking(1, "xlsx", columns=columns("text")))
    assert len(sheets_of(content)["数据"][1][0]) == 32_767
    assert end_of("xlsx", content).startswith("共 1 行，不完整")
    assert csv_of(await exported(client, asking(1, columns=columns("text"))))[1] == ["长" * 40_000]


# --- what is refused before the first byte ---


def looked_up(numbers: list[int], over: Any, more: Any = None, **parameters: Any) -> dict[str, Any]:
    variables = {"numbers": numbers, **({} if more is None else {"more": more})}
    return {"query": LOOKED_UP, "variables": variables, "format": "csv", "over": over, **parameters}


def without(name: str) -> dict[str, Any]:
    return {key: value for key, value in asking(3).items() if key != name}


@pytest.mark.parametrize(
    ("request_", "status", "told"),
    [
        (without("query"), 400, "query"),
        (without("format"), 400, "format"),
        (asking(3, "pdf"), 400, "format"),
        (asking(3, colunms=[]) | {"colunms": []}, 400, "colunms"),
        (asking(3, rows=["row"]), 400, "rows[0]: 没有选 row，选了 rows"),
        (asking(3, rows=["rows", "pageInfo"]), 400, "不是列表"),
        (asking(3, rows=["rows", "nodes", "number"]), 400, "rows[2]: nodes 是列表"),
        (asking(3, rows=["rows", 0]), 400, "rows[1]: rows 不是列表，没有第 0 个"),
        (asking(3, rows=["rows", "nodes", 0]), 400, "不是列表"),
        (asking(3, columns=columns("number", "nam")), 400, "columns[1].path[0]: 没有选 nam"),
        (asking(3, columns=columns("tags")), 400, "columns[0].path: tags 不是值，请到 name"),
        (asking(3, columns=columns("number", "number")), 400, "columns[1].title: 标题 number 重复"),
        (asking(3, columns=[]), 400, "columns"),
        (asking(3, "jsonl", columns=[{"path": ["number"], "title": "end"}]), 400, "标题不能是 end"),
        (asking(3, after="later"), 400, "after: 操作没有变量 $later，有 count"),
        (asking(3, after=3), 400, "after"),
        (asking(3, name=3), 400, "name"),
        (asking(3) | {"each": ["tag"]}, 400, "each[0]: 没有选 tag，选了"),
        (asking(3) | {"each": ["text"]}, 400, "each: text 不是列表"),
        (asking(3) | {"distinct": 1}, 400, "distinct"),
        (asking(3) | {"total": ["rows", "nodes", "number"]}, 400, "total: 有页的列表"),
        (asking(3, query="{ few { number } }", rows=["few"], after=None) | {"total": ["few"]}, 400, "total: few 不是值"),
        (asking(3, query="{ few { number } }", rows=["few"], after=None) | {"total": ["count"]}, 400, "total[0]: 没有选 count"),
        (asking(3) | {"total": ["few"], "each": ["few"]}, 400, "total: 不与 each 同用"),
        (asking(3) | {"over": {"variable": "count"}}, 400, "over: variables.count 应是至少一个值的数组"),
        (asking(cast(Any, [3])) | {"over": {"variable": "count"}}, 400, "over: 有页的列表不能逐批问"),
        (asking(3, columns=[{"path": ["$count"]}]), 400, "columns[0].path: $count 不是 over 的变量"),
        (looked_up([1], over={"variable": "numbers", "atOnce": 0}), 400, "over.atOnce"),
        (looked_up([1], over={"variables": "numbers"}), 400, "over: 应是 {variable, atOnce}"),
        (looked_up([1], over={"variable": "number"}), 400, "over: variables.number 应是"),
        (looked_up([1], more=[1], over={"variable": "more"}), 400, "over: 操作没有变量 $more，有 numbers"),
        (looked_up([], over={"variable": "numbers"}), 400, "至少一个值"),
        (looked_up([1, 2], columns=[{"path": ["$numbers"]}], over={"variable": "numbers"},
                   query=LOOKED_UP.replace("(numbers: $numbers)", "(numbers: $numbers, doubled: true)")), 400, "2 个值答了 4 行"),
        (asking(3, query="mutation { change }"), 400, "只能导出查询"),
        (asking(3, query="{ few { number } again: few { number } }", rows=["few"]), 400, "应只有一个根字段"),
        (asking(3, query="{ few { number }", rows=["few"]), 400, "Syntax Error"),
        (asking(3, query="{ few { numbers } }", rows=["few"]), 400, "Cannot query field 'numbers'"),
        (asking(3, query="query ($after: String) { rows(count: 3, after: $after) { nodes { number } } }"), 400, "pageInfo"),
        (asking(cast(Any, "three")), 400, "Int cannot represent non-integer value"),
        (asking(3, failsAt=0), 400, "读不了这一页"),
    ],
)  # fmt: skip
async def test_what_cannot_be_exported(
    client: httpx.AsyncClient, written: Written, request_: dict[str, Any], status: int, told: str
) -> None:
    response = await client.post("/export", json=request_)
    assert (response.status_code, response.headers["content-type"]) == (status, "application/json; charset=utf-8")
    (error, *_) = response.json()["errors"]
    assert told in error["message"] and error["extensions"]["code"]
    assert [line for line in written.lines if line.kind == "export"] == []


async def test_fragments_in_fragments_are_followed_and_counted(client: httpx.AsyncClient) -> None:
    """A document that is small and means a great deal is refused as /graphql refuses it."""
    chain = " ".join(f"fragment F{n} on Row {{ ...F{n + 1} }}" for n in range(90)) + " fragment F90 on Row { number }"
    request = {"query": f"{{ few {{ ...F0 }} }} {chain}", "format": "jsonl"}
    assert lines_of(await exported(client, request))[0] == {"number": 0}
    doubled = (
        " ".join(f"fragment F{n} on Row {{ ...F{n + 1} ...F{n + 1} }}" for n in range(60))
        + " fragment F60 on Row { number }"
    )
    response = await client.post("/export", json=request | {"query": f"{{ few {{ ...F0 }} }} {doubled}"})
    assert (response.status_code, response.json()["errors"][0]["extensions"]["code"]) == (400, "LIMIT_EXCEEDED")
    nested = "{ few " + "{ ... on Row " * 150 + "{ number }" + " }" * 151
    assert (await client.post("/export", json=request | {"query": nested})).status_code in (200, 400)


async def test_a_first_page_that_is_too_slow() -> None:
    async with client_of(toy_service(query=Query, request_timeout=0.1)) as client:
        response = await client.post("/export", json=asking(3, slowFrom=0))
    assert response.status_code == 504 and response.json()["errors"][0]["extensions"]["code"] == "TIMEOUT"


async def test_a_document_that_is_named_is_exported(client: httpx.AsyncClient) -> None:
    request = without("query") | {"documentId": "sha256:" + "0" * 64}
    response = await client.post("/export", json=request)
    assert (response.status_code, response.json()["errors"][0]["message"]) == (400, "PersistedQueryNotFound")


async def test_only_json_is_read(client: httpx.AsyncClient) -> None:
    """So that no other site's form can ask."""
    response = await client.post("/export", content=orjson.dumps(asking(3)), headers={"content-type": "text/plain"})
    assert response.status_code == 415
    assert (await client.get("/export")).status_code == 405


async def test_no_more_exports_than_there_may_be() -> None:
    async with client_of(toy_service(query=Query, exports=0)) as client:
        response = await client.post("/export", json=asking(3))
    assert response.status_code == 429 and "retry-after" in response.headers


# --- the audit trail ---


async def test_an_export_is_written_down_before_it_begins_and_when_it_ends(
    client: httpx.AsyncClient, written: Written
) -> None:
    await exported(client, asking(5, columns=columns("number", "tags.name")))
    begun, done = [line for line in written.lines if line.kind == "export"]
    assert begun.operation == done.operation == "Rows" and begun.who is not None
    told = {"format": "csv", "columns": ["number", "tags.name"], "list": "rows.nodes"}
    assert begun.details == {**told, "outcome": "begun"}
    assert done.details == {**told, "outcome": "done", "rows": 5, "complete": True}


async def test_a_file_that_is_cut_is_written_down_so(client: httpx.AsyncClient, written: Written) -> None:
    await exported(client, asking(9, failsAt=4))
    last = written.lines[-1].details
    assert (last["outcome"], last["rows"], last["complete"], last["why"]) == ("failed", 4, False, "NOT_FOUND")
