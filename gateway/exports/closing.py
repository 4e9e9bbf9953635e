"""What stands at the end of an exported file, so that one that is cut never passes as whole, and everybody knows whose it is."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from gateway.exports.cells import city_time, text_of
from graph_model.model import instant_text

CURSOR_TITLE = "继续的游标 / cursor to go on from"


@dataclass(frozen=True, slots=True)
class Origin:
    """Who exported what, and when: `at` is when it began. `moments` are the variables that say of which moment it tells."""

    name: str
    operation: str
    role: str
    department: str | None
    account: str
    case: str | None
    at: datetime
    moments: tuple[tuple[str, str], ...] = ()
    source: str = "渝信 / Yuxin"


@dataclass(frozen=True, slots=True)
class End:
    """How it ended. `why` is empty where it is complete; `after` is the cursor to go on from, where one is known."""

    rows: int
    complete: bool
    code: str = ""
    why: str = ""
    after: str | None = None


@dataclass(frozen=True, slots=True)
class Closing:
    """Both, as the formats write them; `notes` are what a format could not hold."""

    origin: Origin
    end: End
    until: datetime
    notes: tuple[str, ...] = field(default=())

    def told(self) -> dict[str, Any]:
        """For JSON Lines."""
        origin, end = self.origin, self.end
        who = {"role": origin.role, "department": origin.department, "account": origin.account, "case": origin.case}
        told: dict[str, Any] = {"rows": end.rows, "complete": end.complete}
        told |= {name: value for name, value in (("code", end.code), ("why", end.why), ("after", end.after)) if value}
        told |= {"name": origin.name, "operation": origin.operation, "source": origin.source}
        told["who"] = {name: value for name, value in who.items() if value}
        return told | {"began": instant_text(origin.at), "ended": instant_text(self.until), **dict(origin.moments)}

    def lines(self) -> Iterator[tuple[str, str]]:
        """For people, a title and its text at a time; the first says whether the file is whole."""
        origin, end = self.origin, self.end
        yield "结果 / result", self.result()
        yield "名称 / name", origin.name
        yield "来源 / source", " ".join(filter(None, (origin.source, origin.operation)))
        yield "导出者 / exported by", " ".join(filter(None, (origin.role, origin.department, origin.account)))
        if origin.case:
            yield "案件 / case", origin.case
        yield "时间（北京时间） / when (Beijing time)", f"{_clock(origin.at)} – {_clock(self.until)}"
        yield from ((f"知识时点 / moment ({name})", text) for name, text in origin.moments)
        if end.after:
            yield CURSOR_TITLE, end.after
        yield from (("说明 / note", note) for note in self.notes)

    def row(self) -> str:
        """All of it as one text, for the last row of a CSV file."""
        (_, result), *lines = self.lines()
        return "；".join([result, *(f"{title}：{text}" for title, text in lines)])

    def result(self) -> str:
        """共 n 行，完整; or why not."""
        rows = self.end.rows
        if self.end.complete:
            return f"共 {rows} 行，完整 / {rows} rows, complete"
        return f"共 {rows} 行，不完整：{self.end.why} / {rows} rows, NOT complete"


def _clock(instant: datetime) -> str:
    return text_of(city_time(instant))
