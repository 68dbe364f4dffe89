"""The library's own search: while one types, in any spelling, and never broken by what is typed."""

from __future__ import annotations

import sqlite3
import unicodedata
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scholar_desktop.domain.library import LibraryCounts, LibraryView
from scholar_desktop.domain.text.word_search import parse_terms
from scholar_desktop.library.database.migrations import MIGRATIONS
from scholar_desktop.library.folders import LibraryFolders
from scholar_desktop.library.open_library import open_for_writing
from scholar_desktop.library.operations import paper_ops
from scholar_desktop.library.search import fts_query, library_pages, text_search
from scholar_desktop.library.store import LibraryStore
from tests.support.libraries import a_paper, keep, keep_pdf, opened, titles

SHELF = (
    a_paper("Attention is All you Need", authors=("Ashish Vaswani",), year=2017, venue="NeurIPS"),
    a_paper("Über formal unentscheidbare Sätze", authors=("Kurt Gödel",), year=1931, venue="Monatshefte"),
    a_paper("Étude de l'attention visuelle", authors=("Zoë Fransen",), year=2020, venue="Vision"),
    a_paper("C++ templates: the complete guide", authors=("David O'Hara",), year=2002, venue=None),
    a_paper("注意力机制综述", authors=("王伟",), year=2021, venue=None),
)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("att", {"Attention is All you Need", "Étude de l'attention visuelle"}),
        ("ATTENTION NEED", {"Attention is All you Need"}),
        ("need att", {"Attention is All you Need"}),
        ("vaswani 2017", {"Attention is All you Need"}),
        ("201", {"Attention is All you Need"}),
        ("goedel", set()),
        ("godel", {"Über formal unentscheidbare Sätze"}),
        ("Gödel", {"Über formal unentscheidbare Sätze"}),
        (unicodedata.normalize("NFD", "Gödel"), {"Über formal unentscheidbare Sätze"}),
        ("uber satze", {"Über formal unentscheidbare Sätze"}),
        ("zoe", {"Étude de l'attention visuelle"}),
        ("l'attention", {"Étude de l'attention visuelle"}),
        ("c++ temp", {"C++ templates: the complete guide"}),
        ("o'hara", {"C++ templates: the complete guide"}),
        ("注意", {"注意力机制综述"}),
        ("王伟", {"注意力机制综述"}),
        ("neurips", {"Attention is All you Need"}),
        ("attention AND need", {"Attention is All you Need"}),
        ("attention NOT need", {"Étude de l'attention visuelle"}),
        ("attention -need", {"Étude de l'attention visuelle"}),
        ("need OR guide", {"Attention is All you Need", "C++ templates: the complete guide"}),
        ("title:attention", {"Attention is All you Need", "Étude de l'attention visuelle"}),
        ("title:vaswani", set()),
        ("author:vaswani", {"Attention is All you Need"}),
        (
            'author:"david o\'hara" OR author:godel',
            {"C++ templates: the complete guide", "Über formal unentscheidbare Sätze"},
        ),
        ("attention year:2018-", {"Étude de l'attention visuelle"}),
        ("year:<2003", {"C++ templates: the complete guide", "Über formal unentscheidbare Sätze"}),
        ("venue:vision", {"Étude de l'attention visuelle"}),
        ('"all attention"', set()),
        ("NEAR(attention need)", set()),
        ('"attention is all"', {"Attention is All you Need"}),
        ("attention*", {"Attention is All you Need", "Étude de l'attention visuelle"}),
        ("^attention", {"Attention is All you Need", "Étude de l'attention visuelle"}),
        ("(attention", {"Attention is All you Need", "Étude de l'attention visuelle"}),
        ("nothing of this kind", set()),
    ],
)
async def test_words_find(tmp_path: Path, words: str, expected: set[str]):
    async with opened(tmp_path) as store:
        await store.add(SHELF)
        assert set(await titles(store, words)) == expected


HYPHENS = (
    a_paper("The n-back task", authors=("Simon Lacoste-Julien",), year=2019),
    a_paper("Backbones of N. back pain", authors=("Julien Lacoste",), year=2019, venue="Neural Backpropagation"),
    a_paper("No task goes back to news", authors=("Anna N\u00f8rby-Back",), year=2019),
)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("n-back", {0, 1}),
        ("n\u2011ba", {0, 1}),
        ("task n-b", {0}),
        ("n-", {0, 1, 2}),
        ("n back", {0, 1, 2}),
        ("n -backbones", {0, 2}),
        ('"n-back"', {0, 1}),
        ("n-back OR news", {0, 1, 2}),
        ("task -n-back", {2}),
        ("lacoste-julien", {0}),
        ("author:lacoste-jul", {0}),
        ("n\u00f8rby-back", {2}),
        ("norby-back", {2}),
        ("back--n", {0, 1, 2}),
        ("title:n-back venue:neural", {1}),
    ],
)
async def test_a_hyphenated_word_is_its_parts_side_by_side(tmp_path: Path, words: str, expected: set[int]):
    async with opened(tmp_path) as store:
        await store.add(HYPHENS)
        assert set(await titles(store, words)) == {HYPHENS[number].title for number in expected}
        assert await store.views.count(words) == len(expected)


@pytest.mark.parametrize("words", ["", "  ", '"', "'", "***", "- -", "?!", "\x00", "()"])
async def test_where_nothing_can_be_searched_everything_is_shown(tmp_path: Path, words: str):
    async with opened(tmp_path) as store:
        await store.add(SHELF)
        assert (await store.page(LibraryView.ALL, words)).total == len(SHELF)


SYNTAX = ["AND", "OR", "NOT", "NEAR(", '"', "*", "^", "{", "col:", "-", "\x00", "\ud800"]


@given(st.lists(st.one_of(st.text(max_size=20), st.sampled_from(SYNTAX))))
def test_nothing_that_is_typed_is_understood_as_a_question_to_fts(parts: list[str]):
    with closing(sqlite3.connect(":memory:")) as connection:
        for migration in MIGRATIONS:
            migration(connection)
        match = fts_query.fts_query(" ".join(parts)).match
        for view in LibraryView:
            values = {"match": match, "since": "2026", "limit": 10, "offset": 0}
            connection.execute(library_pages.count_statement(view, bool(match)), values).fetchall()
            in_text = text_search.fts_match(parse_terms(" ".join(parts)))
            for is_ranked in (True, False):
                connection.execute(
                    library_pages.page_statement(view, bool(match), is_ranked=is_ranked), values
                ).fetchall()
                if in_text:
                    question = text_search.page_statement("1", is_ranked=is_ranked)
                    connection.execute(question, {"pages": in_text, "papers": match}).fetchall()


async def test_an_updated_title_is_found_and_the_old_one_is_not(tmp_path: Path):
    async with opened(tmp_path) as store:
        (key,) = await keep(store, a_paper("Draft about whales", doi="10.5555/a"))
        await store.update(a_paper("The cetacean genome", doi="10.5555/a"))
        assert await titles(store, "whales") == []
        assert await titles(store, "cetacean") == ["The cetacean genome"]
        await store.remove([key])
        assert await titles(store, "cetacean") == []
        await store.undo()
        assert await titles(store, "cetacean") == ["The cetacean genome"]


async def test_the_views_and_their_counts_agree(tmp_path: Path):
    today = datetime(2026, 11, 20, 8, tzinfo=UTC)
    async with opened(tmp_path / "data", now=lambda: today - timedelta(days=31)) as store:
        (old,) = await keep(store, a_paper("Old paper"))
        await store.star([old], True)
    async with opened(tmp_path / "data", now=lambda: today - timedelta(days=29)) as store:
        await keep_pdf(store, a_paper("Newer paper"), tmp_path)
    async with opened(tmp_path / "data", now=lambda: today) as store:
        await keep(store, a_paper("Newest paper"))
        assert await titles(store) == ["Newest paper", "Newer paper", "Old paper"]
        assert await titles(store, view=LibraryView.RECENT) == ["Newest paper", "Newer paper"]
        assert await titles(store, view=LibraryView.WITHOUT_PDF) == ["Newest paper", "Old paper"]
        assert await titles(store, view=LibraryView.STARRED) == ["Old paper"]
        assert await titles(store, "paper", LibraryView.STARRED) == ["Old paper"]
        assert await titles(store, "newe", LibraryView.WITHOUT_PDF) == ["Newest paper"]
        counts = await store.counts()
        assert counts == LibraryCounts(papers=3, with_pdf=1, recent=2, starred=1)
        assert counts.without_pdf == 2


async def test_a_page_is_cut_from_the_whole_and_says_its_size(tmp_path: Path):
    async with opened(tmp_path) as store:
        await store.add([a_paper(f"Paper {number:02}") for number in range(20)])
        page = await store.page(LibraryView.ALL, offset=5, limit=3)
        assert page.total == 20
        assert [kept.paper.title for kept in page.papers] == ["Paper 14", "Paper 13", "Paper 12"]
        assert (await store.page(LibraryView.ALL, offset=50)).papers == ()
        assert (await store.page(LibraryView.ALL, "paper", offset=19, limit=5)).total == 20


def test_ten_thousand_papers_are_paged_by_index_and_common_words_by_date(tmp_path: Path):
    folders = LibraryFolders(tmp_path)
    writer = open_for_writing(folders, busy_s=1, now=lambda: datetime.now(UTC), at=lambda step: None)
    papers = [a_paper(f"Common word and number {number}", doi=f"10.5555/{number}") for number in range(10_000)]
    paper_ops.add_papers(writer, papers)
    connection = writer.connection

    def plan(question: str) -> str:
        values = {"since": "2026", "limit": 1, "offset": 0, "match": '"common"*'}
        return "; ".join(row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {question}", values))

    for view, index in (
        (LibraryView.ALL, "papers_by_date"),
        (LibraryView.RECENT, "papers_by_date"),
        (LibraryView.WITHOUT_PDF, "papers_by_pdfs"),
        (LibraryView.STARRED, "papers_by_star"),
    ):
        assert index in plan(library_pages.page_statement(view, is_searched=False))
        assert "TEMP B-TREE" not in plan(library_pages.page_statement(view, is_searched=False))
        assert "COVERING INDEX" in plan(library_pages.count_statement(view, is_searched=False))
    assert "TEMP B-TREE" not in plan(library_pages.page_statement(LibraryView.ALL, is_searched=True, is_ranked=False))
    for question in ("SELECT id FROM papers WHERE key = ''", "SELECT 1 FROM papers WHERE sidecar_due = 1 LIMIT 1"):
        assert "INDEX" in plan(question)
    now = datetime.now(UTC)
    everything = library_pages.load_page(connection, folders, LibraryView.ALL, "common", now=now, offset=0, limit=2)
    assert everything.total == 10_000
    assert [kept.paper.ids.doi for kept in everything.papers] == ["10.5555/9999", "10.5555/9998"]
    ranked = library_pages.load_page(connection, folders, LibraryView.ALL, "common 777", now=now, offset=0, limit=2)
    assert ranked.total == 11
    assert [kept.paper.ids.doi for kept in ranked.papers] == ["10.5555/7779", "10.5555/7778"]
    writer.close()


@pytest.mark.parametrize(
    ("at_most", "share", "in_time", "first"),
    [(4, 0, 9, "Owls"), (3, 1, 9, "Owls"), (3, 0.5, 9, "Notes on owls 3"), (3, 1, 3, "Notes on owls 3")],
)
def test_many_hits_are_sorted_by_date(tmp_path: Path, monkeypatch, at_most, share, in_time, first):
    """Four of six papers are found."""
    for name, value in (("RANKED_AT_MOST", at_most), ("RANKED_SHARE", share), ("RANKED_IN_TIME", in_time)):
        monkeypatch.setattr(library_pages, name, value)
    folders = LibraryFolders(tmp_path)
    writer = open_for_writing(folders, busy_s=1, now=lambda: datetime.now(UTC), at=lambda step: None)
    titles = ["Owls", "Notes on owls 1", "Notes on owls 2", "Notes on owls 3", "Foxes", "Hares"]
    paper_ops.add_papers(writer, [a_paper(title, doi=f"10.5555/{title}") for title in titles])
    page = library_pages.load_page(
        writer.connection, folders, LibraryView.ALL, "owls", now=datetime.now(UTC), offset=0, limit=1
    )
    assert (page.total, [kept.paper.title for kept in page.papers]) == (4, [first])
    writer.close()


async def test_a_paper_is_found_by_its_citation_key_and_by_the_one_that_it_had(tmp_path: Path):
    async with opened(tmp_path) as store:
        (key, *_) = await keep(store, *SHELF)
        await store.entries.edit(key, {"citation-key": "Own-2017/a"})
        for words in ("Own-2017/a", "Own", "key:Own-2017/a", "vaswani2017attention", "Vaswani2017"):
            assert await found_titles(store, words) == ["Attention is All you Need"], words
        assert await found_titles(store, "godel1931") == ["Über formal unentscheidbare Sätze"]
        assert await found_titles(store, "godel1931 satze") == []
        assert await found_titles(store, "fransen2020etude -own") == []


async def found_titles(store: LibraryStore, words: str) -> list[str]:
    return [kept.paper.title for kept in (await store.page(LibraryView.ALL, words)).papers]
