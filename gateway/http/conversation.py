"""Operations that come over one connection, one after another or together, from who has said once who they are."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from typing import Any, Protocol

from gateway.execution.operations import EncodedAnswer

RawHeaders = Sequence[tuple[bytes, bytes]]


class Conversation(Protocol):
    """Who asks over one connection; `client` is one text for each client, to count and to tell them apart by."""

    @property
    def client(self) -> str: ...

    def answers(self, parameters: Any) -> AsyncGenerator[EncodedAnswer, None]:
        """The answer to a query or mutation, the answers to a subscription; `parameters` are those of a POST.

        One that was not executed is the last. Raises Refusal. Whoever iterates must close the generator.
        """
        ...


Begin = Callable[[RawHeaders, str], Awaitable[Conversation]]
"""Given the client's headers and its address: with whom it talks. Raises Refusal."""
