"""Recomputing a draw from its file: what is not as it must be, if anything. It needs nothing but the file."""

import operator
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

import msgspec

from graph_model.sampling.drawing import drawn_places, drawn_visits
from graph_model.sampling.pool import MalformedPool, Pool, Stratum, read
from graph_model.sampling.rates import WHOLE, SamplingRate
from graph_model.sampling.record import SEED, SampleFile, commitment, content, digest

MOST = 20_000_000
"""Places of a stratum: more is no pool of a city, and not worth the memory that a false file could ask for."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that is not as it must be; `where` is a path in the file."""

    where: str
    message: str
    message_en: str


@dataclass(frozen=True, slots=True)
class Verification:
    """`whole`: the pool is in the file, so that it was recomputed too who stands at the places. Sizes are of a readable file."""

    differences: tuple[Difference, ...]
    whole: bool = False
    key: str | None = None
    commitment: str | None = None
    pool_size: int = 0
    drawn: int = 0

    @property
    def verified(self) -> bool:
        return not self.differences


def verify(given: bytes, published: str | None = None) -> Verification:
    """Recompute the draw of a file. `published` is the commitment as it was published before the draw, in hexadecimal."""
    try:
        file = msgspec.json.decode(given, type=SampleFile)
        expected, seal = content(file)
    except (msgspec.DecodeError, UnicodeError) as error:
        return Verification((Difference("$", f"不是抽取文件:{error}", f"is no file of a draw: {error}"),))
    found = [] if expected == given else [_told("$", "不是规范的 JSON", "is not canonical JSON")]
    if seal != file.checksum:
        found.append(_told("$.checksum", "与文件其余内容不符", "does not fit the rest of the file"))
    found += _differences(file, published)
    return Verification(
        differences=tuple(found),
        whole=isinstance(file.pool, str) and not isinstance(file.visits, msgspec.UnsetType),
        key=file.plan.key,
        commitment=file.commitment,
        pool_size=sum(one.size for one in file.plan.strata),
        drawn=sum(len(one.places) for one in file.drawn),
    )


def _differences(file: SampleFile, published: str | None) -> Iterator[Difference]:
    if published is not None and published.strip().lower() != file.commitment:
        yield _told("$.commitment", "不是抽取前公布的承诺", "is not the commitment that was published before the draw")
    try:
        seed = bytes.fromhex(file.seed)
        fits = len(seed) == SEED and commitment(seed, file.plan, file.pool_digest) == file.commitment
        bytes.fromhex(file.commitment)
    except ValueError:
        yield _told("$.seed", "种子、承诺和摘要应为十六进制", "seed, commitment and digest must be hexadecimal")
        return
    if not fits:
        yield _told(
            "$.commitment",
            "种子、计划和对象池不是承诺的那些",
            "seed, plan and pool are not those that were committed to",
        )
    wrong = list(_wrong_plan(file))
    yield from wrong
    if wrong:
        return
    places = drawn_places(file)
    told = {one.stratum: list(one.places) for one in file.drawn}
    for name in sorted(places.keys() | told.keys()):
        if places.get(name) != told.get(name) or len(told) != len(file.drawn):
            yield _told(f"$.drawn[{name}]", "重新抽取的位置不同", "the places drawn anew are others")
    yield from _of_the_pool(file, places)


def _wrong_plan(file: SampleFile) -> Iterator[Difference]:
    """What of the plan does not follow from its own rates."""
    rates = {(rate.item, rate.grade): rate for rate in file.plan.rates}
    names = [one.name for one in file.plan.strata]
    if len(set(names)) != len(names):
        yield _told("$.plan.strata", "有重复的层", "a stratum stands twice")
    for one in file.plan.strata:
        rate = rates.get((one.item, one.grade))
        if one.item not in file.plan.departments:
            yield _told(f"$.plan.departments[{one.item}]", "没有这个事项的部门", "the item's department is missing")
        if rate is None:
            yield _told(f"$.plan.rates[{one.name}]", "没有这一层的比例", "there is no rate of this stratum")
        elif not (0 <= one.size <= MOST and 0 <= rate.ratio <= WHOLE):
            yield _told(f"$.plan.strata[{one.name}]", "数目不可能", "numbers that cannot be")
        elif one.take != SamplingRate(one.grade, rate.ratio, rate.months).take(one.size):
            yield _told(
                f"$.plan.strata[{one.name}]", "应抽数不合比例", "the number to be drawn does not follow from the ratio"
            )


def _of_the_pool(file: SampleFile, places: dict[str, list[int]]) -> Iterator[Difference]:
    """What the pool must be, and the visits that follow from it; nothing where the file is the public one."""
    if isinstance(file.pool, msgspec.UnsetType) or isinstance(file.visits, msgspec.UnsetType):
        if file.pool is not file.visits:
            yield _told("$.pool", "对象池和任务要么都在,要么都不在", "pool and visits are both there or neither is")
        return
    if digest(file.pool) != file.pool_digest:
        yield _told("$.pool", "与摘要不符", "does not fit its digest")
    try:
        pool = read(file.pool)
        wrong = list(_wrong_pool(file, pool))
        yield from wrong
        if not wrong and tuple(drawn_visits(file, places, pool)) != file.visits:
            yield _told("$.visits", "重新抽取的任务或检查人员不同", "the visits or inspectors drawn anew are others")
    except MalformedPool as error:
        yield _told("$.pool", f"不是对象池:{error}", f"is no pool: {error}")
    except KeyError as error:
        yield _told("$.plan.departments", f"没有事项 {error} 的部门", f"the department of the item {error} is missing")


def _wrong_pool(file: SampleFile, pool: Pool) -> Iterator[Difference]:
    told = [(one.name, one.size) for one in file.plan.strata]
    if [(one.name, len(one.lines)) for one in pool.strata] != told:
        yield _told("$.plan.strata", "与对象池的层不符", "are not the strata of the pool")
    if not all(map(_ascending, pool.strata)) or _repeated(pool):
        yield _told("$.pool", "有重复或不按顺序的主体", "a subject stands twice or not in order")
    if dict(Counter(code for _, code in {(one.subject_key, one.code) for one in pool.left_out})) != file.plan.left_out:
        yield _told("$.plan.leftOut", "与对象池排除的主体不符", "are not those whom the pool leaves out")
    if len(pool.inspectors) != file.plan.inspectors:
        yield _told("$.plan.inspectors", "与对象池的检查人员不符", "are not the inspectors of the pool")


def _ascending(stratum: Stratum) -> bool:
    return all(map(operator.lt, stratum.lines, islice(stratum.lines, 1, None)))


def _repeated(pool: Pool) -> bool:
    keys = {line.partition("\t")[0] for stratum in pool.strata for line in stratum.lines}
    return len(keys) != sum(len(stratum.lines) for stratum in pool.strata)


def _told(where: str, message: str, message_en: str) -> Difference:
    return Difference(where, message, message_en)
