"""Rules of the library: operators for every field, the same in the search box, in --where and in smart views."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from scholar_desktop.domain.errors import UsageError
from scholar_desktop.domain.field_input import read_fields
from scholar_desktop.domain.library import LIBRARY_SORTS, LibraryView, ReadText
from scholar_desktop.domain.paper import Counts, OpenAccess, Paper
from scholar_desktop.domain.search.library_rule import has_words
from scholar_desktop.library.search import library_pages
from scholar_desktop.library.store import LibraryStore
from scholar_desktop.library.tables.page_texts import prepare_text
from tests.support.libraries import a_paper, keep, keep_pdf, opened, titles

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)


def stated(
    title: str, *, citations: int | None = None, is_oa: bool | None = None, abstract: str = "", **more: object
) -> Paper:
    paper = a_paper(title, **more)  # type: ignore[arg-type]
    return msgspec.structs.replace(
        paper, counts=Counts(citations), oa=OpenAccess(is_oa=is_oa), abstract=abstract or None, type="article"
    )


async def fill(store: LibraryStore, staging: Path) -> None:
    """Six papers that differ in every field of the rules."""
    journal = {"journal": {"name": "Nature Physics", "volume": "12 3", "pages": "686-691"}}
    keys = await keep(
        store,
        stated("Alpha waves", citations=250, is_oa=True, facts=journal, year=2016, abstract="Sleep spindles in β-band"),
        stated("Beta decay", citations=5, is_oa=False, year=2020, authors=("Ole Jørgensen", "Zoë Müller")),
        stated("Gamma rays", year=2019, authors=("Łukasz Nowak",), venue="Astro"),
    )
    await store.entries.add(read_fields([
        "item_type=book", "title=Delta rivers", "author=Ford, Al", "editor=Bonner, John Tyler", "issued=1917-05",
        "publisher=Cambridge University Press", "ISBN=978-0-521-43776-9", "shelf=A 17", "citation-key=ford1917",
        "note=mine",
    ]))  # fmt: skip
    await keep(store, stated("The role of TGFβ1 in α-helices", year=2021, authors=("Ανάλυση Παπάς",)))
    sha256 = await keep_pdf(store, keys[0], staging, b"alpha")
    await store.keep_text(sha256, ReadText(1, (prepare_text("wavelets everywhere"),)))
    await store.own_words.tag([keys[0], keys[1]], "To Read", True)
    await store.own_words.tag([keys[2]], "physics", True)
    kept = {paper.paper.title: paper for paper in (await store.page(LibraryView.ALL)).papers}
    await store.collection_book.put_in([kept["Alpha waves"].paper], "Thesis/Methods")
    await store.collection_book.put_in([kept["Beta decay"].paper], "Thesis")
    await store.star([keys[1]], True)
    await store.set_reading([kept["Alpha waves"].paper], "reading")
    await store.set_reading([kept["Gamma rays"].paper], "read")
    await store.own_words.note(kept["Gamma rays"].paper, "compare with supernovae")


A, B, G, D, T = "Alpha waves", "Beta decay", "Gamma rays", "Delta rivers", "The role of TGFβ1 in α-helices"
RULES: dict[str, set[str]] = {
    "publisher:cambridge": {D},
    "publisher:univ": {D},
    'publisher:"cambridge university"': {D},
    'publisher:"university cambridge"': set(),
    "editor:bonner": {D},
    "volume:12": {A},
    "pages:686-691": {A},
    "isbn:978-0-521-43776-9": {D},
    "shelf:17": {D},
    "issued:1917-05": {D},
    "doi:10.5555": {A, B, G, T},
    "key:ford": {D},
    "type:book": {D},
    "type:journalArticle": {A, B, G, T},
    "type:article": set(),
    "tag:read": {A, B},
    'tag:"to read"': {A, B},
    "tag:to": {A, B},
    'tag:"read"': set(),
    "collection:thesis": {A, B},
    "collection:Methods": {A},
    'collection:"Thesis/Methods"': {A},
    "has:pdf": {A},
    "has:note": {G},
    "has:tag": {A, B, G},
    "has:collection": {A, B},
    "has:publisher": {D},
    "has:isbn": {D},
    "has:abstract": {A},
    "is:open": {A},
    "is:starred": {B},
    "is:reading": {A},
    "is:read": {G},
    "is:unread": {A, B, D, T},
    "reading:none": {B, D, T},
    "cited:>100": {A},
    "cited:<=5": {B},
    "cited:1-300": {A, B},
    "added:2026-11": {A, B, G, D, T},
    "added:30d": {A, B, G, D, T},
    "added:<2026": set(),
    "year:2016-2019": {A, G},
    "year:-1950": {D},
    "year:2016 wavelets": {A},
    "year:2019 wavelets": set(),
    "year:2016-2019 -tag:read": {G},
    "-has:tag": {D, T},
    "NOT is:open waves": set(),
    "tag:physics OR cited:>100": {A, G},
    "has:tag decay": {B},
    "has:tag -decay": {A, G},
    "alpha OR has:note": {A, G, T},
    "note:supernovae": {G},
    "note:mine": {D},
    "text:wavelets": {A},
    "abstract:spindles": {A},
    "abstract:beta": {A},
    "file:paper": {A},
    "journal:astro": {G},
    # accents and Greek letters, also in ordinary words
    "jorgensen": {B},
    "Jørgensen": {B},
    "author:jorgensen": {B},
    "muller": {B},
    "author:lukasz": {G},
    "αναλυση": {T},
    "tgfbeta1": {T},
    "alpha helices": {T},
    "α-helices": {T},
    # words with a colon are words
    "waves:alpha": {A},
}

RULES_TOGETHER = {
    "cited:>1": {A, B},
    "has:tag": {A, B, G},
    "-has:tag": {D, T},
    "tag:read": {A, B},
    "file:p": {A},
    "is:unread": {A, B, D, T},
    "cited:<=5 OR has:note": {B, G},
    "added:30d": {A, B, G, D, T},
}


async def test_every_operator_finds_what_it_says(tmp_path: Path):
    async with opened(tmp_path / "data", now=lambda: NOW) as store:
        await fill(store, tmp_path)
        for rule, expected in RULES.items():
            found = set(await titles(store, rule))
            assert found == expected, rule
            assert await store.views.count(rule) == len(expected), rule
        # the index follows what changes
        (book,) = (await store.page(LibraryView.ALL, "publisher:cambridge")).papers
        await store.entries.edit(book.key, {"publisher": "Dover"})
        assert await titles(store, "publisher:cambridge") == []
        assert await titles(store, "publisher:dover") == [D]
        await store.undo()
        assert await titles(store, "publisher:cambridge") == [D]
        await store.entries.trash([book.key], True)
        assert await titles(store, "publisher:cambridge") == []
        await store.remove([book.key])
        await store.undo()
        await store.entries.trash([book.key], False)
        assert await titles(store, "publisher:cambridge has:isbn") == [D]
        assert await store.rebuild() == 5
        assert await titles(store, "publisher:cambridge") == [D]
        assert await titles(store, "is:reading") == [A]


async def test_a_hyphenated_word_of_a_rule_is_its_parts_side_by_side(tmp_path: Path):
    async with opened(tmp_path / "data", now=lambda: NOW) as store:
        (near, far) = await keep(
            store,
            stated("Near", abstract="the N-back task", facts={"journal": {"name": "N-Back"}}),
            stated("Far", abstract="n goes back"),
        )
        for key, text in ((near, "an n\ufffeback task"), (far, "Backbones of n")):
            sha256 = await keep_pdf(store, key, tmp_path, str(key).encode())
            await store.keep_text(sha256, ReadText(1, (prepare_text(text),)))
        await store.own_words.tag([near], "n-back news", True)
        await store.own_words.tag([far], "backend news", True)
        kept = {paper.paper.title: paper.paper for paper in (await store.page(LibraryView.ALL)).papers}
        await store.own_words.note(kept["Near"], "an n-back task")
        await store.own_words.note(kept["Far"], "back to n")
        for name in ("text", "tag", "note", "abstract"):
            for typed in ("n-back", "n-ba"):
                assert await titles(store, f"{name}:{typed}") == ["Near"], name
        assert await titles(store, "text:backbo") == ["Far"]
        assert sorted(await titles(store, "tag:ne")) == ["Far", "Near"]


@pytest.mark.parametrize(
    ("rule", "about"),
    [
        ("has:wings", "has:wings"),
        ("is:blue", "is:blue"),
        ("cited:many", "many"),
        ("added:soon", "soon"),
        ("added:2026-13", "2026-13"),
        ("reading:never", "never"),
        ("type:poem", "poem"),
        ("year:then", "then"),
        ("tag:", "tag"),
        ('"open', "quotation mark"),
        ("a OR", "OR"),
        ("", "empty"),
    ],
)
async def test_a_rule_that_cannot_be_read_is_refused_with_what_is_wrong(tmp_path: Path, rule: str, about: str):
    async with opened(tmp_path) as store:
        with pytest.raises(UsageError, match=about):
            await store.views.put("A view", rule)
        assert await store.views.all() == ()
        # in the search box the rest is searched as words
        await store.add([a_paper("Wings of many soon")])
        await store.page(LibraryView.ALL, rule)


async def test_a_listing_has_all_papers_in_the_order_of_each_column(tmp_path: Path):
    async with opened(tmp_path / "data", now=lambda: NOW) as store:
        await fill(store, tmp_path)
        assert set(library_pages._SORTS) == set(LIBRARY_SORTS)
        for sort in LIBRARY_SORTS:
            for way in ("", "-"):
                page = await store.page(LibraryView.ALL, sort=way + sort)
                rows = (await store.listing(LibraryView.ALL, sort=way + sort)).rows
                assert [kept.key for kept in await store.papers_in(rows)] == [kept.key for kept in page.papers], sort
                assert len(rows) == 5
        expected = {
            "title": [A, B, D, G, T], "-title": [T, G, D, B, A], "author": [D, B, G, A, T], "year": [D, A, G, B, T],
            "citations": [B, A, G, D, T], "-citations": [A, B, G, D, T], "publisher": [D, A, B, G, T],
            "reading": [A, G, B, D, T], "pdf": [A, B, G, D, T], "star": [B, A, G, D, T],
        }  # fmt: skip
        for sort, order in expected.items():
            shown = [kept.paper.title for kept in (await store.page(LibraryView.ALL, sort=sort)).papers]
            assert shown == order, sort
        narrowed = await store.listing(LibraryView.ALL, "has:tag", sort="-title")
        assert [kept.paper.title for kept in await store.papers_in(narrowed.rows[1:])] == [B, A]
        library_pages_limit, library_pages.SORTED_BY_ROW = library_pages.SORTED_BY_ROW, 0
        try:
            for sort, order in expected.items():
                shown = [kept.paper.title for kept in (await store.page(LibraryView.ALL, sort=sort)).papers]
                assert shown == order, sort
        finally:
            library_pages.SORTED_BY_ROW = library_pages_limit


@pytest.mark.parametrize("by_row", [library_pages.SORTED_BY_ROW, 0])
async def test_conditions_together_find_what_each_of_them_finds(tmp_path: Path, monkeypatch, by_row: int):
    """Each condition is a query of its own, whose papers are put together in Python: in every order and view."""
    monkeypatch.setattr(library_pages, "SORTED_BY_ROW", by_row)
    async with opened(tmp_path / "data", now=lambda: NOW) as store:
        await fill(store, tmp_path)
        (beta,) = (await store.page(LibraryView.ALL, "decay")).papers
        await store.entries.trash([beta.key], True)
        every = [kept.paper.title for kept in (await store.page(LibraryView.ALL)).papers]
        without_pdf = {kept.paper.title for kept in (await store.page(LibraryView.WITHOUT_PDF)).papers}
        assert B not in every
        assert A not in without_pdf
        for first in RULES_TOGETHER:
            for second in RULES_TOGETHER:
                rule, both = f"{first} {second}", RULES_TOGETHER[first] & RULES_TOGETHER[second] - {B}
                page = await store.page(LibraryView.ALL, rule)
                newest_first = [title for title in every if title in both]
                assert ([kept.paper.title for kept in page.papers], page.total) == (newest_first, len(both)), rule
                part = await store.page(LibraryView.ALL, rule, offset=1, limit=1)
                assert ([kept.paper.title for kept in part.papers], part.total) == (newest_first[1:2], len(both)), rule
                assert await store.views.count(rule) == len(both), rule
                rows = (await store.listing(LibraryView.WITHOUT_PDF, rule, sort="-title")).rows
                found = [kept.paper.title for kept in await store.papers_in(rows)]
                assert found == sorted(both & without_pdf, reverse=True), rule
        in_trash = await store.page(LibraryView.TRASH, "cited:>1")
        assert [kept.paper.title for kept in in_trash.papers] == [B]


async def test_titles_that_fill_the_first_page_are_answered_without_a_search_of_other_fields(tmp_path: Path):
    """The other fields take as long as the titles, and the user waits for the first rows at every key."""
    async with opened(tmp_path / "data") as store:
        await keep(store, a_paper("Rossby waves"), a_paper("Rossby radius"), a_paper("Tides", authors=("Ole Røssby",)))
        totals = [
            (await store.page(LibraryView.ALL, "rossby", limit=limit, in_text=in_text)).total
            for limit, in_text in ((2, False), (3, False), (2, True))
        ]
        assert totals == [2, 3, 3]


@pytest.mark.parametrize(
    ("rule", "searches_words"),
    [
        ("spindles tag:moss", True),
        ("title:spindles tag:moss", True),
        ("year:2019 tag:moss", False),
        ("tag:moss", False),
        ("-spindles tag:moss", False),
    ],
)
def test_words_of_a_title_or_abstract_are_searched_and_other_fields_are_conditions(rule: str, searches_words: bool):
    assert has_words(rule) is searches_words
