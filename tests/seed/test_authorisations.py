"""应当…直接援引法律、法规或者党中央、国务院政策文件为依据: what is authorised, for which conduct, and how a department adds its own."""

from pathlib import Path

import pytest

from graph_model.catalogue import Catalogue
from graph_model.model import BasisLevel, Direction
from seed.located_yaml import PlanFileError
from seed.plan_files import load_plan

OWN = """\
conducts:
- key: unlicensed-hauling
  name: 未经许可从事道路货物运输
  definition: 道路运输管理机构处罚,情节严重
bases:
- key: own-rule-1
  level: REGULATION
  title: 重庆市某条例
  article: 第一条
authorisations:
- conduct: unlicensed-hauling
  basis: own-rule-1
  measures: [d-industry-ban]
  items: [1-7, 1-8]
"""


def test_every_restrictive_measure_is_authorised_for_something(plan: Catalogue) -> None:
    restrictive = {measure.key for measure in plan.measures if measure.direction is Direction.RESTRICTIVE}
    assert {authorisation.measure_key for authorisation in plan.authorisations} == restrictive


def test_some_conducts_are_authorised_nowhere(plan: Catalogue) -> None:
    authorised = {authorisation.conduct for authorisation in plan.authorisations}
    bare = [conduct.key for conduct in plan.conducts if conduct.key not in authorised]
    assert {"late-wages", "fiscal-funds-fraud", "excessive-discharge"} <= set(bare)


def test_shipped_bases_are_law_regulation_or_central_policy(plan: Catalogue) -> None:
    assert BasisLevel.OTHER not in {basis.level for basis in plan.bases}


def test_every_basis_is_used_and_quotes_its_article(plan: Catalogue) -> None:
    assert {basis.key for basis in plan.bases} == {a.basis_key for a in plan.authorisations}
    assert all(basis.text for basis in plan.bases)


@pytest.mark.parametrize(
    ("conduct", "measure", "words"),
    [
        ("wage-arrears", "d-fiscal-funds-limit", "政府资金支持"),
        ("wage-arrears", "d-resource-trading-limit", "政府采购、招投标"),
        ("wage-arrears", "d-industry-ban", "市场准入"),
        ("wage-arrears", "d-honours-withdrawn", "评优评先"),
        ("procurement-fraud", "d-resource-trading-limit", "在一至三年内禁止参加政府采购活动"),
        ("bid-rigging", "d-resource-trading-limit", "取消其一年至二年内参加依法必须进行招标的项目的投标资格"),
        ("bid-fraud", "d-resource-trading-limit", "取消其一年至三年内参加依法必须进行招标的项目的投标资格"),
        ("serious-violation-listed", "d-resource-allocation-limit", "国有土地出让"),
        ("serious-violation-listed", "d-honours-withdrawn", "授予荣誉称号"),
        ("work-safety-violation", "d-industry-ban", "行业或者职业禁入"),
        ("research-funds-misuse", "d-fiscal-funds-limit", "财政性资金支持"),
    ],
)
def test_the_words_that_authorise(plan: Catalogue, conduct: str, measure: str, words: str) -> None:
    assert any(words in (basis.text or "") for basis in plan.bases_for(measure, conduct, None))


def test_wage_arrears_limit_no_allocation_of_public_resources(plan: Catalogue) -> None:
    # Article 48 does not name it, so it is not authorised.
    assert plan.bases_for("d-resource-allocation-limit", "wage-arrears", None) == ()


def test_a_ban_from_one_trade_is_none_from_another(plan: Catalogue) -> None:
    assert plan.bases_for("d-industry-ban", "food-licence-revoked", "1-18")
    assert plan.bases_for("d-industry-ban", "food-licence-revoked", "2-10") == ()
    assert plan.bases_for("d-industry-ban", "food-licence-revoked", None) == ()


def test_a_policy_for_serious_dishonesty_reaches_no_measure_of_the_ordinary_step(plan: Catalogue) -> None:
    policy = {basis.key for basis in plan.bases if basis.level is BasisLevel.CENTRAL_POLICY}
    reached = {a.measure_key for a in plan.authorisations if a.basis_key in policy}
    assert reached == {"d-industry-ban", "d-honours-withdrawn"}


def test_a_department_adds_its_own_file(plan: Catalogue, tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(OWN, encoding="utf-8")
    wider = load_plan(extra_authorisations=[own])
    bases = wider.bases_for("d-industry-ban", "unlicensed-hauling", "1-8")
    assert [basis.title for basis in bases] == ["重庆市某条例"]
    assert wider.authorisations[: len(plan.authorisations)] == plan.authorisations
    assert wider.version != plan.version


@pytest.mark.parametrize(
    ("right", "wrong", "line", "said"),
    [
        ("level: REGULATION", "level: DECREE", 7, "DECREE"),
        ("measures: [d-industry-ban]", "measures: [d-industri-ban]", 13, "did you mean 'd-industry-ban'"),
        ("measures: [d-industry-ban]", "measures: [a-honours]", 13, "restrictive measure"),
        ("basis: own-rule-1", "basis: own-rule-2", 12, "own-rule-2"),
        ("conduct: unlicensed-hauling", "conduct: hauling", 11, "hauling"),
        ("items: [1-7, 1-8]", "items: [1-7, 3-1]", 14, "3-1"),
        ("items: [1-7, 1-8]", "items: [1-7, 1-7]", 13, "twice"),
        ("key: own-rule-1", "key: bidding-53", 6, "duplicate"),
        ("authorisations:", "authorizations:", 10, "did you mean 'authorisations'"),
    ],
)
def test_a_slip_in_a_departments_file_is_named_with_its_line(
    tmp_path: Path, right: str, wrong: str, line: int, said: str
) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(OWN.replace(right, wrong, 1), encoding="utf-8")
    with pytest.raises(PlanFileError) as caught:
        load_plan(extra_authorisations=[own])
    assert caught.value.where == f"{own}:{line}"
    assert said in caught.value.message
