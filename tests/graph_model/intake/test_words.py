"""What a person writes is looked up exactly; what is not found says what there is."""

from dataclasses import replace
from functools import cache

import pytest

from graph_model.catalogue import Catalogue
from graph_model.intake.refusals import Refused, RejectCode
from graph_model.intake.words import Words
from seed.plan_files import load_plan


@cache
def catalogue() -> Catalogue:
    return load_plan()


def test_every_item_by_its_key_and_by_its_name() -> None:
    words = Words(catalogue())
    for item in catalogue().items:
        assert words.item(item.key) is words.item(item.name) is item


def test_a_name_that_two_items_have_is_not_guessed() -> None:
    plan = catalogue()
    later = replace(plan.items[6], key="3-1", annex=3, number=1)
    words = Words(replace(plan, items=(*plan.items, later)))
    assert words.item("3-1") is later
    with pytest.raises(Refused) as refused:
        words.item(later.name)
    assert refused.value.code is RejectCode.UNKNOWN_ITEM
    assert "1-7、3-1" in refused.value.zh and "1-7、3-1" in refused.value.en


@pytest.mark.parametrize(
    ("written", "near"), [("道路运输业", "1-8 道路运输"), ("企业环保", "1-40 企业环境"), ("1-70", "1-7 交通运输")]
)
def test_an_unknown_item_names_near_ones(written: str, near: str) -> None:
    with pytest.raises(Refused) as refused:
        Words(catalogue()).item(written)
    assert near in refused.value.zh and near in refused.value.en


@pytest.mark.parametrize("written", ["交通", "运输", "1-0", "3-1", "7", "COMPOSITES"])
def test_a_part_of_a_name_is_no_name(written: str) -> None:
    with pytest.raises(Refused):
        Words(catalogue()).item(written)


def test_scales_departments_and_conducts_by_key_or_name() -> None:
    words = Words(catalogue())
    assert words.scale("tax-credit") is words.scale(" 纳税信用级别 ") is catalogue().scale("tax-credit")
    assert words.department("transport") is words.department("市交通局") is catalogue().department("transport")
    assert words.conduct("wage-arrears") is words.conduct("拖欠农民工工资") is catalogue().conduct("wage-arrears")


def test_an_unknown_word_lists_what_there_is() -> None:
    with pytest.raises(Refused) as refused:
        Words(catalogue()).department("某局")
    assert "市交通局" in refused.value.zh
    with pytest.raises(Refused) as refused:
        Words(catalogue()).scale("某标准")
    assert refused.value.code is RejectCode.UNKNOWN_SCALE and "tax-credit" in refused.value.en
