"""重庆市水运建设市场信用信息管理系统: AA–D, units and persons, a whole copy a month."""

from pathlib import Path

from seed.systems.dirt import Dirt
from seed.systems.system import BundledSystem, Change
from seed.systems.waterway_construction_market.rows import rows
from seed.systems.waterway_construction_market.tables import metadata

SYSTEM = BundledSystem(
    key="waterway-construction-market",
    folder=Path(__file__).parent,
    change=Change.SNAPSHOT,
    metadata=metadata,
    rows=rows,
    shape=("一张表,每月全量,日期写作 20230821", "one table, a whole copy a month, days as 20230821"),
    dirt=(
        Dirt.ORGANISATION_CODE,
        Dirt.NAME_DIFFERS,
        Dirt.DUPLICATE,
        Dirt.MISTYPED_USCC,
        Dirt.MISTYPED_PERSON,
        Dirt.BAD_DATE,
        Dirt.NO_GRADE,
        Dirt.UNKNOWN_GRADE,
        Dirt.BAD_PERIOD,
    ),
    dirt_every=5,
)
