"""Relations of subjects, in both directions, a page a subject: one query for any number of subjects."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from graph_model.keyset import Reach, beyond, named, order_by, places
from graph_model.model import RelationKind, SubjectData
from graph_model.paging import ROWS, Beyond, Column, Ordering, Page, PageRequest, Place, Wanted, page_of
from graph_model.store import GraphStore, Row
from graph_model.subjects import NOTHING, Needs, projection, subject_data

ORDER = Ordering("relations", (Column("kind"), Column("side"), Column("other")), (str, int, str))
"""By kind, then those that the subject has before those that others have with it, then by the other's key."""
OUTGOING, INCOMING = 0, 1


@dataclass(frozen=True, slots=True)
class RelatedSubject:
    """A relation seen from one of its ends: `subject` is the other end. `outgoing`: from the subject asked about."""

    kind: RelationKind
    outgoing: bool
    share: float | None
    subject: SubjectData

    @property
    def place(self) -> Place:
        return self.kind.value, OUTGOING if self.outgoing else INCOMING, self.subject.subject.key


@dataclass(frozen=True, slots=True)
class RelationQuestion:
    """Which relations of a subject (`kinds` None: all), which page of them, what of it, and what of the other ends."""

    kinds: tuple[RelationKind, ...] | None
    request: PageRequest
    needs: Needs = NOTHING
    wanted: Wanted = ROWS


async def relations(
    store: GraphStore, keys: Sequence[str], question: RelationQuestion, *, timeout: float | None = None
) -> list[Page[RelatedSubject]]:
    """A page of relations for each of the subjects, in their order; empty for one that there is not.

    Of a hub only the page leaves the store.
    """
    rows = await store.read(
        _text(question), {"keys": list(dict.fromkeys(keys)), **places(question.request)}, timeout=timeout
    )
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(row)
    pages = {key: _page(question, of_one) for key, of_one in found.items()}
    nothing = _page(question, [])
    return [pages.get(key, nothing) for key in keys]


CARRIED = "ofKey, total, earlier, later, kind, side, share"


def _text(question: RelationQuestion) -> str:
    kinds = tuple(RelationKind) if question.kinds is None else tuple(sorted(set(question.kinds)))
    return _clauses(kinds, Reach.of(question.request), question.wanted) + projection(question.needs, CARRIED)


@cache
def _clauses(kinds: tuple[RelationKind, ...], reach: Reach, wanted: Wanted) -> str:
    # No kind at all asks for nothing: the pattern then has a name that no relation bears.
    types = "|".join(kind.value for kind in kinds) or "NO_RELATION"
    ends = (
        f"MATCH (of)-[r:{types}]-(o:Subject) "
        f"WITH type(r) AS kind, CASE WHEN startNode(r).key = of.key THEN {OUTGOING} ELSE {INCOMING} END AS side, "
        "r.share AS share, o.key AS other"
    )
    bounds = [beyond(ORDER, "after")] if reach.after else []
    bounds += [beyond(ORDER, "before", earlier=True)] if reach.before else []
    within = f" WHERE {' AND '.join(bounds)}" if bounds else ""
    earlier = _any(ends, beyond(ORDER, "after", earlier=True, inclusive=True)) if reach.after else "RETURN 0"
    later = _any(ends, beyond(ORDER, "before", inclusive=True)) if reach.before else "RETURN 0"
    total = f"{ends} RETURN count(other)" if wanted.total else "RETURN 0"
    return (
        "UNWIND $keys AS ofKey MATCH (of:Subject {key: ofKey}) "
        f"CALL (of) {{ {total} AS total }} CALL (of) {{ {earlier} AS earlier }} CALL (of) {{ {later} AS later }} "
        f"CALL (of) {{ {ends}{within} WITH {named(ORDER)}, share {order_by(ORDER, backwards=reach.backwards)} "
        f"LIMIT {reach.limit} RETURN collect([k0, k1, share, k2]) AS page }} "
        "UNWIND CASE WHEN size(page) = 0 THEN [[null, null, null, null]] ELSE page END AS one "
        "OPTIONAL MATCH (s:Subject {key: one[3]}) "
        "WITH s, ofKey, total, earlier, later, one[0] AS kind, one[1] AS side, one[2] AS share "
    )


def _any(ends: str, predicate: str) -> str:
    return f"{ends} WHERE {predicate} WITH other LIMIT 1 RETURN count(other)"


def _page(question: RelationQuestion, rows: Sequence[Row]) -> Page[RelatedSubject]:
    _, total, earlier, later = rows[0][:4] if rows else (None, 0, 0, 0)
    return page_of(
        ORDER,
        question.request,
        [_related(row) for row in rows if row[4] is not None],
        lambda related: related.place,
        outside=Beyond(bool(earlier), bool(later)),
        total=total if question.wanted.total else None,
    )


def _related(row: Row) -> RelatedSubject:
    kind, side, share = row[4:7]
    return RelatedSubject(RelationKind(kind), side == OUTGOING, share, subject_data(row, 7))
