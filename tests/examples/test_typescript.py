"""examples/typescript: types and a manifest from the schema, documents by name, pages, and a subscription that goes on."""

import asyncio
import json
import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.examples.programs import copied, npm, started, until
from tests.gateway.subscribed import client, record
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
    environment = {"YUXIN": served.url, "CURSOR_FILE": str(tmp_path / "cursor")}
    total = httpx.post(f"{served.url}/graphql", json={"query": GRADED}).json()["data"]["entities"]["totalCount"]
    numbers = iter(range(900, 1000))
    async with client(served) as asking:
        with started([program(), "dist/changes.js", "1"], example, **environment) as watching:
            reading = asyncio.create_task(asyncio.to_thread(until, watching, "→"))
            last = 0
            while not reading.done():  # it does not say when it has subscribed
                last = next(numbers)
                await record(asking, range(last, last + 1), name=f"渝信测试{last}有限公司")
                await asyncio.sleep(0.5)
            lines = reading.result()
            assert total > 10 and f"一页一页读完，共 {total} 家评为 D" in "\n".join(lines)
            assert await asyncio.to_thread(watching.wait, 30) == 0, "it ends after as many events as were asked for"
        seen = number_in(lines[-1])
        missed = range(seen + 1, last + 2)
        await record(asking, range(last + 1, last + 2), name=f"渝信测试{last + 1}有限公司")
        with started([program(), "dist/changes.js", str(len(missed))], example, **environment) as watching:
            assert watching.stdout is not None
            rest = (await asyncio.to_thread(watching.stdout.read)).splitlines()
    assert "从上次停下的地方接着等 / waiting on from where it stopped" in rest
    assert [number_in(line) for line in rest if "→" in line] == list(missed), "nothing lost, nothing twice"


def number_in(line: str) -> int:
    """Which of the companies a line is about."""
    found = re.fullmatch(r"GRADE_RECORDED {2}渝信测试(\d+)有限公司 {2}.* → B", line)
    assert found is not None, line
    return int(found[1])
