"""What senders and subscribers have in common: a name, and the secrets that both ends share."""

from typing import Annotated

from pydantic import Field, StringConstraints

from gateway.federation.located import LocatedFile
from gateway.sources.configured import Keys, Variable, secret
from gateway.webhooks.signatures import parse_secret

Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]
"""A name that stands in an address."""


class Signed(Keys):
    """Secrets that both ends share, by the names of their environment variables."""

    secret_environment: Variable = Field(
        description="密钥（`whsec_…`）在哪个环境变量里 / the environment variable with the secret (`whsec_…`)",
        examples=["TRANSPORT_WEBHOOK_SECRET"],
    )
    other_secret_environment: Variable | None = Field(
        default=None,
        description="轮换密钥时的另一个：两个都认，也都用来签名 / the other one while secrets change: both are good",
        examples=["TRANSPORT_WEBHOOK_SECRET_OLD"],
    )


def secrets_of(file: LocatedFile, keys: Signed, *steps: str | int) -> tuple[bytes, ...]:
    """The secrets that `keys` name, the first one first. Raises BadConfiguration at the key whose variable has none."""
    named = (("secretEnvironment", keys.secret_environment), ("otherSecretEnvironment", keys.other_secret_environment))
    found = []
    for key, variable in named:
        if variable is not None:
            try:
                found.append(parse_secret(secret(variable)))
            except ValueError as error:
                raise file.error(f"{variable}: {error}", *steps, key) from None
    return tuple(found)
