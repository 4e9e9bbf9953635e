"""How one subgraph is subscribed to: the key `subscriptions` of its configuration."""

from enum import StrEnum
from typing import Any

from pydantic import ConfigDict, Field, model_validator

from gateway.sources.configured import Keys, Seconds

MEBIBYTE = 1024 * 1024


class Protocol(StrEnum):
    """What a subgraph speaks: GraphQL over SSE, graphql-transport-ws, or multipart/mixed with subscriptionSpec 1.0."""

    SSE = "sse"
    WEBSOCKET = "websocket"
    MULTIPART = "multipart"


def _or_the_protocol_alone(schema: dict[str, Any]) -> None:
    keys = dict(schema)
    schema.clear()
    schema["anyOf"] = [{"enum": [protocol.value for protocol in Protocol]}, keys]


class SubscriptionOptions(Keys):
    """`subscriptions: websocket` is short for `subscriptions: {protocol: websocket}`."""

    model_config = ConfigDict(json_schema_extra=_or_the_protocol_alone)

    protocol: Protocol = Field(
        default=Protocol.SSE,
        description="子图讲哪种协议 / the protocol that the subgraph speaks: `sse`, `websocket`, `multipart`",
        examples=["websocket"],
    )
    url: str | None = Field(
        default=None,
        min_length=1,
        description="订阅的地址，可以相对于子图的地址 / where it is subscribed to, also relative to the subgraph's address",
        examples=["/subscriptions"],
    )
    begin_timeout: Seconds = Field(
        default=10.0, description="多少秒内必须开始 / seconds until a subscription has begun", examples=[3]
    )
    idle_timeout: Seconds = Field(
        default=60.0,
        description="多少秒内必须有动静，哪怕只是心跳 / seconds in which something has to come, if only a heartbeat",
        examples=[30],
    )
    largest_event: int = Field(
        default=4 * MEBIBYTE,
        ge=1,
        description="一个事件的最大字节数 / bytes of an event at most",
        examples=[65536],
    )

    @model_validator(mode="before")
    @classmethod
    def _from_the_protocol(cls, given: Any) -> Any:
        return {"protocol": given} if isinstance(given, str) else given
