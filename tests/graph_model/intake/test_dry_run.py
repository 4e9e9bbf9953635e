"""A dry run tells what an import would do, and writes nothing."""

import random
from dataclasses import replace

from tests.graph_model.intake.city import City
from tests.graph_model.intake.files import row, write_csv


async def test_it_writes_nothing_and_tells_what_the_import_then_does(city: City) -> None:
    rows = [row(1), row(1, grade="C"), row(2, name=""), row(3, grade="E"), row(3), row(3, name="", item="1-8"), row(3)]
    path = write_csv(city.folder / "grades.csv", rows)
    before = await city.contents()
    for size in (1, 2, 1000):
        dry = await city.import_file(path, dry_run=True, batch_size=size)
        assert await city.contents() == before
    report = await city.import_file(path)
    assert dry.dry_run and not report.dry_run
    assert dry.counts == report.counts
    assert [(r.row, r.code) for r in dry.rejects] == [(3, "CONFLICT"), (4, "MISSING"), (5, "UNKNOWN_GRADE")]
    assert [(r.row, r.code) for r in dry.rejects] == [(r.row, r.code) for r in report.rejects]


async def test_on_random_files_it_says_what_the_import_does(city: City, seed: int) -> None:
    rnd = random.Random(seed)
    for place in range(4):
        rows = [
            row(
                rnd.randint(1, 4),
                item=rnd.choice(["1-7", "1-8", "1-99"]),
                grade=rnd.choice("ABE"),
                evaluatedOn=rnd.choice(["2023-08-21", "2023-09-01", "x"]),
                name=rnd.choice(["", "甲公司"]),
            )
            for _ in range(30)
        ]
        path = write_csv(city.folder / f"{place}.csv", rows)
        dry = await city.import_file(path, dry_run=True, batch_size=rnd.randint(1, 40))
        report = await city.import_file(path, batch_size=rnd.randint(1, 40))
        assert dry.counts == replace(report.counts, warnings=dry.counts.warnings)
        assert [(r.row, r.code) for r in dry.rejects] == [(r.row, r.code) for r in report.rejects]


async def test_a_dry_run_of_a_file_that_went_in(city: City) -> None:
    path = write_csv(city.folder / "grades.csv", [row(1), row(2, grade="E")])
    await city.import_file(path)
    before = await city.contents()
    dry = await city.import_file(path, dry_run=True)
    assert (dry.counts.unchanged, dry.counts.rejected, dry.repeated) == (1, 1, True)
    assert await city.contents() == before
