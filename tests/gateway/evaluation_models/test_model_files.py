"""Files of models: the examples, errors at their lines, and the published form."""

from pathlib import Path
from textwrap import dedent

import jsonschema_rs
import pytest
import yaml

from gateway.evaluation_models.json_schema import FILE, model_schema
from gateway.evaluation_models.reading import read_model
from gateway.evaluation_models.state_diagram import PAGE, with_states
from graph_model.errors import BadInput
from seed.plan_files import load_plan

EXAMPLES = Path(__file__).parents[3] / "examples" / "evaluation-models"
PLAN = load_plan()
SMALL = dedent("""\
    item: 1-14
    name: 企业劳动保障
    version: "1"
    effectiveOn: 2026-01-01
    document: {title: 办法}
    periodMonths: 12
    collection: {conducts: [wage-arrears]}
    indicators:
    - key: facts
      name: 失信行为
      value:
        kind: FACT_COUNT
        months: 24
      table:
      - {from: 0, points: 100}
      weight: 100
    thresholds: {A: 90, B: 75, C: 60}
    """)
FAULTS = {
    "no YAML": ("item: 1-14", "item: [", ":3: 不是 YAML"),
    "a key twice": ("item: 1-14", "item: 1-14\nitem: 1-14", ":2: 键重复"),
    "no such item": ("item: 1-14", "item: 1-99", ":1: item: 没有事项"),
    "no such conduct": ("wage-arrears", "wage-arears", ":7: collection.conducts[0]: 没有失信行为"),
    "an unknown key": ("months: 24", "month: 24", ":13: indicators[0].value.month: 格式不对"),
    "a version that is a number": ('version: "1"', "version: 1", ":3: version: 格式不对 / Expected `str`, got `int`"),
    "weights": ("weight: 100", "weight: 90", ":8: indicators: 权重合计应为 100"),
    "thresholds": ("A: 90", "A: 70", ":17: thresholds: 应为 A > B > C"),
}


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.yaml")), ids=lambda path: path.stem)
def test_an_example_is_a_model_and_fits_the_form(path: Path) -> None:
    assert read_model(path, PLAN).ours
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    content["effectiveOn"] = content["effectiveOn"].isoformat()
    jsonschema_rs.validate(yaml.safe_load(FILE.read_text(encoding="utf-8")), content)


@pytest.mark.parametrize(("old", "new", "said"), FAULTS.values(), ids=FAULTS)
def test_an_error_names_its_line(tmp_path: Path, old: str, new: str, said: str) -> None:
    file = tmp_path / "model.yaml"
    file.write_text(SMALL, encoding="utf-8")
    assert read_model(file, PLAN).item == "1-14"
    file.write_text(SMALL.replace(old, new), encoding="utf-8")
    with pytest.raises(BadInput) as raised:
        read_model(file, PLAN)
    assert raised.value.message.startswith(f"{file}{said}")


def test_all_that_is_wrong_is_told(tmp_path: Path) -> None:
    file = tmp_path / "model.yaml"
    file.write_text(SMALL.replace("weight: 100", "weight: 90").replace("1-14", "1-99"), encoding="utf-8")
    with pytest.raises(BadInput) as raised:
        read_model(file, PLAN)
    assert [line.split(": ")[1] for line in raised.value.message.splitlines()] == ["item", "indicators"]


def test_the_published_form_is_up_to_date() -> None:
    assert FILE.read_text(encoding="utf-8") == model_schema(), "run python -m gateway.evaluation_models.json_schema"


def test_the_states_in_the_docs_are_those_of_the_code() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert page == with_states(page), "run python -m gateway.evaluation_models.state_diagram"
