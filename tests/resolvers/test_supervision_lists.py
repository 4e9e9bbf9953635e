"""supervisionLists: each item's standard, period, measures and rates, and what is missing; for everybody."""

from typing import Any

import pytest

from resolvers.asker import Asker, Role
from resolvers.context import Context
from tests.resolvers.test_evaluation_models import KEY, LI, ZHANG, save, step
from tests.resolvers.village import SECRET, Api

ON_ONE_STORE = pytest.mark.parametrize("store", ["embedded"], indirect=True)
LISTS = """query($department: String, $item: ID, $incomplete: Boolean, $asOf: DateTime) {
  supervisionLists(department: $department, item: $item, incomplete: $incomplete, asOf: $asOf) {
    itemKey item { key } department { key } objects scale { key } model { id version } periodMonths
    grades { grade measures { key } rate { ratio months method ours } } gaps complete version } }"""


async def lists(api: Api, **variables: Any) -> list[dict[str, Any]]:
    given = {"incomplete": False, **variables}
    context = Context(api.store, api.catalogue, SECRET, Asker(Role.COORDINATOR), clock=lambda: api.now)
    result = await api.schema.execute(LISTS, variable_values=given, context_value=context)
    assert result.data is not None and not result.errors, result.errors
    found: list[dict[str, Any]] = result.data["supervisionLists"]
    return found


@pytest.mark.plan("4", "Query.supervisionLists")
async def test_an_item_without_a_model_is_shown_as_a_gap_until_one_is_published(api: Api) -> None:
    [before] = await lists(api, item="1-14")
    assert (before["model"], before["periodMonths"], before["complete"]) == (None, None, False)
    assert {"NO_COLLECTION", "NO_PERIOD"} <= set(before["gaps"])
    await save(api)
    await step(api, "propose", ZHANG, 1)
    await step(api, "publish", LI, 2)
    [after] = await lists(api, item="1-14")
    assert (after["model"], after["periodMonths"], after["complete"]) == ({"id": KEY, "version": "2026-1"}, 12, True)
    assert after["gaps"] == ["DEFAULT_STANDARD", "DEFAULT_RATES"] and after["version"] != before["version"]
    [then] = await lists(api, item="1-14", asOf="2024-05-31T00:00:00Z")
    assert then == before, "before it was in effect"


@ON_ONE_STORE
async def test_every_item_has_a_list_the_composite_last(api: Api) -> None:
    found = await lists(api)
    assert [one["itemKey"] for one in found] == [*(item.key for item in api.catalogue.items), "composite"]
    labour = next(one for one in found if one["itemKey"] == "1-14")
    assert [one["grade"] for one in labour["grades"]] == ["A", "B", "C", "D"]
    assert [one["rate"]["ratio"] for one in labour["grades"]] == [0.02, 0.05, 0.1, 0.25]
    assert labour["grades"][0]["measures"] == [{"key": "a-reduced-sampling"}, {"key": "a-written-inspection"}]
    assert (found[-1]["item"], found[-1]["grades"][0]["rate"]) == (None, None)


@ON_ONE_STORE
async def test_the_lists_of_a_department_and_of_those_with_gaps(api: Api) -> None:
    transport = await lists(api, department="市交通局")
    assert {one["department"]["key"] for one in transport} == {"transport"} and len(transport) > 3
    assert len(await lists(api, incomplete=True)) == len(api.catalogue.items) + 1
    error = await api.error(LISTS, item="9-9")
    assert error["extensions"]["code"] == "BAD_INPUT"
