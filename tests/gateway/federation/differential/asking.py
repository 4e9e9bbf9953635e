"""Both answers to an operation: the federated one through our composition and engine, the undivided one through graphql-core."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import orjson
from graphql import lexicographic_sort_schema, parse, print_schema

from gateway.federation.composition import SubgraphSource, compose
from gateway.federation.engine import Engine, SourceFactory
from gateway.federation.planner.limits import PlanningLimit
from gateway.federation.planner.plan import plan
from gateway.federation.supergraph import Subgraph
from gateway.sources.source import SourceAnswer
from tests.gateway.federation.differential.comparing import differences
from tests.gateway.federation.differential.features import Feature
from tests.gateway.federation.differential.field_sets import fields_for, selections_of
from tests.gateway.federation.differential.operation_features import note_answer, note_operation, note_plan
from tests.gateway.federation.differential.random_operations import AskedOperation
from tests.gateway.federation.differential.sdl import LINK
from tests.gateway.federation.differential.subgraph_service import SubgraphService
from tests.gateway.federation.differential.undivided import Undivided
from tests.gateway.federation.differential.world import Divided, Thing


@dataclass(eq=False)
class InProcess:
    """The source of a subgraph that runs here; some answer as bytes, some parsed."""

    service: SubgraphService

    async def fetch(self, body: bytes, deadline: float, headers: bytes, *, repeatable: bool) -> SourceAnswer:
        answer = self.service.answer(json.loads(body))
        return answer if self.service.part.name in "ace" else orjson.loads(answer)

    async def close(self) -> None:
        pass


class Federation:
    """A divided world with its subgraphs composed."""

    def __init__(self, divided: Divided, features: Counter[Feature]) -> None:
        self.divided = divided
        self.features = features
        self.undivided = Undivided(divided)
        self.mutations: list[str] = []
        knowledge = self.undivided.knowledge
        self.services = {
            part.name: SubgraphService(part, divided, knowledge, features, self.mutations) for part in divided.parts
        }
        self.inputs = frozenset(_inputs(divided))

    def composed(self, urls: dict[str, str] | None = None) -> str:
        """The supergraph. Raises AssertionError where composition refuses the subgraphs or gives another public schema."""
        sources = [
            SubgraphSource(name, (urls or {}).get(name, f"http://{name}/"), f"{LINK}\n{service.sdl}")
            for name, service in self.services.items()
        ]
        try:
            return compose(sources).supergraph_sdl
        except Exception as error:
            raise AssertionError(f"{self.shown()}\n\ncomposition: {error}") from error

    def check_public_schema(self, engine: Engine) -> None:
        public, whole = (
            print_schema(lexicographic_sort_schema(s)) for s in (engine.supergraph.public, self.undivided.schema)
        )
        assert public == whole, f"{self.shown()}\n\nthe public schema:\n{public}\nthe undivided schema:\n{whole}"

    def in_process(self) -> SourceFactory:
        def source(subgraph: Subgraph) -> InProcess:
            return InProcess(self.services[subgraph.name])

        return source

    async def check(self, engine: Engine, asked: AskedOperation) -> None:
        """Ask an operation of both. Raises AssertionError with everything that a person needs to see.

        One that is refused for the planning that it would take is counted, and that is all there is to compare.
        """
        for variables in asked.variables:
            self.mutations.clear()
            federated = json.loads(await engine.execute(asked.text, variables))
            if _too_large(federated):
                self.features[Feature.TOO_LARGE] += 1
                return
            undivided = self.undivided.answer(asked.document, variables).formatted
            fails = self.undivided.everything_that_fails(asked.document, variables).formatted
            wrong = differences(federated, undivided, fails, self.inputs)  # type: ignore[arg-type]
            if wrong:
                raise AssertionError(self._report(engine, asked.text, variables, federated, undivided, wrong))
            note_operation(asked.document, self.undivided.schema, variables, self.features)
            note_answer(federated, fails, self.features)
        self.features[Feature.OPERATION] += 1
        note_plan(plan(engine.supergraph, asked.document), self.features)

    # --- what a person sees ---

    def shown(self) -> str:
        parts = [f"# subgraph {name}\n{service.sdl}" for name, service in self.services.items()]
        return "\n\n".join(["", *parts, "# data", *self._data()])

    def _data(self) -> Iterator[str]:
        world = self.divided.world
        for object_type in world.objects.values():
            for number in range(world.size if object_type.name not in ("Query", "Mutation") else 1):
                thing = Thing(object_type.name, number)
                values = {
                    name: self.undivided.knowledge.value(thing, name, {})
                    for name, f in object_type.fields.items()
                    if not f.requires
                }
                yield f"{thing.type}{number}: {values}"

    def _report(
        self,
        engine: Engine,
        text: str,
        variables: dict[str, Any],
        federated: dict[str, Any],
        undivided: Any,
        wrong: list[str],
    ) -> str:
        try:
            planned = str(plan(engine.supergraph, parse(text)))
        except Exception as error:
            planned = f"{type(error).__name__}: {error}"
        return "\n".join(
            [
                self.shown(),
                f"\n# operation\n{text}\n# variables\n{json.dumps(variables)}",
                f"# plan\n{planned}",
                f"# federated\n{json.dumps(federated)}\n# undivided\n{json.dumps(undivided)}",
                "# wrong",
                *wrong,
            ]
        )


def _too_large(answer: dict[str, Any]) -> bool:
    errors = answer.get("errors", ())
    return "data" not in answer and [e.get("extensions") for e in errors] == [{"code": PlanningLimit.code}]


def _inputs(divided: Divided) -> Iterator[tuple[str, str]]:
    """Every field that stands in a @requires or in a key."""
    for part in divided.parts:
        for held in part.types.values():
            texts = [*held.keys, *(f.requires for f in held.fields.values() if f.requires)]
            for text in texts:
                for possible in divided.world.possible(held.name):
                    yield from _named(text, possible, divided)


def _named(text: str, type_name: str, divided: Divided) -> Iterator[tuple[str, str]]:
    left = [(type_name, selections_of(text))]
    while left:
        name, selections = left.pop()
        for field, _, inner in fields_for(selections, name):
            yield name, field
            output = divided.world.objects[name].fields[field].output
            if inner:
                left += [(possible, inner) for possible in divided.world.possible(output.name)]
