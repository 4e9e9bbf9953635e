"""Asking: a question of `operations/` put to the graph with its variables; the answer's data, or a CreditError."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar

from gateway.clients.choosing import open_client
from gateway.clients.client import Client
from gateway.execution.operations import Operation
from gateway.settings import Settings
from gateway.wire import error_from
from graph_model.errors import NotFound
from graph_model.uscc import check

T = TypeVar("T")
OPERATIONS = Path(__file__).parent / "operations"


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
    operation = Operation((OPERATIONS / f"{question}.graphql").read_text(encoding="utf-8"), variables=variables)
    return with_client(settings, lambda client: _data(client, operation))


def ask_subject(settings: Settings, question: str, key: str, **variables: Any) -> dict[str, Any]:
    """The subject that answers a question about one `key`; raises NotFound where there is none."""
    wanted = subject_key(key)
    [subject] = ask(settings, question, key=wanted, **variables)["subjectsByKeys"]
    if subject is None:
        raise NotFound(f"图里没有主体 {wanted} / there is no subject {wanted} in the graph")
    found: dict[str, Any] = subject
    return found


def subject_key(text: str) -> str:
    """The key that a person means: a bare USCC, or a key as it is. Raises BadInput for a USCC that is none."""
    if text.startswith("person:"):
        return text
    return "uscc:" + check(text.removeprefix("uscc:"))


async def _data(client: Client, operation: Operation) -> dict[str, Any]:
    answer = await client.run(operation)
    if answer.errors or answer.data is None:
        error = answer.errors[0]
        raise error_from(error["extensions"]["code"], error["message"])
    return answer.data
