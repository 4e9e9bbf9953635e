"""A department's system as a subgraph: it knows visits to building sites, and of credit no more than an entity's code.

Run it with `python site_visits.py`; it answers GraphQL at http://127.0.0.1:4201/graphql. All of its data are made up.
"""

import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NewType

import strawberry
from strawberry.federation import Schema
from strawberry.schema.config import StrawberryConfig

PORT = 4201
USCC = NewType("USCC", str)
VISITS = (
    # number, day, site, finding (None: nothing was found), code of the entity that builds
    ("GD-001", "2025-09-04", "渝北区合成路一号工地", "临边防护缺失（合成）", "919950990000000353"),
    ("GD-002", "2025-09-18", "渝北区合成路二号工地", None, "919950990000000353"),
    ("GD-003", "2025-10-09", "北碚区示例大道工地", None, "919950990000000278"),
)


@strawberry.federation.type(keys=["uscc"])
class Entity:
    """Everything else of it is credit's. What is added to it may be null, so that it can be missing when this is down."""

    uscc: USCC

    @classmethod
    def resolve_reference(cls, uscc: str) -> "Entity":
        return cls(uscc=USCC(uscc))

    @strawberry.field(description="对它的工地的巡查，从旧到新。 / Visits to its sites, oldest first.")
    def site_visits(self) -> list["SiteVisit"] | None:
        return [visit for visit in visits() if visit.entity.uscc == self.uscc]


@strawberry.type(description="对一个工地的一次巡查。 / A visit to a building site.")
class SiteVisit:
    number: strawberry.ID = strawberry.field(description="编号。 / Its number.")
    day: str = strawberry.field(description="日期。 / The day.")
    site: str = strawberry.field(description="工地。 / The site.")
    finding: str | None = strawberry.field(description="发现的问题；没有则为空。 / What was found; null: nothing.")
    entity: Entity | None = strawberry.field(description="施工单位。 / The entity that builds.")


@strawberry.type
class Query:
    @strawberry.field(description="发现了问题的巡查。 / The visits that found something.")
    def site_findings(self) -> list[SiteVisit] | None:
        return [visit for visit in visits() if visit.finding]


def visits() -> list[SiteVisit]:
    return [
        SiteVisit(number=strawberry.ID(number), day=day, site=site, finding=finding, entity=Entity(uscc=USCC(code)))
        for number, day, site, finding, code in VISITS
    ]


schema = Schema(
    query=Query,
    types=[Entity],
    config=StrawberryConfig(scalar_map={USCC: strawberry.scalar(name="USCC", serialize=str, parse_value=str)}),
    federation_version="2.3",
)


class Handler(BaseHTTPRequestHandler):
    """POST with `{"query": …, "variables": …}`."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
        result = schema.execute_sync(asked["query"], asked.get("variables"))
        answer = {"data": result.data, **({"errors": [e.formatted for e in result.errors]} if result.errors else {})}
        body = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


if __name__ == "__main__":
    port = int(sys.argv[1]) if len(sys.argv) > 1 else PORT
    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    print(f"http://127.0.0.1:{server.server_port}/graphql", flush=True)
    server.serve_forever()
