"""重庆市企业信用风险分类管理系统: 低/一般/较高/高 over twelve items of two departments."""

from pathlib import Path

from seed.systems.dirt import Dirt
from seed.systems.enterprise_credit_risk.rows import rows
from seed.systems.enterprise_credit_risk.tables import CODES, metadata
from seed.systems.system import BundledSystem, Change

SYSTEM = BundledSystem(
    key="enterprise-credit-risk",
    folder=Path(__file__).parent,
    change=Change.UPDATED_AT,
    metadata=metadata,
    rows=rows,
    shape=("十二个事项一张表,事项和等级为代码,JSON,毫秒时间", "twelve items in one table by code, JSON, milliseconds"),
    dirt=(
        Dirt.REGISTRATION_NUMBER,
        Dirt.ORGANISATION_CODE,
        Dirt.FORMER_USCC,
        Dirt.NAME_DIFFERS,
        Dirt.LATE,
        Dirt.DUPLICATE,
        Dirt.MISTYPED_USCC,
        Dirt.NO_GRADE,
        Dirt.UNKNOWN_GRADE,
        Dirt.UNKNOWN_ITEM,
        Dirt.BAD_PERIOD,
        Dirt.FUTURE_DATE,
    ),
    dirt_every=40,
    codes=CODES,
)
