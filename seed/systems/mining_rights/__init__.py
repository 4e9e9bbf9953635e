"""全国矿业权人勘查开采信息公示系统: lists of those found wanting; who leaves a list leaves no trace."""

from pathlib import Path

from seed.systems.dirt import Dirt
from seed.systems.mining_rights.rows import rows
from seed.systems.mining_rights.tables import metadata
from seed.systems.system import BundledSystem, Change

SYSTEM = BundledSystem(
    key="mining-rights",
    folder=Path(__file__).parent,
    change=Change.DELETION,
    metadata=metadata,
    rows=rows,
    shape=("核查表,异常名录和严重失信名单两张名单", "checks, and two lists of those found wanting"),
    dirt=(
        Dirt.NAME_DIFFERS,
        Dirt.REGISTRATION_NUMBER,
        Dirt.DUPLICATE,
        Dirt.MISTYPED_USCC,
        Dirt.BAD_DATE,
        Dirt.FUTURE_DATE,
    ),
    dirt_every=5,
)
