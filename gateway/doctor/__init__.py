"""What is wrong with a deployment: every check says what it saw and, where something is wrong, what to do next.

Nothing is written, and no secret is shown. It works beside a gateway that serves the same data, and asks that one.
"""

from collections.abc import Callable, Iterable

from gateway.doctor.configuration import named_files, secret_settings, settings_fit, variables
from gateway.doctor.findings import Finding
from gateway.doctor.folder import data_folder, free_space, port, running_server
from gateway.doctor.graph import graph
from gateway.doctor.identity import identity_provider
from gateway.doctor.machine import clock, open_files, packages, python_version
from gateway.doctor.page import page
from gateway.doctor.records import records
from gateway.doctor.subgraphs import registered_subgraphs
from gateway.doctor.systems import systems, wanted
from gateway.settings import Settings


def this_machine() -> list[Finding]:
    """What needs no settings."""
    return [python_version(), packages(), open_files()]


async def deployment(settings: Settings, options: Callable[[], Iterable[str]]) -> list[Finding]:
    """Every check, in the order in which one would repair things. `options` gives the variables of the commands' options."""
    files = wanted(settings)
    named = [read.mapping.connection.environment for read in files.reads if read.mapping.connection.environment]
    configured = [
        variables(options, named),
        *settings_fit(settings),
        *secret_settings(settings),
        *named_files(settings),
        *files.findings,
    ]
    identity, provider_ahead = await identity_provider(settings)
    running, server = await running_server(settings)
    found_records, ahead = await records(settings)
    serving = running.server if running is not None and running.server.store == settings.store else None
    look, found_graph = await graph(settings, serving, files.connected, files.plan)
    if provider_ahead is not None:
        ahead["OIDC"] = provider_ahead
    if look is not None and look.ahead is not None:
        ahead["Neo4j"] = look.ahead
    return [
        *configured,
        data_folder(settings.data),
        free_space(settings.data),
        server,
        port(settings, None if running is None else running.server),
        identity,
        *found_records,
        *found_graph,
        *await systems(settings, files.reads, look),
        *await registered_subgraphs(settings),
        clock(ahead, settings.oidc_clock_skew),
        *page(settings),
    ]
