"""Commits of this process, told to who waits for them: what other processes commit is not heard of here."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

Listener = Callable[[], None]


class Commits:
    """Of one store. Used on one event loop."""

    def __init__(self) -> None:
        self._listeners: list[Listener] = []

    @contextmanager
    def heard_by(self, listener: Listener) -> Iterator[None]:
        """Within the block `listener` is called after each commit; it must not raise."""
        self._listeners.append(listener)
        try:
            yield
        finally:
            self._listeners.remove(listener)

    def tell(self) -> None:
        """Something was committed."""
        for listener in tuple(self._listeners):
            listener()
