"""Exploration as GraphQL types: graphs that can be drawn, paths, ownership, risks; with the subjects that stand in them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import strawberry

from graph_model import model
from graph_model.exploration import ownership as owning
from graph_model.exploration import paths as searching
from graph_model.exploration import risks as risking
from graph_model.exploration.neighbourhood import Neighbourhood
from graph_model.subjects import read_subjects
from resolvers.context import Info
from resolvers.costs import about
from resolvers.exploration_vocabulary import ControlReason
from resolvers.selection import Selected
from resolvers.subject import Subject
from resolvers.vocabulary import RelationDirection, RelationKind

MOST_OF_A_PATH = searching.MOST_LENGTH
KINDS = len(RelationKind) * 2
"""Kinds of relations in both directions."""
MOST_NAMED = 20
"""Subjects of whom shares are overstated or unknown that are named."""


@strawberry.type(description="图中的一条关系，从 from 到 to。 / A relation in a graph, from one subject to another.")
class SubgraphEdge:
    kind: RelationKind = strawberry.field(description="种类。 / Its kind.")
    from_: strawberry.ID = strawberry.field(
        name="from", description="起点的键。 / Key of the subject it goes out from."
    )
    to: strawberry.ID = strawberry.field(description="终点的键。 / Key of the subject it goes to.")
    share: float | None = strawberry.field(description="持股比例，0 到 1。 / Share held, a fraction; of shareholders.")


@strawberry.type(description="图中没有画出的关系。 / Relations that are not in a graph.")
class HiddenRelations:
    kind: RelationKind = strawberry.field(description="种类。 / Their kind.")
    direction: RelationDirection = strawberry.field(
        description="方向，从该主体看。 / Their direction, seen from the subject."
    )
    count: int = strawberry.field(description="多少条。 / How many there are.")


@strawberry.type(description="图中的一个主体。 / A subject in a graph.")
class SubgraphNode:
    subject: Subject = strawberry.field(description="主体。 / The subject.")
    distance: int = strawberry.field(description="离所问的主体几步。 / Steps from the subject asked about.")
    hidden: int = strawberry.field(description="还有多少条关系没有画出。 / How many more relations it has.")
    hidden_relations: list[HiddenRelations] = strawberry.field(
        description="没有画出的关系，按种类和方向。 / Those, by kind and direction.", directives=[about(KINDS)]
    )


@strawberry.type(description="一个主体周围的关系图谱。 / The graph around a subject.")
class Subgraph:
    nodes: list[SubgraphNode] = strawberry.field(
        description="主体，近的在前，第一个是所问的；没有该主体则为空。 / Its subjects, the nearer first, the one asked about at the "
        "beginning; empty where there is no such subject."
    )
    edges: list[SubgraphEdge] = strawberry.field(
        description="这些主体之间的全部关系（所选种类的）。 / All relations among them, of the kinds asked for."
    )
    cut: bool = strawberry.field(
        description="在 depth 步以内还有主体，因 limit 没有列出。 / There are more within the depth, which the limit left out."
    )


@strawberry.type(
    description="路径上相邻两个主体之间的关系。 / What relates two subjects that follow each other on a path."
)
class PathStep:
    relations: list[SubgraphEdge] = strawberry.field(
        description="两者之间的各条关系，方向不限。 / Their relations, whichever way they point.",
        directives=[about(KINDS)],
    )


@strawberry.type(description="从一个主体到另一个主体的一条路径。 / A path from one subject to another.")
class Path:
    length: int = strawberry.field(description="几步。 / Its steps.")
    share: float | None = strawberry.field(
        description="全程是同一方向的持股时各份额之积；否则为空。 / "
        "The product of its shares where every step is a holding and all point the "
        "same way, else null."
    )
    subjects: list[Subject] = strawberry.field(
        description="依次经过的主体，包括两端。 / The subjects on it, both ends included.",
        directives=[about(MOST_OF_A_PATH + 1)],
    )
    steps: list[PathStep] = strawberry.field(
        description="相邻两个主体之间，依次。 / Between each of them and the next.", directives=[about(MOST_OF_A_PATH)]
    )


@strawberry.type(description="最终持有者：自己没有已知的股东。 / An ultimate holder: one that nobody is known to hold.")
class UltimateHolder:
    subject: Subject = strawberry.field(description="谁。 / Who it is.")
    share: float = strawberry.field(
        description="经各条链条合计的份额，0 到 1。 / Its share over all chains, a fraction."
    )
    direct: float = strawberry.field(description="其中直接持有的。 / What of that it holds at once.")


@strawberry.type(description="股权穿透和实际控制人。 / Who owns a subject in the end, and who controls it.")
class Ownership:
    holders: list[UltimateHolder] = strawberry.field(
        description="最终持有者，份额大的在前；份额有误或没有查完时为空。 / "
        "The ultimate holders, the largest first; none where shares are overstated or "
        "the search was cut."
    )
    holder_count: int = strawberry.field(description="最终持有者共几个。 / How many of them there are.")
    known: float = strawberry.field(description="他们合计持有的份额。 / What they hold together, a fraction.")
    actual_controller: Subject | None = strawberry.field(description="实际控制人。 / The actual controller.")
    control_reason: ControlReason = strawberry.field(description="为何有或没有。 / Why there is one, or none.")
    overstated: list[Subject] = strawberry.field(
        description="数据中份额合计超过一的主体，最多二十个。 / "
        "Subjects of whom more than a whole is held, as the data has it; twenty at most.",
        directives=[about(MOST_NAMED)],
    )
    unknown_shares: list[Subject] = strawberry.field(
        description="有份额未知的主体，最多二十个。 / Subjects of whom a share is not known; twenty at most.",
        directives=[about(MOST_NAMED)],
    )


@strawberry.type(description="周围的一个 D 级主体。 / A subject graded D around another.")
class Risk:
    subject: Subject = strawberry.field(description="谁。 / Who it is.")
    distance: int = strawberry.field(description="几步。 / How many steps away.")
    path: Path = strawberry.field(description="一条最短的路径。 / A shortest path to it.")
    shared_representatives: list[Subject] = strawberry.field(
        description="两者共同的法定代表人。 / Who legally represents both.", directives=[about(MOST_OF_A_PATH)]
    )


@strawberry.type(description="一个主体周围的风险。 / The risks around a subject.")
class RisksAround:
    risks: list[Risk] = strawberry.field(
        description="当前有有效 D 级（含综合评价）的主体，近的在前。 / Those with a D in force, of an item or composite; the nearer first."
    )
    total: int = strawberry.field(description="共几个。 / How many there are.")
    complete_steps: int = strawberry.field(
        description="查完了几步以内的；小于所问的步数，就是关系太多，从这里截断。 / "
        "Up to how many steps everything was gone through; fewer than were asked "
        "for: there were too many relations, and it was cut here."
    )


@strawberry.type(
    description="与多个主体都有关系的主体。 / A subject that is related with several of those asked about."
)
class CommonNeighbour:
    subject: Subject = strawberry.field(description="谁。 / Who it is.")
    of: list[Subject] = strawberry.field(
        description="与所问的哪些有关系。 / Which of those asked about it is related with.", directives=[about(50)]
    )


@dataclass(frozen=True, slots=True)
class Cast:
    """The subjects that stand in an answer, by key, with what is selected of them; read in one query."""

    subjects: Mapping[str, Subject]

    @classmethod
    async def of(cls, info: Info, keys: Iterable[str]) -> "Cast":
        context, needs = info.context, Selected.by(info).needs()
        wanted = list(dict.fromkeys(keys))
        found = await read_subjects(context.store, wanted, needs, timeout=context.timeout) if wanted else []
        return cls({data.subject.key: Subject.of(data, needs) for data in found if data is not None})

    def every(self, keys: Iterable[str]) -> list[Subject]:
        return [self.subjects[key] for key in keys if key in self.subjects]

    def subgraph(self, found: Neighbourhood) -> Subgraph:
        nodes = [
            SubgraphNode(
                subject=self.subjects[one.key],
                distance=one.distance,
                hidden=sum(each.count for each in one.hidden),
                hidden_relations=[
                    HiddenRelations(kind=each.kind, direction=_direction(each.outgoing), count=each.count)
                    for each in one.hidden
                ],
            )
            for one in found.members
            if one.key in self.subjects
        ]
        edges = [shown_edge(one) for one in found.relations]
        return Subgraph(nodes=nodes, edges=edges, cut=found.cut)

    def path(self, found: searching.Path) -> Path:
        return Path(
            length=len(found.steps),
            share=found.share,
            subjects=self.every(found.keys),
            steps=[PathStep(relations=[shown_edge(one) for one in step]) for step in found.steps],
        )

    def ownership(self, found: owning.Ownership, first: int) -> Ownership:
        return Ownership(
            holders=[
                UltimateHolder(subject=self.subjects[one.key], share=one.share, direct=one.direct)
                for one in found.holders[:first]
            ],
            holder_count=len(found.holders),
            known=found.known,
            actual_controller=None if found.controller is None else self.subjects[found.controller],
            control_reason=found.reason,
            overstated=self.every(found.overstated[:MOST_NAMED]),
            unknown_shares=self.every(found.unknown[:MOST_NAMED]),
        )

    def risks(self, found: risking.Risks) -> RisksAround:
        risks = [
            Risk(
                subject=self.subjects[one.key],
                distance=one.distance,
                path=self.path(one.path),
                shared_representatives=self.every(one.representatives),
            )
            for one in found.found
        ]
        return RisksAround(risks=risks, total=found.total, complete_steps=found.complete)


def _direction(outgoing: bool) -> RelationDirection:
    return RelationDirection.OUTGOING if outgoing else RelationDirection.INCOMING


def shown_edge(one: model.Relation) -> SubgraphEdge:
    return SubgraphEdge(kind=one.kind, from_=strawberry.ID(one.from_key), to=strawberry.ID(one.to_key), share=one.share)
