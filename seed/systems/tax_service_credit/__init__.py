"""涉税专业信用管理系统: TSC1–TSC5 with points to 500, names in capitals."""

from pathlib import Path

from seed.systems.dirt import Dirt
from seed.systems.system import BundledSystem, Change
from seed.systems.tax_service_credit.rows import rows
from seed.systems.tax_service_credit.tables import metadata

SYSTEM = BundledSystem(
    key="tax-service-credit",
    folder=Path(__file__).parent,
    change=Change.VERSION,
    metadata=metadata,
    rows=rows,
    shape=("大写表名列名,TSC1–TSC5 和积分", "names in capitals, TSC1–TSC5 with points"),
    dirt=(
        Dirt.ORGANISATION_CODE,
        Dirt.NAME_DIFFERS,
        Dirt.LATE,
        Dirt.DUPLICATE,
        Dirt.MISTYPED_USCC,
        Dirt.NO_GRADE,
        Dirt.UNKNOWN_GRADE,
        Dirt.BAD_PERIOD,
        Dirt.FUTURE_DATE,
    ),
    dirt_every=2,
    own_columns=True,
)
