"""`yuxin bench page`: how long views of the page take in Chromium against a blank page, how much is loaded, how smooth the canvas is.

A real gateway with a city and a real browser. Every page is opened in a context of its own, with nothing kept from before, the blank
page and the views in turn. What the canvas draws is read from the gateway; its answers are put together to as many subjects as wanted.
"""

import argparse
import asyncio
import json
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, redirect_stdout, suppress
from dataclasses import asdict, dataclass
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from random import Random
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import httpx
from playwright.sync_api import Browser, Page, Route, sync_playwright
from rich.console import Console
from rich.table import Table

from gateway.settings import default_cache
from gateway.web.building import PageBuild, Ready
from tests.served import serving
from tests.servers.browser import ARGUMENTS, executable, find_chromium

SETTLED = """() => document.querySelector("h1") !== null && document.querySelector("[aria-busy=true]") === null
  && (document.querySelector(".question") === null || document.querySelector(".answer") !== null)"""
"""Every part that the view asks for has been answered."""
FRAMES = """() => { window.frames_ = []; let last = performance.now();
  const each = now => { window.frames_.push(now - last); last = now; window.going_ = requestAnimationFrame(each); };
  window.going_ = requestAnimationFrame(each); }"""
STOP = "() => { cancelAnimationFrame(window.going_); return window.frames_.slice(2); }"
AROUND = """query ($of: ID!) { neighbourhood(of: $of, depth: 4, limit: 1000) { cut edges { kind from to share }
  nodes { hidden subject { key displayName kind gradeView { lowest } } } } }"""
SOME = "query ($after: String) { entities(first: 100, after: $after) { nodes { key } pageInfo { endCursor hasNextPage } } }"
DRAWN_IN = 300_000.0
SECONDS = 1_000.0


@dataclass(frozen=True)
class Opened:
    """Milliseconds until everything in a view was answered and shown; `ratio` to the blank page's median."""

    what: str
    p50: float
    p99: float
    ratio: float


@dataclass(frozen=True)
class Frames:
    """Milliseconds between frames while the canvas was moved; `layout` is how long laying it out held the page."""

    nodes: int
    edges: int
    what: str
    p50: float
    p99: float
    frames: int
    layout: float


def main(argv: list[str]) -> int:
    options = _options(argv)
    if missing := find_chromium():
        print(missing, file=sys.stderr)
        return 3
    with redirect_stdout(sys.stderr):
        built = asyncio.run(PageBuild(default_cache()).ensure())
    if not isinstance(built, Ready):
        print(f"there is no page: {built}", file=sys.stderr)
        return 3
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=list(ARGUMENTS))
        with serving(Path(folder) / "data", "--city", str(options.city), "--systems", "none") as server:
            opened = _opened(browser, server.url, options)
            frames = [each for nodes in options.nodes for each in _canvas(browser, server.url, nodes)]
        browser.close()
    told = {
        "bundle": _bundle(built),
        "opened": [asdict(each) for each in opened],
        "frames": [asdict(each) for each in frames],
    }
    if options.json:
        print(json.dumps(told, ensure_ascii=False))
    else:
        _print(told["bundle"], opened, frames)  # type: ignore[arg-type]
    return 0


def _options(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="yuxin bench page")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--city", type=int, default=200_000, help="subjects of the city")
    parser.add_argument("--times", type=int, default=20, help="how often each page is opened")
    parser.add_argument("--nodes", type=int, nargs="*", default=[500, 2_000], help="subjects on the canvas")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args(argv)


def _bundle(state: Ready) -> dict[str, int]:
    """Bytes, compressed, of what the first view loads, and of the canvas that the graph loads beside it."""
    html = (state.folder / "index.html").read_text(encoding="utf-8")
    sizes = {path.name: path.stat().st_size for path in (state.folder / "assets").glob("*.gz")}
    first = sum(size for name, size in sizes.items() if name.removesuffix(".gz") in html)
    return {"first_view": first, "canvas": sum(size for name, size in sizes.items() if name.startswith("canvas-"))}


def _ask(url: str, query: str, **variables: Any) -> Any:
    answer = httpx.post(f"{url}/graphql", json={"query": query, "variables": variables}, timeout=120).json()
    assert "errors" not in answer, answer["errors"]
    return answer["data"]


# --- views ---


def _opened(browser: Browser, url: str, options: argparse.Namespace) -> list[Opened]:
    keys = [each["key"] for each in _ask(url, SOME)["entities"]["nodes"]]
    random = Random(options.seed)
    with _blank() as blank:
        pages: dict[str, Callable[[], str]] = {
            "blank page": lambda: blank,
            "first view": lambda: f"{url}/",
            "subject page": lambda: f"{url}/subject/{random.choice(keys)}",
            "search": lambda: f"{url}/search?q=渝",
        }
        times: dict[str, list[float]] = {what: [] for what in pages}
        for _ in range(options.times + 1):
            for what, address in pages.items():
                times[what].append(_open(browser, address(), plain=what == "blank page"))
    floor = median(times["blank page"][1:])
    return [Opened(what, *_percentiles(each[1:]), round(median(each[1:]) / floor, 2)) for what, each in times.items()]


def _open(browser: Browser, address: str, *, plain: bool) -> float:
    with browser.new_context(locale="zh-CN") as context:
        page = context.new_page()
        began = perf_counter()
        page.goto(address)
        page.wait_for_function("() => document.title !== ''" if plain else SETTLED, timeout=60 * SECONDS)
        return (perf_counter() - began) * 1_000


class _Nothing(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        content = b"<!doctype html><html lang=zh-CN><title>blank</title><h1>blank</h1><link rel=icon href=data:,>"
        self.send_response(200)
        self.send_header("content-type", "text/html")
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        with suppress(BrokenPipeError):  # the browser is closed before it has read what it does not wait for
            self.wfile.write(content)

    def log_message(self, format: str, *arguments: object) -> None:
        """Says nothing."""


@contextmanager
def _blank() -> Iterator[str]:
    """A page with nothing in it, from a server that does nothing else."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Nothing)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()
    server.server_close()


# --- the canvas ---


def _canvas(browser: Browser, url: str, nodes: int) -> Iterator[Frames]:
    drawn = _put_together(url, nodes)

    def answer(route: Route) -> None:
        if "query Neighbourhood(" in (route.request.post_data or ""):
            route.fulfill(json={"data": {"neighbourhood": drawn}})
        else:
            route.continue_()

    with browser.new_context(locale="zh-CN", viewport={"width": 1280, "height": 900}) as context:
        page = context.new_page()
        page.set_default_timeout(DRAWN_IN)
        page.route("**/graphql", answer)
        page.goto(f"{url}/graph?of={drawn['nodes'][0]['subject']['key']}")
        page.locator(".canvas canvas").first.wait_for()
        page.wait_for_timeout(SECONDS)
        layout = max(_during(page, lambda: page.get_by_label("布局").select_option("circle"), 500))
        layout = max(layout, *_during(page, lambda: page.get_by_label("布局").select_option("cose"), SECONDS))
        for what, move in (("pan", _pan), ("zoom", _zoom)):
            frames = _during(page, partial(move, page), 0)
            yield Frames(nodes, len(drawn["edges"]), what, *_percentiles(frames), len(frames), round(layout, 1))


def _put_together(url: str, nodes: int) -> dict[str, Any]:
    """Neighbourhoods of the city, one after another, until there are as many subjects."""
    members: dict[str, Any] = {}
    edges: dict[tuple[str, str, str], Any] = {}
    for key in _keys(url):
        if len(members) >= nodes:
            break
        if key in members:
            continue
        found = _ask(url, AROUND, of=key)["neighbourhood"]
        members |= {each["subject"]["key"]: each for each in found["nodes"]}
        edges |= {(each["kind"], each["from"], each["to"]): each for each in found["edges"]}
    kept = dict(list(members.items())[:nodes])
    assert len(kept) == nodes, f"the city gives {len(kept)} only"
    return {
        "cut": True,
        "nodes": list(kept.values()),
        "edges": [each for each in edges.values() if each["from"] in kept and each["to"] in kept],
    }


def _keys(url: str) -> Iterator[str]:
    """The city's entities, page by page."""
    after, more = None, True
    while more:
        found = _ask(url, SOME, after=after)["entities"]
        yield from (each["key"] for each in found["nodes"])
        after, more = found["pageInfo"]["endCursor"], found["pageInfo"]["hasNextPage"]


def _during(page: Page, act: Any, after: float) -> list[float]:
    """The times between frames while something is done, and for a while after."""
    page.evaluate(FRAMES)
    act()
    page.wait_for_timeout(after)
    frames: list[float] = page.evaluate(STOP)
    return frames or [0.0]


def _pan(page: Page) -> None:
    box = page.locator(".canvas").bounding_box()
    assert box is not None
    x, y = box["x"] + 5, box["y"] + 5
    page.mouse.move(x, y)
    page.mouse.down()
    for step in range(120):
        page.mouse.move(x + 3 * (step % 60), y + 2 * (step % 60))
        page.wait_for_timeout(16)
    page.mouse.up()


def _zoom(page: Page) -> None:
    box = page.locator(".canvas").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    for step in range(60):
        page.mouse.wheel(0, -60 if step < 30 else 60)
        page.wait_for_timeout(32)


def _percentiles(times: Sequence[float]) -> tuple[float, float]:
    if len(times) < 2:
        return times[0], times[0]
    cuts = quantiles(times, n=100, method="inclusive")
    return round(cuts[49], 1), round(cuts[98], 1)


def _print(bundle: dict[str, int], opened: Sequence[Opened], frames: Sequence[Frames]) -> None:
    console = Console(width=120)
    console.print(
        f"首屏 / first view {bundle['first_view'] / 1_000:.1f} KB，画布 / canvas {bundle['canvas'] / 1_000:.1f} KB，gzip"
    )
    table = Table("", "p50 ms", "p99 ms", "of a blank page", title="打开 / opened, nothing kept from before")
    for view in opened:
        table.add_row(view.what, str(view.p50), str(view.p99), f"{view.ratio} ×")
    console.print(table)
    table = Table(
        "nodes", "edges", "", "p50 ms", "p99 ms", "frames", "layout ms", title="画布 / the canvas, between frames"
    )
    for each in frames:
        table.add_row(*map(str, (each.nodes, each.edges, each.what, each.p50, each.p99, each.frames, each.layout)))
    console.print(table)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
