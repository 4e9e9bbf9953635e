from pathlib import Path

from seed.city.industries import TRADES
from seed.demo import DEMO_SUBJECTS

PAGE = Path(__file__).parents[3] / "docs" / "synthetic-city.md"


def test_the_page_shows_the_ten_demo_subjects_as_they_are() -> None:
    rows = [
        line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith(("| `uscc:", "| `person:"))
    ]
    assert rows == [f"| `{d.key}` | {d.name} | {d.story_zh}<br>{d.story_en} |" for d in DEMO_SUBJECTS]


def test_the_page_counts_the_trades() -> None:
    assert f"{len(TRADES)} trades" in PAGE.read_text(encoding="utf-8")
