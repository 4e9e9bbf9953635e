"""The client over a store that is open in this process: a command's own, or the server's."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from gateway.clients.client import ImportOrder, OnProgress, SyncOrder
from gateway.execution.operations import Answer, Operation
from gateway.garbage import settle
from gateway.preparation import open_parts
from gateway.security.identity import CASE_HEADER, THIS_MACHINE, Identity
from gateway.service import Opened
from gateway.settings import Settings
from gateway.wire import to_wire
from graph_model.errors import BadInput, Forbidden, StoreUnavailable
from graph_model.intake.columns import Kind
from graph_model.intake.importing import import_file
from graph_model.intake.ledger import export_rejects, read_rejects
from graph_model.intake.results import Progress
from graph_model.model import utc_now

if TYPE_CHECKING:
    from gateway.sync.running.run import SyncParts


class StoreClient:
    """Answers from an open store; `close` closes it. `settings` say what is joined to `credit`, and where the systems are."""

    def __init__(self, parts: Opened, settings: Settings) -> None:
        self._parts = parts
        self._settings = settings

    async def run(self, operation: Operation, token: str | None = None, case: str | None = None) -> Answer:
        here = token is None and case is None
        return await self._parts.run(operation, THIS_MACHINE if here else await self._identity(token, case))

    async def _identity(self, token: str | None, case: str | None = None) -> Identity:
        """Whom a token stands for, in a case. Raises Forbidden for one that is not taken, StoreUnavailable where that cannot be told."""
        from gateway.http.refusals import NotReady, Refusal  # noqa: PLC0415 - most commands are this machine's own
        from gateway.security.authentication import Authentication  # noqa: PLC0415 - as above
        from gateway.security.named_case import in_case  # noqa: PLC0415 - as above

        authentication = Authentication(self._settings)
        headers = [] if token is None else [(b"authorization", b"Bearer " + token.encode())]
        headers += [] if case is None else [(CASE_HEADER, quote(case).encode())]
        try:
            identity = THIS_MACHINE
            if token is not None:
                identity = await authentication.identity(headers, self._parts.catalogue, self._parts.person_key)
            return await in_case(identity, headers, self._parts.cases)
        except NotReady as refusal:
            raise StoreUnavailable(refusal.message) from None
        except Refusal as refusal:
            raise Forbidden(refusal.message) from None
        finally:
            await authentication.close()

    async def schema(self) -> str:
        from gateway.public_graph.schema_text import public_schema  # noqa: PLC0415 - other commands do without the engine

        sdl, settings = self._parts.sdl(), self._settings
        if not settings.live:
            return await public_schema(sdl, settings.subgraphs)
        from gateway.live.systems import subgraphs_of  # noqa: PLC0415 - as above, with the drivers

        live = subgraphs_of(self._parts.mappings(), self._parts.catalogue, sdl)
        return await public_schema(sdl, settings.subgraphs, live)

    async def import_file(self, order: ImportOrder, on_progress: OnProgress) -> dict[str, Any]:
        def progressed(progress: Progress) -> None:
            on_progress(to_wire(progress))

        async def imported() -> dict[str, Any]:
            report = await import_file(
                self._parts.store,
                self._parts.catalogue,
                order.path,
                kind=_kind(order.kind),
                secret=self._parts.person_key,
                dry_run=order.dry_run,
                progress=progressed,
            )
            wire: dict[str, Any] = to_wire(report)
            return wire

        if order.dry_run:
            return await imported()
        what = {"file": order.path.name, "rows": order.kind}
        return await self._parts.auditing.changed(THIS_MACHINE, "import", what, imported)

    async def sync(self, order: SyncOrder, on_progress: OnProgress) -> list[dict[str, Any]]:
        from gateway.sync.running.several import changes_of, chosen_mappings, sync_systems  # noqa: PLC0415 - as in _sync_parts

        settle()
        reads = chosen_mappings(order.systems, self._settings, self._parts.catalogue)
        return await self._parts.auditing.changed(
            THIS_MACHINE,
            "sync",
            {"systems": [read.mapping.system for read in reads]},
            lambda: sync_systems(self._sync_parts(), self._settings, reads, full=order.full, on_progress=on_progress),
            lambda reports: {"changed": [kept for report in reports if (kept := changes_of(report))]},
        )

    async def verify(self, systems: tuple[str, ...], on_progress: OnProgress) -> list[dict[str, Any]]:
        from gateway.sync.running.several import chosen_mappings  # noqa: PLC0415 - as in _sync_parts
        from gateway.sync.verifying.several import verification_reports, verify_systems  # noqa: PLC0415 - as above

        parts = self._sync_parts()
        reads = chosen_mappings(systems, self._settings, self._parts.catalogue)
        found = await verify_systems(parts, self._settings, reads, on_progress=on_progress)
        await self._exported("verify", {"systems": [read.mapping.system for read in reads]})
        return verification_reports(reads, found)

    async def systems_report(self, on_progress: OnProgress) -> list[dict[str, Any]]:
        from gateway.sync.known_mappings import known_mappings  # noqa: PLC0415 - as in _sync_parts
        from gateway.systems_report import ReportParts, systems_report  # noqa: PLC0415 - as above

        reads = known_mappings(self._settings, self._parts.catalogue)
        parts = ReportParts(self._sync_parts(), self._settings, self._parts.sdl())
        report = await systems_report(parts, reads, on_progress)
        await self._exported("systems --report", {"systems": [read.mapping.system for read in reads]})
        return report

    def _sync_parts(self) -> "SyncParts":
        from gateway.sync.running.run import SyncParts  # noqa: PLC0415 - two seconds of drivers for nothing elsewhere

        parts = self._parts
        return SyncParts(parts.store, parts.catalogue, parts.person_key, utc_now, parts.turns)

    async def rejects(self) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = to_wire(await read_rejects(self._parts.store))
        await self._exported("rejects", {"count": len(rows)})
        return rows

    async def export_rejects(self, path: Path) -> int:
        await self._exported("rejects --export", {"file": path.name})
        return await export_rejects(self._parts.store, path)

    async def export(
        self, request: Mapping[str, Any], path: Path, on_progress: OnProgress, token: str | None = None
    ) -> None:
        from gateway.exports.to_file import export_to  # noqa: PLC0415 - as in _identity

        who = THIS_MACHINE if token is None else await self._identity(token)
        written = 0

        def told(part: int) -> None:
            nonlocal written
            written += part
            on_progress({"bytes": written})

        await export_to(path, request, self._parts, settings=self._settings, who=who, told=told)

    async def backup(self, target: Path, on_progress: OnProgress) -> dict[str, Any]:
        from gateway.backup.taking import take  # noqa: PLC0415 - as in _sync_parts

        await self._exported("backup", {"file": target.name})
        manifest: dict[str, Any] = to_wire(await take(self._settings, self._parts.store, target, on_progress))
        return manifest

    async def _exported(self, what: str, details: dict[str, Any]) -> None:
        await self._parts.auditing.exported(what, details, who=THIS_MACHINE)

    async def close(self) -> None:
        await self._parts.close()


async def open_in_process(settings: Settings) -> StoreClient:
    """Open the store that the settings name; raises StoreInUse, StoreUnavailable or BadInput."""
    return StoreClient(await open_parts(settings), settings)


def _kind(name: str) -> Kind:
    if name not in list(Kind):
        raise BadInput(f"不认识 {name}，有：{'、'.join(Kind)} / unknown; there are {', '.join(Kind)}", "--kind")
    return Kind(name)
