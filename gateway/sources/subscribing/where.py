"""Where a subgraph is subscribed to, and by which way."""

import ssl
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Where:
    """`name` is the subgraph's, for errors; `tls` None: the system's authorities; `server_name` None: the address's host."""

    name: str
    url: str
    tls: ssl.SSLContext | None = None
    server_name: str | None = None
    proxy: str | None = None

    @property
    def encrypted(self) -> bool:
        return self.url.startswith(("https:", "wss:"))
