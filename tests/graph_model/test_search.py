"""Search: the same answers in the same order on both stores, whatever is typed."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from random import Random

import msgspec
import pytest

from graph_model.errors import BadInput
from graph_model.former_names import renamed
from graph_model.model import Subject, SubjectData, SubjectKind
from graph_model.paging import Page, Wanted, page_in_memory, page_request
from graph_model.search import LONGEST, ORDER, Among, Facets, FoundBy, Match, Sought, facets, search, sought
from graph_model.spelling import make_searchable, search_text, spelled, syllables_of
from graph_model.store import GraphStore
from graph_model.subjects import Needs, read_subjects
from graph_model.writing import Additions
from tests.graph_model.small_city import DISTRICTS, WORDS, add, code, small_city

FIRST = datetime(2024, 1, 1, tzinfo=UTC)
ALL = Wanted(total=True, neighbours=True)
NAMES = (
    "重庆渝北建设有限公司",
    "渝北建设有限公司",
    "渝北建设",
    "重庆建设集团",
    "建设",
    "渝北区建设路小吃店",
    "渝·北建设",
    "渝北 建设",
    "渝北2024建设",
    "北建设渝",
    "ABC建设（集团）",
    "abc物流",
    "𠮷野家渝北店",
    "设建北渝",
    "〇二渝北々",
)


def entity(number: int, name: str) -> Subject:
    uscc = code(number)
    return Subject(f"uscc:{uscc}", SubjectKind.ENTERPRISE, name, uscc)


async def named(store: GraphStore, *names: str) -> list[Subject]:
    subjects = [entity(number, name) for number, name in enumerate(names)]
    await add(store, Additions(subjects=subjects))
    return subjects


async def names_found(store: GraphStore, text: str) -> list[str]:
    page = await search(store, page_request(ORDER, first=100), sought(text), wanted=ALL)
    assert page.total == len(page.rows)
    return [data.subject.name for data in page.rows]


def found(look_for: Sought, data: SubjectData) -> bool:
    """Whether a text finds a subject: the oracle."""
    subject = data.subject
    return (
        look_for.text in subject.name.lower()
        or (subject.uscc or "").startswith(look_for.code)
        or subject.key.startswith(look_for.plain)
        or look_for.letters in spelled(subject.name)
        or (
            (len(look_for.text) > 1 or not look_for.text.isascii())
            and any(
                look_for.text in former.name.lower() or look_for.letters in spelled(former.name)
                for former in subject.former_names
            )
        )
    )


def oracle(
    subjects: Sequence[SubjectData], look_for: Sought, district: str | None = None, **arguments: object
) -> Page[SubjectData]:
    request = page_request(ORDER, **arguments)  # type: ignore[arg-type]
    there = [data for data in subjects if district is None or data.subject.district == district]
    return page_in_memory(ORDER, request, [data for data in there if found(look_for, data)], look_for.place)


async def test_exact_then_beginning_then_the_shorter_name_then_the_key(store: GraphStore) -> None:
    await named(store, *NAMES)
    assert await names_found(store, "渝北建设") == ["渝北建设", "渝北建设有限公司", "重庆渝北建设有限公司"]
    assert await names_found(store, "建设") == [
        "建设",
        "渝北建设",
        "北建设渝",
        "渝·北建设",
        "渝北 建设",
        "重庆建设集团",
        "渝北建设有限公司",
        "渝北2024建设",
        "渝北区建设路小吃店",
        "ABC建设（集团）",
        "重庆渝北建设有限公司",
    ]


@pytest.mark.parametrize(
    "text",
    [
        *("渝北", "北建", "渝", "设", "有限公司", "渝北建设有限公司", "没有的名称"),
        *("abc", "ABC", "Abc物", "2024", "2024建设", "渝北 建设", "渝·北", "（集团）", "𠮷野", "々", "〇二"),
        *("建设 OR 渝北", '渝北" OR "建设', "渝*", "渝?北", "%", "_", "\\", '"', "'", "渝北~", "(", "AND", "渝北/"),
    ],
)
async def test_any_text_finds_what_contains_it(store: GraphStore, text: str) -> None:
    subjects = [SubjectData(subject) for subject in await named(store, *NAMES)]
    expected = [data.subject.name for data in oracle(subjects, sought(text), first=100).rows]
    assert await names_found(store, text) == expected


async def test_the_index_finds_every_name_that_contains_the_text(store: GraphStore, seed: int) -> None:
    random = Random(seed)
    letters = "重庆市渝北区建设有限公司A1·（）"
    names = ["".join(random.choices(letters, k=random.randint(1, 9))) for _ in range(60)]
    subjects = [SubjectData(subject) for subject in await named(store, *names)]
    for _ in range(60):
        name = random.choice(names)
        begin = random.randrange(len(name))
        text = name[begin : begin + random.randint(1, 5)]
        expected = [data.subject.key for data in oracle(subjects, sought(text), first=100).rows]
        page = await search(store, page_request(ORDER, first=100), sought(text))
        assert [data.subject.key for data in page.rows] == expected, text


WERE = {"新名": ("渝北建设",), "北建新": ("北建设渝", "渝北建设有限公司"), "渝北建设集团": ("重庆集团", "建设")}


def former(subject: Subject, *names: str) -> Subject:
    """A subject that had these names, one after the other."""
    was = msgspec.structs.replace(subject, name=names[0])
    for day, name in enumerate((*names[1:], subject.name)):
        was = renamed(was, name, FIRST + timedelta(days=day))
    return was


async def test_by_former_names_behind_all_that_are_called_so_now(store: GraphStore) -> None:
    subjects = [former(entity(number, name), *names) for number, (name, names) in enumerate(WERE.items())]
    await add(store, Additions(subjects=[*subjects, entity(9, "宇辉北建设")]))
    assert await names_found(store, "渝北建设") == ["渝北建设集团", "新名", "北建新"]
    assert await names_found(store, "建设") == ["宇辉北建设", "渝北建设集团", "新名", "北建新"]
    assert await names_found(store, "北建设渝") == ["北建新"]
    assert await names_found(store, "ybjs") == ["渝北建设集团", "新名", "北建新"]
    assert await names_found(store, "chongqing") == ["渝北建设集团"]
    assert await names_found(store, "jianshe") == ["宇辉北建设", "渝北建设集团", "新名", "北建新"]
    kept = await read_subjects(store, [subject.key for subject in subjects], Needs())
    assert [data.subject for data in kept if data] == subjects


FORMER_MATCHES = {
    "重庆": Match(FoundBy.FORMER_NAME, 0, 2, "重庆渝北建设"),
    "北建": Match(FoundBy.FORMER_NAME, 1, 2, "渝北建筑"),
    "yubei": Match(FoundBy.FORMER_NAME, 0, 2, "渝北建筑"),
    "cq": Match(FoundBy.FORMER_NAME, 0, 2, "重庆渝北建设"),
    "新": Match(FoundBy.NAME, 0, 1),
    "xin": Match(FoundBy.SPELLING, 0, 1),
}


@pytest.mark.parametrize("text", FORMER_MATCHES)
def test_which_former_name_was_found(text: str) -> None:
    assert sought(text).match(former(entity(1, "新名"), "重庆渝北建设", "渝北建筑")) == FORMER_MATCHES[text]


async def test_the_same_order_with_random_former_names(
    store: GraphStore, seed: int, fewer: Callable[[int], range]
) -> None:
    random = Random(seed)

    def name() -> str:
        return "".join(random.choices("重庆渝北建设aB1 ·", k=random.randint(1, 5))).strip() or "渝"

    subjects = [entity(number, name()) for number in range(60)]
    subjects = [
        former(one, *(name() for _ in range(random.randint(1, 3)))) if random.random() < 0.5 else one
        for one in subjects
    ]
    await add(store, Additions(subjects=subjects))
    for _ in fewer(60):
        look_for = sought(random.choice((name(), "yu", "bei", "yb", "jianshe", "sh", "qing", "北建", "渝北")))
        expected = oracle([SubjectData(subject) for subject in subjects], look_for, first=100)
        page = await search(store, page_request(ORDER, first=100), look_for, wanted=ALL)
        assert [data.subject for data in page.rows] == [data.subject for data in expected.rows], look_for
        assert page.cursors == expected.cursors


async def test_the_beginning_of_a_code_in_any_writing(store: GraphStore) -> None:
    first, *_ = await named(store, *NAMES)
    assert first.uscc is not None
    for text in (first.uscc, first.uscc.lower(), f" {first.uscc[:6]} {first.uscc[6:]}", f"uscc:{first.uscc}"):
        assert (await names_found(store, text))[0] == first.name, text
    wide = "".join(chr(ord(letter) + 0xFEE0) for letter in first.uscc[:17])
    assert await names_found(store, wide) == [first.name]
    assert len(await names_found(store, "915001")) == len(NAMES)


SPELLED = {
    "重庆渝北建设有限公司": "chongqingyubeijiansheyouxiangongsi cqybjsyxgs",
    "长寿区重工银行": "changshouquzhonggongyinhang csqzgyh",
    "ABC建设（集团）": "abcjianshejituan abcjsjt",
    "渝·北 2024": "yubei2024 yb2024",
    "张*": "zhang z",
    "𠮷野": "ye y",
    "": " ",
}


@pytest.mark.parametrize("name", SPELLED)
def test_how_a_name_is_spelled(name: str) -> None:
    assert spelled(name) == SPELLED[name]
    assert len(syllables_of(name)) == len(name)


async def test_by_syllables_and_by_first_letters(store: GraphStore) -> None:
    await named(store, "重庆渝北建设有限公司", "渝北建设", "宇辉建设", "北京建设", "YUBEI物流", "长沙")
    assert await names_found(store, "yubei") == ["YUBEI物流", "渝北建设", "重庆渝北建设有限公司"]
    assert await names_found(store, "Yu Bei jian") == ["渝北建设", "重庆渝北建设有限公司"]
    assert await names_found(store, "ybjs") == ["渝北建设", "重庆渝北建设有限公司"]
    assert await names_found(store, "cq") == ["重庆渝北建设有限公司"]
    assert await names_found(store, "changsha") == ["长沙"]
    assert await names_found(store, "zhongqing") == []
    assert await names_found(store, "y") == ["YUBEI物流"]


MATCHES = {
    "渝北": Match(FoundBy.NAME, 2, 2),
    "YUBEI": Match(FoundBy.SPELLING, 2, 2),
    "yu bei": Match(FoundBy.SPELLING, 2, 2),
    "ubeij": Match(FoundBy.SPELLING, 2, 3),
    "ybjs": Match(FoundBy.SPELLING, 2, 4),
    "gongsi": Match(FoundBy.SPELLING, 8, 2),
    "2yb": Match(FoundBy.SPELLING, 10, 3),
    "23": Match(FoundBy.SPELLING, 13, 3),
    code(1)[:9]: Match(FoundBy.CODE, 0, 9),
    f"uscc:{code(1)[:9]}": Match(FoundBy.KEY, 0, 14),
}


@pytest.mark.parametrize("text", MATCHES)
def test_where_a_text_was_found(text: str) -> None:
    assert sought(text).match(entity(1, "重庆渝北建设有限公司2渝北2·3")) == MATCHES[text]


async def test_a_spelling_that_begins_with_a_digit(store: GraphStore) -> None:
    await add(store, Additions(subjects=[entity(1, "2渝北"), former(entity(2, "新名"), "2·3")]))
    assert await names_found(store, "2yb") == await names_found(store, "2 yu") == ["2渝北"]
    assert await names_found(store, "23") == ["新名"]


async def test_names_without_a_spelling_are_given_one(store: GraphStore) -> None:
    subjects = await named(store, *NAMES)
    assert await make_searchable(store) == 0
    await store.write("MATCH (s:Subject) SET s.searchText = null")
    assert await names_found(store, "yubei") == []
    assert await make_searchable(store) == len(subjects)
    kept = await store.read("MATCH (s:Subject) RETURN s.displayName, s.searchText")
    assert dict(kept) == {name: search_text(name) for name in NAMES}


async def test_a_spelling_made_later_has_the_former_names(store: GraphStore) -> None:
    await add(store, Additions(subjects=[former(entity(1, "新名"), "渝北建设")]))
    await store.write("MATCH (s:Subject) SET s.searchText = null")
    assert await make_searchable(store) == 1
    assert await names_found(store, "yubei") == ["新名"]


async def test_persons_by_masked_name_and_by_key(store: GraphStore) -> None:
    person = Subject("person:00ff", SubjectKind.PERSON, "张*")
    await add(store, Additions(subjects=[person, entity(1, "张记商行")]))
    assert await names_found(store, "张") == ["张*", "张记商行"]
    assert await names_found(store, "person:00") == ["张*"]
    assert await names_found(store, "00ff") == []
    page = await search(store, page_request(ORDER), sought("张"), among=Among(kinds=(SubjectKind.PERSON,)))
    assert [data.subject for data in page.rows] == [person]
    assert not (await search(store, page_request(ORDER), sought("张"), among=Among(kinds=()))).rows


async def test_pages_of_random_searches(store: GraphStore, seed: int, fewer: Callable[[int], range]) -> None:
    city = await small_city(store, seed, size=60)
    random = Random(seed)
    for _ in fewer(25):
        look_for = sought("".join(random.choices(WORDS, k=random.choice((1, 1, 2)))).strip() or "渝")
        district = random.choice((None, *DISTRICTS))
        everything = oracle(city.subjects, look_for, district, first=100)
        after = random.choice(everything.cursors) if everything.cursors else None
        size = random.choice((0, 1, 3, 50))
        request = page_request(ORDER, first=size, after=after)
        page = await search(store, request, look_for, among=Among().within(district), wanted=ALL)
        expected = oracle(city.subjects, look_for, district, first=size, after=after)
        assert [data.subject for data in page.rows] == [data.subject for data in expected.rows], look_for
        assert (page.has_next, page.has_previous, page.total) == (
            expected.has_next,
            expected.has_previous,
            expected.total,
        )


@pytest.mark.parametrize("text", ["", "  ", "\u3000", "渝" * (LONGEST + 1)])
def test_a_text_that_cannot_be_looked_for(text: str) -> None:
    with pytest.raises(BadInput) as raised:
        sought(text)
    assert raised.value.where == "text"


def test_only_chinese_goes_to_the_index() -> None:
    for text, only in (
        ("渝北", True),
        ("渝", False),
        ("渝北A", False),
        ("渝 北", False),
        ("々渝", False),
        ("𠮷野", False),
    ):
        assert sought(text).only_han is only, text


async def test_facets_are_counts_of_all_that_is_found(
    store: GraphStore, seed: int, fewer: Callable[[int], range]
) -> None:
    city = await small_city(store, seed, size=60)
    random = Random(seed)
    for _ in fewer(10):
        look_for = random.choice((None, *map(sought, (*WORDS[:6], "yu", "jian"))))
        among = Among(districts=random.choice((None, ("渝北区", "渝中区"))), statuses=random.choice((None, ("存续",))))
        there = [
            data.subject
            for data in city.subjects
            if (look_for is None or found(look_for, data))
            and (among.districts is None or data.subject.district in among.districts)
            and (among.statuses is None or data.subject.status in among.statuses)
        ]
        assert await facets(store, look_for, among=among) == Facets(
            counted(subject.kind.value for subject in there),
            counted(subject.district for subject in there),
            counted(subject.status for subject in there),
            counted(subject.industry for subject in there),
        )


def counted(values: Iterable[str | None]) -> tuple[tuple[str, int], ...]:
    counts = Counter(value for value in values if value is not None)
    return tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))
