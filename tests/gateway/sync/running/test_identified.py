"""Rows of a system that has no USCC, or another one, for a subject: put down to whom they mean, counted, and steady."""

from pathlib import Path

import pytest

from gateway.sync.addresses import file_address
from graph_model import writing
from graph_model.catalogue import Catalogue
from graph_model.model import Identifier, IdentifierKind, Subject, SubjectKind
from graph_model.store import GraphStore, GraphTransaction
from graph_model.uscc import check_character
from graph_model.writing import Additions
from tests.gateway.sync.running.department import code, department

NUMBER = "995001200012345"


def moved(number: int) -> str:
    """The code that the enterprise has from another authority."""
    first17 = f"91995000{code(number)[8:17]}"
    return first17 + check_character(first17)


async def know(store: GraphStore, *numbers: int, identifiers: tuple[Identifier, ...] = ()) -> None:
    subjects = [Subject(f"uscc:{code(n)}", SubjectKind.ENTERPRISE, f"甲{n}公司", code(n)) for n in numbers]

    async def work(transaction: GraphTransaction) -> None:
        await writing.write(transaction, Additions(subjects=subjects, identifiers=identifiers))

    await store.transact(work)


@pytest.mark.parametrize("way", ["updatedAt", "snapshot"])
async def test_rows_without_a_known_code_are_put_down_to_whom_they_mean(
    way: str, graph: tuple[GraphStore, Catalogue], tmp_path: Path
) -> None:
    numbered = Identifier(IdentifierKind.REGISTRATION_NUMBER, NUMBER, f"uscc:{code(2)}")
    await know(graph[0], 1, 2, 3, identifiers=(numbered,))
    async with department(way, file_address(tmp_path / "source.sqlite"), *graph, tmp_path) as land:
        await land.put(1, code=code(1)[8:17], grade="B")
        await land.put(2, code=NUMBER, grade="C")
        await land.put(3, code=moved(3), grade="D")
        await land.put(4, code=NUMBER[:-1])
        result = await land.sync()
        assert result.done.identified == {"BY_ORGANISATION_CODE": 2, "BY_REGISTRATION_NUMBER": 1}
        graded = {number: set((await land.grades(number)).values()) for number in (1, 2, 3)}
        assert graded == {1: {"B"}, 2: {"C"}, 3: {"D"}}
        assert await land.rejects() == {"number=4": "BAD_USCC"}
        written = await land.written()
        again = await land.sync(full=True)
        assert await land.written() == written and again.done.identified == {}


async def test_a_row_whose_number_nobody_had_goes_in_with_a_full_sync_once_it_is_known(
    graph: tuple[GraphStore, Catalogue], tmp_path: Path
) -> None:
    await know(graph[0], 1)
    async with department("updatedAt", file_address(tmp_path / "source.sqlite"), *graph, tmp_path) as land:
        await land.put(1, code=NUMBER)
        await land.sync()
        assert await land.rejects() == {"number=1": "BAD_USCC"}
        await know(graph[0], identifiers=(Identifier(IdentifierKind.REGISTRATION_NUMBER, NUMBER, f"uscc:{code(1)}"),))
        result = await land.sync(full=True)
        assert result.done.identified == {"BY_REGISTRATION_NUMBER": 1}
        assert await land.rejects() == {}
        await know(
            graph[0], 2, identifiers=(Identifier(IdentifierKind.REGISTRATION_NUMBER, NUMBER, f"uscc:{code(2)}"),)
        )
        await land.sync(full=True)
        assert await land.grades(1) == {}, "two have the number now: it tells neither"
        assert await land.rejects() == {"number=1": "AMBIGUOUS_SUBJECT"}
