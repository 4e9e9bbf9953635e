"""The root fields of exploration (研判). Each is a query a level of its search and one for the subjects that it finds."""

from typing import Annotated, TypeAlias

import strawberry

from graph_model.errors import BadInput
from graph_model.exploration import neighbourhood as around
from graph_model.exploration import ownership as owning
from graph_model.exploration import paths as searching
from graph_model.exploration import risks as risking
from graph_model.exploration.neighbours import common_neighbours, meant
from resolvers.arguments import subject_key
from resolvers.context import Info
from resolvers.costs import sliced, weighing
from resolvers.exploration_vocabulary import PathMode, PathOrder
from resolvers.exploring import Cast, CommonNeighbour, Ownership, Path, RisksAround, Subgraph
from resolvers.fields import field
from resolvers.vocabulary import RelationKind

SEARCH = 500
"""What weighs a field for which relations are gone through, level by level."""
MOST_ASKED, LEAST_ASKED = 50, 2
MOST_FOUND, FOUND = 200, 50

Relations: TypeAlias = Annotated[
    list[RelationKind] | None,
    strawberry.argument(description="只看这些种类的关系；默认全部。 / Only relations of these kinds; all by default."),
]
Of: TypeAlias = Annotated[
    strawberry.ID, strawberry.argument(description="哪个主体（键）。 / Which subject, by its key.")
]


@strawberry.type
class Exploration:
    """Inherited by Query; no type of its own in the schema."""

    @field(
        "两个主体之间的路径，不重复经过任何主体。工作量到了上限为 LIMIT_EXCEEDED，并说明哪个长度以内是完整的。 / "
        "Paths between two subjects that come upon no subject twice. A search that grows too large is LIMIT_EXCEEDED, and says up to "
        "which length it is complete.",
        sliced(searching.PATHS, "first"),
        weighing(SEARCH),
    )
    async def paths(
        self,
        info: Info,
        *,
        from_: Annotated[
            strawberry.ID,
            strawberry.argument(name="from", description="起点（键）。 / From which subject, by its key."),
        ],
        to: Annotated[strawberry.ID, strawberry.argument(description="终点（键）。 / To which subject, by its key.")],
        max_length: Annotated[
            int | None, strawberry.argument(description="最多几步，1 到 8。 / How many steps at most, 1 to 8.")
        ] = searching.LENGTH,
        relations: Relations = None,
        mode: Annotated[PathMode, strawberry.argument(description="找哪些。 / Which of them.")] = PathMode.ALL,
        order: Annotated[PathOrder, strawberry.argument(description="顺序。 / In which order.")] = PathOrder.LENGTH,
        first: Annotated[
            int | None, strawberry.argument(description="最多几条，1 到 100。 / How many at most, 1 to 100.")
        ] = searching.PATHS,
    ) -> list[Path]:
        context = info.context
        start, end = subject_key(from_, "from"), subject_key(to, "to")
        question = searching.PathQuestion(
            start, end, meant(relations), _or(max_length, searching.LENGTH), mode, order, _or(first, searching.PATHS)
        )
        found = await searching.paths(context.store, question, timeout=context.timeout)
        cast = await Cast.of(info, (key for path in found for key in path.keys))
        return [cast.path(path) for path in found]

    @field(
        "一个主体周围几步以内的主体和它们之间的关系。多于 limit 时，每个主体的每种关系轮流列出，没有画出的有多少写在 hidden。 / "
        "The subjects within a few steps of one, and the relations among them. Where there are more than the limit every subject and every "
        "kind of its relations has its turn; what is not drawn is counted in hidden.",
        sliced(around.SUBJECTS, "limit", of=("nodes", "edges")),
        weighing(SEARCH),
    )
    async def neighbourhood(
        self,
        info: Info,
        *,
        of: Of,
        depth: Annotated[
            int | None, strawberry.argument(description="几步，1 到 4。 / How many steps, 1 to 4.")
        ] = around.DEPTH,
        relations: Relations = None,
        limit: Annotated[
            int | None,
            strawberry.argument(description="最多几个主体，1 到 1000。 / How many subjects at most, 1 to 1000."),
        ] = around.SUBJECTS,
    ) -> Subgraph:
        context = info.context
        found = await around.neighbourhood(
            context.store,
            subject_key(of, "of"),
            meant(relations),
            depth=_or(depth, around.DEPTH),
            most=_or(limit, around.SUBJECTS),
            timeout=context.timeout,
        )
        return (await Cast.of(info, (one.key for one in found.members))).subgraph(found)

    @field(
        "谁最终持有、谁实际控制一个主体，穿透各级持股，包括循环持股；没有该主体则为空。 / "
        "Who owns and who controls a subject in the end, through chains and circles of shareholdings; null where there is none.",
        sliced(FOUND, "first", of=("holders",)),
        weighing(SEARCH),
    )
    async def ownership(
        self,
        info: Info,
        *,
        of: Of,
        first: Annotated[
            int | None,
            strawberry.argument(description="最多几个持有者，1 到 200。 / How many holders at most, 1 to 200."),
        ] = FOUND,
    ) -> Ownership | None:
        key, most = subject_key(of, "of"), _found(first)
        found = await owning.ownership(info.context.store, key, timeout=info.context.timeout)
        named = (*found.overstated, *found.unknown, *([found.controller] if found.controller else []))
        cast = await Cast.of(info, (key, *(one.key for one in found.holders[:most]), *named))
        return cast.ownership(found, most) if key in cast.subjects else None

    @field(
        "一个主体周围几步以内的 D 级主体，怎样相关，有没有共同的法定代表人；没有该主体则为空。 / "
        "Who within a few steps of a subject is graded D, how they hang together, and who represents both; null where there is "
        "no such subject.",
        sliced(FOUND, "first", of=("risks",)),
        weighing(SEARCH),
    )
    async def risks_around(
        self,
        info: Info,
        *,
        of: Of,
        steps: Annotated[
            int | None, strawberry.argument(description="几步，1 到 4。 / How many steps, 1 to 4.")
        ] = risking.STEPS,
        relations: Relations = None,
        first: Annotated[
            int | None, strawberry.argument(description="最多几个，1 到 200。 / How many at most, 1 to 200.")
        ] = FOUND,
    ) -> RisksAround | None:
        context, key = info.context, subject_key(of, "of")
        found = await risking.risks_around(
            context.store,
            key,
            meant(relations),
            steps=_or(steps, risking.STEPS),
            first=_found(first),
            today=context.today,
            timeout=context.timeout,
        )
        there = (each for one in found.found for each in (*one.path.keys, *one.representatives))
        cast = await Cast.of(info, (key, *there))
        return cast.risks(found) if key in cast.subjects else None

    @field(
        "与所给主体中的几个都有关系的主体，关系到得多的在前。 / "
        "Subjects that are related with several of those given, those with the most of "
        "them first.",
        sliced(FOUND, "first"),
        weighing(SEARCH),
    )
    async def common_neighbours(
        self,
        info: Info,
        *,
        of: Annotated[
            list[strawberry.ID],
            strawberry.argument(description="哪些主体（键），2 到 50 个。 / Which subjects, by their keys; 2 to 50."),
        ],
        relations: Relations = None,
        at_least: Annotated[
            int | None,
            strawberry.argument(
                description="至少与其中几个；默认全部。 / Related with at least so many; with all by default."
            ),
        ] = None,
        first: Annotated[
            int | None, strawberry.argument(description="最多几个，1 到 200。 / How many at most, 1 to 200.")
        ] = FOUND,
    ) -> list[CommonNeighbour]:
        most = _found(first)
        keys = list(dict.fromkeys(subject_key(key, f"of[{place}]") for place, key in enumerate(of)))
        if not LEAST_ASKED <= len(keys) <= MOST_ASKED:
            raise BadInput(
                f"应为 {LEAST_ASKED} 至 {MOST_ASKED} 个不同的主体 / give 2 to {MOST_ASKED} different subjects", "of"
            )
        least = len(keys) if at_least is None else at_least
        if not 1 <= least <= len(keys):
            raise BadInput(f"应为 1 至 {len(keys)} / must be 1 to {len(keys)}", "atLeast")
        context = info.context
        found = await common_neighbours(
            context.store, keys, meant(relations), least=least, most=most, timeout=context.timeout
        )
        cast = await Cast.of(info, (key for other, those in found for key in (other, *those)))
        return [CommonNeighbour(subject=cast.subjects[other], of=cast.every(those)) for other, those in found]


def _or(given: int | None, default: int) -> int:
    return default if given is None else given


def _found(first: int | None) -> int:
    """How many are asked for. Raises BadInput."""
    if first is not None and not 1 <= first <= MOST_FOUND:
        raise BadInput(f"应为 1 至 {MOST_FOUND} / must be 1 to {MOST_FOUND}", "first")
    return _or(first, FOUND)
