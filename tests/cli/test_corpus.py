"""corpus releases, release, files, diffs and download: what they print, ask, keep, and end with."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.support.demo_fixture import Demo

HOST = "ai2-s2ag.s3.amazonaws.com"
NEWEST = "2026-08-18"
KEY = "SCHOLAR_DESKTOP_SEMANTIC_SCHOLAR_KEY"


@pytest.fixture
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    """A key that the demo takes."""
    monkeypatch.setenv(KEY, "demo-key")


def file_requests(demo: Demo) -> list[str]:
    return [request["range"] for request in demo.stats()["requests"] if request["host"] == HOST]


# --- what there is


def test_releases_are_listed_oldest_first_without_a_key(run: Run) -> None:
    ran = run("corpus", "releases", "--json")
    assert ran.code == 0
    assert ran.data["releases"] == sorted(ran.data["releases"])
    assert ran.data["releases"][-1] == NEWEST
    assert ran.source("datasets") == {
        "name": "datasets", "state": "ok", "requests": 1, "cached": 0,
        "total": len(ran.data["releases"]), "loaded": len(ran.data["releases"]), "error": None,
    }  # fmt: skip
    assert run("corpus", "releases").out.splitlines() == ran.data["releases"]


@pytest.mark.parametrize("release", ["latest", NEWEST])
def test_a_release_has_its_terms_and_datasets(run: Run, release: str) -> None:
    ran = run("corpus", "release", release, "--json")
    assert ran.code == 0
    assert set(ran.data) == {"release_id", "readme", "datasets"}
    assert ran.data["release_id"] == NEWEST
    assert len(ran.data["datasets"]) == 11
    assert all(set(one) == {"name", "description", "readme"} for one in ran.data["datasets"])
    shown = run("corpus", "release", release).out
    assert "LICENSE" in shown
    assert "embeddings-specter_v2" in shown


def test_links_without_a_key_are_refused_in_the_services_words(run: Run, demo: Demo, tmp_path: Path) -> None:
    for words in (
        ("corpus", "files", "papers"),
        ("corpus", "diffs", "2026-08-11", "latest", "papers"),
        ("corpus", "download", "papers", "--to", str(tmp_path / "x")),
    ):
        ran = run(*words, "--json")
        assert (ran.code, ran.error_code, ran.data) == (5, "refused", None)
        [error] = ran.answer["errors"]
        assert "A valid API key is required" in error["message"]
        assert "keys set semantic_scholar" in error["hint"]
        assert error["subject"] == "datasets"
        assert ran.source("datasets")["state"] == "failed"
    assert not (tmp_path / "x").exists()
    assert file_requests(demo) == []


def test_a_key_that_is_not_taken_is_told_from_none(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEY, "not-the-right-key")
    ran = run("corpus", "files", "papers", "--json")
    assert (ran.code, ran.error_code) == (5, "refused")
    assert "not accepted" in ran.answer["errors"][0]["hint"]
    assert "not-the-right-key" not in ran.out + ran.err


@pytest.mark.usefixtures("key")
def test_files_are_links_and_one_a_line(run: Run) -> None:
    ran = run("corpus", "files", "papers", "--release", NEWEST, "--json")
    assert ran.code == 0
    assert set(ran.data) == {"files"}
    assert len(ran.data["files"]) == 3
    assert all(url.startswith(f"https://{HOST}/staging/{NEWEST}/papers/") for url in ran.data["files"])
    assert all("Signature=" in url for url in ran.data["files"])
    plain = run("corpus", "files", "papers").out.splitlines()
    assert [url.partition("?")[0] for url in plain] == [url.partition("?")[0] for url in ran.data["files"]]


@pytest.mark.usefixtures("key")
def test_diffs_lead_step_by_step(run: Run) -> None:
    ran = run("corpus", "diffs", "2026-07-28", "latest", "papers", "--json")
    assert ran.code == 0
    steps = ran.data["diffs"]
    assert [(step["from_release"], step["to_release"]) for step in steps] == [
        ("2026-07-28", "2026-08-04"),
        ("2026-08-04", "2026-08-11"),
        ("2026-08-11", NEWEST),
    ]
    assert all(set(step) == {"from_release", "to_release", "update_files", "delete_files"} for step in steps)
    lines = run("corpus", "diffs", "2026-07-28", "latest", "papers").out.splitlines()
    assert len(lines) == sum(len(step["update_files"]) + len(step["delete_files"]) for step in steps)


@pytest.mark.usefixtures("key")
@pytest.mark.parametrize(
    ("words", "code", "error"),
    [
        (("corpus",), 2, "usage"),
        (("corpus", "latest"), 2, "usage"),
        (("corpus", "release"), 2, "usage"),
        (("corpus", "release", "yesterday"), 2, "usage"),
        (("corpus", "release", "1999-01-01"), 3, "not_found"),
        (("corpus", "files"), 2, "usage"),
        (("corpus", "files", "novels"), 3, "not_found"),
        (("corpus", "files", "../release"), 2, "usage"),
        (("corpus", "diffs", "latest", NEWEST, "papers"), 2, "usage"),
        (("corpus", "diffs", NEWEST, "papers"), 2, "usage"),
        (("corpus", "diffs", NEWEST, "2026-08-11", "papers"), 5, "bad_request"),
        (("corpus", "download", "papers"), 2, "usage"),
        (("corpus", "download", "novels", "--to", "x"), 3, "not_found"),
        (("corpus", "download", "papers", "--release", "soon", "--to", "x"), 2, "usage"),
    ],
)
def test_what_cannot_be_ends_as_the_contract_has_it(run: Run, words: tuple[str, ...], code: int, error: str) -> None:
    ran = run(*words, "--json")
    assert (ran.code, ran.error_code) == (code, error)
    assert ran.answer["errors"][0]["hint"] or code == 5


def test_offline_what_was_asked_before_is_still_told(run: Run) -> None:
    run("corpus", "releases")
    ran = run("--offline", "corpus", "releases", "--json")
    assert (ran.code, ran.data["releases"][-1]) == (0, NEWEST)
    assert run("--offline", "corpus", "files", "papers", "--json").error_code == "offline"


def test_each_command_has_its_help(run: Run) -> None:
    for name in ("releases", "release", "files", "diffs", "download"):
        shown = run("corpus", name, "--help")
        assert shown.code == 0
        assert f"corpus {name}" in shown.out


# --- download


@pytest.mark.usefixtures("key")
def test_a_dataset_is_downloaded_as_raw_files(run: Run, demo: Demo, tmp_path: Path) -> None:
    folder = tmp_path / "x"
    ran = run("corpus", "download", "papers", "--to", str(folder), "--json")
    assert ran.code == 0
    assert set(ran.data) == {"files"}
    assert sorted(file.name for file in folder.iterdir()) == sorted(file["name"] for file in ran.data["files"])
    rows = 0
    for file in ran.data["files"]:
        assert set(file) == {"name", "bytes", "path", "outcome"}
        assert file["outcome"] == "saved"
        assert Path(file["path"]) == folder / file["name"]
        content = Path(file["path"]).read_bytes()
        assert len(content) == file["bytes"]
        rows += len([json.loads(line) for line in gzip.decompress(content).splitlines()])
    assert rows > 400
    assert ran.source("files")["loaded"] == ran.source("files")["total"] == 3
    assert ran.source("datasets")["requests"] == 2
    stats = demo.stats()
    assert stats["hosts"][HOST] == 6
    assert not any(request["key"] for request in stats["requests"] if request["host"] == HOST)


@pytest.mark.usefixtures("key")
def test_terms_and_sizes_come_first_and_also_when_quiet(run: Run, tmp_path: Path) -> None:
    ran = run("corpus", "download", "tldrs", "--to", str(tmp_path / "x"))
    terms, sizes = ran.err.index("ODC-BY"), ran.err.index("Sizes")
    assert terms < sizes < ran.err.index("1 of 1: ")
    assert f"tldrs, release {NEWEST}: 1 file, " in ran.err
    assert " free in " in ran.err
    assert "Signature" not in ran.err
    again = run("corpus", "download", "tldrs", "--to", str(tmp_path / "x"), "--quiet", "--json")
    assert "ODC-BY" in again.err
    assert " already downloaded." in again.err
    assert "1 of 1" not in again.err


@pytest.mark.usefixtures("key")
def test_a_second_run_fetches_nothing(run: Run, demo: Demo, tmp_path: Path) -> None:
    first = run("corpus", "download", "papers", "--to", str(tmp_path / "x"), "--json")
    demo.reset()
    again = run("corpus", "download", "papers", "--to", str(tmp_path / "x"), "--json")
    assert (again.code, again.data) == (0, first.data)
    assert file_requests(demo) == ["bytes=0-0"] * 3


@pytest.mark.usefixtures("key")
def test_links_that_never_work_end_with_a_person_being_needed(run: Run, demo: Demo, tmp_path: Path) -> None:
    demo.config(link_s=0)
    ran = run("corpus", "download", "tldrs", "--to", str(tmp_path / "x"), "--json")
    assert (ran.code, ran.error_code) == (6, "refused")
    assert [file["outcome"] for file in ran.data["files"]] == ["needs_person"]
    assert ran.data["files"][0]["path"] is None
    assert "size unknown" in ran.err
    demo.config(link_s=3600)
    assert run("corpus", "download", "tldrs", "--to", str(tmp_path / "x"), "--json").code == 0


@pytest.mark.usefixtures("key")
def test_one_file_that_fails_among_several_is_exit_4(run: Run, demo: Demo, tmp_path: Path) -> None:
    demo.config(fail={f"{HOST}/staging/{NEWEST}/papers/20260818_063912_00001": 404})
    ran = run("corpus", "download", "papers", "--to", str(tmp_path / "x"), "--json")
    assert (ran.code, ran.error_code) == (4, "not_found")
    assert [file["outcome"] for file in ran.data["files"]] == ["saved", "unavailable", "saved"]
    assert ran.source("files")["state"] == "partial"


@pytest.mark.usefixtures("key")
def test_a_host_that_is_down_is_exit_5_and_the_next_run_goes_on(run: Run, demo: Demo, tmp_path: Path) -> None:
    demo.config(fail={HOST: 500})
    ran = run("corpus", "download", "tldrs", "--to", str(tmp_path / "x"), "--json")
    assert (ran.code, ran.error_code) == (5, "unreachable")
    assert [file["outcome"] for file in ran.data["files"]] == ["temporary"]
    assert ran.answer["errors"][0]["hint"]
    demo.config(fail={})
    assert run("corpus", "download", "tldrs", "--to", str(tmp_path / "x"), "--json").code == 0


@pytest.mark.usefixtures("key")
def test_a_folder_that_cannot_be_used_is_exit_7(run: Run, tmp_path: Path) -> None:
    (tmp_path / "x").write_text("no folder")
    ran = run("corpus", "download", "tldrs", "--to", str(tmp_path / "x"), "--json")
    assert (ran.code, ran.error_code, ran.data) == (7, "disk", None)
