"""A `zenodo get` that is killed: what was whole is kept, and the next one goes on where it stopped."""

from __future__ import annotations

import hashlib
import json
import os
import random
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.disks import bytes_in
from tests.support.fake_web import FakeWeb, Reply

ROOT = Path(__file__).resolve().parents[2]
LIMIT_S = 60
SMALL = b"a;b\n1;2\n"
LARGE = random.Random(11).randbytes(900_000)
ADDRESS = "zenodo.org/api/records/500/files/large.bin/content"

Start = Callable[..., subprocess.Popen[bytes]]


@pytest.fixture
def world() -> Iterator[FakeWeb]:
    world = FakeWeb()
    sums = {"small.csv": hashlib.md5(SMALL).hexdigest(), "large.bin": hashlib.md5(LARGE).hexdigest()}
    world.add_record("500", "Looms and their cards", {"small.csv": SMALL, "large.bin": LARGE}, md5=sums)
    world.web[ADDRESS] = Reply(200, LARGE, hang=400_000, ranges=True)
    yield world
    world.close()


@pytest.fixture
def start(world: FakeWeb, tmp_path: Path) -> Iterator[Start]:
    """Start `zenodo get 500 --json` on one profile, as a person would."""
    started: list[subprocess.Popen[bytes]] = []

    def run() -> subprocess.Popen[bytes]:
        variables = {
            "ZENODO_URL": world.url,
            "HOST_MAP": f"*={world.url}",
            "HOST_DELAY": "0",
            "RETRY_WAIT": "0.01",
            "DOWNLOADS": "1",
            "PROFILE": str(tmp_path / "profile"),
        }
        process = subprocess.Popen(
            [sys.executable, "-m", "scholar_desktop", "zenodo", "get", "500", "--json"],
            cwd=ROOT,
            env=os.environ | {f"SCHOLAR_DESKTOP_{name}": value for name, value in variables.items()},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        started.append(process)
        return process

    yield run
    world.release()
    for process in started:
        process.kill()
        process.communicate()


def data_files(tmp_path: Path, pattern: str) -> list[Path]:
    return sorted((tmp_path / "profile" / "data").glob(pattern))


@pytest.mark.parametrize("blow", [signal.SIGKILL, signal.SIGINT])
def test_it_goes_on_where_it_was(world: FakeWeb, start: Start, tmp_path: Path, blow: signal.Signals) -> None:
    process = start()
    assert world.hanging.wait(LIMIT_S)
    while not bytes_in(data_files(tmp_path, "downloads/*.part")):
        assert process.poll() is None
    process.send_signal(blow)
    if blow is signal.SIGINT:
        world.release()
    process.communicate(timeout=LIMIT_S)
    assert process.returncode == (130 if blow is signal.SIGINT else -signal.SIGKILL)
    assert [path.name for path in data_files(tmp_path, "papers/*/*.csv")] == ["small.csv"]
    assert data_files(tmp_path, "papers/*/*.bin") == []
    world.release()
    world.web[ADDRESS] = Reply(200, LARGE, ranges=True)
    world.requests.clear()

    out, _ = start().communicate(timeout=LIMIT_S)

    answered: dict[str, Any] = json.loads(out)
    assert [(item["name"], item["outcome"]) for item in answered["data"]["items"]] == [
        ("small.csv", "saved"),
        ("large.bin", "saved"),
    ]
    [request] = [each for each in world.requests if not each.host.startswith("127.")]
    assert request.url == ADDRESS
    first = int(request.headers["range"].removeprefix("bytes=").rstrip("-"))
    assert 0 < first <= 400_000
    assert "if-range" not in request.headers
    assert [path.read_bytes() for path in data_files(tmp_path, "papers/*/*.bin")] == [LARGE]
    assert data_files(tmp_path, "downloads/*") == []
