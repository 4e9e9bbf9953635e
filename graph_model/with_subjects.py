"""Pages of what is kept of subjects (inspections, measures taken, repairs, objections): each row with its subject, in one query."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from graph_model.keyset import Listing, PageQuery
from graph_model.paging import Ordering, Page, PageRequest, Place, Wanted
from graph_model.store import GraphStore, Row
from graph_model.subjects import Needs, projection


class Placed(Protocol):
    @property
    def place(self) -> Place: ...


P = TypeVar("P", bound=Placed)


@dataclass(frozen=True, slots=True)
class Kept(Generic[P]):
    """Nodes `w` of a label that name their subject by `subjectKey`. `found` projects what is read of one, under the names `carried`;
    `beside` binds what else of it is read. `value` takes a row and the number of columns before them."""

    label: str
    ordering: Ordering
    found: str
    carried: str
    value: Callable[[Row, int], P]
    beside: str = ""

    async def page(
        self,
        store: GraphStore,
        clause: str,
        parameters: Mapping[str, Any],
        request: PageRequest,
        *,
        needs: Needs,
        wanted: Wanted,
        timeout: float | None,
    ) -> Page[P]:
        """A page of those that `clause` binds to `w`, with what `needs` says of their subjects."""
        query = PageQuery(Listing("w", self.label, clause), self.ordering, request, wanted)
        carried = ", ".join(filter(None, (query.clauses.carried, self.carried)))
        kept = ", ".join(filter(None, (query.clauses.carried, self.found)))
        subject = f"OPTIONAL MATCH (s:Subject {{key: w.subjectKey}}) {self.beside}WITH s, {kept} "
        rows = await store.read(
            query.clauses.text + subject + projection(needs, carried),
            {**parameters, **query.parameters},
            timeout=timeout,
        )
        return query.page(rows, self.value, lambda one: one.place)
