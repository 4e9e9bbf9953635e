"""等级变化，一条一行；停下再运行，从游标接着 / grades as they change, going on where it stopped: `python changes.py [HOW MANY]`."""

import asyncio
import os
import sys
from pathlib import Path

from client import Refused, events

KEPT = Path(os.environ.get("CURSOR_FILE", "cursor.txt"))
CHANGED = """subscription ($after: String) {
  gradeChanged(after: $after) { cursor kind subject { displayName } record { grade item { name } } }
}"""
WAIT_SECONDS = 2


async def main(most: float) -> None:
    seen = 0
    while seen < most:
        after = KEPT.read_text(encoding="utf-8") if KEPT.exists() else None
        print(
            "从上次停下的地方接着等 / waiting on"
            if after
            else "等等级变化；Ctrl+C 结束 / waiting for grades to change",
            flush=True,
        )
        try:
            async for data in events(CHANGED, after=after):
                change = data["gradeChanged"]
                item = (change["record"]["item"] or {"name": "综合评价 / composite"})["name"]
                print(
                    f"{change['kind']}  {change['subject']['displayName']}  {item} → {change['record']['grade']}",
                    flush=True,
                )
                KEPT.write_text(change["cursor"], encoding="utf-8")
                seen += 1
                if seen >= most:
                    return
        except Refused as refused:
            if refused.code not in ("SUBSCRIBE_AGAIN", "LIMIT_EXCEEDED", "SOURCE_UNAVAILABLE"):
                raise
            if refused.cursor:
                KEPT.write_text(refused.cursor, encoding="utf-8")
            await asyncio.sleep(WAIT_SECONDS)


if __name__ == "__main__":
    asyncio.run(main(float(sys.argv[1]) if len(sys.argv) > 1 else float("inf")))
