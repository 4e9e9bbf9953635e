"""docs/cli.md tells the commands as they are."""

from gateway.cli import VERBS
from gateway.cli_reference import PAGE, with_reference


def test_the_page_has_every_verb_and_option_as_it_is() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert page == with_reference(page), "run python -m gateway.cli_reference"


def test_every_verb_of_this_version_is_there() -> None:
    assert set(VERBS) >= {
        *("serve", "test", "bench", "doctor", "import", "rejects", "view", "measures", "archive"),
        *("items", "departments", "systems", "coverage", "discrepancies", "schema"),
    }
