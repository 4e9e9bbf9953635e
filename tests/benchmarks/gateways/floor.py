"""The floor of `bench federation`: a gateway written by hand for one question, as fast as Python gets here.

Granian, uvloop, orjson and a pooled asyncio protocol with httptools; the same requests to the subgraphs as our plan has, the same
joins. Nothing is parsed, validated, planned, projected or checked: `python -m tests.benchmarks.gateways.floor URL SHARING`.
"""

import asyncio
import signal
import sys
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

import httptools
import orjson
import uvloop
from granian.constants import Interfaces
from granian.server.embed import Server

from tests.benchmarks.gateways.sharing import Sharing
from tests.servers.ports import free_port

Json = Any
INNER = "author{id handle reviews{id text book{isbn}}}"
READERS = b'{"query":"query{readers{id handle name}}"}'
SELLERS = b'{"query":"query{bestSellers{isbn title price weight}}"}'
REVIEWS = (
    "query($r0:[_Any!]!,$r1:[_Any!]!){"
    f"_0:_entities(representations:$r0){{... on Reader{{reviews{{id text book{{isbn reviews{{id text {INNER}}}}}}}}}}}"
    f"_1:_entities(representations:$r1){{... on Book{{reviews{{id text {INNER}}}}}}}}}"
)
BOOKS = "query($r:[_Any!]!){_entities(representations:$r){... on Book{title price weight}}}"
NAMES = "query($r:[_Any!]!){_entities(representations:$r){... on Reader{name}}}"
STOCK = "query($r:[_Any!]!){_entities(representations:$r){... on Book{inStock shippingEstimate}}}"


class _Connection(asyncio.Protocol):
    def __init__(self, idle: list["_Connection"]) -> None:
        self._idle = idle
        self._parser = httptools.HttpResponseParser(self)
        self._parts: list[bytes] = []
        self._waiting: asyncio.Future[bytes] | None = None
        self._transport: Any = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_body(self, body: bytes) -> None:
        self._parts.append(body)

    def on_message_complete(self) -> None:
        waiting, self._waiting = self._waiting, None
        assert waiting is not None
        waiting.set_result(b"".join(self._parts))
        self._parts.clear()
        self._idle.append(self)

    def ask(self, request: bytes) -> "asyncio.Future[bytes]":
        self._waiting = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return self._waiting


class Floor:
    """Answers the one operation, whatever it is asked."""

    def __init__(self, url: str, sharing: Sharing) -> None:
        parts = urlsplit(url)
        self._host, self._port = parts.hostname or "127.0.0.1", parts.port or 80
        self._sharing = sharing
        self._idle: list[_Connection] = []
        self._flights: dict[tuple[bytes, bytes], asyncio.Future[Json]] = {}
        self._incoming: dict[bytes, asyncio.Future[bytes]] = {}

    async def answer(self, body: bytes) -> bytes:
        if self._sharing is not Sharing.ALL:
            return await self._answer()
        flying = self._incoming.get(body)
        if flying is not None:
            return await flying
        flying = self._incoming[body] = asyncio.ensure_future(self._answer())
        flying.add_done_callback(lambda _: self._incoming.pop(body))
        return await flying

    async def _answer(self) -> bytes:
        first, second = await asyncio.gather(self._ask(b"/accounts", READERS), self._ask(b"/catalogue", SELLERS))
        readers, sellers = first["readers"], second["bestSellers"]
        body = _body(REVIEWS, r0=[_reader(r) for r in readers], r1=[_book(b) for b in sellers])
        reviewed = await self._ask(b"/reviews", body)
        authors: list[Json] = []
        books: list[Json] = []
        for reader, found in zip(readers, reviewed["_0"], strict=True):
            reader["reviews"] = found["reviews"]
            for review in found["reviews"]:
                books.append(review["book"])
                _collect(review["book"]["reviews"], authors, books)
        for seller, found in zip(sellers, reviewed["_1"], strict=True):
            seller["reviews"] = found["reviews"]
            _collect(found["reviews"], authors, books)
        distinct = {book["isbn"]: book for book in books}
        names = {author["id"]: author for author in authors}
        await asyncio.gather(self._name(names, authors), self._describe(distinct, books, sellers))
        return orjson.dumps({"data": {"readers": readers, "bestSellers": sellers}})

    async def _name(self, names: dict[str, Json], authors: list[Json]) -> None:
        named = await self._ask(b"/accounts", _body(NAMES, r=[_reader(author) for author in names.values()]))
        known = dict(zip(names, named["_entities"], strict=True))
        for author in authors:
            author.update(known[author["id"]])

    async def _describe(self, distinct: dict[str, Json], books: list[Json], sellers: list[Json]) -> None:
        described = await self._ask(b"/catalogue", _body(BOOKS, r=[_book(book) for book in distinct.values()]))
        known = dict(zip(distinct, described["_entities"], strict=True))
        known.update((seller["isbn"], seller) for seller in sellers if seller["isbn"] not in known)
        priced = [{**_book({"isbn": i}), "price": b["price"], "weight": b["weight"]} for i, b in known.items()]
        stocked = await self._ask(b"/stock", _body(STOCK, r=priced))
        stock = dict(zip(known, stocked["_entities"], strict=True))
        facts = {isbn: {**found, **stock[isbn]} for isbn, found in known.items() if isbn in distinct}
        for book in books:
            book.update(facts[book["isbn"]])
        for seller in sellers:
            seller.update(stock[seller["isbn"]])

    # --- the subgraphs ---

    async def _ask(self, path: bytes, body: bytes) -> Json:
        if self._sharing is Sharing.NONE:
            return orjson.loads(await self._post(path, body))["data"]
        flying = self._flights.get((path, body))
        if flying is None:
            flying = self._flights[path, body] = asyncio.ensure_future(self._fetch(path, body))
            flying.add_done_callback(lambda _: self._flights.pop((path, body)))
        found = await flying
        return found if self._sharing is Sharing.PARSED else orjson.loads(found)["data"]

    async def _fetch(self, path: bytes, body: bytes) -> Json:
        answer = await self._post(path, body)
        return orjson.loads(answer)["data"] if self._sharing is Sharing.PARSED else answer

    async def _post(self, path: bytes, body: bytes) -> bytes:
        head = b"POST %b HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n"
        connection = self._idle.pop() if self._idle else await self._open()
        return await connection.ask(head % (path, len(body)) + body)

    async def _open(self) -> _Connection:
        loop = asyncio.get_running_loop()
        _, connection = await loop.create_connection(lambda: _Connection(self._idle), self._host, self._port)
        return connection


def _collect(reviews: list[Json], authors: list[Json], books: list[Json]) -> None:
    for review in reviews:
        author = review["author"]
        authors.append(author)
        books.extend([written["book"] for written in author["reviews"]])


def _reader(reader: Json) -> Json:
    return {"__typename": "Reader", "id": reader["id"]}


def _book(book: Json) -> Json:
    return {"__typename": "Book", "isbn": book["isbn"]}


def _body(query: str, **variables: Json) -> bytes:
    return orjson.dumps({"query": query, "variables": variables})


def application(floor: Floor) -> Callable[[Any, Any], Awaitable[None]]:
    """A bare RSGI application."""

    async def answer(scope: Any, protocol: Any) -> None:
        if scope.proto != "http":
            return
        body = await floor.answer(await protocol())
        protocol.response_bytes(200, [("content-type", "application/json")], body)

    return answer


async def serve(url: str, sharing: Sharing) -> None:
    app, port = application(Floor(url, sharing)), free_port()
    server = Server(app, port=port, interface=Interfaces.RSGI, websockets=False, log_enabled=False)
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, server.stop)
    print(f"http://127.0.0.1:{port}", flush=True)
    await server.serve()


if __name__ == "__main__":
    uvloop.run(serve(sys.argv[1], Sharing(sys.argv[2])))
