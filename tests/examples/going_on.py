"""Examples that subscribe: stopped and started again they lose and repeat nothing."""

import asyncio
import re
from itertools import count
from pathlib import Path

import httpx

from tests.examples.programs import started, until
from tests.gateway.subscribed import client, record
from tests.served import Served

FIRST = count(900)
"""Companies that no other test records grades of; each run of a worker takes further ones."""


async def goes_on(command: list[str], folder: Path, served: Served, cursor: Path) -> list[str]:
    """Run a program that takes how many events it waits for: until the first, and again for those missed since. What it printed first."""
    environment = {"YUXIN": served.url, "CURSOR_FILE": str(cursor)}
    async with client(served) as asking:
        with started([*command, "1"], folder, **environment) as watching:
            reading = asyncio.create_task(asyncio.to_thread(until, watching, "→"))
            while True:  # it does not say when it has subscribed
                last = await _recorded(asking)
                await asyncio.sleep(0.5)
                if reading.done():
                    break
            lines = reading.result()
            assert await asyncio.to_thread(watching.wait, 30) == 0, "it ends after as many events as were asked for"
        missed = list(range(_number_in(lines[-1]) + 1, await _recorded(asking) + 1))
        assert last < missed[-1]
        with started([*command, str(len(missed))], folder, **environment) as watching:
            assert watching.stdout is not None
            rest = (await asyncio.to_thread(watching.stdout.read)).splitlines()
    assert any("从上次停下的地方接着等" in line for line in rest)
    assert [_number_in(line) for line in rest if "→" in line] == missed, "nothing lost, nothing twice"
    return lines


async def _recorded(asking: httpx.AsyncClient) -> int:
    """Record the grade of a further company; its number, which its name has."""
    number = next(FIRST)
    await record(asking, range(number, number + 1), name=f"渝信测试{number}有限公司")
    return number


def _number_in(line: str) -> int:
    found = re.fullmatch(r"GRADE_RECORDED {2}渝信测试(\d+)有限公司 {2}.* → B", line)
    assert found is not None, line
    return int(found[1])
