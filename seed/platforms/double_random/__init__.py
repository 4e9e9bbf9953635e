"""“双随机、一公开”监管系统: the items connected to it, the objects, the tasks and what was found."""

from pathlib import Path

from seed.platforms.double_random.rows import DIRT_EVERY, leaves, rows, standing
from seed.platforms.double_random.tables import CODES, metadata
from seed.platforms.platform import BundledPlatform
from seed.systems.dirt import Dirt
from seed.systems.system import Change

PLATFORM = BundledPlatform(
    key="double-random",
    folder=Path(__file__).parent,
    change=Change.DELETION,
    metadata=metadata,
    leaves=leaves,
    rows=rows,
    shape=(
        "抽查事项、检查对象、抽查任务、检查结果四张表和结果代码表",
        "items, objects, tasks and results in a table each, a code table of results",
    ),
    brings=("接入情况;检查对象、任务和结果(实时)", "which items are connected; objects, tasks and results (live)"),
    dirt=(Dirt.DUPLICATE, Dirt.UNKNOWN_DEPARTMENT),
    dirt_every=DIRT_EVERY,
    codes=CODES,
    standing=standing,
    asked_only=True,
)
