"""Collections, tags, notes, stars, reading states and smart views by command, all with the network off."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Run
from tests.support.demo_fixture import Demo

ONE, TWO = "key:ford2001beta", "key:lee2003alpha"


@pytest.fixture
def organised(run: Run) -> Run:
    for words in (
        ("book", "title=Beta rivers", "author=Ford, Al", "issued=2001", "publisher=Dover"),
        ("thesis", "title=Alpha rivers", "author=Lee, Mo", "issued=2003", "publisher=Cambridge University Press"),
    ):
        assert run("library", "new", *words, "--json").code == 0
    return run


def listed(run: Run, *words: str) -> list[str]:
    ran = run("library", "list", "--sort", "title", *words, "--json")
    assert ran.code == 0
    return [paper["title"] for paper in ran.data["papers"]]


def entry(run: Run, paper: str) -> dict[str, object]:
    found: dict[str, object] = run("library", "show", paper, "--json").data["entry"]
    return found


def test_papers_are_organised_and_each_change_is_undone(organised: Run, demo: Demo):
    run = organised
    assert run("library", "collect", "Thesis/Methods", ONE, TWO, "--json").data["collected"] == 2
    assert run("library", "collections", "--json").data["collections"] == [
        {"path": "Thesis", "count": 2},
        {"path": "Thesis/Methods", "count": 2},
    ]
    assert run("library", "uncollect", "Thesis", TWO, "--json").data["uncollected"] == 1
    assert listed(run, "--collection", "Thesis") == ["Beta rivers"]
    assert run("library", "tag", "water", ONE, TWO, "--colour", "#1E88E5", "--key", "1", "--json").data["tagged"] == 2
    assert run("library", "tags", "--json").data["tags"] == [
        {"name": "water", "count": 2, "colour": "#1e88e5", "key": 1}
    ]
    assert entry(run, ONE)["tags"] == [{"name": "water", "colour": "#1e88e5"}]
    assert run("library", "untag", "water", TWO, "--json").data["untagged"] == 1
    assert run("library", "rename-tag", "water", "rivers", "--json").data == {"papers": 1}
    assert listed(run, "--where", "tag:rivers") == ["Beta rivers"]
    assert run("library", "star", ONE, "--json").data["starred"] == 1
    assert entry(run, ONE)["star"] is True
    assert run("library", "unstar", ONE, "--json").data["unstarred"] == 1
    assert run("library", "reading", "reading", ONE, TWO, "--json").data["marked"] == 2
    assert (entry(run, ONE)["reading"], entry(run, TWO)["reading"]) == ("reading", "reading")
    assert run("library", "note", ONE, "Compare *this*", "--json").data["entry"]["note"] == "Compare *this*"
    assert run("library", "note", ONE).out == "Compare *this*\n"
    assert run("library", "undo", "--json").data["done"] == "edit the note on “Beta rivers”"
    assert run("library", "undo", "--json").data["done"] == "mark 2 papers as being read"
    assert entry(run, TWO)["reading"] == "none"
    for words in (("tag", "a", "key:none"), ("reading", "read", "key:none"), ("note", "key:none"), ("view", "none")):
        assert run("library", *words, "--json").code == 3
    assert demo.stats()["counts"] == {}


def test_rules_and_smart_views_list_the_same_papers(organised: Run):
    run = organised
    assert listed(run, "--where", "publisher:cambridge") == ["Alpha rivers"]
    assert listed(run, "--where", "type:thesis OR publisher:dover") == ["Alpha rivers", "Beta rivers"]
    saved = run("library", "view", "Books", "type:book", "--json")
    assert saved.data == {"name": "Books", "rule": "type:book", "count": 1}
    run("library", "view", "New", "year:2002-")
    assert run("library", "views", "--json").data["views"] == [
        {"name": "Books", "rule": "type:book", "count": 1},
        {"name": "New", "rule": "year:2002-", "count": 1},
    ]
    assert listed(run, "--view", "books") == ["Beta rivers"]
    assert listed(run, "--view", "New", "--where", "publisher:dover") == []
    assert run("library", "view", "New", "--delete", "--json").code == 0
    assert [view["name"] for view in run("library", "views", "--json").data["views"]] == ["Books"]
    run("library", "undo")
    assert run("library", "view", "New", "--json").data["rule"] == "year:2002-"
    for words in (("list", "--where", "cited:many"), ("list", "--where", ""), ("view", "Bad", "has:wings")):
        ran = run("library", *words, "--json")
        assert (ran.code, ran.error_code) == (2, "usage")
    assert (
        "cited" in run("library", "list", "--where", "cited:many").err
        or "many" in run("library", "list", "--where", "cited:many").err
    )
