"""`yuxin export`: a list of the API as a file, through the running server and in process."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from gateway.exports.asked import Format
from gateway.exports.reading_ends import end_of
from tests.served import Ran, Served, yuxin_here

ENTITIES = """query Entities($first: Int = 50, $after: String) {
  entities(first: $first, after: $after) { totalCount
    nodes { uscc displayName registeredOn gradeView { highest } } pageInfo { hasNextPage endCursor } } }"""


@pytest.fixture
def operation(tmp_path: Path) -> Path:
    file = tmp_path / "entities.graphql"
    file.write_text(ENTITIES, encoding="utf-8")
    return file


@pytest.fixture
def ask(served: Served) -> Any:
    def asked(*arguments: str | Path, **environment: str) -> Ran:
        return yuxin_here(*map(str, arguments), data=served.data, **environment)

    return asked


def rows_of(file: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(file.read_text(encoding="utf-8-sig"), newline="")))


def test_a_list_becomes_a_csv_file(ask: Any, operation: Path, tmp_path: Path) -> None:
    to = tmp_path / "名单.csv"
    ran = ask(
        "export",
        operation,
        "--to",
        to,
        "--column",
        "代码=uscc",
        "--column",
        "名称=displayName",
        "--column",
        "gradeView.highest",
    )
    assert (ran.code, ran.err) == (0, "")
    header, *rows, last = rows_of(to)
    assert header == ["代码", "名称", "gradeView.highest"] and len({row[0] for row in rows}) == len(rows) > 50
    assert last[0].startswith(f"共 {len(rows)} 行，完整") and "名称 / name：名单" in last[0]
    assert f"{len(rows):,} 行写到 {to}，完整" in ran.out.replace("\n", "")


def test_every_format_has_the_same_rows(ask: Any, operation: Path, tmp_path: Path) -> None:
    counts = []
    for format_ in ("csv", "xlsx", "jsonl"):
        ran = ask("export", operation, "--to", tmp_path / f"all.{format_}", "--json", "--variables", '{"first": 100}')
        assert ran.code == 0, ran.err
        told = json.loads(ran.out)
        assert told["complete"] is True
        counts.append(told["rows"])
    assert len(set(counts)) == 1 and counts[0] > 50
    sheet = load_workbook(tmp_path / "all.xlsx")["数据"]
    assert [cell.value for cell in sheet[1]] == ["uscc", "displayName", "registeredOn", "gradeView.highest"]
    assert sheet.max_row == counts[0] + 2
    first = json.loads((tmp_path / "all.jsonl").read_text(encoding="utf-8").splitlines()[0])
    assert sheet["A2"].value == first["uscc"]


def test_a_list_within_an_entity(ask: Any, tmp_path: Path) -> None:
    file, to = tmp_path / "departments.graphql", tmp_path / "d.csv"
    file.write_text("{ departments { key name items { key } } }", encoding="utf-8")
    assert ask("export", file, "--to", to).code == 0
    assert rows_of(to)[0] == ["key", "name", "items.key"] and "；" in rows_of(to)[1][2]


def test_a_file_that_is_cut_says_so_and_from_where_to_go_on(ask: Any, operation: Path, tmp_path: Path) -> None:
    """Without a cursor nothing but the first page is read; the cursor of a cut file is taken by the next run."""
    file, to = tmp_path / "one.graphql", tmp_path / "one.csv"
    file.write_text(ENTITIES.replace(", $after: String", "").replace(", after: $after", ""), encoding="utf-8")
    ran = ask("export", file, "--to", to, "--json")
    told = json.loads(ran.out)
    assert ran.code == 1 and (told["rows"], told["complete"]) == (50, False) and "还有下一页" in told["why"]
    assert rows_of(to)[-1][0].startswith("共 50 行，不完整")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--to", "a.pdf"], "--to: 请用 .csv"),
        (["--to", "a.csv", "--variables", "[]"], "--variables: 应是一个 JSON 对象"),
        (["--to", "a.csv", "--variables", "{"], "--variables: 不是 JSON"),
        (["--to", "a.csv", "--column", "uscc", "--column", "nam"], "columns[1].path[0]: 没有选 nam"),
        (["--to", "a.csv", "--list", "entities.edges"], "rows[1]: 没有选 edges"),
        (["--to", "a.csv", "--after", "later"], "after: 操作没有变量 $later"),
        (["--to", "a.csv", "--token", "not-one"], ""),
    ],
)
def test_what_cannot_be_exported_leaves_no_file(
    ask: Any, operation: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], told: str
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = ask("export", operation, *arguments)
    assert ran.code != 0 and told in ran.err
    assert [file.name for file in tmp_path.iterdir()] == ["entities.graphql"]


def test_in_process_it_is_the_same(operation: Path, tmp_path: Path) -> None:
    """Where no server serves the data folder."""
    data = tmp_path / "data"
    file = tmp_path / "departments.graphql"
    file.write_text("{ departments { key name } }", encoding="utf-8")
    for format_ in ("csv", "xlsx", "jsonl"):
        ran = yuxin_here("export", str(file), "--to", str(tmp_path / f"d.{format_}"), "--json", data=data)
        assert ran.code == 0, ran.err
        assert (json.loads(ran.out)["rows"], json.loads(ran.out)["complete"]) == (27, True)
    ran = yuxin_here("export", str(file), "--to", str(tmp_path / "e.csv"), "--column", "keys", data=data)
    assert ran.code == 2 and "没有选 keys" in ran.err and not (tmp_path / "e.csv").exists()
    file.write_text("{ departmens { key } }", encoding="utf-8")
    ran = yuxin_here("export", str(file), "--to", str(tmp_path / "e.csv"), data=data)
    assert ran.code != 0 and "departmens" in ran.err


def test_lists_in_lists_and_a_list_of_values(ask: Any, tmp_path: Path) -> None:
    file, to = tmp_path / "items.graphql", tmp_path / "items.csv"
    file.write_text("{ departments { key items { key } } }", encoding="utf-8")
    assert ask("export", file, "--to", to, "--each", "items").code == 0
    _, *rows, _ = rows_of(to)
    of_tax = [item for department, item in rows if department == "tax"]
    assert len(rows) > 60 and len({item for _, item in rows}) == len(rows) and of_tax
    file.write_text("query ($of: String!) { department(name: $of) { items { key } } }", encoding="utf-8")
    values = ["--variables", json.dumps({"of": ["tax", "transport", "tax"]})]
    asked = [
        "export",
        file,
        "--to",
        to,
        "--list",
        "department.items",
        *values,
        "--over",
        "of",
        "--column",
        "部门=$of",
        "--column",
        "key",
    ]
    assert ask(*asked).code == 0
    header, *rows, _ = rows_of(to)
    assert header == ["部门", "key"] and {department for department, _ in rows} == {"tax", "transport"}
    assert [item for department, item in rows if department == "tax"] == of_tax * 2
    assert ask(*asked, "--distinct").code == 0
    assert [item for department, item in rows_of(to)[:-1] if department == "tax"] == of_tax


@pytest.mark.parametrize("content", [b"", b"a,b\r\n", b"\xef\xbb\xbfa\r\n1\r\n"])
def test_a_file_without_an_end_is_none(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "cut"
    file.write_bytes(content)
    assert [end_of(file, format_) for format_ in Format] == [None] * 3
