"""Operations written to hurt: each ends within the limits with an answer or a clear error, and holds up nobody else.

Work is counted, never timed.
"""

import asyncio
import json
import threading
from typing import Any

import pytest
from graphql import parse

from gateway.federation.engine import Engine
from gateway.federation.executor import program
from gateway.federation.planner import plan as planner
from gateway.federation.planner.limits import PlanningLimit, Work
from gateway.federation.planner.plan import plan
from gateway.federation.supergraph import Supergraph, read
from tests.gateway.federation.executor.shop import Shop
from tests.gateway.federation.supergraphs import supergraph


def many(count: int, text: str) -> str:
    return " ".join(text.replace("#", str(number)) for number in range(count))


DOUBLING = "fragment F# on Item { seller { sells { ...F% } } again#: seller { sells { ...F% } } }"
BOMB = (
    " ".join(DOUBLING.replace("#", str(n)).replace("%", str(n + 1)) for n in range(20)) + " fragment F20 on Item { id }"
)
FLAT = (
    " ".join(f"fragment F{n} on Item {{ ...F{n + 1} ...F{n + 1} }}" for n in range(30)) + " fragment F30 on Item { id }"
)
TOO_MUCH = {
    "fragments that double at each level": f"{{ items {{ ...F0 }} }} {BOMB}",
    "fragments that double on one level": f"{{ items {{ ...F0 }} }} {FLAT}",
    "type conditions in one another, doubling": "{ things { "
    + "... on Thing { ... on Thing { id } " * 300
    + "} " * 601
    + "}",
    "the same field again and again, with fields": f"{{ {many(2500, 'items { seller { sells { name } } }')} }}",
    "one response key for different arguments": f"{{ {many(2500, 'a: item(id: #) { name }')} }}",
    "more tokens than are read": f"{{ {many(30_000, 'a#: motto')} }}",
}
MUCH = {
    "thousands of aliases": f"{{ {many(5000, 'a#: motto')} }}",
    "a fragment spread thousands of times": f"{{ items {{ {many(5000, '...F')} }} }} fragment F on Item {{ name }}",
    "type conditions by the thousand": f"{{ things {{ {many(1000, '... on Item { a#: name } ... on Bundle { a#: name }')} }} }}",
    "fragments in one another": "{ items " + "{ ... on Item " * 60 + "{ id }" + "}" * 60 + " }",
}


@pytest.mark.parametrize("query", TOO_MUCH.values(), ids=TOO_MUCH.keys())
async def test_what_is_too_much_is_refused_and_asks_no_subgraph(engine: Engine, shop: Shop, query: str) -> None:
    answer = json.loads(await engine.execute(query))
    assert "data" not in answer
    (error,) = answer["errors"]
    assert error["extensions"]["code"] == "LIMIT_EXCEEDED", error
    assert shop.requests == 0


@pytest.mark.parametrize("query", MUCH.values(), ids=MUCH.keys())
async def test_what_is_much_is_answered(engine: Engine, query: str) -> None:
    assert "errors" not in json.loads(await engine.execute(query))


async def test_a_large_operation_is_answered_without_generating_code_for_it(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    generated = []
    monkeypatch.setattr(program, "projection", lambda *given: generated.append(given))
    names = [f"a{number}" for number in range(program.MOST_PROJECTED + 1)]
    answer = json.loads(await engine.execute(f"{{ {' '.join(f'{name}: motto' for name in names)} }}"))
    assert answer == {"data": dict.fromkeys(names, "buy")}
    assert not generated


async def test_conditions_in_every_combination_keep_few_projections(engine: Engine) -> None:
    names = [f"v{number}" for number in range(40)]
    query = f"query ({', '.join(f'${n}: Boolean!' for n in names)}) {{ {' '.join(f'{n}: motto @include(if: ${n})' for n in names)} }}"
    for on in names:
        variables = {name: name == on for name in names}
        assert json.loads(await engine.execute(query, variables)) == {"data": {on: "buy"}}
    prepared = engine._loaded.operations.kept(query, None)
    assert prepared is not None and len(prepared.program._variants) == program.MOST_VARIANTS


async def test_variables_in_one_another_by_the_thousand_are_refused_or_passed_on(engine: Engine, shop: Shop) -> None:
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
    answer = json.loads(await engine.execute("query ($v: Any) { anything(like: $v) }", {"v": deep}))
    assert answer["errors"][0]["extensions"]["code"] == "LIMIT_EXCEEDED"
    assert shop.requests == 0


# --- others meanwhile ---


class Held:
    """Holds planning of operations that name `slow`, in the thread that does it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.let_go = threading.Event()
        self.begun = threading.Event()
        self.times = 0

        def held(*given: Any) -> Any:
            if "slow" in str(given[1].loc.source.body if given[1].loc else ""):
                self.times += 1
                self.begun.set()
                assert self.let_go.wait(30)
            return plan(*given)

        monkeypatch.setattr("gateway.federation.preparing.plan", held)

    async def has_begun(self) -> None:
        await asyncio.to_thread(self.begun.wait, 30)


async def test_others_are_answered_while_an_operation_is_prepared(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    await engine.execute("{ motto }")
    held = Held(monkeypatch)
    slow = asyncio.create_task(engine.execute("{ slow: motto }"))
    await held.has_begun()
    assert json.loads(await engine.execute("{ motto }")) == {"data": {"motto": "buy"}}
    assert not slow.done()
    held.let_go.set()
    assert json.loads(await slow) == {"data": {"slow": "buy"}}


async def test_an_operation_that_many_ask_for_is_prepared_once(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    held = Held(monkeypatch)
    asking = [asyncio.create_task(engine.execute("{ slow: motto }")) for _ in range(5)]
    await held.has_begun()
    asking[0].cancel()
    held.let_go.set()
    assert [json.loads(await one) for one in asking[1:]] == [{"data": {"slow": "buy"}}] * 4
    assert held.times == 1


async def test_who_has_no_time_left_is_told_before_the_operation_is_ready(
    engine: Engine, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = Held(monkeypatch)
    deadline = asyncio.get_running_loop().time() + 0.05
    answer = json.loads(await engine.execute("{ slow: motto }", deadline=deadline))
    assert answer["errors"][0]["extensions"]["code"] == "TIMEOUT"
    assert shop.requests == 0
    held.let_go.set()


# --- the planner's own work ---


def shared_keys(graphs: int, keys: int) -> Supergraph:
    """One type in every subgraph, by every key, with a field of its own in each."""
    names = [f"s{number}" for number in range(graphs)]
    joined = " ".join(f'@join__type(graph: {n.upper()}, key: "k{k}")' for n in names for k in range(keys))
    fields = " ".join(f"f{number}: Int @join__field(graph: {n.upper()})" for number, n in enumerate(names))
    roots = " ".join(f"@join__type(graph: {n.upper()})" for n in names)
    return read(
        supergraph(
            " ".join(names),
            f"type Query {roots} {{ t: T @join__field(graph: S0) }}\n"
            f"type T {joined} {{ {' '.join(f'k{k}: ID' for k in range(keys))} {fields} "
            f"next: T @join__field(graph: S{graphs - 1}) }}",
        )
    )


def requiring(length: int) -> Supergraph:
    """Each field @requires the two before it, each in a subgraph of its own."""
    names = [f"s{number}" for number in range(length)]
    fields = ["id: ID!", "r0: Int @join__field(graph: S0) @join__field(graph: S1, external: true)"]
    for number in range(1, length):
        required = " ".join(f"r{before}" for before in range(max(0, number - 2), number))
        others = [f"@join__field(graph: S{n}, external: true)" for n in (number + 1, number + 2) if n < length]
        fields.append(f'r{number}: Int @join__field(graph: S{number}, requires: "{required}") {" ".join(others)}')
    roots = " ".join(f"@join__type(graph: {n.upper()})" for n in names)
    keys = " ".join(f'@join__type(graph: {n.upper()}, key: "id")' for n in names)
    return read(
        supergraph(
            " ".join(names),
            f"type Query {roots} {{ t: T @join__field(graph: S0) }}\ntype T {keys} {{ {' '.join(fields)} }}",
        )
    )


def type_by_type() -> Supergraph:
    """An interface whose field no subgraph has for every type: `next` of each is looked up in another one."""
    names = ("Ant", "Bee", "Cat")
    roots = "@join__type(graph: A) @join__type(graph: B) @join__type(graph: C)"
    types = "\n".join(
        f'type {name} implements Being @join__implements(graph: A, interface: "Being") '
        f'@join__implements(graph: B, interface: "Being") @join__implements(graph: C, interface: "Being") '
        f'@join__type(graph: A, key: "id") @join__type(graph: B, key: "id") @join__type(graph: C, key: "id") '
        f"{{ id: ID! {' '.join(f'f{n}: Int' for n in range(9))} next: Being @join__field(graph: {graph}) }}"
        for name, graph in zip(names, "ABC", strict=True)
    )
    fields = " ".join(f"f{n}: Int" for n in range(9))
    return read(
        supergraph(
            "a b c",
            f"type Query {roots} {{ being: Being @join__field(graph: A) }}\n"
            f"interface Being {roots} {{ id: ID! {fields} next: Being }}\n{types}",
        )
    )


@pytest.fixture
def spent(monkeypatch: pytest.MonkeyPatch) -> list[Work]:
    """What planning has spent, an entry a plan."""
    works: list[Work] = []

    class Noted(Work):
        def __init__(self) -> None:
            super().__init__()
            works.append(self)

    monkeypatch.setattr(planner, "Work", Noted)
    return works


@pytest.mark.parametrize(
    ("known", "query", "most"),
    [
        (shared_keys(20, 5), f"{{ t {{ {many(20, 'f#')} }} }}", 5_000),
        (shared_keys(20, 5), "{ t " + "{ f3 f7 next" * 10 + "{ f1 }" + "}" * 10 + " }", 30_000),
        (requiring(8), "{ t { r7 } }", 300),
        (requiring(24), "{ t { r23 } }", 3_000),
        (requiring(40), "{ t { r39 } }", 10_000),
        (type_by_type(), f"{{ being {{ next {{ next {{ {many(9, 'f#')} }} }} }} }}", 1_500),
    ],
    ids=[
        "many keys in many subgraphs",
        "the same, level by level",
        "few @requires in a chain",
        "many",
        "very many",
        "a field to be asked type by type, level by level",
    ],
)
def test_planning_takes_few_steps(spent: list[Work], known: Supergraph, query: str, most: int) -> None:
    planner.plan(known, parse(query))
    assert 0 < spent[0].limit - spent[0].left < most


def test_planning_ends_at_its_limit(spent: list[Work]) -> None:
    query = "{ t " + "{ f3 f7 f11 next" * 40 + "{ f1 }" + "}" * 40 + " }"
    with pytest.raises(PlanningLimit, match="too large to plan"):
        planner.plan(shared_keys(20, 5), parse(query))
    assert spent[0].left < 0
