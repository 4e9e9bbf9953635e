"""From what a provider says of somebody to an Identity."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from gateway.security.identity import Identity, Proof
from gateway.settings import IDENTITY_PARTS
from graph_model.catalogue import Catalogue
from graph_model.errors import BadInput
from resolvers.arguments import organisation_key, subject_key
from resolvers.asker import IncompleteAsker, Role

DEFAULT_CLAIMS = {part: part for part in IDENTITY_PARTS} | {"name": "sub"}
LONGEST = 200


class NoIdentity(Exception):
    """A good token of somebody who is nobody here; the message says what is missing."""


class ClaimsReader:
    """Reads identities. `names` says which claim has what where it is not of that name; `roles` what the provider's roles are."""

    def __init__(self, names: Mapping[str, str], roles: Mapping[str, Role]) -> None:
        self._names = {**DEFAULT_CLAIMS, **names}
        self._roles = dict(roles) or {role.value: role for role in Role}

    def identity(self, claims: Mapping[str, Any], catalogue: Catalogue) -> Identity:
        """Who the claims are about, departments and systems as the catalogue has them. Raises NoIdentity."""
        role = self._role(claims)
        given = {part: self._text(claims, part) for part in IDENTITY_PARTS if part != "role"}
        try:
            return Identity(
                role,
                name=given["name"] or "",
                department=_department(given["department"], catalogue) if role in (Role.OFFICER, Role.CLERK) else None,
                district=given["district"] if role is Role.OFFICER else None,
                subject=_subject(given["subject"]) if role is Role.SUBJECT else None,
                grantee=_grantee(given["grantee"]) if role is Role.GRANTEE else None,
                system=_system(given["system"], catalogue) if role is Role.INTEGRATION else None,
                case=given["case"] if role is Role.INVESTIGATOR else None,
                expires_at=datetime.fromtimestamp(claims["exp"], UTC),
                proof=Proof.TOKEN,
                issuer=str(claims["iss"]),
            )
        except IncompleteAsker as error:
            raise NoIdentity(f"role {error.role} needs the claim {self._names[error.missing]}") from None

    def _role(self, claims: Mapping[str, Any]) -> Role:
        """The one role that the claim names; what it names beside is the provider's own."""
        claim = self._names["role"]
        value = _at(claims, claim)
        names = [value] if isinstance(value, str) else value if isinstance(value, list) else []
        found = {self._roles[name] for name in names if isinstance(name, str) and name in self._roles}
        if len(found) != 1:
            why = "names several roles of this gateway" if found else "names no role of this gateway"
            raise NoIdentity(f"the claim {claim} {why}")
        return found.pop()

    def _text(self, claims: Mapping[str, Any], part: str) -> str | None:
        value = _at(claims, self._names[part])
        if value is None:
            return None
        if not isinstance(value, str) or not value.strip() or len(value) > LONGEST:
            raise NoIdentity(f"the claim {self._names[part]} is no text of at most {LONGEST} characters")
        return value.strip()


def _at(claims: Mapping[str, Any], name: str) -> Any:
    """The claim of this name; `realm_access.roles` is the part `roles` of the claim `realm_access`."""
    if name in claims:
        return claims[name]
    found: Any = claims
    for step in name.split("."):
        found = found.get(step) if isinstance(found, Mapping) else None
    return found


def _department(name: str | None, catalogue: Catalogue) -> str | None:
    if name is None:
        return None
    found = catalogue.department(name)
    if found is None:
        raise NoIdentity("the claim of the department names none of the plan's")
    return found.key


def _system(name: str | None, catalogue: Catalogue) -> str | None:
    if name is None:
        return None
    found = catalogue.system(name)
    if found is None:
        raise NoIdentity("the claim of the system names none that is known here")
    return found.key


def _subject(text: str | None) -> str | None:
    if text is None:
        return None
    try:
        return subject_key(text if ":" in text else f"uscc:{text}", "subject")
    except BadInput:
        raise NoIdentity("the claim of the subject is neither a USCC nor a key person:…") from None


def _grantee(text: str | None) -> str | None:
    if text is None:
        return None
    try:
        return organisation_key(text, "grantee")
    except BadInput:
        raise NoIdentity("the claim of the grantee is no USCC") from None
