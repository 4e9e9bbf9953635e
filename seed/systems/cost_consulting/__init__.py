"""重庆市工程造价咨询行业信用管理系统: points as text, of firms and of cost engineers."""

from pathlib import Path

from seed.systems.cost_consulting.rows import rows
from seed.systems.cost_consulting.tables import metadata
from seed.systems.dirt import Dirt
from seed.systems.system import BundledSystem, Change

SYSTEM = BundledSystem(
    key="cost-consulting",
    folder=Path(__file__).parent,
    change=Change.SNAPSHOT,
    metadata=metadata,
    rows=rows,
    shape=("只有分数,写作 87.5分;按批次全量", "points only, as 87.5分; a whole copy a batch"),
    dirt=(
        Dirt.NAME_DIFFERS,
        Dirt.ORGANISATION_CODE,
        Dirt.DUPLICATE,
        Dirt.MISTYPED_USCC,
        Dirt.MISTYPED_PERSON,
        Dirt.BAD_SCORE,
        Dirt.BAD_DATE,
        Dirt.NO_GRADE,
        Dirt.UNKNOWN_GRADE,
    ),
    dirt_every=6,
)
