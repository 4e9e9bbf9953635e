"""The mutations grantAccess and revokeAccess (授权、撤回授权): a subject's own, and nobody else's."""

from datetime import datetime
from typing import Annotated, TypeAlias

import strawberry

from graph_model.disclosure import disclosed, disclosed_by_grants
from graph_model.errors import BadInput, Forbidden, LimitExceeded, NotFound, StoreUnavailable, Timeout
from graph_model.grants import MOST_VALID, NewGrant, Scope, checked
from graph_model.model import COMPOSITE
from resolvers.access_grants import AccessGrant, shown_grant
from resolvers.arguments import item_key, organisation_key
from resolvers.asker import Role
from resolvers.context import Context
from resolvers.failures import (
    BadInputError,
    ForbiddenError,
    LimitExceededError,
    NotFoundError,
    UnavailableError,
    failure,
)
from resolvers.grants import Done, Grants
from resolvers.scalars import USCC
from resolvers.subject import Subject

TRY_AGAIN = "运行记录库暂时不能写入，请重试 / the operational store cannot be written now, try again"


@strawberry.input(
    description="授权的范围：至少综合评价或一个事项。 / What a grant names: the composite or an item at least."
)
class GrantScopeInput:
    composite: bool = strawberry.field(
        default=False, description="市公共信用综合评价。 / The municipal composite evaluation."
    )
    all_items: bool = strawberry.field(
        default=False, description="全部监管事项；与 items 二选一。 / Every supervision item; either this or items."
    )
    items: list[strawberry.ID] | None = strawberry.field(
        default=None, description="这些监管事项（键或全局编号）。 / These supervision items (keys or global ids)."
    )
    measures: bool = strawberry.field(
        default=False, description="也看这些等级带来的措施。 / The measures that these grades bring, too."
    )
    archive: bool = strawberry.field(
        default=False, description="也看这些等级的历史和事实。 / The history of these grades and facts, too."
    )


@strawberry.input(description="授权。 / What grantAccess takes.")
class GrantAccessInput:
    grantee: USCC = strawberry.field(
        description="被授权方的统一社会信用代码。 / Code of the organisation that may look."
    )
    scope: GrantScopeInput = strawberry.field(description="范围。 / What it may see.")
    purpose: str = strawberry.field(
        description="用途，一行，最多 200 个字符。 / For what, one line of 200 characters at most."
    )
    expires_at: datetime = strawberry.field(
        description="何时失效，最长 366 天。 / When it ends, after 366 days at the latest."
    )


@strawberry.input(description="撤回授权。 / What revokeAccess takes.")
class RevokeAccessInput:
    grant: strawberry.ID = strawberry.field(description="哪一项授权（编号）。 / The grant, by its id.")


@strawberry.type(description="授权或撤回的结果。 / What granting or revoking did.")
class AccessGrantResult:
    grant: AccessGrant = strawberry.field(description="这项授权。 / The grant.")
    repeated: bool = strawberry.field(description="此前已是如此，没有变化。 / It was so before: nothing changed.")


GrantAccessPayload: TypeAlias = Annotated[
    AccessGrantResult | BadInputError | LimitExceededError | ForbiddenError | UnavailableError,
    strawberry.union(
        "GrantAccessPayload", description="授权的结果，或没有做成的原因。 / What granting did, or why it was not done."
    ),
]
RevokeAccessPayload: TypeAlias = Annotated[
    AccessGrantResult | NotFoundError | ForbiddenError | UnavailableError,
    strawberry.union(
        "RevokeAccessPayload", description="撤回的结果，或没有做成的原因。 / What revoking did, or why it was not done."
    ),
]


async def grant_access(
    context: Context, given: GrantAccessInput
) -> AccessGrantResult | BadInputError | LimitExceededError | ForbiddenError | UnavailableError:
    try:
        subject_key, grants = _own(context)
        new = NewGrant(
            subject_key,
            organisation_key(given.grantee, "grantee"),
            _scope(context, given.scope),
            given.purpose,
            given.expires_at,
        )
        return _told(context, await grants.make(checked(new, context.now), context.now))
    except LimitExceeded as error:
        return LimitExceededError(code=error.code, message=error.message, limit=MOST_VALID)
    except (BadInput, Forbidden, StoreUnavailable, Timeout) as error:
        found = failure(error, TRY_AGAIN)
        assert not isinstance(found, NotFoundError), "nothing is looked for"
        return found


async def revoke_access(
    context: Context, given: RevokeAccessInput
) -> AccessGrantResult | NotFoundError | ForbiddenError | UnavailableError:
    try:
        subject_key, grants = _own(context)
        return _told(context, await grants.revoke(subject_key, given.grant, context.now))
    except (NotFound, Forbidden, StoreUnavailable, Timeout) as error:
        found = failure(error, TRY_AGAIN)
        assert not isinstance(found, BadInputError), "there is nothing else to be wrong"
        return found


def _own(context: Context) -> tuple[str, Grants]:
    """The subject that asks, and where its grants are. Raises Forbidden, StoreUnavailable."""
    asker = context.asker
    if asker.role is not Role.SUBJECT or asker.subject is None:
        raise Forbidden("只有主体本人可以授权和撤回 / only the subject itself grants and revokes")
    grants = context.grants()
    if grants is None:
        raise StoreUnavailable("no grants are kept here")
    return asker.subject, grants


def _scope(context: Context, given: GrantScopeInput) -> Scope:
    """Raises BadInput for an item that there is not, and for both all and some."""
    if given.all_items and given.items:
        raise BadInput("allItems 和 items 给一个 / give either allItems or items", "scope.items")
    keys = {item_key(context.catalogue, key, f"scope.items[{place}]") for place, key in enumerate(given.items or ())}
    if COMPOSITE in keys:
        raise BadInput("综合评价用 composite: true / name the composite by composite: true", "scope.items")
    items = None if given.all_items else frozenset(keys)
    return Scope(given.composite, items, given.measures, given.archive)


def _told(context: Context, done: Done) -> AccessGrantResult:
    grant = done.grant
    disclosed(grant.subject_key)  # so that the subject finds it among its accesses
    disclosed_by_grants(grant.subject_key, (grant.key,))
    return AccessGrantResult(grant=shown_grant(grant, context, Subject.of), repeated=done.repeated)
