"""What was recorded, in the order in which it was: a list that can be read to its end, left, and taken up again forever."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from graph_model.change_kinds import OF_ACTS, SOURCES, ChangeKind, ChangeSight, Source, Value
from graph_model.keyset import beyond, named, order_by, places
from graph_model.model import DiscrepancyRecord, SubjectData, instant_text, parse_instant
from graph_model.paging import MOST, Column, Ordering, PageRequest, Place, cursor, page_of
from graph_model.store import GraphStore, Row, only
from graph_model.subjects import NOTHING, Needs, projection, subject_data

SETTLING = timedelta(seconds=5)
"""Where several processes write, a transaction may commit after one that recorded later. So much later it has: what a page of changes
goes by, which is one question. Who follows the feed asks the store."""


UNSEEN = timedelta(seconds=60)
"""Where one process writes: longer than any transaction takes, so that none that began earlier is still to be committed."""


NEAR = timedelta(hours=1)
"""How far back the embedded store looks by its index: for each that it finds so it needs seven times as long as for one that it passes
over."""


ALL = ChangeSight()
ORDER = Ordering("changes", (Column("moment"), Column("changed"), Column("kind")), (str, str, str))
"""By the instant of recording, then the key, then the kind."""


@dataclass(frozen=True, slots=True)
class Change:
    """One thing recorded at `at`; `value` is the thing itself, `subject` whose it is."""

    kind: ChangeKind
    at: datetime
    value: Value
    subject: SubjectData

    @property
    def place(self) -> Place:
        return instant_text(self.at), self.value.key, self.kind.value


@dataclass(frozen=True, slots=True)
class Changes:
    """A page of changes with a cursor each. Whoever goes on from `end` misses nothing, whatever is recorded meanwhile.

    While there are more (`has_next`), `end` is the last row's cursor. At the end of the list, where several processes write,
    it lies SETTLING back: what was recorded since is told again to whoever goes on. `end` None: nothing was recorded yet.
    """

    rows: tuple[Change, ...]
    cursors: tuple[str, ...]
    end: str | None
    has_next: bool


def raised_cursor(discrepancy: DiscrepancyRecord) -> str:
    """The cursor of the change that raised a discrepancy."""
    return cursor(ORDER, (instant_text(discrepancy.raised_at), discrepancy.key, ChangeKind.DISCREPANCY_RAISED.value))


@dataclass(frozen=True, slots=True)
class Stretch:
    """Changes that follow each other; `cursor` stands behind the last of them. `waits`: others are committed behind it, before which one
    may still come in."""

    changes: tuple[Change, ...]
    cursor: str | None
    waits: bool = False


LAST_KEY = "\uffff"
"""Behind every key."""
SIZES = (21, MOST + 1)
"""The limits that the query is written for: fewer than of other lists, since Neo4j plans a new text of this one for seconds."""
NAMED = re.compile(r"\((\w+):")
"""The variables of a pattern."""
CARRIED = "kind, moment, changed, found"


async def changes(
    store: GraphStore,
    request: PageRequest,
    *,
    kinds: Sequence[ChangeKind] | None = None,
    sight: ChangeSight = ALL,
    of: Sequence[str] | None = None,
    needs: Needs = NOTHING,
    now: datetime,
    timeout: float | None = None,
) -> Changes:
    """A page of the changes after a cursor (`request` reads forwards, without `before`), oldest first; one query.

    Of what is outside of `sight` nothing is told, not even how many there are. `of`: only those of the subjects with these keys.
    """
    chosen = tuple(ChangeKind) if kinds is None else tuple(sorted(set(kinds)))
    if not chosen or (of is not None and not of):
        return Changes((), (), None if request.after is None else cursor(ORDER, request.after), has_next=False)
    shared = store.capabilities.shared
    which = _Which(
        next(most for most in SIZES if most > request.size),
        indexed=shared or (request.after is not None and str(request.after[0]) > instant_text(now - NEAR)),
        after=request.after is not None,
        in_district=sight.district is not None,
        seen=sight.unpublished is not None,
        of_some=of is not None,
    )
    parameters = {
        **places(request),
        "district": sight.district,
        "unpublished": list(sight.unpublished or ()),
        "tasks": None if sight.tasks is None else f",{sight.tasks},",
        "subjects": list(of or ()),
    }
    text = _clauses(chosen, which) + projection(needs, CARRIED)
    rows = await store.read(text, parameters, timeout=timeout)
    page = page_of(ORDER, request, [_change(row) for row in rows], lambda change: change.place)
    reached = page.rows[-1].place if page.rows else request.after
    if shared and not page.has_next and reached is not None:
        reached = min(reached, (instant_text(now - SETTLING), "", ""))
    return Changes(page.rows, page.cursors, None if reached is None else cursor(ORDER, reached), page.has_next)


async def settled_changes(
    store: GraphStore,
    request: PageRequest,
    *,
    kinds: Sequence[ChangeKind] | None = None,
    needs: Needs = NOTHING,
    now: datetime,
    timeout: float | None = None,
) -> Stretch:
    """The changes after a cursor before which no other will come in: where several processes write, the last ones wait for each
    transaction under way that may have recorded earlier."""
    until = await store.settled()  # asked first: what commits meanwhile is then among the changes
    page = await changes(store, request, kinds=kinds, needs=needs, now=now, timeout=timeout)
    settled = len(page.rows) if until is None else sum(change.at < until for change in page.rows)
    waits = settled < len(page.rows)
    if settled:
        return Stretch(page.rows[:settled], page.cursors[settled - 1], waits)
    return Stretch((), None if request.after is None else cursor(ORDER, request.after), waits)


async def standing(store: GraphStore, kinds: Sequence[ChangeKind], *, now: datetime) -> Place:
    """A place before everything of these kinds that will still be committed, and as late as is certain.

    Where one process writes it is behind what is committed: a transaction under way may have recorded earlier than now.
    """
    until = await store.settled()
    if until is not None:
        return instant_text(until), "", ""
    since = latest = instant_text(now - UNSEEN)
    for source in dict.fromkeys(SOURCES[kind] for kind in kinds):
        moment = f"{source.node}.{source.moment}"
        text = f"MATCH ({source.node}:{source.label}) WHERE {moment} > $since RETURN max({moment})"
        latest = max(latest, only(await store.read(text, {"since": since})) or latest)
    return latest, LAST_KEY, ""


@dataclass(frozen=True, slots=True)
class _Which:
    """What of a request makes another text of the query."""

    most: int
    indexed: bool
    after: bool
    in_district: bool
    seen: bool
    of_some: bool


@cache
def _clauses(kinds: tuple[ChangeKind, ...], which: _Which) -> str:
    ways: dict[str, dict[Source, list[ChangeKind]]] = {}
    for kind in kinds:
        source = SOURCES[kind]
        ways.setdefault(source.pattern(), {}).setdefault(source, []).append(kind)
    branches = " UNION ALL ".join(_branch(sources, which) for sources in ways.values())
    return (
        f"CALL {{ {branches} }} WITH s, moment AS k0, changed AS k1, kind AS k2, found {order_by(ORDER)} LIMIT {which.most} "
        "WITH s, k2 AS kind, k0 AS moment, k1 AS changed, found "
    )


def _branch(sources: Mapping[Source, Sequence[ChangeKind]], which: _Which) -> str:
    """The first changes of the sources on one way to the subject: found first, then tied to their subjects once for all of them, since
    Neo4j plans each branch of a query for as long as a short query of its own."""
    source = next(iter(sources))
    found = " UNION ALL ".join(_first(source, kinds, which) for source, kinds in sources.items())
    return (
        f"CALL {{ {found} }} WITH k0 AS moment, k1 AS changed, k2 AS kind MATCH {source.pattern(' {key: changed}')} "
        f"RETURN s, kind, moment, changed, [{source.columns}] AS found"
    )


def _first(source: Source, kinds: Sequence[ChangeKind], which: _Which) -> str:
    """The first changes of a source, by the index on their instant or, where it is not worth it, by passing over all.

    Those of a district are found from the change, by its edges: looked for from its subjects, each page would read all of theirs.
    Those of some subjects are found from these, which are few.
    """
    node, moment = source.node, f"{source.node}.{source.moment}"
    own = Ordering(ORDER.name, (Column(moment), Column(f"{node}.key"), Column(_told(source, kinds))), ORDER.types)
    where = [_bound(own, which)]
    where += (
        [f"{source.told_by} IN {[act.value for act, kind in OF_ACTS.items() if kind in kinds]}"]
        if source.told_by
        else []
    )
    where += [source.where] if source.where else []
    where += [source.seen] if which.seen and source.seen else []
    where += ["s.district = $district", source.in_district or "true"] if which.in_district else []
    whole = which.in_district or (which.seen and source.seen != "")
    found = source.pattern() if whole else f"({node}:{source.label})"
    if which.of_some:  # DISTINCT, so that Neo4j begins with them and not with everything since
        carried = ", ".join(NAMED.findall(source.pattern()))
        found = f"(s:Subject) WHERE s.key IN $subjects WITH DISTINCT s MATCH {source.pattern()} WITH DISTINCT {carried}"
    return f"MATCH {found} WHERE {' AND '.join(where)} RETURN {named(own)} {order_by(own)} LIMIT {which.most}"


def _bound(own: Ordering, which: _Which) -> str:
    moment = own.columns[0].expression
    if not which.after:
        return f"{moment} > ''" if which.indexed else f"{moment} IS NOT NULL"
    return f"{moment} >= $after0 AND {beyond(own, 'after')}" if which.indexed else beyond(own, "after")


def _told(source: Source, kinds: Sequence[ChangeKind]) -> str:
    """The expression for the kind of a source's changes."""
    if not source.told_by:
        return f"'{kinds[0]}'"
    cases = " ".join(f"WHEN '{act}' THEN '{kind}'" for act, kind in OF_ACTS.items() if kind in kinds)
    return f"CASE {source.told_by} {cases} END"


def _change(row: Row) -> Change:
    kind, moment, _, found = row[:4]
    data = subject_data(row, 4)
    at = parse_instant(moment)
    assert at is not None
    return Change(ChangeKind(kind), at, SOURCES[ChangeKind(kind)].value(data.subject.key, found), data)
