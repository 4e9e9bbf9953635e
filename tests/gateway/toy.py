"""A small schema behind the real HTTP layer: for what a credit question cannot bring about (slow, failing, refused)."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, cast

import httpx
import strawberry
from strawberry.federation import Schema

from gateway.app import create_app
from gateway.execution.running import Executor
from gateway.security.policy import Policy
from gateway.service import Opened, Service
from gateway.settings import Settings
from graph_model.errors import NotFound
from tests.gateway.written import Written, auditing_to


@strawberry.type
class Query:
    @strawberry.field
    def hello(self, name: str = "world") -> str:
        return f"hello {name}"

    @strawberry.field
    async def slow(self, seconds: float) -> str | None:
        try:
            await asyncio.sleep(seconds)
        except asyncio.CancelledError:
            CANCELLED.append(seconds)
            raise
        return "done"

    @strawberry.field
    def failing(self) -> str | None:
        raise RuntimeError("the password is hunter2")

    @strawberry.field
    def missing(self) -> str | None:
        raise NotFound("没有这个主体 / no such subject")


@strawberry.type
class Mutation:
    @strawberry.mutation
    def change(self) -> str:
        return "changed"

    @strawberry.mutation
    async def change_slowly(self, seconds: float) -> str:
        await asyncio.sleep(seconds)
        CHANGED.append(seconds)
        return "changed"


CHANGED: list[float] = []
CANCELLED: list[float] = []


class ToyStore:
    """A store that answers nothing but that it is there."""

    async def read(self, query: str, *_: Any, **__: Any) -> list[tuple[Any, ...]]:
        return [(1,)]


def toy_service(
    *, machine: str | None = None, query: type = Query, written: Written | None = None, **options: Any
) -> Service:
    """A service that is ready, over the toy schema; `query` are other questions, `written` has the lines of the audit trail."""
    settings = Settings(**{"systems": "none", **options})
    schema = Schema(query=query, mutation=Mutation)
    executor = Executor(schema, timeout=settings.request_timeout, kept_documents=settings.document_cache)
    service = Service(settings, machine)
    service.open(
        Opened(
            cast(Any, ToyStore()),
            cast(Any, None),
            b"",
            schema,
            executor,
            lambda: executor,
            Policy(),
            lambda _: None,
            lambda: (),
            auditing_to(written or Written()),
        )
    )
    service.missing.clear()
    return service


@asynccontextmanager
async def client_of(service: Service) -> AsyncIterator[httpx.AsyncClient]:
    """An HTTP client of the application, in process."""
    transport = httpx.ASGITransport(create_app(service), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as client:
        yield client
