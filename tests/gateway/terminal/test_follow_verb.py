"""`follow` as a person types it: what comes is told as it comes, and from where one was; Ctrl-C stops it."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from graph_model.model import city_day, utc_now
from seed.city.codes import made_up_uscc
from tests.served import Served, serving, yuxin_here

CODES = [made_up_uscc("91", 97, 96, number) for number in range(4)]
HEAD = "统一社会信用代码,主体名称,监管事项,信用等级,评价日期\n"


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("follow") / "data", "--city", "0", "--systems", "none") as served:
        yield served


def imported(city: Served, tmp_path: Path, *rows: tuple[str, str, str, str]) -> None:
    """Of each row code, item, grade and day."""
    file = tmp_path / "等级.csv"
    file.write_text(HEAD + "".join(f"{c},渝信测试听闻有限公司,{i},{g},{d}\n" for c, i, g, d in rows), encoding="utf-8")
    ran = yuxin_here("import", str(file), data=city.data)
    assert ran.code == 0, ran.err


def heard(city: Served, *arguments: str) -> list[dict[str, Any]]:
    ran = yuxin_here("follow", *arguments, "--json", data=city.data)
    assert ran.code == 0, ran.err
    return [json.loads(line) for line in ran.out.splitlines()]


def first_cursor(city: Served, tmp_path: Path) -> str:
    """Follows from now on, and stops it by Ctrl-C once something that was imported meanwhile has been told."""
    command = [sys.executable, "-m", "gateway.cli", "follow", "grades", "--json", "--data", str(city.data)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=dict(os.environ))
    assert process.stdout is not None and process.stderr is not None
    os.set_blocking(process.stdout.fileno(), False)
    line, day = "", 1
    while not line and day < 28:
        imported(city, tmp_path, (CODES[0], "1-7", "B", f"2026-01-{day:02}"))
        day, line = day + 1, process.stdout.readline()
    process.send_signal(signal.SIGINT)
    cursor: str = json.loads(line)["cursor"]
    assert process.wait(timeout=30) == 0
    assert f"接着听: yuxin follow grades --after {cursor}" in process.stderr.read()
    return cursor


@pytest.mark.plan("8", "yuxin follow")
def test_what_comes_is_told_as_it_comes(city: Served, tmp_path: Path) -> None:
    after = ("--after", first_cursor(city, tmp_path))
    today = str(city_day(utc_now()))
    imported(city, tmp_path, (CODES[1], "1-9", "A", today), (CODES[1], "1-14", "A", "2026-01-05"))
    imported(city, tmp_path, (CODES[1], "1-14", "D", today))
    key = f"uscc:{CODES[1]}"
    [of_labour] = heard(city, "grades", *after, "--department", "市人力社保局", "--count", "1")
    assert (of_labour["kind"], of_labour["subject"]["key"]) == ("GRADE_RECORDED", key)
    assert (of_labour["record"]["item"]["key"], of_labour["record"]["grade"]) == ("1-14", "A")
    [raised] = heard(city, "discrepancies", *after, "--count", "1")
    assert (raised["subject"]["key"], raised["high"]["grade"], raised["low"]["grade"]) == (key, "A", "D")
    [fallen] = heard(city, "warnings", *after, "--department", "市人力社保局", "--count", "1")
    assert (fallen["warning"]["kind"], fallen["warning"]["before"]["grade"]) == ("FALL", "A")
    since = ("--after", of_labour["cursor"])
    for what, told in (("grades", ("记入", "D")), ("discrepancies", ("前复核",)), ("warnings", ("等级下降", "→"))):
        ran = yuxin_here("follow", what, *since, "--department", "市人力社保局", "--count", "1", data=city.data)
        assert ran.code == 0 and all(part in ran.out for part in ("渝信测试听闻有限公司", key, *told)), ran.out


def test_tasks_as_they_are_drawn(city: Served, tmp_path: Path) -> None:
    after = first_cursor(city, tmp_path)
    imported(city, tmp_path, *((code, "1-14", "D", "2026-01-05") for code in CODES[2:]))
    inspectors = tmp_path / "检查人员.csv"
    inspectors.write_text("执1号,市人力社保局\n执2号,市人力社保局\n", encoding="utf-8")
    draw = (
        "draw",
        "1-14",
        "--inspectors",
        str(inspectors),
        "--each",
        "1",
        "--key",
        "冬",
        "--to",
        str(tmp_path / "证明.json"),
    )
    drawn = yuxin_here(*draw, "--commit", "--json", data=city.data)
    assert drawn.code == 0, drawn.err
    [task] = heard(city, "tasks", "--after", after, "--count", "1")
    assert (task["task"]["state"], task["task"]["items"][0]["item"]["key"]) == ("OPEN", "1-14")
    ran = yuxin_here("follow", "tasks", "--after", after, "--count", "1", "--lang", "en", data=city.data)
    assert ran.code == 0 and task["task"]["drawKey"] in ran.out and "open" in ran.out
    assert f"to go on: yuxin follow tasks --after {task['cursor']}" in ran.err


def test_what_is_wrong_is_told(city: Served, tmp_path: Path) -> None:
    for arguments, code, why in (
        (("grades", "--after", "nonsense"), 2, "游标"),
        (("grades", "--department", "没有这个局"), 2, "没有这个局"),
        (("grades", "--token", "nonsense"), 1, "令牌"),
    ):
        ran = yuxin_here("follow", *arguments, data=city.data)
        assert ran.code == code and why in ran.err, (ran.code, ran.err)
    alone = yuxin_here("follow", "grades", data=tmp_path / "nobody serves")
    assert alone.code == 3 and "yuxin serve" in alone.err
