"""The case that a request names: one that is kept here and is the asker's own, or what an investigator calls it elsewhere."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from urllib.parse import unquote_to_bytes

from gateway.http.refusals import BadRequest, Forbidden, NotReady
from gateway.security.identity import CASE_HEADER, Identity
from graph_model.cases import ID_PREFIX
from graph_model.errors import StoreUnavailable
from resolvers.asker import Role
from resolvers.cases import HOLDERS, Cases, owner_of

LONGEST_CASE = 200


class CaseRefused(Forbidden):
    """The case is not there for `who`, who names it, or it is closed."""

    code = "CASE_REFUSED"

    def __init__(self, message: str, who: Identity) -> None:
        super().__init__(message)
        self.who = who


async def in_case(
    identity: Identity, headers: Iterable[tuple[bytes, bytes]], cases: Callable[[], Cases | None]
) -> Identity:
    """Who asks, with the case that the header, or else the token, names. In the header it is UTF-8 and percent-encoded.

    What is called otherwise than the cases that are kept here is an investigator's to name, and nothing to others. Raises BadRequest,
    CaseRefused or NotReady.
    """
    written = next((value for name, value in headers if name == CASE_HEADER), None)
    if written is None and identity.case is None:
        return identity
    named = identity.case if written is None else _named(written)
    if named is not None and named.startswith(ID_PREFIX):
        return replace(identity, case=named, case_reason=await _reason(identity, named, cases))
    if identity.role is not Role.INVESTIGATOR:
        return identity
    if named is None:
        raise BadRequest(
            f"x-yuxin-case 应是案件编号，百分号编码的 UTF-8，至多 {LONGEST_CASE} 个字符 / x-yuxin-case must be the case, in "
            f"percent-encoded UTF-8, {LONGEST_CASE} characters at most"
        )
    return replace(identity, case=named)


def _named(written: bytes) -> str | None:
    """What the header names; None where that is nothing that can be read."""
    try:
        case = unquote_to_bytes(written).decode().strip()
    except UnicodeDecodeError:
        return None
    return case if case.isprintable() and 0 < len(case) <= LONGEST_CASE else None


async def _reason(identity: Identity, case_id: str, cases: Callable[[], Cases | None]) -> str:
    """Why a case was opened that is the asker's own and is open."""
    kept = cases() if identity.role in HOLDERS else None
    try:
        found = None if kept is None else await kept.find(owner_of(identity), case_id)
    except StoreUnavailable:
        raise NotReady("案件现在查不了 / cases cannot be looked up now", {"retry-after": "5"}) from None
    asking = replace(identity, case=case_id)
    if found is None:
        raise CaseRefused("没有这个案件，请换一个或不带 / there is no such case: name another one, or none", asking)
    if found.closed_at is not None:
        raise CaseRefused("这个案件已经结案，请换一个或不带 / this case is closed: name another one, or none", asking)
    return found.reason
