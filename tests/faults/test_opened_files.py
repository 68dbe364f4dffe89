"""What a person opens may be made to exhaust time or memory, or be no file at all: every reader has limits."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from scholar_desktop import settings
from scholar_desktop.domain import opened_file
from scholar_desktop.domain.errors import UsageError
from scholar_desktop.formats import list_limits
from scholar_desktop.formats.reference_list_reading import read_text
from scholar_desktop.library.tables import user_links
from scholar_desktop.net.part_file import find_resume, notes_path
from scholar_desktop.profile import StateFile
from scholar_desktop.services.reference_lists.reference_lists import read_files
from tests.cli.conftest import Run, run, variables  # noqa: F401  fixtures
from tests.support.demo_fixture import demo, demo_server  # noqa: F401  fixtures
from tests.support.opened_bombs import LISTS, PAGES

ROOT = Path(__file__).parents[2]
posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has neither /dev/zero nor named pipes")
DEEP = "[" * 100_000


@posix
def test_every_text_made_to_exhaust_time_or_memory_is_read_within_limits_of_both():
    ran = subprocess.run(
        [sys.executable, "-m", "tests.support.opened_bombs"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, f"after: {ran.stdout.splitlines()[-1:]}\n{ran.stderr[-2000:]}"
    assert set(ran.stdout.splitlines()) >= {*LISTS, *PAGES, "end"}


@posix
@pytest.mark.parametrize("command", ["import FILE", "batch FILE", "get --file FILE", "oa --file FILE"])
def test_a_command_reads_neither_a_device_nor_a_pipe(run: Run, tmp_path: Path, command: str):  # noqa: F811
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for path, words in (("/dev/zero", "a device"), (str(pipe), "a pipe")):
        ran = run("--json", *command.replace("FILE", path).split())
        assert ran.error_code == "usage"
        assert words in ran.answer["errors"][0]["message"]


def test_a_command_reads_no_file_over_its_limit(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):  # noqa: F811
    monkeypatch.setattr("scholar_desktop.cli.arguments.MOST_BYTES", 1_000)
    monkeypatch.setattr("scholar_desktop.formats.reference_list_detection.MOST_BYTES", 1_000)
    large = tmp_path / "large.bib"
    large.write_text("10.5555/x\n" * 200)
    for words in (["resolve", str(large)], ["batch", str(large)]):
        ran = run("--json", *words)
        assert "too large (more than 1000 B)" in ran.answer["errors"][0]["message"]
    ran = run("--json", "batch", "-", stdin="10.5555/x\n" * 200)
    assert "Standard input is too large" in ran.answer["errors"][0]["message"]


def test_a_sparse_file_of_a_gigabyte_is_refused_before_it_is_read(tmp_path: Path):
    file = tmp_path / "large.bib"
    with file.open("wb") as content:
        content.truncate(1 << 30)
    with pytest.raises(UsageError, match=r"too large \(more than 64 MB\)"):
        read_files([file])


@posix
def test_of_several_dropped_files_only_ordinary_ones_are_read(tmp_path: Path):
    pipe, good = tmp_path / "pipe.bib", tmp_path / "good.txt"
    os.mkfifo(pipe)
    good.write_text("10.5555/x\n")
    read, _text = read_files([pipe, good])
    assert [line.text for line in read.lines] == ["10.5555/x"]
    assert read.notes == ("pipe.bib is a pipe, not an ordinary file.",)


@posix
def test_a_file_that_becomes_a_pipe_after_it_was_looked_at_is_not_waited_for(tmp_path, monkeypatch):
    pipe, file = tmp_path / "pipe", tmp_path / "file"
    os.mkfifo(pipe)
    file.touch()
    check, looks = opened_file._check, iter([file.stat().st_mode])
    monkeypatch.setattr(opened_file, "_check", lambda path, mode: check(path, next(looks, mode)))
    with pytest.raises(UsageError, match="a pipe"):
        opened_file.open_file(pipe)


def test_the_limits_are_reported_in_words():
    text = "@string{a = {" + "x" * 40_000 + "}}\n" + "".join(f"@article{{k{n}, title = a}}\n" for n in range(200))
    told = [line.problem.message for line in read_text(text).lines if line.problem is not None]
    assert "The @string definitions are too long and were cut." in told
    long = "@article{k, title = {" + "x" * list_limits.LONGEST_ENTRY + "}}\n@article{l, title = {A short title}}"
    first, second = read_text(long).lines
    assert first.problem is not None
    assert first.problem.message == "The entry is too long (more than 500000 characters)."
    assert second.wanted.title == "A short title"
    assert len(read_text("TY  - JOUR\nTI  - " + "x" * 200_000).lines[0].wanted.title) == list_limits.LONGEST_FIELD


def test_of_a_list_that_is_too_long_the_first_references_are_read(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("scholar_desktop.formats.reference_list_reading.MOST_REFERENCES", 20)
    read = read_text("10.5555/x\n" * 21)
    assert len(read.lines) == 20
    assert read.notes == ("Only the first 100000 references were read.",)
    monkeypatch.setattr(list_limits, "MOST_LINES", 5)
    read = read_text("10.5555/x\n" * 21)
    assert (len(read.lines), read.notes) == (5, ("Only the first 5 lines were read.",))


def test_a_settings_file_that_is_too_large_or_nested_is_named_and_the_defaults_are_used(tmp_path: Path):
    file = tmp_path / "config.toml"
    for text, words in (("a = " + DEEP, "nested too deeply"), ("# " + "x" * 1_000_000, "too large (more than 1 MB)")):
        file.write_text(text)
        values, problem = settings._read_config(file)
        assert values == {}
        assert words in (problem or "")


def test_a_damaged_small_file_of_the_program_loses_only_what_it_holds(tmp_path: Path, expect_log):
    expect_log("cannot be understood")
    state = tmp_path / "state.json"
    state.write_text(DEEP)
    assert StateFile(state).read() == {}
    (tmp_path / user_links.FILE).write_text(DEEP)
    assert user_links.load(tmp_path) == ()
    part = tmp_path / "x.part"
    part.write_text("x")
    notes_path(part).write_text(DEEP)
    assert find_resume(part) is None


def test_a_file_of_kept_answers_that_is_no_such_file_is_refused(run: Run, tmp_path: Path):  # noqa: F811
    for content in (DEEP, json.dumps({"kind": "scholar-desktop answers", "saved": "", "answers": DEEP})):
        file = tmp_path / "answers.json"
        file.write_text(content)
        assert run("--json", "cache", "load", str(file)).error_code == "usage"
