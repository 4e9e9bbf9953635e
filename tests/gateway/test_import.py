"""`import` and `rejects`: in process, and through the server while it serves."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from gateway.running_server import find_server
from seed.city.codes import made_up_uscc
from tests.served import ROOT, Served, clean_environment, serving
from tests.served import yuxin_here as yuxin

HEADER = "统一社会信用代码,主体名称,监管事项,信用等级,评价日期,有效期至\n"
CODES = [made_up_uscc("91", 98, 99, index) for index in range(2_000)]
GOOD = f"{CODES[0]},渝信测试甲公司,1-7,B,2026-01-05,2027-01-04\n"
BAD_GRADE = f"{CODES[1]},渝信测试乙公司,1-7,E,2026-01-05,2027-01-04\n"
BAD_CODE = "915000000000000007,渝信测试丙公司,1-7,A,2026-01-05,2027-01-04\n"


def csv(path: Path, *rows: str) -> Path:
    path.write_text(HEADER + "".join(rows), encoding="utf-8")
    return path


def told(out: str) -> Any:
    return json.loads(out)


@pytest.fixture(params=["in process", "through the server"])
def data(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    """A data folder, with a server over it or without."""
    folder = tmp_path / "data"
    if request.param == "in process":
        yield folder
    else:
        with serving(folder, "--city", "0"):
            yield folder


def test_rows_go_in_and_the_rest_into_the_ledger_and_comes_back_corrected(data: Path, tmp_path: Path) -> None:
    path = csv(tmp_path / "交通 等级.csv", GOOD, BAD_GRADE, BAD_CODE)
    first = yuxin("import", str(path), "--json", data=data)
    assert first.code == 1, first.err
    [report] = told(first.out)
    counts = report["counts"]
    assert report["file"] == "交通 等级.csv"
    assert (counts["rows"], counts["accepted"], counts["rejected"]) == (3, 1, 2)
    assert {reject["code"] for reject in report["rejects"]} == {"UNKNOWN_GRADE", "BAD_USCC"}

    [again] = told(yuxin("import", str(path), "--json", data=data).out)
    assert (again["repeated"], again["counts"]["accepted"], again["counts"]["unchanged"]) == (True, 0, 1)

    ledger = told(yuxin("rejects", "--json", data=data).out)
    assert {row["code"] for row in ledger} == {"UNKNOWN_GRADE", "BAD_USCC"}
    assert all(row["file"] == "交通 等级.csv" and row["row"] in (3, 4) and row["message"] for row in ledger)

    exported = tmp_path / "改正.csv"
    written = yuxin("rejects", "--export", str(exported), "--json", data=data)
    assert (written.code, told(written.out)["rows"]) == (0, 2)
    text = exported.read_text(encoding="utf-8-sig")
    assert CODES[1] in text
    exported.write_text(text.replace("渝信测试乙公司,1-7,E", "渝信测试乙公司,1-7,C"), encoding="utf-8")
    [corrected] = told(yuxin("import", str(exported), "--json", data=data).out)
    assert corrected["counts"]["accepted"] == 1
    assert [row["code"] for row in told(yuxin("rejects", "--json", data=data).out)] == ["BAD_USCC"]

    subject = told(yuxin("view", CODES[1], "--json", data=data).out)
    assert subject["gradeView"]["highest"] == "C"
    assert subject["synthetic"] is False


def test_a_dry_run_writes_nothing(data: Path, tmp_path: Path) -> None:
    path = csv(tmp_path / "a.csv", GOOD, BAD_GRADE)
    [report] = told(yuxin("import", str(path), "--dry-run", "--json", data=data).out)
    assert (report["dryRun"], report["counts"]["accepted"], report["counts"]["rejected"]) == (True, 1, 1)
    assert told(yuxin("rejects", "--json", data=data).out) == []
    assert yuxin("view", CODES[0], data=data).code == 1


def test_the_report_as_a_table(data: Path, tmp_path: Path) -> None:
    path = csv(tmp_path / "a.csv", GOOD, BAD_GRADE)
    ran = yuxin("import", str(path), data=data)
    assert ran.code == 1
    for word in ("已接受", "没有变化", "已拒绝", "UNKNOWN_GRADE", "被拒绝的行", "提醒"):
        assert word in ran.out
    assert "UNKNOWN_GRADE" in yuxin("rejects", data=data).out
    assert "accepted" in yuxin("import", str(path), "--lang", "en", data=data).out


def test_several_files_and_kinds(data: Path, tmp_path: Path) -> None:
    one, two = csv(tmp_path / "a.csv", GOOD), csv(tmp_path / "b.csv", GOOD.replace("1-7", "1-8"))
    reports = told(yuxin("import", str(one), str(two), "--json", data=data).out)
    assert [report["counts"]["accepted"] for report in reports] == [1, 1]
    facts = yuxin("import", str(one), "--kind", "facts", data=data)
    assert facts.code == 2, "the columns are not those of facts"
    assert "Traceback" not in facts.err


def test_a_file_that_cannot_be_used(data: Path, tmp_path: Path) -> None:
    empty = tmp_path / "空.csv"
    empty.write_text("")
    ran = yuxin("import", str(empty), data=data)
    assert ran.code == 2
    assert "空.csv" in ran.err and "Traceback" not in ran.err
    assert yuxin("import", str(tmp_path / "none.csv"), data=data).code == 2
    assert yuxin("import", str(empty), "--kind", "nothing", data=data).code == 2


# --- the control of a running server ---


@pytest.fixture
def empty_server(tmp_path: Path) -> Any:
    with serving(tmp_path / "data", "--city", "0") as server:
        yield server


def test_the_control_takes_its_token_only(served: Served) -> None:
    for path in ("/control/rejects", "/control/rejects/export?name=a.csv"):
        assert httpx.get(served.url + path).status_code == 403
        assert httpx.get(served.url + path, headers={"x-yuxin-control": "guess"}).status_code == 403
    assert httpx.post(f"{served.url}/control/import?name=a.csv", content=b"x").status_code == 403


@pytest.mark.parametrize("name", ["../a.csv", "", ".", "a/b.csv"])
def test_an_upload_stays_where_it_belongs(served: Served, name: str) -> None:
    server = find_server(served.data)
    assert server is not None
    response = httpx.post(
        f"{served.url}/control/import",
        params={"name": name},
        content=b"x",
        headers={"x-yuxin-control": server.token},
    )
    assert (response.status_code, response.json()["errors"][0]["extensions"]["code"]) == (400, "BAD_INPUT")


def test_an_upload_over_the_limit_is_refused(tmp_path: Path) -> None:
    big = csv(tmp_path / "big.csv", *([GOOD] * 200))
    with serving(tmp_path / "data", "--city", "0", YUXIN_IMPORT_LIMIT="2000") as server:
        ran = yuxin("import", str(big), data=server.data)
        assert ran.code in (1, 3)
        assert "Traceback" not in ran.err and ran.err
        assert not list(server.data.glob("upload-*"))


def test_questions_are_answered_while_a_file_goes_in(empty_server: Served, tmp_path: Path) -> None:
    rows = [f"{code},渝信测试公司,1-7,{'ABCD'[n % 4]},2026-01-05,\n" for n, code in enumerate(CODES)]
    path = csv(tmp_path / "many.csv", *rows)
    command = [sys.executable, "-m", "gateway.cli", "import", str(path), "--json", "--data", str(empty_server.data)]
    process = subprocess.Popen(command, cwd=ROOT, env=clean_environment(), stdout=subprocess.PIPE, text=True)
    answered = 0
    while process.poll() is None:
        body = {"query": "{ items { key } }"}
        assert httpx.post(f"{empty_server.url}/graphql", json=body, timeout=10).status_code == 200
        answered += 1
        time.sleep(0.02)
    assert process.stdout is not None
    [report] = told(process.stdout.read())
    assert answered > 3
    assert report["counts"]["accepted"] == len(CODES)
    assert not list(empty_server.data.glob("upload-*"))
    assert httpx.get(f"{empty_server.url}/about.json").json()["subjects"] == len(CODES)


def test_a_server_that_dies_during_an_import_is_told_and_the_next_run_goes_on(tmp_path: Path) -> None:
    rows = [f"{code},渝信测试公司,1-7,A,2026-01-05,\n" for code in CODES]
    path = csv(tmp_path / "many.csv", *rows)
    with serving(tmp_path / "data", "--city", "0") as server:
        command = [sys.executable, "-m", "gateway.cli", "import", str(path), "--data", str(server.data)]
        process = subprocess.Popen(command, cwd=ROOT, env=clean_environment(), stderr=subprocess.PIPE, text=True)
        while process.poll() is None and not list(server.data.glob("upload-*")):
            time.sleep(0.005)
        os.kill(server.process.pid, signal.SIGKILL)
        _, errors = process.communicate(timeout=60)
    assert process.returncode in (0, 3)
    assert "Traceback" not in errors
    [report] = told(yuxin("import", str(path), "--json", data=tmp_path / "data").out)
    assert report["counts"]["rows"] == len(CODES)
    with serving(tmp_path / "data", "--city", "0") as server:
        assert httpx.get(f"{server.url}/about.json").json()["subjects"] == len(CODES)


def test_a_command_says_who_holds_the_store(tmp_path: Path) -> None:
    hold = (
        "import asyncio, sys; from pathlib import Path; from graph_model.open_store import open_store\n"
        "async def main():\n"
        "    store = await open_store('embedded', data_dir=Path(sys.argv[1]))\n"
        "    print('held', flush=True); await asyncio.sleep(60)\n"
        "asyncio.run(main())"
    )
    process = subprocess.Popen([sys.executable, "-c", hold, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None and process.stdout.readline() == "held\n"
        ran = yuxin("items", data=tmp_path)
        assert ran.code == 3
        assert str(process.pid) in ran.err and "Traceback" not in ran.err
    finally:
        process.kill()
        process.wait()
