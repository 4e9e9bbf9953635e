"""Whatever is done to the table, verification finds it."""

from collections.abc import Callable

import pytest
from sqlalchemy import Column, ColumnElement, Connection, and_, delete, insert, select, update

from gateway.records.audit.anchors import AnchorFile
from gateway.records.audit.chain import Head, digest
from gateway.records.audit.deferred import DeferredTrail, anchor_folder
from gateway.records.database import Records
from gateway.records.tables import LINES, LOOKS
from gateway.settings import Settings
from tests.gateway.records.audit.made import looked, problems, wrote

Tampering = Callable[[Connection], None]


def at(sequence: int, chain: str = "1") -> ColumnElement[bool]:
    return and_(LINES.c.chain == chain, LINES.c.sequence == sequence)


def text_of(connection: Connection, column: Column[str], sequence: int) -> str:
    found = connection.scalar(select(column).where(at(sequence)))
    assert found is not None
    return found


def one_is_changed(connection: Connection) -> None:
    body = text_of(connection, LINES.c.body, 4)
    connection.execute(update(LINES).where(at(4)).values(body=body.replace("coordinator", "admin")))


def one_is_changed_with_its_digest(connection: Connection) -> None:
    one_is_changed(connection)
    body, before = text_of(connection, LINES.c.body, 4), Head(3, text_of(connection, LINES.c.digest, 3))
    connection.execute(update(LINES).where(at(4)).values(digest=digest("1", before, body)))


def one_is_taken_out(connection: Connection) -> None:
    connection.execute(delete(LINES).where(at(3)))


def one_is_taken_out_and_the_gap_closed(connection: Connection) -> None:
    one_is_taken_out(connection)
    for sequence in range(4, 8):
        connection.execute(update(LINES).where(at(sequence)).values(sequence=sequence - 1))


def two_are_exchanged(connection: Connection) -> None:
    connection.execute(update(LINES).where(at(3)).values(sequence=99))
    connection.execute(update(LINES).where(at(4)).values(sequence=3))
    connection.execute(update(LINES).where(at(99)).values(sequence=4))


def one_is_put_in(connection: Connection) -> None:
    last = Head(7, text_of(connection, LINES.c.digest, 7))
    connection.execute(insert(LINES).values(chain="1", sequence=9, body="{}", digest=digest("1", last, "{}")))


def the_tail_is_cut(connection: Connection) -> None:
    connection.execute(delete(LINES).where(LINES.c.sequence > 5))
    connection.execute(delete(LOOKS).where(LOOKS.c.sequence > 5))


def everything_is_gone(connection: Connection) -> None:
    connection.execute(delete(LINES))
    connection.execute(delete(LOOKS))


def a_look_is_hidden(connection: Connection) -> None:
    connection.execute(delete(LOOKS).where(LOOKS.c.subject == "uscc:2"))


def a_look_is_invented(connection: Connection) -> None:
    connection.execute(insert(LOOKS).values(subject="uscc:9", at="2024-06-01T04:00:00.000000Z", chain="1", sequence=3))


@pytest.mark.parametrize(
    ("tamper", "found"),
    [
        (one_is_changed, [("1", 4, "changed")]),
        (one_is_changed_with_its_digest, [("1", 5, "changed")]),
        (one_is_taken_out, [("1", 4, "gap"), ("1", 0, "looks")]),
        (
            one_is_taken_out_and_the_gap_closed,
            [("1", n, "changed") for n in (3, 4, 5, 6)] + [("1", 7, "cut"), ("1", 0, "looks")],
        ),
        (two_are_exchanged, [("1", 3, "changed"), ("1", 4, "changed"), ("1", 5, "changed"), ("1", 0, "looks")]),
        (one_is_put_in, [("1", 9, "gap")]),
        (the_tail_is_cut, [("1", 7, "cut")]),
        (everything_is_gone, [("1", 7, "cut")]),
        (a_look_is_hidden, [("1", 0, "looks")]),
        (a_look_is_invented, [("1", 0, "looks")]),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
async def test_tampering_is_found(
    records_settings: Settings, tamper: Tampering, found: list[tuple[str, int, str]]
) -> None:
    await wrote(records_settings, [looked(f"uscc:{n}") for n in range(1, 7)])
    assert await problems(records_settings) == []
    await tampered(records_settings, tamper)
    assert await problems(records_settings) == found


async def test_a_tail_that_is_cut_stays_found_when_a_process_goes_on(records_settings: Settings) -> None:
    await wrote(records_settings, [looked(f"uscc:{n}") for n in range(1, 7)])
    await tampered(records_settings, the_tail_is_cut)
    await wrote(records_settings, [looked("uscc:1")])
    assert await problems(records_settings) == [("1", 6, "lost")]


async def test_a_chain_whose_anchor_is_gone_too_is_named_by_another(records_settings: Settings) -> None:
    one, other = DeferredTrail(records_settings), DeferredTrail(records_settings)
    await one.write(looked("uscc:1"))
    await other.open()
    await one.close()
    await other.close()
    (anchor_folder(records_settings) / "1.anchor").unlink()
    await tampered(records_settings, lambda connection: _chain_is_gone(connection, "1"))
    assert await problems(records_settings) == [("1", 2, "cut")]


async def test_an_anchor_that_was_written_over_is_found(records_settings: Settings) -> None:
    await wrote(records_settings, [looked("uscc:1")])
    file = anchor_folder(records_settings) / "1.anchor"
    file.write_text("nothing")
    assert await problems(records_settings) == [("1", 0, "unreadable")]
    anchor = AnchorFile(anchor_folder(records_settings), "1")
    anchor.write(Head(2, "0" * 64))
    anchor.close()
    assert await problems(records_settings) == [("1", 2, "changed")]


def _chain_is_gone(connection: Connection, chain: str) -> None:
    connection.execute(delete(LINES).where(LINES.c.chain == chain))
    connection.execute(delete(LOOKS).where(LOOKS.c.chain == chain))


async def tampered(settings: Settings, tamper: Tampering) -> None:
    records = await Records.open(settings)
    async with records.begin() as connection:
        await connection.run_sync(tamper)
    await records.close()
