"""The proposals for the bundled systems held against the mappings that are committed: how many parts are right is what the page says."""

import asyncio
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from gateway.settings import Settings
from gateway.sync.addresses import filling_engine
from gateway.sync.bundled import bundled_addresses, ensure_place
from gateway.sync.mapping import Mapping, read_mapping
from graph_model.catalogue import Catalogue
from seed.systems.filling import Bundled, fill
from seed.systems.population import Population
from seed.systems.register import SYSTEMS
from tests.gateway.sync.connecting.parts import parts, proposed
from tests.seed.systems.places import KINDS, systems_setting

TODAY = date(2026, 11, 24)
SIZE = 400
PAGE = Path(__file__).resolve().parents[4] / "docs" / "systems" / "connecting.md"
FILES = {"sqlite": "SQLite", "postgresql": "PostgreSQL", "mariadb": "MariaDB"}


@pytest.mark.parametrize("kind", KINDS)
async def test_as_many_parts_are_right_as_the_page_says(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path, plan: Catalogue
) -> None:
    settings = Settings(data=tmp_path, systems=systems_setting(kind, request))
    addresses, engines = bundled_addresses(settings), dict[Bundled, AsyncEngine]()
    for system in SYSTEMS:
        await ensure_place(addresses[system.key], settings)
        engines[system] = filling_engine(addresses[system.key])
    await fill(engines, plan, Population(plan, 7, SIZE, TODAY, TODAY))
    await asyncio.gather(*(engine.dispose() for engine in engines.values()))
    right = 0
    wrong: dict[Any, Any] = {}
    for system in SYSTEMS:
        mapping = read_mapping(system.mapping, plan).mapping
        content, told = await proposed(addresses[system.key], plan, mapping)
        wanted = parts(mapping, plan)
        found = parts(Mapping.model_validate_json(json.dumps(content)), plan)
        names = [n for n in dict.fromkeys([*wanted, *found]) if wanted.get(n) is not None or found.get(n) is not None]
        missed = [name for name in names if name in told or wanted.get(name) != found.get(name)]
        right += len(names) - len(missed)
        wrong |= {f"{system.key} {name}": (wanted.get(name), found.get(name)) for name in missed}
    row = f"| {FILES[kind]} | {right} | {right + len(wrong)} |"
    assert row in PAGE.read_text(encoding="utf-8"), f"the page should say {row}; wrong: {wrong}"
