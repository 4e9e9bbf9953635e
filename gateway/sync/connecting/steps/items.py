"""Which supervision item is graded: always the same one, or what a column says by a code table."""

import re
from collections.abc import Iterator

from gateway.sync.connecting.draft import Draft, ItemAnswer
from gateway.sync.connecting.gradings import Codes, code_tables
from gateway.sync.connecting.said import Said
from gateway.sync.connecting.steps.grades import read_codes, written_codes
from gateway.sync.connecting.steps.question import Option, Part, Question, Scene, Step, unknown
from gateway.sync.connecting.structure import Place
from graph_model.intake.refusals import Refused
from graph_model.intake.words import Words
from graph_model.model import Item

_SHOWN = 8
_COMMON_WORDS = re.compile(r"行业|领域|监督|检查|监管|管理|信用|市场|企业|服务|评价|系统|平台|重庆市?|及|和|的|、")
_MOST_CODES = 70


def _ask(scene: Scene, number: int) -> Question:
    items = scene.items()
    options = list(_by_column(scene, items, number))
    if len(items) == 1:
        options.insert(0, Option(items[0].key, Said(f"这个系统只评一个事项:{items[0].name}", "the system's only item")))
    else:
        options += _by_words(scene, items, number)
    known = "、".join(f"{item.key} {item.name}" for item in items[:_SHOWN])
    return Question(
        Part.ITEM,
        Said(
            f"评的是哪个监管事项?如 {known}{'…' if len(items) > _SHOWN else ''}",
            f"which supervision item is it? such as {known}",
        ),
        tuple(options[:_SHOWN]),
        required=True,
        form=Said(
            "事项的键,或所在的列;列里是代码时写作 列 代码=键 代码=键",
            "the key of an item, or its column; with codes: column code=key code=key",
        ),
    )


def _by_column(scene: Scene, items: tuple[Item, ...], number: int) -> Iterator[Option]:
    """Columns whose values are items, by key or name, or stand for items in a code table."""
    if len(scene.draft.evaluations) > 1:
        return
    words, keys = Words(scene.catalogue), {item.key for item in items}
    for place in scene.view.places(scene.draft.main):
        traits = scene.view.traits(place)
        if not traits.filled or traits.distinct > _MOST_CODES:
            continue
        values = [value for value, _ in traits.common]
        written = place.written(scene.draft.main)
        if 2 * sum(_key_of(words, value) in keys for value in values) > len(values):
            yield Option(written, Said("列里写的就是监管事项", "the column says which item it is"))
            continue
        for table, codes in code_tables(
            scene.view, place, lambda known: [w for w in known if _key_of(words, w) in keys]
        ):
            said = written_codes(_as_keys(words, codes))
            yield Option(
                f"{written} {said}", Said(f"代码的意思在表 {table} 里", f"the table {table} says what the codes mean")
            )
            break


def _key_of(words: Words, written: str) -> str | None:
    """The item of a key or an exact name; a number alone is none."""
    try:
        return words.item(written).key
    except Refused:
        return None


def _as_keys(words: Words, codes: Codes) -> Codes:
    return tuple((code, key) for code, word in codes if (key := _key_of(words, word)) is not None)


def _by_words(scene: Scene, items: tuple[Item, ...], number: int) -> Iterator[Option]:
    """Items whose own words stand in the title, the name or comment of the table, or the comment of the grade's column."""
    draft = scene.draft
    shape = scene.view.tables[draft.main].shape
    grade = draft.evaluations[number].grade
    told = [scene.view.comment(grade) if grade is not None else ""]
    if len(draft.evaluations) == 1:
        told += [draft.title or "", shape.comment, shape.name]
    taken = {e.item.key for place, e in enumerate(draft.evaluations) if e.item is not None and place != number}
    rated = [(_shared(item.name, " ".join(told)), item) for item in items if item.key not in taken]
    best = max((share for share, _ in rated), default=0)
    for share, item in sorted(rated, key=lambda each: -each[0]):
        if share >= 2 and share * 2 >= best:
            yield Option(item.key, Said(f"名称相近:{item.name}", f"its name is like {item.name}"))


def _shared(name: str, told: str) -> int:
    """The length of the longest run of an item's own words that stands in a text."""
    runs = (run for run in _COMMON_WORDS.split(name) if len(run) >= 2)
    return max((_longest(run, told) for run in runs), default=0)


def _longest(run: str, told: str) -> int:
    windows = ((start, end) for start in range(len(run)) for end in range(start + 2, len(run) + 1))
    return max((end - start for start, end in windows if run[start:end] in told), default=0)


def _take(scene: Scene, text: str, number: int) -> Draft:
    return scene.draft.with_evaluation(number, item=_answer(scene, text))


def _answer(scene: Scene, text: str) -> ItemAnswer:
    items = {item.key: item for item in scene.items()}
    if text in items:
        return ItemAnswer(key=text)
    named = [item for item in items.values() if item.name == text]
    if len(named) == 1:
        return ItemAnswer(key=named[0].key)
    if re.fullmatch(r"\d+-\d+", text):
        raise unknown("这样的事项 / such an item", text, items, Part.ITEM)
    written, place = _place_in(scene, text)
    rest = text[len(written) :].strip()
    codes = read_codes(rest, Part.ITEM) if rest else ()
    for _, key in codes:
        if key not in items:
            raise unknown("监管事项 / supervision item", key, items, Part.ITEM)
    return ItemAnswer(place=place, codes=codes)


def _place_in(scene: Scene, text: str) -> tuple[str, Place]:
    """The place with which an answer begins; the longest, since names may have blanks in them."""
    main = scene.draft.main
    known = sorted((place.written(main) for place in scene.view.places(main)), key=len, reverse=True)
    for written in known:
        if text == written or text.startswith(written + " "):
            return written, scene.place(written, Part.ITEM)
    return text, scene.place(text.partition(" ")[0], Part.ITEM)


ITEM = Step(Part.ITEM, _ask, _take, each=True)
