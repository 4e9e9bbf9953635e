"""市公共信用信息平台: 教育从业人员, natural persons by ID number, in an append-only log."""

from pathlib import Path

from seed.systems.dirt import Dirt
from seed.systems.municipal_credit_platform.rows import rows
from seed.systems.municipal_credit_platform.tables import metadata
from seed.systems.system import BundledSystem, Change

SYSTEM = BundledSystem(
    key="municipal-credit-platform",
    folder=Path(__file__).parent,
    change=Change.LOG,
    metadata=metadata,
    rows=rows,
    shape=("中文表名列名,自然人,只增的归集流水", "Chinese names, natural persons, a log of what was collected"),
    dirt=(
        Dirt.LATE,
        Dirt.DUPLICATE,
        Dirt.MISTYPED_PERSON,
        Dirt.BAD_DATE,
        Dirt.NO_GRADE,
        Dirt.UNKNOWN_GRADE,
        Dirt.BAD_PERIOD,
    ),
    dirt_every=4,
)
