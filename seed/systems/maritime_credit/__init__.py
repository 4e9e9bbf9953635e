"""海事信用信息管理系统: classes I–IV, a whole copy a month."""

from pathlib import Path

from seed.systems.dirt import Dirt
from seed.systems.maritime_credit.rows import rows
from seed.systems.maritime_credit.tables import metadata
from seed.systems.system import BundledSystem, Change

SYSTEM = BundledSystem(
    key="maritime-credit",
    folder=Path(__file__).parent,
    change=Change.SNAPSHOT,
    metadata=metadata,
    rows=rows,
    shape=("大写表名列名,每月全量,带时区的时间", "names in capitals, a whole copy a month, instants with a zone"),
    dirt=(
        Dirt.REGISTRATION_NUMBER,
        Dirt.NAME_DIFFERS,
        Dirt.DUPLICATE,
        Dirt.MISTYPED_USCC,
        Dirt.BAD_DATE,
        Dirt.NO_GRADE,
        Dirt.UNKNOWN_GRADE,
        Dirt.BAD_PERIOD,
    ),
    dirt_every=2,
)
