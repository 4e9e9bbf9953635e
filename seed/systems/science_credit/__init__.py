"""重庆市科技信用管理系统: A–D of units and persons, everything as JSON."""

from pathlib import Path

from seed.systems.dirt import Dirt
from seed.systems.science_credit.rows import rows
from seed.systems.science_credit.tables import metadata
from seed.systems.system import BundledSystem, Change

SYSTEM = BundledSystem(
    key="science-credit",
    folder=Path(__file__).parent,
    change=Change.DELETION,
    metadata=metadata,
    rows=rows,
    shape=("一行两份 JSON,撤销即删行", "two JSON documents a row; what is withdrawn is deleted"),
    dirt=(
        Dirt.REGISTRATION_NUMBER,
        Dirt.FORMER_USCC,
        Dirt.NAME_DIFFERS,
        Dirt.DUPLICATE,
        Dirt.MISTYPED_USCC,
        Dirt.MISTYPED_PERSON,
        Dirt.BAD_DATE,
        Dirt.NO_GRADE,
        Dirt.UNKNOWN_GRADE,
        Dirt.BAD_PERIOD,
        Dirt.FUTURE_DATE,
    ),
    dirt_every=8,
)
