"""library and get: what is kept, found again, removed and brought back."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.support.demo_fixture import Demo

LONG_COVID = "10.1038/s41579-022-00846-2"
ATTENTION = "204e3073870fae3d05bcbc2f6a8e263d9b72e776"


def ids(ran: object) -> set[str]:
    return {paper["id"] for paper in ran.data["papers"]}  # type: ignore[attr-defined]


def test_an_empty_library_lists_nothing_and_that_is_fine(run: Run, demo: Demo):
    ran = run("library", "list", "--json")
    assert ran.code == 0
    assert ran.data == {"total": 0, "papers": [], "hits": []}
    assert demo.stats()["counts"] == {}


def test_a_paper_is_added_with_what_the_services_know_and_found_offline(run: Run, demo: Demo):
    added = run("library", "add", "arXiv:1706.03762", f"https://doi.org/{LONG_COVID}", "--json")
    assert added.code == 0
    assert [item["outcome"] for item in added.data["items"]] == ["added", "added"]
    demo.reset()
    listed = run("--offline", "library", "list", "--json")
    assert listed.data["total"] == 2
    assert all(paper["in_library"] and paper["abstract"] for paper in listed.data["papers"])
    found = run("--offline", "library", "search", "attention", "--json")
    assert ids(found) == {f"s2:{ATTENTION}"}
    assert found.source("library")["state"] == "ok"
    shown = run("--offline", "library", "show", "CorpusId:13756489", "--json")
    assert shown.data["id"] == f"s2:{ATTENTION}"
    assert {"files", "tags", "collections", "notes", "key"} <= set(shown.data)
    assert run("--offline", "show", "1706.03762", "--json").data["in_library"] is True
    assert demo.stats()["counts"] == {}


def test_several_papers_are_one_question_to_semantic_scholar(run: Run, demo: Demo):
    words = ["1706.03762", "10.5555/nobody", LONG_COVID, "hello", f"s2:{ATTENTION}"]
    added = run("library", "add", *words, "--json")
    assert added.code == 4
    outcomes = ["added", "not_found", "added", "failed", "added"]
    assert [(item["id"], item["outcome"]) for item in added.data["items"]] == list(zip(words, outcomes, strict=True))
    assert [error["subject"] for error in added.answer["errors"]] == ["doi:10.5555/nobody", "hello"]
    assert demo.stats()["counts"]["s2"] == 2, "one for all, and one for the paper that it does not know"
    assert run("library", "list", "--json").data["total"] == 2


def test_adding_again_keeps_one(run: Run, demo: Demo):
    run("library", "add", "1706.03762", "--json")
    demo.reset()
    again = run("library", "add", f"s2:{ATTENTION}", "--json")
    assert [item["outcome"] for item in again.data["items"]] == ["kept"]
    assert run("library", "list", "--json").data["total"] == 1
    assert demo.stats()["counts"] == {}


def test_search_results_say_what_is_in_the_library(run: Run):
    run("library", "add", "1706.03762")
    papers = run("search", "attention is all you need", "--json").data["papers"]
    assert [paper["in_library"] for paper in papers if paper["id"] == f"s2:{ATTENTION}"] == [True]


def test_removed_papers_come_back(run: Run):
    run("library", "add", "1706.03762")
    removed = run("library", "remove", "1706.03762", "--json")
    assert removed.data["items"] == [{"id": "1706.03762", "outcome": "removed"}]
    assert run("library", "list", "--json").data["total"] == 0
    undone = run("library", "undo", "--json")
    assert undone.code == 0
    assert undone.data["undone"] == undone.data["done"]
    assert undone.data["next"].startswith("add ")
    assert run("library", "list", "--json").data["total"] == 1


def test_what_was_taken_back_is_made_again_by_its_name(run: Run):
    run("library", "add", "1706.03762")
    run("library", "remove", "1706.03762")
    assert run("redo", "--json").code == 3
    removal, addition = (run("library", "undo", "--json").data["done"] for _ in range(2))
    first = run("redo", "--json")
    assert (first.code, first.data["done"], first.data["next"]) == (0, addition, removal)
    assert run("library", "list", "--json").data["total"] == 1
    second = run("library", "redo", "--json")
    assert (second.data["done"], second.data["next"]) == (removal, None)
    assert run("library", "list", "--json").data["total"] == 0
    nothing = run("library", "redo", "--json")
    assert (nothing.code, nothing.answer["errors"][0]["message"]) == (3, "Nothing to redo.")


def test_what_is_not_there_is_3_and_4_among_others(run: Run):
    run("library", "add", "1706.03762")
    assert run("library", "show", LONG_COVID, "--json").code == 3
    assert run("library", "remove", LONG_COVID, "--json").code == 3
    assert run("library", "remove", LONG_COVID, "1706.03762", "--json").code == 4
    assert run("library", "search", "zxqv", "--json").code == 3
    assert run("library", "add", "10.5555/there-is-no-such-paper", "--json").code == 3


@pytest.mark.parametrize("words", ["NOT AND (", "NOT", "OR", "( )", "***"])
def test_a_search_without_a_word_is_refused_and_does_not_list_the_library(run: Run, words: str):
    run("library", "add", ATTENTION)
    ran = run("library", "search", words, "--json")
    assert (ran.code, ran.data, ran.error_code) == (2, None, "usage")
    assert ran.answer["errors"][0]["subject"] == words


def test_a_search_says_which_operator_it_could_not_read(run: Run):
    run("library", "add", ATTENTION)
    ran = run("library", "search", "attention NOT")
    assert (ran.code, "There is nothing after the last NOT." in ran.err) == (0, True)


def test_nothing_to_take_back_is_3(run: Run):
    assert run("library", "undo", "--json").code == 3


def test_looking_for_something_makes_no_library(run: Run, tmp_path: Path):
    run("search", "attention", "--json")
    run("show", "1706.03762", "--json")
    run("library", "list", "--json")
    run("library", "undo", "--json")
    run("library", "verify", "--json")
    assert not (tmp_path / "profile" / "data").exists()


def test_what_cannot_be_taken_in_is_named(run: Run, tmp_path: Path):
    run("library", "add", "10.1038/nature12373")
    papers = tmp_path / "profile" / "data" / "papers"
    (papers / "Odd").mkdir()
    (papers / "Odd" / "paper.json").write_text("[" * 200_000)
    (papers / "Elsewhere").symlink_to(tmp_path)
    ran = run("library", "rebuild", "--json")
    assert (ran.code, ran.answer["data"]["papers"]) == (0, 1)
    assert any("Odd" in note and "nested too deeply" in note for note in ran.answer["data"]["notes"])
    assert any("Elsewhere" in note for note in ran.answer["data"]["notes"])
    assert "nested too deeply" in run("library", "rebuild").err


def test_a_synchronised_folder_is_warned_of_once(run: Run, tmp_path: Path):
    data = tmp_path / "profile" / "data"
    assert "synchronised" not in run("library", "list").err
    (data / ".stfolder").mkdir(parents=True)
    warned = run("library", "add", "10.1038/nature12373", "--json")
    assert (warned.code, "synchronised by Syncthing" in warned.err) == (0, True)
    assert "on one computer at a time" in warned.err
    assert "synchronised" not in run("library", "list").err
    (data / "library-LAPTOP.sqlite").write_bytes(b"copy")
    assert "conflict copy of the library database: library-LAPTOP.sqlite" in run("library", "list").err
    broken = run("library", "verify", "--json")
    assert [Path(one["path"]).name for one in broken.data["problems"]] == ["library-LAPTOP.sqlite"]


def test_verify_finds_a_changed_file_and_rebuild_makes_the_database_anew(run: Run, tmp_path: Path):
    run("library", "add", "1706.03762", LONG_COVID)
    assert run("library", "verify", "--json").data == {"problems": []}
    database = tmp_path / "profile" / "data" / "library.sqlite"
    rebuilt = run("library", "rebuild", "--json")
    assert rebuilt.data == {"papers": 2, "notes": []}
    assert database.is_file()
    sidecar = next((tmp_path / "profile" / "data" / "papers").glob("*/paper.json"))
    sidecar.unlink()
    broken = run("library", "verify", "--json")
    assert broken.code == 7
    assert broken.data["problems"][0]["message"]


def test_a_library_that_cannot_be_made_is_7(run: Run, tmp_path: Path):
    blocked = tmp_path / "profile" / "data"
    blocked.parent.mkdir(parents=True, exist_ok=True)
    blocked.write_text("not a folder")
    ran = run("library", "add", "1706.03762", "--json")
    assert ran.code == 7
    assert ran.error_code == "disk"


def test_getting_a_paper_keeps_its_pdf(run: Run, demo: Demo, tmp_path: Path):
    ran = run("get", "1706.03762", "--json")
    item = ran.data["items"][0]
    if item["outcome"] != "saved":
        pytest.fail(f"{item['outcome']}: {item['attempts']}")
    assert ran.code == 0
    assert set(item) == {"id", "outcome", "path", "paper", "attempts", "files"}
    assert item["id"] == "1706.03762"
    assert Path(item["path"]).read_bytes().startswith(b"%PDF-")
    assert item["paper"]["pdf"] == item["path"]
    assert ran.data["report"]["saved"] == 1
    attempt = item["attempts"][-1]
    assert set(attempt) == {
        *("url", "source", "outcome", "http_status", "final_url", "bytes", "sha256", "seconds", "reason"),
    }
    demo.reset()
    again = run("get", "arXiv:1706.03762", "--to", str(tmp_path / "out"), "--json")
    assert again.code == 0
    assert again.data["items"][0]["attempts"] == []
    assert Path(again.data["items"][0]["path"]).parent == tmp_path / "out"
    assert demo.stats()["counts"] == {}
    assert run("--offline", "library", "list", "--json").data["papers"][0]["pdf"] == item["path"]


def test_getting_several_reports_each(run: Run):
    ran = run("get", "10.5555/there-is-no-such-paper", "nonsense", "--json")
    assert ran.code == 4
    assert [item["outcome"] for item in ran.data["items"]] == ["not_found", "not_found"]
    assert ran.data["report"]["not_found"] == 2
    assert run("get", "10.5555/there-is-no-such-paper", "--json").code == 3


def test_words_in_the_pdf_are_found_with_their_page(run: Run):
    path = run("get", "1706.03762", "--json").data["items"][0]["path"]
    found = run("--offline", "library", "search", "introduction", "paper", "--json")
    assert found.code == 0
    (hit,) = found.data["hits"]
    assert set(hit) == {"id", "file", "page", "snippet", "marks"}
    assert (hit["id"], hit["file"]) == (f"s2:{ATTENTION}", path)
    assert hit["page"] >= 1
    marked = [hit["snippet"][first:last].lower() for first, last in hit["marks"]]
    assert any("introduction" in words for words in marked), hit
    assert found.data["papers"][0]["id"] == hit["id"]
    assert f"p. {hit['page']}: " in run("--offline", "library", "search", "introduction", "paper").out
    assert run("library", "list", "--json").data["hits"] == []


def test_rebuilding_reads_the_text_of_the_pdfs_again(run: Run):
    run("get", "1706.03762")
    run("library", "rebuild", "--json")
    found = run("--offline", "library", "search", "introduction", "--json")
    assert [hit["id"] for hit in found.data["hits"]] == [f"s2:{ATTENTION}"]


def test_one_goes_back_to_the_library_of_another_day(run: Run, tmp_path: Path):
    assert run("library", "backups", "--json").data == {"backups": []}
    assert "No backups yet." in run("library", "backups").err
    run("get", "1706.03762")
    assert run("library", "list", "--json").data["total"] == 1  # the copy of the day is made
    run("library", "remove", "1706.03762")
    [copy] = run("library", "backups", "--json").data["backups"]
    assert (copy["papers"], set(copy)) == (1, {"day", "path", "bytes", "papers"})
    assert run("library", "list", "--json").data["total"] == 0
    ran = run("library", "restore-backup", copy["day"], "--json")
    assert (ran.code, ran.data["papers"]) == (0, 1)
    [kept] = run("--offline", "library", "list", "--json").data["papers"]
    assert Path(kept["pdf"]).read_bytes().startswith(b"%PDF-")
    assert run("library", "verify", "--json").data == {"problems": []}


def test_a_day_without_a_copy_is_wrong_usage(run: Run):
    run("library", "add", "1706.03762")
    for day, said in (("2020-01-01", "no backup of the library of 2020-01-01"), ("friday", "“friday” is not a day")):
        ran = run("library", "restore-backup", day, "--json")
        assert (ran.code, ran.error_code) == (2, "usage")
        assert said in ran.answer["errors"][0]["message"]
