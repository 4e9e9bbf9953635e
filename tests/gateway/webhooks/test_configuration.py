"""The file of `--webhooks`: what is wrong in it is told at its line, and no secret is ever quoted."""

from pathlib import Path

import pytest

from gateway.webhooks.configuration import read_webhooks
from gateway.webhooks.reference import PAGE, SCHEMA, schema, with_tables
from graph_model.change_kinds import ChangeKind
from graph_model.errors import BadInput

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
RIGHT = """\
senders:
- name: transport
  secretEnvironment: TRANSPORT
  otherSecretEnvironment: TRANSPORT_OLD
- {name: courts, secretEnvironment: TRANSPORT, rows: facts, rowLimit: 10}
subscribers:
- name: portal
  url: https://portal.example/hooks
  secretEnvironment: TRANSPORT
  from: beginning
  retry: {attempts: 3}
"""


@pytest.fixture(autouse=True)
def secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRANSPORT", SECRET)
    monkeypatch.setenv("TRANSPORT_OLD", "whsec_" + "A" * 32)
    monkeypatch.setenv("NOT_ONE", "hunter2")


def written(folder: Path, text: str) -> Path:
    path = folder / "webhooks.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_what_is_left_out_has_the_careful_default(tmp_path: Path) -> None:
    read = read_webhooks(written(tmp_path, RIGHT))
    transport, courts = read.senders
    [portal] = read.subscribers
    assert (portal.keys.start, portal.keys.persons, portal.keys.batch) == ("beginning", False, 50)
    assert (portal.keys.retry.attempts, portal.keys.retry.longest_delay) == (3, 21_600)
    assert portal.keys.kinds == tuple(ChangeKind)
    assert (transport.keys.tolerance, transport.keys.row_limit, transport.keys.rows) == (300, 5_000, "grades")
    assert (len(transport.secrets), len(courts.secrets)) == (2, 1)
    assert (courts.keys.rows, courts.keys.row_limit) == ("facts", 10)
    assert "MfKQ" not in repr(transport) and str(transport.secrets[0]) not in repr(transport)


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("rows: facts", "rows: relations", "webhooks.yaml:5: senders[1].rows"),
        ("rowLimit: 10", "rowLimit: 5001", "webhooks.yaml:5: senders[1].rowLimit"),
        ("rowLimit: 10", "rowsLimit: 10", "webhooks.yaml:5: senders[1].rowsLimit: 未知的键"),
        ("name: courts", "name: transport", "webhooks.yaml:5: senders[1].name: 重名"),
        ("name: courts", "name: a/b", "webhooks.yaml:5: senders[1].name"),
        ("  secretEnvironment: TRANSPORT\n", "", "webhooks.yaml:2: senders[0].secretEnvironment: 缺少这个键"),
        ("_OLD", "_OLDER", "webhooks.yaml:4: senders[0].otherSecretEnvironment: TRANSPORT_OLDER"),
        ("TRANSPORT_OLD", "NOT_ONE", "webhooks.yaml:4: senders[0].otherSecretEnvironment: NOT_ONE: 应为 whsec_"),
        ("senders:", "sender:", "webhooks.yaml:1: sender: 未知的键"),
        ("- name", "- - name", "webhooks.yaml:"),
        ("https://portal", "http://portal", "webhooks.yaml:8: subscribers[0].url: 应为 https://"),
        ("https://portal", "https://u:hunter2@portal", "webhooks.yaml:8: subscribers[0].url"),
        ("from: beginning", "from: yesterday", "webhooks.yaml:10: subscribers[0].from"),
        ("{attempts: 3}", "{attempts: 0}", "webhooks.yaml:11: subscribers[0].retry.attempts"),
        ("from: beginning", "kinds: [GRADED]", "webhooks.yaml:10: subscribers[0].kinds[0]"),
        ("from: beginning", "batch: 101", "webhooks.yaml:10: subscribers[0].batch"),
    ],
)
def test_what_is_wrong_is_told_at_its_line(tmp_path: Path, right: str, wrong: str, said: str) -> None:
    assert right in RIGHT
    with pytest.raises(BadInput) as refusal:
        read_webhooks(written(tmp_path, RIGHT.replace(right, wrong, 1)))
    assert said in refusal.value.message
    assert "hunter2" not in refusal.value.message and SECRET not in refusal.value.message


def test_the_page_and_the_schema_are_of_this_model() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert page == with_tables(page), "run python -m gateway.webhooks.reference"
    assert SCHEMA.read_text(encoding="utf-8") == schema(), "run python -m gateway.webhooks.reference"
