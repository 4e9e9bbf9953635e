"""What is kept in cases, as a GraphQL enum; imported from here, as others are from `vocabulary`."""

from graph_model.cases import EntryKind
from resolvers.vocabulary import described

__all__ = ["EntryKind"]

described(
    EntryKind,
    "案件里存的是什么。 / What is kept in a case.",
    {
        EntryKind.SEARCH: "一次查询：页面的地址。 / A search: the address of a view of the page.",
        EntryKind.CANVAS: "一张关系图：页面的地址。 / A canvas: the address of a view of the page.",
        EntryKind.NOTE: "一条笔记。 / A note.",
    },
    name="CaseEntryKind",
)
