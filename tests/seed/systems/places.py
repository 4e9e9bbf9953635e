"""Where the bundled systems can be laid down: each kind of database that a machine has."""

import pytest

KINDS = [
    "sqlite",
    pytest.param("postgresql", marks=pytest.mark.postgresql),
    pytest.param("mariadb", marks=pytest.mark.mariadb),
]


def systems_setting(kind: str, request: pytest.FixtureRequest) -> str:
    """What `--systems` says for a kind of database."""
    return "bundled" if kind == "sqlite" else str(request.getfixturevalue(f"{kind}_url"))
