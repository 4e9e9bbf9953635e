"""The real bundle, built by the real npm and Vite: what is in it, and that nothing in it points elsewhere."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
import pytest_asyncio

from gateway.settings import default_cache
from gateway.web.building import PageBuild, Ready
from gateway.web.node import find_npm
from gateway.web.pages import ASSET, MEDIA_TYPES

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

PAGES = ["index.html", "graphiql.html"]


class References(HTMLParser):
    """What an HTML page loads, and whether it has a script of its own."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.inline_scripts = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.addresses += [value for name, value in attrs if name in ("src", "href") and value]
        self.inline_scripts += tag == "script" and "src" not in dict(attrs)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bundle(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundle of these sources: the one that the browser's tests open, which is built once; a nightly run's is always built."""
    if await find_npm() is None:
        pytest.skip("no Node.js to build the page with: install Node.js 22, or uv sync --extra node")
    nightly = request.config.getoption("--nightly")
    state = await PageBuild(tmp_path_factory.mktemp("cache") if nightly else default_cache()).ensure()
    assert isinstance(state, Ready), state
    return state.folder


@pytest.mark.parametrize("page", PAGES)
def test_a_page_loads_assets_of_the_bundle_only(bundle: Path, page: str) -> None:
    references = References((bundle / page).read_text(encoding="utf-8"))
    assert references.addresses
    assert references.inline_scripts == 0
    for address in references.addresses:
        assert (bundle / address.removeprefix("/")).is_file(), address


def test_every_asset_is_one_that_is_served(bundle: Path) -> None:
    for path in (bundle / "assets").iterdir():
        assert ASSET.fullmatch(path.name)
        assert path.name.endswith(".gz") or path.suffix in MEDIA_TYPES, path.name


def test_every_script_and_style_has_a_compressed_variant(bundle: Path) -> None:
    for path in (bundle / "assets").iterdir():
        if path.suffix in (".js", ".css"):
            assert path.with_name(f"{path.name}.gz").stat().st_size < max(path.stat().st_size, 200)


def test_no_style_loads_anything_from_elsewhere(bundle: Path) -> None:
    for style in (bundle / "assets").glob("*.css"):
        addresses = re.findall(r"url\(\s*[\"']?([^\"')]+)", style.read_text(encoding="utf-8"))
        fonts = [address for address in addresses if not address.startswith("data:image/")]
        assert all((bundle / font.removeprefix("/").partition("?")[0]).is_file() for font in fonts), style.name


def test_the_page_itself_stays_small(bundle: Path) -> None:
    """GraphiQL and its editor are megabytes; who opens a view must not load them. What a browser takes is compressed."""
    references = References((bundle / "index.html").read_text(encoding="utf-8"))
    loaded = [bundle / address.removeprefix("/") for address in references.addresses]
    compressed = [path.with_name(f"{path.name}.gz") for path in loaded]
    assert sum(path.stat().st_size for path in compressed) < 350_000
