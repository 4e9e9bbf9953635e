"""Commits to a store, told to who waits for them: those of this process always, those of others where somebody hears of them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

Listener = Callable[[], None]


class Commits:
    """Of one store. Used on one event loop."""

    def __init__(self) -> None:
        self._listeners: list[Listener] = []
        self._of_ours: list[Listener] = []

    @contextmanager
    def heard_by(self, listener: Listener, *, ours: bool = False) -> Iterator[None]:
        """Within the block `listener` is called after each commit, or after those of `ours` alone; it must not raise."""
        listeners = self._of_ours if ours else self._listeners
        listeners.append(listener)
        try:
            yield
        finally:
            listeners.remove(listener)

    def tell(self) -> None:
        """This process has committed something."""
        _call(self._of_ours)
        _call(self._listeners)

    def tell_of_others(self) -> None:
        """Another process has, or may have."""
        _call(self._listeners)


def _call(listeners: list[Listener]) -> None:
    for listener in tuple(listeners):
        listener()
