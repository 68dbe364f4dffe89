"""Locks of files: between processes, after `kill -9`, and where there are none."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from scholar_desktop.domain.file_locks import lock_file, lock_or_assume_free, try_lock, unlock, unlock_file

HOLD = """
import sys
from pathlib import Path
from scholar_desktop.domain.file_locks import lock_file
assert lock_file(Path(sys.argv[1])) is not None
print("locked", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def holder(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that has locked the file `x.lock`."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path / "x.lock")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "locked\n"
        yield process
        process.kill()


def test_a_lock_of_another_process_is_seen_and_ends_with_it_and_the_file_remains(holder, tmp_path):
    path = tmp_path / "x.lock"
    assert lock_file(path) is None
    holder.kill()
    holder.wait()
    assert path.exists()
    file = lock_file(path)
    assert file is not None
    assert lock_file(path) is None, "another descriptor of the same process"
    unlock_file(path, file)
    assert not path.exists()


def test_an_open_file_is_locked_and_unlocked(tmp_path):
    first, second = (os.open(tmp_path / "y.lock", os.O_RDWR | os.O_CREAT, 0o600) for _ in range(2))
    assert try_lock(first)
    assert not try_lock(second)
    unlock(first)
    assert try_lock(second)
    for file in (first, second):
        os.close(file)


@pytest.mark.skipif(not hasattr(os, "O_PATH"), reason="needs a descriptor that cannot be locked")
def test_a_file_that_cannot_be_locked_counts_as_free(tmp_path):
    (tmp_path / "z.lock").touch()
    file = os.open(tmp_path / "z.lock", os.O_PATH)
    with pytest.raises(OSError, match="Bad file"):
        try_lock(file)
    assert lock_or_assume_free(file)
    os.close(file)
