"""The outbox as tables."""

from collections.abc import Callable
from typing import Any

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from gateway.terminal.instants import shown_moment
from gateway.terminal.printing import titled_table
from gateway.terminal.words import Words

Row = dict[str, Any]
STATES = {
    "active": ("正常", "active", "green"),
    "failing": ("重试中", "failing", "yellow"),
    "paused": ("已暂停", "paused", "red"),
}
MINUTE, HOUR, DAY = 60, 3_600, 86_400


def subscriber_table(states: list[Row], say: Words) -> Table:
    """One subscriber a row."""
    lag, pending, dead, delivered = (
        say.of("落后", "lag"),
        say.of("待推", "pending"),
        say.of("死信", "dead"),
        say.of("已推", "delivered"),
    )
    table = titled_table(
        say.of(f"订阅方（{len(states)}）", f"Subscribers ({len(states)})"),
        [
            say.of("名字", "name"),
            say.of("状态", "state"),
            lag,
            pending,
            dead,
            delivered,
            say.of("上次推到", "last delivered"),
            say.of("上次失败", "last failure"),
        ],
        right=(lag, pending, dead, delivered),
    )
    for state in states:
        counts = [f"{state[key]:,}" for key in ("pending", "dead", "delivered")]
        failure = (
            "–" if state["failedAt"] is None else f"{_moment(state['failedAt'])} {state['failure'] or ''}".rstrip()
        )
        table.add_row(
            state["name"], _state(state, say), _lag(state["lag"]), *counts, _moment(state["deliveredAt"]), failure
        )
    return table


def dead_table(letters: list[Row], say: Words) -> Table:
    """One dead letter a row, oldest first."""
    number, changes, attempts = say.of("编号", "number"), say.of("变化", "changes"), say.of("试过", "attempts")
    table = titled_table(
        say.of(f"死信（{len(letters)}）", f"Dead letters ({len(letters)})"),
        [
            number,
            say.of("订阅方", "subscriber"),
            changes,
            say.of("记入于", "recorded"),
            attempts,
            say.of("原因", "why"),
            say.of("何时", "when"),
        ],
        right=(number, changes, attempts),
    )
    for letter in letters:
        span = f"{_moment(letter['firstAt'])} — {_moment(letter['lastAt'])}"
        why = letter["failure"] or "–"
        if letter["state"] == "replayed":
            why = say.of("将再推送", "to go out again")
        numbers = (str(letter["number"]), letter["subscriber"], f"{letter['changes']:,}")
        table.add_row(*numbers, span, f"{letter['attempts']}", why, _moment(letter["diedAt"]))
    return table


def letters_shown(letters: list[Row], say: Words) -> Table:
    """What is in letters: one change a row."""
    table = titled_table(
        say.of(f"信里的变化（{len(letters)} 封）", f"What is in {len(letters)} letters"),
        [
            say.of("编号", "number"),
            say.of("种类", "kind"),
            say.of("主体", "subject"),
            say.of("事项", "item"),
            say.of("等级", "grade"),
            say.of("记入于", "recorded"),
        ],
    )
    for letter in letters:
        for change in letter["message"]["data"]["changes"]:
            items = change.get("item") or "、".join(change.get("items", ())) or "–"
            grade = "–" if "grade" not in change else f"{change['before'] or '–'} → {change['grade']}"
            row = (str(letter["number"]), change["kind"], change["subject"], items, grade, _moment(change["at"]))
            table.add_row(*row)
    return table


def said_of(zh: str, en: str) -> Callable[[Row, Words], RenderableType]:
    """How many letters, in a sentence."""
    return lambda done, say: f"{done['letters']} {say.of(zh, en)}"


def _state(state: Row, say: Words) -> Text:
    zh, en, style = STATES[state["state"]]
    if state["configured"] is False:
        return Text(say.of("不在文件里", "not in the file"), style="dim")
    return Text(say.of(zh, en), style=style)


def _lag(seconds: float | None) -> str:
    if seconds is None:
        return "–"
    for unit, length in (("d", DAY), ("h", HOUR), ("m", MINUTE)):
        if seconds >= length:
            return f"{seconds / length:.0f}{unit}"
    return f"{seconds:.0f}s"


def _moment(text: str | None) -> str:
    return "–" if text is None else shown_moment(text)
