"""The examples of README.md and docs/, as the reader sees them.

A ```graphql block followed by a ```json block is a query and its answer. A ```console block holds `$ command` lines, each
followed by what it prints; `…` stands for anything. A block under `<!-- not run: reason -->` is left out, and counted.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FENCE = re.compile(
    r"(?P<skip><!-- not run: [^>]+-->\s*\n)?^```(?P<language>[a-z]+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: where it stands (file:line), its language and text."""

    where: str
    language: str
    text: str
    skipped: bool


@dataclass(frozen=True, slots=True)
class Command:
    where: str
    line: str
    printed: list[str]


def pages() -> list[Path]:
    return [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def blocks(page: Path) -> Iterator[Block]:
    text = page.read_text(encoding="utf-8")
    for found in FENCE.finditer(text):
        line = text.count("\n", 0, found.start("language")) + 1
        where = f"{page.relative_to(ROOT)}:{line}"
        yield Block(where, found["language"], found["text"], found["skip"] is not None)


def queries() -> list[tuple[str, str, str]]:
    """(where, query, expected JSON) of every graphql block that a json block follows."""
    pairs = []
    for page in pages():
        standing = list(blocks(page))
        for block, following in pairwise(standing):
            if block.language == "graphql" and following.language == "json" and not block.skipped:
                pairs.append((block.where, block.text, following.text))
    return pairs


def commands() -> list[Command]:
    """Every `$ ./yuxin …` line of the console blocks with the lines that it is said to print."""
    found: list[Command] = []
    for page in pages():
        for block in blocks(page):
            if block.language == "console" and not block.skipped:
                found.extend(_commands_of(block))
    return found


def _commands_of(block: Block) -> Iterator[Command]:
    for part in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]:
        line, *printed = part.splitlines()
        yield Command(block.where, line, [p for p in printed if p.strip()])


def matches(expected: str, printed: str) -> bool:
    """Whether a printed line is the expected one, `…` standing for anything and blanks for any number of blanks."""
    pattern = re.escape(" ".join(expected.split())).replace("…", ".*")
    return re.fullmatch(pattern, " ".join(printed.split())) is not None
