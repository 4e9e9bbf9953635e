"""Statements are kept as they are said last, whatever they said before."""

from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph_model.intake.syncing.statements import (
    Said,
    Statement,
    forget_statements,
    read_slots,
    read_statements,
    write_statements,
)
from graph_model.model import Grade
from graph_model.store import GraphStore, GraphTransaction

KEYS = ("tax:0a1b:0", "tax:0a1b:1", "tax:ff00:0")


@st.composite
def statements(draw: st.DrawFn, key: str) -> Statement:
    rank = draw(st.sampled_from(("1", "2")))
    if draw(st.booleans()):
        return Statement(
            key, rank, None, draw(st.sampled_from(("BAD_USCC", "MISSING"))), draw(st.text("ab", max_size=2))
        )
    content = (draw(st.sampled_from(Grade)), "A", "unified", draw(st.none() | st.just(95.5)), None, None)
    day = date(2025, 1, draw(st.integers(1, 2)))
    subject = draw(st.sampled_from(("uscc:one", "uscc:other")))
    return Statement.saying(key, rank, Said(subject, "1-1", day, "A级", content, draw(st.none() | st.just("0f"))))


@st.composite
def rounds(draw: st.DrawFn) -> list[dict[str, Statement | None]]:
    """What the rows say time after time; None: nothing any more."""
    return [
        {key: draw(st.none() | statements(key)) for key in KEYS if draw(st.booleans())}
        for _ in range(draw(st.integers(1, 4)))
    ]


@given(told=rounds())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_what_was_said_last_is_read_back(store: GraphStore, told: list[dict[str, Statement | None]]) -> None:
    await store.write("MATCH (s:Statement) DELETE s")
    expected: dict[str, Statement] = {}
    for said in told:

        async def work(transaction: GraphTransaction, said: dict[str, Statement | None] = said) -> None:
            known = await read_statements(transaction, KEYS)
            assert known == expected
            await write_statements(transaction, [(known.get(k), one) for k, one in said.items() if one is not None])
            await forget_statements(transaction, [key for key, one in said.items() if one is None])

        await store.transact(work)
        expected.update((key, one) for key, one in said.items() if one is not None)
        for key in [key for key, one in said.items() if one is None]:
            expected.pop(key, None)

    async def slots(transaction: GraphTransaction) -> dict[str, Statement]:
        return await read_slots(transaction, [s.slot for s in expected.values() if s.slot is not None], {})

    assert await store.transact(slots) == {key: one for key, one in expected.items() if one.slot is not None}


def test_a_statement_of_the_same_subject_item_and_day_speaks_of_the_same_slot() -> None:
    content = (Grade.A, "A", "unified", None, None, None)
    before = Statement.saying("tax:0a:0", "1", Said("uscc:one", "1-1", date(2025, 1, 1), "A", content))
    same = Said("uscc:one", "1-1", date(2025, 1, 1), "B", (Grade.B, *content[1:]))
    later = Said("uscc:one", "1-1", date(2025, 1, 2), "A", content)
    assert Statement.saying("tax:0a:0", "2", same, before) == Statement.saying("tax:0a:0", "2", same)
    assert Statement.saying("tax:0a:0", "2", same, before).slot == before.slot
    assert Statement.saying("tax:0a:0", "2", later, before) == Statement.saying("tax:0a:0", "2", later)
    assert Statement.saying("tax:0a:0", "2", later, before).slot != before.slot
