"""重庆市园林绿化市场信用管理系统: A–D of units and persons, in an append-only log."""

from pathlib import Path

from seed.systems.dirt import Dirt
from seed.systems.landscaping.rows import rows
from seed.systems.landscaping.tables import metadata
from seed.systems.system import BundledSystem, Change

SYSTEM = BundledSystem(
    key="landscaping",
    folder=Path(__file__).parent,
    change=Change.LOG,
    metadata=metadata,
    rows=rows,
    shape=("中文表名列名,评价流水", "Chinese names, a log of evaluations"),
    dirt=(
        Dirt.ORGANISATION_CODE,
        Dirt.NAME_DIFFERS,
        Dirt.LATE,
        Dirt.DUPLICATE,
        Dirt.MISTYPED_USCC,
        Dirt.MISTYPED_PERSON,
        Dirt.BAD_DATE,
        Dirt.NO_GRADE,
        Dirt.UNKNOWN_GRADE,
        Dirt.FUTURE_DATE,
    ),
    dirt_every=7,
)
