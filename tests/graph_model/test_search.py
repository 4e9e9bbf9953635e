"""Search: the same answers in the same order on both stores, whatever is typed."""

from collections.abc import Callable, Sequence
from random import Random

import pytest

from graph_model.errors import BadInput
from graph_model.model import Subject, SubjectData, SubjectKind
from graph_model.paging import Page, Wanted, page_in_memory, page_request
from graph_model.search import LONGEST, ORDER, Sought, search, sought
from graph_model.store import GraphStore
from graph_model.writing import Additions
from tests.graph_model.small_city import DISTRICTS, WORDS, add, code, small_city

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


async def test_the_beginning_of_a_code_in_any_writing(store: GraphStore) -> None:
    first, *_ = await named(store, *NAMES)
    assert first.uscc is not None
    for text in (first.uscc, first.uscc.lower(), f" {first.uscc[:6]} {first.uscc[6:]}", f"uscc:{first.uscc}"):
        assert (await names_found(store, text))[0] == first.name, text
    wide = "".join(chr(ord(letter) + 0xFEE0) for letter in first.uscc[:17])
    assert await names_found(store, wide) == [first.name]
    assert len(await names_found(store, "915001")) == len(NAMES)


async def test_persons_by_masked_name_and_by_key(store: GraphStore) -> None:
    person = Subject("person:00ff", SubjectKind.PERSON, "张*")
    await add(store, Additions(subjects=[person, entity(1, "张记商行")]))
    assert await names_found(store, "张") == ["张*", "张记商行"]
    assert await names_found(store, "person:00") == ["张*"]
    assert await names_found(store, "00ff") == []
    page = await search(store, page_request(ORDER), sought("张"), kinds=[SubjectKind.PERSON])
    assert [data.subject for data in page.rows] == [person]
    assert not (await search(store, page_request(ORDER), sought("张"), kinds=[])).rows


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
        page = await search(store, request, look_for, district=district, wanted=ALL)
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
