"""A request held to its limit of cost, and what its answer says of it."""

import orjson
import pytest

from gateway.execution.cost.charging import BUCKETS, Charge, CostsSeen
from gateway.execution.documents import DocumentRefused
from gateway.execution.operations import Answer, EncodedAnswer, extended
from tests.gateway.execution.cost.priced import priced

TEN_SHOPS = priced("query ($n: Int!) { shops(first: $n) { id } }")


def test_what_is_over_the_limit_is_refused_with_the_cost_the_limit_and_the_dearest_part() -> None:
    seen = CostsSeen()
    with pytest.raises(DocumentRefused) as refused:
        Charge(29, {"n": 10}, seen)(TEN_SHOPS)
    (error,) = refused.value.errors
    assert error.extensions == {"code": "LIMIT_EXCEEDED", "cost": 30, "limit": 29, "path": "shops×10"}
    assert "it costs 30, at most 29, most of it for shops×10" in error.message
    assert (seen.refused, seen.total) == (1, 30)


def test_what_is_within_the_limit_passes() -> None:
    seen = CostsSeen()
    Charge(30, {"n": 10}, seen)(TEN_SHOPS)
    Charge(None, {"n": 10**9}, seen)(TEN_SHOPS)
    assert seen.refused == 0 and seen.counts == {BUCKETS.index(100): 1, len(BUCKETS): 1}


def test_a_list_of_which_nothing_is_said_is_refused_where_the_schema_wants_it_said() -> None:
    with pytest.raises(DocumentRefused, match="exactly one") as refused:
        Charge(10_000, None)(priced("{ strict { id } }"))
    assert refused.value.errors[0].extensions == {"code": "BAD_INPUT", "coordinate": "Query.strict"}


def test_both_kinds_of_answers_tell_the_cost() -> None:
    charge = Charge(100, {"n": 10})
    charge(TEN_SHOPS)
    plain, encoded = (
        extended(answer, charge.told(answer))
        for answer in (Answer({"shops": [{"id": 1}]}), EncodedAnswer(b'{"data":{"shops":[{"id":1}]}}'))
    )
    assert isinstance(plain, Answer) and isinstance(encoded, EncodedAnswer)
    told = {"cost": {"estimated": 30, "actual": 3, "limit": 100}}
    assert plain.body()["extensions"] == told
    assert orjson.loads(encoded.json) == {"data": {"shops": [{"id": 1}]}, "extensions": told}


def test_an_answer_that_came_to_no_cost_tells_none() -> None:
    answer = Answer(None, ({"message": "no"},), executed=False)
    assert Charge(100, None).told(answer) == {}
