"""重庆市公路建设市场信用信息管理系统: AA–D with points, units and persons, grades by a code table."""

from pathlib import Path

from seed.systems.dirt import Dirt
from seed.systems.highway_construction_market.rows import rows
from seed.systems.highway_construction_market.tables import CODES, metadata
from seed.systems.system import BundledSystem, Change

SYSTEM = BundledSystem(
    key="highway-construction-market",
    folder=Path(__file__).parent,
    change=Change.UPDATED_AT,
    metadata=metadata,
    rows=rows,
    shape=("主体表、评价表和等级代码表", "parties, evaluations and a code table of grades"),
    dirt=(
        Dirt.REGISTRATION_NUMBER,
        Dirt.ORGANISATION_CODE,
        Dirt.NAME_DIFFERS,
        Dirt.LATE,
        Dirt.DUPLICATE,
        Dirt.MISTYPED_USCC,
        Dirt.MISTYPED_PERSON,
        Dirt.NO_GRADE,
        Dirt.UNKNOWN_GRADE,
        Dirt.FUTURE_DATE,
    ),
    dirt_every=12,
    codes=CODES,
)
