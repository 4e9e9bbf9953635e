"""Mapping files of rows that grade nobody: the four that we bring can be used, and what is wrong in one is told at its line."""

from pathlib import Path

import pytest

from gateway.sync.mapping import read_mapping
from graph_model.catalogue import Catalogue
from graph_model.errors import BadInput
from graph_model.intake import Kind
from seed.platforms.platform import BundledPlatform
from seed.platforms.register import PLATFORMS
from tests.gateway.sync.running.platform_database import FACTS, REGISTER, REGISTRATION

ASKED = (
    REGISTER
    + """\
asked:
  table: found
  joins:
  - {table: objects, columns: {object: number}}
  keys: {uscc: objects.code}
  key: [number]
live:
- {name: result, column: result, description: 检查结果}
"""
)
KINDS = {
    "double-random": Kind.REGISTERS,
    "enterprise-publicity": Kind.SUBJECTS,
    "law-enforcement": Kind.FACTS,
    "administrative-penalties": Kind.FACTS,
}


@pytest.mark.parametrize("platform", PLATFORMS, ids=[platform.key for platform in PLATFORMS])
def test_the_mapping_of_a_bundled_platform(plan: Catalogue, platform: BundledPlatform) -> None:
    read = read_mapping(platform.mapping, plan)
    assert (read.mapping.system, read.mapping.kind) == (platform.key, KINDS[platform.key])
    assert read.mapping.changes.kind.value == platform.change.value
    assert read.mapping.connection.environment == f"YUXIN_SYSTEM_{platform.folder.name.upper()}"
    assert read.asked().mapping.keys is not None


@pytest.mark.parametrize(
    ("text", "right", "wrong", "said"),
    [
        (FACTS, '"01": wage-arrears', '"01": wages', r"p\.yaml:7: .*wages"),
        (FACTS, '"01": wage-arrears', "01: wage-arrears", "put the code in quotes"),
        (FACTS, "  severity: weight", "  severity: {column: weight, codes: {a: 很重}}", r"p\.yaml:8: .*很重"),
        (FACTS, "  documentNo: document\n", "", "documentNo"),
        (FACTS, "keys: {uscc: code, registrationNumber: code}\n", "", "keys are needed"),
        (FACTS, "fact:", "evaluations: []\nfacts:", "unknown key 'facts'"),
        (FACTS, "item: item", "item: other.item", r"p\.yaml:11: .*'other' is not read"),
        (
            REGISTRATION,
            "registration:",
            "inspectionItem: {department: a, name: b, connected: c}\nregistration:",
            "or one of",
        ),
        (REGISTER, "department: department", "department: {column: d, codes: {a: 某局}}", r"p\.yaml:4: .*某局"),
        (REGISTER, "connected: connected", "connected: {column: c, codes: {a: 也许}}", r"p\.yaml:4: .*也许"),
        (ASKED, "objects.code", "object.code", r"p\.yaml:10: .*did you mean 'objects'"),
        (ASKED, "  key: [number]\n", "", "asked"),
    ],
)
def test_what_is_wrong_is_told_at_its_line(
    plan: Catalogue, tmp_path: Path, text: str, right: str, wrong: str, said: str
) -> None:
    path = tmp_path / "p.yaml"
    path.write_text(text, encoding="utf-8")
    read_mapping(path, plan)
    assert text.count(right) == 1
    path.write_text(text.replace(right, wrong), encoding="utf-8")
    with pytest.raises(BadInput, match=said):
        read_mapping(path, plan)
