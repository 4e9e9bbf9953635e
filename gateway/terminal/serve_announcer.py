"""What a person sees while `serve` starts: progress and an introduction on standard error, one line on standard output."""

import json
from collections.abc import Callable
from typing import Any

import structlog
from rich.console import Group
from rich.progress import Progress, TaskID
from rich.text import Text

from gateway.sync.schedule.first_sync import SyncTold
from gateway.terminal.printing import counting_bar, error_console
from gateway.terminal.words import Words
from seed.city.building import CityProgress
from seed.systems.progress import FillProgress

log = structlog.get_logger(__name__)


class TerminalAnnouncer:
    """Progress, the demo subjects and the note on identity to standard error; the address to standard output.

    `quiet`: standard error is a log that machines read, so it has a line of that when all is there, and nothing else.
    """

    def __init__(self, say: Words, *, as_json: bool, quiet: bool = False) -> None:
        self._words = say
        self._as_json = as_json
        self._quiet = quiet
        self._console = error_console()
        self._bar: Progress | None = None

    def city(self) -> Callable[[CityProgress], None]:
        """Show a bar; what is returned moves it."""
        bar, task = self._started("合成城市", "synthetic city")
        return lambda progress: bar.update(task, completed=progress.done, total=progress.size)

    def systems(self) -> Callable[[FillProgress], None]:
        """Show a bar; what is returned moves it."""
        bar, task = self._started("支撑系统", "support systems")
        return lambda progress: bar.update(task, completed=progress.done, total=progress.size)

    def syncs(self) -> SyncTold:
        """Show a bar; what is returned moves it."""
        bar, task = self._started("首次同步", "first sync")
        return lambda progress: bar.update(task, completed=progress.done, total=progress.size)

    def ready(self, address: str, about: dict[str, Any]) -> None:
        self.close()
        if self._quiet:
            log.info("ready", address=address, store=about["store"], subjects=about["subjects"], **about["identity"])
        else:
            self._console.print(self._introduction(about), soft_wrap=True)
        line = f"{self._words.of('渝信已就绪', 'Yuxin is ready')}: {address}/"
        print(
            json.dumps({"address": f"{address}/", **about}, ensure_ascii=False) if self._as_json else line, flush=True
        )

    def _started(self, zh: str, en: str) -> tuple[Progress, TaskID]:
        """A new bar in the place of the one before it."""
        self.close()
        bar = self._bar = counting_bar(self._console, self._words)
        task = bar.add_task(self._words.of(zh, en), total=None)
        if not self._quiet:
            bar.start()
        return bar, task

    def close(self) -> None:
        if self._bar is not None and not self._quiet:
            self._bar.stop()

    def _introduction(self, about: dict[str, Any]) -> Group:
        """How many subjects, who the reader is taken for, and the demo subjects with their stories."""
        say = self._words.of
        counted = say(f"主体 {about['subjects']:,} 个", f"{about['subjects']:,} subjects")
        made_up = say("，含合成数据", ", made-up ones among them") if about["synthetic"] else ""
        note = say(
            "没有配置身份认证：人人都是演示协调员，只监听本机",
            "No identity provider: everyone is the demo coordinator; loopback only",
        )
        if not about["identity"]["demo"]:
            note = say("每个请求都要有身份提供方的令牌", "Every request needs a token of the identity provider")
        demos = [Text(f"{d['key']}  {d['name']}  {d['story'][say('zh', 'en')]}") for d in about["demoSubjects"]]
        return Group(f"{counted}{made_up} · {about['store']}", note, *demos)
