"""Reviews of whom rows mean, and decisions about them."""

from collections.abc import Mapping
from typing import Any

from rich.table import Table
from rich.text import Text

from gateway.terminal.instants import shown_day
from gateway.terminal.labels import label
from gateway.terminal.printing import titled_table
from gateway.terminal.words import Words

Row = dict[str, Any]
STATES: Mapping[str, tuple[str, str]] = {
    "OPEN": ("待核定", "open"),
    "DECIDED": ("已归入", "decided"),
    "DISMISSED": ("不是库中主体", "nobody known"),
}
RULES: Mapping[str, tuple[str, str]] = {
    "FORMER_USCC": ("变更前的代码", "former code"),
    "REGISTRATION_NUMBER": ("注册号", "registration number"),
    "ORGANISATION_CODE": ("组织机构代码", "organisation code"),
    "NAME_AND_DISTRICT": ("名称和区县", "name and district"),
    "NAME": ("名称", "name"),
}


def review_table(found: Row, say: Words) -> Table:
    """A review a row: its key and clues, whom it may mean by which rule, how many rows wait, what was decided."""
    rows, total = found["identityReviews"], found["totalCount"]
    counted = f"{total}" if len(rows) == total else f"{len(rows)} / {total}"
    waiting = say.of("等待", "waiting")
    table = titled_table(
        say.of(f"归属核定（{counted}）", f"Whom rows mean ({counted})"),
        [
            say.of("核定", "review"),
            say.of("线索", "clues"),
            say.of("可能是", "may be"),
            waiting,
            say.of("最近", "last met"),
            say.of("状态", "state"),
        ],
        right=(waiting,),
    )
    table.columns[0].no_wrap = True  # keys are to be copied
    for row in rows:
        department = row["department"]["name"] if row["department"] else "–"
        table.add_row(
            "\n".join(filter(None, (row["id"], _standing_key(row), department))),
            _clues(row["clues"], say),
            "\n".join(_candidate(one, say) for one in row["candidates"]) or "–",
            str(row["waiting"]),
            shown_day(row["lastSeenAt"]),
            _state(row, say),
        )
    return table


def decided(result: Row, say: Words) -> Text:
    """What a decision did."""
    decision = result["decision"]
    if decision["subject"] is None:
        return Text(
            say.of(
                f"{decision['key']}：不是库中任何主体，{result['waiting']} 行留在台账里",
                f"{decision['key']}: nobody who is known, {result['waiting']} rows stay in the ledger",
            )
        )
    whom = f"{decision['subject']['displayName']} {decision['subject']['key']}"
    numbers = (result["accepted"], result["unchanged"], result["rejected"], result["waiting"])
    zh = "带入 {} 行，没有变化 {} 行，不能用 {} 行，随原文件再来 {} 行".format(*numbers)
    en = "{} rows came in, {} changed nothing, {} cannot be used, {} come with their file".format(*numbers)
    before = say.of("（此前已决定）", " (decided before)") if result["repeated"] else ""
    return Text(say.of(f"{decision['key']}{before}：归入 {whom}；{zh}", f"{decision['key']}{before}: {whom}; {en}"))


def taken_back(result: Row, say: Words) -> Text:
    """What taking back did."""
    key = result["decision"]["key"]
    before = say.of("（此前已撤回）", " (taken back before)") if result["repeated"] else ""
    return Text(
        say.of(
            f"{key} 已撤回{before}：{result['ended']} 项评价和事实终止，{result['waiting']} 行重新等待",
            f"{key} is taken back{before}: {result['ended']} evaluations and facts ended, {result['waiting']} rows wait again",
        )
    )


def _clues(clues: Row, say: Words) -> str:
    lines = [
        f"{label(RULES, rule, say)} {code}"
        for rule, column in (
            ("FORMER_USCC", "formerUsccs"),
            ("REGISTRATION_NUMBER", "registrationNumbers"),
            ("ORGANISATION_CODE", "organisationCodes"),
        )
        for code in clues[column]
    ]
    named = " ".join(filter(None, (clues["name"], clues["district"])))
    written = f"“{clues['written']}”" if clues["written"] else ""
    return "\n".join(filter(None, (named, *lines, written)))


def _candidate(candidate: Row, say: Words) -> str:
    subject = candidate["subject"]
    return f"{subject['displayName']} {subject['key']} ({label(RULES, candidate['rule'], say)})"


def _state(row: Row, say: Words) -> str:
    """The state; with a decision that stands, whom it means and by whom it is."""
    state, one = label(STATES, row["state"], say), _standing(row)
    if one is None:
        return state
    whom = one["subject"]["key"] if one["subject"] else ""
    return "\n".join(filter(None, (state, whom, one["decidedBy"])))


def _standing(row: Row) -> Row | None:
    return next((one for one in row["decisions"] if one["takenBackAt"] is None), None)


def _standing_key(row: Row) -> str | None:
    one = _standing(row)
    return None if one is None else str(one["key"])
