"""Filters and orders of lists as GraphQL inputs, and what they mean to the domain."""

from collections.abc import Sequence
from datetime import date
from typing import TypeVar

import strawberry

from graph_model import discrepancy_list, entities
from graph_model.catalogue import Catalogue
from graph_model.errors import BadInput, LimitExceeded
from graph_model.model import COMPOSITE
from graph_model.paging import Ordering
from graph_model.reviews import overdue_when_escalated
from resolvers.arguments import department_keys, item_key, subject_key
from resolvers.vocabulary import DiscrepancyState, EntityOrderField, Grade, OrderDirection, SubjectKind

T = TypeVar("T")

MOST_VALUES = 500
"""Values of one list in a filter."""
LONGEST_NAME = 100


@strawberry.input(
    description="市场主体的筛选：各项都要满足，一项内满足其一。items、departments、grades 说的是当前有效的等级。 / "
    "Which entities: every part "
    "must hold, of the values of a part one. items, departments and grades speak of current grades in force."
)
class EntityFilter:
    kinds: list[SubjectKind] | None = strawberry.field(default=None, description="种类。 / Their kinds.")
    districts: list[str] | None = strawberry.field(default=None, description="所在区县。 / Their districts.")
    industries: list[str] | None = strawberry.field(default=None, description="行业。 / Their industries.")
    status: list[str] | None = strawberry.field(default=None, description="登记状态。 / Their registration status.")
    items: list[strawberry.ID] | None = strawberry.field(
        default=None,
        description="在其中一个事项上有当前有效等级（键或全局编号；composite 为综合评价）。 / Graded on one of these items (key or global "
        "id; composite: the composite evaluation).",
    )
    departments: list[str] | None = strawberry.field(
        default=None,
        description="由其中一个部门评级（键或名称）。 / Graded by one of these departments (key or name).",
    )
    grades: list[Grade] | None = strawberry.field(
        default=None,
        description="上述事项（不给则任一事项，不含综合评价）的等级是其中之一。 / "
        "The grade on those items (none given: on any, the composite "
        "apart) is one of these.",
    )
    name_contains: str | None = strawberry.field(
        default=None, description="名称含有，不分大小写。 / The name contains this, in any letter case."
    )
    registered_from: date | None = strawberry.field(
        default=None, description="成立日期不早于。 / Registered on this day or later."
    )
    registered_to: date | None = strawberry.field(
        default=None, description="成立日期不晚于。 / Registered on this day or earlier."
    )
    synthetic: bool | None = strawberry.field(default=None, description="是否合成数据。 / Whether they are synthetic.")

    def meant(self, catalogue: Catalogue) -> entities.EntityFilter:
        """The domain's filter. Raises BadInput for an item or department that there is not, LimitExceeded for a long list."""
        return entities.EntityFilter(
            kinds=_kept(self.kinds, "filter.kinds"),
            districts=_kept(self.districts, "filter.districts"),
            industries=_kept(self.industries, "filter.industries"),
            statuses=_kept(self.status, "filter.status"),
            items=_items(catalogue, self.items, self.departments),
            grades=_kept(self.grades, "filter.grades"),
            name_contains=_name(self.name_contains),
            registered_from=self.registered_from,
            registered_to=self.registered_to,
            synthetic=self.synthetic,
        )


@strawberry.input(description="市场主体的排序。 / An order of entities.")
class EntityOrder:
    field: EntityOrderField = strawberry.field(description="按什么排。 / What they are ordered by.")
    direction: OrderDirection = strawberry.field(
        default=OrderDirection.ASC, description="方向，默认升序。 / Direction, ascending by default."
    )


@strawberry.input(description="等级差异的筛选：各项都要满足。 / Which discrepancies: every part must hold.")
class DiscrepancyFilter:
    state: list[DiscrepancyState] | None = strawberry.field(
        default=None, description="状态之一。 / One of these states."
    )
    department: str | None = strawberry.field(
        default=None, description="涉及这个部门（键或名称）。 / It concerns this department (key or name)."
    )
    item: strawberry.ID | None = strawberry.field(
        default=None, description="涉及这个事项（键或全局编号）。 / It concerns this item (key or global id)."
    )
    subject: strawberry.ID | None = strawberry.field(
        default=None, description="这个主体的（键）。 / Of this subject (its key)."
    )
    levels: int | None = strawberry.field(
        default=None, description="至少相差这么多档。 / At least so many levels apart."
    )
    overdue: bool = strawberry.field(
        default=False,
        description="只看过了复核期限还没有关闭的。 / Only those that are not closed though their day has passed.",
    )
    escalated: bool = strawberry.field(
        default=False,
        description="只看期限过了很久、由信用主管部门督办的。 / Only those that the credit office is to see to.",
    )

    def meant(self, catalogue: Catalogue, today: date) -> discrepancy_list.DiscrepancyFilter:
        """The domain's filter. Raises BadInput for an item, department or subject key that cannot be."""
        return discrepancy_list.DiscrepancyFilter(
            states=_kept(self.state, "filter.state"),
            items=items_meant(catalogue, self.item, self.department),
            subjects=None if self.subject is None else (subject_key(self.subject, "filter.subject"),),
            least_levels=self.levels,
            overdue_on=self._overdue_on(today),
        )

    def _overdue_on(self, today: date) -> date | None:
        """The day on which they must have been overdue: what is escalated was so for some time."""
        if self.escalated:
            return overdue_when_escalated(today)
        return today if self.overdue else None


def items_meant(catalogue: Catalogue, item: str | None, department: str | None) -> tuple[str, ...] | None:
    """The items that an item and a department leave; None where neither is given. Raises BadInput for what there is not."""
    items = None if item is None else [item]
    departments = None if department is None else [department]
    return _items(catalogue, items, departments, ("filter.item", "filter.department"))


def entity_ordering(orders: Sequence[EntityOrder] | None) -> Ordering:
    """The order that the columns make, the key last."""
    meant = tuple(entities.EntityOrder(one.field, one.direction is OrderDirection.DESC) for one in orders or ())
    return entities.ordering(meant)


def _items(
    catalogue: Catalogue,
    items: Sequence[str] | None,
    departments: Sequence[str] | None,
    names: tuple[str, str] = ("filter.items", "filter.departments"),
) -> tuple[str, ...] | None:
    """The items that both lists leave, in the catalogue's order; None where neither is given."""
    if items is None and departments is None:
        return None
    every = [*(item.key for item in catalogue.items), COMPOSITE]
    chosen = set(every)
    if items is not None:
        chosen &= {item_key(catalogue, item, names[0]) for item in _kept(items, names[0]) or ()}
    if departments is not None:
        keys = department_keys(catalogue, _kept(departments, names[1]) or (), names[1])
        chosen &= {item.key for item in catalogue.items if item.department_key in keys}
    return tuple(key for key in every if key in chosen)


def _kept(values: Sequence[T] | None, argument: str) -> tuple[T, ...] | None:
    if values is not None and len(values) > MOST_VALUES:
        raise LimitExceeded(f"{argument}: 最多 {MOST_VALUES} 个 / {MOST_VALUES} values at most")
    return None if values is None else tuple(values)


def _name(text: str | None) -> str | None:
    if text is not None and len(text) > LONGEST_NAME:
        raise BadInput(f"最多 {LONGEST_NAME} 个字符 / {LONGEST_NAME} characters at most", "filter.nameContains")
    return text or None
