"""keys and settings, also on a real gnome-keyring."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.support.demo_fixture import Demo

NEEDED = ("dbus-run-session", "gnome-keyring-daemon")
MISSING = [program for program in NEEDED if shutil.which(program) is None]


def test_without_a_keyring_a_key_is_not_kept_and_the_command_says_so(run: Run):
    ran = run("keys", "set", "semantic_scholar", "--json", stdin="key-123\n")
    assert (ran.code, ran.error_code) == (7, "no_keyring")
    assert ran.data["kept_in"] == "session"
    assert "SCHOLAR_DESKTOP_SEMANTIC_SCHOLAR_KEY" in ran.answer["errors"][0]["hint"]
    assert "key-123" not in ran.out + ran.err
    gone = run("keys", "delete", "zenodo", "--json")
    assert (gone.code, gone.error_code) == (7, "no_keyring")
    assert gone.answer["sources"] == [], "Zenodo was not asked, so it did not fail"


def test_a_key_comes_from_standard_input_and_is_never_shown(run: Run, tmp_path: Path):
    for stdin in ("", "\n", "two words\n"):
        ran = run("keys", "set", "zenodo", "--json", stdin=stdin)
        assert (ran.code, ran.error_code) == (2, "usage")
        assert "two words" not in ran.out + ran.err
    assert run("keys", "set", "zenodo", "a-key-as-argument", "--json").code == 2


def test_a_key_of_a_variable_is_sent_to_its_service_alone_and_named_as_such(
    run: Run, demo: Demo, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    monkeypatch.setenv("SCHOLAR_DESKTOP_SEMANTIC_SCHOLAR_KEY", "SECRET-KEY-1")
    ran = run("search", "attention", "--json")
    sent = {note["service"]: note["key"] for note in demo.stats()["requests"]}
    assert sent == {"s2": True, "unpaywall": False, "zenodo": False}
    assert "SECRET-KEY-1" not in ran.out + ran.err
    state = run("keys", "status", "--json").data["keys"]["semantic_scholar"]
    assert (state["set"], state["kept_in"]) == (True, "variable")
    profile = tmp_path / "profile"
    assert not [path for path in profile.rglob("*") if path.is_file() and b"SECRET-KEY-1" in path.read_bytes()]


@pytest.mark.skipif(bool(MISSING), reason=f"not installed: {', '.join(MISSING)}")
def test_a_real_keyring_keeps_a_key_over_runs(variables: dict[str, str], demo: Demo, tmp_path: Path):
    """A session bus and a keyring of its own, unlocked; each command is a process of its own."""
    program = f"{sys.executable} -m scholar_desktop --json"
    script = f"""
        printf pw | gnome-keyring-daemon --unlock --components=secrets > /dev/null 2>&1
        set -x
        {program} keys status
        printf %s kéy | {program} keys set semantic_scholar
        printf %s RING-KEY-7 | {program} keys set semantic_scholar
        {program} keys status
        {program} search attention --source s2 --limit 1
        {program} keys delete semantic_scholar
        {program} keys delete semantic_scholar
        {program} keys status
    """
    home = tmp_path / "ring-home"
    runtime = tmp_path / "ring-runtime"
    for folder in (home, runtime):
        folder.mkdir(mode=0o700)
    environ = {name: value for name, value in variables.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    environ |= {"HOME": str(home), "XDG_RUNTIME_DIR": str(runtime)}
    del environ["PYTHON_KEYRING_BACKEND"]
    # the daemon that a closed session leaves behind ends with its bus
    ran = subprocess.run(
        ["dbus-run-session", "--", "bash", "-c", script],
        env=environ,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    answers = [json.loads(line) for line in ran.stdout.splitlines()]
    assert len(answers) == 8, ran.stderr
    before, wrong, kept, status, _search, deleted, again, after = answers
    states = [answer["data"]["keys"]["semantic_scholar"]["kept_in"] for answer in (before, status, after)]
    assert states == ["none", "keyring", "none"], ran.stderr
    assert wrong["errors"][0]["code"] == "usage"
    assert kept["data"]["kept_in"] == "keyring"
    assert [note["key"] for note in demo.stats()["requests"]] == [True], "and it is sent"
    assert deleted["ok"]
    assert again["ok"]
    assert "RING-KEY-7" not in ran.stdout


def test_settings_are_shown_and_changed_and_used_by_the_next_run(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    monkeypatch.delenv("SCHOLAR_DESKTOP_EMAIL")
    assert run("settings", "email", "--json").data == {"email": None}
    assert run("settings", "email", "you@uni-testing.edu", "--json").data == {"email": "you@uni-testing.edu"}
    assert run("settings", "email", "--json").data == {"email": "you@uni-testing.edu"}
    assert run("settings", "email").out == "you@uni-testing.edu\n"
    every = run("settings", "--json").data
    assert every["email"] == "you@uni-testing.edu"
    assert every["data_dir"] == str(tmp_path / "profile" / "data")
    assert "semantic_scholar_key" not in every
    assert run("settings", "email", "", "--json").data == {"email": None}


def test_a_moved_library_folder_is_used(run: Run, tmp_path: Path):
    moved = tmp_path / "elsewhere"
    assert run("settings", "data_dir", str(moved), "--json").code == 0
    assert run("library", "path").out == f"{moved}\n"
    blocked = tmp_path / "file"
    blocked.write_text("")
    ran = run("settings", "data_dir", str(blocked / "x"), "--json")
    assert (ran.code, ran.error_code) == (7, "disk")
    assert run("library", "path").out == f"{moved}\n"


def test_a_setting_is_readable_by_another_program(run: Run, tmp_path: Path):
    import tomllib

    run("settings", "downloads", "4")
    run("settings", "sources", "s2,zenodo")
    kept = tomllib.loads((tmp_path / "profile" / "config" / "config.toml").read_text())
    assert kept == {"downloads": 4, "sources": ["s2", "zenodo"]}


def test_the_environment_of_tests_has_no_keyring():
    assert os.environ["PYTHON_KEYRING_BACKEND"] == "keyring.backends.null.Keyring"
