"""What of subjects leaves the graph while something is answered (披露): noted where rows become values, so that no way around it exists.

Whoever answers opens a `disclosing()`; everything that is read below it, in tasks that begin there too, is noted in it. Where
nobody does (an import, a sync) noting costs a look-up and does nothing.
"""

from collections.abc import Callable, Iterable, Mapping
from contextvars import ContextVar
from types import TracebackType


class Disclosure:
    """`subjects` are the keys of those of whom grades, facts or discrepancies were read, in the order of reading.

    `counted`: grades of many were counted, so that nobody is named. `grants` are the keys of the grants by which who asks may read of
    a subject, by its key; `proofs` is what was shown for a subject in whose name somebody came. `cases` is what was done in cases.
    `meanwhile` is called where others are waited for.
    """

    __slots__ = ("cases", "counted", "grants", "meanwhile", "proofs", "subjects")

    def __init__(self) -> None:
        self.subjects: dict[str, None] = {}
        self.grants: dict[str, tuple[str, ...]] = {}
        self.proofs: dict[str, tuple[str, ...]] = {}
        self.cases: list[Mapping[str, object]] = []
        self.counted = False
        self.meanwhile: Callable[[], None] | None = None

    @property
    def anything(self) -> bool:
        return self.counted or bool(self.subjects)


_open: ContextVar[Disclosure | None] = ContextVar("what is disclosed", default=None)


class disclosing:
    """What is read below this is noted in the one that it gives."""

    __slots__ = ("_token",)

    def __enter__(self) -> Disclosure:
        disclosure = Disclosure()
        self._token = _open.set(disclosure)
        return disclosure

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        _open.reset(self._token)


def disclosed(subject_key: str) -> None:
    """Note that something of a subject was read."""
    disclosure = _open.get()
    if disclosure is not None:
        disclosure.subjects[subject_key] = None


def disclosed_all(subject_keys: Iterable[str]) -> None:
    """Note that something of each was read, or told by their being chosen."""
    disclosure = _open.get()
    if disclosure is not None:
        disclosure.subjects.update(dict.fromkeys(subject_keys))


def disclosed_by_grants(subject_key: str, grant_keys: tuple[str, ...]) -> None:
    """Note by which grants something of a subject is read; that it is, is noted by `disclosed`."""
    disclosure = _open.get()
    if disclosure is not None:
        disclosure.grants[subject_key] = grant_keys


def disclosed_on_proof(subject_key: str, proof: str) -> None:
    """Note what was shown for a subject; that something of it is read, is noted by `disclosed`."""
    disclosure = _open.get()
    if disclosure is not None:
        shown = disclosure.proofs.get(subject_key, ())
        disclosure.proofs[subject_key] = shown if proof in shown else (*shown, proof)


def acted_on_case(told: Mapping[str, object]) -> None:
    """Note what was done in a case: nothing of a subject is read with it."""
    disclosure = _open.get()
    if disclosure is not None:
        disclosure.cases.append(told)


def disclosed_counts() -> None:
    """Note that grades were counted."""
    disclosure = _open.get()
    if disclosure is not None:
        disclosure.counted = True


def others_are_awaited() -> None:
    """Note that something slow is waited for now: what was disclosed so far may be written down meanwhile."""
    disclosure = _open.get()
    if disclosure is not None and disclosure.meanwhile is not None:
        disclosure.meanwhile()
