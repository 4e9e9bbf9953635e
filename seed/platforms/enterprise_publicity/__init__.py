"""国家企业信用信息公示系统: registration data of market entities, with the codes that they had before."""

from pathlib import Path

from seed.platforms.enterprise_publicity.rows import leaves, rows
from seed.platforms.enterprise_publicity.tables import CODES, metadata
from seed.platforms.platform import BundledPlatform
from seed.systems.dirt import Dirt
from seed.systems.system import Change

PLATFORM = BundledPlatform(
    key="enterprise-publicity",
    folder=Path(__file__).parent,
    change=Change.UPDATED_AT,
    metadata=metadata,
    leaves=leaves,
    rows=rows,
    shape=("登记信息表和状态代码表,日期写作 2012/3/5", "registrations and a code table of states, days as 2012/3/5"),
    brings=("登记信息、注册号和曾用代码", "registration data, registration numbers and former codes"),
    dirt=(Dirt.DUPLICATE, Dirt.WITHDRAWN, Dirt.MISTYPED_USCC, Dirt.BAD_DATE, Dirt.FUTURE_DATE),
    dirt_every=60,
    codes=CODES,
)
