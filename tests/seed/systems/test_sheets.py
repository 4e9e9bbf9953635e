"""What the twenty systems have written down: the city's own grades, under identities that agree, with dirt that is counted."""

from collections import Counter, defaultdict
from collections.abc import Iterable

import pytest

from graph_model import uscc
from graph_model.catalogue import Catalogue
from graph_model.intake.refusals import RejectCode
from graph_model.model import GradeRecord, SystemKind
from graph_model.persons import id_check_character, masked_name
from seed.systems.dirt import Dirt
from seed.systems.manifest import Manifest
from seed.systems.recording import sheets_of
from seed.systems.register import SYSTEMS
from seed.systems.sheets import Known, Sheet, former_uscc
from seed.systems.system import BundledSystem, Change, Keeps
from tests.seed.systems.conftest import TODAY

OF_EACH = pytest.mark.parametrize("system", SYSTEMS, ids=[system.key for system in SYSTEMS])


def items_of(plan: Catalogue, system: BundledSystem) -> frozenset[str]:
    return frozenset(item.key for item in plan.items if item.system_key == system.key)


def sheets(plan: Catalogue, system: BundledSystem, everybody: Iterable[Known]) -> list[Sheet]:
    keys = items_of(plan, system)
    return [sheet for known in everybody for sheet in sheets_of(system, known, keys, 7, TODAY)]


def current(records: Iterable[GradeRecord]) -> set[str]:
    """Keys of the records that nothing followed."""
    return {record.key for record in {record.item_key: record for record in records}.values()}


def test_they_are_the_twenty_of_annex_1_in_its_order(plan: Catalogue) -> None:
    assert [system.key for system in SYSTEMS] == [s.key for s in plan.systems if s.kind is SystemKind.ANNEX]
    assert sum(len(items_of(plan, system)) for system in SYSTEMS) == 32


def test_every_way_of_changing_has_several_systems() -> None:
    ways = Counter(system.change for system in SYSTEMS)
    assert set(ways) == set(Change) and min(ways.values()) >= 3


@OF_EACH
def test_every_current_grade_of_the_city_stands_in_its_system(
    plan: Catalogue, everybody: list[Known], system: BundledSystem
) -> None:
    keys = items_of(plan, system)
    written = {
        entry.record.key
        for sheet in sheets(plan, system, everybody)
        if sheet.dirt is not Dirt.WITHDRAWN
        for entry in sheet.entries
    }
    wanted = {key for known in everybody for key in current(r for r in known.records if r.item_key in keys)}
    assert wanted and wanted <= written
    all_records = {r.key for known in everybody for r in known.records if r.item_key in keys}
    if system.keeps is Keeps.REVISIONS:
        assert written == all_records
    if system.keeps is Keeps.CURRENT:
        assert written == wanted


@OF_EACH
def test_dirt_is_planted_and_counted(plan: Catalogue, everybody: list[Known], system: BundledSystem) -> None:
    found, manifest = sheets(plan, system, everybody), Manifest()
    manifest.count(system, found)
    assert manifest.rejects, "no system is without rows that must be rejected"
    assert set(manifest.dirt) <= {dirt.value for dirt in system.dirt}
    assert manifest.rows == sum(manifest.grades.values()) + sum(manifest.rejects.values()) + manifest.withdrawn
    assert manifest.dirt == Counter(s.dirt.value for s in found if s.dirt for _ in s.entries)


def test_every_kind_of_dirt_is_somewhere(plan: Catalogue, everybody: list[Known]) -> None:
    planted = {sheet.dirt for system in SYSTEMS for sheet in sheets(plan, system, everybody)}
    assert planted == {None, *Dirt} - {Dirt.UNKNOWN_DEPARTMENT}, "that one is of a platform"


@OF_EACH
def test_the_demo_subjects_are_left_clean(plan: Catalogue, everybody: list[Known], system: BundledSystem) -> None:
    assert not [sheet for sheet in sheets(plan, system, everybody[:10]) if sheet.dirt is not None]


@OF_EACH
def test_numbers_are_given_once_and_registrations_are_opened_once(
    plan: Catalogue, everybody: list[Known], system: BundledSystem
) -> None:
    found = sheets(plan, system, everybody)
    assert len({sheet.number for sheet in found}) == len({sheet.position for sheet in found}) == len(found)
    opened = Counter(sheet.registration for sheet in found if sheet.opens)
    assert set(opened.values()) == {1} and opened.keys() == {sheet.registration for sheet in found}


def test_one_subject_is_one_identity_in_every_system(plan: Catalogue, everybody: list[Known]) -> None:
    names: dict[str, set[tuple[str | None, str | None, str]]] = defaultdict(set)
    for system in SYSTEMS:
        for sheet in sheets(plan, system, everybody):
            if system.refusal(sheet.dirt) is None if sheet.dirt else True:
                names[sheet.subject.key].add((sheet.registration_number, sheet.person_id, sheet.name))
    assert len(names) > 1_000
    for told in names.values():
        assert len({(number, person) for number, person, _ in told}) == 1
        assert len(told) <= 2, "the registered name and, now and then, one that differs"


def test_persons_have_numbers_that_are_nobodys_and_names_that_mask_to_the_graph_s(
    plan: Catalogue, everybody: list[Known]
) -> None:
    people = [s for system in SYSTEMS for s in sheets(plan, system, everybody) if s.person_id is not None]
    assert {system.key for system in SYSTEMS if any(s in people for s in sheets(plan, system, everybody))} >= {
        *("municipal-credit-platform", "patent-agency", "cost-consulting", "science-credit"),
    }
    for sheet in people:
        assert sheet.person_id is not None and sheet.person_id.startswith("9950")
        right = id_check_character(sheet.person_id[:17]) == sheet.person_id[17]
        assert right is (sheet.dirt is not Dirt.MISTYPED_PERSON)
        assert masked_name(sheet.name) == sheet.subject.name != sheet.name


def test_a_former_code_is_valid_and_of_the_same_organisation() -> None:
    code = "91995001MA0000000X"
    code = code[:-1] + uscc.check_character(code[:-1])
    former = former_uscc(code)
    assert uscc.is_valid(former) and former != code and former[8:17] == code[8:17]


def test_what_has_its_own_column_is_missing_elsewhere(plan: Catalogue) -> None:
    labour = next(system for system in SYSTEMS if system.key == "labour-inspection")
    highway = next(system for system in SYSTEMS if system.key == "highway-construction-market")
    assert labour.refusal(Dirt.ORGANISATION_CODE) is RejectCode.MISSING
    assert highway.refusal(Dirt.ORGANISATION_CODE) is RejectCode.BAD_USCC
    assert highway.refusal(Dirt.LATE) is None
