"""A download of a dataset that is killed, interrupted, or runs out of disk: the next one goes on at the byte."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.fake_datasets import KEY, NAMES, FakeDatasets

ROOT = Path(__file__).resolve().parents[2]
LIMIT_S = 60
COMMAND = ("--json", "corpus", "download", "papers")
A, B, C = NAMES

Start = Callable[..., "subprocess.Popen[bytes]"]


@pytest.fixture
def world() -> Iterator[FakeDatasets]:
    world = FakeDatasets()
    yield world
    world.close()


@pytest.fixture
def start(world: FakeDatasets, tmp_path: Path) -> Iterator[Start]:
    """Start `corpus download papers --to DIR --json`, as a person would."""
    started: list[subprocess.Popen[bytes]] = []

    def run(*, file_limit: int | None = None) -> subprocess.Popen[bytes]:
        limits = (lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (file_limit, file_limit))) if file_limit else None
        variables = {
            "SEMANTIC_SCHOLAR_URL": world.api.url,
            "SEMANTIC_SCHOLAR_KEY": KEY,
            "SEMANTIC_SCHOLAR_RATE": "0",
            "HOST_DELAY": "0",
            "RETRY_WAIT": "0.01",
            "DOWNLOADS": "1",
            "PROFILE": str(tmp_path / "profile"),
        }
        process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "scholar_desktop",
                "corpus",
                "download",
                "papers",
                "--to",
                str(tmp_path / "to"),
                "--json",
            ],
            cwd=ROOT,
            env=os.environ | {f"SCHOLAR_DESKTOP_{name}": value for name, value in variables.items()},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            preexec_fn=limits,
        )
        started.append(process)
        return process

    yield run
    for process in started:
        process.kill()
        process.communicate()


def answer(process: subprocess.Popen[bytes]) -> tuple[int, dict[str, Any]]:
    out, _ = process.communicate(timeout=LIMIT_S)
    return process.returncode, json.loads(out)


def outcomes(answered: dict[str, Any]) -> list[str]:
    return [file["outcome"] for file in answered["data"]["files"]]


def there(tmp_path: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in (tmp_path / "to").iterdir()}


def stop_in_the_second_file(world: FakeDatasets, start: Start, tmp_path: Path, how: signal.Signals) -> int:
    """Run until 120,000 bytes of the second file are on the disk, and end it there; its exit code."""
    world.behaviours[B] = world.stop_at(120_000)
    process = start()
    assert world.stopped.wait(LIMIT_S)
    part, limit = tmp_path / "to" / f"{B}.part", time.monotonic() + LIMIT_S
    while part.stat().st_size < 120_000:
        assert process.poll() is None
        assert time.monotonic() < limit
    process.send_signal(how)
    process.communicate(timeout=LIMIT_S)
    del world.behaviours[B]
    world.host.received.clear()
    return process.returncode


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_a_download_that_is_ended_goes_on_at_the_byte(
    world: FakeDatasets, start: Start, tmp_path: Path, how: signal.Signals
) -> None:
    code = stop_in_the_second_file(world, start, tmp_path, how)
    assert code == (130 if how == signal.SIGINT else -signal.SIGKILL)
    assert there(tmp_path)[A] == world.files[A]
    assert b"Signature" not in (tmp_path / "to" / f"{B}.part.json").read_bytes()
    world.expire()  # a night has passed

    code, answered = answer(start())

    assert (code, outcomes(answered)) == (0, ["saved"] * 3)
    assert there(tmp_path) == world.files
    assert world.asked(A) == []
    assert world.asked(B) == ["bytes=120000-"]
    assert world.asked(C) == [None]


def test_a_full_disk_is_exit_7_and_the_next_download_goes_on(world: FakeDatasets, start: Start, tmp_path: Path) -> None:
    code, answered = answer(start(file_limit=150_000))
    assert (code, outcomes(answered)) == (7, ["disk"] * 3)
    assert answered["errors"][0]["code"] == "disk"
    assert answered["data"]["files"][0]["bytes"] == 150_000
    code, answered = answer(start())
    assert (code, outcomes(answered)) == (0, ["saved"] * 3)
    assert world.asked(A) == [None, "bytes=150000-"]
    assert there(tmp_path) == world.files
