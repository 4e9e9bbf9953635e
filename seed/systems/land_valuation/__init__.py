"""土地估价行业信用监管系统: A–D, a version on every row."""

from pathlib import Path

from seed.systems.dirt import Dirt
from seed.systems.land_valuation.rows import rows
from seed.systems.land_valuation.tables import metadata
from seed.systems.system import BundledSystem, Change

SYSTEM = BundledSystem(
    key="land-valuation",
    folder=Path(__file__).parent,
    change=Change.VERSION,
    metadata=metadata,
    rows=rows,
    shape=("机构表和评级表,英文列名", "agencies and ratings, English names"),
    dirt=(
        Dirt.ORGANISATION_CODE,
        Dirt.LATE,
        Dirt.DUPLICATE,
        Dirt.NO_GRADE,
        Dirt.UNKNOWN_GRADE,
        Dirt.FUTURE_DATE,
        Dirt.BAD_PERIOD,
        Dirt.MISTYPED_USCC,
    ),
    dirt_every=2,
    own_columns=True,
)
