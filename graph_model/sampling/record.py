"""The file of a draw: what was committed to, the seed, what follows from both; canonical JSON (RFC 8785), described in docs/sampling.md."""

import hashlib
from typing import Literal

import msgspec
from msgspec import UNSET, Struct, UnsetType

from graph_model.model import Grade
from graph_model.sampling.pool import LeftOutCode
from graph_model.sampling.visits import Visit

FORMAT: Literal["yuxin-sample/1"] = "yuxin-sample/1"
SEED = 32
"""Bytes of a seed."""


class PlannedRate(Struct, frozen=True, forbid_unknown_fields=True):
    """The rate of a grade on an item: `ratio` in ten-thousandths; `ours`: no department has set it."""

    item: str
    grade: Grade
    ratio: int
    months: int
    ours: bool


class PlannedStratum(Struct, frozen=True, forbid_unknown_fields=True):
    """How many stand in a stratum and how many of them are drawn."""

    item: str
    grade: Grade
    size: int
    take: int

    @property
    def name(self) -> str:
        return f"{self.item}/{self.grade}"


class Plan(Struct, frozen=True, forbid_unknown_fields=True, rename="camel"):
    """What is drawn from and how, without a name in it. `departments` are by item; `left_out` counts subjects by reason."""

    key: str
    day: str
    committed_at: str
    departments: dict[str, str]
    districts: tuple[str, ...]
    rates_version: str
    rates: tuple[PlannedRate, ...]
    strata: tuple[PlannedStratum, ...]
    left_out: dict[LeftOutCode, int]
    inspectors: int
    inspectors_each: int


class DrawnPlaces(Struct, frozen=True, forbid_unknown_fields=True):
    """The places drawn in a stratum, counted from 0, ascending."""

    stratum: str
    places: tuple[int, ...]


class SampleFile(Struct, frozen=True, forbid_unknown_fields=True, rename="camel"):
    """Everything of a draw. Without `pool` and `visits` it is what the public gets: which places were drawn, not who stands there."""

    format: Literal["yuxin-sample/1"]
    plan: Plan
    pool_digest: str
    commitment: str
    seed: str
    public_randomness: str | None
    drawn: tuple[DrawnPlaces, ...]
    pool: str | UnsetType = UNSET
    visits: tuple[Visit, ...] | UnsetType = UNSET
    checksum: str = ""


def canonical(value: object) -> bytes:
    """JSON with the names in order, no white space, nothing escaped that need not be."""
    return msgspec.json.encode(value, order="sorted")


def commitment(seed: bytes, plan: Plan, pool_digest: str) -> str:
    """What is published before the draw: it tells nothing of the seed, and fits no other seed, plan or pool."""
    plan_digest = hashlib.sha256(canonical(plan)).digest()
    return hashlib.sha256(b"yuxin-sample/1 commitment\n" + seed + plan_digest + bytes.fromhex(pool_digest)).hexdigest()


def digest(pool: str) -> str:
    """The digest of a pool's text."""
    return hashlib.sha256(pool.encode()).hexdigest()


def material(purpose: Literal["subjects", "inspectors"], file: SampleFile, name: str = "") -> bytes:
    """What the lots of one stratum, or those of the inspectors, are made from."""
    randomness = hashlib.sha256((file.public_randomness or "").encode()).digest()
    fixed = bytes.fromhex(file.commitment) + bytes.fromhex(file.seed) + randomness
    return f"yuxin-sample/1 {purpose}\n".encode() + fixed + name.encode()


def sealed(file: SampleFile) -> SampleFile:
    """The file with the checksum of everything else in it."""
    return msgspec.structs.replace(file, checksum=checksum(_without_checksum(file)))


def checksum(unsealed: bytes) -> str:
    """Of a file's canonical bytes with an empty checksum."""
    return hashlib.sha256(unsealed).hexdigest()


def content(file: SampleFile) -> tuple[bytes, str]:
    """The bytes of a file as they must be, and the checksum that it must have."""
    unsealed = _without_checksum(file)
    told = canonical(file.checksum)
    return unsealed.replace(b'"checksum":""', b'"checksum":' + told, 1), checksum(unsealed)


def _without_checksum(file: SampleFile) -> bytes:
    return canonical(msgspec.structs.replace(file, checksum=""))


def public(file: SampleFile) -> SampleFile:
    """What everybody may see of a file: neither who is graded what nor who was drawn, nor the inspectors."""
    return sealed(msgspec.structs.replace(file, pool=UNSET, visits=UNSET))
