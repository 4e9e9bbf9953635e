"""Which table has a row an evaluation: grades or points in it, a day, and somebody whom it is about."""

from collections.abc import Iterator
from dataclasses import replace

from gateway.sync.connecting.draft import Draft
from gateway.sync.connecting.gradings import Grading, coded, gradings, scales_first
from gateway.sync.connecting.lexicon import Role, strength
from gateway.sync.connecting.looking import SELECTED
from gateway.sync.connecting.said import Said
from gateway.sync.connecting.steps.question import Option, Part, Question, Scene, Step, unknown
from gateway.sync.connecting.structure import Family, Place
from gateway.sync.connecting.view import View
from graph_model.model import COMPOSITE, Scale

_SHOWN = 8
_NUMBERS = (Family.WHOLE, Family.DECIMAL, Family.TEXT)
_DAYS = (Family.DAY, Family.INSTANT)


def allowed_scales(scene: Scene) -> list[Scale]:
    """The scales by which the system may grade: those of its items first; a system of annex 1 has no others."""
    known = {scale.key: scale for scale in scene.catalogue.scales if scale.key != COMPOSITE}
    own = [item.scale_key for item in scene.items() if scene.system is not None]
    return scales_first(own, {key: known[key] for key in own}) if own else scales_first(["unified"], known)


def _ask(scene: Scene, _: int) -> Question | None:
    if scene.draft.select is not None:
        return None
    scales = allowed_scales(scene)
    weighed = [(weight, name, why) for name in scene.view.tables for weight, why in [_weight(scene.view, name, scales)]]
    likely = sorted((each for each in weighed if each[0] > 0), key=lambda each: -each[0])[:_SHOWN]
    return Question(
        Part.TABLE,
        Said("评价结果在哪张表?一行一个评价", "which table has the evaluations, a row each?"),
        tuple(Option(name, why) for _, name, why in likely),
        required=True,
    )


def _take(scene: Scene, text: str, _: int) -> Draft:
    if text not in scene.view.tables:
        raise unknown("表 / table", text, scene.view.tables, Part.TABLE)
    sample = scene.view.tables[text]
    if sample.shape.fault:
        raise unknown("可读的表 / table that can be read", text, [], Part.TABLE)
    return replace(scene.draft, table=text)


def _weight(view: View, name: str, scales: list[Scale]) -> tuple[float, Said]:
    """What speaks for a table; 0 where it cannot be the one."""
    sample = view.tables[name]
    if sample.shape.fault or (sample.rows == 0 and sample.shape.is_view):
        return 0.0, Said("", "")
    graded = [each for each in gradings(view, name, scales) if each.place.table == name or _is_code(view, each)]
    parts = [part for part in (_grades(view, graded, name), _points(view, name)) if part is not None][:1]
    parts += [part for part in (_days(view, name), _subjects(view, name)) if part is not None]
    if len(parts) < 2 or parts[0][1].zh[:1] not in ("等", "分"):
        return 0.0, Said("", "")
    called = strength(Role.EVALUATIONS, sample.shape.bare_name, sample.shape.comment).weight
    weight = sum(weight for weight, _ in parts) + called / 2 + (0.2 if sample.rows else 0.0)
    return weight, _joined(why for _, why in parts)


def _joined(parts: Iterator[Said]) -> Said:
    told = list(parts)
    return Said(";".join(part.zh for part in told), "; ".join(part.en for part in told))


def _is_code(view: View, found: Grading) -> bool:
    """Whether a grade of a joined table stands in a table of codes, not in one of evaluations of its own."""
    return view.tables[found.place.table].is_whole and not _days_in(view, found.place.table)


def _grades(view: View, graded: list[Grading], name: str) -> tuple[float, Said] | None:
    if not graded:
        codes = coded(view, name)
        written = codes[0][0].written(name) if codes else ""
        return (0.8, Said(f"等级代码在 {written}", f"codes of grades in {written}")) if codes else None
    best = graded[0]
    written = best.place.written(name)
    return min(best.weight, 3.0) / 2, Said(f"等级在 {written}", f"grades in {written}")


def _points(view: View, name: str) -> tuple[float, Said] | None:
    for place in view.tables[name].places():
        traits = view.traits(place)
        named = view.named(Role.SCORE, place).weight
        if named >= 0.45 and view.family(place) in _NUMBERS and traits.numbers * 2 >= traits.filled:
            written = place.written(name)
            return 0.6 + named / 2, Said(f"分数在 {written}", f"points in {written}")
    return None


def _days(view: View, name: str) -> tuple[float, Said] | None:
    found = _days_in(view, name)
    if not found:
        return None
    best = max(found, key=lambda place: view.named(Role.EVALUATED_ON, place).weight)
    weight, written = view.named(Role.EVALUATED_ON, best).weight, best.written(name)
    return 0.3 + weight / 2, Said(f"日期在 {written}", f"days in {written}")


def _days_in(view: View, name: str) -> list[Place]:
    places = list(view.tables[name].places())
    return [p for p in places if view.family(p) in _DAYS or view.traits(p).days is not None]


def _subjects(view: View, name: str) -> tuple[float, Said] | None:
    """A code of somebody in the table, or in one that it refers to."""
    best: tuple[float, Said] | None = None
    for place in view.places(name):
        traits = view.traits(place)
        share = traits.share(max(traits.uscc, traits.person))
        if not traits.filled:
            share = max(view.named(Role.USCC, place).weight, view.named(Role.PERSON_ID, place).weight) / 2
        weight = share * (1.0 if place.table == name else 0.9)
        if share > 0.2 and (best is None or weight > best[0]):
            written = place.written(name)
            best = weight, Said(f"主体代码在 {written}", f"codes of subjects in {written}")
    return best


def selected_table(view: View) -> str | None:
    """What stands for the table where the person gave a SELECT."""
    return SELECTED if SELECTED in view.tables and len(view.tables) == 1 else None


TABLE = Step(Part.TABLE, _ask, _take)
