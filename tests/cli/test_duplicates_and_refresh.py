"""Duplicates and updates from services by command; the entry of papers in lists."""

from __future__ import annotations

import json

from tests.cli.conftest import Run
from tests.support.demo_fixture import Demo

PAPER = "1706.03762"


def new(run: Run, *words: str) -> str:
    made: str = run("library", "new", "book", *words, "--json").data["id"]
    return made


def test_duplicates_are_listed_merged_linked_and_kept_apart(run: Run, demo: Demo):
    words = ("title=On Growth and Form", "author=Thompson, D'Arcy Wentworth", "issued=1917")
    one, two, three = new(run, *words, "publisher=Dover"), new(run, *words, "volume=2"), new(run, *words)
    (group,) = run("library", "duplicates", "--json").data["groups"]
    assert group["ids"] == [one, two, three]
    assert group["evidence"] == ["Same title.", "Same authors.", "Same year."]
    assert group["versions"] is False
    shown = run("library", "duplicates").out
    assert one in shown
    assert "Same authors." in shown
    merged = run("library", "merge", one, two, "--json").data
    assert merged["id"] == one
    assert (merged["entry"]["fields"]["publisher"], merged["entry"]["fields"]["volume"]) == ("Dover", "2")
    assert run("library", "show", two, "--json").data["id"] == one, "both ids resolve"
    assert run("library", "not-duplicates", one, three, "--json").code == 0
    assert run("library", "duplicates", "--json").data["groups"] == []
    run("library", "undo")
    assert run("library", "link", one, three, "--json").code == 0
    assert run("library", "duplicates", "--json").data["groups"] == []
    assert run("library", "show", one, "--json").data["entry"]["links"] == [{"relation": "version", "id": three}]
    assert [run("library", "undo", "--json").code for _ in range(2)] == [0, 0]
    assert len(run("library", "duplicates", "--json").data["groups"][0]["ids"]) == 3
    assert run("library", "merge", one, "key:none", "--json").code == 3
    assert run("library", "link", one, one, "--json").code == 2
    assert demo.stats()["counts"] == {}


def test_a_merge_says_which_written_citation_key_is_no_longer_exported(run: Run):
    words = ("title=On Growth and Form", "issued=1917")
    one, two = new(run, *words, "key=thompson"), new(run, *words, "key=thompson_dup")
    said = run("library", "merge", one, two).err
    assert "Exports have the citation key thompson, no longer thompson_dup." in said
    assert "thompson_dup" not in run("library", "merge", one, new(run, *words)).err


def test_an_update_shows_each_difference_and_writes_only_what_is_accepted(run: Run, demo: Demo):
    run("library", "add", PAPER)
    stated = run("library", "show", PAPER, "--json").data["entry"]
    run("library", "edit", PAPER, "title=Attention, corrected", "author=Vaswani, A.", "note=mine")
    book = new(run, "title=On growth")
    before = run("library", "show", PAPER, "--json").data
    ran = run("library", "refresh", PAPER, "--json")
    changes = {change["field"]: change for change in ran.data["changes"]}
    assert set(changes) == {"title", "author"}
    assert changes["title"] == {
        "id": before["id"],
        "field": "title",
        "was": "Attention, corrected",
        "now": stated["fields"]["title"],
        "source": "s2",
        "own": True,
    }
    assert [person["family"] for person in changes["author"]["was"]] == ["Vaswani"]
    assert run("library", "show", PAPER, "--json").data == before, "nothing was written"
    assert run("library", "refresh", "--all", "--accept", "--json").data["changes"] == ran.data["changes"]
    after = run("library", "show", PAPER, "--json").data
    assert after["entry"]["fields"] == stated["fields"] | {"note": "mine"}
    assert after["entry"]["people"] == stated["people"]
    assert run("library", "refresh", PAPER, "--json").data["changes"] == []
    assert run("library", "undo", "--json").data["done"].startswith("update “")
    assert run("library", "show", PAPER, "--json").data == before
    assert run("library", "redo", "--json").code == 0
    assert run("library", "show", PAPER, "--json").data == after
    assert run("library", "refresh", book, "--json").data["changes"] == []
    at_unpaywall = new(run, "title=Typed wrongly", "DOI=10.1016/j.ejor.2014.07.020")
    ran = run("library", "refresh", at_unpaywall)
    assert "Looking up 1 paper at Unpaywall that Semantic Scholar does not have…" in ran.err
    assert "Typed wrongly" in ran.out
    assert run("library", "refresh", "10.5555/none", "--json").code == 3
    assert run("library", "refresh", PAPER, "--all", "--json").code == 2


def test_papers_in_lists_have_their_entry(run: Run):
    run("library", "add", PAPER)
    run("library", "tag", "models", PAPER)
    found = run("search", "attention", "--source", "s2", "--json").data["papers"]
    kept = [paper for paper in found if paper["in_library"]]
    assert [paper["entry"]["tags"] for paper in kept] == [[{"name": "models", "colour": None}]]
    assert {json.dumps(paper["entry"]) for paper in found if not paper["in_library"]} == {"null"}
    (paper,) = run("batch", "-", "--json", stdin=PAPER).data["papers"]
    assert paper["entry"] == kept[0]["entry"]
