"""What a bundled platform is: its tables, what it writes down of a subject, how a leaf becomes rows."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any
from zlib import crc32

from sqlalchemy import MetaData, Table

from graph_model.catalogue import Catalogue
from seed.city.draws import mixed
from seed.platforms.leaves import Leaf
from seed.platforms.staining import stained
from seed.systems.dirt import REFUSED, Dirt
from seed.systems.manifest import Manifest
from seed.systems.population import Population
from seed.systems.sheets import Known
from seed.systems.system import Change, Row

NUMBERS = 1_000
"""Numbers that each subject has in a platform."""


def nothing(catalogue: Catalogue, population: Population, manifest: Manifest) -> Iterable[Row]:
    """What a platform has that is about no subject, where it has nothing of that kind."""
    return ()


@dataclass(frozen=True, eq=False)
class BundledPlatform:
    """A platform of the plan's text. `key` is the plan's (`double-random`), `folder` where its mapping.yaml lies."""

    key: str
    folder: Path
    change: Change
    metadata: MetaData
    leaves: Callable[[Known, date], Iterable[Leaf]]
    """What it has written down of a subject by the city's own day, oldest first."""
    rows: Callable[[Leaf, date], Iterable[Row]]
    shape: tuple[str, str]
    """A few words on its tables, Chinese and English."""
    brings: tuple[str, str]
    """What it brings, Chinese and English."""
    dirt: tuple[Dirt, ...]
    dirt_every: int
    """One leaf in so many is dirty."""
    codes: tuple[tuple[Table, tuple[Mapping[str, Any], ...]], ...] = ()
    standing: Callable[[Catalogue, Population, Manifest], Iterable[Row]] = nothing
    """Rows about no subject, such as tasks and items; none where nobody is in the city."""
    asked_only: bool = False
    """What it has of subjects is asked for and never synced, so that it is not counted either."""

    @property
    def mapping(self) -> Path:
        return self.folder / "mapping.yaml"

    def written(self, known: Known, seed: int, today: date, manifest: Manifest) -> Iterator[Row]:
        """The rows about a subject, dirt and all, counted into the manifest."""
        salt, place = seed ^ crc32(self.key.encode()), 0
        for leaf in self.leaves(known, today):
            right = replace(leaf, number=known.ordinal * NUMBERS + place)
            bits = mixed(salt, right.number)
            for one in (
                [right] if known.clean or self.asked_only else stained(self.dirt, self.dirt_every, right, bits, today)
            ):
                numbered = replace(one, number=known.ordinal * NUMBERS + place)
                place += 1
                if not self.asked_only:
                    manifest.count_row(numbered.dirt, self.refusal(numbered))
                yield from self.rows(numbered, today)

    def refusal(self, leaf: Leaf) -> str | None:
        """The code with which the way in refuses a leaf, None where it takes it or does not see it."""
        code = None if leaf.dirt is None else REFUSED.get(leaf.dirt)
        return None if code is None else code.value
