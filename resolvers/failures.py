"""Why a mutation was not done: the types of the errors in payload unions, and the error of the domain that each tells."""

import strawberry

from graph_model.errors import BadInput, Conflict, CreditError, Forbidden, NotFound, StoreUnavailable, Timeout


@strawberry.interface(description="变更没有做成的原因。 / Why a mutation was not done.")
class MutationError:
    code: str = strawberry.field(
        description="代码，与 extensions.code 相同的一套。 / Its code, of those of extensions.code."
    )
    message: str = strawberry.field(description="说明。 / What is wrong and what to do.")


@strawberry.type(description="所给的内容不能用。 / What was given cannot be used.")
class BadInputError(MutationError):
    where: str | None = strawberry.field(description="哪个参数。 / The argument that it is about.")


@strawberry.type(description="超过限额。 / More than the limit.")
class LimitExceededError(MutationError):
    limit: int = strawberry.field(description="限额。 / The limit.")


@strawberry.type(
    description="图存储暂时不能写入，可以用同一幂等键重试。 / The graph cannot be written now; try again with the same key."
)
class UnavailableError(MutationError):
    pass


@strawberry.type(description="没有所指的对象。 / There is no such thing.")
class NotFoundError(MutationError):
    pass


@strawberry.type(description="无权办理。 / Who asks may not do this.")
class ForbiddenError(MutationError):
    pass


@strawberry.type(
    description="有人先办了，或现状不许这样办；请重新看过。 / Somebody was faster, or what stands does not allow it: look again."
)
class ConflictError(MutationError):
    pass


Failure = BadInputError | NotFoundError | ForbiddenError | UnavailableError
Refused = BadInputError | NotFoundError | ConflictError | ForbiddenError | UnavailableError
"""Where somebody else may have been faster, too."""
TOLD = (BadInput, NotFound, Conflict, Forbidden, StoreUnavailable, Timeout)
"""The errors that `refused` tells."""
AGAIN = "图存储暂时不能写入，请重试 / the graph cannot be written now, try again"
AGAIN_WITH_KEY = "图存储暂时不能写入，请用同一幂等键重试 / the graph cannot be written now, try again with the same key"


def failure(error: CreditError, try_again: str = AGAIN) -> Failure:
    """What a payload tells of an error of the domain; `try_again` is said of what cannot be reached or came to no end."""
    if isinstance(error, BadInput):
        where = f"input.{error.where}" if error.where else None
        return BadInputError(code=error.code, message=error.message, where=where)
    if isinstance(error, NotFound):
        return NotFoundError(code=error.code, message=error.message)
    if isinstance(error, Forbidden):
        return ForbiddenError(code=error.code, message=error.message)
    return UnavailableError(code=error.code, message=try_again)


def refused(error: CreditError, try_again: str = AGAIN) -> Refused:
    """What a payload tells of one of TOLD, where what stands may not allow what is asked for."""
    if isinstance(error, Conflict):
        return ConflictError(code=error.code, message=error.message)
    return failure(error, try_again)
