"""library new, edit, trash, restore, delete and list: a book without a DOI is a member of the library, offline."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from scholar_desktop.domain.library import LIBRARY_SORTS
from scholar_desktop.library.search import library_pages
from tests.cli.conftest import Run
from tests.support.demo_fixture import Demo

BOOK = (
    "book",
    "title=On Growth and Form",
    "author=Thompson, D’Arcy Wentworth",
    "issued=1917",
    "publisher=Cambridge University Press",
    "publisher-place=Cambridge",
)
KEY = "key:thompson1917growth"


def new(run: Run, *words: str) -> Any:
    ran = run("--offline", "library", "new", *words, "--json")
    assert ran.code == 0, ran.answer["errors"]
    return ran.data


def listed(run: Run, *words: str) -> list[str]:
    return [paper["title"] for paper in run("library", "list", *words, "--json").data["papers"]]


def test_a_book_without_a_doi_goes_through_all_that_a_library_does_offline(run: Run, demo: Demo):
    def library(*words: str) -> Any:
        ran = run("--offline", "library", *words, "--json")
        assert ran.code == 0, ran.answer["errors"]
        return ran.data

    for title in ("Whales", "Algae"):
        new(run, "book", f"title={title}")
    paper = new(run, "book", "title=On Growth and Frm", *BOOK[2:])["id"]
    assert library("edit", paper, "title=On Growth and Form")["title"] == "On Growth and Form"
    cited = run("--offline", "export", "--format", "text", "--style", "chicago-author-date", paper)
    assert cited.out == "Thompson, D’Arcy Wentworth. 1917. On Growth and Form. Cambridge University Press.\n"
    assert listed(run, "--sort", "title") == ["Algae", "On Growth and Form", "Whales"]
    library("tag", "shape", paper)
    assert listed(run, "--tag", "shape") == ["On Growth and Form"]
    assert [one["title"] for one in library("search", "university")["papers"]] == ["On Growth and Form"]
    double = new(run, "book", "title=On Growth and Form", "author=Thompson, D. W.", "issued=1917", "edition=2")["id"]
    (group,) = library("duplicates")["groups"]
    assert set(group["ids"]) == {paper, double}
    merged = library("merge", paper, double)
    assert merged["entry"]["fields"]["edition"] == "2"
    assert [tag["name"] for tag in merged["entry"]["tags"]] == ["shape"]
    library("trash", paper)
    assert listed(run, "--sort", "title") == ["Algae", "Whales"]
    library("restore", paper)
    assert library("show", paper) == merged
    library("delete", paper)
    assert listed(run, "--sort", "title") == ["Algae", "Whales"]
    library("undo")
    assert library("show", double) == merged, "brought back, with the names of both"
    assert demo.stats()["counts"] == {}


def test_an_edit_is_undone_and_redone_and_a_citation_key_follows_it(run: Run, demo: Demo):
    paper = new(run, *BOOK)
    assert (paper["id"], paper["in_library"], paper["type"]) == (KEY, True, "book")
    assert paper["entry"]["fields"]["publisher"] == "Cambridge University Press"
    assert paper["entry"]["origin"]["title"] == "person"
    assert "key" not in paper["ids"]
    cited = run("--offline", "export", "--format", "text", "--style", "chicago-author-date", KEY)
    assert cited.code == 0
    assert cited.out == "Thompson, D’Arcy Wentworth. 1917. On Growth and Form. Cambridge University Press.\n"
    (item,) = json.loads(run("--offline", "export", "--format", "csl-json", KEY).out)
    assert (item["type"], item["publisher-place"]) == ("book", "Cambridge")
    assert "publisher     = {Cambridge University Press}" in run("--offline", "export", "--format", "bibtex", KEY).out
    shown = run("--offline", "show", KEY, "--json")
    assert (shown.code, shown.data["title"]) == (0, "On Growth and Form")
    assert shown.data["entry"]["key"] == "thompson1917growth"
    assert "library" not in shown.data["all"]

    edited = run("library", "edit", KEY, "title=On Growth", "edition=2", "key=darcy", "publisher=", "--json")
    assert (edited.code, edited.data["id"], edited.data["title"]) == (0, "key:darcy", "On Growth")
    assert "publisher" not in edited.data["entry"]["fields"]
    assert run("library", "show", KEY, "--json").data["id"] == "key:darcy", "both ids resolve"
    assert run("library", "search", "arcy cambridge", "--json").data["total"] == 1
    undone = run("library", "undo", "--json").data
    assert (undone["done"], undone["next"]) == ("edit “On Growth”", "add “On Growth and Form”")
    assert run("library", "show", KEY, "--json").data == paper
    assert run("redo", "--json").data["done"] == "edit “On Growth”"

    assert run("library", "trash", "key:darcy", "--json").data["trashed"] == 1
    assert (listed(run), listed(run, "--view", "trash")) == ([], ["On Growth"])
    assert run("library", "restore", "key:darcy", "--json").data["restored"] == 1
    deleted = run("library", "delete", "key:darcy", "--json")
    assert deleted.data["items"] == [{"id": "key:darcy", "outcome": "deleted"}]
    assert run("library", "delete", "key:darcy", "--json").code == 3
    run("library", "undo")
    assert listed(run) == ["On Growth"]
    assert demo.stats()["counts"] == {}


def test_what_a_person_wrote_stays_when_the_services_answer_again(run: Run):
    run("library", "add", "1706.03762")
    edited = run("library", "edit", "1706.03762", "title=Attention, corrected", "author=Vaswani, A.", "--json").data
    fresh = run("show", "1706.03762", "--refresh", "--json").data
    assert fresh["title"] == edited["title"] == "Attention, corrected"
    kept = run("library", "show", "1706.03762", "--json").data
    assert (kept["title"], [author["name"] for author in kept["authors"]]) == ("Attention, corrected", ["A. Vaswani"])
    assert kept["entry"]["origin"]["author"] == "person"
    assert kept["entry"]["origin"]["issued"] == "s2"
    run("library", "undo")
    assert run("library", "show", "1706.03762", "--json").data["title"] == "Attention is All you Need"


def test_a_file_is_kept_with_a_new_work(run: Run, tmp_path: Path):
    (tmp_path / "scan.pdf").write_bytes(b"%PDF-1.4\nscan\n%%EOF\n")
    paper = new(run, *BOOK, "--file", str(tmp_path / "scan.pdf"))
    assert [file["name"] for file in paper["entry"]["files"]] == ["scan.pdf"]
    assert Path(paper["pdf"]).read_bytes() == (tmp_path / "scan.pdf").read_bytes()
    missing = run("library", "new", *BOOK, "--file", str(tmp_path / "none.pdf"), "--json")
    assert (missing.code, missing.error_code) == (2, "usage")
    assert len(listed(run)) == 1, "nothing is added without its file"


@pytest.mark.parametrize(
    "words",
    [
        ("new", "poem", "title=A"),
        ("new", "book", "title"),
        ("new", "book", "issued=2019-13"),
        ("edit", KEY),
        ("edit", KEY, "DOI=none"),
        ("list", "--sort", "colour"),
        ("list", "--view", "shelf"),
    ],
)
def test_what_cannot_be_read_is_wrong_usage(run: Run, words: tuple[str, ...]):
    new(run, *BOOK)
    ran = run("library", *words, "--json")
    assert (ran.code, ran.error_code) == (2, "usage")


def test_a_name_that_csl_does_not_have_is_kept_and_said(run: Run):
    ran = run("library", "new", *BOOK, "shelf=A 17")
    assert "shelf is not a variable of CSL." in ran.err
    assert run("library", "show", KEY, "--json").data["entry"]["fields"]["shelf"] == "A 17"


def test_a_list_is_sorted_and_narrowed(run: Run):
    for title, year in (("Beta growth", 2001), ("Alpha growth", 2003), ("Gamma", 2002)):
        new(run, "book", f"title={title}", f"issued={year}")
    assert listed(run, "--sort", "title") == ["Alpha growth", "Beta growth", "Gamma"]
    assert listed(run, "--sort", "-year") == ["Alpha growth", "Gamma", "Beta growth"]
    assert listed(run, "--where", "growth", "--sort", "year") == ["Beta growth", "Alpha growth"]
    assert listed(run, "--where", "title:gamma") == ["Gamma"]
    assert listed(run, "--tag", "none") == []
    missing = run("library", "list", "--collection", "Thesis", "--json")
    assert (missing.code, missing.error_code) == (3, "not_found")
    assert set(LIBRARY_SORTS) == set(library_pages._SORTS)


def test_a_template_in_the_settings_makes_the_keys_of_new_papers(run: Run, demo: Demo):
    assert new(run, *BOOK)["id"] == KEY
    wrong = run("settings", "citation_key_template", "auth.sideways", "--json")
    assert (wrong.code, wrong.error_code) == (2, "usage")
    assert "“.sideways” in the template “auth.sideways” cannot be read." in str(wrong.answer["errors"])
    run("settings", "citation_key_template", "auth + '-' + year")
    assert new(run, "book", "title=Heads", "author=Bonner, John", "issued=1988")["id"] == "key:Bonner-1988"
    assert listed(run, "--where", "key:thompson1917growth") == ["On Growth and Form"], "a key that is there stays"
    assert "@article{Davis-2023," in run("export", "10.1038/s41579-022-00846-2").out, "it is not in the library"
