"""Why a subscription ended before who asked for it ended it."""

from gateway.execution.errors import LIMIT_EXCEEDED

SUBSCRIBE_AGAIN = "SUBSCRIBE_AGAIN"
SLOW = (
    "取得太慢，变化已积满；请从 extensions.cursor 重新订阅 / events were taken too slowly and filled their queue; subscribe again "
    "after extensions.cursor",
    LIMIT_EXCEEDED,
)
STOPPING = (
    "网关正在停止；请从 extensions.cursor 重新订阅 / the gateway is stopping; subscribe again after extensions.cursor",
    SUBSCRIBE_AGAIN,
)


class SubscriptionEnded(Exception):
    """`message` and `code` tell who subscribed why, `cursor` is from where to go on (None: from where they began)."""

    def __init__(self, message: str, code: str, cursor: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.cursor = cursor
