"""How one remote subgraph is reached: the keys of a configuration, and the values that its connections are made from.

Secrets never stand here: `environment`, and a key that ends in `Environment`, name the variable that holds one.
"""

from enum import StrEnum
from typing import Self

from pydantic import Field, model_validator

from gateway.sources.configured import HttpAddress, Keys, LocalFile, Seconds, Variable
from gateway.sources.header_rules import HeaderRule
from gateway.sources.subscribing.options import SubscriptionOptions

MEBIBYTE = 1024 * 1024


class Encoding(StrEnum):
    """How an answer may be compressed, by its name in HTTP."""

    GZIP = "gzip"
    BROTLI = "br"
    ZSTANDARD = "zstd"


class Persisted(StrEnum):
    """Whether the hash of an operation is sent in place of its text."""

    NEVER = "never"
    AUTOMATIC = "automatic"
    ONLY = "only"


class TlsOptions(Keys):
    """Whom the gateway trusts, and how it shows who it is."""

    ca: LocalFile | None = Field(
        default=None,
        description="信任的签发者（PEM），代替系统的 / the trusted authorities (PEM), in place of the system's",
        examples=["city-ca.pem"],
    )
    certificate: LocalFile | None = Field(
        default=None,
        description="网关自己的证书链（PEM），用于 mTLS / the gateway's certificate chain (PEM), for mutual TLS",
        examples=["gateway.pem"],
    )
    key: LocalFile | None = Field(
        default=None,
        description="证书的私钥（PEM），缺省在 `certificate` 文件里 / its private key (PEM); in the file of `certificate` where absent",
        examples=["gateway.key"],
    )
    key_password_environment: Variable | None = Field(
        default=None,
        description="私钥口令在哪个环境变量里 / the environment variable with the private key's password",
        examples=["GATEWAY_KEY_PASSWORD"],
    )
    server_name: str | None = Field(
        default=None,
        min_length=1,
        description="子图证书上的名字（也是 SNI），缺省为地址里的主机 / "
        "the name on the subgraph's certificate (and SNI); the address's host where absent",
        examples=["stock.inside"],
    )

    @model_validator(mode="after")
    def _a_key_is_of_a_certificate(self) -> Self:
        if self.certificate is None and (self.key is not None or self.key_password_environment is not None):
            raise ValueError("有 key 就要有 certificate / a `key` needs its `certificate`")
        return self


class ProxyOptions(Keys):
    """A forwarding proxy: CONNECT for https:// subgraphs, the absolute form for http:// ones."""

    url: HttpAddress = Field(description="代理的地址 / the proxy's address", examples=["http://proxy.example:3128"])
    user: str | None = Field(
        default=None, min_length=1, description="代理的用户名 / the user at the proxy", examples=["yuxin"]
    )
    password_environment: Variable | None = Field(
        default=None,
        description="代理口令在哪个环境变量里 / the environment variable with the user's password",
        examples=["PROXY_PASSWORD"],
    )

    @model_validator(mode="after")
    def _a_password_is_of_a_user(self) -> Self:
        if (self.user is None) != (self.password_environment is None):
            raise ValueError("user 和 passwordEnvironment 要一起给 / give `user` and `passwordEnvironment` together")
        return self


class SourceOptions(Keys):
    """How one remote subgraph is reached; as it stands, by a configuration that says nothing."""

    timeout: Seconds = Field(
        default=10.0, description="一次取数连同重试的秒数 / seconds of a fetch with its retries", examples=[2.5]
    )
    connect_timeout: Seconds = Field(default=5.0, description="建立连接的秒数 / seconds to connect", examples=[1])
    retries: int = Field(
        default=2,
        ge=0,
        le=10,
        description="失败后再试几次；变更（mutation）只在确知没有送达时 / "
        "tries after the first; of a mutation only where it surely did not arrive",
        examples=[0],
    )
    connections: int = Field(
        default=128, ge=1, le=65_536, description="同时最多几个连接 / connections at one time", examples=[32]
    )
    largest_answer: int = Field(
        default=64 * MEBIBYTE,
        ge=1,
        description="一个回答的最大字节数，压缩的按解压后算 / bytes of an answer at most, counted after decompression",
        examples=[1048576],
    )
    headers: tuple[HeaderRule, ...] = Field(
        default=(),
        description="子图得到哪些标头，按顺序 / the rules of which headers the subgraph gets, in order",
        examples=[[{"pass": "authorization"}, {"set": "x-api-key", "environment": "STOCK_KEY"}]],
    )
    tls: TlsOptions = Field(
        default=TlsOptions(),
        description="https:// 信任谁、出示什么 / trust and identity over https://",
        examples=[{"ca": "city-ca.pem"}],
    )
    proxy: ProxyOptions | None = Field(
        default=None, description="经过哪个代理 / the proxy on the way", examples=[{"url": "http://proxy.example:3128"}]
    )
    http2: bool = Field(
        default=False,
        description="在 https:// 上提出用 HTTP/2，子图不会就用 HTTP/1.1 / "
        "offer HTTP/2 over https://; a subgraph without it is spoken to in HTTP/1.1",
        examples=[True],
    )
    compression: tuple[Encoding, ...] = Field(
        default=(),
        description="接受哪些压缩，按喜好 / the compressions that are accepted, by preference",
        examples=[["zstd", "gzip"]],
    )
    subscriptions: SubscriptionOptions = Field(
        default=SubscriptionOptions(),
        description="怎样订阅；只写协议也可以 / how it is subscribed to; the protocol alone will do",
        examples=["websocket"],
    )
    persisted: Persisted = Field(
        default=Persisted.NEVER,
        description="用操作的 SHA-256 代替文本：`automatic` 在子图不认识时补发文本，`only` 从不发文本 / the SHA-256 of an "
        "operation in place of its text: `automatic` sends the text where the subgraph does not know it, `only` never",
        examples=["automatic"],
    )
