"""`systems check` as a person types it: tables, JSON, exit codes, and nothing written."""

import asyncio
import json
from datetime import date
from pathlib import Path

import pytest

from gateway.settings import Settings
from gateway.sync.bundled import lay_bundled_systems
from graph_model.open_store import open_store
from seed.city.building import build_city
from seed.laying import ensure_plan
from seed.platforms.register import BUNDLED_DATABASES
from tests.served import serving, yuxin, yuxin_here

MINE = """\
system: odd
connection: {url: "sqlite:///systems/tax-credit.sqlite"}
table: nsr_xydj
keys: {uscc: wsh}
evaluations:
- item: 1-48
  grade: {column: pjjg, scale: tax-credit, codes: {"1": A, "2": B, "3": M, "4": C, "5": D}}
  evaluatedOn: {column: pjrq, format: "%Y%m%d"}
changes: {kind: deletion, key: [pj_id]}
"""


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder in which the bundled systems are laid down."""
    folder = tmp_path_factory.mktemp("check")

    async def lay_down() -> None:
        store = await open_store("embedded", data_dir=folder)
        catalogue = await ensure_plan(store)
        await build_city(store, catalogue, 150, today=date(2026, 11, 24))
        await lay_bundled_systems(Settings(data=folder, systems="bundled"), store, catalogue)
        await store.close()

    asyncio.run(lay_down())
    return folder


def files(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_one_system(data: Path) -> None:
    before = files(data)
    ran = yuxin_here("systems", "check", "tax-credit", "--json", data=data)
    assert ran.code == 1, "there are planted rejects"
    [report] = json.loads(ran.out)
    assert report["rows"] == report["accepted"] + report["rejected"] + report["withdrawn"] > 50
    assert (
        report["rejected"] == sum(report["rejects"].values()) and sum(report["grades"].values()) == report["accepted"]
    )
    assert len(report["first"]) == 10
    assert {"uscc", "name", "item", "nativeGrade", "scale", "evaluatedOn", "grade", "code"} <= report["first"][0].keys()
    table = yuxin_here("systems", "check", "纳税信用管理系统", data=data).out
    assert "前 10 行" in table and "没有写入" in table
    assert "The first 10 rows" in yuxin_here("systems", "check", "tax-credit", "--lang", "en", data=data).out
    assert files(data) == before


def test_all_systems(data: Path) -> None:
    ran = yuxin_here("systems", "check", "--json", data=data)
    assert ran.code == 1
    assert [report["system"] for report in json.loads(ran.out)] == [system.key for system in BUNDLED_DATABASES]
    table = yuxin_here("systems", "check", data=data).out
    assert "试读支撑系统（24" in table and all(system.key in table for system in BUNDLED_DATABASES)


def test_several_systems(data: Path) -> None:
    ran = yuxin_here("systems", "check", "tax-credit", "海事信用信息管理系统", "--json", data=data)
    assert [report["system"] for report in json.loads(ran.out)] == ["tax-credit", "maritime-credit"]
    table = yuxin_here(
        *("systems", "check", "tax-credit", "maritime-credit"),
        data=data,
        YUXIN_SYSTEM_TAX_CREDIT="mysql://x@127.0.0.1:1/x",
    ).out
    table = " ".join(table.split())  # a long path breaks its line
    assert "127.0.0.1:1" in table and "maritime-credit sqlite://" in table


def test_one_that_cannot_be_reached_keeps_no_other_from_being_read(data: Path) -> None:
    ran = yuxin_here("systems", "check", "--json", data=data, YUXIN_SYSTEM_TAX_CREDIT="postgresql://x@127.0.0.1:1/x")
    assert ran.code == 3
    told = {report["system"]: report for report in json.loads(ran.out)}
    assert "127.0.0.1:1" in told["tax-credit"]["error"] and told["labour-inspection"]["rows"] > 50


def test_a_mapping_of_one_s_own(data: Path) -> None:
    path = data / "mine.yaml"
    path.write_text(MINE, encoding="utf-8")
    [report] = json.loads(yuxin_here("systems", "check", str(path), "--json", data=data).out)
    assert report["rejects"].keys() == {"BAD_USCC"} and report["examples"]["BAD_USCC"]["column"] == "uscc"
    path.write_text(MINE.replace("pjrq", "pjrg"), encoding="utf-8")
    ran = yuxin_here("systems", "check", str(path), data=data)
    assert ran.code == 2 and f"{path}:8:" in ran.err and "did you mean 'pjrq'" in ran.err
    path.unlink()


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["tax-credits"], 2, "did you mean tax-credit"),
        (["none.yaml"], 2, "none.yaml"),
        (["yukuaiban"], 2, "no mapping of yukuaiban"),
        (["tax-credit"], 3, "serve --systems bundled"),
        (["tax-credit", "--systems", "nowhere"], 2, "bundled"),
    ],
)
def test_what_cannot_be_checked(tmp_path: Path, arguments: list[str], code: int, said: str) -> None:
    ran = yuxin_here("systems", "check", *arguments, data=tmp_path / "new")
    assert (ran.code, ran.out) == (code, "")
    assert said in ran.err and "Traceback" not in ran.err
    assert not (tmp_path / "new").exists()


def test_serve_lays_them_down_and_check_reads_them_beside_it(tmp_path: Path) -> None:
    with serving(tmp_path, "--systems", "bundled", "--city", "120") as server:
        ran = yuxin("systems", "check", "labour-inspection", "--json", data=server.data)
        assert json.loads(ran.out)[0]["accepted"] > 20, ran.err
        assert server.end() == 0
    assert sorted(path.stem for path in (tmp_path / "systems").iterdir()) == sorted(s.key for s in BUNDLED_DATABASES)
