"""The span of a GraphQL operation, named as OpenTelemetry's conventions say; of its document the digest, for its text may hold values."""

from gateway.execution.operations import Answer, EncodedAnswer
from gateway.http.request_lines import codes_of, operation_label
from gateway.records.audit.questions import Question
from gateway.tracing import NO_SPAN, TRACING, NoSpan, span


def operation_span(question: Question) -> NoSpan:
    """The span, below the request's."""
    if TRACING.tracer is None:
        return NO_SPAN
    kind, name = "mutation" if question.changes else "query", operation_label(question.name)
    told = {"graphql.operation.type": kind, "graphql.document.hash": question.document}
    return span(f"{kind} {name}".rstrip(), {**told, "graphql.operation.name": name} if name else told)


def tell_codes(traced: NoSpan, answer: Answer | EncodedAnswer) -> None:
    """Let the span say that the answer has errors, by the code of the first one."""
    if traced.recording and (codes := codes_of(answer)):
        traced.failed(codes[0])
