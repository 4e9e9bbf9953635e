"""Walk everything a client can ask, shortest operations first, and see that some subgraph answers each step."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from gateway.federation.composition.codes import ErrorCode, HintCode
from gateway.federation.composition.field_sets import field_set_text, named
from gateway.federation.composition.findings import Findings, Place
from gateway.federation.composition.merging.sources import listed
from gateway.federation.composition.satisfiability.example import Step, operation
from gateway.federation.composition.satisfiability.positions import Position, Positions
from gateway.federation.composition.satisfiability.reach import Reach
from gateway.federation.composition.subgraph import ROOTS, Field, Kind, Type

LEAVES = (Kind.SCALAR, Kind.ENUM)


@dataclass(frozen=True, slots=True)
class Standing:
    """An object of a type in hand, where it can be asked, and the operation that got there."""

    type: str
    positions: Positions
    root: str
    path: tuple[Step, ...]


class Traversal:
    def __init__(self, reach: Reach, findings: Findings) -> None:
        self.reach, self.findings = reach, findings
        self.types = reach.merged.types
        self.queue: deque[Standing] = deque()
        self.seen: set[tuple[str, Positions]] = set()
        self.reported: set[tuple[str, str]] = set()

    def run(self) -> None:
        """Report every field that cannot be had, once, with the first operation that comes upon it."""
        for root in ROOTS.values():
            if root in self.types:
                having = (name for name, known in self.reach.facts.items() if root in known.subgraph.types)
                self._visit(root, frozenset(Position(name, root) for name in having), root, ())
        while self.queue:
            standing = self.queue.popleft()
            for field in self.types[standing.type].fields.values():
                if not field.has("inaccessible"):
                    self._take(field, standing)

    def _visit(self, name: str, positions: Positions, root: str, path: tuple[Step, ...]) -> None:
        """Put an object in the queue, unless it has been there under the same conditions."""
        positions = self.reach.everywhere(name, positions)
        if (name, positions) not in self.seen:
            self.seen.add((name, positions))
            self.queue.append(Standing(name, positions, root, path))

    def _take(self, field: Field, standing: Standing) -> None:
        reached = self.reach.next_positions(standing.type, field.name, standing.positions)
        path = (*standing.path, Step(field=field))
        if not reached:
            self._report(field, standing, path)
            return
        target = self.types.get(named(field.type))
        if target is None or target.kind in LEAVES:
            return
        self._compare_runtime_types(field, target, standing, reached, path)
        for possible in sorted(self.reach.possible_types(target.name)):
            objects = self.reach.as_object(reached, possible)
            if objects and not self.types[possible].has("inaccessible"):
                taken = path if target.kind is Kind.OBJECT else (*path, Step(condition=possible))
                self._enter(possible, target, objects, standing.root, taken)

    def _enter(self, name: str, target: Type, objects: Positions, root: str, path: tuple[Step, ...]) -> None:
        """Go on with one object type; it must be possible to learn that the object is of that type."""
        everywhere = self.reach.everywhere(name, objects)
        if self.reach.is_known(everywhere):
            self._visit(name, objects, root, path)
        elif (target.name, "__typename") not in self.reported:
            self.reported.add((target.name, "__typename"))
            where = listed(sorted({position.subgraph for position in everywhere}))
            why = f"- {where} has {target.name} as an @interfaceObject and cannot tell its type, and no @key of"
            why = f"{why} {target.name} leads to a subgraph that can"
            self._error(operation(root, path, self.types), [why], [self.types[target.name].place])

    def _report(self, field: Field, standing: Standing, path: tuple[Step, ...]) -> None:
        if (standing.type, field.name) in self.reported:
            return
        self.reported.add((standing.type, field.name))
        reasons = list(self._reasons(field, standing))
        self._error(operation(standing.root, path, self.types), reasons, [field.place])

    def _error(self, example: str, reasons: list[str], places: list[Place]) -> None:
        why = "\n".join(reasons)
        text = f"the subgraphs cannot answer this operation, which the schema allows:\n{example}\nbecause\n{why}"
        self.findings.error(ErrorCode.SATISFIABILITY_ERROR, text, places)

    def _reasons(self, field: Field, standing: Standing) -> Iterator[str]:
        where = f"{standing.type}.{field.name}"
        at = {position.subgraph for position in standing.positions}
        here = listed(sorted(at))
        yield f"- it can be asked in {here}"
        for subgraph in self.reach.facts:
            declared = self._field_in(subgraph, standing.type, field.name)
            if declared is None:
                continue
            if subgraph not in at:
                yield f'- "{subgraph}" has {where}, and {self._why_not_entered(subgraph, standing.type, here)}'
            elif declared.has("requires"):
                needed = next(declared.used("requires")).values.get("fields")
                yield f'- "{subgraph}" has {where}, and the fields it requires ("{needed}") cannot be had from {here}'
            else:
                yield f'- "{subgraph}" has {where} as @external or overridden only'

    def _why_not_entered(self, subgraph: str, name: str, here: str) -> str:
        keys = [f'"{field_set_text(key.fields)}"' for _, key in self.reach.keys_into(subgraph, name)]
        if not keys:
            return f"{name} has no resolvable @key there"
        return f"its @key ({', '.join(keys)}) cannot be had from {here}"

    def _field_in(self, subgraph: str, name: str, field: str) -> Field | None:
        types = self.reach.facts[subgraph].subgraph.types
        for on in (name, *self.types[name].interfaces):
            declared = types.get(on)
            if declared is not None and field in declared.fields and (on == name or declared.is_interface_object):
                return declared.fields[field]
        return None

    def _compare_runtime_types(
        self, field: Field, target: Type, standing: Standing, reached: Positions, path: tuple[Step, ...]
    ) -> None:
        """Subgraphs that share a field answer it with the same objects, so they must know their types."""
        if target.kind is Kind.OBJECT or (standing.type, field.name) in self.reported:
            return
        found = {}
        for position in reached:
            subgraph = self.reach.facts[position.subgraph].subgraph
            if not subgraph.types[position.type].is_interface_object:
                found[position.subgraph] = subgraph.possible_types(position.type)
        if len(set(found.values())) < 2:
            return
        self.reported.add((standing.type, field.name))
        told = "; ".join(f'{", ".join(sorted(types))} in "{name}"' for name, types in sorted(found.items()))
        where = f"{standing.type}.{field.name}"
        places = self._places(standing.type, field.name, sorted(found))
        if frozenset.intersection(*found.values()):
            text = f"{where} is shared, and the object types it can answer with differ: {told}"
            self.findings.hint(HintCode.INCONSISTENT_RUNTIME_TYPES_FOR_SHAREABLE_RETURN, text, places)
        else:
            text = f"{where} is shared, and there is no object type that all can answer with: {told}"
            text = f"{text}\n{operation(standing.root, path, self.types)}"
            self.findings.error(ErrorCode.SHAREABLE_HAS_MISMATCHED_RUNTIME_TYPES, text, places)

    def _places(self, name: str, field: str, subgraphs: list[str]) -> list[Place]:
        declared = (self._field_in(subgraph, name, field) for subgraph in subgraphs)
        return [one.place for one in declared if one is not None]
