"""Who asks, as resolvers know it: a role, and what it stands for.

It stands on this side of the arrow gateway → resolvers because resolvers decide by it. How it was proved is the gateway's to know
(gateway/security/identity.py); here it is believed.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Role(StrEnum):
    """What somebody is to the gateway, from the one who may see least to the one who runs it."""

    PUBLIC = "public"
    SUBJECT = "subject"
    """A market entity or a natural person, of itself (主体本人)."""
    GRANTEE = "grantee"
    """An organisation, of what subjects have let it see of them (被授权方)."""
    CLERK = "clerk"
    """A clerk of a department's service window (线下服务窗口), of who comes to it and shows what proves them."""
    INTEGRATION = "integration"
    """A system that is connected, of what is its own."""
    OFFICER = "officer"
    """An officer of a department and, where a district is given, of that district (跨层级)."""
    INVESTIGATOR = "investigator"
    """An inspector of several departments' business, who names the case that a question belongs to."""
    COORDINATOR = "coordinator"
    """The credit office (信用主管部门)."""
    ADMIN = "admin"
    """Who runs the gateway."""


class IncompleteAsker(ValueError):
    """A role without what it stands for; `missing` says what that is."""

    def __init__(self, role: Role, missing: str) -> None:
        super().__init__(f"{role} needs {missing}")
        self.role = role
        self.missing = missing


_STANDS_FOR = {
    Role.SUBJECT: "subject",
    Role.GRANTEE: "grantee",
    Role.CLERK: "department",
    Role.INTEGRATION: "system",
    Role.OFFICER: "department",
}


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks. Keys, not names: `department` and `system` of the catalogue, `subject` as uscc:… or person:…, `grantee` as uscc:….

    `name` is what the one who vouches calls them, and nothing of the public. `district` narrows an officer, `case` is what an
    investigator asks for. `operations` are the root fields that they may use, `Query.entity` or `Query.*`; None: all that the role
    may. `expires_at` is until when they are known (None: without end). Raises IncompleteAsker.
    """

    role: Role
    name: str = ""
    department: str | None = None
    district: str | None = None
    subject: str | None = None
    grantee: str | None = None
    system: str | None = None
    case: str | None = None
    operations: frozenset[str] | None = None
    expires_at: datetime | None = None

    def __post_init__(self) -> None:
        needed = _STANDS_FOR.get(self.role)
        if needed is not None and getattr(self, needed) is None:
            raise IncompleteAsker(self.role, needed)

    @property
    def account(self) -> str:
        """One text for each who asks, to tell them apart by."""
        return self.name
