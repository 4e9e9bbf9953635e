"""An export into a file of this machine, over a store that is open in this process."""

from collections.abc import Callable, Mapping
from contextlib import aclosing
from pathlib import Path
from typing import Any

from gateway.execution.documents import DocumentRefused, validated
from gateway.execution.errors import formatted
from gateway.execution.operations import Answer, Operation
from gateway.exports.asked import asked_of
from gateway.exports.exporting import Export, Limits, parts
from gateway.exports.origins import origin_of
from gateway.exports.pages import page
from gateway.exports.shape import shape_of
from gateway.http.persisted_documents import PersistedDocuments
from gateway.http.refusals import Refusal
from gateway.records.audit.auditing import BEGUN, Asked
from gateway.security.identity import Identity
from gateway.service import Opened, not_written
from gateway.settings import Settings
from gateway.wire import error_from


async def export_to(
    path: Path,
    request: Mapping[str, Any],
    opened: Opened,
    *,
    settings: Settings,
    who: Identity,
    told: Callable[[int], None],
) -> None:
    """Write what `request` asks for, as POST /export has it; `told` is called with the bytes of each part. Raises CreditError."""
    try:
        export = _export(request, opened, settings, who)
        first = await page(export.ask, export.first, export.shape)
        if first.rows is None:
            raise error_from(first.errors[0])
        await export.audit({**export.details(), "outcome": BEGUN})
    except DocumentRefused as refusal:
        raise error_from(formatted(refusal.errors[0])) from None
    except Refusal as refusal:
        raise error_from({"message": refusal.message, "extensions": {"code": refusal.code}}) from None
    with path.open("wb") as file:
        async with aclosing(parts(export, first)) as written:
            async for part in written:
                file.write(part)
                told(len(part))


def _export(request: Mapping[str, Any], opened: Opened, settings: Settings, who: Identity) -> Export:
    """Raises a Refusal or DocumentRefused."""
    schema = opened.executor.graphql_schema
    asked = asked_of(dict(request), PersistedDocuments())
    document = validated(schema, asked.operation.query, settings.document_limits)
    called = opened.auditing.question(schema, asked.operation).name

    async def answer(operation: Operation) -> Answer:
        with not_written():
            return await opened.run(operation, who, queries_only=True)

    async def audit(details: Mapping[str, Any]) -> None:
        with not_written():
            await opened.auditing.handed_out(Asked(asked.operation, schema, who), details)

    return Export(
        asked,
        shape_of(schema, document, asked),
        origin_of(asked, who, opened.catalogue, called),
        answer,
        audit,
        Limits(settings.export_rows, settings.export_seconds),
        lambda: False,
        settings.data,
    )
