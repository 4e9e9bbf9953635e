"""行政处罚业务系统: decisions on penalties, of entities and of natural persons."""

from pathlib import Path

from seed.platforms.administrative_penalties.rows import leaves, rows
from seed.platforms.administrative_penalties.tables import metadata
from seed.platforms.platform import BundledPlatform
from seed.platforms.staining import DIRT_OF_FACTS
from seed.systems.system import Change

PLATFORM = BundledPlatform(
    key="administrative-penalties",
    folder=Path(__file__).parent,
    change=Change.UPDATED_AT,
    metadata=metadata,
    leaves=leaves,
    rows=rows,
    shape=(
        "决定书表,内容为 JSON,撤销标志,自然人",
        "decisions, their content as JSON, a mark of annulment, natural persons",
    ),
    brings=("处罚决定认定的行为", "conducts found by decisions on penalties"),
    dirt=DIRT_OF_FACTS,
    dirt_every=4,
)
