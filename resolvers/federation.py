"""`_entities`: what a router asks of this subgraph. All subjects among the representations come in one graph query."""

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any, TypeAlias

import strawberry
from strawberry.federation.schema import FederationAny

from graph_model.errors import BadInput, LimitExceeded
from graph_model.subjects import read_subjects
from resolvers.arguments import subject_key, uscc_of
from resolvers.catalogue import ShownCatalogue, shown
from resolvers.context import Info
from resolvers.departments import Department
from resolvers.entity import Entity
from resolvers.items import SupervisionItem
from resolvers.person import Person
from resolvers.selection import Selected
from resolvers.subject import Subject
from resolvers.systems import SupportSystem
from resolvers.theirs import readable

MOST_REPRESENTATIONS = 1_000

AnyEntity: TypeAlias = Annotated[
    Entity | Person | SupervisionItem | Department | SupportSystem,
    strawberry.union("_Entity", description="有 @key 的类型。 / The types with a @key."),
]

_CATALOGUE: Mapping[str, Callable[[ShownCatalogue], Mapping[str, Any]]] = {
    "SupervisionItem": lambda catalogue: catalogue.items,
    "Department": lambda catalogue: catalogue.departments,
    "SupportSystem": lambda catalogue: catalogue.systems,
}


async def entities_of(info: Info, representations: Sequence[FederationAny]) -> list[Any]:
    """What the representations name, in their order: None where there is no such thing, an error in the place of one that
    cannot be used."""
    if len(representations) > MOST_REPRESENTATIONS:
        raise LimitExceeded(f"representations: 最多 {MOST_REPRESENTATIONS} 个 / {MOST_REPRESENTATIONS} at most")
    given: list[Any] = list(representations)
    keys = [_key_or_error(one, f"representations[{place}]") for place, one in enumerate(given)]
    subjects = await _subjects(info, [key for key in keys if isinstance(key, str)])
    values = shown(info.context.catalogue)
    return [
        key if isinstance(key, Exception) else subjects.get(key) if isinstance(key, str) else _named(values, *key)
        for key in keys
    ]


def _key_or_error(representation: Any, where: str) -> str | tuple[str, str] | BadInput:
    """Key of a subject, or (type, key) of a thing of the catalogue."""
    try:
        return _key(representation, where)
    except BadInput as error:
        return error


def _key(representation: Any, where: str) -> str | tuple[str, str]:
    if not isinstance(representation, dict):
        raise BadInput("应为对象 / an object is needed", where)
    name = representation.get("__typename")
    if name == "Entity":
        return f"uscc:{uscc_of(_text(representation, 'uscc', where), f'{where}.uscc')}"
    if name == "Person":
        key = subject_key(_text(representation, "key", where), f"{where}.key")
        if not key.startswith("person:"):
            raise BadInput("应为 person:… / a key person:… is needed", f"{where}.key")
        return key
    if isinstance(name, str) and name in _CATALOGUE:
        return name, _text(representation, "key", where)
    raise BadInput("没有这样的实体类型 / no entity type of this subgraph", f"{where}.__typename")


def _text(representation: Mapping[str, Any], name: str, where: str) -> str:
    value = representation.get(name)
    if not isinstance(value, str):
        raise BadInput("缺少键 / the key is missing", f"{where}.{name}")
    return value


async def _subjects(info: Info, keys: Sequence[str]) -> dict[str, Subject]:
    if not keys:
        return {}
    context, needs = info.context, Selected.by(info).needs()
    theirs = await readable(context, keys)
    wanted = [key for key in dict.fromkeys(keys) if key in theirs]
    found = await read_subjects(context.store, wanted, needs, timeout=context.timeout)
    return {data.subject.key: Subject.of(data, needs) for data in found if data is not None}


def _named(catalogue: ShownCatalogue, name: str, key: str) -> Any:
    return _CATALOGUE[name](catalogue).get(key)
