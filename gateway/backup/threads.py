"""Blocking work in a thread that tells how far it is; who listens may end it by raising."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
Tell = Callable[[int], None]


async def in_thread(work: Callable[[Tell], T], told: Tell) -> T:
    """What `work` gives, in a thread. `told` is called on the event loop; what it raises ends the work."""
    loop, raised = asyncio.get_running_loop(), list[Exception]()

    def tell(done: int) -> None:
        try:
            told(done)
        except Exception as error:
            raised.append(error)

    def from_thread(done: int) -> None:
        if raised:
            raise raised[0]
        loop.call_soon_threadsafe(tell, done)

    result = await asyncio.to_thread(work, from_thread)
    if raised:
        raise raised[0]
    return result
