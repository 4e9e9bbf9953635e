"""What is said of a subject as a number that only this installation can compute: sums of them tell whether two sides agree."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date

from graph_model.intake.grade_rows import Content
from graph_model.intake.identities import record_stem
from graph_model.intake.syncing.statements import Said
from graph_model.intake.syncing.tellings import Telling
from graph_model.model import day_text

MODULUS = 2**64


@dataclass(frozen=True, slots=True)
class Told:
    """A saying as it is compared. `rest` leaves out whom it is about; `about` is [subject, item, day, what] for people."""

    stem: str
    item: str
    digest: int
    rest: int
    about: str


class Digests:
    """Keyed with the installation's secret: a bare digest would let anybody try what a person's grade is."""

    def __init__(self, secret: bytes) -> None:
        self._key = hashlib.blake2b(b"verify", key=secret[:64]).digest()

    def told(self, subject_key: str, item_key: str, day: date, content: Content) -> Told:
        """What is said in a slot."""
        grade, native, scale_key, score, valid_until, document_no = content
        until = "" if valid_until is None else day_text(valid_until)
        points = "" if score is None else repr(float(score))
        evaluated = day_text(day)
        rest = "\x1f".join(
            (
                item_key,
                evaluated,
                grade.value,
                native,
                scale_key,
                points,
                until,
                "" if document_no is None else document_no,
            )
        )
        return Told(
            stem=record_stem(subject_key, item_key, day),
            item=item_key,
            digest=self.number(f"{subject_key}\x1f{rest}"),
            rest=self.number(rest),
            about=json.dumps([subject_key, item_key, evaluated, _shown(content)], ensure_ascii=False),
        )

    def said(self, said: Said | Telling) -> Told:
        """What a statement says."""
        if isinstance(said, Telling):
            return self._of_telling(said)
        return self.told(said.subject_key, said.item_key, said.evaluated_on, said.content)

    def _of_telling(self, said: Telling) -> Told:
        """Under the kind in the place of an item: a platform grades none."""
        words = [*said.identity, *("" if value is None else value for value in said.values)]
        rest = "\x1f".join(words)
        return Told(
            stem=said.stem,
            item=said.kind.value,
            digest=self.number(f"{said.stem}\x1f{rest}"),
            rest=self.number(rest),
            about=json.dumps(
                [said.subject_key or said.stem, said.kind.value, None, " ".join(filter(None, words))],
                ensure_ascii=False,
            ),
        )

    def number(self, text: str) -> int:
        """64 bits of a text, signed as SQLite keeps them."""
        digest = hashlib.blake2b(text.encode(), digest_size=8, key=self._key).digest()
        return int.from_bytes(digest, "big", signed=True)


def _shown(content: Content) -> str:
    """What is said, in a few words: `B 海关认证企业 85.0 …2027-01-01 文号`."""
    grade, native, _, score, valid_until, document_no = content
    until = None if valid_until is None else f"…{day_text(valid_until)}"
    parts = (grade.value, None if native == grade.value else native, None if score is None else str(float(score)))
    return " ".join(part for part in (*parts, until, document_no) if part is not None)


@dataclass(slots=True)
class Checksum:
    """How many sayings there are, and the sum of their digests modulo 2^64: the order does not count."""

    records: int = 0
    total: int = 0

    def add(self, digest: int) -> None:
        self.records += 1
        self.total = (self.total + digest) % MODULUS

    def as_json(self) -> dict[str, int | str]:
        return {"records": self.records, "checksum": f"{self.total:016x}"}
