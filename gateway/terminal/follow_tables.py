"""Events as lines: when, of whom, what."""

from typing import Any

from rich.text import Text

from gateway.terminal.instants import shown_moment
from gateway.terminal.labels import CHANGES, TASK_STATES, WARNINGS, label
from gateway.terminal.printing import grade_text
from gateway.terminal.warning_tables import what_warns
from gateway.terminal.words import Words

Row = dict[str, Any]


def event_line(event: Row, say: Words) -> Text:
    """One event of any of the subscriptions that are followed."""
    subject = f"{event['subject']['displayName']} {event['subject']['key']}"
    return Text.assemble(f"{shown_moment(event['at'])}  {subject}  ", _what(event, say), no_wrap=True)


def _what(event: Row, say: Words) -> Text:
    if "record" in event:
        return Text.assemble(label(CHANGES, event["kind"], say), " ", _graded(event["record"], say))
    if "task" in event:
        task = event["task"]
        items = say.of("、", ", ").join(one["item"]["name"] for one in task["items"])
        return Text(f"{label(TASK_STATES, task['state'], say)} {items} {task['drawKey']}")
    if "warning" in event:
        warning = event["warning"]
        return Text.assemble(label(WARNINGS, warning["kind"], say), " ", what_warns(warning, say))
    due = say.of(f"，{event['dueOn']} 前复核", f", to be reviewed by {event['dueOn']}")
    return Text.assemble(_graded(event["high"], say), " / ", _graded(event["low"], say), due)


def _graded(record: Row, say: Words) -> Text:
    item = record["item"]["name"] if record["item"] else say.of("公共信用综合评价", "public composite")
    return Text.assemble(f"{item} ", grade_text(record["grade"]))
