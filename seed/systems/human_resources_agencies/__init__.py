"""人力资源服务机构管理系统: A–D, instants in UTC, rows marked as deleted."""

from pathlib import Path

from seed.systems.dirt import Dirt
from seed.systems.human_resources_agencies.rows import rows
from seed.systems.human_resources_agencies.tables import metadata
from seed.systems.system import BundledSystem, Change

SYSTEM = BundledSystem(
    key="human-resources-agencies",
    folder=Path(__file__).parent,
    change=Change.UPDATED_AT,
    metadata=metadata,
    rows=rows,
    shape=("英文列名,时间为 UTC,软删除", "English names, instants in UTC, soft deletes"),
    dirt=(
        Dirt.FORMER_USCC,
        Dirt.NAME_DIFFERS,
        Dirt.LATE,
        Dirt.DUPLICATE,
        Dirt.WITHDRAWN,
        Dirt.MISTYPED_USCC,
        Dirt.NO_GRADE,
        Dirt.UNKNOWN_GRADE,
        Dirt.BAD_PERIOD,
        Dirt.FUTURE_DATE,
    ),
    dirt_every=5,
)
