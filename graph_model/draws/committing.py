"""The first step of a draw: the commitment to plan, pool and seed, in the graph before anything is drawn."""

import asyncio
import base64
import hashlib
import zlib
from collections.abc import Iterator
from typing import Any

from graph_model.catalogue import Catalogue
from graph_model.draws.asked import Request
from graph_model.draws.pool_reading import read_pool
from graph_model.draws.reading import draw_in, read_draw
from graph_model.draws.states import DrawAct, draw_after
from graph_model.draws.values import SampleDraw, Signature
from graph_model.errors import BadInput
from graph_model.model import city_day, instant_text
from graph_model.sampling.drawing import Committed, Terms, commit, planned
from graph_model.sampling.pool import Pool
from graph_model.sampling.record import Plan, canonical
from graph_model.store import GraphStore, GraphTransaction

PART = 500_000
"""Characters of a part of a pool."""
CLAIM = "MERGE (w:SampleDraw {key: $key}) SET w.claimedAt = $at"
CREATE = (
    "MATCH (w:SampleDraw {key: $key}) SET w.state = $state, w.plan = $plan, w.poolDigest = $poolDigest, "
    "w.commitment = $commitment, w.seed = $seed, w.committedBy = $by, w.committedRole = $role, w.committedAt = $at, "
    "w.requestDigest = $requestDigest, w.itemKeys = $itemKeys, w.departmentKeys = $departmentKeys"
)
CREATE_PARTS = (
    "UNWIND $rows AS row MATCH (w:SampleDraw {key: row.drawKey}) "
    "CREATE (w)-[:HAS_POOL]->(:SamplePart {key: row.key, content: row.content})"
)
DRAWS_ON = (
    "UNWIND $items AS item MATCH (w:SampleDraw {key: $key}) MATCH (i:Item {key: item}) MERGE (w)-[:DRAWS_ON]->(i)"
)


def draw_key(idempotency_key: str, asker: str) -> str:
    """The key of the draw that somebody asks for under a key of theirs."""
    return "draw:" + hashlib.sha256("\n".join((asker, idempotency_key)).encode()).hexdigest()[:16]


async def preview(
    store: GraphStore, terms: Terms, request: Request, signature: Signature, *, timeout: float | None = None
) -> Plan:
    """The plan as it would be committed to now."""
    return planned(terms, await read_pool(store, terms, request, timeout=timeout), signature.at)


async def commit_to(
    store: GraphStore,
    catalogue: Catalogue,
    request: Request,
    key: str,
    signature: Signature,
    *,
    timeout: float | None = None,
) -> tuple[SampleDraw, bool]:
    """The draw that is committed to, and whether it was before: the same request under the same key changes nothing.

    Raises BadInput for a request that cannot be, or for another one under the key, and LimitExceeded.
    """
    terms = request.terms(catalogue, key, city_day(signature.at))
    standing = await read_draw(store, key, timeout=timeout)
    if standing is not None:
        return _the_same(standing, request), True
    pool = await read_pool(store, terms, request, timeout=timeout)
    committed, parts = await asyncio.to_thread(_committed, terms, pool, signature)

    async def work(transaction: GraphTransaction) -> tuple[SampleDraw, bool]:
        await transaction.run(CLAIM, {"key": key, "at": instant_text(signature.at)})
        rows = await transaction.run("MATCH (w:SampleDraw {key: $key}) RETURN w.state", {"key": key})
        if rows[0][0] is not None:  # somebody was faster with the same key
            faster = await draw_in(transaction, key)
            assert faster is not None
            return _the_same(faster, request), True
        await transaction.run(CREATE, _properties(committed, request, key, signature))
        await transaction.run(CREATE_PARTS, {"rows": [{"drawKey": key, **part} for part in parts]})
        await transaction.run(DRAWS_ON, {"key": key, "items": list(terms.departments)})
        made = await draw_in(transaction, key)
        assert made is not None
        return made, False

    return await store.transact(work)


def _the_same(standing: SampleDraw, request: Request) -> SampleDraw:
    if standing.request_digest != request.digest():
        raise BadInput(
            "这个幂等键已用于另一项抽取计划 / another plan was committed to under this key", "idempotencyKey"
        )
    return standing


def _committed(terms: Terms, pool: Pool, signature: Signature) -> tuple[Committed, list[dict[str, str]]]:
    committed = commit(planned(terms, pool, signature.at), pool)
    return committed, list(_parts(terms.key, committed.pool_text))


def _parts(key: str, text: str) -> Iterator[dict[str, str]]:
    packed = base64.b64encode(zlib.compress(text.encode(), 6)).decode()
    for number, start in enumerate(range(0, len(packed), PART)):
        yield {"key": f"{key}#{number:04d}", "content": packed[start : start + PART]}


def _properties(committed: Committed, request: Request, key: str, signature: Signature) -> dict[str, Any]:
    plan = committed.plan
    return {
        "key": key,
        "state": draw_after(None, DrawAct.COMMIT).value,
        "plan": canonical(plan).decode(),
        "poolDigest": committed.pool_digest,
        "commitment": committed.commitment,
        "seed": committed.seed,
        "by": signature.by,
        "role": signature.role,
        "at": instant_text(signature.at),
        "requestDigest": request.digest(),
        "itemKeys": f",{','.join(plan.departments)},",
        "departmentKeys": f",{','.join(sorted(set(plan.departments.values())))},",
    }
