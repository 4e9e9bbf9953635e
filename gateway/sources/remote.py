"""The source of a remote subgraph, made as its options say: who asks for nothing special pays for nothing special."""

from urllib.parse import quote, urljoin, urlsplit

from gateway.sources.compressed import CompressedClient
from gateway.sources.configured import secret
from gateway.sources.dialling import Host, Proxy
from gateway.sources.guarded import Guard, GuardedSource
from gateway.sources.http1 import Http1Pool, Limits
from gateway.sources.http2 import Http2Client
from gateway.sources.http_source import HttpClient, HttpSource
from gateway.sources.options import Persisted, ProxyOptions, SourceOptions
from gateway.sources.persisted import PersistedSource
from gateway.sources.source import Source
from gateway.sources.subscribing.choosing import Subscriber, SubscribingSource, subscriber_at
from gateway.sources.tls import tls_context


def remote_source(name: str, url: str, options: SourceOptions) -> Source:
    """Raises ValueError for an address, a file or a secret that cannot be used. Made on the event loop that uses it."""
    host = host_of(name, url, options)
    client = _client(host, url, options)
    if options.compression:
        client = CompressedClient(client, options.compression, options.largest_answer)
    source: Source = HttpSource(client)
    if options.persisted is not Persisted.NEVER:
        source = PersistedSource(name, source, texts=options.persisted is Persisted.AUTOMATIC)
    guarded = GuardedSource(name, source, Guard(options.timeout, options.retries))
    return SubscribingSource(guarded, _subscriber(host, url, options))


def host_of(name: str, url: str, options: SourceOptions) -> Host:
    """Where and how to connect, for whatever is spoken there. Raises ValueError as `remote_source` does."""
    tls = tls_context(options.tls) if url.startswith("https:") else None
    proxy = None if options.proxy is None else _proxy(options.proxy)
    return Host.of(name, url, tls=tls, server_name=options.tls.server_name, proxy=proxy)


def _proxy(options: ProxyOptions) -> Proxy:
    password = "" if options.password_environment is None else secret(options.password_environment)
    return Proxy.of(options.url, options.user, password)


def _subscriber(host: Host, url: str, options: SourceOptions) -> Subscriber:
    where = urljoin(url, options.subscriptions.url or "")
    tls = host.tls
    if tls is None and where.startswith(("https:", "wss:")):
        tls = tls_context(options.tls)
    proxy, server_name = _proxy_address(options.proxy), options.tls.server_name
    return subscriber_at(host.name, url, options.subscriptions, tls=tls, server_name=server_name, proxy=proxy)


def _proxy_address(options: ProxyOptions | None) -> str | None:
    """The proxy's address with its user and password, as libraries take it."""
    if options is None or options.user is None or options.password_environment is None:
        return None if options is None else options.url
    parts = urlsplit(options.url)
    password = secret(options.password_environment)
    return parts._replace(netloc=f"{quote(options.user, '')}:{quote(password, '')}@{parts.netloc}").geturl()


def _client(host: Host, url: str, options: SourceOptions) -> HttpClient:
    name = host.name
    limits = Limits(options.connections, body=options.largest_answer, connect=options.connect_timeout)
    plain = Http1Pool(name, url, limits, host)
    if not options.http2 or not url.startswith("https:"):
        return plain
    return Http2Client(name, url, limits, host_of(name, url, options), plain)
