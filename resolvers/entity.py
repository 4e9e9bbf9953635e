"""Entities (市场主体)."""

from datetime import date

import strawberry

from graph_model.model import SubjectData
from graph_model.subjects import Needs
from resolvers.scalars import USCC
from resolvers.subject import Subject
from resolvers.vocabulary import SubjectKind

KINDS = frozenset(SubjectKind) - {SubjectKind.PERSON}


@strawberry.federation.type(
    keys=["uscc"], description="市场主体：有统一社会信用代码的监管对象。 / A market entity: a subject with a code."
)
class Entity(Subject, kinds=KINDS):
    uscc: USCC = strawberry.field(description="统一社会信用代码。 / Its unified social credit code.")
    status: str | None = strawberry.field(description="登记状态。 / Its registration status.")
    district: str | None = strawberry.field(description="所在区县。 / Its district.")
    industry: str | None = strawberry.field(description="行业。 / Its industry.")
    registered_on: date | None = strawberry.field(description="成立日期。 / The day of its registration.")

    @classmethod
    def made(cls, data: SubjectData, parts: Needs) -> "Entity":
        subject = data.subject
        return cls(
            id=strawberry.ID(subject.key),
            key=strawberry.ID(subject.key),
            display_name=subject.name,
            kind=subject.kind,
            synthetic=subject.synthetic,
            uscc=USCC(subject.uscc or subject.key.removeprefix("uscc:")),
            status=subject.status,
            district=subject.district,
            industry=subject.industry,
            registered_on=subject.registered_on,
            data=data,
            parts=parts,
        )
