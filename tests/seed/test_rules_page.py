"""docs/rules/scales-and-authorisations.md says what the files say."""

from pathlib import Path

from graph_model.catalogue import Catalogue
from graph_model.model import Scale
from seed.plan_files import PLAN_SOURCE, load_plan

PAGE = (PLAN_SOURCE.parents[2] / "docs/rules/scales-and-authorisations.md").read_text(encoding="utf-8")


def table_row(scale: Scale) -> str:
    mapping = ", ".join(f"{grade.native} → {grade.grade}" for grade in scale.grades)
    return (
        f"| `{scale.key}` {scale.name} | {scale.document or '—'} | {'ours' if scale.ours else 'its own'} | {mapping} |"
    )


def test_every_scale_stands_in_the_table_as_it_is(plan: Catalogue) -> None:
    lines = PAGE.splitlines()
    assert not [row for row in map(table_row, plan.scales) if row not in lines]


def test_the_example_of_a_departments_file_loads(plan: Catalogue, tmp_path: Path) -> None:
    example = tmp_path / "example.yaml"
    example.write_text(PAGE.split("```yaml\n")[1].split("```")[0], encoding="utf-8")
    wider = load_plan(extra_authorisations=[example])
    assert len(wider.authorisations) == len(plan.authorisations) + 2
    assert wider.bases_for("d-industry-ban", "fake-conservation-report", "2-6")
