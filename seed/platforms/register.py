"""The platforms that have databases of their own, in the plan's order, and with the 20 systems all that is bundled."""

from seed.platforms.administrative_penalties import PLATFORM as ADMINISTRATIVE_PENALTIES
from seed.platforms.double_random import PLATFORM as DOUBLE_RANDOM
from seed.platforms.enterprise_publicity import PLATFORM as ENTERPRISE_PUBLICITY
from seed.platforms.law_enforcement import PLATFORM as LAW_ENFORCEMENT
from seed.platforms.platform import BundledPlatform
from seed.systems.register import SYSTEMS
from seed.systems.system import BundledSystem

PLATFORMS: tuple[BundledPlatform, ...] = (
    DOUBLE_RANDOM,
    ENTERPRISE_PUBLICITY,
    LAW_ENFORCEMENT,
    ADMINISTRATIVE_PENALTIES,
)
BUNDLED_DATABASES: tuple[BundledSystem | BundledPlatform, ...] = (*SYSTEMS, *PLATFORMS)
