"""Verification: every chain recomputed from its first line, held against the anchors, the other chains and what subjects are told.

It reads in short transactions beside a gateway that writes. The anchors are read before it: the table is never behind them for that
reason.
"""

import hashlib
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import orjson
from sqlalchemy import select, tuple_

from gateway.records.audit.anchors import Anchor
from gateway.records.audit.chain import Head, Link, digest, head_of
from gateway.records.database import Records
from gateway.records.tables import LINES, LOOKS

PAGE = 2_000


class Problem(StrEnum):
    """What can be wrong with a trail."""

    GAP = "gap"
    """Lines before this one are missing."""
    CHANGED = "changed"
    """The line is not the one that was written, or does not follow the one before it."""
    CUT = "cut"
    """An anchor, or another chain, names a line that is not there."""
    LOST = "lost"
    """The process that wrote this line found the end of the chain missing."""
    LOOKS = "looks"
    """What subjects are told is not what the lines say."""
    UNREADABLE = "unreadable"
    """An anchor that cannot be read."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong at a line of a chain; `sequence` 0: with the chain as a whole."""

    chain: str
    sequence: int
    problem: Problem
    message: str


@dataclass(frozen=True, slots=True)
class ChainReport:
    """A chain: its lines, its end, when its first and its last line were written, whether an anchor names it."""

    chain: str
    lines: int
    head: str
    first_at: str
    last_at: str
    anchored: bool


@dataclass(frozen=True, slots=True)
class Verification:
    """All chains, and all that is wrong."""

    chains: tuple[ChainReport, ...]
    findings: tuple[Finding, ...]


@dataclass(slots=True)
class Walk:
    """One chain, walked from its beginning. `names` are lines of other chains that it names, `looks` sums up whom it names."""

    chain: str
    head: Head = field(default_factory=Head)
    lines: int = 0
    first_at: str = ""
    last_at: str = ""
    looks: int = 0
    names: list[tuple[str, Head]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def take(self, link: Link) -> None:
        """Check the next line."""
        self.lines += 1
        if link.sequence != self.head.sequence + 1:
            missing = f"{self.head.sequence + 1}–{link.sequence - 1}"
            self._find(link, Problem.GAP, f"缺第 {missing} 条 / lines {missing} are missing")
        elif digest(self.chain, self.head, link.body) != link.digest:
            self._find(link, Problem.CHANGED, "这一条不是当时写下的 / this is not the line that was written")
        self.head = head_of(link)
        self._read(link)

    def _read(self, link: Link) -> None:
        try:
            told = orjson.loads(link.body)
            at, subjects = str(told["at"]), told.get("subjects", ())
            self.looks += sum(look_sum(subject, at, self.chain, link.sequence) for subject in subjects)
            self.names += [(chain, Head(*head)) for chain, head in told.get("heads", {}).items()]
            lost = told.get("lost")
        except (ValueError, KeyError, TypeError, AttributeError):
            return  # it was changed, and has been found so
        self.first_at, self.last_at = self.first_at or at, at
        if lost is not None:
            self._find(
                link,
                Problem.LOST,
                f"写这一条时，第 {lost['sequence']} 条已不在 / line {lost['sequence']} was missing then",
            )

    def _find(self, link: Link, problem: Problem, message: str) -> None:
        self.findings.append(Finding(self.chain, link.sequence, problem, message))


async def verify(records: Records, anchors: Sequence[Anchor]) -> Verification:
    """Verify all chains. Raises StoreUnavailable."""
    walks = {chain: await _walked(records, chain) for chain in await _chains(records)}
    findings = [finding for walk in walks.values() for finding in walk.findings]
    names = [name for walk in walks.values() for name in walk.names]
    for anchor in anchors:
        if anchor.head is None:
            findings.append(Finding(anchor.chain, 0, Problem.UNREADABLE, f"{anchor.file.name} 读不了 / cannot be read"))
        elif anchor.head.sequence > 0:
            names.append((anchor.chain, anchor.head))
    findings += [found for chain, head in dict.fromkeys(names) if (found := await _missed(records, chain, head))]
    findings += await _wrong_looks(records, walks)
    anchored = {anchor.chain for anchor in anchors if anchor.head is not None}
    return Verification(tuple(_report(walk, anchored) for walk in walks.values()), tuple(findings))


def look_sum(subject: str, at: str, chain: str, sequence: int) -> int:
    """A number for each look; their sum does not depend on the order in which they are read."""
    return int.from_bytes(hashlib.sha256(f"{subject}\n{at}\n{chain}\n{sequence}".encode()).digest())


def _report(walk: Walk, anchored: set[str]) -> ChainReport:
    return ChainReport(walk.chain, walk.lines, walk.head.digest, walk.first_at, walk.last_at, walk.chain in anchored)


async def _chains(records: Records) -> list[str]:
    async with records.begin() as connection:
        found = (await connection.scalars(select(LINES.c.chain).distinct())).all()
    return sorted(found, key=lambda chain: (len(chain), chain))


async def _walked(records: Records, chain: str) -> Walk:
    walk = Walk(chain)
    own = select(LINES.c.sequence, LINES.c.body, LINES.c.digest).where(LINES.c.chain == chain)
    while True:
        page = own.where(LINES.c.sequence > walk.head.sequence).order_by(LINES.c.sequence).limit(PAGE)
        async with records.begin() as connection:
            rows = (await connection.execute(page)).all()
        for row in rows:
            walk.take(Link(*row))
        if len(rows) < PAGE:
            return walk


async def _missed(records: Records, chain: str, head: Head) -> Finding | None:
    """What is wrong with a line that somebody names."""
    line = select(LINES.c.digest).where(LINES.c.chain == chain, LINES.c.sequence == head.sequence)
    async with records.begin() as connection:
        found = await connection.scalar(line)
    if found == head.digest:
        return None
    if found is None:
        return Finding(
            chain, head.sequence, Problem.CUT, "锚定的这一条不在了 / an anchor names this line, and it is gone"
        )
    return Finding(chain, head.sequence, Problem.CHANGED, "与锚定的摘要不符 / not the line that an anchor names")


async def _wrong_looks(records: Records, walks: dict[str, Walk]) -> list[Finding]:
    """The chains whose lines say other things than what subjects are told. Lines written meanwhile are left out."""
    sums: dict[str, int] = defaultdict(int)
    async for subject, at, chain, sequence in _looks(records):
        if chain not in walks or sequence <= walks[chain].head.sequence:
            sums[chain] += look_sum(subject, at, chain, sequence)
    expected = {chain: walk.looks for chain, walk in walks.items()}
    wrong = [chain for chain in {**sums, **expected} if sums[chain] != expected.get(chain, 0)]
    message = "主体看到的查询记录与各条不一致 / what subjects are told is not what the lines say"
    return [Finding(chain, 0, Problem.LOOKS, message) for chain in wrong]


async def _looks(records: Records) -> AsyncIterator[Any]:
    key = tuple_(LOOKS.c.subject, LOOKS.c.at, LOOKS.c.chain, LOOKS.c.sequence)
    page = select(LOOKS).order_by(*LOOKS.primary_key.columns).limit(PAGE)
    after: Any = None
    while True:
        async with records.begin() as connection:
            rows = (await connection.execute(page if after is None else page.where(key > after))).all()
        for row in rows:
            yield row
        if len(rows) < PAGE:
            return
        after = tuple(rows[-1])
