"""Which measures a subject's grades bring, and why one is withheld."""

from datetime import date

from graph_model.model import GradeRecord
from graph_model.writing import Additions
from tests.graph_model.small_city import add
from tests.resolvers.village import COMPANY, COMPANY_CODE, SHOP_CODE, Api, record

MEASURES = """query($uscc: USCC!, $scenarios: [Scenario!], $item: ID, $asOf: DateTime) { entity(uscc: $uscc) {
  measures(scenarios: $scenarios, item: $item, asOf: $asOf) {
    applied { measure { key quote direction } grade item { key } because { id subject { key } } advisory
      facts { key conductName severity documentNo occurredOn item { key } } legalBasis { title article level } }
    withheld { measure { key } item { key } because { id } reason explanation } } } }"""


async def resolved(api: Api, **variables: object) -> dict[str, list[dict[str, object]]]:
    found = await api.ask(MEASURES, uscc=COMPANY_CODE, **variables)
    measures: dict[str, list[dict[str, object]]] = found["entity"]["measures"]
    return measures


def keys(measures: list[dict[str, object]]) -> set[str]:
    return {one["measure"]["key"] for one in measures}  # type: ignore[index]


async def test_a_grade_brings_its_measures_with_the_plan_s_sentence(api: Api) -> None:
    applied = (await resolved(api, item="1-9"))["applied"]
    assert "a-reduced-sampling" in keys(applied)
    for one in applied:
        assert (one["grade"], one["item"], one["because"]["id"]) == ("A", {"key": "1-9"}, "record:highway")  # type: ignore[index]
        assert one["because"]["subject"] == {"key": COMPANY.key}  # type: ignore[index]
        assert one["measure"]["quote"] and not one["advisory"]  # type: ignore[index]


async def test_the_composite_is_advisory(api: Api) -> None:
    for item in ("composite", "item:composite"):
        applied = (await resolved(api, item=item))["applied"]
        assert applied and all(one["advisory"] and one["item"] is None for one in applied)


async def test_an_expired_grade_withholds(api: Api) -> None:
    found = await resolved(api, item="1-48")
    assert not found["applied"]
    assert {one["reason"] for one in found["withheld"]} == {"GRADE_EXPIRED"}
    assert all(one["explanation"] for one in found["withheld"])


async def test_a_restriction_stands_on_facts_and_law(api: Api) -> None:
    """A composite of D, a serious enough fact, and a law that names the measure for its conduct."""
    await add(api.store, Additions(records=[overall_d()]))
    found = await resolved(api, item="composite", scenarios=["FISCAL_FUNDS", "HONOURS"])
    limit = next(one for one in found["applied"] if one["measure"]["key"] == "d-fiscal-funds-limit")  # type: ignore[index]
    assert limit["facts"] == [
        {
            "key": "fact-1",
            "conductName": api.catalogue.conduct("wage-arrears").name,  # type: ignore[union-attr]
            "severity": "ORDINARY",
            "documentNo": "渝人社罚〔2023〕9号",
            "occurredOn": "2023-12-01",
            "item": {"key": "1-14"},
        }
    ]
    assert {basis["level"] for basis in limit["legalBasis"]} <= {"LAW", "REGULATION", "CENTRAL_POLICY"}  # type: ignore[attr-defined]
    withheld = {one["measure"]["key"]: one["reason"] for one in found["withheld"]}  # type: ignore[index]
    assert withheld == {"d-honours-withdrawn": "DISPROPORTIONATE"}


def overall_d() -> GradeRecord:
    return record("overall-2", COMPANY, "composite", "D", date(2024, 4, 1))


async def test_scenarios_narrow(api: Api) -> None:
    found = await resolved(api, scenarios=["HONOURS"])
    assert found == {"applied": [], "withheld": []}  # the composite is B, which brings no honours
    assert (await resolved(api, scenarios=[])) == {"applied": [], "withheld": []}


async def test_the_day_asked_about(api: Api) -> None:
    found = await resolved(api, item="1-48", asOf="2024-05-31")
    assert found["applied"] and not found["withheld"]


async def test_no_grade_no_measure(api: Api) -> None:
    found = await api.ask(MEASURES, uscc=SHOP_CODE)
    assert found["entity"]["measures"] == {"applied": [], "withheld": []}
