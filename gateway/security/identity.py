"""Who asks, and how that was proved."""

from dataclasses import dataclass
from enum import StrEnum

from resolvers.asker import Asker, Role

CASE_HEADER = b"x-yuxin-case"
"""The header that names the case that a request is asked in."""
__all__ = ["CASE_HEADER", "DEMO_COORDINATOR", "THIS_MACHINE", "Asker", "Identity", "Proof", "Role"]


class Proof(StrEnum):
    """How an identity was proved."""

    NONE = "none"
    """By nothing: the public."""
    DEMO = "demo"
    """By nothing either: no identity provider is configured, and only this machine can ask."""
    DEMO_TOKEN = "demo-token"  # noqa: S105 - the word for it
    """By a token of `yuxin token`, where no identity provider is configured."""
    TOKEN = "token"  # noqa: S105 - the word for it
    """By a token of the identity provider."""
    KEY = "key"
    """By an API key."""
    MACHINE = "machine"
    """By what only the owner of the data folder can read."""


@dataclass(frozen=True, slots=True)
class Identity(Asker):
    """Who asks: what resolvers know of it (`Asker`), and how it was proved."""

    proof: Proof = Proof.NONE
    issuer: str = ""
    """Who vouches: the provider of a token, the id of an API key."""
    case_reason: str | None = None
    """Why the case was opened, where it is one that is kept here."""

    @property
    def account(self) -> str:
        """One text for each who asks, to count by and to write down: how they proved it, who vouches, and their name there."""
        return f"{self.proof}:{self.issuer}:{self.name}"


DEMO_COORDINATOR = Identity(Role.COORDINATOR, "demo", proof=Proof.DEMO)
"""Everyone, where no identity provider is configured."""
THIS_MACHINE = Identity(Role.COORDINATOR, "this machine", proof=Proof.MACHINE)
"""A command of who owns the data folder."""
