"""Who looked, read for one subject and for many, on each kind of database."""

from dataclasses import replace
from datetime import timedelta

import pytest

from gateway.records.audit.deferred import DeferredTrail
from gateway.records.audit.line import Line
from gateway.security.identity import Identity
from graph_model.paging import Place, page_request
from resolvers.asker import Role
from resolvers.looks import LATEST_FIRST, Look, ShownProof, Stretch
from tests.gateway.records.audit.made import NOW, looked

ONE, OTHER, NOBODY = "uscc:1", "uscc:2", "uscc:3"


def at(minutes: int, *subjects: str, operation: str = "View") -> Line:
    return replace(looked(*subjects), at=NOW + timedelta(minutes=minutes), operation=operation)


async def whole(trail: DeferredTrail, key: str, size: int, which: Stretch) -> list[Look]:
    """All looks, page by page."""
    found: list[tuple[Place, Look]] = []
    while True:
        page = (await trail.of_each([NOBODY, key], replace(which, size=size), total=False))[key]
        found += page.rows
        if not page.more:
            return [look for _, look in found]
        which = replace(which, after=found[-1][0])


@pytest.mark.parametrize("size", [1, 2, 3, 50])
async def test_pages_of_many_subjects_are_those_of_each(trail: DeferredTrail, size: int) -> None:
    for minutes in range(5):
        await trail.write(at(minutes, ONE, operation=f"V{minutes}"))
        await trail.write(at(minutes // 2, OTHER, ONE, operation=f"W{minutes}"))
    for key, count in ((ONE, 10), (OTHER, 5)):
        of = await trail.of(key, page_request(LATEST_FIRST, first=50), total=True)
        assert [*of.rows] == await whole(trail, key, size, Stretch(size)) and of.total == count
    both = await trail.of_each([ONE, OTHER, NOBODY], Stretch(size), total=True)
    assert [both[key].total for key in (ONE, OTHER, NOBODY)] == [10, 5, 0]
    assert [len(both[key].rows) for key in (ONE, OTHER, NOBODY)] == [min(size, 10), min(size, 5), 0]
    assert [both[key].more for key in (ONE, OTHER, NOBODY)] == [size < 10, size < 5, False]


async def test_those_before_an_instant(trail: DeferredTrail) -> None:
    for minutes in range(4):
        await trail.write(at(minutes, ONE, operation=f"V{minutes}"))
    found = (await trail.of_each([ONE], Stretch(10, before=NOW + timedelta(minutes=2)), total=True))[ONE]
    assert [look.operation for _, look in found.rows] == ["V1", "V0"] and found.total == 2 and not found.more


async def test_what_was_shown_at_a_window(trail: DeferredTrail) -> None:
    clerk = Identity(Role.CLERK, "li", department="tax")
    shown = {"proofs": {ONE: ["ID_CARD", "AUTHORISATION_LETTER"], OTHER: ["BUSINESS_LICENCE"]}}
    await trail.write(replace(looked(ONE, OTHER), who=clerk, details=shown))
    [look] = (await trail.of(ONE, page_request(LATEST_FIRST), total=False)).rows
    assert (look.role, look.department) == ("clerk", "tax")
    assert look.proofs == (ShownProof.ID_CARD, ShownProof.AUTHORISATION_LETTER)
