"""The trail of the settings, opened when it is first needed: what reaches its database costs a command half a second."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gateway.records.audit.line import Line
from gateway.settings import Settings
from gateway.tracing import span
from graph_model.model import utc_now
from graph_model.paging import Page, PageRequest
from resolvers.looks import Look, Looked, Stretch

if TYPE_CHECKING:
    from gateway.records.audit.trail import Trail
    from gateway.records.database import Records

FOLDER = "audit"
DECIDING = {
    "authorisations",
    "cors_origins",
    "host",
    "mappings",
    "oidc_algorithms",
    "oidc_audience",
    "oidc_claims",
    "oidc_clock_skew",
    "oidc_issuer",
    "oidc_roles",
    "only_trusted_documents",
    "remote_fields",
    "trusted_proxies",
}
"""The settings that the opening line of a process tells. None of them is a secret."""


def anchor_folder(settings: Settings) -> Path:
    """Where the anchors are."""
    return settings.audit_anchors or settings.data / FOLDER


def deciding(settings: Settings) -> dict[str, Any]:
    """The settings by which it is decided who somebody is and what they may see, those that are not as they are by default."""
    told = settings.model_dump(mode="json", include=DECIDING, exclude_defaults=True)
    return {name: told[name] for name in sorted(told)}


class DeferredTrail:
    """Made and used on one event loop. It tells who looked at a subject, too."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._trail: Trail | None = None

    @property
    def lines(self) -> int:
        """How many were written."""
        return 0 if self._trail is None else self._trail.lines

    async def open(self) -> None:
        """Open it now. Raises AuditUnavailable."""
        await self._made().open()

    async def write(self, line: Line) -> None:
        """Returns when the line is on the disk. Raises AuditUnavailable."""
        with span("audit.write"):
            await self._made().write(line)

    async def of(self, subject_key: str, request: PageRequest, *, total: bool) -> Page[Look]:
        """Who looked at a subject. Raises StoreUnavailable."""
        from gateway.records.audit.looks import RecordedLooks  # noqa: PLC0415 - as above

        return await RecordedLooks(self._made().records).of(subject_key, request, total=total)

    async def of_each(self, subject_keys: Sequence[str], which: Stretch, *, total: bool) -> Mapping[str, Looked]:
        """Who looked at each of these subjects. Raises StoreUnavailable."""
        from gateway.records.audit.looks import RecordedLooks  # noqa: PLC0415 - as above

        return await RecordedLooks(self._made().records).of_each(subject_keys, which, total=total)

    async def records(self) -> "Records":
        """The operational store that it is in, open. Raises StoreUnavailable."""
        return await self._made().records()

    async def close(self) -> None:
        if self._trail is not None:
            await self._trail.close()

    def _made(self) -> "Trail":
        if self._trail is None:
            from gateway.records.audit.trail import Trail  # noqa: PLC0415 - as above
            from gateway.records.database import Records  # noqa: PLC0415 - as above

            settings = self._settings
            self._trail = Trail(
                lambda: Records.open(settings), anchor_folder(settings), utc_now, {"settings": deciding(settings)}
            )
        return self._trail
