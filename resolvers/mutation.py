"""The root fields of mutations."""

from typing import Annotated

import strawberry

from resolvers.context import Info
from resolvers.fields import field
from resolvers.importing import ImportGradesInput, ImportGradesPayload, import_grades


@strawberry.type(description="变更。 / Mutations.")
class Mutation:
    @field(
        "导入评价结果，一次最多 5,000 条，每条一个结果；一个事务，要么全写要么不写。 / "
        "Import evaluations, 5,000 at most, one result a row; one "
        "transaction, all or nothing."
    )
    async def import_grades(
        self,
        info: Info,
        input: Annotated[ImportGradesInput, strawberry.argument(description="各条和幂等键。 / The rows and the key.")],
    ) -> ImportGradesPayload:
        return await import_grades(info.context, input)
