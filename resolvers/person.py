"""Natural persons (自然人), pseudonymous."""

import strawberry

from graph_model.model import SubjectData
from graph_model.subjects import Needs
from resolvers.subject import Subject
from resolvers.vocabulary import SubjectKind


@strawberry.federation.type(
    keys=["key"],
    description="自然人：键是带密钥的摘要，姓名已脱敏，不存证件号码。 / A natural person: the key is a keyed hash, the name is masked, no "
    "ID number is stored.",
)
class Person(Subject, kinds=[SubjectKind.PERSON]):
    status: str | None = strawberry.field(description="执业状态。 / Status of the person's practice.")
    district: str | None = strawberry.field(description="所在区县。 / The person's district.")

    @classmethod
    def made(cls, data: SubjectData, parts: Needs) -> "Person":
        subject = data.subject
        return cls(
            id=strawberry.ID(subject.key),
            key=strawberry.ID(subject.key),
            display_name=subject.name,
            kind=subject.kind,
            synthetic=subject.synthetic,
            status=subject.status,
            district=subject.district,
            data=data,
            parts=parts,
        )
