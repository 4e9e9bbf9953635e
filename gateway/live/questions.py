"""What a system is asked for grades, of entities and of natural persons: the columns of its evaluations and of who they are about."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Integer, Select, String, bindparam, select

from gateway.live.keys import written
from gateway.live.owners import OWNER, PERSON
from gateway.live.persons.finding import PersonRows
from gateway.live.systems import LiveSystem
from gateway.sources.sql.description import Rows
from gateway.sources.sql.owners import padded
from gateway.sources.sql.repeated import Repeated
from gateway.sync.mapping.columns import Value
from gateway.sync.mapping.model import SubjectKeys
from gateway.sync.reading.rows import RowReader

ENTITY = "uscc:"
MOST_ROWS = 200
"""Rows that are read of a subject on average, the newest ones."""
_MOST = "most"
Found = Sequence[Any]


class EntitiesQuestion:
    """Entities by their codes: a statement whose text is written once."""

    def __init__(self, system: LiveSystem) -> None:
        self._database = system.database
        self._statement, self.reader = _asking(system, SubjectKeys(uscc=Value(column=OWNER)))
        self._owner = system.description.rows.columns[OWNER]
        self._of_size: dict[int, Repeated] = {}

    async def rows(self, subject_keys: Sequence[str], until: float) -> Found:
        """What the system has of these entities. Raises SourceError; `until` is in the loop's time."""
        statement, given = self.of([key.removeprefix(ENTITY) for key in subject_keys])
        return await self._database.repeat(statement, given, until)

    def of(self, codes: Sequence[str]) -> tuple[Repeated, Mapping[str, Any]]:
        """The rows of these entities, what the system wrote last first: a statement with its parameters."""
        ways = padded([way for code in codes for way in written(code)])
        named = {f"code{place}": way for place, way in enumerate(ways)}
        return self._for(tuple(named)), {**named, _MOST: MOST_ROWS * len(codes)}

    def _for(self, names: Sequence[str]) -> Repeated:
        """The statement for so many codes, made once."""
        if len(names) not in self._of_size:
            bound = [bindparam(name, type_=String) for name in names]
            limited = self._statement.limit(bindparam(_MOST, type_=Integer))
            self._of_size[len(names)] = Repeated(limited.where(self._owner.in_(bound)))
        return self._of_size[len(names)]


class PersonsQuestion:
    """Natural persons by our keys: their rows are found first. A row is judged by the ID number and the code that it has."""

    def __init__(self, system: LiveSystem, persons: PersonRows) -> None:
        self._database = system.database
        self._persons = persons
        known = system.description.rows.columns
        code = Value(column=OWNER) if OWNER in known else None
        self._statement, self.reader = _asking(system, SubjectKeys(uscc=code, person_id=Value(column=PERSON)))

    async def rows(self, subject_keys: Sequence[str], until: float) -> Found:
        """What the system has of these persons. Raises SourceError; `until` is in the loop's time."""
        theirs = await self._persons.rows_of(subject_keys, until)
        if theirs is None:
            return ()
        statement = self._statement.where(theirs).limit(MOST_ROWS * len(subject_keys))
        return await self._database.rows(statement, until)


Question = EntitiesQuestion | PersonsQuestion


def questions_of(system: LiveSystem) -> tuple[EntitiesQuestion | None, PersonsQuestion | None]:
    """What a system can be asked for grades."""
    entities = EntitiesQuestion(system) if OWNER in system.description.rows.columns else None
    return entities, None if system.persons is None else PersonsQuestion(system, system.persons)


def _asking(system: LiveSystem, keys: SubjectKeys) -> tuple[Select[Any], RowReader]:
    """The columns of the evaluations and of these keys, what the system wrote last first, and what reads them.

    A row is read as if it said nothing else: no name, nor what is filtered already.
    """
    rows, mapping = system.description.rows, system.read.mapping
    names = dict.fromkeys(name for name, steps in system.read.columns() if steps[0] == "evaluations")
    names |= dict.fromkeys(key.column for key in (keys.uscc, keys.person_id) if key is not None)
    reduced = mapping.model_copy(update={"keys": keys, "name": None, "deleted": None, "live": ()})
    return _newest_first(rows, mapping.changes.column, list(names)), RowReader(
        reduced, {name: place for place, name in enumerate(names)}
    )


def _newest_first(rows: Rows, change: str | None, names: Sequence[str]) -> Select[Any]:
    statement = select(*(rows.columns[name].label(f"c{place}") for place, name in enumerate(names)))
    statement = statement.select_from(rows.origin).where(*rows.counted)
    return statement if change is None else statement.order_by(rows.columns[change].desc())
