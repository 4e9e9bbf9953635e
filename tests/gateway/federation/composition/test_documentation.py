"""The documentation lists every code with a test that exists."""

import re
from pathlib import Path

from gateway.federation.composition import ErrorCode, HintCode

PAGE = Path(__file__).parents[4] / "docs" / "federation" / "composition.md"
ROW = re.compile(r"^\| `([A-Z_]+)` \| .+ \| `(\w+)::(\w+)` \|$", re.MULTILINE)


def test_every_code_stands_in_the_documentation_with_its_test() -> None:
    rows = ROW.findall(PAGE.read_text(encoding="utf-8"))
    assert [code for code, _, _ in rows] == [*ErrorCode, *HintCode]
    for code, module, test in rows:
        text = (Path(__file__).parent / f"{module}.py").read_text(encoding="utf-8")
        assert re.search(rf"^def {test}\(", text, re.MULTILINE), f"{code}: no {test} in {module}"
        assert code in text.split(f"def {test}(")[1].split("\ndef ")[0]
