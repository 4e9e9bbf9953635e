"""`lists check` as a person types it."""

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
