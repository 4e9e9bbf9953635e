"""Who looked, as entries of the archive (查询): those of the audit trail merged by time with those of the graph."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from aiodataloader import DataLoader

from graph_model.archive import ArchiveKind, entry_key, place_of, rank
from graph_model.catalogue import Catalogue
from graph_model.disclosure import disclosed
from graph_model.errors import BadInput
from graph_model.model import CITY_ZONE, instant_text
from graph_model.paging import Place
from resolvers.asker import Role
from resolvers.context import Context
from resolvers.looks import AccessKind, Look, Looked, Looks, ShownProof, Stretch

if TYPE_CHECKING:
    from resolvers.archive import ArchiveQuestion

TOLD = frozenset({Role.SUBJECT, Role.CLERK, Role.COORDINATOR})
"""To whom it is told who looked, as by `accesses`."""
MOST_AT_ONCE = 100
LAST_LINE = 2**53
"""No chain has so many lines."""
NOTHING = Looked(total=0)
KIND_NAMES = {AccessKind.ACCESS: "查询", AccessKind.CHANGE: "办理", AccessKind.EXPORT: "交出"}
ROLE_NAMES: dict[str, str] = {
    Role.SUBJECT: "主体本人",
    Role.GRANTEE: "被授权方",
    Role.CLERK: "服务窗口",
    Role.INTEGRATION: "系统",
    Role.OFFICER: "部门",
    Role.INVESTIGATOR: "检查人员",
    Role.COORDINATOR: "信用主管部门",
    Role.ADMIN: "运维",
}
PROOF_NAMES = {
    ShownProof.BUSINESS_LICENCE: "营业执照",
    ShownProof.ID_CARD: "身份证件",
    ShownProof.AUTHORISATION_LETTER: "授权委托书",
}


@dataclass(frozen=True, slots=True)
class LookEntry:
    """One look among the entries of an archive; `key` orders it among them."""

    key: str
    at: datetime
    what: str
    look: Look


@dataclass(frozen=True, slots=True)
class LookEntries:
    """Those of one page. `total`: of the whole list, None where it was not asked for; `more`: there are others behind them."""

    entries: tuple[LookEntry, ...] = ()
    total: int | None = 0
    more: bool = False


class LookLoader(DataLoader[str, Looked]):
    """The looks of all subjects whose archives an operation asks for alike, in one question."""

    def __init__(self, looks: Looks, which: Stretch, *, total: bool) -> None:
        super().__init__(max_batch_size=MOST_AT_ONCE)
        self._looks, self._which, self._total = looks, which, total

    async def batch_load_fn(self, keys: list[str]) -> list[Looked]:
        found = await self._looks.of_each(keys, self._which, total=self._total)
        return [found.get(key, NOTHING) for key in keys]


def tells_looks(context: Context, question: "ArchiveQuestion") -> bool:
    """Whether an archive has looks in it: asked for by name, by who is told of them."""
    named = question.kinds is not None and ArchiveKind.QUERY in question.kinds
    return named and context.asker.role in TOLD


async def look_entries(subject_key: str, context: Context, question: "ArchiveQuestion", *, total: bool) -> LookEntries:
    """The looks at a subject that can stand on the page. Raises BadInput for a cursor that is none, StoreUnavailable."""
    disclosed(subject_key)
    looks = context.looks
    if looks is None:
        return LookEntries()
    which = Stretch(question.request.size, _behind(question.request.after), _until(question))
    loader = context.kept(("looks", which, total), lambda: LookLoader(looks, which, total=total))
    found = await loader.load(subject_key)
    entries = tuple(_entry(place, look, context.catalogue) for place, look in found.rows)
    return LookEntries(entries, found.total, found.more)


def _until(question: "ArchiveQuestion") -> datetime | None:
    """The instant before which a look must have been."""
    ends = [] if question.known_at is None else [question.known_at + timedelta(microseconds=1)]
    if question.as_of is not None:
        ends.append(datetime.combine(question.as_of + timedelta(days=1), time(), CITY_ZONE).astimezone(UTC))
    return min(ends, default=None)


def _behind(after: Place | None) -> Place | None:
    """The place among the looks behind which those stand that follow an entry of the archive, whatever its kind."""
    if after is None:
        return None
    try:
        at, kind, identity = place_of(str(after[0]))
        if kind == rank(ArchiveKind.QUERY):
            chain, sequence = identity.rsplit("/", 1)
            return instant_text(at), chain, min(int(sequence), LAST_LINE)
    except ValueError:
        raise BadInput("不是本接口给出的游标 / not a cursor that was given out here", "after") from None
    # Of one instant the looks come together, before the kinds of a lower rank and behind those of a higher one.
    before_them = kind > rank(ArchiveKind.QUERY)
    return instant_text(at + timedelta(microseconds=1) if before_them else at), "", -1


def _entry(place: Place, look: Look, catalogue: Catalogue) -> LookEntry:
    _, chain, sequence = place
    key = entry_key(look.at, ArchiveKind.QUERY, f"{chain}/{sequence:019d}")
    return LookEntry(key, look.at, _sentence(look, catalogue), look)


def _sentence(look: Look, catalogue: Catalogue) -> str:
    """`市税务局服务窗口查询,出示授权委托书`."""
    department = catalogue.department(look.department) if look.department else None
    role = ROLE_NAMES.get(look.role, "网关")
    who = role if department is None else department.name + ("" if look.role == Role.OFFICER else role)
    shown = "、".join(PROOF_NAMES[proof] for proof in look.proofs)
    return f"{who}{KIND_NAMES[look.kind]}" + (f",出示{shown}" if shown else "")
