"""How current grades are distributed (等级分布)."""

from collections.abc import Sequence

import strawberry

from graph_model import distribution as domain
from resolvers.catalogue import ShownCatalogue
from resolvers.departments import Department
from resolvers.items import SupervisionItem
from resolvers.vocabulary import Grade


@strawberry.type(
    description="一组中某一等级的数量；没有按它分组的维度为空。 / "
    "How many grades of a group are this one; a dimension that was not asked for is "
    "null."
)
class GradeCount:
    item: SupervisionItem | None = strawberry.field(description="监管事项。 / The supervision item.")
    department: Department | None = strawberry.field(description="部门。 / The department.")
    district: str | None = strawberry.field(
        description="区县；不详为空。 / The district; null also where it is unknown."
    )
    industry: str | None = strawberry.field(
        description="行业；不详为空。 / The industry; null also where it is unknown."
    )
    grade: Grade = strawberry.field(description="等级。 / The grade.")
    count: int = strawberry.field(description="当前有效的评价数。 / Number of current grades in force.")


def shown_counts(counts: Sequence[domain.GradeCount], catalogue: ShownCatalogue) -> list[GradeCount]:
    return [
        GradeCount(
            item=None if one.item_key is None else catalogue.items[one.item_key],
            department=None if one.department_key is None else catalogue.departments[one.department_key],
            district=one.district,
            industry=one.industry,
            grade=one.grade,
            count=one.count,
        )
        for one in counts
    ]
