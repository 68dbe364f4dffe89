"""Standard output: one object, whatever happens; exit codes; what is not there yet says so."""

from __future__ import annotations

import pytest

from scholar_desktop import __version__
from scholar_desktop.services.search.search import Search
from tests.cli.conftest import Run
from tests.support.demo_fixture import Demo

ATTENTION = "arxiv:1706.03762"


@pytest.mark.parametrize(
    "argv",
    [
        ("search", "--json"),
        ("--json", "search"),
        ("search", "words", "--limit", "0", "--json"),
        ("search", "words", "--year", "20x6", "--json"),
        ("search", "words", "--source", "google", "--json"),
        ("search", "words", "--no-such-option", "--json"),
        ("show", "--json"),
        ("show", "hello", "--json"),
        ("show", "10.1038", "--json"),
        ("citations", ATTENTION, "--limit", "5", "--all", "--json"),
        ("get", "--json"),
        ("get", "--file", "/no/such/file", "--json"),
        ("oa", "--json"),
        ("oa", "notadoi", "--json"),
        ("oa", "--query", "words", "10.1/x", "--json"),
        ("oa", "10.1/x", "--is-oa", "maybe", "--json"),
        ("library", "--json"),
        ("library", "frobnicate", "--json"),
        ("library", "remove", "hello", "--json"),
        ("keys", "set", "unpaywall", "--json"),
        ("settings", "emial", "--json"),
        ("settings", "email", "nobody", "--json"),
        ("frobnicate", "--json"),
        ("--json",),
        ("--frobnicate", "--json", "search", "x"),
        ("--theme", "blue", "--json", "search", "x"),
        ("--json", "search", "x", "--wait", "soon"),
        ("search", "x", "--bulk", "--source", "zenodo", "--json"),
        ("search", "--bulk", "--json"),
        ("search", "x", "--sort", "paperId:asc", "--json"),
        ("search", "x", "--sort", "fame", "--json"),
        ("search", "x", "--date", "May", "--json"),
        ("author", "--json"),
        ("author", "Turing", "--json"),
        ("author", "0000-0002-1825-0097", "--json"),
        ("author", "1", "--limit", "5", "--json"),
        ("author-search", "--json"),
        ("authors", "hello", "--json"),
        ("similar", "--json"),
        ("similar", "hello", "--json"),
        ("similar", ATTENTION, "--pool", "all-cited", "--json"),
        ("similar", ATTENTION, "--limit", "501", "--json"),
        ("snippets", "--json"),
        ("snippets", "x", "--limit", "1001", "--json"),
        ("snippets", "x", "--paper", "hello", "--json"),
        ("snippets", "x", "--inserted-before", "2019:2020", "--json"),
        ("match", "--json"),
        ("complete", " ", "--json"),
        ("batch", "--json"),
        ("batch", "/no/such/file", "--json"),
    ],
)
def test_wrong_usage_is_exit_2_with_one_object_and_asks_nobody(run: Run, demo: Demo, argv: tuple[str, ...]):
    ran = run(*argv)
    assert ran.code == 2
    assert ran.error_code == "usage"
    assert ran.data is None or argv[0] == "oa"
    assert demo.stats()["counts"] == {}


def test_without_json_the_mistake_goes_to_stderr_alone(run: Run):
    ran = run("show", "10.1038")
    assert (ran.code, ran.out) == (2, "")
    assert len(ran.err.splitlines()) == 2, "a sentence, and what to do"


def test_json_and_quiet_stand_before_or_after_the_command(run: Run):
    before = run("--json", "--quiet", "search", "attention", "--limit", "2")
    after = run("search", "attention", "--limit", "2", "--json", "--quiet")
    assert before.data["papers"] == after.data["papers"]
    assert before.err == after.err == ""


def test_a_fault_of_ours_is_exit_1_with_one_object_and_no_traceback(run: Run, monkeypatch: pytest.MonkeyPatch):
    async def broken(*_arguments: object, **_named: object) -> None:
        raise ZeroDivisionError("secret detail")

    monkeypatch.setattr(Search, "run", broken)
    ran = run("search", "words", "--json")
    assert (ran.code, ran.error_code) == (1, "unexpected")
    assert "Traceback" not in ran.err
    assert "secret detail" not in ran.out
    assert "Traceback" in run("--debug", "search", "words", "--json").err


def test_being_interrupted_is_exit_130_and_prints_nothing(run: Run, monkeypatch: pytest.MonkeyPatch):
    async def interrupted(*_arguments: object, **_named: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Search, "run", interrupted)
    ran = run("search", "words", "--json")
    assert (ran.code, ran.out) == (130, "")


def test_version_and_help(run: Run):
    assert run("--version").out == f"Scholar Desktop {__version__}\n"
    assert run("--json", "--version").data == {"version": __version__}
    shown = run("--help")
    assert shown.code == 0
    for word in ("--profile", "search", "library undo"):
        assert word in shown.out
    for command in ("search", "library add", "oa"):
        ran = run(*command.split(), "--help")
        assert ran.code == 0
        assert command in ran.out
    assert "library remove" in run("library", "--help").out


def test_offline_is_exit_5(run: Run, demo: Demo):
    ran = run("--offline", "show", ATTENTION, "--json")
    assert (ran.code, ran.error_code) == (5, "offline")
    assert ran.data is None
    assert demo.stats()["counts"] == {}


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (500, "unreachable"),
        ("reset", "unreachable"),
        ("html", "bad_answer"),
        ("garbage", "bad_answer"),
        (403, "refused"),
        ({"status": 429, "retry_after": 100}, "rate_limited"),
    ],
)
def test_a_service_that_fails_is_exit_5_with_its_own_code(run: Run, demo: Demo, fault: object, code: str):
    demo.config(faults={"s2": fault})
    ran = run("citations", ATTENTION, "--json")
    assert (ran.code, ran.error_code) == (5, code)
    assert ran.answer["errors"][0]["subject"] == "s2"
    assert ran.source("s2")["state"] == "failed"
    assert ran.source("s2")["error"]["code"] == code


S2_KEY = ("key", "Semantic Scholar key", "semantic_scholar")


@pytest.mark.parametrize(
    ("service", "status", "variable", "words", "named"),
    [
        ("s2", 403, "SEMANTIC_SCHOLAR_KEY", ("citations", ATTENTION), S2_KEY),
        ("s2", 401, "SEMANTIC_SCHOLAR_KEY", ("citations", ATTENTION), S2_KEY),
        ("zenodo", 401, "ZENODO_TOKEN", ("zenodo", "record", "14839856"), ("token", "Zenodo token", "zenodo")),
    ],
)
def test_a_refused_key_is_named_with_the_place_to_change_it(
    run: Run,
    demo: Demo,
    monkeypatch: pytest.MonkeyPatch,
    service: str,
    status: int,
    variable: str,
    words: tuple[str, ...],
    named: tuple[str, str, str],
):
    demo.config(faults={service: status})
    kind, title, name = named
    without = run(*words, "--json").answer["errors"][0]
    assert "refused the request" in without["message"], "no key was sent"
    monkeypatch.setenv(f"SCHOLAR_DESKTOP_{variable}", "a-mistyped-key")
    ran = run(*words, "--json")
    [error] = ran.answer["errors"]
    assert (ran.code, error["code"]) == (5, "refused")
    assert f"did not accept your {kind}" in error["message"]
    assert title in error["hint"]
    assert f"scholar-desktop keys set {name}" in error["hint"]
    assert f"SCHOLAR_DESKTOP_{variable}" in error["hint"]
    assert "a-mistyped-key" not in ran.out


def test_a_pause_beyond_the_wait_ends_at_once_with_the_time(run: Run, demo: Demo):
    demo.config(faults={"s2": {"status": 429, "retry_after": 3600}})
    ran = run("citations", ATTENTION, "--json", "--wait", "5")
    assert ran.error_code == "rate_limited"
    assert ran.source("s2")["requests"] == 1


def test_a_bad_settings_file_is_told_and_costs_only_itself(run: Run, tmp_path: object):
    from pathlib import Path

    path = Path(str(tmp_path)) / "profile" / "config" / "config.toml"
    path.parent.mkdir(parents=True)
    path.write_text("email = [\n")
    ran = run("settings", "theme", "--json")
    assert (ran.code, ran.data) == (0, {"theme": "system"})
    assert "line 1" in ran.err
    assert path.with_name("config.toml.bad").exists()


def test_words_that_are_no_utf8_are_answered_too(run: Run):
    ran = run("search", "caf\udce9", "--source", "library", "--json")
    assert ran.code == 3


def test_what_stands_behind_two_dashes_are_words(run: Run):
    ran = run("search", "--source", "library", "--json", "--", "--oa", "-x")
    assert ran.code == 3
    assert ran.data["query"] == "--oa -x"


def test_a_bad_variable_is_wrong_usage_too(run: Run, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SCHOLAR_DESKTOP_DOWNLOADS", "many")
    ran = run("--json", "library", "list")
    assert (ran.code, ran.error_code) == (2, "usage")
    assert ran.answer["errors"][0]["subject"] == "SCHOLAR_DESKTOP_DOWNLOADS"
    assert ran.answer["command"] == "library list"
