"""Former names (曾用名): what a subject was called before. A name that changes is kept with when we came to know of it and when another
took its place; nothing takes one away."""

from collections.abc import Iterable
from datetime import datetime

import msgspec

from graph_model.model import FormerName, Subject, instant_text, parse_instant

_UNKNOWN = "-"


def renamed(subject: Subject, name: str, at: datetime) -> Subject:
    """A subject as it is once another name has become known at an instant; the same where it is called so already."""
    if name == subject.name:
        return subject
    since = subject.former_names[-1].until if subject.former_names else None
    former = FormerName(subject.name, since, at)
    return msgspec.structs.replace(subject, name=name, former_names=(*subject.former_names, former))


def other_names(name: str, former: Iterable[FormerName]) -> tuple[str, ...]:
    """What one that is called `name` was called beside, each once, the last first."""
    return tuple(dict.fromkeys(one.name for one in reversed(tuple(former)) if one.name != name))


def former_text(former: Iterable[FormerName]) -> str | None:
    """Former names as the graph keeps them: a line each, until when, since when, the name; None where there are none."""
    return "\n".join(map(_line, former)) or None


def former_from(text: str | None) -> tuple[FormerName, ...]:
    """The former names in a text of `former_text`, the first first."""
    found = []
    for line in text.split("\n") if text else ():
        until_text, since, name = line.split(" ", 2)
        until = parse_instant(until_text)
        assert until is not None
        found.append(FormerName(name, None if since == _UNKNOWN else parse_instant(since), until))
    return tuple(found)


def _line(former: FormerName) -> str:
    since = _UNKNOWN if former.since is None else instant_text(former.since)
    return f"{instant_text(former.until)} {since} {former.name}"
