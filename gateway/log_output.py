"""The log: structlog for ours, the libraries' through the same form, all of it to standard error, without anybody's values.

An exception is told by its type and its place: the text of one, the local variables and what a library says of it may hold values
of rows, parameters and passwords. What a library says is told by its first words alone.
"""

import logging
import re
import sys
import traceback
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, TextIO

import orjson
import structlog
from structlog.contextvars import get_contextvars
from structlog.typing import EventDict, Processor, WrappedLogger

from graph_model.intake.concealing import without_id_numbers
from graph_model.uscc import ALPHABET

Form = Literal["text", "json"]
QUIET = ("neo4j", "httpx", "httpcore", "asyncio", "alembic")
OURS = ("gateway", "graph_model", "resolvers", "seed")
WRITES_FIRST_LINES = frozenset({"asyncio"})
"""Libraries whose first line is a sentence of theirs, and what follows of somebody else's."""
WITHHELD = "…"
FRAMES = 12
"""Places of an exception that are told, the innermost last."""
MOST_CAUSES = 5
CODE_OF_SUBJECT = re.compile(
    rf"(?<![0-9A-Za-z])[{ALPHABET}]{{2}}\d{{6}}[{ALPHABET}]{{10}}(?![0-9A-Za-z])|person:[0-9a-f]{{32}}", re.IGNORECASE
)
STRUCK_OUT = "[…]"
SHORTEST_CODE = 15


def log_form(wanted: Literal["auto", "text", "json"]) -> Form:
    """The form of the log: `auto` is text for a person at a terminal and JSON, a line an event, for everything else."""
    if wanted == "auto":
        return "text" if sys.stderr.isatty() else "json"
    return wanted


class Lines:
    """Where events that come with every request are written, in a process that has a log at all.

    As JSON they do not go structlog's way, which costs ten times as much.
    """

    def __init__(self) -> None:
        self._handler: logging.StreamHandler[TextIO] | None = None
        self._form: Form = "text"

    def take(self, handler: "logging.StreamHandler[TextIO] | None", form: Form = "text") -> None:
        """Write to the stream of a handler; None: nowhere."""
        self._handler, self._form = handler, form

    def write(self, event: str, told: dict[str, object]) -> None:
        """One event of the level `info`; there are no codes of subjects in what is told."""
        handler = self._handler
        if handler is None or handler.level > logging.INFO:
            return
        if self._form == "text":
            structlog.get_logger(__name__).info(event, **told)
            return
        line = {"event": event, **told, **get_contextvars(), "level": "info", "timestamp": datetime.now().isoformat()}
        text = orjson.dumps(line).decode() + "\n"
        with suppress(OSError, ValueError):  # nobody reads the log any more
            handler.acquire()
            try:
                handler.stream.write(text)
                handler.flush()
            finally:
                handler.release()


LINES = Lines()


def configure_log(level: str, form: Form) -> None:
    """Set up once, when the process starts to serve."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=False),
        _without_values,
    ]
    last: Processor = (
        structlog.processors.JSONRenderer(serializer=_json)
        if form == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[_told_by_libraries, *shared],
            pass_foreign_args=True,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last],
        )
    )
    handler.setLevel(level.upper())
    LINES.take(handler, form)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


def _json(event: EventDict, **_: Any) -> str:
    return orjson.dumps(event, default=str).decode()


def _told_by_libraries(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Of a library's record its logger and its text before anything was put into it."""
    record: logging.LogRecord = event["_record"]
    given = event.pop("positional_args", ())
    if record.name.partition(".")[0] not in OURS:
        event["logger"] = record.name
        event["event"] = str(record.msg).partition("\n")[0] if given or record.name in WRITES_FIRST_LINES else WITHHELD
    return event


def _without_values(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """The exception as its types and places, and no code of a subject in any text."""
    error = _error_of(event.pop("exc_info", None))
    event.pop("stack_info", None)
    for name, value in event.items():
        if isinstance(value, str):
            event[name] = concealed(value)
    if error is not None:
        event["exception"] = exception_told(error)
    return event


def concealed(text: str) -> str:
    """A text without ID numbers of persons and without codes of entities."""
    return text if len(text) < SHORTEST_CODE else CODE_OF_SUBJECT.sub(STRUCK_OUT, without_id_numbers(text))


def _error_of(given: Any) -> BaseException | None:
    if given is True:
        return sys.exc_info()[1]
    if isinstance(given, tuple):
        return given[1] if isinstance(given[1], BaseException) else None
    return given if isinstance(given, BaseException) else None


def exception_told(error: BaseException) -> str:
    """`KeyError at gateway/service.py:12 run < …`: each cause's type, and where it came from, the innermost place last."""
    told: list[str] = []
    seen: BaseException | None = error
    while seen is not None and len(told) < MOST_CAUSES:
        places = traceback.extract_tb(seen.__traceback__)[-FRAMES:]
        where = ", ".join(f"{_short(place.filename)}:{place.lineno} {place.name}" for place in places)
        told.append(f"{type(seen).__name__} at {where}" if where else type(seen).__name__)
        seen = seen.__cause__ or (None if seen.__suppress_context__ else seen.__context__)
    return " < ".join(told)


def _short(path: str) -> str:
    return "/".join(Path(path).parts[-3:])
