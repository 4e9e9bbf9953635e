"""重庆市房地产开发行业信用管理与服务平台: points, and no grade at all."""

from pathlib import Path

from seed.systems.dirt import Dirt
from seed.systems.real_estate_development.rows import rows
from seed.systems.real_estate_development.tables import metadata
from seed.systems.system import BundledSystem, Change

SYSTEM = BundledSystem(
    key="real-estate-development",
    folder=Path(__file__).parent,
    change=Change.UPDATED_AT,
    metadata=metadata,
    rows=rows,
    shape=("只有分数,没有等级", "points only"),
    dirt=(
        Dirt.REGISTRATION_NUMBER,
        Dirt.NAME_DIFFERS,
        Dirt.LATE,
        Dirt.DUPLICATE,
        Dirt.MISTYPED_USCC,
        Dirt.NO_GRADE,
        Dirt.UNKNOWN_GRADE,
        Dirt.BAD_PERIOD,
        Dirt.FUTURE_DATE,
    ),
    dirt_every=8,
)
