"""The source of a remote subgraph, made as its options say: whoever asks for nothing special pays for nothing special."""

from gateway.sources.guarded import Guard, GuardedSource
from gateway.sources.http1 import Http1Pool, Limits
from gateway.sources.http_source import HttpSource
from gateway.sources.options import SourceOptions
from gateway.sources.source import Source
from gateway.sources.tls import tls_context


def remote_source(name: str, url: str, options: SourceOptions) -> Source:
    """Raises ValueError for an address, a file or a secret that cannot be used. Made on the event loop that uses it."""
    limits = Limits(options.connections, body=options.largest_answer, connect=options.connect_timeout)
    tls = tls_context(options.tls) if url.startswith("https:") else None
    pool = Http1Pool(name, url, limits, tls, options.tls.server_name)
    return GuardedSource(name, HttpSource(pool), Guard(options.timeout, options.retries))
