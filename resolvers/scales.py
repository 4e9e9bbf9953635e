"""Scales (等级标准): what a native grade means."""

import strawberry

from resolvers.costs import about
from resolvers.node import Node
from resolvers.vocabulary import Grade


@strawberry.type(description="一个原始等级及其对应的统一等级。 / A native grade and the unified grade it stands for.")
class ScaleGrade:
    native: str = strawberry.field(description="系统中的写法。 / As the system writes it.")
    grade: Grade = strawberry.field(description="统一等级。 / The unified grade.")
    aliases: list[str] = strawberry.field(description="其他写法。 / Other spellings.")
    least: float | None = strawberry.field(
        description="按分数评级时的最低分（含）。 / The lowest score (inclusive) that reaches it, for scales by points."
    )


@strawberry.type(description="等级标准：原始等级怎样对应 A–D。 / A scale: how native grades become A to D.")
class Scale(Node):
    key: strawberry.ID = strawberry.field(description="英文短名。 / Short English name.")
    name: str = strawberry.field(description="名称。 / Its name.")
    version: str = strawberry.field(description="版本。 / Its version.")
    document: str | None = strawberry.field(description="规定它的文件。 / The document that defines it.")
    ours: bool = strawberry.field(
        description="与 A–D 的对应是否由本项目暂定。 / Whether the mapping to A to D is this project's default."
    )
    grades: list[ScaleGrade] = strawberry.field(
        description="各原始等级，从高到低。 / Its native grades, best first.", directives=[about(6)]
    )
    lowest_score: float | None = strawberry.field(description="最低可能的分数。 / The lowest possible score.")
    highest_score: float | None = strawberry.field(description="最高可能的分数。 / The highest possible score.")
