"""`yuxin` over SQLite files of the systems that wait so many seconds before each statement: `waiting_sqlite SECONDS serve …`.

A file has no wire to be slow. What waits is the thread of the connection, as it would for a slow disk.
"""

import sys
import time
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.pool import Pool

from gateway.cli import main
from gateway.sync.bundled import FOLDER


def wait_before_statements(seconds: float) -> None:
    """Of all connections made from now on; those of other files than the systems' do not wait."""

    def connected(connection: Any, _: Any) -> None:
        cursor = connection.cursor()
        cursor.execute("PRAGMA database_list")
        [(_, _, file)] = cursor.fetchall()
        cursor.close()
        if Path(file).parent.name == FOLDER:
            connection.run_async(lambda driver: driver.set_trace_callback(lambda _: time.sleep(seconds)))

    event.listen(Pool, "connect", connected)


if __name__ == "__main__":
    wait_before_statements(float(sys.argv.pop(1)))
    main()
