"""What a browser gets: the bundle's pages and assets with their headers, or a plain page while there is none."""

import gzip
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from httpx import ASGITransport, AsyncClient
from starlette.applications import Starlette

from gateway.web.building import Bilingual, Building, PageBuild, Ready, State, Unavailable
from gateway.web.pages import VIEWS, routes

SCRIPT = "console.info('loaded')"
PAGES = ["/", "/graphiql"]


class Stands(PageBuild):
    """A build that stands where a test puts it."""

    stand: State

    @property
    def state(self) -> State:
        return self.stand


@pytest.fixture
def build(cache: Path) -> Stands:
    return Stands(cache)


@pytest_asyncio.fixture
async def browser(build: Stands) -> AsyncIterator[AsyncClient]:
    transport = ASGITransport(Starlette(routes=routes(build)))
    async with AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        yield client


@pytest.fixture
def bundle(build: Stands, tmp_path: Path) -> Path:
    """A bundle that is ready: two pages, a script with its compressed variant, a font without."""
    folder = tmp_path / "bundle"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<title>page</title>")
    (folder / "graphiql.html").write_text("<title>graphiql</title>")
    (folder / "assets" / "index-AbC_12.js").write_text(SCRIPT)
    (folder / "assets" / "index-AbC_12.js.gz").write_bytes(gzip.compress(SCRIPT.encode()))
    (folder / "assets" / "codicon-1.ttf").write_bytes(b"font")
    (folder / "secret.txt").write_text("secret")
    build.stand = Ready(folder)
    return folder


@pytest.mark.usefixtures("bundle")
class TestReady:
    @pytest.mark.parametrize(("path", "title"), [("/", "page"), ("/graphiql", "graphiql")])
    async def test_the_pages_are_the_bundles(self, browser: AsyncClient, path: str, title: str) -> None:
        answer = await browser.get(path)
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/html")
        assert answer.headers["cache-control"] == "no-cache"
        assert answer.text == f"<title>{title}</title>"

    @pytest.mark.parametrize("view", VIEWS)
    async def test_every_view_is_the_page_at_an_address_of_its_own(self, browser: AsyncClient, view: str) -> None:
        answer = await browser.get(view.replace("{key}", "uscc:919950990000000353").replace("{draw}", "draw:1"))
        assert (answer.status_code, answer.text) == (200, "<title>page</title>")

    @pytest.mark.parametrize("path", ["/nothing", "/subject", "/subject/a/b", "/search/x"])
    async def test_what_is_no_view_is_not_found(self, browser: AsyncClient, path: str) -> None:
        assert (await browser.get(path)).status_code == 404

    @pytest.mark.parametrize("path", [*PAGES, "/assets/index-AbC_12.js"])
    async def test_a_page_and_its_workers_may_load_from_here_only(self, browser: AsyncClient, path: str) -> None:
        headers = (await browser.get(path)).headers
        policy = dict(part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";"))
        assert policy["default-src"] == policy["script-src"] == policy["connect-src"] == "'self'"
        assert policy["frame-ancestors"] == "'none'"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"

    async def test_an_asset_may_be_kept_for_ever(self, browser: AsyncClient) -> None:
        answer = await browser.get("/assets/index-AbC_12.js", headers={"accept-encoding": "identity"})
        assert answer.text == SCRIPT
        assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert "content-encoding" not in answer.headers

    async def test_who_takes_gzip_gets_what_was_compressed_at_build_time(self, browser: AsyncClient) -> None:
        answer = await browser.get("/assets/index-AbC_12.js", headers={"accept-encoding": "gzip, br"})
        assert answer.headers["content-encoding"] == "gzip"
        assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
        assert answer.headers["vary"] == "accept-encoding"
        assert answer.text == SCRIPT

    async def test_what_was_not_compressed_comes_as_it_is(self, browser: AsyncClient) -> None:
        answer = await browser.get("/assets/codicon-1.ttf", headers={"accept-encoding": "gzip"})
        assert answer.content == b"font"
        assert answer.headers["content-type"] == "font/ttf"

    @pytest.mark.parametrize(
        "path",
        [
            "/assets/none.js",
            "/assets/..%2Fsecret.txt",
            "/assets/../secret.txt",
            "/assets/%2e%2e/secret.txt",
            "/assets/.hidden.js",
            "/assets/index-AbC_12.js.gz",
            "/assets/",
            "/assets/index-AbC_12.js%00.js",
            "/secret.txt",
            "/index.html",
        ],
    )
    async def test_nothing_else_can_be_had(self, browser: AsyncClient, path: str) -> None:
        assert (await browser.get(path)).status_code == 404


class TestNotReady:
    @pytest.mark.parametrize("path", PAGES)
    async def test_while_it_is_built_the_page_says_so_and_looks_again(
        self, build: Stands, browser: AsyncClient, path: str
    ) -> None:
        build.stand = Building()
        answer = await browser.get(path)
        assert answer.status_code == 503
        assert answer.headers["retry-after"] == "3"
        assert '<meta http-equiv="refresh" content="3">' in answer.text
        assert "页面正在构建" in answer.text and "The page is being built" in answer.text
        assert "<script" not in answer.text

    @pytest.mark.parametrize("path", PAGES)
    async def test_where_it_cannot_be_built_the_page_says_why_and_stays(
        self, build: Stands, browser: AsyncClient, path: str
    ) -> None:
        build.stand = Unavailable(Bilingual("没有 <Node>", "no <Node>"))
        answer = await browser.get(path)
        assert answer.status_code == 503
        assert "retry-after" not in answer.headers
        assert "http-equiv" not in answer.text
        assert "没有 &lt;Node&gt;" in answer.text and "no &lt;Node&gt;" in answer.text

    @pytest.mark.parametrize("state", [Building(), Unavailable(Bilingual("否", "no"))])
    async def test_it_tells_that_the_api_is_served_all_the_same(
        self, build: Stands, browser: AsyncClient, state: State
    ) -> None:
        build.stand = state
        page = (await browser.get("/")).text
        assert "接口不受影响" in page and "The API is served all the same" in page
        assert "POST /graphql" in page

    async def test_there_are_no_assets(self, build: Stands, browser: AsyncClient) -> None:
        build.stand = Building()
        assert (await browser.get("/assets/index-AbC_12.js")).status_code == 404

    async def test_the_real_page_comes_as_soon_as_it_is_there(
        self, build: Stands, browser: AsyncClient, bundle: Path
    ) -> None:
        build.stand = Building()
        assert (await browser.get("/")).status_code == 503
        build.stand = Ready(bundle)
        assert (await browser.get("/")).status_code == 200
