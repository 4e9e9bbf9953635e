"""The file of `--webhooks`: who may push to the gateway, and who is pushed to.

    senders:
    - {name: transport, secretEnvironment: TRANSPORT_WEBHOOK_SECRET, rows: grades}
    subscribers:
    - {name: portal, secretEnvironment: PORTAL_WEBHOOK_SECRET, url: "https://…"}

Keys are camel case there; what each means is its description, which the docs show too.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from pydantic import Field

from gateway.federation.located import BadConfiguration, LocatedFile
from gateway.sources.configured import Keys, Seconds
from gateway.webhooks.shared_secrets import Name, Signed, secrets_of
from gateway.webhooks.subscribers import SubscriberKeys
from graph_model.errors import BadInput
from graph_model.intake import Kind
from graph_model.intake.importing import MAX_ROWS

MEBIBYTE = 1024 * 1024


class Rows(StrEnum):
    """What a sender's rows are, by the name of `import --kind`."""

    GRADES = "grades"
    FACTS = "facts"

    @property
    def kind(self) -> Kind:
        return Kind(self.value)


class SenderKeys(Signed):
    """A system that pushes, to `POST /webhooks/<name>`."""

    name: Name = Field(description="地址里的名字：`/webhooks/<name>` / its name in the address", examples=["transport"])
    rows: Rows = Field(
        default=Rows.GRADES,
        description="推来的是什么：`grades` 评价，`facts` 失信事实；列与导入文件相同 / what it pushes, with the columns of an import file",
        examples=["facts"],
    )
    tolerance: Seconds = Field(
        default=300.0,
        description="签名时间与本机时钟最多相差的秒数 / seconds that the time of signing may differ from this clock",
        examples=[120],
    )
    body_limit: int = Field(
        default=8 * MEBIBYTE,
        ge=1024,
        le=64 * MEBIBYTE,
        description="一次推送的最大字节数 / bytes of a delivery at most",
        examples=[1048576],
    )
    row_limit: int = Field(
        default=MAX_ROWS,
        ge=1,
        le=MAX_ROWS,
        description="一次推送最多几行 / rows of a delivery at most",
        examples=[500],
    )
    at_once: int = Field(
        default=4,
        ge=1,
        le=64,
        description="同时处理几次推送，再多的答 429 / deliveries at one time; more are answered 429",
        examples=[1],
    )


class WebhookKeys(Keys):
    """The whole file."""

    senders: tuple[SenderKeys, ...] = Field(default=(), description="推数据来的系统 / the systems that push")
    subscribers: tuple[SubscriberKeys, ...] = Field(
        default=(), description="把变化推给它的系统 / the systems that changes are pushed to"
    )


@dataclass(frozen=True, slots=True)
class Sender:
    """A sender with its secrets."""

    keys: SenderKeys
    secrets: tuple[bytes, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Subscriber:
    """A subscriber with its secrets, and where it stands in the file."""

    keys: SubscriberKeys
    secrets: tuple[bytes, ...] = field(repr=False)
    file: LocatedFile = field(repr=False)
    place: int

    def error(self, message: str, *steps: str | int) -> BadInput:
        """An error at a place of its entry."""
        return BadInput(str(self.file.error(message, "subscribers", self.place, *steps)))


@dataclass(frozen=True, slots=True)
class Webhooks:
    """The file, read, with the secrets that it names."""

    senders: tuple[Sender, ...]
    subscribers: tuple[Subscriber, ...]


def read_webhooks(path: Path) -> Webhooks:
    """Raises BadInput for whatever is wrong with the file, at its line, and for a secret that is missing or is none."""
    try:
        file = LocatedFile(path)
        keys = file.validated(WebhookKeys)
        _refuse_doubles(file, "senders", [sender.name for sender in keys.senders])
        _refuse_doubles(file, "subscribers", [subscriber.name for subscriber in keys.subscribers])
        senders = [Sender(one, secrets_of(file, one, "senders", place)) for place, one in enumerate(keys.senders)]
        subscribers = [
            Subscriber(one, secrets_of(file, one, "subscribers", place), file, place)
            for place, one in enumerate(keys.subscribers)
        ]
    except BadConfiguration as error:
        raise BadInput(str(error)) from error
    return Webhooks(tuple(senders), tuple(subscribers))


def _refuse_doubles(file: LocatedFile, key: str, names: Sequence[str]) -> None:
    for place, name in enumerate(names):
        if name in names[:place]:
            raise file.error(f"重名 / two are named {name!r}", key, place, "name")
