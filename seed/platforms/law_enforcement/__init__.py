"""执法监督业务系统: conducts that law enforcement has found and had put right."""

from pathlib import Path

from seed.platforms.law_enforcement.rows import leaves, rows
from seed.platforms.law_enforcement.tables import metadata
from seed.platforms.platform import BundledPlatform
from seed.platforms.staining import DIRT_OF_FACTS
from seed.systems.system import Change

PLATFORM = BundledPlatform(
    key="law-enforcement",
    folder=Path(__file__).parent,
    change=Change.VERSION,
    metadata=metadata,
    leaves=leaves,
    rows=rows,
    shape=("当事人表和案件表,英文列名,作废标志", "parties and cases, English names, a mark of annulment"),
    brings=("查实而未处罚的行为", "conducts that were established and not punished"),
    dirt=DIRT_OF_FACTS,
    dirt_every=4,
)
