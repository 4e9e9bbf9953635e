"""Further columns that may be asked for at query time. Nothing is proposed: what leaves the department, the department says."""

import re
from collections.abc import Iterator
from dataclasses import replace

from gateway.sync.connecting.draft import Draft, LiveAnswer
from gateway.sync.connecting.said import Said
from gateway.sync.connecting.steps.question import NOTHING, Part, Question, Scene, Step
from gateway.sync.connecting.structure import Family, Place
from gateway.sync.mapping.model import LiveType
from graph_model.errors import BadInput

_SEPARATOR = re.compile(r"\s*[,,、]\s*")
_TYPES = {
    Family.WHOLE: LiveType.WHOLE,
    Family.DECIMAL: LiveType.NUMBER,
    Family.TRUTH: LiveType.TRUTH,
    Family.DAY: LiveType.DAY,
    Family.INSTANT: LiveType.INSTANT,
    Family.DOCUMENT: LiveType.JSON,
}
_ALREADY = ("id", "uscc", "key")


def _ask(scene: Scene, _: int) -> Question | None:
    rest = [place.written(scene.draft.main) for place in _rest(scene)]
    if not rest:
        return None
    listed = "、".join(rest[:20])
    return Question(
        Part.LIVE,
        Said(
            f"还有哪些列可以在查询时看?缺省只有评价部门和协调员看得到。其余的列:{listed}",
            f"which other columns may be seen at query time? by default by the grading department and the coordinator. there are: {listed}",
        ),
        (),
        form=Said("几列用逗号隔开,没有写 -", "several columns with commas, - for none"),
    )


def _rest(scene: Scene) -> Iterator[Place]:
    taken = set(scene.draft.places())
    for place in scene.view.tables[scene.draft.main].places():
        traits = scene.view.traits(place)
        if place not in taken and place.path is None and not traits.person:
            yield place


def _take(scene: Scene, text: str, _: int) -> Draft:
    if text == NOTHING:
        return replace(scene.draft, live=())
    main = scene.draft.main
    known = {place.written(main) for place in scene.view.places(main)}
    words = [text] if text in known else [word for word in _SEPARATOR.split(text) if word]
    places = list(dict.fromkeys(scene.place(word, Part.LIVE) for word in words))
    if any(place.path is not None for place in places):
        raise BadInput("应为列,不是 JSON 里的位置 / must be columns, no places in JSON", Part.LIVE.value)
    return replace(scene.draft, live=tuple(_live(scene, place, number) for number, place in enumerate(places, 1)))


def _live(scene: Scene, place: Place, number: int) -> LiveAnswer:
    tokens = [token for token in re.split(r"[^0-9A-Za-z]+", place.column) if token]
    name = "".join(
        [token.lower() if at == 0 else token[:1].upper() + token[1:].lower() for at, token in enumerate(tokens)]
    )
    if not re.fullmatch(r"[a-z][A-Za-z0-9]*", name) or name in _ALREADY:
        name = f"field{number}"
    return LiveAnswer(name, place, _type(scene, place), scene.view.comment(place) or place.column)


def _type(scene: Scene, place: Place) -> LiveType:
    """What the database says that the column holds; whole numbers beyond those of GraphQL are shown as text."""
    shape = scene.view.tables[place.table].shape.column(place.column)
    if shape is None or shape.kind.upper().startswith("BIGINT"):
        return LiveType.TEXT
    return _TYPES.get(shape.family, LiveType.TEXT)


LIVE = Step(Part.LIVE, _ask, _take)
