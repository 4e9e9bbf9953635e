"""Options of what somebody does: in whose name, by the version that was seen, under which key."""

from typing import Annotated

import typer

from gateway.person_key import person_key
from gateway.security.demo_tokens import demo_token
from gateway.settings import Settings
from gateway.terminal.asking import subject_key
from graph_model.errors import BadInput
from resolvers.asker import Asker, Role

Token = Annotated[
    str | None,
    typer.Option(
        "--token",
        envvar="YUXIN_TOKEN",
        metavar="TOKEN",
        help="以谁的身份，最好用环境变量给；缺省为本机 / who does it; this machine by default",
        show_default=False,
    ),
]
SubjectToken = Annotated[
    str | None,
    typer.Option(
        "--token",
        envvar="YUXIN_TOKEN",
        metavar="TOKEN",
        help="主体的令牌，最好用环境变量给 / the subject's token",
        show_default=False,
    ),
]
Subject = Annotated[
    str | None,
    typer.Option(
        "--subject",
        metavar="USCC",
        help="以哪个主体的名义（没有身份提供方时）/ in which subject's name, without a provider",
    ),
]
Version = Annotated[
    str | None,
    typer.Option("--version", help="看到的版本，缺省为现在的 / the version that was seen; the present one by default"),
]
Idempotency = Annotated[
    str | None, typer.Option("--key", help="幂等键，缺省为新的 / the idempotency key; a new one by default")
]


def token_of_subject(settings: Settings, subject: str | None, token: str | None) -> str:
    """The token that says which subject acts. Raises BadInput where nothing does."""
    if token is not None:
        return token
    if settings.oidc_issuer is not None:
        raise BadInput("要主体的令牌（YUXIN_TOKEN）/ the subject's token is needed (YUXIN_TOKEN)", "--token")
    if subject is None:
        raise BadInput("以哪个主体的名义 / say in which subject's name", "--subject")
    return demo_token(Asker(Role.SUBJECT, "demo", subject=subject_key(subject)), person_key(settings))
