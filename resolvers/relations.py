"""Relations of a subject with others, in both directions."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Annotated

import strawberry
from aiodataloader import DataLoader

from graph_model import model
from graph_model import relations as domain
from graph_model.paging import Page, page_request
from graph_model.relations import RelatedSubject, RelationQuestion
from graph_model.subjects import Needs
from resolvers.connection import Connection, connection, wanted
from resolvers.context import Context, Info
from resolvers.selection import Selected
from resolvers.vocabulary import RelationDirection, RelationKind

if TYPE_CHECKING:
    from resolvers.subject import Subject


@strawberry.type(description="一个主体与另一个主体的关系。 / A relation of a subject with another.")
class Relation:
    kind: RelationKind = strawberry.field(description="种类。 / Its kind.")
    direction: RelationDirection = strawberry.field(
        description="方向，从所问的主体看。 / Its direction, seen from the subject asked about."
    )
    share: float | None = strawberry.field(description="持股比例，0 到 1。 / Share held, a fraction; of shareholders.")
    subject: Annotated["Subject", strawberry.lazy("resolvers.subject")] = strawberry.field(
        description="对方。 / The other subject."
    )


class RelationLoader(DataLoader[str, Page[RelatedSubject]]):
    """Relations of all subjects that one field of an operation asks for, in one query."""

    def __init__(self, context: Context, question: RelationQuestion) -> None:
        super().__init__(max_batch_size=500)
        self._context = context
        self._question = question

    async def batch_load_fn(self, keys: list[str]) -> list[Page[RelatedSubject]]:
        context = self._context
        return await domain.relations(context.store, keys, self._question, timeout=context.timeout)


async def relations_of(
    subject: "Subject",
    info: Info,
    show: Callable[[model.SubjectData, Needs], "Subject"],
    *,
    kinds: Sequence[RelationKind] | None,
    first: int | None,
    after: str | None,
) -> Connection[Relation]:
    """A page of the relations of a subject; those of every subject that this field is asked of come in one query."""
    selected = Selected.by(info)
    question = RelationQuestion(
        kinds=None if kinds is None else tuple(sorted(set(kinds))),
        request=page_request(domain.ORDER, first=first, after=after),
        needs=selected.needs(),
        wanted=wanted(selected),
    )
    loader = info.context.kept(question, lambda: RelationLoader(info.context, question))
    page = await loader.load(subject.key)
    return connection(page, lambda related: _shown(related, show(related.subject, question.needs)))


def _shown(related: RelatedSubject, other: "Subject") -> Relation:
    return Relation(
        kind=related.kind,
        direction=RelationDirection.OUTGOING if related.outgoing else RelationDirection.INCOMING,
        share=related.share,
        subject=other,
    )
