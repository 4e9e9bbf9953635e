"""The importer's own memory does not grow with the file."""

import tracemalloc
from pathlib import Path

from graph_model.intake.columns import Kind
from graph_model.intake.deciding import FileMemory
from graph_model.intake.grade_decisions import GradeIntake
from graph_model.intake.preparing import BatchReader
from graph_model.intake.reading import inspect
from graph_model.model import city_day
from seed.plan_files import load_plan
from tests.graph_model.intake.files import SECRET, TODAY, row, write_csv


def test_a_file_s_memory_keeps_the_last_rows_only() -> None:
    memory = FileMemory(rows=100)
    for start in range(0, 1_000, 10):
        memory.add({identity: identity for identity in range(start, start + 10)})
    assert memory.said(999) == 999 and memory.said(901) == 901
    assert memory.said(5) is None


def test_the_first_word_stands() -> None:
    memory = FileMemory()
    memory.add({1: 10})
    memory.add({1: 11, 2: 20})
    assert (memory.said(1), memory.said(2), memory.said(3)) == (10, 20, None)


def peak_of_reading(path: Path, rows: int, intake: GradeIntake) -> int:
    """Bytes at the peak of reading and normalising a file of so many rows in batches."""
    write_csv(path, [row(number % 5_000, documentNo=f"渝{number}号") for number in range(rows)])
    today = city_day(TODAY)
    reader = BatchReader(
        inspect(path, Kind.GRADES).rows(), Kind.GRADES, intake, secret=SECRET, today=lambda: today, size=500
    )
    tracemalloc.reset_peak()
    while not reader.take().last:
        pass
    return tracemalloc.get_traced_memory()[1]


def test_reading_ten_times_the_rows_takes_no_more_memory(tmp_path: Path) -> None:
    intake = GradeIntake(load_plan())
    tracemalloc.start()
    try:
        peak_of_reading(tmp_path / "warm.csv", 10_000, intake)  # fills the caches, which are of bounded size
        few = peak_of_reading(tmp_path / "few.csv", 1_500, intake)
        many = peak_of_reading(tmp_path / "many.csv", 15_000, intake)
    finally:
        tracemalloc.stop()
    assert many < few * 1.3
