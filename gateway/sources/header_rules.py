"""Which headers a subgraph gets: those of the client that a rule names, and those that a rule sets. Without rules, none.

Rules are applied in order, and of two that give a header the later one decides. Headers between two hops, and those about
the body, are never among them: the gateway's request to the subgraph is a request of its own.
"""

import re
from typing import Annotated, Any, Self

from pydantic import AfterValidator, Discriminator, Field, Tag, model_validator

from gateway.sources.configured import Keys, Variable

NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
"""A header's name, as HTTP has it; `*` is one of its characters, and so a pattern is one as well."""
HOP_BY_HOP = frozenset(
    {
        *(
            "connection",
            "keep-alive",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "http2-settings",
        ),
        *("proxy-authenticate", "proxy-authentication-info", "proxy-authorization"),
    }
)
OURS = frozenset({"host", "accept", "accept-encoding", "accept-charset", "expect", "range"})
OUR_FAMILIES = ("content-", "sec-websocket-", "if-")
CREDENTIALS = frozenset({"authorization", "cookie"})
"""These pass by their name only, never by a pattern."""


def never_passes(name: str) -> bool:
    """Whether a header (its name in lower case) belongs to one hop or to one body."""
    return name in HOP_BY_HOP or name in OURS or name.startswith(OUR_FAMILIES)


def _name(name: str) -> str:
    if not NAME.fullmatch(name) or "*" in name:
        raise ValueError("不是标头名 / is no name of a header")
    if never_passes(name.lower()):
        raise ValueError(
            "这个标头由网关自己写，不能转给子图 / the gateway writes this header itself; it cannot be passed or set"
        )
    return name.lower()


def _name_or_pattern(name: str) -> str:
    if "*" not in name:
        return _name(name)
    if not NAME.fullmatch(name):
        raise ValueError("不是带 * 的标头名 / is no name of a header with *")
    return name.lower()


def header_value(value: str) -> str:
    """The value, where a header can have it; raises ValueError."""
    if not (value.isascii() and value.isprintable()) or value != value.strip():
        raise ValueError("标头的值只能是可见的 ASCII 字符 / a header's value has visible ASCII characters only")
    return value


Name = Annotated[str, AfterValidator(_name)]
NameOrPattern = Annotated[str, AfterValidator(_name_or_pattern)]
Value = Annotated[str, AfterValidator(header_value)]


class PassRule(Keys):
    """A header of the client's request that the subgraph gets too."""

    name: NameOrPattern = Field(
        alias="pass",
        description="客户端的标头名，`*` 代表任意个字符 / the client's header by name, or a pattern in which `*` is any characters",
        examples=["x-tenant"],
    )
    rename: Name | None = Field(
        default=None, alias="as", description="给子图时的名字 / its name for the subgraph", examples=["x-customer"]
    )
    default: Value | None = Field(
        default=None, description="客户端没有时的值 / the value where the client sent none", examples=["city"]
    )

    @model_validator(mode="after")
    def _a_pattern_is_no_more(self) -> Self:
        if "*" in self.name and (self.rename is not None or self.default is not None):
            raise ValueError("带 * 的不能有 as 和 default / a pattern has no `as` and no `default`")
        return self


class SetRule(Keys):
    """A header that the subgraph gets whatever the client sent."""

    name: Name = Field(alias="set", description="标头名 / the header's name", examples=["x-tenant"])
    value: Value | None = Field(default=None, description="固定的值 / a constant value", examples=["yuxin"])
    environment: Variable | None = Field(
        default=None,
        description="值在哪个环境变量里，用于密钥 / the environment variable with the value, for secrets",
        examples=["STOCK_KEY"],
    )

    @model_validator(mode="after")
    def _one_value(self) -> Self:
        if (self.value is None) == (self.environment is None):
            raise ValueError("给出 value 或 environment 之一 / give one of `value` and `environment`")
        return self


def _kind(given: Any) -> str:
    sets = "set" in given if isinstance(given, dict) else isinstance(given, SetRule)
    return SetRule.__name__ if sets else PassRule.__name__


HeaderRule = Annotated[
    Annotated[PassRule, Tag(PassRule.__name__)] | Annotated[SetRule, Tag(SetRule.__name__)], Discriminator(_kind)
]
