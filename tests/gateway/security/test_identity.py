"""Who asks."""

import pytest

from gateway.security.identity import DEMO_COORDINATOR, Identity, Proof
from resolvers.asker import IncompleteAsker, Role


@pytest.mark.parametrize(
    ("role", "missing"),
    [(Role.OFFICER, "department"), (Role.SUBJECT, "subject"), (Role.INTEGRATION, "system")],
)
def test_a_role_needs_what_it_stands_for(role: Role, missing: str) -> None:
    with pytest.raises(IncompleteAsker) as raised:
        Identity(role, "somebody", proof=Proof.MACHINE)
    assert raised.value.missing == missing


def test_two_who_are_called_alike_are_told_apart_by_how_they_proved_it() -> None:
    other = Identity(Role.COORDINATOR, DEMO_COORDINATOR.name, proof=Proof.MACHINE)
    assert other.account != DEMO_COORDINATOR.account
