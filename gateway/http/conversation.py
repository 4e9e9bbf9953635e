"""Operations that come over one connection, one after another or together, from who has said once who they are."""

from collections.abc import AsyncGenerator, Sequence
from typing import Any, Protocol

from gateway.execution.operations import EncodedAnswer

RawHeaders = Sequence[tuple[bytes, bytes]]


class Conversation(Protocol):
    """Who asks over one connection."""

    def answers(self, parameters: Any) -> AsyncGenerator[EncodedAnswer, None]:
        """The answer to a query or mutation, the answers to a subscription; `parameters` are those of a POST.

        One that was not executed is the last. Raises Refusal. Whoever iterates must close the generator.
        """
        ...
