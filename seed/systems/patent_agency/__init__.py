"""专利代理管理系统(国家知识产权局): A+–D of agencies and of attorneys, who are natural persons."""

from pathlib import Path

from seed.systems.dirt import Dirt
from seed.systems.patent_agency.rows import rows
from seed.systems.patent_agency.tables import metadata
from seed.systems.system import BundledSystem, Change

SYSTEM = BundledSystem(
    key="patent-agency",
    folder=Path(__file__).parent,
    change=Change.SNAPSHOT,
    metadata=metadata,
    rows=rows,
    shape=("机构、代理师两张表,按批次全量", "agencies and attorneys in a table each, a whole copy a batch"),
    dirt=(
        Dirt.NAME_DIFFERS,
        Dirt.REGISTRATION_NUMBER,
        Dirt.DUPLICATE,
        Dirt.MISTYPED_USCC,
        Dirt.MISTYPED_PERSON,
        Dirt.NO_GRADE,
        Dirt.UNKNOWN_GRADE,
        Dirt.FUTURE_DATE,
    ),
    dirt_every=4,
)
