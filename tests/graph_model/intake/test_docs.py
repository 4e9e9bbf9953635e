"""The examples of docs/import-format.md do what stands under them."""

import re
from pathlib import Path

import pytest

from graph_model.intake import Kind
from graph_model.intake.results import ImportReport
from tests.graph_model.intake.city import City

PAGE = Path(__file__).resolve().parents[3] / "docs" / "import-format.md"
EXAMPLE = re.compile(r"<!-- rows: (?P<kind>\w+) -->\n```csv\n(?P<csv>.*?)```\n\n```text\n(?P<said>.*?)```", re.DOTALL)
EXAMPLES = [(Kind(e["kind"]), e["csv"], e["said"]) for e in EXAMPLE.finditer(PAGE.read_text(encoding="utf-8"))]


def outcome(report: ImportReport, first_row: int, rows: int) -> str:
    """What the report says of each row, as the page writes it."""
    rejects = {reject.row: f"REJECTED {reject.code} {reject.column}" for reject in report.rejects}
    return "".join(f"{row} {rejects.get(row, 'ACCEPTED')}\n" for row in range(first_row, first_row + rows))


@pytest.mark.parametrize(
    ("kind", "csv", "said"), EXAMPLES, ids=[f"{k.value} {n}" for n, (k, _, _) in enumerate(EXAMPLES)]
)
@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
async def test_an_example(city: City, kind: Kind, csv: str, said: str, encoding: str) -> None:
    path = city.folder / "example.csv"
    path.write_bytes(csv.encode(encoding))
    report = await city.import_file(path, kind)
    assert outcome(report, int(said.split(maxsplit=1)[0]), report.counts.rows) == said
    assert report.counts.accepted == said.count("ACCEPTED")


def test_the_page_has_an_example_of_every_kind() -> None:
    assert {kind for kind, _, _ in EXAMPLES} == set(Kind)
