"""`systems new` as a person uses it: at a real terminal with questions, and in one go with `--accept`."""

import asyncio
import json
from pathlib import Path

import pytest

from gateway.sync.addresses import file_address
from tests.at_a_terminal import Terminal
from tests.gateway.sync.connecting import departments
from tests.served import yuxin_here

FILE = "security.sqlite"
ACCEPTED = ("--system", "security-services", "--title", "重庆保安服务信用系统", "--accept")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """With the database of a department that nobody knows."""
    asyncio.run(departments.make(file_address(tmp_path / FILE), *departments.SECURITY))
    return tmp_path


def test_a_person_at_a_terminal(folder: Path) -> None:
    terminal = Terminal("systems", "new", FILE, cwd=folder)
    terminal.wait_for("[system]", "看列: ")
    terminal.answer("security-services")
    terminal.wait_for("[title]", "看列: ")
    terminal.answer("重庆保安服务信用系统")
    terminal.wait_for("[table]", "看列: ")
    terminal.answer("?")
    terminal.wait_for("credit_result")
    terminal.answer("credit_results")
    terminal.wait_for("是否 / did you mean credit_result")
    terminal.answer("1")
    for part in ("uscc", "name", "grade", "item", "scale", "codes", "score", "evaluatedOn"):
        terminal.wait_for(f"[{part}]", "看列: ")
        terminal.answer()
    terminal.wait_for("[validUntil]", "看列: ")
    terminal.answer("valid_thru %Y/%m/%d")
    for part in ("documentNo", "deleted", "changes", "key", "live"):
        terminal.wait_for(f"[{part}]", "看列: ")
        terminal.answer()
    terminal.wait_for("回车写入文件")
    terminal.answer("score")
    terminal.wait_for("[score]", "看列: ")
    terminal.answer("-")
    terminal.wait_for("回车写入文件")
    terminal.answer()
    assert terminal.end() == 0, terminal.said
    written = (folder / "security-services.yaml").read_text(encoding="utf-8")
    assert "validUntil: {column: valid_thru, format: '%Y/%m/%d'}" in written and "score" not in written
    assert "title: 重庆保安服务信用系统" in written
    assert "可接受" in terminal.said and "1380000" not in terminal.said, "telephone numbers are not shown"


def test_a_person_who_leaves_has_written_nothing(folder: Path) -> None:
    terminal = Terminal("systems", "new", FILE, "--lang", "en", cwd=folder)
    terminal.wait_for("which system is it?")
    terminal.answer("\x04")
    terminal.answer("\x04")
    assert terminal.end() == 1 and "Nothing was written." in terminal.said
    assert not list(folder.glob("*.yaml"))


def test_every_proposal_taken(folder: Path) -> None:
    path = folder / "ours" / "security.yaml"
    ran = yuxin_here("systems", "new", str(folder / FILE), *ACCEPTED, "-o", str(path), "--json", data=folder / "data")
    assert ran.code == 0, ran.err
    told = json.loads(ran.out)
    assert told["check"]["accepted"] == 30 and len(told["check"]["first"]) == 10
    [codes] = [answer for answer in told["answers"] if answer["part"] == "codes"]
    assert codes["answer"] == "L1=A级 L2=B级 L3=C级 L4=D级" and codes["proposed"] and "dict_level" in codes["why"]
    assert "url: 'sqlite:///../security.sqlite'" in path.read_text(encoding="utf-8")
    [report] = json.loads(yuxin_here("systems", "check", str(path), "--json", data=folder / "data").out)
    assert report["accepted"] == 30
    table = yuxin_here(
        "systems", "new", str(folder / FILE), *ACCEPTED, "-o", str(path), "--overwrite", data=folder / "data"
    ).out
    assert "为什么" in table and "前 10 行" in table and f"systems check {path}" in "".join(table.split("\n"))


def test_the_file_goes_to_the_folder_of_registered_systems(folder: Path) -> None:
    (folder / "mappings").mkdir()
    where = ("--mappings", str(folder / "mappings"))
    assert yuxin_here("systems", "new", str(folder / FILE), *ACCEPTED, *where, data=folder / "data").code == 0
    [report] = json.loads(
        yuxin_here("systems", "check", "security-services", *where, "--json", data=folder / "data").out
    )
    assert report["accepted"] == 30


def test_a_file_that_is_there_is_never_written_over_unasked(folder: Path) -> None:
    path = folder / "mine.yaml"
    path.write_text("mine", encoding="utf-8")
    ran = yuxin_here("systems", "new", str(folder / FILE), *ACCEPTED, "-o", str(path), data=folder / "data")
    assert ran.code == 2 and "--overwrite" in ran.err
    assert path.read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(
    ("database", "more", "said"),
    [
        ("postgresql://yuxin:secret@127.0.0.1/x", (), "history"),
        ("YUXIN_SYSTEM_NONE", (), "export YUXIN_SYSTEM_NONE"),
        ("none.sqlite", (), "no such SQLite file"),
        (FILE, ("--table", "nowhere"), "no table 'nowhere'"),
        (FILE, ("-a", "colour=red"), "PART=ANSWER"),
        (FILE, ("-a", "grade=colour"), "没有列"),
        (FILE, ("--title", "x"), "systems new"),
    ],
)
def test_what_cannot_be_connected_says_what_to_do(
    folder: Path, database: str, more: tuple[str, ...], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    options = ACCEPTED if said != "systems new" else ("--accept",)
    ran = yuxin_here("systems", "new", database, *options, *more, data=folder / "data")
    assert ran.code == 2 and ran.out == "" and not list(folder.glob("*.yaml"))
    assert said in ran.err.replace("--answer system=…", "systems new") and "secret" not in ran.err
