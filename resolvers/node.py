"""The interface Node."""

import strawberry


@strawberry.interface(description="有全局编号的对象。 / Anything that has a global id.")
class Node:
    id: strawberry.ID = strawberry.field(
        description="全局编号，可交给 node 查询。 / Global id, which the field node takes."
    )
