"""What of the feed of changes is told to whom: drafts and tasks to their department alone, what is published to all of them."""

from collections import Counter

import pytest

from gateway.security.identity import Identity
from graph_model.model import InspectionState
from resolvers.asker import Role
from tests.gateway.security.test_nothing_leaks import BEGINNING, heard
from tests.gateway.security.town import INSPECTIONS, INSPECTOR, MEASURES, SUBJECTS, Town, somebody

pytestmark = pytest.mark.asyncio(loop_scope="module")
CHANGES = """{ changes(first: 100, kinds: [INSPECTION_RECORDED, INSPECTION_PUBLISHED, MEASURE_TAKEN, TASK_DRAWN]) { nodes {
  kind subject { key } inspection { id state findings { clause } } task { inspectors } measureTaken { key documentNo } } } }"""
TASKS = f'subscription {{ inspectionTaskChanged(after: "{BEGINNING}") {{ subject {{ key }} task {{ inspectors }} }} }}'
DRAFTS = sum(one.published_at is None for one in INSPECTIONS)
PUBLISHED = len(INSPECTIONS) - DRAFTS
STANDING = sum(one.state is InspectionState.PUBLISHED for one in INSPECTIONS)
"""Of those that were published, the ones that were not withdrawn since: others hear of no more."""
TAKEN = sum(one.withdrawn_at is None for one in MEASURES)
CASE = somebody(Role.INVESTIGATOR, case="渝市监案〔2026〕3号")


@pytest.mark.parametrize(
    ("who", "recorded", "tasks"),
    [
        (somebody(Role.COORDINATOR), len(INSPECTIONS), len(SUBJECTS)),
        (somebody(Role.OFFICER, department="human-resources"), PUBLISHED, len(SUBJECTS)),
        (somebody(Role.OFFICER, department="transport"), DRAFTS, 0),
        (somebody(Role.OFFICER, department="tax"), 0, 0),
        (CASE, 0, len(SUBJECTS)),
    ],
    ids=lambda who: f"{who.role} {who.department or ''}" if isinstance(who, Identity) else None,
)
async def test_drafts_and_tasks_are_told_to_their_department(
    town: Town, who: Identity, recorded: int, tasks: int
) -> None:
    nodes = (await town.ask(who, CHANGES))["changes"]["nodes"]
    counted = Counter(node["kind"] for node in nodes)
    told = {
        kind: counted[kind] for kind in ("INSPECTION_RECORDED", "INSPECTION_PUBLISHED", "MEASURE_TAKEN", "TASK_DRAWN")
    }
    theirs = who.department == "human-resources" or who.role is Role.COORDINATOR
    assert list(told.values()) == [recorded, PUBLISHED if theirs else STANDING, TAKEN, tasks]
    assert all(node["task"]["inspectors"] == [INSPECTOR] for node in nodes if node["kind"] == "TASK_DRAWN")
    own = [node["inspection"]["findings"] is not None for node in nodes if node["kind"] == "INSPECTION_PUBLISHED"]
    assert all(own) if theirs else not any(own)
    heard_of = await heard(town, who, TASKS, tasks)
    assert len(heard_of) == tasks and not any(answer.errors for answer in heard_of)


async def test_of_another_district_nothing_is_told(town: Town) -> None:
    who = somebody(Role.OFFICER, department="human-resources", district="渝中区")
    nodes = (await town.ask(who, CHANGES))["changes"]["nodes"]
    theirs = {subject.key for subject in SUBJECTS if subject.district == "渝中区"}
    assert {node["subject"]["key"] for node in nodes} == theirs and len(theirs) < len(SUBJECTS)
    assert sum(node["kind"] == "TASK_DRAWN" for node in nodes) == len(theirs) == len(await heard(town, who, TASKS, 1))
