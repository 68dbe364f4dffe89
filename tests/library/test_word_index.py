"""The index of words is completed after a large import: nothing that is in the library is missing from a search."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Awaitable, Callable
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from scholar_desktop.domain.full_entry import FullEntry
from scholar_desktop.domain.library import LibraryView
from scholar_desktop.library.database.write_session import WriteSession
from scholar_desktop.library.folders import LibraryFolders
from scholar_desktop.library.library_threads import LibraryThreads
from scholar_desktop.library.operations import import_ops
from scholar_desktop.library.operations.import_ops import ImportBatch
from scholar_desktop.library.recovery import backups
from scholar_desktop.library.store import LibraryStore
from scholar_desktop.library.tables import word_index
from tests.support.libraries import a_paper, keep, opened, titles

PAPERS = 10
Step = Callable[[LibraryStore], Awaitable[object]]


@pytest.fixture(autouse=True)
def _only_searches_complete_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every import is a large one, and nothing is completed beside what the test does."""
    monkeypatch.setattr(import_ops, "MANY", 1)
    monkeypatch.setattr(LibraryThreads, "_write_sidecars", lambda self, writer: False)


def a_batch(name: str = "Title", count: int = PAPERS, *more: FullEntry) -> ImportBatch:
    entries = [
        FullEntry(key=f"{name}{number}", fields={"title": f"{name} number{number}", "publisher": "Harbour"})
        for number in range(count)
    ]
    return ImportBatch("bibtex", "refs.bib", (*entries, *more))


def missing(data: Path) -> list[tuple[int, int]]:
    with closing(sqlite3.connect(data / "library.sqlite")) as database:
        return database.execute("SELECT first_id, last_id FROM index_due ORDER BY first_id").fetchall()


async def key_of(store: LibraryStore, title: str) -> str:
    rows = (await store.page(LibraryView.ALL, limit=100)).papers
    return next(kept.key for kept in rows if kept.paper.title == title)


async def test_a_search_finds_what_was_imported_just_now(tmp_path: Path):
    async with opened(tmp_path) as store:
        await keep(store, a_paper("Before"))
        await store.imports.take(a_batch())
        assert missing(tmp_path) == [(2, PAPERS + 1)]
        assert await titles(store, "number7") == ["Title number7"]
        assert missing(tmp_path) == []
        assert len(await titles(store, "harbour")) == PAPERS, "the words of the entries"
        assert await titles(store, "before") == ["Before"]
        assert await titles(store, "publisher:harbour number3") == ["Title number3"]
        assert await store.verify() == ()


async def test_a_search_that_does_not_wait_says_that_the_index_is_old(tmp_path: Path):
    async with opened(tmp_path) as store:
        await store.imports.take(a_batch())
        page = await store.page(LibraryView.ALL, "number7", waits=False)
        assert (page.total, page.by_old_index) == (0, True)
        assert not (await store.page(LibraryView.ALL, waits=False)).by_old_index, "all papers are listed without it"
        await store.complete_words()
        page = await store.page(LibraryView.ALL, "number7", waits=False)
        assert (page.total, page.by_old_index) == (1, False)


async def test_rules_find_what_was_imported_just_now(tmp_path: Path):
    async with opened(tmp_path) as store:
        await store.imports.take(a_batch())
        assert await store.views.count("publisher:harbour") == PAPERS
        await store.imports.take(a_batch("Other", 4))
        assert len((await store.page(LibraryView.ALL, sort="title")).papers) == PAPERS + 4
        assert missing(tmp_path) == []


def _add_four(writer: WriteSession) -> None:
    assert word_index.fill_due(writer, 4), "more are due"


async def _undo(store: LibraryStore) -> None:
    await store.undo()


async def _undo_and_redo(store: LibraryStore) -> None:
    await store.undo()
    await store.redo()


async def _edit(store: LibraryStore) -> None:
    await store.entries.edit(await key_of(store, "Title number3"), {"title": "Changed number3", "publisher": "Quay"})


async def _remove(store: LibraryStore) -> None:
    await store.remove([await key_of(store, "Title number9"), await key_of(store, "Title number0")])


async def _delete_for_good(store: LibraryStore) -> None:
    keys = [await key_of(store, "Title number9"), await key_of(store, "Title number0")]
    await store.entries.trash(keys, True)
    await store.entries.empty_trash()


async def _import_again(store: LibraryStore) -> None:
    await store.imports.take(a_batch("Title", PAPERS, FullEntry(key="x", fields={"title": "A later one"})))


async def _import_more(store: LibraryStore) -> None:
    await store.imports.take(a_batch("Other", 3))


async def _verify(store: LibraryStore) -> None:
    assert await store.verify() == ()


STEPS = (_undo, _undo_and_redo, _edit, _remove, _delete_for_good, _import_again, _import_more, _verify)


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.__name__.strip("_"))
@pytest.mark.parametrize("is_half_done", [False, True], ids=["none indexed", "some indexed"])
async def test_a_change_before_the_index_is_complete_leaves_no_wrong_word(
    tmp_path: Path, step: Step, is_half_done: bool
):
    async with opened(tmp_path) as store:
        await store.imports.take(a_batch())
        if is_half_done:
            await store._do(_add_four)
            assert missing(tmp_path) == [(5, PAPERS)]
        await step(store)
        shown = [kept.paper.title for kept in (await store.page(LibraryView.ALL, limit=100)).papers]
        for title in ("Title number0", "Title number3", "Changed number3", "Title number9", "Other number1"):
            first, second = title.split()
            expected = [one for one in shown if one.split()[0] == first and second in one]
            assert await titles(store, title) == expected, title
        assert missing(tmp_path) == []
        assert await store.verify() == ()


async def test_an_entry_that_is_in_the_file_twice_is_found_by_all_its_words(tmp_path: Path):
    twice = FullEntry(key="t1", fields={"title": "Twice there", "DOI": "10.1000/t"})
    more = FullEntry(key="t2", fields={"title": "Twice there", "DOI": "10.1000/t", "publisher": "Quay"})
    async with opened(tmp_path) as store:
        await store.imports.take(a_batch("Title", 3, twice, more))
        assert await titles(store, "quay") == ["Twice there"]
        assert await store.verify() == ()


async def test_an_import_without_a_new_paper_leaves_nothing_to_do(tmp_path: Path):
    async with opened(tmp_path) as store:
        await store.imports.take(a_batch())
        await store.complete_words()
        await store.imports.take(a_batch())
        assert missing(tmp_path) == []
        assert len(await titles(store, "harbour")) == PAPERS


async def test_the_next_start_completes_the_index(tmp_path: Path):
    async with opened(tmp_path) as store:
        await store.imports.take(a_batch())
    assert missing(tmp_path) == [(1, PAPERS)]
    async with opened(tmp_path) as store:
        assert await titles(store, "number7") == ["Title number7"]
        assert await store.verify() == ()


async def test_a_copy_of_the_database_has_all_words_and_knows_whose_facts_are_due(tmp_path: Path):
    async with opened(tmp_path) as store:
        await store.imports.take(a_batch())
        copy = backups.copy_database(LibraryFolders(tmp_path), date(2026, 11, 20), threading.Event())
    with closing(sqlite3.connect(copy)) as database:
        found = database.execute("SELECT rowid FROM papers_fts WHERE papers_fts MATCH 'title'").fetchall()
        assert len(found) == PAPERS
        assert database.execute("SELECT count(*) FROM facts_due").fetchone() == (PAPERS,)
        assert database.execute("SELECT count(*) FROM index_due").fetchone() == (0,)
        database.execute("INSERT INTO papers_fts (papers_fts, rank) VALUES ('integrity-check', 1)")
