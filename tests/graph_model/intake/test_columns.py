"""Headers in Chinese and English; the one table in the code and the one in the docs say the same."""

import re
from pathlib import Path

import pytest

from graph_model.intake.columns import FORMATS, Kind, canonical
from graph_model.intake.refusals import RejectCode, WarningCode

PAGE = Path(__file__).resolve().parents[3] / "docs" / "import-format.md"


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("统一社会信用代码", "uscc"),
        ("信用代码", "uscc"),
        ("主体名称", "name"),
        ("企业名称", "name"),
        ("企业（单位）名称", "name"),
        ("监管事项", "item"),
        ("信用等级", "grade"),
        ("等级", "grade"),
        ("原始等级", "nativeGrade"),
        ("评分标准", "scale"),
        ("等级标准", "scale"),
        ("得分", "score"),
        ("得分（分）", "score"),
        ("评价日期", "evaluatedOn"),
        ("*评价日期", "evaluatedOn"),
        ("评价 日期\n", "evaluatedOn"),
        ("有效期至", "validUntil"),
        ("文号", "documentNo"),
        ("身份证件号码", "personId"),
        ("个人标识", "personId"),
        ("personKey", "personKey"),
        ("USCC", "uscc"),
        ("evaluated_on", "evaluatedOn"),
        ("Evaluated On", "evaluatedOn"),
        ("ｎａｍｅ", "name"),
        ("序号", None),
        ("", None),
    ],
)
def test_headers_of_a_file_of_grades(header: str, column: str | None) -> None:
    assert canonical(Kind.GRADES, header) == column


@pytest.mark.parametrize("kind", list(Kind))
def test_every_header_means_its_column(kind: Kind) -> None:
    for column in FORMATS[kind].columns:
        for header in (column.key, *column.headers):
            assert canonical(kind, header) == column.key


def tables() -> dict[str, str]:
    """The header tables as docs/import-format.md has them, by kind."""
    text = PAGE.read_text(encoding="utf-8")
    return dict(re.findall(r"<!-- headers: (\w+) -->\n(.*?)<!-- end -->", text, re.DOTALL))


def expected_table(kind: Kind) -> str:
    lines = ["| 列 column | 可写的表头 headers |", "|---|---|"]
    lines += [f"| `{column.key}` | {'、'.join(column.headers)} |" for column in FORMATS[kind].columns]
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("kind", list(Kind))
def test_the_docs_list_every_header(kind: Kind) -> None:
    assert tables().get(kind.value) == expected_table(kind), f"put this into the docs:\n{expected_table(kind)}"


@pytest.mark.parametrize("code", [*RejectCode, *WarningCode])
def test_the_docs_explain_every_code(code: str) -> None:
    assert f"| `{code}` |" in PAGE.read_text(encoding="utf-8")
