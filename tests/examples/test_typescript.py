"""examples/typescript: types and a manifest from the schema, documents by name, pages, and a subscription that goes on."""

import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.examples.going_on import goes_on
from tests.examples.programs import copied, npm
from tests.served import Served, serving
from tests.servers.node_packages import program

pytestmark = pytest.mark.usefixtures("graphql_clients")
BUILDER = "919950990000000353"
MANIFEST = Path("src", "generated", "persisted-documents.json")
GRADED = "{ entities(filter: {grades: [D]}) { totalCount } }"


@pytest.fixture(scope="module")
def example(served: Served, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example with its generated code and built, as `npm start` leaves it."""
    folder = copied("typescript", tmp_path_factory.mktemp("example"))
    npm(folder, "generate", YUXIN=served.url)
    npm(folder, "build")
    return folder


@pytest.fixture(scope="module")
def strict(example: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server that runs the example's documents and no others."""
    trusted = {"YUXIN_TRUSTED_DOCUMENTS": str(example / MANIFEST), "YUXIN_ONLY_TRUSTED_DOCUMENTS": "true"}
    with serving(tmp_path_factory.mktemp("strict") / "data", "--city", "30", **trusted) as server:
        yield server


def test_it_starts_with_one_command(served: Served, tmp_path: Path) -> None:
    printed = npm(copied("typescript", tmp_path), "start", "--", BUILDER, YUXIN=served.url)
    assert f"渝信示例路桥工程有限公司（{BUILDER}）最好 / best C，最差 / worst D" in printed
    assert "  D  市交通局：公路建设市场" in printed
    assert "  D  行业禁入限制（RESTRICTIVE）" in printed
    assert "  不适用 / withheld：公共资源投放中作相应限制（NO_LEGAL_BASIS）" in printed
    assert printed.rstrip().endswith("→ BAD_INPUT")


def test_a_server_that_trusts_its_documents_alone_runs_it_by_name(example: Path, strict: Served) -> None:
    printed = npm(example, "start", YUXIN=strict.url, YUXIN_SCHEMA=f"{strict.url}/schema.graphql", YUXIN_BY_NAME="true")
    assert "适用的措施" in printed and "BAD_INPUT" in printed
    manifest = json.loads((example / MANIFEST).read_text(encoding="utf-8"))
    assert len(manifest) == 3 and all(name.startswith("sha256:") for name in manifest)
    refused = httpx.post(
        f"{strict.url}/graphql", json={"query": GRADED}, headers={"accept": "application/graphql-response+json"}
    )
    assert refused.status_code == 403


async def test_it_pages_and_goes_on_where_it_stopped(example: Path, served: Served, tmp_path: Path) -> None:
    total = httpx.post(f"{served.url}/graphql", json={"query": GRADED}).json()["data"]["entities"]["totalCount"]
    lines = await goes_on([program(), "dist/changes.js"], example, served, tmp_path / "cursor")
    assert total > 10 and any(line.startswith(f"一页一页读完，共 {total} 家评为 D") for line in lines)
