"""Which client a command gets."""

from gateway.clients.client import Client
from gateway.clients.through_server import ServerClient
from gateway.running_server import find_server
from gateway.settings import Settings


async def open_client(settings: Settings) -> Client:
    """The running server's where there is one; otherwise the store is opened here."""
    client = server_client(settings)
    if client is not None:
        return client
    from gateway.clients.in_process import open_in_process  # noqa: PLC0415 - the schema costs a second that a server saves

    return await open_in_process(settings)


def server_client(settings: Settings) -> ServerClient | None:
    """The client of the server that serves this data folder and this store; None where none does."""
    server = find_server(settings.data)
    return ServerClient(server) if server is not None and server.store == settings.store else None
