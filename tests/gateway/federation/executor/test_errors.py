"""What clients are told when something is wrong: nulls where the schema says, errors at their own paths, nothing else lost."""

import asyncio
import json
from typing import Any

import pytest
from graphql import GraphQLError

from gateway.federation.engine import Engine
from gateway.federation.executor.walking import objects_at
from tests.gateway.federation.executor.conftest import Ask
from tests.gateway.federation.executor.shop import Shop
from tests.gateway.federation.executor.subgraph_servers import Fault, response


def answering(raw: bytes) -> Fault:
    async def fault(_request: dict[str, Any], _writer: asyncio.StreamWriter) -> bytes:
        return raw

    return fault


async def closing(_request: dict[str, Any], writer: asyncio.StreamWriter) -> None:
    writer.close()


async def hanging(_request: dict[str, Any], writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n")


async def halving(_request: dict[str, Any], writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n{")
    writer.close()


FAULTS: dict[str, tuple[Fault, str]] = {
    "it closes": (closing, "SOURCE_UNAVAILABLE"),
    "it hangs after the headers": (hanging, "TIMEOUT"),
    "half a body": (halving, "SOURCE_UNAVAILABLE"),
    "503": (answering(response(b"", "503 Gone")), "SOURCE_UNAVAILABLE"),
    "500": (answering(response(b"oops", "500 No", "text/plain")), "BAD_SOURCE_RESPONSE"),
    "HTML": (answering(response(b"<html></html>", media_type="text/html")), "BAD_SOURCE_RESPONSE"),
    "half of JSON": (answering(response(b'{"data": {')), "BAD_SOURCE_RESPONSE"),
    "a list": (answering(response(b"[]")), "BAD_SOURCE_RESPONSE"),
    "neither data nor errors": (answering(response(b"{}")), "BAD_SOURCE_RESPONSE"),
    "entities that are none": (answering(response(b'{"data": {"_entities": [1]}}')), "BAD_SOURCE_RESPONSE"),
    "too few entities": (answering(response(b'{"data": {"_entities": []}}')), "BAD_SOURCE_RESPONSE"),
    "errors that are no list": (answering(response(b'{"data": null, "errors": 1}')), "BAD_SOURCE_RESPONSE"),
    "a huge body": (answering(response(b" " * 200_000)), "BAD_SOURCE_RESPONSE"),
}


@pytest.mark.parametrize(("fault", "code"), FAULTS.values(), ids=FAULTS.keys())
async def test_a_lookup_that_fails_takes_nothing_else_with_it(ask: Ask, shop: Shop, fault: Fault, code: str) -> None:
    shop.stock.fault = fault
    answer = await ask("{ item(id: 1) { name place { hall } seller { email } } motto }")
    assert answer["data"] == {
        "item": {"name": "Lamp", "place": None, "seller": {"email": "ada@shop"}},
        "motto": "buy",
    }
    (error,) = answer["errors"]
    assert error["path"] == ["item", "place"]
    assert error["extensions"] == {"code": code, "source": "stock"}
    assert error["message"].startswith("stock: ")


@pytest.mark.parametrize(("fault", "code"), list(FAULTS.values())[:9], ids=list(FAULTS)[:9])
async def test_a_root_fetch_that_fails(ask: Ask, shop: Shop, fault: Fault, code: str) -> None:
    shop.items.fault = fault
    answer = await ask("{ item(id: 1) { name count } things { name } me { email } }")
    assert answer["data"] == {"item": None, "things": None, "me": {"email": "ada@shop"}}
    assert [(e["path"], e["extensions"]["code"]) for e in answer["errors"]] == [(["item"], code), (["things"], code)]


async def test_what_waited_for_a_failed_fetch_names_the_source_that_failed(ask: Ask, shop: Shop) -> None:
    shop.items.fault = closing
    answer = await ask("{ me { email sells { name count } } }")
    assert answer["data"] == {"me": {"email": "ada@shop", "sells": None}}
    assert [(e["path"], e["extensions"]["source"]) for e in answer["errors"]] == [(["me", "sells"], "items")]


async def test_null_bubbles_to_the_nearest_nullable_place_with_one_error(ask: Ask, shop: Shop) -> None:
    shop.stock.fault = closing
    answer = await ask("{ items { name count } motto }")
    assert answer["data"] == {"items": [None, None, None], "motto": "buy"}
    assert [e["path"] for e in answer["errors"]] == [
        ["items", 0, "count"],
        ["items", 1, "count"],
        ["items", 2, "count"],
    ]


async def test_null_bubbles_to_the_top(ask: Ask, shop: Shop) -> None:
    shop.people.fault = closing
    answer = await ask("{ me { email } item(id: 1) { name } }")
    assert answer["data"] is None
    assert [e["path"] for e in answer["errors"]] == [["me"]]


async def test_a_subgraphs_error_has_the_clients_path(ask: Ask) -> None:
    answer = await ask("{ all: items { name tax: duty } }")
    assert [item["tax"] for item in answer["data"]["all"]] == [2, 4, None]
    assert answer["errors"] == [
        {
            "message": "no duty on safes",
            "path": ["all", 2, "tax"],
            "extensions": {"code": "DUTY", "source": "stock"},
        }
    ]


async def test_an_entitys_error_is_told_at_every_place_of_it(ask: Ask, shop: Shop) -> None:
    shop.people.references = {"User": lambda r: GraphQLError("unknown") if r["login"] == "ada" else {"login": "ben"}}
    answer = await ask("{ items { seller { name } } }")
    assert answer["data"] == {"items": [{"seller": {"name": None}}] * 3}
    assert [e["path"] for e in answer["errors"]] == [["items", 0, "seller"], ["items", 2, "seller"]]


async def test_errors_of_a_root_fetch_keep_their_extensions(ask: Ask, shop: Shop) -> None:
    body = b'{"data": {"motto": null}, "errors": [{"message": "no", "path": ["motto"], "extensions": {"code": "X", "why": 1}}]}'
    shop.people.fault = answering(response(body))
    answer = await ask("{ motto }")
    assert answer == {
        "data": {"motto": None},
        "errors": [{"message": "no", "path": ["motto"], "extensions": {"code": "X", "why": 1, "source": "people"}}],
    }


async def test_a_request_that_a_subgraph_refuses_is_an_error_where_its_data_is_missing(ask: Ask, shop: Shop) -> None:
    body = b'{"errors": [{"message": "who are you?", "extensions": {"code": "UNAUTHENTICATED"}}]}'
    shop.people.fault = answering(response(body, "401 No", "application/graphql-response+json"))
    answer = await ask("{ item(id: 1) { name } motto }")
    assert answer == {
        "data": {"item": {"name": "Lamp"}, "motto": None},
        "errors": [
            {
                "message": "who are you?",
                "path": ["motto"],
                "extensions": {"code": "UNAUTHENTICATED", "source": "people"},
            }
        ],
    }


async def test_a_lookup_that_a_subgraph_gives_up_as_a_whole_is_told_where_its_data_is_missing(
    ask: Ask, shop: Shop
) -> None:
    told = b'"errors": [{"message": "no stock today", "path": ["_entities"], "extensions": {"code": "CLOSED"}}]'
    for data in (b"null", b'{"_entities": null}'):
        shop.stock.fault = answering(response(b'{"data": ' + data + b", " + told + b"}"))
        answer = await ask("{ item(id: 1) { name place { hall } } }")
        assert answer["data"] == {"item": {"name": "Lamp", "place": None}}
        assert answer["errors"] == [
            {
                "message": "no stock today",
                "path": ["item", "place"],
                "extensions": {"code": "CLOSED", "source": "stock"},
            }
        ]


@pytest.mark.parametrize("path", ['[{"a": 1}]', "[null]", '"motto"', "[[]]", "7", "{}"])
async def test_an_error_with_a_path_that_is_none_takes_nothing_with_it(ask: Ask, shop: Shop, path: str) -> None:
    told = f'{{"data": {{"motto": null}}, "errors": [{{"message": "no", "path": {path}}}]}}'
    shop.people.fault = answering(response(told.encode()))
    answer = await ask("{ item(id: 1) { name } motto }")
    assert answer["data"] == {"item": {"name": "Lamp"}, "motto": None}
    assert answer["errors"] == [{"message": "no", "extensions": {"code": "SUBGRAPH_ERROR", "source": "people"}}]


async def test_the_errors_of_many_entities_are_placed_in_one_walk(
    ask: Ask, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = b",".join(b'{"id": "%d"}' % n for n in range(500))
    shop.items.fault = answering(response(b'{"data": {"items": [' + rows + b"]}}"))
    shop.stock.references = {"Item": lambda r: GraphQLError(f"no {r['id']}")}
    walks: list[Any] = []

    def walking(*given: Any) -> Any:
        walks.append(given)
        return objects_at(*given)

    monkeypatch.setattr("gateway.federation.executor.reporting.objects_at", walking)
    answer = await ask("{ items { place { hall } } }")
    assert [(e["message"], e["path"]) for e in answer["errors"]] == [(f"no {n}", ["items", n]) for n in range(500)]
    assert len(walks) == 1


async def test_variables_deeper_than_the_quick_writer_goes_arrive(ask: Ask, shop: Shop) -> None:
    deep: list[Any] = []
    for _ in range(400):
        deep = [deep]
    shop.items.fault = answering(response(b'{"data": {"anything": 7}}'))
    assert await ask("query ($v: Any) { anything(like: $v) }", {"v": deep}) == {"data": {"anything": 7}}
    assert shop.items.requests[0]["variables"] == {"v": deep}


async def test_errors_inside_what_the_client_did_not_ask_for_are_told_where_it_did(ask: Ask, shop: Shop) -> None:
    body = (
        b'{"data": {"item": {"id": "1", "_price_x": null}}, '
        b'"errors": [{"message": "no price", "path": ["item", "_price_x"]}]}'
    )
    shop.items.fault = answering(response(body))
    answer = await ask("{ item(id: 1) { shipping } }")
    assert answer["data"] == {"item": {"shipping": None}}
    assert answer["errors"][0]["path"] == ["item"]


@pytest.mark.parametrize(("leave_out", "path"), [(False, ["item", "size"]), (True, ["item"])])
async def test_an_error_of_a_field_that_a_condition_leaves_out_is_told_where_the_client_did_ask(
    ask: Ask, shop: Shop, leave_out: bool, path: list[str]
) -> None:
    """Shipping needs the size, so the subgraph is asked for it in any case."""
    body = (
        b'{"data": {"item": {"id": "1", "size": null}}, "errors": [{"message": "no size", "path": ["item", "size"]}]}'
    )
    shop.items.fault = answering(response(body))
    query = "query ($leave: Boolean!) { item(id: 1) { shipping size @skip(if: $leave) { width } } }"
    answer = await ask(query, {"leave": leave_out})
    assert [e["path"] for e in answer["errors"] if e["message"] == "no size"] == [path]


async def test_fields_that_another_fields_error_took_with_it_are_no_errors_of_their_own(ask: Ask, shop: Shop) -> None:
    """Both fields are never null, so the subgraph's answer has neither; the error of the one explains both."""
    body = b'{"data": null, "errors": [{"message": "no address", "path": ["me", "email"]}]}'
    shop.people.fault = answering(response(body))
    answer = await ask("{ first: me { login } me { email } }")
    assert answer["data"] is None
    assert [(e["message"], e["path"]) for e in answer["errors"]] == [("no address", ["me", "email"])]


async def test_an_entitys_fields_that_an_error_took_with_it_are_no_errors_of_their_own(ask: Ask, shop: Shop) -> None:
    body = b'{"data": {"_entities": [null]}, "errors": [{"message": "no count", "path": ["_entities", 0, "count"]}]}'
    shop.stock.fault = answering(response(body))
    answer = await ask("{ item(id: 1) { left: count count } }")
    assert answer["data"] == {"item": None}
    assert [(e["message"], e["path"]) for e in answer["errors"]] == [("no count", ["item", "count"])]


async def test_an_enum_value_that_clients_may_not_see_is_null(ask: Ask) -> None:
    answer = await ask("{ item(id: 3) { name colour } }")
    assert answer["data"] == {"item": {"name": "Safe", "colour": None}}
    assert [e["path"] for e in answer["errors"]] == [["item", "colour"]]


@pytest.mark.parametrize(
    ("item", "shown", "path"),
    [
        ('{"id": "1", "name": {"a": 1}}', {"id": "1", "name": None}, ["item", "name"]),
        ('{"id": "1", "name": 5}', {"id": "1", "name": None}, ["item", "name"]),
        ('"Lamp"', None, ["item"]),
        ("[]", None, ["item"]),
    ],
    ids=["an object for a string", "a number for a string", "a string for an object", "a list for an object"],
)
async def test_a_value_of_another_shape_is_null_with_an_error(
    ask: Ask, shop: Shop, item: str, shown: Any, path: list[str]
) -> None:
    shop.items.fault = answering(response(f'{{"data": {{"item": {item}}}}}'.encode()))
    answer = await ask("{ item(id: 1) { id name } }")
    assert answer["data"] == {"item": shown}
    assert [(e["path"], e["extensions"]["code"]) for e in answer["errors"]] == [(path, "BAD_SOURCE_RESPONSE")]


async def test_an_identifier_that_comes_as_a_number_is_shown_as_text(ask: Ask, shop: Shop) -> None:
    shop.items.fault = answering(response(b'{"data": {"item": {"id": 1}}}'))
    assert await ask("{ item(id: 1) { id } }") == {"data": {"item": {"id": "1"}}}


async def test_an_entity_that_is_not_found_is_null_where_it_may_be(ask: Ask, shop: Shop) -> None:
    shop.stock.references = {"Item": lambda _r: None}
    assert await ask("{ item(id: 1) { name place { hall } } }") == {"data": {"item": {"name": "Lamp", "place": None}}}


async def test_the_whole_requests_deadline_gives_what_is_there(shop: Shop) -> None:
    shop.stock.fault = hanging
    engine = Engine(shop.sdl)  # whose sources have ten seconds of their own
    async with asyncio.timeout(8):
        deadline = asyncio.get_running_loop().time() + 1
        answer = json.loads(await engine.execute("{ item(id: 1) { name place { hall } } }", deadline=deadline))
    assert answer["data"] == {"item": {"name": "Lamp", "place": None}}
    assert answer["errors"][0]["extensions"]["code"] == "TIMEOUT"
    await engine.close()


async def test_a_source_that_is_gone_brings_no_flood_of_errors(ask: Ask, shop: Shop) -> None:
    rows = b",".join(b'{"id": "%d"}' % n for n in range(1000))
    shop.items.fault = answering(response(b'{"data": {"items": [' + rows + b"]}}"))
    shop.stock.fault = closing
    answer = await ask("{ items { count } }")
    assert answer["data"] == {"items": [None] * 1000}
    assert len(answer["errors"]) == 200


async def test_a_query_is_tried_again_and_a_mutation_is_not(ask: Ask, shop: Shop) -> None:
    async def once(request: dict[str, Any], writer: asyncio.StreamWriter) -> bytes | None:
        if len(shop.items.requests) == 1:
            writer.close()
            return None
        return response(shop.items.answer(request))

    shop.items.fault = once
    assert await ask("{ item(id: 1) { name } }") == {"data": {"item": {"name": "Lamp"}}}
    assert len(shop.items.requests) == 2
    shop.items.requests.clear()
    answer = await ask('mutation { rename(id: 1, to: "x") { name } }')
    assert answer["data"] == {"rename": None}
    assert answer["errors"][0]["extensions"]["code"] == "SOURCE_UNAVAILABLE"
    assert len(shop.items.requests) == 1


async def test_a_cancelled_request_leaves_no_task(ask: Ask, shop: Shop) -> None:
    shop.stock.fault = hanging
    shop.people.fault = hanging
    before = asyncio.all_tasks()
    asked = asyncio.create_task(ask("{ item(id: 1) { count seller { email } } motto }"))
    await asyncio.sleep(0.1)
    asked.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asked
    await asyncio.sleep(0.05)
    servers = {task for task in asyncio.all_tasks() if "_serve" in repr(task)}
    assert asyncio.all_tasks() - before - servers == set()
