"""Entries of a file are taken into the library: all of them or none, each once, with one undo."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec
import pytest

from scholar_desktop.domain.errors import OperationCancelled
from scholar_desktop.domain.full_entry import FullEntry
from scholar_desktop.domain.library import KeptPaper, LibraryView
from scholar_desktop.domain.own_fields import Contributor, own_fields_of
from scholar_desktop.domain.paper import Author, Ids, Paper
from scholar_desktop.domain.thread_yielding import TURN_S
from scholar_desktop.formats.entries.bibtex_reading import read_bibtex_entries
from scholar_desktop.formats.entry_json import entry_to_json
from scholar_desktop.library.database import row_thread
from scholar_desktop.library.database.many_rows import insert_rows
from scholar_desktop.library.operations import import_ops
from scholar_desktop.library.operations.import_ops import ImportBatch, ImportedRow, StagedCopy
from scholar_desktop.library.store import LibraryStore
from tests.support.libraries import a_paper, content, found, keep, opened, titles

BOOK = FullEntry(
    key="thompson:1917",
    item_type="book",
    fields={"title": "On Growth and Form", "issued": {"from": "1917", "to": None}, "publisher": "CUP", "shelf": "A 17"},
    people=(Contributor("author", "Thompson", "D’Arcy Wentworth"), Contributor("editor", "Bonner", "John")),
    tags=("form", "Growth"),
    collections=("Thesis/Heads",),
    notes=("Read it\ntwice", "A second"),
    extra={"type": "mvbook"},
    other_keys=("growth",),
)
ARTICLE = FullEntry(
    key="a2020",
    item_type="article-journal",
    fields={"title": "An article", "DOI": "10.1000/a", "volume": "3", "issued": {"from": "2020-05-06", "to": None}},
    people=(Contributor("author", "Ant", "A."),),
)


def batch(*entries: FullEntry, into: str | None = None, **copies: StagedCopy) -> ImportBatch:
    return ImportBatch("bibtex", "refs.bib", entries, into, {int(name[1:]): (copy,) for name, copy in copies.items()})


async def kept(store: LibraryStore, row: ImportedRow) -> KeptPaper:
    one = await store.get(row.key)
    assert one is not None
    return one


def whole(paper: KeptPaper) -> dict[str, Any]:
    entry: dict[str, Any] = json.loads(json.dumps(entry_to_json(paper)))
    return entry


async def test_everything_of_an_entry_is_kept_and_undone_at_once(tmp_path: Path):
    async with opened(tmp_path) as store:
        rows = await store.imports.take(batch(BOOK, ARTICLE, into="Inbox"))
        assert [(row.id, row.is_new) for row in rows] == [("key:thompson:1917", True), ("doi:10.1000/a", True)]
        book = await kept(store, rows[0])
        entry = whole(book)
        assert (entry["key"], entry["item_type"]) == ("thompson:1917", "book")
        assert entry["fields"] == BOOK.fields
        assert [person["role"] for person in entry["people"]] == ["author", "editor"]
        assert set(entry["origin"].values()) == {"import"}
        assert [tag["name"] for tag in entry["tags"]] == ["Growth", "form"]
        assert entry["collections"] == ["Inbox", "Thesis/Heads"]
        assert entry["note"] == "Read it\ntwice\n\nA second"
        assert entry["extra"] == {"bibtex": {"type": "mvbook"}}
        for name in ("key:thompson:1917", "key:growth"):
            again = await store.find(name)
            assert again is not None
            assert again.key == book.key
        assert await store.undo_label() == "import 2 papers from refs.bib"
        await store.undo()
        assert (await titles(store), await store.collection_book.all()) == ([], ())
        await store.redo()
        assert whole(await kept(store, rows[0])) == entry


async def test_the_same_file_again_adds_nothing(tmp_path: Path):
    keyless = msgspec.structs.replace(BOOK, key="", other_keys=())
    untitled = FullEntry(key="n", item_type="document", fields={"note": "A note"})
    async with opened(tmp_path) as store:
        rows = await store.imports.take(batch(BOOK, ARTICLE, untitled))
        label = await store.undo_label()
        before = [whole(await kept(store, row)) for row in rows]
        for entries in ((BOOK, ARTICLE, untitled), (keyless, ARTICLE, untitled)):
            again = await store.imports.take(batch(*entries))
            assert [(row.key, row.is_new) for row in again] == [(row.key, False) for row in rows]
        assert [whole(await kept(store, row)) for row in rows] == before
        assert await store.undo_label() == label


async def test_what_is_empty_is_filled_and_nothing_else(tmp_path: Path):
    async with opened(tmp_path) as store:
        paper = a_paper("By the service")
        (key,) = await keep(store, paper)
        doi = paper.ids.doi
        assert doi is not None
        entry = FullEntry(
            key="mine",
            item_type="book",
            fields={"title": "By the file", "DOI": doi, "publisher-place": "Bonn"},
            tags=("t",),
            notes=("n",),
        )
        (row,) = await store.imports.take(batch(entry))
        assert (row.key, row.is_new) == (key, False)
        filled = await found(store, paper)
        own = own_fields_of(filled.paper)
        assert own is not None
        assert (filled.paper.title, own.fields, filled.tags, filled.notes) == (
            "By the service",
            {"publisher-place": "Bonn"},
            ("t",),
            ("n",),
        )
        assert (await store.find("key:mine") or filled).key == key
        await store.undo()
        undone = await found(store, paper)
        assert (own_fields_of(undone.paper), undone.tags, undone.notes) == (None, (), ())


async def test_works_of_one_title_are_told_apart(tmp_path: Path):
    def part(key: str, volume: str, **more: str) -> FullEntry:
        return FullEntry(
            key=key,
            item_type="book",
            fields={"title": "Works", "volume": volume, **more},
            people=(Contributor("author", "Goethe", "J. W."),),
        )

    editorial = FullEntry(item_type="article-journal", fields={"title": "Editorial", "container-title": "A"})
    other = msgspec.structs.replace(editorial, fields={"title": "Editorial", "page": "1"})
    entries = (part("g1", "1"), part("g2", "2"), part("g3", "2"), editorial, other)
    async with opened(tmp_path) as store:
        rows = await store.imports.take(batch(*entries))
        assert [row.is_new for row in rows] == [True, True, False, True, True]
        again = await store.imports.take(batch(*entries))
        assert [row.key for row in again] == [row.key for row in rows]
        dated = {"title": "Growth", "issued": {"from": "1917", "to": None}}
        whole_book, nobody = part("t", "", **dated), FullEntry(item_type="book", fields=dated)
        await store.imports.take(batch(whole_book))
        others = [
            msgspec.structs.replace(nobody, fields={**dated, **more}) for more in ({"DOI": "10.1/x"}, {"title": "G"})
        ]
        marked = msgspec.structs.replace(whole_book, key="", fields={**dated, "title": "<i>Growth</i>"})
        (same,) = await store.imports.take(batch(marked), dry_run=True)
        assert not same.is_new, "the title differs in its markup alone"
        [alike, *apart] = await store.imports.take(batch(nobody, *others), dry_run=True)
        assert (alike.is_new, alike.may_be_known, alike.like_key) == (True, True, "t")
        assert not any(row.may_be_known for row in apart)
        assert (await store.find("key:g3") or (await kept(store, rows[0]))).key == rows[1].key


async def test_a_paper_of_the_services_is_found_by_title_year_and_people_written_differently(tmp_path: Path):
    title = "The magical number 4 in short-term memory: A reconsideration"
    stated = Paper(title, Ids(doi="10.1000/magic"), authors=(Author("N. Cowan"), Author("A. Lind")), year=2001)

    def entry(key: str, *people: str, others: bool = False, year: str = "2001", **fields: str) -> FullEntry:
        names = tuple(Contributor("author", *name.split(", ")) for name in people)
        roles = ("author",) if others else ()
        values = {"title": title, "issued": {"from": year}, **fields}
        return FullEntry(key, "article-journal", values, names, with_others=roles)

    async with opened(tmp_path) as store:
        await store.add([stated])
        rows = await store.imports.take(
            batch(
                entry("first", "Cowan, Nelson", "Lind, Ada"),
                entry("others", "Cowan, Nelson", others=True),
                entry("one", "Cowan, Nelson"),
                entry("person", "Ant, Nelson", "Lind, Ada"),
                entry("later", "Cowan, Nelson", "Lind, Ada", year="2010"),
                entry("doi", "Cowan, Nelson", "Lind, Ada", DOI="10.1000/other"),
            )
        )
        assert [(row.id, row.is_new) for row in rows] == [
            ("doi:10.1000/magic", False),
            ("doi:10.1000/magic", False),
            ("key:one", True),
            ("key:person", True),
            ("key:later", True),
            ("doi:10.1000/other", True),
        ]
        one = await store.find("doi:10.1000/magic")
        assert one is not None
        assert [author.name for author in one.paper.authors] == ["N. Cowan", "A. Lind"]
        assert not any(
            row.is_new for row in await store.imports.take(batch(entry("again", "Ant, Nelson", "Lind, Ada")))
        )


async def test_entries_of_one_file_are_not_joined_when_their_people_are_written_differently(tmp_path: Path):
    fields = {"title": "The magical number 4 in short-term memory", "issued": {"from": "2001"}}
    entries = [
        FullEntry(key, "article-journal", fields, (Contributor("author", "Cowan", given),))
        for key, given in (("short", "N."), ("long", "Nelson"))
    ]
    async with opened(tmp_path) as store:
        assert [row.is_new for row in await store.imports.take(batch(*entries))] == [True, True]
        assert [row.is_new for row in await store.imports.take(batch(*entries))] == [False, False]
        assert len(await titles(store)) == 2


async def test_a_key_that_another_paper_has_gets_a_letter(tmp_path: Path):
    other = msgspec.structs.replace(BOOK, fields={"title": "Another book"}, other_keys=())
    async with opened(tmp_path) as store:
        first, second = await store.imports.take(batch(BOOK, other))
        assert (first.id, second.id) == ("key:thompson:1917", "key:thompson:1917a")
        assert [row.is_new for row in await store.imports.take(batch(BOOK, other))] == [False, False]


async def test_files_come_with_their_entries(tmp_path: Path):
    async with opened(tmp_path / "data") as store:
        staging = await store.imports.staging_folder()
        (staging / "0").write_bytes(b"%PDF-1.4 a")
        copy = StagedCopy(staging / "0", "a.pdf", "ab" * 32, 10)
        (row,) = await store.imports.take(batch(BOOK, e0=copy))
        paper = await kept(store, row)
        assert (row.files, [file.name for file in paper.files]) == (1, ["a.pdf"])
        assert content(paper) == b"%PDF-1.4 a"
        (staging / "1").write_bytes(b"%PDF-1.4 a")
        again = StagedCopy(staging / "1", "a.pdf", "ab" * 32, 10)
        (row,) = await store.imports.take(batch(BOOK, e0=again))
        assert (row.files, len((await kept(store, row)).files)) == (0, 1)
        (staging / "2").write_bytes(b"%PDF-1.4 b")
        await store.imports.take(batch(BOOK, e0=StagedCopy(staging / "2", "a.pdf", "cd" * 32, 10)))
        assert [file.name for file in (await kept(store, row)).files] == ["a.pdf", "a (2).pdf"]
        await store.undo()
        assert [file.name for file in (await kept(store, row)).files] == ["a.pdf"]
        await store.undo()
        assert await titles(store) == []


async def test_a_dry_run_and_an_import_that_fails_change_nothing(tmp_path: Path):
    async with opened(tmp_path) as store:
        rows = await store.imports.take(batch(BOOK, ARTICLE, ARTICLE), dry_run=True)
        assert [row.is_new for row in rows] == [True, True, False]
        missing = StagedCopy(tmp_path / ".library" / "none", "a.pdf", "ab" * 32, 10)
        with pytest.raises(Exception, match="none"):
            await store.imports.take(batch(ARTICLE, BOOK, e1=missing))
        assert (await titles(store), await store.undo_label()) == ([], None)


async def test_a_preview_writes_only_what_it_has_to_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    written: list[str] = []

    def insert(connection: sqlite3.Connection, table: str, *given: Any, **more: Any) -> None:
        written.append(table)
        insert_rows(connection, table, *given, **more)

    monkeypatch.setattr(row_thread, "insert_rows", insert)
    tagged = [
        FullEntry(key=f"k{number}", item_type="book", fields={"title": f"Title {number}"}, tags=("a", "b"))
        for number in range(30)
    ]
    async with opened(tmp_path) as store:
        await store.imports.take(batch(*tagged[:5], BOOK))
        assert "papers" in written
        written.clear()
        seen = await store.imports.take(batch(*tagged, BOOK), dry_run=True)
        assert (written, sum(row.is_new for row in seen)) == ([], 25)
        seen = await store.imports.take(batch(*tagged, ARTICLE, BOOK, ARTICLE), dry_run=True)
        assert (written[0], sum(row.is_new for row in seen)) == ("papers", 26), "the paper may have changed"
        written.clear()
        monkeypatch.setattr(import_ops, "ROWS_OF_PREVIEW", 10)
        seen = await store.imports.take(batch(*tagged), dry_run=True)
        assert (written.count("papers"), sum(row.is_new for row in seen)) == (2, 25), "no more than so many wait"
        assert len(await titles(store)) == 6


@pytest.mark.parametrize("at_once", [1, 2000])
async def test_a_preview_compares_citation_keys_as_the_import_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_once: int
):
    monkeypatch.setattr(import_ops, "ROWS_AT_ONCE", at_once)
    papers = [
        Paper("Growth", ids=Ids(doi=f"10.1000/{number}"), authors=(Author("Ada Ant"),), year=2020)
        for number in range(2)
    ]
    async with opened(tmp_path) as store:
        first, second = [(await keep(store, paper))[0] for paper in papers]
        keys = {one.key: one.cite_key for one in (await store.page(LibraryView.ALL)).papers}
        await store.remove([first])
        entries = [
            FullEntry(key=keys[first], item_type="book", fields={"title": "Of another paper"}),
            FullEntry(key="mine", item_type="book", fields={"title": "Growth", "DOI": "10.1000/1"}),
        ]
        seen, done = [
            [
                (row.is_new, row.cite_key, row.key_before)
                for row in await store.imports.take(ImportBatch("bibtex", "refs.bib", entries), dry_run=dry_run)
            ]
            for dry_run in (True, False)
        ]
        assert seen == done == [(True, keys[first], ""), (False, "mine", keys[second])]


async def test_threads_take_short_turns_during_an_import_alone(tmp_path: Path):
    seen: list[float] = []

    def fail(_done: int) -> None:
        seen.append(sys.getswitchinterval())
        raise OSError("the end")

    before = sys.getswitchinterval()
    async with opened(tmp_path) as store:
        with pytest.raises(Exception, match="the end"):
            await store.imports.take(batch(BOOK), on_progress=fail)
    assert seen[0] == pytest.approx(min(before, TURN_S))
    assert sys.getswitchinterval() == before


async def test_a_cancelled_import_changes_nothing(tmp_path: Path):
    entries = [
        FullEntry(key=f"k{number}", item_type="book", fields={"title": f"Title {number}"}) for number in range(300)
    ]
    async with opened(tmp_path) as store:
        await store.counts()
        loop = asyncio.get_running_loop()

        def stop(done: int) -> None:
            if done == 100:
                loop.call_soon_threadsafe(task.cancel)
                while not task.cancelling():
                    pass

        task = asyncio.create_task(store.imports.take(batch(*entries), on_progress=stop))
        with pytest.raises((asyncio.CancelledError, OperationCancelled)):
            await task
        assert await titles(store) == []


async def test_the_text_index_is_written_once_for_many_entries(tmp_path: Path):
    async with opened(tmp_path) as store:
        await store.imports.take(batch(*(FullEntry(fields={"title": f"Title {number}"}) for number in range(40))))
        await store.complete_facts()
        with closing(sqlite3.connect(tmp_path / "library.sqlite")) as database:
            for index in ("papers_fts", "entries_fts", "fields_fts"):
                (segments,) = database.execute(f"SELECT count(DISTINCT segid) FROM {index}_idx").fetchone()
                assert segments <= 2, index


async def test_many_entries_are_told_apart_before_and_after_they_are_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def numbered(number: int, **more: Any) -> FullEntry:
        return FullEntry(item_type="book", fields={"title": f"Title {number}"}, tags=("Twice", "twice"), **more)

    monkeypatch.setattr(import_ops, "ROWS_AT_ONCE", 50)
    count = 70
    entries = [numbered(number, key="same") for number in range(count)]
    entries += [numbered(3), numbered(count - 1), numbered(count - 1, notes=("Later",))]
    untitled = [
        FullEntry(item_type="book", fields={"page": str(number)}, collections=("C", "c")) for number in range(9)
    ]
    async with opened(tmp_path) as store:
        rows = await store.imports.take(batch(*entries, *untitled))
        assert [row.is_new for row in rows] == [True] * count + [False] * 3 + [True] * 9
        assert [rows[count].key, rows[count + 1].key] == [rows[3].key, rows[count - 1].key]
        later = await kept(store, rows[count - 1])
        assert (later.notes, later.tags, later.cite_key != "same") == (("Later",), ("Twice",), True)
        papers = [await kept(store, row) for row in (*rows[:3], *rows[-9:])]
        assert len({paper.cite_key for paper in papers}) == 12
        assert papers[-1].collections == ("C",)
        again = await store.imports.take(batch(*entries, *untitled))
        assert [row.key for row in again] == [row.key for row in rows]
        assert (await store.page(LibraryView.ALL, "twice")).total == 0
        assert (await store.page(LibraryView.ALL, "title")).total == count
        folders = [folder.name for folder in (tmp_path / "papers").iterdir()]
        assert len(folders) == len(set(folders))
        await store.undo()
        assert (await titles(store), await store.own_words.tags()) == ([], ())


async def test_a_key_of_an_entry_that_was_merged_names_no_other_paper(tmp_path: Path):
    people = (Contributor("author", "Ant", "A."),)
    year = {"issued": {"from": "1998", "to": None}}
    one = FullEntry(key="ant98", item_type="article-journal", fields={"title": "On roads", **year}, people=people)
    same = msgspec.structs.replace(one, key="dup")
    other = FullEntry(key="dup", item_type="article-journal", fields={"title": "On nests"}, people=people)
    third = FullEntry(key="dup", item_type="article-journal", fields={"title": "On queens"}, people=people)
    async with opened(tmp_path) as store:
        rows = await store.imports.take(batch(one, same, other))
        later = await store.imports.take(batch(third))
        papers = [await kept(store, row) for row in (*rows, *later)]
        assert [paper.paper.title for paper in papers] == ["On roads", "On roads", "On nests", "On queens"]
        assert [row.is_new for row in rows] == [True, False, True]
        by_id = await store.find_many([paper.paper for paper in papers])
        assert {key: paper.paper.title for key, paper in by_id.items()} == {
            paper.paper.id: paper.paper.title for paper in papers
        }
        named = [await store.find(f"key:{key}") for key in ("ant98", "dup", "dupa", "dupb")]
        assert [one and one.paper.title for one in named] == ["On roads", "On roads", "On nests", "On queens"]


async def test_a_key_that_the_library_made_gives_way_to_that_of_a_file_and_undo_brings_it_back(tmp_path: Path):
    def entry(key: str, paper: Paper, **more: str) -> FullEntry:
        assert paper.ids.doi is not None
        return FullEntry(
            key=key, item_type="article-journal", fields={"title": paper.title, "DOI": paper.ids.doi, **more}
        )

    async with opened(tmp_path) as store:
        paper, twin, third = (a_paper(title) for title in ("Memory", "Memory of whales", "Seals"))
        await keep(store, paper, twin, third)
        made = {name: (await found_key(store, one)) for name, one in (("a", paper), ("b", twin), ("c", third))}
        assert made["b"] == f"{made['a']}a", "the twin has a key with a letter"
        rows = await store.imports.take(
            batch(entry("own", paper, volume="3"), entry("own-b", twin), entry("own", third), entry("later", paper))
        )
        assert [row.key_before for row in rows] == [made["a"], made["b"], "", ""]
        assert [row.cite_key for row in rows] == ["own", "own-b", made["c"], "own"]
        for name, one in ((made["a"], paper), ("own", paper), ("later", paper), (made["b"], twin)):
            again = await store.find(f"key:{name}")
            assert again is not None
            assert again.paper.title == one.title
        await store.imports.take(batch(entry("other", paper)))
        assert await found_key(store, paper) == "own", "a key of a file is not replaced"
        await store.undo()
        assert [await found_key(store, one) for one in (paper, twin, third)] == list(made.values())
        await store.redo()
        assert [await found_key(store, one) for one in (paper, twin, third)] == ["own", "own-b", made["c"]]


async def test_a_key_that_the_user_wrote_is_not_replaced_by_an_import(tmp_path: Path):
    async with opened(tmp_path) as store:
        paper = a_paper("Memory")
        (key,) = await keep(store, paper)
        await store.entries.edit(key, {"citation-key": "mine"})
        fields = {"title": paper.title, "DOI": paper.ids.doi or ""}
        (row,) = await store.imports.take(batch(FullEntry(key="theirs", item_type="article-journal", fields=fields)))
        assert (row.cite_key, row.key_before) == ("mine", "")
        assert await found_key(store, paper) == "mine"


async def test_an_entry_with_the_title_people_and_year_of_a_paper_may_be_that_paper(tmp_path: Path):
    title = "The magical number 4 in short-term memory"
    stated = Paper(
        title, Ids(doi="10.1000/magic"), authors=(Author("Nelson Cowan"),), year=2001, venue="BBS", type="article"
    )
    dated = {"title": title, "issued": {"from": "2001", "to": None}}
    people = (Contributor("author", "Cowan", "N."),)
    other_title = {**dated, "title": "The Magical Number 4 in Short Term Memory."}
    alike = [
        FullEntry("misc", "document", dated, people),
        FullEntry("talk", "paper-conference", {**dated, "container-title": "Proc. of Memory"}, people),
        FullEntry("point", "article-journal", other_title, people),
    ]
    apart = [
        FullEntry("doi", "document", {**dated, "DOI": "10.1000/other"}, people),
        FullEntry("person", "document", dated, (Contributor("author", "Ant", "N."),)),
        FullEntry("later", "document", {**dated, "issued": {"from": "2002", "to": None}}, people),
    ]
    async with opened(tmp_path) as store:
        await store.add([stated])
        rows = [(await store.imports.take(batch(one), dry_run=True))[0] for one in (*alike, *apart)]
        assert [row.may_be_known or not row.is_new for row in rows] == [True] * 3 + [False] * 3
        assert rows[0].is_new
        part = FullEntry("one", "book", {**dated, "title": "Works on memory", "volume": "1"}, people)
        await store.imports.take(batch(part))
        other = msgspec.structs.replace(part, key="two", item_type="chapter", fields={**part.fields, "volume": "2"})
        (row,) = await store.imports.take(batch(other), dry_run=True)
        assert (row.is_new, row.may_be_known) == (True, False)


async def test_an_entry_that_names_only_some_of_the_authors_may_be_the_paper_as_on_the_page_duplicates(tmp_path: Path):
    names = ("Ashish Vaswani", "Noam Shazeer", "Niki Parmar", "Jakob Uszkoreit")
    title = "Attention is All you Need"
    paper = Paper(title, Ids(arxiv="1706.03762"), authors=tuple(map(Author, names)), year=2017, venue="NIPS")
    people = (Contributor("author", "Vaswani", "Ashish"), Contributor("author", "Shazeer", "Noam"))
    fields = {"title": title, "issued": {"from": "2017", "to": None}, "container-title": "NIPS"}
    entry = FullEntry("vaswani17", "paper-conference", fields, people)
    shouted = msgspec.structs.replace(entry, fields={**fields, "title": "Attention Is All You Need"})
    second = msgspec.structs.replace(entry, people=people[1:])
    async with opened(tmp_path) as store:
        await store.add([paper])
        rows = [(await store.imports.take(batch(one), dry_run=True))[0] for one in (entry, shouted, second)]
        assert [(row.is_new, row.may_be_known) for row in rows] == [(True, True), (True, True), (True, False)]
        await store.imports.take(batch(entry))
        (found,) = await store.duplicates.find()
        assert len(found.rows) == 2


async def test_an_entry_of_another_year_may_be_the_paper_as_on_the_page_duplicates(tmp_path: Path):
    """One year apart, or three for a preprint and its article."""
    title = "Working memory and the development of reading in primary school"
    people = (Contributor("author", "Lind", "Ada"), Contributor("author", "Holm", "Bo"))
    article = FullEntry("lind", "article-journal", {"title": title, "container-title": "Memory"}, people)
    preprint = FullEntry("lind", "article", {"title": title, "DOI": "10.48550/arxiv.1401.00001"}, people)

    def of(entry: FullEntry, year: int) -> FullEntry:
        return msgspec.structs.replace(entry, fields={**entry.fields, "issued": {"from": str(year), "to": None}})

    others = [
        (of(article, 2015), True),
        (of(article, 2017), True),
        (of(article, 2018), False),
        (of(preprint, 2013), True),
        (of(preprint, 2012), False),
        (of(msgspec.structs.replace(article, people=people[1:]), 2017), False),
    ]
    async with opened(tmp_path) as store:
        await store.imports.take(batch(msgspec.structs.replace(of(article, 2016), key="lind16")))
        for entry, may_be_known in others:
            (row,) = await store.imports.take(batch(entry), dry_run=True)
            assert (row.is_new, row.may_be_known) == (True, may_be_known), entry.fields
            assert row.like_key == ("lind16" if may_be_known else "")
        for entry, may_be_known in others:
            (row,) = await store.imports.take(batch(entry))
            assert bool(await store.duplicates.find()) is may_be_known, entry.fields
            await store.undo()


async def test_an_entry_whose_doi_alone_differs_may_be_the_paper_as_on_the_page_duplicates(tmp_path: Path):
    title = "Working memory and the development of reading in primary school"
    people = (Contributor("author", "Lind", "Ada"), Contributor("author", "Holm", "Bo"))
    dated = {"title": title, "issued": {"from": "2016", "to": None}, "container-title": "Memory"}
    kept = FullEntry("lind16", "article-journal", {**dated, "DOI": "10.1000/a", "volume": "3"}, people)
    other_doi = FullEntry("lind", "article-journal", {**dated, "DOI": "10.1000/b", "volume": "4"}, people[:1])
    other_year = msgspec.structs.replace(other_doi, fields={**other_doi.fields, "issued": {"from": "2011", "to": None}})
    other_person = msgspec.structs.replace(other_doi, people=people[1:])
    async with opened(tmp_path) as store:
        await store.imports.take(batch(kept))
        rows = [
            (await store.imports.take(batch(one), dry_run=True))[0] for one in (other_doi, other_year, other_person)
        ]
        assert [(row.is_new, row.may_be_known) for row in rows] == [(True, True), (True, False), (True, False)]
        assert rows[0].like_key == "lind16"
        await store.imports.take(batch(other_doi))
        (found,) = await store.duplicates.find()
        assert len(found.rows) == 2


async def found_key(store: LibraryStore, paper: Paper) -> str:
    kept = await store.find(paper.id)
    assert kept is not None
    return kept.cite_key


async def test_two_dois_are_two_papers_that_no_preview_takes_for_one(tmp_path: Path):
    """Also if one names no people, or states its DOI only in its address."""
    fields = {"title": "An editorial", "issued": {"from": "2020", "to": None}}
    kept_here = FullEntry(key="a", item_type="article-journal", fields={**fields, "DOI": "10.1000/a"})
    other = FullEntry(key="b", item_type="article-journal", fields={**fields, "DOI": "10.1000/b"})
    by_somebody = msgspec.structs.replace(other, key="c", fields={**fields, "DOI": "10.1000/c"}, people=ARTICLE.people)
    (by_address,) = read_bibtex_entries(
        "@article{d, title={An editorial}, year=2020, url={https://doi.org/10.1000/d}}"
    ).entries
    async with opened(tmp_path) as store:
        await store.imports.take(batch(kept_here))
        rows = await store.imports.take(batch(other, by_somebody, by_address), dry_run=True)
    assert [(row.is_new, row.may_be_known) for row in rows] == [(True, False)] * 3


async def test_two_titles_of_signs_alone_are_two_papers(tmp_path: Path):
    """Without its punctuation, nothing would be left of either title."""
    fields = {"title": "!!!", "issued": {"from": "2001", "to": None}}
    kept = FullEntry("kept", "article-journal", fields, (Contributor("author", "Cowan", "N."),))
    other = msgspec.structs.replace(kept, key="other", fields={**fields, "title": "???"})
    same = msgspec.structs.replace(kept, key="same", item_type="paper-conference")
    async with opened(tmp_path) as store:
        await store.imports.take(batch(kept))
        rows = [(await store.imports.take(batch(one), dry_run=True))[0] for one in (other, same)]
        assert [(row.is_new, row.may_be_known) for row in rows] == [(True, False), (True, True)]
