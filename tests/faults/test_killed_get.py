"""A `get` that is killed, interrupted, or runs out of disk: nothing half is kept, and the next one goes on."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.disks import bytes_in, fill_up
from tests.support.drawn_pdfs import draw_paper
from tests.support.fake_web import FakeWeb, Reply, pdf

ROOT = Path(__file__).resolve().parents[2]
LIMIT_S = 60


@pytest.fixture
def world() -> Iterator[FakeWeb]:
    world = FakeWeb()
    yield world
    world.close()


@pytest.fixture
def start(world: FakeWeb, tmp_path: Path) -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """Start `get IDS --json` on one profile, as a person would."""
    started: list[subprocess.Popen[bytes]] = []

    def run(*ids: str, file_limit: int | None = None) -> subprocess.Popen[bytes]:
        limits = (lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (file_limit, file_limit))) if file_limit else None
        variables = {
            "SEMANTIC_SCHOLAR_URL": world.url,
            "UNPAYWALL_URL": world.url,
            "ZENODO_URL": world.url,
            "HOST_MAP": f"*={world.url}",
            "EMAIL": "ada@university.edu",
            "SEMANTIC_SCHOLAR_RATE": "0",
            "HOST_DELAY": "0",
            "RETRY_WAIT": "0.01",
            "DOWNLOADS": "1",
            "PROFILE": str(tmp_path / "profile"),
        }
        process = subprocess.Popen(
            [sys.executable, "-m", "scholar_desktop", "get", *ids, "--json"],
            cwd=ROOT,
            env=os.environ | {f"SCHOLAR_DESKTOP_{name}": value for name, value in variables.items()},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            preexec_fn=limits,
        )
        started.append(process)
        return process

    yield run
    world.release()
    for process in started:
        process.kill()
        process.communicate()


def answer(process: subprocess.Popen[bytes]) -> tuple[int, dict[str, Any]]:
    out, _ = process.communicate(timeout=LIMIT_S)
    return process.returncode, json.loads(out)


def outcomes(answered: dict[str, Any]) -> list[str]:
    return [item["outcome"] for item in answered["data"]["items"]]


def three_papers(world: FakeWeb) -> tuple[list[str], list[bytes]]:
    """The first comes at once, the second fails, the third stops in the middle."""
    dois, files = [], []
    for number, name in enumerate(("first", "second", "third")):
        title = f"The {name} of the chapters on engines and their patterns"
        dois.append(world.add_paper(title, doi=f"10.5555/{name}", copies=[f"https://{name}.org/x.pdf"]))
        files.append(draw_paper(title, ["Ada Lovelace"], filler=300_000 * number))
    world.web |= {
        "first.org/x.pdf": pdf(files[0]),
        "second.org/x.pdf": Reply(404),
        "third.org/x.pdf": pdf(files[2], hang=400_000, ranges=True),
    }
    return dois, files


def data_files(tmp_path: Path, pattern: str) -> list[Path]:
    return sorted((tmp_path / "profile" / "data").glob(pattern))


def first_is_kept(process: subprocess.Popen[bytes], tmp_path: Path) -> None:
    """It is looked at in a process of its own, which may take longer than the third takes to stop in the middle."""
    while not data_files(tmp_path, "papers/*/*.pdf"):
        assert process.poll() is None


def test_a_killed_run_goes_on_where_it_was(
    world: FakeWeb, start: Callable[..., subprocess.Popen[bytes]], tmp_path: Path
) -> None:
    dois, files = three_papers(world)
    process = start(*dois)
    assert world.hanging.wait(LIMIT_S)
    while not data_files(tmp_path, "downloads/*.part.json") or not bytes_in(data_files(tmp_path, "downloads/*.part")):
        assert process.poll() is None
    first_is_kept(process, tmp_path)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert len(data_files(tmp_path, "papers/*/*.pdf")) == 1
    world.release()
    world.web["third.org/x.pdf"] = pdf(files[2], ranges=True)
    world.requests.clear()

    code, answered = answer(start(*dois))

    assert (code, outcomes(answered)) == (4, ["saved", "unavailable", "saved"])
    assert answered["data"]["items"][0]["attempts"] == []
    assert [one["outcome"] for one in answered["data"]["items"][1]["attempts"]] == ["unavailable"]
    [request] = [request for request in world.requests if not request.host.startswith("127.")]
    assert request.host == "third.org"
    assert request.headers["range"].startswith("bytes=")
    assert not request.headers["range"].startswith("bytes=0-")
    assert sorted(path.read_bytes() for path in data_files(tmp_path, "papers/*/*.pdf")) == sorted([files[0], files[2]])
    assert data_files(tmp_path, "downloads/*") == []

    world.requests.clear()
    code, answered = answer(start(*dois))
    assert outcomes(answered) == ["saved", "unavailable", "saved"]
    assert world.web_requests() == []
    code, answered = answer(start(*dois, "--retry", "all"))
    assert outcomes(answered) == ["saved", "unavailable", "saved"]
    assert world.web_requests() == ["second.org/x.pdf"]


def test_an_interrupted_run_goes_on_too(
    world: FakeWeb, start: Callable[..., subprocess.Popen[bytes]], tmp_path: Path
) -> None:
    dois, files = three_papers(world)
    process = start(*dois)
    assert world.hanging.wait(LIMIT_S)
    first_is_kept(process, tmp_path)
    process.send_signal(signal.SIGINT)
    world.release()
    process.communicate(timeout=LIMIT_S)
    assert process.returncode == 130
    world.web["third.org/x.pdf"] = pdf(files[2], ranges=True)
    world.requests.clear()
    code, answered = answer(start(*dois))
    assert (code, outcomes(answered)) == (4, ["saved", "unavailable", "saved"])
    assert {request.host for request in world.requests if not request.host.startswith("127.")} == {"third.org"}


@pytest.mark.parametrize("short_by", [1, 2_000_000])
def test_a_full_disk_is_said_and_leaves_nothing_half(
    world: FakeWeb, start: Callable[..., subprocess.Popen[bytes]], tmp_path: Path, short_by: int
) -> None:
    title = "On the engine that weaves algebraic patterns"
    world.add_paper(title, doi="10.5555/big", copies=["https://repo.org/x.pdf", "https://other.org/x.pdf"])
    file = draw_paper(title, ["Ada Lovelace"], filler=6_000_000)
    world.web["repo.org/x.pdf"] = pdf(file)
    code, answered = answer(start("10.5555/big", file_limit=len(file) - short_by))
    assert (code, outcomes(answered)) == (7, ["disk"])
    [attempt] = answered["data"]["items"][0]["attempts"]
    assert attempt["outcome"] == "disk"
    assert data_files(tmp_path, "papers/*/*.pdf") == []
    assert "other.org/x.pdf" not in world.web_requests()

    code, answered = answer(start("10.5555/big"))
    assert (code, outcomes(answered)) == (0, ["saved"])


@pytest.mark.parametrize("small_disk", ["1600k"], indirect=True)  # three papers and their library need 1.5 MB
def test_a_disk_that_becomes_full_leaves_the_report_of_what_was_done(
    world: FakeWeb, start: Callable[..., subprocess.Popen[bytes]], tmp_path: Path, small_disk: Path
) -> None:
    config = tmp_path / "profile" / "config"
    config.mkdir(parents=True)
    (config / "config.toml").write_text(f'data_dir = "{small_disk / "data"}"\n')
    dois, files = [], []
    for name in ("first", "second", "third"):
        title = f"The {name} of the chapters on engines and their patterns"
        dois.append(world.add_paper(title, doi=f"10.5555/{name}", copies=[f"https://{name}.org/x.pdf"]))
        files.append(draw_paper(title, ["Ada Lovelace"]))
        world.web[f"{name}.org/x.pdf"] = pdf(files[-1])
    world.web["second.org/x.pdf"] = pdf(files[1], hang=len(files[1]) - 100)
    process = start(*dois)
    assert world.hanging.wait(LIMIT_S)
    while len(list(small_disk.glob("data/papers/*/*.pdf"))) < 1:
        assert process.poll() is None
    ballast = fill_up(small_disk)
    world.release()

    code, answered = answer(process)

    assert answered["data"] is not None, answered["errors"]
    assert (code, outcomes(answered)) == (4, ["saved", "disk", "disk"])
    assert answered["data"]["report"]["disk"] == 2
    assert {error["code"] for error in answered["errors"]} == {"disk"}

    ballast.unlink()
    code, answered = answer(start(*dois))
    assert (code, outcomes(answered)) == (0, ["saved", "saved", "saved"])
    assert sorted(path.read_bytes() for path in small_disk.glob("data/papers/*/*.pdf")) == sorted(files)


@pytest.mark.parametrize(
    "disposition",
    [
        'attachment; filename="../../../../escaped.pdf"',
        "attachment; filename*=UTF-8''..%2f..%2f..%2fescaped.pdf",
        'attachment; filename="/etc/escaped.pdf"',
        'attachment; filename="C:\\\\Windows\\\\escaped.pdf"',
        'attachment; filename="escaped.pdf\x00.exe"'.replace("\x00", "%00"),
    ],
)
def test_a_host_does_not_choose_where_its_file_goes(
    world: FakeWeb, start: Callable[..., subprocess.Popen[bytes]], tmp_path: Path, disposition: str
) -> None:
    title = "On the engine that weaves algebraic patterns"
    world.add_paper(title, doi="10.5555/engine", copies=["https://repo.org/..%2f..%2fescaped.pdf"])
    reply = pdf(draw_paper(title, ["Ada Lovelace"]))
    reply.headers["Content-Disposition"] = disposition
    world.web["repo.org/..%2f..%2fescaped.pdf"] = reply
    code, answered = answer(start("10.5555/engine"))
    assert (code, outcomes(answered)) == (0, ["saved"])
    assert not [path for path in tmp_path.rglob("*") if "escaped" in path.name]
