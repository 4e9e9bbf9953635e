"""重庆市劳动保障监察管理信息系统: A/B/C, three codes of an enterprise side by side."""

from pathlib import Path

from seed.systems.dirt import Dirt
from seed.systems.labour_inspection.rows import rows
from seed.systems.labour_inspection.tables import metadata
from seed.systems.system import BundledSystem, Change

SYSTEM = BundledSystem(
    key="labour-inspection",
    folder=Path(__file__).parent,
    change=Change.VERSION,
    metadata=metadata,
    rows=rows,
    shape=(
        "一张表,三种代码各占一列,日期写作 2023年8月21日",
        "one table, a column for each of three codes, days in Chinese",
    ),
    dirt=(
        Dirt.REGISTRATION_NUMBER,
        Dirt.ORGANISATION_CODE,
        Dirt.NAME_DIFFERS,
        Dirt.LATE,
        Dirt.DUPLICATE,
        Dirt.MISTYPED_USCC,
        Dirt.BAD_DATE,
        Dirt.NO_GRADE,
        Dirt.UNKNOWN_GRADE,
        Dirt.BAD_PERIOD,
        Dirt.FUTURE_DATE,
    ),
    dirt_every=40,
    own_columns=True,
)
