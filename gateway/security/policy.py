"""Whether somebody may ask what an operation asks: decided for each field before anything is run."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from graphql import GraphQLError

from gateway.execution.documents import DocumentRefused
from gateway.execution.uses import Use, Used
from gateway.security.lines import TABLE, Line
from resolvers.asker import Asker, Role

if TYPE_CHECKING:
    # Imported where systems are mapped only, with what reads mappings.
    from gateway.security.live_fields import LiveFields

FORBIDDEN = "FORBIDDEN"
UNBOUNDED = Role.COORDINATOR
"""Who sees every row: what mappings hide aside, nothing is withheld from the credit office."""
MOST_TOLD = 20
ROOTS = ("Query", "Mutation", "Subscription")
Standing = tuple[Role, str | None, bool, bool, frozenset[str] | None]
"""All of an asker that a decision on fields depends on."""


class Policy:
    """Decides by the table, by what mappings say (`live`), and by which roles other subgraphs' fields are opened to (`remote`).

    `remote` is by coordinate, `Type.field` or `Type.*`; a field that is nowhere is the coordinator's alone.
    """

    def __init__(self, live: "LiveFields | None" = None, remote: Mapping[str, Sequence[Role]] | None = None) -> None:
        self._live = live
        self._remote = remote or {}

    def refusal(self, asker: Asker, use: Use) -> str | None:
        """Why somebody may not use a field; None where they may."""
        if (why := _beyond_operations(asker, use)) is not None:
            return why
        line = TABLE.get(use.coordinate)
        if line is not None:
            return _refused_by(line, asker)
        if self._live is not None and self._live.knows(use.coordinate):
            return self._live.refusal(asker, use.coordinate, use.arguments)
        if asker.role is UNBOUNDED or asker.role in self._opened_to(use):
            return None
        return "没有为任何角色开放 / it is opened to no role"

    def check(self, asker: Asker, used: Used) -> None:
        """Raises DocumentRefused with an error for each field that somebody may not use."""
        stands = standing(asker)
        if stands not in used.decided:
            used.decided[stands] = tuple(self._errors(asker, used))
        if used.decided[stands]:
            raise DocumentRefused(list(used.decided[stands]))

    def admit(self, asker: Asker) -> Callable[[Used], None]:
        """`check` for one who asks."""
        return partial(self.check, asker)

    def _errors(self, asker: Asker, used: Used) -> list[GraphQLError]:
        refused = [(use, why) for use in used.fields if (why := self.refusal(asker, use)) is not None]
        return [_error(use, why, asker) for use, why in refused[:MOST_TOLD]]

    def _opened_to(self, use: Use) -> Sequence[Role]:
        return self._remote.get(use.coordinate) or self._remote.get(f"{use.type}.*") or ()


def standing(asker: Asker) -> Standing:
    """Two who stand alike may use the same fields."""
    return asker.role, asker.department, asker.district is None, asker.case is None, asker.operations


def _beyond_operations(asker: Asker, use: Use) -> str | None:
    operations = asker.operations
    if operations is None or use.type not in ROOTS or operations & {use.coordinate, f"{use.type}.*"}:
        return None
    told = ", ".join(sorted(operations))
    return f"这个密钥只能用 {told} / this key is for {told} only"


def _refused_by(line: Line, asker: Asker) -> str | None:
    if asker.role not in line.roles:
        allowed = ", ".join(role for role in Role if role in line.roles)
        return f"角色 {asker.role} 不能看，可以的是 {allowed} / not for the role {asker.role}, but for {allowed}"
    if asker.role is Role.INVESTIGATOR and asker.case is None and not (line.caseless or Role.PUBLIC in line.roles):
        return "先说明案件（x-yuxin-case 头） / name the case first (the header x-yuxin-case)"
    if line.wide and asker.district is not None:
        return "涉及全市或别的区县，本区县人员不能看 / it tells of the city or of other districts, not for an officer of one"
    return None


def _error(use: Use, why: str, asker: Asker) -> GraphQLError:
    return GraphQLError(
        f"{use.coordinate}: {why}",
        use.node,
        extensions={"code": FORBIDDEN, "coordinate": use.coordinate, "role": str(asker.role)},
    )
