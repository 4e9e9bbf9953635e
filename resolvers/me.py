"""Who asks, as the endpoint knows them (我): the role and what it stands for, and a subject's own self.

Plan 任务 7: 市场主体可通过“信用中国(重庆)”网站、行业门户网站或相关线下服务窗口,通过身份认证或主体授权方式,查询自身信用评价等级结果.
"""

from datetime import datetime

import strawberry

from resolvers.asker import Asker
from resolvers.catalogue import shown
from resolvers.context import Info
from resolvers.departments import Department
from resolvers.fields import field
from resolvers.global_ids import subject_of
from resolvers.scalars import USCC
from resolvers.subject import Subject
from resolvers.systems import SupportSystem


@strawberry.type(
    description="提问者，按令牌或密钥说的；主体本人由此看自己（任务 7 信用自主查询）。 / Who asks, by what the token or key "
    "says; a subject "
    "sees itself from here."
)
class Me:
    role: str = strawberry.field(description="角色。 / The role.")
    name: str | None = strawberry.field(
        description="担保身份的一方怎样称呼；没有则为空。 / What the one who vouches calls them, if anything."
    )
    district: str | None = strawberry.field(
        description="部门人员限于的区县。 / The district that an officer is held to."
    )
    grantee: USCC | None = strawberry.field(
        description="被授权方的统一社会信用代码。 / Code of the organisation, for a grantee."
    )
    case: str | None = strawberry.field(description="检查人员说明的案件。 / The case that an investigator named.")
    operations: list[str] | None = strawberry.field(
        description="只能用的根字段；空值为角色能用的全部。 / The only root fields that may be used; null: all that the role may."
    )
    expires_at: datetime | None = strawberry.field(
        description="身份到何时为止；不会过期的为空。 / Until when who asks is known; null where that does not end."
    )
    asker: strawberry.Private[Asker]

    @field("部门人员的部门。 / An officer's department.")
    def department(self, info: Info) -> Department | None:
        key = self.asker.department
        return None if key is None else shown(info.context.catalogue).departments.get(key)

    @field("来问的系统。 / The system that asks.")
    def system(self, info: Info) -> SupportSystem | None:
        key = self.asker.system
        return None if key is None else shown(info.context.catalogue).systems.get(key)

    @field(
        "主体本人：等级和依据、措施、档案、授权，谁看过；其他角色，或图中还没有的，为空。 / The subject itself: its grades and what they "
        "stand on, measures, archive, grants, who looked; null for other roles and where the graph has none."
    )
    async def subject(self, info: Info) -> Subject | None:
        key = self.asker.subject
        return None if key is None else await subject_of(info, key)


def shown_asker(asker: Asker) -> Me:
    grantee = asker.grantee
    return Me(
        role=asker.role.value,
        name=asker.name or None,
        district=asker.district,
        grantee=None if grantee is None else USCC(grantee.removeprefix("uscc:")),
        case=asker.case,
        operations=None if asker.operations is None else sorted(asker.operations),
        expires_at=asker.expires_at,
        asker=asker,
    )
