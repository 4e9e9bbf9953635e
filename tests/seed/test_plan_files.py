"""What load_plan says of files that are not right: always the file, the line and what to do."""

import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_model.catalogue import Catalogue
from seed.located_yaml import PlanFileError
from seed.plan_files import PLAN_FOLDER, load_plan, plan_text

FILES = sorted(path.name for path in PLAN_FOLDER.glob("*.yaml"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PLAN_FOLDER, tmp_path / "plan"))


def spoil(folder: Path, file: str, right: str, wrong: str) -> int:
    """Write `wrong` in the place of the first `right`; returns its line."""
    path = folder / file
    before, after = path.read_text(encoding="utf-8").split(right, 1)
    path.write_text(before + wrong + after, encoding="utf-8")
    return before.count("\n") + 1


@pytest.mark.parametrize(
    ("file", "right", "wrong", "said"),
    [
        ("items.yaml", "department: 市公安局", "department: 市公安厅", "unknown department '市公安厅'"),
        ("items.yaml", "department: 市公安局", "department: 市公安厅", "did you mean '市公安局'"),
        ("items.yaml", "system: 纳税信用管理系统", "system: 纳税系统", "unknown system"),
        ("items.yaml", "scale: customs", "scale: custom", "did you mean 'customs'"),
        ("items.yaml", "key: 1-2\n  annex", "key: 1-1\n  annex", "duplicate key '1-1'"),
        ("items.yaml", "key: 1-50", "key: 1-51", "the key must be annex-number: 1-50"),
        ("items.yaml", "number: 7", "number: seven", "a whole number"),
        ("items.yaml", "startsOn: 2023-08-21", "startsOn: 2023-08-32", "a day YYYY-MM-DD"),
        ("items.yaml", "objectKinds: [PERSON]", "objectKinds: [PEOPLE]", "PEOPLE"),
        ("items.yaml", "objectKinds: [PERSON]", "objectKinds: PERSON", "must be a list"),
        ("items.yaml", "  objects: 矿业权人", "  object: 矿业权人", "did you mean 'objects'"),
        ("items.yaml", "name: 纳税", "name: [纳税]", "a single value"),
        ("departments.yaml", "key: tax,", "key: customs,", "first at departments.yaml:"),
        ("departments.yaml", "{key: tax,", "{key: tax, key: tax,", "stands twice"),
        ("systems.yaml", "kind: ANNEX", "kind: ANEX", "did you mean 'ANNEX'"),
        ("measures.yaml", "quote: 在开展", "quote: 在进行", "does not stand in the plan"),
        ("measures.yaml", "scenario: HONOURS", "scenario: HONORS", "did you mean 'HONOURS'"),
        ("measures.yaml", "discretionary: true", "discretionary: yes", "true"),
        ("targets.yaml", "quote: 信用分级", "quote: 信用分类", "does not stand in the plan"),
        ("targets.yaml", "coverage: 0.70", "coverage: 70%", "a number"),
        (
            "scales.yaml",
            "native: 备案企业, grade: B, aliases: [",
            "native: 备案企业, grade: B, aliases: [失信企业, ",
            "",
        ),
        ("scales.yaml", "least: 70", "least: 95", "thresholds must fall"),
        ("scales.yaml", "scoreRange: [0, 100]", "scoreRange: [100, 0]", "[lowest, highest]"),
        ("scales.yaml", "scoreRange: [0, 100]", "scoreRange: [-1, 100]", "without a grade"),
        ("scales.yaml", "native: A, grade: A", "native: A, grade: AA", "AA"),
        ("proportionality.yaml", "d-industry-ban: serious", "d-industry-ban: grave", "grave"),
        ("proportionality.yaml", "d-industry-ban: serious", "a-honours: serious", "unknown field 'a-honours'"),
        ("authorisations.yaml", "basis: procurement-77", "basis: procurement-78", "did you mean 'procurement-77'"),
        ("authorisations.yaml", "level: LAW", "level: LAWS", "did you mean 'LAW'"),
        ("conducts.yaml", "key: bid-fraud", "key: bid-rigging", "duplicate key"),
        ("tasks.yaml", "number: 9", "number: 8", "duplicate number"),
        ("sampling.yaml", "ratio: 0.02", "ratio: 0.02001", "ten-thousandths"),
        ("sampling.yaml", "grade: A", "grade: A\n  item: 9-9", "unknown item '9-9'"),
        ("sampling.yaml", "适当提高抽查比例", "提高抽查比例", "does not stand in the plan"),
    ],
)
def test_a_slip_is_named_with_file_and_line(folder: Path, file: str, right: str, wrong: str, said: str) -> None:
    line = spoil(folder, file, right, wrong)
    with pytest.raises(PlanFileError) as caught:
        load_plan(folder)
    place = caught.value.where
    assert place is not None
    name, found = place.rsplit(":", 1)
    assert name == str(folder / file)
    assert int(found) - line in (0, 1)  # a spelling that stands twice is told where it stands again
    assert said in caught.value.message


@pytest.mark.parametrize("file", FILES)
def test_a_file_that_is_missing_is_named(folder: Path, file: str) -> None:
    (folder / file).unlink()
    with pytest.raises(PlanFileError, match=file):
        load_plan(folder)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "is empty"),
        ("departments: []\n", "is empty"),
        ("- a\n- b\n", "must be a mapping"),
        ("departments:\n- {key: a\n", "is not YAML"),
        ("departments:\n- text\n", "must be a mapping"),
        ("departments:\n- {key: a}\n", "missing field 'name'"),
        ("departments:\n- {key: a, name: null}\n", "missing field 'name'"),
        ("departments:\n- {key: a, name: b, title: c}\n", "unknown field 'title'"),
        ("sections: []\n", "unknown field 'sections'"),
    ],
)
def test_a_file_of_another_form_is_refused(folder: Path, content: str, said: str) -> None:
    (folder / "departments.yaml").write_text(content, encoding="utf-8")
    with pytest.raises(PlanFileError) as caught:
        load_plan(folder)
    assert said in caught.value.message
    assert "departments.yaml:" in str(caught.value.where)


def test_a_restrictive_measure_without_a_weight_is_refused(folder: Path) -> None:
    spoil(folder, "proportionality.yaml", "  d-honours-withdrawn: serious\n", "")
    with pytest.raises(PlanFileError, match="d-honours-withdrawn"):
        load_plan(folder)


def test_a_scale_that_nobody_defines_must_say_that_it_is_ours(folder: Path) -> None:
    spoil(folder, "scales.yaml", "document: null\n  ours: true", "document: null\n  ours: false")
    with pytest.raises(PlanFileError, match="is ours"):
        load_plan(folder)


@settings(max_examples=60, deadline=None)
@given(
    file=st.sampled_from(FILES),
    place=st.integers(min_value=0, max_value=10_000),
    line=st.sampled_from(
        ["", "x", "- x", "  key: 1-1", "  quote: x", "- {", "  grade: E", "\t", "  name: *x", "- null"]
    ),
)
def test_whatever_line_is_broken_the_answer_is_a_catalogue_or_a_place(
    tmp_path_factory: pytest.TempPathFactory, file: str, place: int, line: str
) -> None:
    folder = Path(shutil.copytree(PLAN_FOLDER, tmp_path_factory.mktemp("plan") / "plan"))
    lines = (folder / file).read_text(encoding="utf-8").splitlines()
    lines[place % len(lines)] = line
    (folder / file).write_text("\n".join(lines), encoding="utf-8")
    try:
        assert isinstance(load_plan(folder), Catalogue)
    except PlanFileError as error:
        assert str(folder) in str(error.where)


def test_the_plans_text_has_neither_pages_nor_white_space() -> None:
    text = plan_text()
    assert "".join(text.split()) == text
    assert "依照国家和我市有关规定授予相关荣誉称号" in text  # goes on over page 6


def test_the_same_files_give_the_same_version(plan: Catalogue, folder: Path) -> None:
    assert load_plan(folder).version == plan.version


def test_any_change_gives_another_version(plan: Catalogue, folder: Path) -> None:
    spoil(folder, "proportionality.yaml", "d-industry-ban: serious", "d-industry-ban: ordinary")
    assert load_plan(folder).version != plan.version
