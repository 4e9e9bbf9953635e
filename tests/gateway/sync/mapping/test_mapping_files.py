"""Mapping files: the twenty that we bring can be used, and whatever is wrong in one is told at its line."""

from pathlib import Path

import pytest

from gateway.sync.mapping import read_mapping
from gateway.sync.mapping.json_schema import FILE, mapping_schema
from gateway.sync.mapping.model import ChangeKind, Visibility
from graph_model.catalogue import Catalogue
from graph_model.errors import BadInput
from seed.systems.register import SYSTEMS

RIGHT = """\
system: tax-credit
connection: {environment: TAX_DATABASE}
table: nsr_xydj
joins:
- {table: nsr_jbxx, columns: {nsr_id: nsr_id}}
keys: {uscc: nsr_jbxx.nsrsbh}
name: nsr_jbxx.nsrmc
evaluations:
- item: 1-48
  grade: {column: pjjg, scale: tax-credit, codes: {"1": A, "5": D}}
  evaluatedOn: {column: pjrq, format: "%Y%m%d"}
deleted: {column: zfbz, values: ["Y"]}
changes: {kind: updatedAt, column: xgsj, key: [pj_id]}
live:
- {name: points, column: pjdf, description: 评价得分}
limits: {batch: 500}
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "tax.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("system", SYSTEMS, ids=[system.key for system in SYSTEMS])
def test_the_mapping_of_a_bundled_system(plan: Catalogue, system: object) -> None:
    bundled = next(s for s in SYSTEMS if s is system)
    mapping = read_mapping(bundled.mapping, plan).mapping
    assert mapping.system == bundled.key
    assert mapping.changes.kind.value == bundled.change.value
    assert mapping.connection.environment == f"YUXIN_SYSTEM_{bundled.folder.name.upper()}"
    items = {key for e in mapping.evaluations for key in (e.item.key, *e.item.codes.values()) if key}
    assert items == {item.key for item in plan.items if item.system_key == bundled.key}


def test_what_is_left_out_has_the_careful_default(plan: Catalogue, tmp_path: Path) -> None:
    mapping = read_mapping(written(tmp_path, RIGHT), plan).mapping
    assert mapping.live[0].visibility == (Visibility.GRADING_DEPARTMENT, Visibility.COORDINATOR)
    assert (mapping.limits.batch, mapping.limits.connections, mapping.freshness) == (500, 2, "24h")
    assert mapping.changes.kind is ChangeKind.UPDATED_AT


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("table: nsr_xydj", "tabel: nsr_xydj", "unknown key 'tabel'"),
        ("system: tax-credit", "system: 纳税信用", "pattern"),
        ("connection: {environment: TAX_DATABASE}", "connection: {}", "one of url and environment"),
        ("connection: {environment: TAX_DATABASE}", "connection: {url: 'mysql://a:b@h/x'}", "no password in the file"),
        ("environment: TAX_DATABASE", "environment: TAX-DATABASE", "pattern"),
        ("columns: {nsr_id: nsr_id}", "columns: {nsr_x.nsr_id: nsr_id}", "'nsr_x' is not read"),
        ("table: nsr_jbxx, columns", "table: nsr_xydj, columns", "there already"),
        ("{uscc: nsr_jbxx.nsrsbh}", "{uscc: nsr_jbx.nsrsbh}", "did you mean 'nsr_jbxx'"),
        ("{uscc: nsr_jbxx.nsrsbh}", "{organisationCode: nsr_jbxx.nsrsbh}", "give uscc or personId"),
        ("- item: 1-48", "- item: 1-148", "did you mean '1-48'"),
        ("- item: 1-48", "- item: 1-49", "item 1-49 is of the system maritime-credit"),
        ("scale: tax-credit", "scale: tax-credits", "did you mean 'tax-credit'"),
        ('"5": D', '"5": E', "no grade 'E'"),
        ('"5": D', "5: D", "put the code in quotes"),
        ('"5": D', "no: D", "YAML reads it as False"),
        ("column: pjjg, scale: tax-credit", "scale: tax-credit", "there must be a score"),
        ('format: "%Y%m%d"', 'format: "%d/%m"', "must have %Y, %m and %d"),
        ('format: "%Y%m%d"', "zone: Beijing", "no such time zone: 'Beijing'"),
        ("kind: updatedAt", "kind: updated", "'updatedAt'"),
        ("kind: updatedAt, column: xgsj", "kind: updatedAt", "has a column"),
        ("kind: updatedAt, column: xgsj, key: [pj_id]", "kind: updatedAt, column: xgsj", "has a key"),
        ("kind: updatedAt", "zone: UTC, kind: version", "only updatedAt has a zone"),
        ("description: 评价得分", "description: 评价得分, visibility: [everybody]", "'public'"),
        ("batch: 500", "batch: 0", "greater than or equal to 1"),
        ("batch: 500", "statementTimeout: 5 minutes", "pattern"),
        ("batch: 500", "batch: 500, batch: 600", "stands twice"),
        ("deleted: {column: zfbz", "deleted: {colum: zfbz", "unknown key 'colum'"),
        ("name: nsr_jbxx.nsrmc", "name: {path: a}", "this key is missing"),
    ],
)
def test_a_slip_is_told_with_file_and_line(plan: Catalogue, tmp_path: Path, right: str, wrong: str, said: str) -> None:
    assert right in RIGHT
    line = RIGHT[: RIGHT.index(right)].count("\n") + 1
    path = written(tmp_path, RIGHT.replace(right, wrong))
    with pytest.raises(BadInput) as refusal:
        read_mapping(path, plan)
    told = refusal.value.message.splitlines()
    assert any(said in one for one in told), told
    places = (f"{path}:{line}:", f"{path}:{line - 1}:", f"{path}:1:")  # its own line, its entry's, or the whole file
    assert all(one.startswith(places) for one in told), told


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("select: DELETE FROM nsr_xydj", "must be one SELECT"),
        ("select: SELECT 1; DROP TABLE nsr_xydj", "without a semicolon"),
        ("table: nsr_xydj\nselect: SELECT 1", "one of table and select"),
        ("freshness: 1h", "one of table and select"),
    ],
)
def test_the_source_is_one_table_or_one_select(plan: Catalogue, tmp_path: Path, source: str, said: str) -> None:
    text = RIGHT.replace("table: nsr_xydj\njoins:\n- {table: nsr_jbxx, columns: {nsr_id: nsr_id}}", source)
    with pytest.raises(BadInput, match=said):
        read_mapping(written(tmp_path, text.replace("nsr_jbxx.", "")), plan)


def test_a_file_that_is_not_there_is_named(plan: Catalogue, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"none\.yaml"):
        read_mapping(tmp_path / "none.yaml", plan)


def test_the_published_schema_is_the_model_s() -> None:
    assert FILE.read_text(encoding="utf-8") == mapping_schema(), "run python -m gateway.sync.mapping.json_schema"
