"""`lists show` and `lists check` as a person types them."""

import json

import pytest

from tests.served import Served, yuxin_here


@pytest.mark.plan("4", "yuxin lists check")
def test_what_is_missing_is_told_with_code_1(served: Served) -> None:
    done = yuxin_here("lists", "check", "--department", "市交通局", data=served.data)
    out = "".join(done.out.split())
    assert done.code == 1 and "没有评价周期" in out and "个事项有缺" in out and "公路建设市场" in out
    told = yuxin_here("lists", "check", "--json", data=served.data)
    found = json.loads(told.out)
    assert told.code == 1 and len(found) == 62 and found[-1]["itemKey"] == "composite"
    english = yuxin_here("lists", "check", "--lang", "en", data=served.data)
    assert "no period" in english.out and "items of which something is missing" in english.out


@pytest.mark.plan("4", "yuxin lists show")
def test_a_list_has_what_each_grade_brings_and_by_what(served: Served) -> None:
    done = yuxin_here("lists", "show", "1-9", data=served.data)
    out = "".join(done.out.split())
    for words in (
        "1-9公路建设市场",
        "监管对象：",
        "加强现场检查",
        "（本系统的默认）",
        "没有评价周期",
        "列为重点监管对象",
    ):
        assert done.code == 0 and words in out, (words, done.out)
    found = json.loads(yuxin_here("lists", "show", "1-9", "--json", data=served.data).out)
    assert [grade["grade"] for grade in found["grades"]] == list("ABCD") and found["version"] in out
    assert all(measure["quote"] and measure["scenario"] for grade in found["grades"] for measure in grade["measures"])
    composite = yuxin_here("lists", "show", "composite", "--as-of", "2024-01-01", "--lang", "en", data=served.data)
    assert composite.code == 0 and "the composite" in composite.out and "drawn" not in composite.out
    unknown = yuxin_here("lists", "show", "9-9", data=served.data)
    assert unknown.code == 2 and "9-9" in unknown.err
