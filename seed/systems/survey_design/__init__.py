"""重庆市勘察设计行业信用管理系统和管理平台: A–D of units and persons; what is withdrawn is deleted."""

from pathlib import Path

from seed.systems.dirt import Dirt
from seed.systems.survey_design.rows import rows
from seed.systems.survey_design.tables import metadata
from seed.systems.system import BundledSystem, Change

SYSTEM = BundledSystem(
    key="survey-design",
    folder=Path(__file__).parent,
    change=Change.DELETION,
    metadata=metadata,
    rows=rows,
    shape=("主体表和等级表,撤销即删行", "parties and grades; what is withdrawn is deleted"),
    dirt=(
        Dirt.ORGANISATION_CODE,
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
    dirt_every=6,
)
