"""One measured run of `bench load`: `load_worker MODE STORE FILE SUBJECTS` prints a rate and this process's peak memory."""

import asyncio
import csv
import json
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from graph_model import uscc
from graph_model.intake.importing import import_file
from graph_model.model import Grade, GradeRecord, SourceMode, Subject, SubjectKind
from graph_model.open_store import open_store
from graph_model.rows import record_row, subject_row
from graph_model.store import GraphStore
from graph_model.writing import MERGE_SUBJECTS, create_records
from seed.laying import ensure_plan

ITEMS = ("1-7", "1-8", "1-17", "1-39", "1-48")
EVALUATED = ("2024-03-01", "2024-04-02", "2024-05-03", "2024-06-04", "2024-07-05")


def codes(subjects: int) -> Iterator[str]:
    """Valid USCCs, the same ones every time."""
    for n in range(subjects):
        first = f"91500199MA{n:06d}"
        first += uscc.organisation_code_check(first[8:])
        yield first + uscc.check_character(first)


def grades(n: int) -> Iterator[tuple[str, str, str]]:
    """(item, grade, day) of the n-th subject: B everywhere but at one place, so that discrepancies stay rare."""
    for place, (item, day) in enumerate(zip(ITEMS, EVALUATED, strict=True)):
        yield item, "A" if (n + place) % 7 == 0 else "D" if (n * 5 + place) % 97 == 0 else "B", day


def write_file(file: Path, subjects: int) -> None:
    with file.open("w", newline="", encoding="utf-8") as handle:
        writer = csv.writer(handle)
        writer.writerow(["统一社会信用代码", "主体名称", "监管事项", "信用等级", "评价日期"])
        for n, code in enumerate(codes(subjects)):
            writer.writerows([code, f"重庆示例{n}号有限公司", item, grade, day] for item, grade, day in grades(n))


def _subject_rows(subjects: int) -> Iterator[dict[str, Any]]:
    for n, code in enumerate(codes(subjects)):
        yield subject_row(Subject(f"uscc:{code}", SubjectKind.ENTERPRISE, f"重庆示例{n}号有限公司", code))


def _record_rows(subjects: int) -> Iterator[dict[str, Any]]:
    now = datetime.now(UTC)
    for n, code in enumerate(codes(subjects)):
        for item, grade, day in grades(n):
            yield record_row(
                GradeRecord(
                    key=f"{n}-{item}",
                    subject_key=f"uscc:{code}",
                    item_key=item,
                    grade=Grade(grade),
                    native_grade=grade,
                    scale_key="unified",
                    score=None,
                    evaluated_on=date.fromisoformat(day),
                    valid_until=None,
                    recorded_at=now,
                    superseded_at=None,
                    system_key=None,
                    mode=SourceMode.IMPORTED,
                    batch_key="floor",
                )
            )


async def _floor(store: GraphStore, subjects: int) -> None:
    await store.load(MERGE_SUBJECTS, _subject_rows(subjects), batch_size=1_000)
    await store.load(create_records(()), _record_rows(subjects), batch_size=1_000)


async def run(mode: str, address: str, file: Path, subjects: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        store = await open_store(address, data_dir=Path(folder))
        await store.prepare()
        catalogue = await ensure_plan(store)
        started = time.perf_counter()
        if mode == "floor":
            await _floor(store, subjects)
        else:
            report = await import_file(store, catalogue, file, secret=b"0" * 32, dry_run=mode == "dry-run")
            assert report.counts.accepted == 5 * subjects, report.counts
        seconds = time.perf_counter() - started
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        await store.close()
    return {"rate": round(5 * subjects / seconds), "peak_mb": round(peak)}


if __name__ == "__main__":
    print(json.dumps(asyncio.run(run(sys.argv[1], sys.argv[2], Path(sys.argv[3]), int(sys.argv[4])))))
