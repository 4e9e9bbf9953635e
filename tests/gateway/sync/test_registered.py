"""Systems registered by a folder of mapping files: beside the bundled ones, or in the place of one."""

import json
from pathlib import Path

import httpx
import pytest

from gateway.settings import Settings
from gateway.sync.known_mappings import known_mapping, known_mappings
from gateway.sync.registered import plan_with_registered
from graph_model.catalogue import Catalogue
from graph_model.errors import BadInput
from graph_model.model import SystemKind, SystemUse
from seed.platforms.register import BUNDLED_DATABASES
from tests.served import serving, yuxin_here

MINE = """\
system: security-services
title: 保安服务信用管理系统
connection: {environment: SECURITY_SERVICES}
table: rated
keys: {uscc: code}
evaluations:
- {item: 1-3, grade: {column: grade, scale: unified}, evaluatedOn: day}
changes: {kind: deletion, key: [code]}
"""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """With a folder in which one system is registered."""
    (tmp_path / "mappings").mkdir()
    (tmp_path / "mappings" / "security.yaml").write_text(MINE, encoding="utf-8")
    (tmp_path / "mappings" / "README.md").write_text("# ours", encoding="utf-8")
    return Settings(data=tmp_path / "data", systems="none", mappings=tmp_path / "mappings")


def test_a_system_of_the_folder_stands_behind_the_bundled_ones(settings: Settings) -> None:
    plan = plan_with_registered(settings)
    keys = [read.mapping.system for read in known_mappings(settings, plan)]
    assert keys == [*(system.key for system in BUNDLED_DATABASES), "security-services"]
    assert known_mapping("保安服务信用管理系统", settings, plan).mapping.table == "rated"
    [system] = plan.systems_of_kind(SystemKind.REGISTERED)
    assert (system.key, system.name) == ("security-services", "保安服务信用管理系统")
    assert len(plan.systems_of_kind(SystemKind.ANNEX)) == 20


def test_a_system_without_a_title_is_called_by_its_key(settings: Settings) -> None:
    assert settings.mappings is not None
    (settings.mappings / "security.yaml").write_text(MINE.replace("title", "# title"), encoding="utf-8")
    assert [s.name for s in plan_with_registered(settings).systems_of_kind(SystemKind.REGISTERED)] == [
        "security-services"
    ]


@pytest.mark.plan("9", "SupportSystem.use", "yuxin systems")
def test_a_system_that_is_being_replaced_is_marked(settings: Settings) -> None:
    assert settings.mappings is not None
    file = settings.mappings / "security.yaml"
    file.write_text(MINE.replace("table: rated", "use: REPLACING\ntable: rated"), encoding="utf-8")
    [system] = plan_with_registered(settings).systems_of_kind(SystemKind.REGISTERED)
    assert system.use is SystemUse.REPLACING
    asked = "{ all: systems(kind: REGISTERED) { key use } annex: systems { key use } }"
    with serving(settings.data, "--city", "0", "--mappings", str(settings.mappings)) as server:
        told = httpx.post(f"{server.url}/graphql", json={"query": asked}, timeout=60).json()["data"]
        listed = yuxin_here("systems", "--kind", "registered", data=settings.data)
    assert told["all"] == [{"key": "security-services", "use": "REPLACING"}]
    assert {one["key"] for one in told["annex"] if one["use"] == "MINISTRY"} == {
        "grain-credit",
        "mining-rights",
        "patent-agency",
    }
    assert "正在替换" in listed.out
    file.write_text(MINE.replace("table: rated", "use: SOMEHOW\ntable: rated"), encoding="utf-8")
    with pytest.raises(BadInput, match="use"):
        plan_with_registered(settings)


def test_a_file_of_a_bundled_system_takes_its_place(settings: Settings, plan: Catalogue) -> None:
    assert settings.mappings is not None
    ours = MINE.replace("security-services", "tax-credit").replace("1-3", "1-48")
    (settings.mappings / "security.yaml").write_text(ours, encoding="utf-8")
    found = {read.mapping.system: read for read in known_mappings(settings, plan)}
    assert len(found) == len(BUNDLED_DATABASES) and found["tax-credit"].mapping.table == "rated"
    assert plan_with_registered(settings).version == plan.version, "the plan names this one already"


def test_a_system_of_annex_1_grades_its_own_items_only(settings: Settings, plan: Catalogue) -> None:
    assert settings.mappings is not None
    (settings.mappings / "security.yaml").write_text(
        MINE.replace("security-services", "tax-credit").replace("1-3", "1-49"), encoding="utf-8"
    )
    with pytest.raises(BadInput, match=r"security\.yaml:7: .*of the system maritime-credit"):
        known_mappings(settings, plan)
    (settings.mappings / "security.yaml").write_text(MINE.replace("1-3", "1-49"), encoding="utf-8")
    assert known_mappings(settings, plan_with_registered(settings))[-1].mapping.evaluations[0].item.key == "1-49"


def test_two_files_of_one_system(settings: Settings, plan: Catalogue) -> None:
    assert settings.mappings is not None
    (settings.mappings / "z.yml").write_text(MINE, encoding="utf-8")
    with pytest.raises(BadInput, match=r"z\.yml:1: .*has a mapping already.*security\.yaml"):
        known_mappings(settings, plan)


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot read the folder of mapping files"):
        plan_with_registered(Settings(mappings=tmp_path / "none"))


def test_check_finds_it_by_its_key(settings: Settings) -> None:
    where = ("--mappings", str(settings.mappings))
    ran = yuxin_here("systems", "check", "security-services", *where, data=settings.data)
    assert ran.code == 2 and "SECURITY_SERVICES" in ran.err, "its address is not given"
    ran = yuxin_here("systems", "check", "security-service", *where, data=settings.data)
    assert ran.code == 2 and "did you mean security-services" in ran.err


def test_a_server_lists_it(settings: Settings) -> None:
    with serving(settings.data, "--city", "0", "--mappings", str(settings.mappings)) as server:
        query = "{ systems { key } registered: systems(kind: REGISTERED) { key name } }"
        found = httpx.post(f"{server.url}/graphql", json={"query": query}).json()["data"]
        shown = yuxin_here("systems", "--kind", "registered", "--json", data=settings.data)
    assert found["registered"] == [{"key": "security-services", "name": "保安服务信用管理系统"}]
    assert len(found["systems"]) == 20
    assert [system["key"] for system in json.loads(shown.out)] == ["security-services"]
