"""`serve` without its audit trail, to be compared with servers that have none: `unaudited serve …`. The product has no such switch."""

from unittest.mock import patch

from gateway.cli import main
from gateway.records.audit.deferred import DeferredTrail
from gateway.records.audit.line import Line


class NoTrail(DeferredTrail):
    """Lines are made and go nowhere."""

    async def open(self) -> None: ...

    async def write(self, line: Line) -> None: ...


if __name__ == "__main__":
    with patch("gateway.preparation.DeferredTrail", NoTrail):
        main()
