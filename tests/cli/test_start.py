"""How the program starts: what it loads, and what it says where no window can be."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.support.demo_fixture import Demo


def start(*argv: str, environ: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "scholar_desktop", *argv],
        env=environ,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def loaded(ran: subprocess.CompletedProcess[str]) -> set[str]:
    """Top-level modules that the process imported."""
    lines = [line for line in ran.stderr.splitlines() if line.startswith("import time:")]
    return {line.rpartition("|")[2].strip().partition(".")[0] for line in lines}


def said(ran: subprocess.CompletedProcess[str]) -> list[str]:
    return [line for line in ran.stderr.splitlines() if not line.startswith("import time:")]


def test_a_command_loads_no_qt(variables: dict[str, str]):
    ran = start("--json", "search", "attention", "--limit", "1", environ=variables)
    assert ran.returncode == 0, ran.stderr
    assert not loaded(ran) & {"PySide6", "shiboken6", "qasync"}
    assert "httpx" in loaded(ran)


def test_a_command_that_asks_nobody_loads_no_http_library(variables: dict[str, str]):
    ran = start("--json", "library", "list", environ=variables)
    assert ran.returncode == 0, ran.stderr
    slow = {"httpx", "keyring", "starlette", "uvicorn", "reportlab", "rapidfuzz", "pypdfium2", "PySide6", "tomlkit"}
    slow |= {"numpy", "http", "email", "xml"}
    assert not loaded(ran) & slow


@pytest.mark.parametrize(
    ("display", "words"),
    [({}, "There is no display"), ({"DISPLAY": ":4242"}, "Could not connect")],
)
@pytest.mark.skipif(sys.platform != "linux", reason="only X11 and Wayland need to be looked for")
def test_without_a_display_it_says_so_in_one_line(variables: dict[str, str], display: dict[str, str], words: str):
    environ = {
        name: value
        for name, value in variables.items()
        if name not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    }
    ran = start(environ=environ | display)
    assert ran.returncode == 2
    assert ran.stdout == ""
    assert len(said(ran)) == 1, said(ran)
    assert words in said(ran)[0]
    assert "PySide6" not in loaded(ran), "Qt would end the process with an abort"


def test_a_bad_option_of_the_window_is_named_in_one_line(variables: dict[str, str]):
    ran = start("--size", "huge", environ=variables)
    assert ran.returncode == 2
    assert said(ran) == ["--size must be width x height in pixels, such as 1280x800, not “huge”."]


def test_the_demo_asks_nothing_but_itself(run: Run, demo: Demo, tmp_path: Path):
    """The variables point elsewhere, and that other place hears nothing."""
    ran = run("--demo", "--profile", str(tmp_path / "of-its-own"), "search", "attention", "--json")
    assert ran.code == 0
    assert [source["requests"] for source in ran.answer["sources"]] == [1, 1, 1]
    assert demo.stats()["counts"] == {}


def test_logging_names_requests_without_key_or_email(run: Run, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SCHOLAR_DESKTOP_SEMANTIC_SCHOLAR_KEY", "SECRET-KEY-1")
    ran = run("--log", "net", "search", "attention", "--json")
    assert "/graph/v1/paper/search" in ran.err
    assert "SECRET-KEY-1" not in ran.err
    assert "me@uni-testing.edu" not in ran.err
    assert os.environ["SCHOLAR_DESKTOP_EMAIL"] == "me@uni-testing.edu"


def test_the_window_takes_the_same_options_and_keeps_its_log(variables: dict[str, str], tmp_path: Path):
    ran = subprocess.Popen(
        [sys.executable, "-m", "scholar_desktop", "--log", "services"],
        env=variables | {"QT_QPA_PLATFORM": "offscreen"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert ran.stderr is not None
        first = next(line for line in ran.stderr if "scholar_desktop.services" in line)
        said, kept = first.partition(" INFO ")[2], tmp_path / "profile" / "cache" / "log.txt"
        # the file is written after the line that was read; a look at it is quick, and they are many
        is_kept = any(kept.is_file() and said in kept.read_text() for _ in range(200_000))
    finally:
        ran.kill()
        ran.communicate(timeout=60)
    assert "INFO Scholar Desktop" in first
    assert is_kept


def test_an_interrupt_ends_it_at_once_with_130_and_an_empty_output(variables: dict[str, str], demo: Demo):
    demo.config(faults={"s2": "hang"})
    ran = subprocess.Popen(
        [sys.executable, "-m", "scholar_desktop", "--json", "search", "attention"],
        env=variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    # the server's own count is the only sign from outside that the question is under way
    while not demo.stats()["counts"].get("s2"):
        assert ran.poll() is None, ran.communicate()
    ran.send_signal(signal.SIGINT)
    out, err = ran.communicate(timeout=60)
    assert ran.returncode == 130
    assert out == ""
    assert "Traceback" not in err


def test_a_reader_that_has_seen_enough_is_no_error(variables: dict[str, str]):
    """`scholar-desktop ... | head -1`"""
    command = f"{sys.executable} -m scholar_desktop citations 1706.03762 --limit 1000 | head -1"
    ran = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command],
        env=variables,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "Traceback" not in ran.stderr
    assert "Broken" not in ran.stderr
    assert ran.returncode == 0


@pytest.mark.parametrize(
    ("redirection", "code", "said"),
    [
        (">/dev/full", 7, "Could not write to standard output"),
        (">&-", 7, "Could not write to standard output"),
        ("2>&-", 0, ""),
        ("2>/dev/full", 0, ""),
    ],
)
def test_an_output_that_cannot_be_written_is_a_fault_of_the_machine(
    variables: dict[str, str], redirection: str, code: int, said: str
):
    ran = subprocess.run(
        ["bash", "-c", f"{sys.executable} -m scholar_desktop library list --json {redirection}"],
        env=variables,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ran.returncode == code
    assert ran.stderr.startswith(said)
    assert "Traceback" not in ran.stderr


@pytest.mark.parametrize("command", ["oa --file -", "keys set zenodo"])
def test_a_closed_standard_input_is_wrong_usage(variables: dict[str, str], command: str):
    ran = subprocess.run(
        ["bash", "-c", f"{sys.executable} -m scholar_desktop {command} --json <&-"],
        env=variables,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ran.returncode == 2
    assert "closed" in json.loads(ran.stdout)["errors"][0]["message"]


@pytest.mark.parametrize("command", ["show", "get", "oa", "library show", "library add", "search"])
def test_a_word_that_is_no_text_is_answered_like_any_other(variables: dict[str, str], command: str):
    argv = [sys.executable, "-m", "scholar_desktop", *command.split(), "--json", b"10.5555/x\xff"]
    ran = subprocess.run(argv, env=variables, capture_output=True, timeout=60, check=False)
    assert ran.returncode in (2, 3)
    assert json.loads(ran.stdout)["errors"][0]["code"] in ("usage", "not_found")


def test_everything_of_a_profile_lies_in_it(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    person = tmp_path / "person"
    person.mkdir()
    monkeypatch.setenv("HOME", str(person))
    for name in ("CONFIG", "DATA", "CACHE", "STATE"):
        monkeypatch.delenv(f"XDG_{name}_HOME", raising=False)
    monkeypatch.chdir(person)
    for words in (
        ("search", "attention"),
        ("get", "1706.03762"),
        ("zenodo", "get", "14839856", "*.yaml"),
        ("citations", "1706.03762"),
        ("oa", "10.1038/s41579-022-00846-2"),
        ("export", "1706.03762"),
        ("settings", "email", "ada@uni-testing.edu"),
        ("library", "remove", "1706.03762"),
        ("redo",),
    ):
        run(*words)
    assert list(person.rglob("*")) == []
    assert {path.name for path in (tmp_path / "profile").iterdir()} == {"config", "data", "cache"}
