"""A real browser against a real server. A console error or a foreign request fails, whatever else a test looks at."""

import asyncio
import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, sync_playwright

from gateway.settings import default_cache
from gateway.web.building import SOURCES, PageBuild, Ready
from gateway.web.node import Npm, find_npm
from tests.served import Served, yuxin_here
from tests.servers.browser import ARGUMENTS

SECONDS = 1000.0
PICTURES = os.environ.get("YUXIN_TEST_PICTURES")
KEEPS = """if (location.protocol === "http:" && sessionStorage.getItem("yuxin.token") === null)
  Object.entries(%s).forEach(([name, value]) => sessionStorage.setItem(name, value))"""
FRAMES = "new Promise(done => setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(done)), 300))"
"""A canvas is drawn anew some frames after its window has another size."""
AXE = "axe.run(document, {rules: {'target-size': {enabled: true}}}).then(answer => answer.violations)"
"""The size of targets is of WCAG 2.2, and axe does not look at it by default."""

AsRole = Callable[..., Page]
Picture = Callable[[Page, str], None]
Axe = Callable[[Page], None]


@pytest.fixture(scope="session")
def npm() -> Npm:
    found = asyncio.run(find_npm())
    if found is None:
        pytest.skip("no Node.js to build the page with: install Node.js 22, or uv sync --extra node")
    return found


@pytest.fixture(scope="session")
def bundle(npm: Npm) -> Path:
    """The bundle in the cache that the server looks in, built if these sources have not been yet."""
    state = asyncio.run(PageBuild(default_cache()).ensure())
    assert isinstance(state, Ready), state
    return state.folder


@pytest.fixture(scope="module")
def chromium(chromium_executable: str, bundle: Path) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_executable, args=list(ARGUMENTS))
        yield browser
        browser.close()


class Watched:
    """Windows on one server, and what went wrong in them."""

    def __init__(self, chromium: Browser, url: str) -> None:
        self.wrong: list[str] = []
        self._own = urlsplit(url).netloc
        self._chromium, self._url = chromium, url
        self._contexts: list[BrowserContext] = []

    def window(self, token: str = "", case: str = "") -> Page:
        context = self._chromium.new_context(base_url=self._url, locale="zh-CN", accept_downloads=True)
        context.set_default_timeout(30 * SECONDS)
        context.on("console", self._said)
        context.on("request", self._asked)
        context.on("weberror", lambda error: self.wrong.append(f"exception: {error.error}"))
        if token:
            context.add_init_script(KEEPS % json.dumps({"yuxin.token": token, "yuxin.case": case}))
        self._contexts.append(context)
        return context.new_page()

    def close(self) -> None:
        for context in self._contexts:
            context.close()

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.wrong.append(f"console {message.type}: {message.text}")

    def _asked(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in ("data", "blob") and address.netloc != self._own:
            self.wrong.append(f"request to another host: {request.url}")


@pytest.fixture
def watched(chromium: Browser, city: Served) -> Iterator[Watched]:
    """At the end nothing must have gone wrong in a window, nor left this machine."""
    watched = Watched(chromium, city.url)
    yield watched
    watched.close()
    assert watched.wrong == []


@pytest.fixture(scope="module")
def city(served: Served) -> Served:
    """The server that the windows open; a module whose tests write has one of its own."""
    return served


@pytest.fixture
def page(watched: Watched) -> Page:
    """A fresh window of the demo coordinator."""
    return watched.window()


@pytest.fixture
def as_role(watched: Watched, city: Served) -> AsRole:
    """A fresh window of somebody else: `as_role("officer", "--department", "tax")`."""

    def window(role: str, *stands_for: str, case: str = "") -> Page:
        ran = yuxin_here("token", "--role", role, *stands_for, data=city.data)
        assert ran.code == 0, ran.err
        return watched.window(ran.out.strip().splitlines()[-1], case)

    return window


@pytest.fixture
def picture(tmp_path: Path) -> Picture:
    """Keeps a picture of the whole page, in the folder YUXIN_TEST_PICTURES where that is set."""
    folder = Path(PICTURES) if PICTURES else tmp_path
    folder.mkdir(parents=True, exist_ok=True)

    def keep(page: Page, name: str) -> None:
        seen = page.viewport_size
        assert seen is not None
        page.set_viewport_size(
            {"width": seen["width"], "height": page.evaluate("document.documentElement.scrollHeight")}
        )
        page.evaluate(FRAMES)
        page.screenshot(path=folder / f"{name}.png")
        page.set_viewport_size(seen)

    return keep


@pytest.fixture(scope="session")
def axe_source(npm: Npm, tmp_path_factory: pytest.TempPathFactory) -> str:
    """axe-core as the page's lock pins it, installed into the cache once for each lock."""
    lock = hashlib.sha256((SOURCES / "package-lock.json").read_bytes()).hexdigest()[:20]
    kept = default_cache() / "axe" / f"{lock}.js"
    if not kept.is_file():
        work = tmp_path_factory.mktemp("axe")
        for name in ("package.json", "package-lock.json"):
            shutil.copy(SOURCES / name, work)
        command = [*npm.command, "ci", "--include=dev", "--ignore-scripts", "--no-audit", "--no-fund"]
        subprocess.run(command, cwd=work, env=npm.environment(), check=True, capture_output=True)
        kept.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(work / "node_modules" / "axe-core" / "axe.min.js", kept)
    return kept.read_text(encoding="utf-8")


@pytest.fixture
def axe(axe_source: str) -> Axe:
    """Fails with what axe finds in a page as it stands: WCAG 2.2 A and AA, and what axe thinks good practice."""

    def clean(page: Page) -> None:
        page.evaluate(f"{axe_source}; undefined")
        found: list[dict[str, Any]] = page.evaluate(AXE)
        told = [f"{each['id']}: {node['html']} {node['failureSummary']}" for each in found for node in each["nodes"]]
        assert told == []

    return clean
