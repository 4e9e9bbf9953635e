"""`verify-sample` as a person types it: the verdict, what differs, and the exit codes."""

import json
from pathlib import Path

import pytest

from graph_model.sampling.record import canonical, public
from tests.graph_model.sampling.draws import village
from tests.served import yuxin_here

DRAWN = village(400, ("1-9", "1-14")).drawn()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    written = tmp_path / "抽取.json"
    written.write_bytes(canonical(DRAWN))
    return written


def test_a_right_file_is_said_to_be_right_with_its_commitment(tmp_path: Path, file: Path) -> None:
    done = yuxin_here("verify-sample", str(file), data=tmp_path)
    assert done.code == 0
    assert "一致" in done.out and DRAWN.commitment in done.out
    english = yuxin_here("verify-sample", str(file), "--lang", "en", "--commitment", DRAWN.commitment, data=tmp_path)
    assert english.code == 0 and "the result is the same" in english.out
    assert [each.name for each in tmp_path.iterdir()] == [file.name]  # nothing else is touched


def test_a_changed_byte_is_told_with_code_1(tmp_path: Path, file: Path) -> None:
    file.write_bytes(file.read_bytes().replace(b'"take":', b'"take":1', 1))
    done = yuxin_here("verify-sample", str(file), "--json", data=tmp_path)
    found = json.loads(done.out)
    assert (done.code, found["verified"]) == (1, False)
    assert {"$.checksum", "$.plan.strata[1-9/A]"} <= {one["where"] for one in found["differences"]}
    shown = yuxin_here("verify-sample", str(file), data=tmp_path)
    assert shown.code == 1 and "应抽数不合比例" in shown.out


def test_another_commitment_than_the_published_one_is_told_with_code_1(tmp_path: Path, file: Path) -> None:
    done = yuxin_here("verify-sample", str(file), "--commitment", "00" * 32, "--lang", "en", data=tmp_path)
    assert done.code == 1 and "not the commitment that was published" in done.out


def test_the_public_s_file_is_verified_as_far_as_it_goes(tmp_path: Path, file: Path) -> None:
    file.write_bytes(canonical(public(DRAWN)))
    done = yuxin_here("verify-sample", str(file), "--json", data=tmp_path)
    found = json.loads(done.out)
    assert (done.code, found["verified"], found["whole"]) == (0, True, False)


def test_wrong_usage_is_code_2(tmp_path: Path) -> None:
    assert yuxin_here("verify-sample", data=tmp_path).code == 2
    missing = yuxin_here("verify-sample", str(tmp_path / "none.json"), data=tmp_path)
    assert missing.code == 2 and "none.json" in missing.err
