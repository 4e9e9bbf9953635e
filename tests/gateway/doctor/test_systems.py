"""Systems: mapping files that do not fit, databases that do not answer, syncs that are late or fail."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.gateway.doctor.conftest import Ask
from tests.gateway.sync.test_registered import MINE
from tests.served import serving, yuxin_here
from tests.servers.ports import free_port

PLANTED = "planted-password"


@pytest.fixture
def mappings(tmp_path: Path) -> Path:
    """A folder with the mapping of one system, whose database is a file with one row."""
    folder = tmp_path / "mappings"
    folder.mkdir()
    (folder / "security.yaml").write_text(MINE + "freshness: 1s\n", encoding="utf-8")
    with closing(sqlite3.connect(tmp_path / "security.sqlite")) as connection:
        connection.execute("CREATE TABLE rated (code TEXT PRIMARY KEY, grade TEXT, day TEXT)")
        connection.execute("INSERT INTO rated VALUES ('919950990000000353', 'B', '2026-03-01')")
        connection.commit()
    return folder


@pytest.fixture
def environment(mappings: Path, tmp_path: Path) -> dict[str, str]:
    return {"YUXIN_MAPPINGS": str(mappings), "SECURITY_SERVICES": f"sqlite:///{tmp_path / 'security.sqlite'}"}


def test_a_system_that_can_be_read_and_was_never_synced(diagnosis: Ask, environment: dict[str, str]) -> None:
    assert diagnosis(**environment).said("system.security-services").startswith("can be read")
    assert yuxin_here("items", data=Path(diagnosis().lines["data"]["detail"]), **environment).code == 0
    found = diagnosis(**environment)
    assert (found.code, found.verdict("mappings"), found.verdict("plan")) == (0, "ok", "ok")
    assert found.verdict("system.security-services") == "warn" and "yuxin sync" in found.said(
        "system.security-services"
    )


def test_a_mapping_that_cannot_be_read_and_one_beside_it_that_can(
    diagnosis: Ask, environment: dict[str, str], mappings: Path
) -> None:
    (mappings / "broken.yaml").write_text("system: broken\ntable: [", encoding="utf-8")
    found = diagnosis(**environment)
    assert (found.code, found.failing) == (1, {"mappings"}) and "broken.yaml:" in found.said("mappings")
    assert found.said("system.security-services").startswith("can be read")


def test_a_mapping_that_does_not_fit_its_tables(diagnosis: Ask, environment: dict[str, str], mappings: Path) -> None:
    (mappings / "security.yaml").write_text(MINE.replace("column: grade", "column: level"), encoding="utf-8")
    found = diagnosis(**environment)
    assert (found.code, found.failing) == (1, {"system.security-services"})
    assert "security.yaml:7" in found.said("system.security-services") and "systems check" in found.printed


@pytest.mark.parametrize("kind", ["postgresql", "mysql"])
def test_a_database_that_is_not_there(diagnosis: Ask, environment: dict[str, str], kind: str) -> None:
    address = f"{kind}://reader:{PLANTED}@127.0.0.1:{free_port()}/security"
    found = diagnosis(**{**environment, "SECURITY_SERVICES": address})
    assert (found.code, found.failing) == (3, {"system.security-services"}) and PLANTED not in found.printed


def test_an_address_that_is_not_set(diagnosis: Ask, environment: dict[str, str]) -> None:
    found = diagnosis(YUXIN_MAPPINGS=environment["YUXIN_MAPPINGS"])
    assert found.code == 1 and "SECURITY_SERVICES" in found.said("system.security-services")


def test_syncs_that_are_late_or_fail(diagnosis: Ask, environment: dict[str, str], tmp_path: Path) -> None:
    """Asked of the gateway that has the graph open."""
    data = tmp_path / "data"
    with serving(data, "--city", "0", YUXIN_SYNC_EVERY="off", **environment):
        assert yuxin_here("sync", "security-services", data=data, **environment).code in (0, 1)
        with closing(sqlite3.connect(tmp_path / "security.sqlite")) as connection:
            found = diagnosis(**environment)
            while found.verdict("system.security-services") == "ok":
                found = diagnosis(**environment)
            assert "promised within 1s" in found.said("system.security-services")
            connection.execute("ALTER TABLE rated RENAME TO elsewhere")
        assert yuxin_here("sync", "security-services", data=data, **environment).code != 0
        with closing(sqlite3.connect(tmp_path / "security.sqlite")) as connection:
            connection.execute("ALTER TABLE elsewhere RENAME TO rated")
        failing = diagnosis(**environment)
    assert failing.failing == {"system.security-services"} and "1 syncs in a row failed" in failing.printed


def test_made_up_systems_that_are_not_laid_down(diagnosis: Ask) -> None:
    found = diagnosis(YUXIN_SYSTEMS="bundled")
    assert (found.code, found.verdict("systems")) == (0, "warn")
    assert not [check for check in found.lines if check.startswith("system.")]


def test_legal_bases_that_cannot_be_read(diagnosis: Ask, environment: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "ours.yaml").write_text("bases: 7\n", encoding="utf-8")
    found = diagnosis(**environment, YUXIN_AUTHORISATIONS=f'["{tmp_path / "ours.yaml"}"]')
    assert (found.code, found.failing) == (1, {"authorisations"}) and "ours.yaml" in found.said("authorisations")


def test_a_folder_of_mappings_that_is_not_there(diagnosis: Ask, tmp_path: Path) -> None:
    found = diagnosis(YUXIN_MAPPINGS=str(tmp_path / "nowhere"))
    assert (found.code, found.failing) == (1, {"mappings"}) and "nowhere" in found.said("mappings")
