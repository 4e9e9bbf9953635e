"""Who is pushed to, and what: the keys of a subscriber."""

from enum import StrEnum
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, model_validator

from gateway.settings import is_loopback
from gateway.sources.configured import Address, Keys, Seconds
from gateway.sources.options import TlsOptions
from gateway.webhooks.shared_secrets import Name, Signed
from graph_model.change_kinds import ChangeKind
from graph_model.model import Grade
from graph_model.paging import MOST


class Start(StrEnum):
    """Where a subscriber that has never been there begins."""

    NOW = "now"
    BEGINNING = "beginning"


def _private(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme != "https" and not is_loopback(parts.hostname or ""):
        raise ValueError("应为 https://；http:// 只给本机 / must be https://; http:// is for this machine only")
    return url


class RetryOptions(Keys):
    """When a delivery that failed is tried again. Each pause is three times the one before, and somewhat random."""

    attempts: int = Field(
        default=12,
        ge=1,
        le=100,
        description="试几次，之后进死信 / tries, after which it is a dead letter",
        examples=[5],
    )
    first_delay: Annotated[float, Field(gt=0, le=3600, allow_inf_nan=False)] = Field(
        default=5.0, description="第一次失败后等几秒 / seconds after the first failure", examples=[1]
    )
    longest_delay: Annotated[float, Field(gt=0, le=86_400, allow_inf_nan=False)] = Field(
        default=21_600.0,
        description="最多等几秒，`retry-after` 也不超过它 / seconds at most, whatever `retry-after` says",
        examples=[600],
    )


class SubscriberKeys(Signed):
    """A system that changes are pushed to."""

    name: Name = Field(
        description="名字，读到哪里按它记 / its name, under which its place is kept", examples=["portal"]
    )
    url: Annotated[Address, AfterValidator(_private)] = Field(
        description="推到哪里：https://，本机可以 http:// / where to: https://, on this machine http:// too",
        examples=["https://portal.example/hooks/yuxin"],
    )
    start: Start = Field(
        default=Start.NOW,
        alias="from",
        description="第一次从哪里开始：`now` 或 `beginning` / where it begins at first",
        examples=["beginning"],
    )
    kinds: tuple[ChangeKind, ...] = Field(
        default=tuple(ChangeKind),
        min_length=1,
        description="推哪些变化 / the kinds of changes",
        examples=[["GRADE_RECORDED"]],
    )
    departments: tuple[str, ...] = Field(
        default=(),
        description="只推这些部门的事项（键或名称） / only items of these departments",
        examples=[["市交通局"]],
    )
    items: tuple[str, ...] = Field(
        default=(),
        description="只推这些事项（键，也可以是 `composite`） / only these items",
        examples=[["1-9", "1-10"]],
    )
    grades: tuple[Grade, ...] = Field(
        default=(), description="评价只推这些等级的 / of grade records only these grades", examples=[["D"]]
    )
    persons: bool = Field(
        default=False,
        description="是否也推自然人的（只有散列后的键） / whether natural persons' are pushed too (by hashed key only)",
        examples=[True],
    )
    batch: int = Field(
        default=50, ge=1, le=MOST, description="一次最多几项 / changes of a delivery at most", examples=[20]
    )
    timeout: Seconds = Field(default=15.0, description="一次推送的秒数 / seconds of a delivery", examples=[5])
    retry: RetryOptions = Field(
        default=RetryOptions(), description="失败后怎样重试 / what follows a failure", examples=[{"attempts": 5}]
    )
    tls: TlsOptions = Field(
        default=TlsOptions(),
        description="https:// 信任谁、出示什么 / trust and identity over https://",
        examples=[{"ca": "city-ca.pem"}],
    )

    @model_validator(mode="after")
    def _tls_needs_https(self) -> Self:
        if self.tls != TlsOptions() and not self.url.startswith("https:"):
            raise ValueError("tls 只用于 https:// / tls is for https:// only")
        return self
