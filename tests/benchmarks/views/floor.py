"""The floor of `bench grade-view`: one Cypher query and orjson in a bare Starlette handler, with or without the same audit lines."""

import os
import sys
from pathlib import Path

import orjson
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gateway.records.audit.deferred import DeferredTrail
from gateway.records.audit.line import Kind, Line
from gateway.security.identity import DEMO_COORDINATOR
from gateway.settings import Settings
from graph_model.model import utc_now
from graph_model.open_store import open_store
from graph_model.store import GraphStore
from tests.benchmarks.views.listening import listen

VIEW = (
    "MATCH (s:Subject {key: $key})-[:GRADED]->(g:GradeRecord) WHERE g.supersededAt IS NULL AND g.itemKey <> 'composite' "
    "RETURN s.displayName, g.itemKey, g.grade, g.evaluatedOn, g.validUntil"
)
NAMES = "MATCH (i:Item)-[:SUPERVISED_BY]->(d:Department) RETURN i.key, i.displayName, d.displayName"

DOCUMENT = "0" * 64
FIELDS = (
    b'["Department.name","Entity.displayName","Entity.gradeView","Entity.key","GradeRecord.department","GradeRecord.evaluatedOn",'
    b'"GradeRecord.grade","GradeRecord.item","GradeRecord.validUntil","GradeView.grades","GradeView.highest","GradeView.lowest",'
    b'"GradeView.spread","Query.entity","SupervisionItem.key","SupervisionItem.name"]'
)
"""What the operation of the benchmark reads, as the gateway writes it."""


def application(store: GraphStore, names: dict[str, tuple[str, str]], trail: DeferredTrail | None) -> Starlette:
    async def view(request: Request) -> Response:
        uscc = orjson.loads(await request.body())["uscc"]
        rows = await store.read(VIEW, {"key": f"uscc:{uscc}"}, point=True)
        grades = [
            {
                "grade": grade,
                "evaluatedOn": evaluated,
                "validUntil": until,
                "item": {"key": item, "name": names.get(item, ("", ""))[0]},
                "department": {"name": names.get(item, ("", ""))[1]},
            }
            for _, item, grade, evaluated, until in rows
        ]
        answer = {
            "data": {"entity": {"key": f"uscc:{uscc}", "displayName": rows[0][0] if rows else None, "grades": grades}}
        }
        if trail is not None:
            assert request.client is not None
            line = Line(
                Kind.ACCESS,
                utc_now(),
                DEMO_COORDINATOR,
                request.client.host,
                operation="View",
                document=DOCUMENT,
                fields=FIELDS,
                subjects=(f"uscc:{uscc}",),
            )
            await trail.write(line)
        return Response(orjson.dumps(answer), media_type="application/json")

    return Starlette(routes=[Route("/view", view, methods=["POST"])])


async def serve(address: str, data: Path, *, audited: bool) -> None:
    user, password = os.environ.get("YUXIN_NEO4J_USER"), os.environ.get("YUXIN_NEO4J_PASSWORD")
    store = await open_store(address, data_dir=data, auth=(user, password) if user and password else None)
    names = {key: (item, department) for key, item, department in await store.read(NAMES)}
    trail = DeferredTrail(Settings(data=data)) if audited else None
    await listen(application(store, names, trail))
    await store.close()
    if trail is not None:
        await trail.close()


if __name__ == "__main__":
    import uvloop

    uvloop.run(serve(sys.argv[1], Path(sys.argv[2]), audited="audited" in sys.argv))
