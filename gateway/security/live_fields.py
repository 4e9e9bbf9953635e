"""The fields that mapped systems add to the schema, and who may ask for them: as each mapping's `visibility` says."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from gateway.live.names import Names
from gateway.live.owners import asked_keys, owner_of
from gateway.live.visibility import visibilities
from gateway.sync.mapping import Mapping as SystemMapping
from gateway.sync.mapping.model import Visibility
from graph_model.catalogue import Catalogue
from resolvers.asker import Asker, Role

LIST_PARTS = {"Connection": ("edges", "nodes", "pageInfo"), "Edge": ("cursor", "node")}
ASKING = frozenset({"where", "orderBy"})
"""Arguments by which the values of fields can be found out without reading them."""
_ROLES = {
    Visibility.OFFICER: Role.OFFICER,
    Visibility.INVESTIGATOR: Role.INVESTIGATOR,
    Visibility.COORDINATOR: Role.COORDINATOR,
    Visibility.SUBJECT: Role.SUBJECT,
}


@dataclass(frozen=True, slots=True)
class LiveSystemFields:
    """Of one system: its record's fields with who may see each, and the departments whose items it supports."""

    names: Names
    owner: str
    """The type that has its records: Entity or Person."""
    departments: frozenset[str]
    visible: Mapping[str, tuple[Visibility, ...]] = field(repr=False)

    def sees(self, asker: Asker, name: str) -> bool:
        """Whether somebody may see a field of a record."""
        return any(self._is(asker, each) for each in self.visible.get(name, ()))

    def sees_any(self, asker: Asker) -> bool:
        return any(self.sees(asker, name) for name in self.visible)

    def sees_all(self, asker: Asker) -> bool:
        return all(self.sees(asker, name) for name in self.visible)

    def _is(self, asker: Asker, visibility: Visibility) -> bool:
        if visibility is Visibility.PUBLIC:
            return True
        if visibility is Visibility.GRADING_DEPARTMENT:
            return asker.role is Role.OFFICER and asker.department in self.departments
        if visibility is Visibility.SUBJECT and asker.role is Role.CLERK:
            return True
        return asker.role is _ROLES[visibility]


class LiveFields:
    """Of all systems, by the coordinates that they add."""

    def __init__(self, systems: Iterable[LiveSystemFields] = ()) -> None:
        self._lists: dict[str, LiveSystemFields] = {}
        self._on_owner: dict[str, LiveSystemFields] = {}
        self._records: dict[str, LiveSystemFields] = {}
        self._parts: dict[str, LiveSystemFields] = {}
        for system in systems:
            names = system.names
            self._lists[f"Query.{names.list}"] = system
            self._on_owner[f"{system.owner}.{names.field}"] = system
            self._records |= {f"{names.record}.{name}": system for name in system.visible}
            self._parts |= {
                f"{names.record}{part}.{name}": system for part, fields in LIST_PARTS.items() for name in fields
            }

    def knows(self, coordinate: str) -> bool:
        return any(coordinate in each for each in (self._lists, self._on_owner, self._records, self._parts))

    def refusal(self, asker: Asker, coordinate: str, arguments: frozenset[str]) -> str | None:
        """Why somebody may not use a field of a system; None where they may. The field is one that it `knows`."""
        if asker.role is Role.GRANTEE:
            return "授权不包括各系统自己的记录 / grants name grades, not the records of systems"
        name = coordinate.partition(".")[2]
        if (system := self._records.get(coordinate)) is not None:
            return None if system.sees(asker, name) else _not_visible(system, name)
        system = self._lists.get(coordinate)
        if system is not None:
            if asker.role not in (Role.COORDINATOR, Role.OFFICER, Role.INVESTIGATOR) or asker.district is not None:
                return "列出全市的记录只给各部门 / lists of the whole city are for departments of the whole city"
        elif (system := self._on_owner.get(coordinate)) is not None:
            if not system.sees_any(asker):
                return "看不到这个系统的任何字段，也就看不到有几条记录 / no field of the system is visible, nor how many records there are"
        else:
            system = self._parts[coordinate]
        if arguments & ASKING and not system.sees_all(asker):
            return (
                "有看不到的字段的系统不能筛选和排序：筛选能问出值来 / a system with fields that are not visible cannot be filtered or "
                "ordered: that would tell their values"
            )
        return None


def _not_visible(system: LiveSystemFields, name: str) -> str:
    seen = ", ".join(system.visible[name])
    return f"映射的 visibility 只给 {seen} / the mapping's visibility is {seen}"


def live_fields(mappings: Iterable[SystemMapping], catalogue: Catalogue) -> LiveFields:
    """The fields of these mappings' systems."""
    return LiveFields(_of_system(mapping, catalogue) for mapping in mappings)


def _of_system(mapping: SystemMapping, catalogue: Catalogue) -> LiveSystemFields:
    departments = {item.department_key for item in catalogue.items_of_system(mapping.system)}
    visible = {coordinate.partition(".")[2]: visibility for coordinate, visibility in visibilities([mapping]).items()}
    return LiveSystemFields(
        Names.of(mapping.system), owner_of(asked_keys(mapping)).type, frozenset(departments), visible
    )
