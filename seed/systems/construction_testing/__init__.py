"""重庆市房屋建筑和市政基础设施工程质量检测信用管理系统: A–D of units and persons, with the time of deletion."""

from pathlib import Path

from seed.systems.construction_testing.rows import rows
from seed.systems.construction_testing.tables import metadata
from seed.systems.dirt import Dirt
from seed.systems.system import BundledSystem, Change

SYSTEM = BundledSystem(
    key="construction-testing",
    folder=Path(__file__).parent,
    change=Change.VERSION,
    metadata=metadata,
    rows=rows,
    shape=("一张表,版本号,删除时间", "one table, a version, the time of deletion"),
    dirt=(
        Dirt.FORMER_USCC,
        Dirt.NAME_DIFFERS,
        Dirt.LATE,
        Dirt.DUPLICATE,
        Dirt.WITHDRAWN,
        Dirt.MISTYPED_USCC,
        Dirt.MISTYPED_PERSON,
        Dirt.NO_GRADE,
        Dirt.UNKNOWN_GRADE,
        Dirt.BAD_PERIOD,
    ),
    dirt_every=5,
)
