"""A dishonesty fact in a terminal, as it was recorded."""

from typing import Any

from rich.text import Text

from gateway.terminal.labels import SEVERITIES, label
from gateway.terminal.words import Words


def fact_done(done: dict[str, Any], say: Words) -> Text:
    """What is recorded now, and that it was so before."""
    fact = done["fact"]
    again = say.of("（此前已是如此）", " (it was so before)") if done["repeated"] else ""
    item = fact["item"] and fact["item"]["name"]
    told = (fact["occurredOn"], fact["conductName"], label(SEVERITIES, fact["severity"], say), item, fact["documentNo"])
    text = " ".join(filter(None, told)) + again
    return Text("\n".join(filter(None, (text, fact["description"], fact["key"]))))
