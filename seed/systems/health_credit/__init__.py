"""重庆市卫生健康信用信息系统: A–D in the JSON of reports that are only ever added."""

from pathlib import Path

from seed.systems.dirt import Dirt
from seed.systems.health_credit.rows import rows
from seed.systems.health_credit.tables import metadata
from seed.systems.system import BundledSystem, Change

SYSTEM = BundledSystem(
    key="health-credit",
    folder=Path(__file__).parent,
    change=Change.LOG,
    metadata=metadata,
    rows=rows,
    shape=("上报流水,内容为 JSON", "a log of reports, their content as JSON"),
    dirt=(
        Dirt.REGISTRATION_NUMBER,
        Dirt.FORMER_USCC,
        Dirt.NAME_DIFFERS,
        Dirt.LATE,
        Dirt.DUPLICATE,
        Dirt.MISTYPED_USCC,
        Dirt.BAD_DATE,
        Dirt.NO_GRADE,
        Dirt.UNKNOWN_GRADE,
        Dirt.BAD_PERIOD,
    ),
    dirt_every=20,
)
