"""纳税信用管理系统: A/B/M/C/D with points, results by year, a mark of annulment."""

from pathlib import Path

from seed.systems.dirt import Dirt
from seed.systems.system import BundledSystem, Change
from seed.systems.tax_credit.rows import rows
from seed.systems.tax_credit.tables import CODES, metadata

SYSTEM = BundledSystem(
    key="tax-credit",
    folder=Path(__file__).parent,
    change=Change.UPDATED_AT,
    metadata=metadata,
    rows=rows,
    shape=(
        "纳税人表、年度结果表和等级代码表,作废标志",
        "taxpayers, results by year, a code table, a mark of annulment",
    ),
    dirt=(
        Dirt.REGISTRATION_NUMBER,
        Dirt.FORMER_USCC,
        Dirt.NAME_DIFFERS,
        Dirt.LATE,
        Dirt.DUPLICATE,
        Dirt.WITHDRAWN,
        Dirt.MISTYPED_USCC,
        Dirt.BAD_DATE,
        Dirt.NO_GRADE,
        Dirt.UNKNOWN_GRADE,
        Dirt.BAD_PERIOD,
        Dirt.FUTURE_DATE,
    ),
    dirt_every=40,
    codes=CODES,
)
