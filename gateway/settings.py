"""Every setting of the gateway in one typed class.

Where a value comes from, the first that has one: an option of the command line, the environment (`YUXIN_…`), the file
`yuxin.toml`, the default. Secrets come from the environment only.
"""

import os
import re
import tomllib
from collections.abc import Mapping
from functools import cached_property
from ipaddress import IPv4Network, IPv6Network, ip_address
from pathlib import Path
from typing import Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, InitSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict

from gateway.events.place_limits import DEFAULT_PLACES, PlaceLimits
from gateway.execution.document_limits import DEFAULT_COST_LIMIT, DEFAULT_LIMITS, DEFAULT_LIST_SIZE, DocumentLimits
from gateway.http.admission_limits import DEFAULT_ADMISSION, AdmissionLimits
from gateway.http.compression import COMPRESS_FROM
from gateway.http.socket_limits import DEFAULT_SOCKETS, SocketLimits
from graph_model.errors import BadInput
from resolvers.asker import Role

PREFIX = "YUXIN_"
FILE_NAME = "yuxin.toml"
NO_SYSTEMS, BUNDLED = "none", "bundled"
NO_SYNC = "off"
SPAN = re.compile(r"[1-9][0-9]*[smhd]")
"""A span of time, as in gateway.sync.mapping.model."""
ORIGIN = re.compile(r"https?://[a-zA-Z0-9.-]+(:[0-9]{1,5})?|https?://\[[0-9a-fA-F:]+\](:[0-9]{1,5})?")
ALGORITHMS = frozenset(
    {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "Ed25519", "EdDSA"}
)
"""Signatures by a private key. Never `none`, and never HMAC: its key would be the provider's public one, which everyone has."""
IDENTITY_PARTS = ("role", "name", "department", "district", "subject", "grantee", "system", "case")
SYSTEM_SERVERS = ("postgresql://", "mysql://", "mariadb://")
EMBEDDED = "embedded"
"""As in graph_model.open_store, whose import would cost every command half a second of drivers."""
SECRETS = ("neo4j_user", "neo4j_password", "person_key", "records")
MEBIBYTE = 1024 * 1024


def default_cache() -> Path:
    """`yuxin` in the user's cache folder."""
    return Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser() / "yuxin"


class Settings(BaseSettings):
    """The settings. A field `request_timeout` is `YUXIN_REQUEST_TIMEOUT` and, in the file, `request_timeout`."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="forbid", frozen=True)

    data: Path = Field(
        default=Path(".yuxin"),
        description="数据目录，放嵌入式图库、安装密钥和页面 / the folder of the embedded store, the installation's key and the page",
    )
    store: str = Field(
        default=EMBEDDED,
        description="图存储：`embedded`，或 Neo4j 的 `bolt://…`、`neo4j://…` / the graph store: `embedded` or a Neo4j address",
    )
    neo4j_user: str | None = Field(default=None, description="Neo4j 用户名 / the Neo4j user")
    neo4j_password: SecretStr | None = Field(default=None, description="Neo4j 口令 / the Neo4j password")
    neo4j_database: str | None = Field(
        default=None,
        description="Neo4j 数据库名，缺省为服务器的默认库 / the Neo4j database; the server's default where absent",
    )
    person_key: SecretStr | None = Field(
        default=None,
        min_length=16,
        description="自然人标识散列用的密钥，缺省首次使用时生成在 `<data>/person.key` / "
        "the key that hashes persons' identifiers; generated once into `<data>/person.key` where absent",
    )
    host: str = Field(
        default="127.0.0.1",
        description="监听地址；没有身份认证时只能是本机 / the address to listen on; loopback only without an identity provider",
    )
    port: int = Field(
        default=8000, ge=0, le=65535, description="端口，0 为任选空闲端口 / the port; 0 takes any free one"
    )
    workers: int = Field(
        default=1, ge=1, le=256, description="工作进程数，大于 1 需要 Neo4j / processes; more than one needs Neo4j"
    )
    city: int = Field(
        default=2000,
        ge=0,
        description="空库时造多少个合成主体，0 为不造 / synthetic subjects made where there are none; 0 makes none",
    )
    seed: int = Field(default=7, description="合成城市的随机种子 / the seed of the synthetic city")
    systems: str = Field(
        default=BUNDLED,
        repr=False,
        description="演示用的 20 个支撑系统建在哪里：`bundled` 为数据目录里的 SQLite 文件，或 `postgresql://…`、`mysql://…`，`none` 不建 / "
        "where the 20 made-up support systems are laid down: `bundled` (SQLite files in the data folder), a server, or `none`",
    )
    mappings: Path | None = Field(
        default=None,
        description="登记的系统：放映射文件的目录（docs/systems/connecting.md） / "
        "registered systems: the folder of their mapping files (docs/systems/connecting.md)",
    )
    sync_every: str | None = Field(
        default=None,
        description="serve 多久同步一次各系统（如 `15m`），缺省按各映射的 `freshness`，`off` 不同步 / how often `serve` syncs each "
        "system (as `15m`); by default as often as its mapping's `freshness` says; `off`: not at all",
    )
    subgraphs: Path | None = Field(
        default=None,
        description="登记的子图（YAML），与 credit 合成公共结构 / the registered subgraphs (YAML), composed with `credit`",
    )
    webhooks: Path | None = Field(
        default=None,
        description="谁推数据来，变化推给谁（YAML） / who pushes to the gateway, and who is pushed to (YAML)",
    )
    records: SecretStr | None = Field(
        default=None,
        description="运行记录库（审计记录、推送的进度和死信），`postgresql://…`，缺省数据目录里的 `records.sqlite` / "
        "the operational store (the audit trail, places and dead letters of what is pushed); SQLite in the data folder where absent",
    )
    audit_anchors: Path | None = Field(
        default=None,
        description="审计记录的锚放在哪个目录，缺省 `<data>/audit`，最好在另一块盘上 / the folder of the audit trail's anchors; "
        "`<data>/audit` where absent, best on another disk",
    )
    oidc_issuer: str | None = Field(
        default=None,
        description="身份提供方（OpenID Connect）的地址，`https://…`；没有则人人都是演示协调员，只监听本机 / the issuer of the identity "
        "provider, `https://…`; without one everyone is the demo coordinator and only loopback is listened on",
    )
    oidc_audience: str | None = Field(
        default=None,
        description="令牌的 `aud` 里须有的本网关的名字 / the gateway's name, which a token's `aud` must have",
    )
    oidc_algorithms: tuple[str, ...] = Field(
        default=("RS256", "PS256", "ES256"),
        min_length=1,
        description="接受的签名算法，只能是公钥的 / the algorithms of signatures that are taken; those of public keys only",
    )
    oidc_clock_skew: int = Field(
        default=30, ge=0, le=600, description="时钟相差多少秒以内仍算有效 / seconds that clocks may differ"
    )
    oidc_claims: dict[str, str] = Field(
        default={},
        description='身份的各部分在哪个声明里，如 `{role = "realm_access.roles"}`；缺省同名，`name` 为 `sub` / which claim has a part of '
        "the identity; by default that of its name, `sub` for `name`",
    )
    oidc_roles: dict[str, Role] = Field(
        default={},
        description='提供方的角色名对应的角色，如 `{inspector = "investigator"}`；缺省同名 / what the provider\'s roles are here',
    )
    remote_fields: dict[str, tuple[Role, ...]] = Field(
        default={},
        description="登记的子图的字段给哪些角色看，如 `{"
        '"Bid.*" = ["officer"]'
        "}`；没写的只给协调员 / which roles the fields of registered subgraphs are for; those that are not named are the coordinator's",
    )
    cors_origins: tuple[str, ...] = Field(
        default=(),
        description="哪些网站的脚本可以调用，如 `https://portal.example`；缺省没有 / the origins whose scripts may call; none by default",
    )
    authorisations: tuple[Path, ...] = Field(
        default=(),
        description="各部门补充的依据文件（JSON 数组） / the departments' own files of legal bases (a JSON array)",
    )
    cache: Path = Field(
        default_factory=default_cache,
        description="缓存目录，放构建好的网页 / the folder of what can be made again: the built page",
    )
    page: bool = Field(
        default=True, description="首次启动时构建网页 / whether the page is built where it has not been yet"
    )
    lang: Literal["zh", "en"] = Field(default="zh", description="终端语言 / the language of the terminal")
    request_timeout: float = Field(
        default=30.0, gt=0, description="一个请求最长秒数 / seconds after which a request is given up"
    )
    store_timeout: float = Field(
        default=30.0, gt=0, description="一次图查询最长秒数 / seconds after which a graph query is given up"
    )
    shutdown_timeout: float = Field(
        default=20.0, gt=0, description="停机时等待在途请求的秒数 / seconds that ending waits for requests under way"
    )
    drain_seconds: float = Field(
        default=0.3,
        ge=0,
        le=300,
        description="停机时先答 /health/ready 503、照常回答并请客户换连接的秒数，此后不接新连接；应长于负载均衡的检查间隔 / seconds for "
        "which a gateway that ends answers 503 to /health/ready and goes on answering, asking clients to change connections, before it "
        "takes no new ones; longer than a load balancer's checks are apart",
    )
    durability: Literal["full", "normal", "off"] = Field(
        default="full",
        description="嵌入式存储的持久性：`full` 断电不丢，`normal` 进程被杀不丢 / "
        "the embedded store's: `full` survives power loss, `normal` a killed process",
    )
    body_limit: int = Field(
        default=8 * MEBIBYTE,
        ge=1024,
        description="一个 GraphQL 请求的最大字节数 / the largest GraphQL request in bytes",
    )
    import_limit: int = Field(
        default=4096 * MEBIBYTE,
        ge=1024,
        description="经服务器导入的文件的最大字节数 / the largest file imported through a server",
    )
    concurrent_requests: int = Field(
        default=DEFAULT_ADMISSION.running,
        ge=1,
        description="一个进程同时处理多少个查询 / operations that a process works on at one time",
    )
    waiting_requests: int = Field(
        default=DEFAULT_ADMISSION.waiting,
        ge=0,
        description="此外多少个排队，再多答 503 / so many more wait for their turn; who comes then is answered 503",
    )
    waiting_seconds: float = Field(
        default=DEFAULT_ADMISSION.seconds,
        gt=0,
        description="排队最长秒数 / seconds that one waits for its turn at most",
    )
    long_requests: int = Field(
        default=DEFAULT_ADMISSION.long,
        ge=0,
        description="至多多少个超过 0.03 秒的查询让出位置 / operations that take longer than 0.03 s and make room for others, at most",
    )
    slow_bodies: int = Field(
        default=DEFAULT_ADMISSION.arriving,
        ge=0,
        description="同时等多少个迟迟不到的请求体，再多答 408 / bodies that are slow to arrive at one time; further ones are answered 408",
    )
    trusted_proxies: tuple[IPv4Network | IPv6Network, ...] = Field(
        default=(),
        description="哪些反向代理（地址或网段）说的 X-Forwarded-For、Forwarded 可信 / the reverse proxies (addresses or networks) whose "
        "X-Forwarded-For and Forwarded are believed",
    )
    client_rate: float = Field(
        default=100.0,
        gt=0,
        description="一个客户平均每秒多少个请求，再多答 429；只监听本机又没有可信代理时不限 / requests a second of one client on average, "
        "further ones are 429; no limit on loopback without trusted proxies",
    )
    client_burst: float = Field(
        default=200.0, ge=1, description="一个客户一下子多少个请求 / requests of one client at once, beyond the average"
    )
    client_requests: int = Field(
        default=32,
        ge=1,
        description="一个客户同时多少个请求，排队的也算 / requests of one client under way at one time, those that wait among them",
    )
    subscriptions: int = Field(
        default=DEFAULT_PLACES.total,
        ge=0,
        description="一个进程同时多少个订阅 / subscriptions of a process under way at one time",
    )
    client_subscriptions: int = Field(
        default=DEFAULT_PLACES.each,
        ge=0,
        description="一个客户同时多少个订阅 / subscriptions of one client under way at one time",
    )
    socket_operations: int = Field(
        default=DEFAULT_SOCKETS.operations,
        ge=1,
        description="一个 WebSocket 上同时多少个操作 / operations under way over one WebSocket at one time",
    )
    socket_idle: float = Field(
        default=DEFAULT_SOCKETS.idle,
        gt=0,
        description="WebSocket 上没有操作多少秒就关闭 / seconds after which a WebSocket without an operation is closed",
    )
    exports: int = Field(
        default=4, ge=0, description="一个进程同时多少个导出 / exports of a process under way at one time"
    )
    export_rows: int = Field(
        default=200_000, ge=1, description="一次导出最多多少行，再多在文件末尾说明 / rows of one export at most"
    )
    export_seconds: float = Field(
        default=600.0, gt=0, description="一次导出最长秒数 / seconds that one export may take"
    )
    document_cache: int = Field(
        default=1000, ge=1, description="缓存多少个已校验的查询文档 / validated documents that are kept"
    )
    trusted_documents: Path | None = Field(
        default=None,
        description="请求可以只报名称的文档清单（GraphQL Code Generator 的 persisted-documents.json） / the documents that a request may "
        "name (persisted-documents.json of GraphQL Code Generator)",
    )
    only_trusted_documents: bool = Field(
        default=False,
        description="只运行清单里的文档 / run the documents of trusted_documents only",
    )
    token_limit: int = Field(
        default=DEFAULT_LIMITS.tokens, ge=100, description="一个文档最多几个词法单元 / tokens in a document at most"
    )
    depth_limit: int = Field(
        default=DEFAULT_LIMITS.depth, ge=1, description="字段最多几层 / levels of fields in one another at most"
    )
    field_limit: int = Field(
        default=DEFAULT_LIMITS.fields,
        ge=1,
        description="一个操作最多几个字段，片段用几次算几次 / fields of an operation at most; fragments count as often as they are spread",
    )
    root_field_limit: int = Field(
        default=DEFAULT_LIMITS.root_fields, ge=1, description="最多几个根字段 / root fields at most"
    )
    alias_limit: int = Field(default=DEFAULT_LIMITS.aliases, ge=0, description="最多几个别名 / aliases at most")
    directive_limit: int = Field(
        default=DEFAULT_LIMITS.directives, ge=0, description="最多几个指令 / directives at most"
    )
    fragment_limit: int = Field(
        default=DEFAULT_LIMITS.fragments, ge=0, description="一个文档最多几个片段 / fragments in a document at most"
    )
    cost_limit: int = Field(
        default=DEFAULT_COST_LIMIT,
        ge=1,
        description="一个操作的成本上限（docs/http.md） / the most that an operation may cost (docs/http.md)",
    )
    cost_limits: dict[Role, int] = Field(
        default={},
        description="各角色另定的成本上限，如 `{public = 20000}` / the most for some roles, where it is another",
    )
    list_size: int = Field(
        default=DEFAULT_LIST_SIZE,
        ge=1,
        description="没有 @listSize 的列表按几个计成本 / the length at which lists without @listSize are priced",
    )
    report_cost: bool = Field(
        default=False,
        description="每个应答都在 `extensions.cost` 里报告成本，不只是请求带 `x-yuxin-cost` 的 / tell the cost in `extensions.cost` of "
        "every answer, not only where a request has `x-yuxin-cost`",
    )
    compress_from: int = Field(
        default=COMPRESS_FROM,
        ge=0,
        description="多少字节以上的应答按 accept-encoding 压缩，0 为不压缩 / bytes from which responses are compressed as "
        "`accept-encoding` says; 0: none is",
    )
    catalogue_max_age: int = Field(
        default=300,
        ge=0,
        description="GET 只问公共目录的应答可以缓存多少秒 / seconds that caches may keep an answer to a GET of the public catalogue alone",
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="日志级别 / the level of the log"
    )
    log_format: Literal["auto", "text", "json"] = Field(
        default="auto",
        description="日志格式，写到标准错误：`json` 一事一行，`text` 给人看，`auto` 在终端为 `text`，否则 `json` / the form of the log, "
        "which goes to standard error: `json`, a line an event, `text` for people, `auto`: `text` at a terminal, `json` elsewhere",
    )
    log_requests: Literal["all", "failed", "none"] = Field(
        default="all",
        description="哪些 GraphQL 请求在日志里有一行：全部、有错误或被拒绝的、都没有 / which GraphQL requests have a line in the log: "
        "all, those with errors or refused, none",
    )

    @field_validator("systems")
    @classmethod
    def _systems_are_somewhere(cls, value: str) -> str:
        if value not in (NO_SYSTEMS, BUNDLED) and not value.startswith(SYSTEM_SERVERS):
            raise ValueError(
                "应为 none、bundled、postgresql://… 或 mysql://… / must be none, bundled, postgresql://… or mysql://…"
            )
        return value

    @field_validator("sync_every")
    @classmethod
    def _sync_is_a_span(cls, value: str | None) -> str | None:
        if value is not None and value != NO_SYNC and not SPAN.fullmatch(value):
            raise ValueError(
                "应为 30s、15m、24h、7d 这样的时间，或 off / must be a time like 30s, 15m, 24h, 7d, or off"
            )
        return value

    @field_validator("oidc_issuer")
    @classmethod
    def _the_issuer_cannot_be_impersonated(cls, value: str | None) -> str | None:
        if value is not None and not is_safe(value):
            raise ValueError("应为 https://…（本机可用 http） / must be https://… (http on this machine only)")
        return value

    @field_validator("oidc_algorithms")
    @classmethod
    def _signatures_are_by_private_keys(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if not ALGORITHMS.issuperset(value):
            raise ValueError(f"只能是公钥签名 / must be among {', '.join(sorted(ALGORITHMS))}")
        return value

    @field_validator("oidc_claims")
    @classmethod
    def _claims_are_of_parts(cls, value: dict[str, str]) -> dict[str, str]:
        if not set(IDENTITY_PARTS).issuperset(value):
            raise ValueError(f"只有 / there are only {', '.join(IDENTITY_PARTS)}")
        return value

    @field_validator("cors_origins")
    @classmethod
    def _origins_are_whole(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for origin in value:
            if not ORIGIN.fullmatch(origin):
                raise ValueError(f"{origin}: 应为 https://主机[:端口]，没有路径 / must be https://host[:port], no path")
        return value

    @model_validator(mode="after")
    def _a_provider_needs_an_audience(self) -> Self:
        if (self.oidc_issuer is None) is not (self.oidc_audience is None):
            raise ValueError(
                "oidc_issuer 和 oidc_audience 要一起给：没有 aud，给别处的令牌在这里也能用 / give both or neither: without an audience "
                "a token for another service would be good here"
            )
        return self

    @model_validator(mode="after")
    def _trust_needs_a_manifest(self) -> Self:
        if self.only_trusted_documents and self.trusted_documents is None:
            raise ValueError(
                "only_trusted_documents 要和 trusted_documents 一起给：没有清单就什么也不能运行 / give trusted_documents too: without "
                "a manifest nothing could be run"
            )
        return self

    @model_validator(mode="after")
    def _workers_need_a_shared_store(self) -> Self:
        if self.workers > 1 and self.store == EMBEDDED:
            raise ValueError(
                "嵌入式存储只能由一个进程写，多个工作进程需要 Neo4j（--store bolt://…） / the embedded store has one writing "
                "process; more than one worker needs Neo4j (--store bolt://…)"
            )
        return self

    @cached_property
    def loopback(self) -> bool:
        """Whether `host` can be reached from this machine only."""
        return is_loopback(self.host)

    @property
    def live(self) -> bool:
        """Whether there are department systems that are asked at query time."""
        return self.systems != NO_SYSTEMS or self.mappings is not None

    @property
    def federated(self) -> bool:
        """Whether anything is joined to `credit`."""
        return self.subgraphs is not None or self.live

    @property
    def document_limits(self) -> DocumentLimits:
        """What a document may ask for."""
        return DocumentLimits(
            tokens=self.token_limit,
            depth=self.depth_limit,
            fields=self.field_limit,
            root_fields=self.root_field_limit,
            aliases=self.alias_limit,
            directives=self.directive_limit,
            fragments=self.fragment_limit,
        )

    def cost_limit_of(self, role: Role) -> int:
        """The most that an operation of this role may cost."""
        return self.cost_limits.get(role, self.cost_limit)

    @property
    def socket_limits(self) -> SocketLimits:
        """What one WebSocket may do."""
        return SocketLimits(message=self.body_limit, operations=self.socket_operations, idle=self.socket_idle)

    @property
    def subscription_limits(self) -> PlaceLimits:
        """How many subscriptions there may be."""
        return PlaceLimits(total=self.subscriptions, each=self.client_subscriptions)

    @property
    def tells_clients_apart(self) -> bool:
        """Whether requests come from different addresses: on loopback, only where a proxy says from which."""
        return not self.loopback or bool(self.trusted_proxies)

    @property
    def admission_limits(self) -> AdmissionLimits:
        """What is worked on at one time."""
        return AdmissionLimits(
            running=self.concurrent_requests,
            waiting=self.waiting_requests,
            seconds=self.waiting_seconds,
            arriving=self.slow_bodies,
            long=self.long_requests,
        )

    @property
    def neo4j_auth(self) -> tuple[str, str] | None:
        if self.neo4j_user is None or self.neo4j_password is None:
            return None
        return self.neo4j_user, self.neo4j_password.get_secret_value()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings


def make_data_folder(folder: Path) -> None:
    """Make the data folder where it is missing, its owner's only: it holds the graph and the key for persons."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def is_loopback(host: str) -> bool:
    """Whether `host` is `localhost` or an address of the loopback network."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def is_safe(address: str) -> bool:
    """Whether nobody on the way can change what is read from there: https, or http on this machine."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    host = parts.hostname or ""
    return (parts.scheme == "https" and bool(host)) or (parts.scheme == "http" and is_loopback(host))


def load_settings(config: Path | None = None, **options: Any) -> Settings:
    """The settings of a command: `options` (None: not given) over the environment over the file over the defaults.

    Without `config` the file is YUXIN_CONFIG or `yuxin.toml` in the data folder, where there is one. Raises BadInput.
    """
    given = {name: value for name, value in options.items() if value is not None}
    path = config or _path_of("CONFIG")
    if path is None:
        path = Path(given.get("data") or _path_of("DATA") or ".yuxin") / FILE_NAME
        content = _read_file(path) if path.is_file() else {}
    else:
        content = _read_file(path)
    try:
        return _with_file(content)(**given)
    except ValidationError as error:
        raise BadInput(_explanation(error, content, path)) from None


def _with_file(content: Mapping[str, Any]) -> type[Settings]:
    """Settings with the content of a file behind the environment."""

    class SettingsWithFile(Settings):
        @classmethod
        def settings_customise_sources(
            cls, settings_cls: type[BaseSettings], *sources: PydanticBaseSettingsSource, **named: Any
        ) -> tuple[PydanticBaseSettingsSource, ...]:
            return (
                *super().settings_customise_sources(settings_cls, *sources, **named),
                InitSettingsSource(settings_cls, init_kwargs=dict(content)),
            )

    return SettingsWithFile


def _path_of(name: str) -> Path | None:
    text = os.environ.get(PREFIX + name)
    return Path(text) if text else None


def _read_file(path: Path) -> dict[str, Any]:
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadInput(f"读不了设置文件 / cannot read the settings file: {error}", str(path)) from None
    for name in SECRETS:
        if name in content:
            raise BadInput(
                f"{name} 是机密，只能用环境变量 {PREFIX}{name.upper()} / a secret, from the environment only", str(path)
            )
    return content


def _explanation(error: ValidationError, content: Mapping[str, Any], path: Path) -> str:
    """What is wrong with each setting: its name, where it came from when that is the file, and why."""
    lines = []
    for problem in error.errors(include_url=False, include_input=False):
        name = str(problem["loc"][0]) if problem["loc"] else ""
        where = f"{path}: {name}" if name in content else f"{name} ({PREFIX}{name.upper()})"
        message = str(problem["msg"]).removeprefix("Value error, ")
        known = Settings.model_fields.get(name)
        lines.append(
            f"{where}: {message} [{known.description}]" if known else f"{where}: {message}" if name else message
        )
    return "; ".join(lines)
