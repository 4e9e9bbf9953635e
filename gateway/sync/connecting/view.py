"""What is known of a database while its mapping is drafted: the tables seen, and what their places look like and are called."""

from dataclasses import dataclass, field

from gateway.sync.connecting.code_tables import Pairs, is_small, pairs_for, texts
from gateway.sync.connecting.lexicon import Role, Strength, strength
from gateway.sync.connecting.looking import Sight
from gateway.sync.connecting.sampling import TableSample
from gateway.sync.connecting.scope import Joining, joinable
from gateway.sync.connecting.structure import Family, Place
from gateway.sync.connecting.traits import DayWriting, Traits, traits_of

ISO = ("%Y-%m-%d", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S")
"""As SQLite keeps days and instants."""


@dataclass
class View:
    """A sight with what was worked out of it, kept: the same place is asked about for many parts of a mapping."""

    sight: Sight
    _traits: dict[Place, Traits] = field(default_factory=dict)
    _joins: dict[str, list[Joining]] = field(default_factory=dict)
    _named: dict[tuple[Role, Place], Strength] = field(default_factory=dict)
    _pairs: dict[Place, list[tuple[str, Pairs]]] = field(default_factory=dict)
    _small: dict[str, list[list[str]]] | None = None

    @property
    def tables(self) -> dict[str, TableSample]:
        return self.sight.tables

    def traits(self, place: Place) -> Traits:
        if place not in self._traits:
            self._traits[place] = traits_of(self.tables[place.table].values(place))
        return self._traits[place]

    def family(self, place: Place) -> Family:
        return self.tables[place.table].family(place)

    def days(self, place: Place) -> DayWriting | None:
        """How a place writes days, None where it does not. A column of dates or instants needs no format."""
        found = self.traits(place).days
        if found is not None and found.form in ISO and self.family(place) in (Family.DAY, Family.INSTANT):
            return DayWriting(None, found.zone, found.hits)
        return found

    def joins(self, main: str) -> list[Joining]:
        if main not in self._joins:
            self._joins[main] = joinable(self.tables, main)
        return self._joins[main]

    def places(self, main: str) -> list[Place]:
        """Every place that a mapping with this table can name: the table's own first."""
        tables = [main, *(joining.table for joining in self.joins(main))]
        return [place for table in tables for place in self.tables[table].places()]

    def comment(self, place: Place) -> str:
        """What the database says of a column; of a place in a document only its own name speaks."""
        column = self.tables[place.table].shape.column(place.column)
        return "" if column is None or place.path is not None else column.comment

    def code_pairs(self, place: Place) -> list[tuple[str, Pairs]]:
        """What small tables have beside the values of a place: (table, code → word)."""
        if place not in self._pairs:
            wanted = {value for value, _ in self.traits(place).common}
            self._pairs[place] = [
                (table, pairs)
                for table, columns in self._small_tables().items()
                if wanted and table != place.table
                for pairs in pairs_for(columns, wanted)
            ]
        return self._pairs[place]

    def _small_tables(self) -> dict[str, list[list[str]]]:
        if self._small is None:
            self._small = {name: texts(sample) for name, sample in self.tables.items() if is_small(sample)}
        return self._small

    def named(self, role: Role, place: Place) -> Strength:
        """How much the name of a place speaks for a role: of a place in a document the last step."""
        known = self._named.get((role, place))
        if known is None:
            known = self._named[role, place] = self._strength(role, place)
        return known

    def _strength(self, role: Role, place: Place) -> Strength:
        name = place.column if place.path is None else place.path.rpartition(".")[2]
        found = strength(role, name, self.comment(place))
        if place.path is None or "." not in place.path:
            return found
        whole = strength(role, place.path.replace(".", "_"), "")
        joined = strength(role, place.path.replace(".", ""), "")  # 评价.日期
        return max(found, whole, joined, key=lambda each: each.weight)
