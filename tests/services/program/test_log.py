"""What is logged where, and what never stands in the file that is kept."""

from __future__ import annotations

import logging
from pathlib import Path

import msgspec
import pytest

from scholar_desktop import settings
from scholar_desktop.services.program import log as kept_log
from scholar_desktop.services.program.log import LOG_FILE, PREVIOUS_LOG_FILE, redact, start_log

net = logging.getLogger("scholar_desktop.net.request_sender")
search = logging.getLogger("scholar_desktop.services.search.search")


@pytest.fixture
def chosen(tmp_path):
    base = settings.load(["--profile", str(tmp_path / "profile")])
    return msgspec.structs.replace(base, email="ada@lovelace.uk", semantic_scholar_key="KEY-0123456789")


def test_areas_named_by_the_option_go_to_stderr_and_others_do_not(chosen, capsys):
    started = start_log(msgspec.structs.replace(chosen, log="net"))
    net.debug("asked")
    search.debug("not asked for")
    started.stop()
    assert "asked" in capsys.readouterr().err
    net.debug("after the end")
    assert "after" not in capsys.readouterr().err


def test_without_the_option_only_warnings_go_to_stderr(chosen, capsys, expect_log):
    expect_log("the disk is full")
    started = start_log(chosen)
    net.info("asked")
    net.warning("the disk is full")
    started.stop()
    said = capsys.readouterr().err
    assert "the disk is full" in said
    assert "asked" not in said


def test_debug_tells_what_held_up_the_loop_once(chosen, capsys, expect_log):
    expect_log("took")
    started = start_log(msgspec.structs.replace(chosen, debug=True), keep=True)
    logging.getLogger("qasync").warning("a step took 0.2 s")
    started.stop()
    assert capsys.readouterr().err.count("a step took") == 1
    assert "a step took" in (chosen.cache_dir / LOG_FILE).read_text()


def test_a_command_keeps_no_file(chosen):
    started = start_log(chosen)
    started.stop()
    assert not (chosen.cache_dir / LOG_FILE).exists()


def test_the_log_of_this_run_and_of_the_last_one_are_kept(chosen):
    for words in ("first run", "second run", "third run"):
        started = start_log(chosen, keep=True)
        search.info(words)
        started.stop()
    assert "third run" in (chosen.cache_dir / LOG_FILE).read_text()
    assert "second run" in (chosen.cache_dir / PREVIOUS_LOG_FILE).read_text()
    assert len(list(chosen.cache_dir.glob("log*"))) == 2


def test_the_file_does_not_grow_without_end(chosen, monkeypatch):
    monkeypatch.setattr(kept_log, "MAX_LOG_BYTES", 4000)
    started = start_log(chosen, keep=True)
    for number in range(300):
        search.info("line %d of a run that says much", number)
    started.stop()
    sizes = [file.stat().st_size for file in chosen.cache_dir.glob("log*")]
    assert len(sizes) == 2
    assert max(sizes) < 4200
    assert "line 299" in (chosen.cache_dir / LOG_FILE).read_text() + (chosen.cache_dir / PREVIOUS_LOG_FILE).read_text()


def test_neither_key_nor_address_nor_query_nor_home_reach_the_file(chosen, expect_log):
    expect_log("")
    home = str(Path.home())
    started = start_log(msgspec.structs.replace(chosen, log="all"), keep=True)
    net.debug("s2 GET /graph/v1/paper/search?query=secret+words")
    net.warning("https://api.unpaywall.org/v2/10.1/x?email=ada@lovelace.uk failed")
    net.warning("x-api-key: KEY-0123456789, Authorization: Bearer abc.def")
    net.warning("no such file: %s/papers", home)
    try:
        raise ValueError("secret words")
    except ValueError:
        search.exception("searching failed")
    started.stop()
    text = (chosen.cache_dir / LOG_FILE).read_text()
    for hidden in ("secret", "lovelace", "KEY-0123456789", "abc.def", home):
        assert hidden not in text, hidden
    assert "~/papers" in text
    assert "ValueError" in text
    assert "test_log.py" in text


def test_a_folder_that_takes_no_file_costs_only_the_log(chosen, tmp_path):
    (tmp_path / "file").write_text("")
    started = start_log(msgspec.structs.replace(chosen, cache_dir=tmp_path / "file" / "below"), keep=True)
    search.info("still here")
    started.stop()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("asked /v2/10.1/x?email=a@b.org now", "asked /v2/10.1/x?<hidden> now"),
        ("Is a digit missing? Look again", "Is a digit missing? Look again"),
        ("from ada.l@cs.uni-x.de, twice", "from <e-mail>, twice"),
        ("access_token=abc and more", "access_token=<hidden> and more"),
        ("the token was refused", "the token was refused"),
    ],
)
def test_what_is_taken_out_of_a_line(text, expected):
    assert redact(text) == expected
