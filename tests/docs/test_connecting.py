"""The walk of docs/systems/connecting.md, at a real terminal on a real PostgreSQL: it says what the page shows, writes the file there."""

import asyncio
import re
from pathlib import Path

import asyncpg
import pytest
import yaml

from tests.at_a_terminal import Terminal
from tests.docs import examples

PAGE = examples.ROOT / "docs" / "systems" / "connecting.md"
DATABASE = examples.ROOT / "examples" / "connect" / "security-services.sql"
VARIABLE = "YUXIN_SYSTEM_SECURITY_SERVICES"
PARTS = [
    "uscc",
    "name",
    "grade",
    "item",
    "scale",
    "codes",
    "score",
    "evaluatedOn",
    "validUntil",
    "documentNo",
    "deleted",
    "changes",
    "key",
    "live",
]


@pytest.fixture
def department(postgresql_url: str) -> str:
    """The address of a database with the tables of the example."""

    async def lay_down() -> None:
        connection = await asyncpg.connect(postgresql_url)
        await connection.execute(
            "DROP SCHEMA IF EXISTS security CASCADE; CREATE SCHEMA security; SET search_path = security"
        )
        await connection.execute(DATABASE.read_text(encoding="utf-8"))
        await connection.close()

    asyncio.run(lay_down())
    return f"{postgresql_url}?schema=security"


def test_the_walk_is_as_the_page_shows_it(department: str, tmp_path: Path) -> None:
    walk, file = [block for block in examples.blocks(PAGE) if block.language in ("console", "yaml")][:2]
    terminal = Terminal("systems", "new", VARIABLE, cwd=tmp_path, **{VARIABLE: department})
    for part, answer in (("system", "security-services"), ("title", "保安服务信用管理系统"), ("table", "")):
        terminal.wait_for(f"[{part}]", "看列: ")
        terminal.answer(answer)
    for part in PARTS:
        terminal.wait_for(f"[{part}]", "看列: ")
        terminal.answer()
    terminal.wait_for("回车写入文件")
    terminal.answer()
    assert terminal.end() == 1, "one row has a day that no calendar has"
    said = re.sub(r"\s+", "", terminal.said)
    for line in walk.text.splitlines():
        if not line.startswith("$") and line.strip("… "):
            pieces = [re.sub(r"\s+", "", piece) for piece in line.split("…") if piece.strip()]
            assert all(piece in said for piece in pieces), f"not said: {line}\n{terminal.said}"
    written = (tmp_path / "security-services.yaml").read_text(encoding="utf-8")
    assert yaml.safe_load(written) == yaml.safe_load(file.text)
