"""Traces (OpenTelemetry): where a request's time goes, sent by OTLP over HTTP to where the standard variables OTEL_… say.

Without one that says where, nothing of it is imported, and a span costs a look at an attribute. A span has names, numbers and texts
of statements, which are constant; never variables, parameters, values or the texts of errors.
"""

import logging
import os
from collections.abc import Iterable, Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from gateway.version import running_version

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.trace import Span as OtelSpan
    from opentelemetry.trace import SpanKind, Tracer

log = logging.getLogger(__name__)
RawHeaders = Iterable[tuple[bytes, bytes]]
Attribute = str | int | float | bool
Attributes = Mapping[str, Attribute]
ENDPOINTS = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
PROTOCOLS = ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL")
HTTP_PROTOBUF = "http/protobuf"


class NoSpan:
    """A span that nobody wants."""

    __slots__ = ()
    recording = False
    trace_id: str | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        return

    def set(self, name: str, value: Attribute) -> None:
        """Nothing."""

    def failed(self, kind: str) -> None:
        """Nothing."""


NO_SPAN = NoSpan()


class Span(NoSpan):
    """A span from its entering to its leaving; what is begun inside is below it. An exception is told by its type alone."""

    __slots__ = ("_failed", "_span", "_token")
    recording = True

    def __init__(self, span: "OtelSpan") -> None:
        self._failed = False
        self._span = span
        self._token: Any = None

    @property
    def trace_id(self) -> str | None:  # type: ignore[override]
        return f"{self._span.get_span_context().trace_id:032x}"

    def __enter__(self) -> Self:
        from opentelemetry import context, trace  # noqa: PLC0415 - loaded already where there are spans

        self._token = context.attach(trace.set_span_in_context(self._span))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        from opentelemetry import context  # noqa: PLC0415 - as above

        if kind is not None and not self._failed:
            self.failed(kind.__name__)
        context.detach(self._token)
        self._span.end()

    def set(self, name: str, value: Attribute) -> None:
        """An attribute that is known now."""
        self._span.set_attribute(name, value)

    def failed(self, kind: str) -> None:
        """It failed, with a code or a type of error."""
        from opentelemetry.trace import StatusCode  # noqa: PLC0415 - as above

        self._failed = True
        self._span.set_attribute("error.type", kind)
        self._span.set_status(StatusCode.ERROR)


class Tracing:
    """The traces of a process."""

    def __init__(self) -> None:
        self.tracer: Tracer | None = None
        self._provider: TracerProvider | None = None

    def open(self) -> None:
        """Begin, where the environment says where traces go. Once, when the process starts to serve."""
        if not is_wanted(os.environ):
            return
        # Half a second, where they are wanted only.
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415
        from opentelemetry.sdk.resources import Resource  # noqa: PLC0415
        from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
        from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415

        protocol = next((found for name in PROTOCOLS if (found := os.environ.get(name))), HTTP_PROTOBUF)
        if protocol != HTTP_PROTOBUF:
            log.warning("traces are sent as %s, which is not %s", HTTP_PROTOBUF, protocol)
        named = {"service.name": os.environ.get("OTEL_SERVICE_NAME") or "yuxin", "service.version": running_version()}
        self._provider = TracerProvider(resource=Resource.create(named), shutdown_on_exit=False)
        self._provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
        self.tracer = self._provider.get_tracer("yuxin", running_version())

    def close(self) -> None:
        """Send what has not been sent; blocks, no longer than the exporter's timeout."""
        provider, self.tracer, self._provider = self._provider, None, None
        if provider is not None:
            provider.shutdown()


TRACING = Tracing()


def is_wanted(environment: Mapping[str, str]) -> bool:
    """Whether the standard variables say where traces go, and do not say that there shall be none."""
    if environment.get("OTEL_SDK_DISABLED", "").strip().lower() == "true":
        return False
    exporter = environment.get("OTEL_TRACES_EXPORTER", "").strip().lower()
    return exporter == "otlp" or (not exporter and any(environment.get(name) for name in ENDPOINTS))


def span(name: str, attributes: Attributes | None = None, *, client: bool = False) -> NoSpan:
    """A span below the one that we are in; none where that is not kept. `client`: somebody else is asked."""
    tracer = TRACING.tracer
    if tracer is None:
        return NO_SPAN
    from opentelemetry import trace  # noqa: PLC0415 - as above

    if not trace.get_current_span().is_recording():
        return NO_SPAN
    return Span(tracer.start_span(name, kind=_kind(client), attributes=attributes))


def work_span(name: str, attributes: Attributes | None = None) -> NoSpan:
    """The span of work that may be nobody's request: below the one that we are in, otherwise a trace of its own."""
    tracer = TRACING.tracer
    if tracer is None:
        return NO_SPAN
    found = tracer.start_span(name, attributes=attributes)
    return Span(found) if found.is_recording() else NO_SPAN


def sql_span(name: str, dialect: str, statement: object) -> NoSpan:
    """The span of a statement that asks the database `name`, with its text, in which parameters are names."""
    found = span(f"SELECT {name}", {"db.operation.name": "SELECT", "db.system.name": dialect}, client=True)
    if found.recording:
        found.set("db.query.text", str(statement))
    return found


def _kind(client: bool) -> "SpanKind":
    from opentelemetry.trace import SpanKind  # noqa: PLC0415 - as above

    return SpanKind.CLIENT if client else SpanKind.INTERNAL


def request_span(name: str, headers: RawHeaders, attributes: Attributes) -> NoSpan:
    """The span of a request, part of the trace that it names where it does so as W3C Trace Context says."""
    tracer = TRACING.tracer
    if tracer is None:
        return NO_SPAN
    from opentelemetry.context import Context  # noqa: PLC0415 - as above
    from opentelemetry.trace import SpanKind  # noqa: PLC0415 - as above
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator  # noqa: PLC0415 - as above

    given = list(headers)
    parents = [value.decode("latin-1").strip() for header, value in given if header == b"traceparent"]
    parent = Context()
    if len(parents) == 1:
        states = ",".join(value.decode("latin-1") for header, value in given if header == b"tracestate")
        carrier = {"traceparent": parents[0], **({"tracestate": states} if states else {})}
        parent = TraceContextTextMapPropagator().extract(carrier, Context())
    found = tracer.start_span(name, context=parent, kind=SpanKind.SERVER, attributes=attributes)
    return Span(found) if found.is_recording() else NO_SPAN


def passed_on(lines: bytes) -> bytes:
    """Raw header lines for a subgraph, with the span that we are in as the parent of what it does; as they are without one."""
    if TRACING.tracer is None:
        return lines
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator  # noqa: PLC0415 - as above

    carrier: dict[str, str] = {}
    TraceContextTextMapPropagator().inject(carrier)
    if not carrier:
        return lines
    kept = [line for line in lines.splitlines(keepends=True) if line.partition(b":")[0].lower() not in _OURS]
    return b"".join([*kept, *(f"{name}: {value}\r\n".encode() for name, value in carrier.items())])


_OURS = (b"traceparent", b"tracestate")
