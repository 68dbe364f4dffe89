"""cache: what is kept of the services' answers, seen, deleted, saved and loaded."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.support.demo_fixture import Demo

OPEN = "10.1038/s41579-022-00846-2"
UNKNOWN = "10.5555/there-is-no-such-paper"


def test_an_entry_says_what_was_asked_when_and_until_when_it_is_good(run: Run):
    assert run("cache", "list", "--json").data == {"entries": [], "bytes": 0}
    run("oa", OPEN, UNKNOWN)
    entries = {entry["subject"]: entry for entry in run("cache", "list", "--json").data["entries"]}
    entry = entries[OPEN]
    assert set(entry) == {"id", "service", "subject", "url", "outcome", "asked", "expires", "expired", "bytes"}
    assert (entry["service"], entry["outcome"], entry["expired"]) == ("unpaywall", "found", False)
    assert "email" not in entry["url"]
    assert (entry["expires"] > entry["asked"], entries[UNKNOWN]["outcome"]) == (True, "not_found")
    shown = run("cache", "list").out
    assert f"unpaywall  {OPEN}" in shown
    assert "expires 20" in shown


def test_one_is_deleted_by_its_doi_and_asked_for_again(run: Run, demo: Demo):
    run("oa", OPEN, UNKNOWN)
    assert run("cache", "delete", f"https://doi.org/{OPEN.upper()}", "--json").data == {"deleted": 1}
    assert [entry["subject"] for entry in run("cache", "list", "--json").data["entries"]] == [UNKNOWN]
    before = demo.stats()["counts"]["unpaywall"]
    run("oa", OPEN)
    assert demo.stats()["counts"]["unpaywall"] == before + 1
    wrong = run("cache", "delete", "10.5555/never-asked", "--json")
    assert (wrong.code, wrong.error_code) == (2, "usage")


def test_all_are_cleared_or_those_of_one_service(run: Run):
    run("search", "covid", "--limit", "5")
    run("oa", OPEN)
    services = {entry["service"] for entry in run("cache", "list", "--json").data["entries"]}
    assert services == {"s2", "unpaywall", "zenodo"}
    of_zenodo = len(run("cache", "list", "--service", "zenodo", "--json").data["entries"])
    assert run("cache", "clear", "--service", "zenodo", "--json").data == {"deleted": of_zenodo}
    assert run("cache", "clear", "--json").data["deleted"] >= 2
    assert run("cache", "list", "--json").data["entries"] == []


def test_saved_to_a_file_they_serve_another_profile_without_a_request(
    run: Run, demo: Demo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    run("oa", OPEN, UNKNOWN)
    file = tmp_path / "answers.json"
    assert run("cache", "save", str(file), "--json").data == {"answers": 2, "path": str(file)}
    assert b"me@uni-testing.edu" not in file.read_bytes()
    monkeypatch.setenv("SCHOLAR_DESKTOP_PROFILE", str(tmp_path / "another"))
    assert run("cache", "load", str(file), "--json").data == {"answers": 2, "loaded": 2}
    assert run("cache", "load", str(file), "--json").data == {"answers": 2, "loaded": 0}
    before = demo.stats()["counts"]
    answered = run("oa", OPEN, UNKNOWN, "--json").data["items"]
    assert [(item["outcome"], item["cached"]) for item in answered] == [("found", True), ("not_found", True)]
    assert demo.stats()["counts"] == before


def test_a_file_that_is_none_of_ours_takes_nothing(run: Run, tmp_path: Path):
    file = tmp_path / "answers.json"
    run("oa", OPEN)
    run("cache", "save", str(file))
    run("cache", "clear")
    good = json.loads(file.read_bytes())
    late = {**good["answers"][0], "stored_at": 9e15, "expires_at": 9e15}
    for content in (
        "{",
        "[]",
        json.dumps({**good, "kind": "pictures"}),
        json.dumps({**good, "answers": [*good["answers"], {"url": 3}]}),
        json.dumps({**good, "answers": [*good["answers"], late]}),
    ):
        file.write_text(content, encoding="utf-8")
        ran = run("cache", "load", str(file), "--json")
        assert (ran.code, ran.error_code) == (2, "usage"), content
    assert run("cache", "load", str(tmp_path / "nowhere.json"), "--json").error_code == "disk"
    assert run("cache", "list", "--json").data["entries"] == []


def test_the_lifetime_in_days_is_a_setting_that_counts_for_what_is_kept_already(run: Run, demo: Demo):
    run("oa", OPEN)
    run("settings", "unpaywall_days", "0")
    assert run("cache", "list", "--json").data["entries"][0]["expires"] is None
    assert "never expires" in run("cache", "list").out
    run("settings", "unpaywall_days", "0.0000001")
    assert run("cache", "list", "--expired", "--json").data["entries"][0]["expired"] is True
    assert run("oa", OPEN, "--json").data["items"][0]["cached"] is False
    assert demo.stats()["counts"]["unpaywall"] == 2
    run("settings", "unpaywall_days", "30")
    assert run("oa", OPEN, "--json").data["items"][0]["cached"] is True
    assert run("cache", "clear", "--expired", "--json").data == {"deleted": 0}
