"""Grants (主体授权): a subject lets an organisation see some of its own grades, for a purpose and for a time.

Plan 任务 7: 市场主体可通过“信用中国(重庆)”网站、行业门户网站或相关线下服务窗口,通过身份认证或主体授权方式,查询自身信用评价等级结果.
What the plan leaves open (how long, how narrow, what of the history) is ours: docs/decisions/0025-grants.md.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from graph_model.errors import BadInput, Forbidden
from graph_model.grades import current_records
from graph_model.intake.concealing import without_id_numbers
from graph_model.measures import basis_of
from graph_model.model import COMPOSITE, DishonestyFact, SubjectData, city_day
from graph_model.paging import Column, Ordering

LONGEST = timedelta(days=366)
"""The longest that a grant may last."""
LONGEST_PURPOSE = 200
MOST_VALID = 200
"""Grants of a subject that are valid at one time."""
NEWEST_FIRST = Ordering("grants", (Column("at", descending=True), Column("key", descending=True)), (str, str))


class GrantState(StrEnum):
    """Whether a grant lets anybody see anything."""

    VALID = "VALID"
    EXPIRED = "EXPIRED"
    REVOKED = "REVOKED"


class Part(StrEnum):
    """What of a subject is read."""

    GRADES = "grades"
    """Its current grades."""
    MEASURES = "measures"
    """Which measures these bring, and why."""
    ARCHIVE = "archive"
    """The history of its grades, its facts, the inspections that are published and the measures taken."""


PART_NAMES = {Part.GRADES: "等级", Part.MEASURES: "措施", Part.ARCHIVE: "档案"}


@dataclass(frozen=True, slots=True)
class Scope:
    """What a grant names: the composite, items by their keys (None: every item, whenever it is graded), and what of them beside the
    current grades."""

    composite: bool
    items: frozenset[str] | None
    measures: bool = False
    archive: bool = False

    @property
    def empty(self) -> bool:
        return not self.composite and self.items == frozenset()

    def covers(self, item_key: str) -> bool:
        """Whether grades of this item, or `composite`, are named."""
        if item_key == COMPOSITE:
            return self.composite
        return self.items is None or item_key in self.items

    def names(self, part: Part) -> bool:
        return part is Part.GRADES or (self.measures if part is Part.MEASURES else self.archive)


@dataclass(frozen=True, slots=True)
class NewGrant:
    """What a subject wants to grant. `grantee` is the key uscc:… of an organisation."""

    subject_key: str
    grantee: str
    scope: Scope
    purpose: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Grant:
    """A grant as it is kept; it is never changed but by being revoked."""

    key: str
    subject_key: str
    grantee: str
    scope: Scope
    purpose: str
    granted_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None

    def state(self, now: datetime) -> GrantState:
        if self.revoked_at is not None:
            return GrantState.REVOKED
        return GrantState.VALID if now < self.expires_at else GrantState.EXPIRED

    def is_of(self, new: NewGrant) -> bool:
        """Whether it grants what `new` does."""
        mine = self.subject_key, self.grantee, self.scope, self.purpose, self.expires_at
        return mine == (new.subject_key, new.grantee, new.scope, new.purpose, new.expires_at)


def checked(new: NewGrant, now: datetime) -> NewGrant:
    """The grant as it is to be kept, ID numbers struck out of its purpose. Raises BadInput with the argument that cannot be."""
    if new.grantee == new.subject_key:
        raise BadInput("不用授权给自己 / a subject sees itself without a grant", "grantee")
    if new.scope.empty:
        raise BadInput(
            "至少授权综合评价或一个事项 / name the composite, some items or all of them, one at least", "scope"
        )
    purpose = without_id_numbers(new.purpose.strip())
    if not 0 < len(purpose) <= LONGEST_PURPOSE or not purpose.isprintable():
        raise BadInput(
            f"写明用途，一行，1 到 {LONGEST_PURPOSE} 个字符 / the purpose, one line of 1 to {LONGEST_PURPOSE} characters",
            "purpose",
        )
    if not now < new.expires_at <= now + LONGEST:
        raise BadInput(
            f"须在今后 {LONGEST.days} 天之内 / must lie ahead, within {LONGEST.days} days from now", "expiresAt"
        )
    return NewGrant(new.subject_key, new.grantee, new.scope, purpose, new.expires_at)


def granted(data: SubjectData, grants: Iterable[Grant], part: Part, now: datetime) -> SubjectData:
    """What of a subject valid grants let somebody see for `part`; no discrepancies, which are between departments.

    Each grant speaks for itself: measures of an item are seen where one grant names both. Without the archive grades are the current
    ones: a question of another day or of what was known before finds no more. Raises Forbidden where no grant names the part.
    """
    scopes = [grant.scope for grant in grants if grant.scope.names(part)]
    if not scopes:
        raise Forbidden(f"授权不包括{PART_NAMES[part]} / no grant names the {part}")
    records = tuple(record for record in data.records if _covered(scopes, record.item_key))
    if part is not Part.ARCHIVE:
        records = tuple(current_records(records, city_day(now)).values())
    facts = tuple(fact for fact in data.facts if any(_tells(scope, fact, part) for scope in scopes))
    published = (one for one in data.inspections if part is Part.ARCHIVE and one.published_at is not None)
    inspections = tuple(one for one in published if _covered(scopes, one.item_key))
    measures = (one for one in data.taken if part is Part.ARCHIVE)
    taken = tuple(one for one in measures if _covered(scopes, basis_of(one.scenario, one.item_key)))
    return SubjectData(data.subject, records, facts, (), inspections, taken)


def _covered(scopes: Iterable[Scope], item_key: str) -> bool:
    return any(scope.covers(item_key) for scope in scopes)


def _tells(scope: Scope, fact: DishonestyFact, part: Part) -> bool:
    """A fact stands behind the measures of its item, and of the composite whatever its item (graph_model.measures); in the archive
    one of no item belongs to all of them."""
    if part is Part.GRADES:
        return False
    if part is Part.MEASURES and scope.composite:
        return True
    return scope.items is None if fact.item_key is None else scope.covers(fact.item_key)
