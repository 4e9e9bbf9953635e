"""The system that grades natural persons alone is asked about no company: for `bench live` it has a table of companies too."""

from pathlib import Path

import yaml
from sqlalchemy import Column, MetaData, String, Table, insert

from gateway.settings import Settings
from gateway.sync.addresses import POSTGRESQL, Address, filling_engine
from gateway.sync.bundled import bundled_addresses

TWENTIETH = "municipal-credit-platform"
ITEM = "1-6"
NAME = "graded_companies"
_TABLE = Table(
    NAME,
    MetaData(),
    Column("code", String(18), primary_key=True),
    Column("grade", String(1), nullable=False),
    Column("day", String(10), nullable=False),
    Column("changed", String(19), nullable=False),
)


async def lay_down(settings: Settings, codes: list[str]) -> None:
    """The table, with a grade for each of these companies."""
    engine = filling_engine(bundled_addresses(settings)[TWENTIETH])
    rows = [{"code": code, "grade": "A", "day": "2025-06-01", "changed": "2025-06-01 08:00:00"} for code in codes]
    async with engine.begin() as connection:
        await connection.run_sync(_TABLE.metadata.create_all)
        await connection.execute(insert(_TABLE), rows)
    await engine.dispose()


def write_mapping(folder: Path, settings: Settings, systems: str) -> Path:
    """The folder with the mapping of that table, whose system is reached as `systems` says."""
    mapping = {
        "system": TWENTIETH,
        "connection": {"url": _written(bundled_addresses(settings.model_copy(update={"systems": systems}))[TWENTIETH])},
        "table": NAME,
        "keys": {"uscc": "code"},
        "evaluations": [{"item": ITEM, "grade": {"column": "grade", "scale": "unified"}, "evaluatedOn": "day"}],
        "changes": {"kind": "deletion", "key": ["code"]},
    }
    mappings = folder / "mappings"
    mappings.mkdir()
    (mappings / f"{TWENTIETH}.yaml").write_text(yaml.safe_dump(mapping, allow_unicode=True), encoding="utf-8")
    return mappings


def _written(address: Address) -> str:
    url = address.url.set(drivername=address.kind)
    if address.kind == POSTGRESQL and address.schema is not None:
        url = url.update_query_dict({"schema": address.schema})
    return url.render_as_string(hide_password=False)
