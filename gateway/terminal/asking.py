"""Asking: a question of `operations/` put to the graph with its variables; the answer's data, or a CreditError."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from gateway.clients.choosing import open_client
from gateway.clients.client import Client
from gateway.execution.operations import Operation
from gateway.settings import Settings
from gateway.wire import error_from
from graph_model.errors import BadInput, NotFound
from graph_model.uscc import check

T = TypeVar("T")
OPERATIONS = Path(__file__).parent / "operations"
_SPREAD = re.compile(r"\.\.\.([A-Z]\w*)")


def with_client(settings: Settings, work: Callable[[Client], Awaitable[T]]) -> T:
    """Run `work` with the client that these settings give, and close it."""

    async def worked() -> T:
        client = await open_client(settings)
        try:
            return await work(client)
        finally:
            await client.close()

    return asyncio.run(worked())


def ask(settings: Settings, question: str, **variables: Any) -> dict[str, Any]:
    """The data that answers `operations/<question>.graphql`; raises the CreditError of the first error."""
    return with_client(settings, lambda client: asked(client, question, **variables))


async def asked(
    client: Client, question: str, token: str | None = None, in_case: str | None = None, /, **variables: Any
) -> dict[str, Any]:
    """`ask` with a client that is open; with a `token`, as whom it stands for, and in a case. Raises BadInput for what can be no token."""
    if token is not None and not (token.isascii() and token.isprintable()):
        raise BadInput("不是令牌 / is no token", "--token")
    answer = await client.run(Operation(operation_text(question), variables=variables), token, in_case)
    if answer.errors or answer.data is None:
        raise error_from(answer.errors[0])
    return answer.data


def operation_text(question: str) -> str:
    """`operations/<question>.graphql` with the fragments that it spreads and has not itself, of `operations/fragments`."""
    text = (OPERATIONS / f"{question}.graphql").read_text(encoding="utf-8")
    shared = [name for name in dict.fromkeys(_SPREAD.findall(text)) if f"fragment {name} on" not in text]
    return "\n".join(
        [text, *((OPERATIONS / "fragments" / f"{name}.graphql").read_text(encoding="utf-8") for name in shared)]
    )


async def done(client: Client, mutation: str, given: Mapping[str, Any], token: str | None = None) -> dict[str, Any]:
    """What `operations/<mutation>.graphql` did, its field under the name `result`; raises the CreditError that it answers with."""
    result: dict[str, Any] = (await asked(client, mutation, token, input=given))["result"]
    if "message" in result:
        raise error_from({"message": result["message"], "extensions": {"code": result["code"]}})
    return {name: value for name, value in result.items() if name != "__typename"}


async def asked_subject(
    client: Client, question: str, key: str, token: str | None = None, /, **variables: Any
) -> dict[str, Any]:
    """The subject that answers a question about one `key`; raises NotFound where there is none."""
    [subject] = (await asked(client, question, token, key=key, **variables))["subjectsByKeys"]
    if subject is None:
        raise NotFound(f"图里没有主体 {key} / there is no subject {key} in the graph")
    found: dict[str, Any] = subject
    return found


def subject_key(text: str) -> str:
    """The key that a person means: a bare USCC, or a key as it is. Raises BadInput for a USCC that is none."""
    if text.startswith("person:"):
        return text
    return "uscc:" + check(text.removeprefix("uscc:"))
