"""Which server serves a data folder, told by a lock that goes with the process."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from gateway.running_server import ServeLock, find_server
from graph_model.errors import StoreInUse

HOLD = """
import sys, time
from pathlib import Path
from gateway.running_server import ServeLock
lock = ServeLock.acquire(Path(sys.argv[1]))
lock.announce("http://127.0.0.1:1", "embedded")
print("held", flush=True)
time.sleep(60)
"""


def test_a_server_is_found_while_it_holds_the_lock(tmp_path: Path) -> None:
    assert find_server(tmp_path) is None
    lock = ServeLock.acquire(tmp_path)
    assert find_server(tmp_path) is None, "not announced yet"
    server = lock.announce("http://127.0.0.1:8000", "embedded")
    assert find_server(tmp_path) == server
    assert stat.S_IMODE((tmp_path / "serve.json").stat().st_mode) == 0o600
    lock.release()
    assert find_server(tmp_path) is None
    assert not (tmp_path / "serve.json").exists()


def test_the_data_folder_is_its_owner_s_only(tmp_path: Path) -> None:
    ServeLock.acquire(tmp_path / "data").release()
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700


def test_a_second_one_is_refused_with_the_first_one_s_process_id(tmp_path: Path) -> None:
    lock = ServeLock.acquire(tmp_path)
    with pytest.raises(StoreInUse) as refusal:
        ServeLock.acquire(tmp_path)
    assert refusal.value.pid == os.getpid()
    assert str(os.getpid()) in refusal.value.message
    lock.release()
    ServeLock.acquire(tmp_path).release()


def test_what_a_killed_server_left_is_stale(tmp_path: Path) -> None:
    process = subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    assert find_server(tmp_path) is not None
    process.kill()
    process.wait()
    assert (tmp_path / "serve.json").exists()
    assert find_server(tmp_path) is None
    ServeLock.acquire(tmp_path).release()


def test_a_damaged_announcement_is_no_server(tmp_path: Path) -> None:
    lock = ServeLock.acquire(tmp_path)
    (tmp_path / "serve.json").write_text('{"pid": 1')
    assert find_server(tmp_path) is None
    lock.release()
