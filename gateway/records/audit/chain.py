"""A chain of lines: each line's digest covers the line before it, so that none can be changed, taken out or put in unseen."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

GENESIS = "0" * 64
"""What stands before the first line."""


@dataclass(frozen=True, slots=True)
class Head:
    """The end of a chain: how many lines it has, and the last one's digest (64 hexadecimal digits)."""

    sequence: int = 0
    digest: str = GENESIS


@dataclass(frozen=True, slots=True)
class Link:
    """A line in its place: `sequence` counts from 1 without a gap."""

    sequence: int
    body: str
    digest: str


def digest(chain: str, before: Head, body: str) -> str:
    """The digest of the line that follows `before` in a chain."""
    covered = f"{chain}\n{before.sequence + 1}\n{before.digest}\n{body}"
    return hashlib.sha256(covered.encode()).hexdigest()


def linked(chain: str, head: Head, bodies: Iterable[str]) -> list[Link]:
    """The lines that go on from `head`."""
    links = []
    for body in bodies:
        link = Link(head.sequence + 1, body, digest(chain, head, body))
        links.append(link)
        head = Head(link.sequence, link.digest)
    return links


def head_of(link: Link) -> Head:
    return Head(link.sequence, link.digest)
