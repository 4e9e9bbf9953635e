"""全国粮食信用监管平台: 优良中差, one row an enterprise with a group of columns an item."""

from pathlib import Path

from seed.systems.dirt import Dirt
from seed.systems.grain_credit.rows import rows
from seed.systems.grain_credit.tables import metadata
from seed.systems.system import BundledSystem, Change

SYSTEM = BundledSystem(
    key="grain-credit",
    folder=Path(__file__).parent,
    change=Change.UPDATED_AT,
    metadata=metadata,
    rows=rows,
    shape=("一企业一行,一事项一组列", "a row an enterprise, a group of columns an item"),
    dirt=(
        Dirt.FORMER_USCC,
        Dirt.REGISTRATION_NUMBER,
        Dirt.NAME_DIFFERS,
        Dirt.DUPLICATE,
        Dirt.MISTYPED_USCC,
        Dirt.UNKNOWN_GRADE,
        Dirt.BAD_PERIOD,
        Dirt.FUTURE_DATE,
    ),
    dirt_every=4,
    wide=True,
)
