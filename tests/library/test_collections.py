"""Collections: made, filled, moved and taken back; named in the sidecars, so that the folder alone has them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from scholar_desktop.domain.errors import UsageError
from scholar_desktop.domain.library import LibraryView
from scholar_desktop.library.folders import LibraryFolders
from scholar_desktop.library.open_library import open_for_writing
from scholar_desktop.library.search import library_pages
from scholar_desktop.library.store import LibraryStore
from tests.support.libraries import a_paper, found, keep, opened, settled

THESIS = "Thesis/Chapter 2"


async def tree(store: LibraryStore) -> dict[str, int]:
    """Paths and counts."""
    return {one.path: one.papers for one in await store.collection_book.all()}


async def key(store: LibraryStore, path: str) -> int:
    one = await store.collection_book.find(path)
    assert one is not None, path
    return one.key


def written(data: Path) -> dict[str, list[str]]:
    """What the sidecars say, by title."""
    texts = [json.loads(path.read_text()) for path in (data / "papers").glob("*/paper.json")]
    return {text["title"]: text["collections"] for text in texts}


async def test_a_collection_is_found_by_its_path_or_its_own_name_with_what_is_below_it(tmp_path: Path):
    papers = [a_paper(f"Paper {number}") for number in range(4)]
    async with opened(tmp_path) as store:
        await keep(store, *papers)
        await settled(store)
    places = {"Paper 0": ["Thesis"], "Paper 1": ["Thesis/Methods"], "Paper 2": ["Other/Methods", "Thesis/Methods"]}
    for sidecar in (tmp_path / "papers").glob("*/paper.json"):
        written = json.loads(sidecar.read_text())
        sidecar.write_text(json.dumps(written | {"collections": places.get(written["title"], [])}))
    async with opened(tmp_path) as store:
        await store.rebuild()

        async def titles(name: str) -> set[str] | None:
            found = await store.collection_book.papers(name)
            return None if found is None else {kept.paper.title for kept in found}

        assert await titles("thesis") == {"Paper 0", "Paper 1", "Paper 2"}
        assert await titles("Thesis/Methods/") == {"Paper 1", "Paper 2"}
        assert await titles("Other") == {"Paper 2"}
        assert await titles("Methods") is None, "two have that name"
        assert await titles("Nothing") is None
        assert list(await tree(store)) == ["Other", "Other/Methods", "Thesis", "Thesis/Methods"]


async def test_each_change_of_a_collection_is_taken_back_after_a_restart(tmp_path: Path):
    one, two, new = a_paper("One"), a_paper("Two"), a_paper("New")
    seen: list[tuple[dict[str, int], dict[str, list[str]]]] = []

    async def look(store: LibraryStore) -> None:
        await settled(store)
        seen.append((await tree(store), written(tmp_path)))

    async with opened(tmp_path) as store:
        book = store.collection_book
        await keep(store, one)
        await look(store)
        await book.put_in([one, two], THESIS)  # both collections are made, and a paper is kept
        await look(store)
        await book.put_in([two, new], "thesis")  # capitals do not make two
        await look(store)
        await book.make("Reading group")
        await look(store)
        await book.rename(await key(store, "Thesis"), "  My   thesis ")
        await look(store)
        await book.move(await key(store, "My thesis/Chapter 2"), await key(store, "Reading group"))
        await look(store)
        await book.take_out([(await found(store, one)).key, "unknown"], await key(store, "Reading group"))
        await look(store)
        await book.delete(await key(store, "Reading group"))
        await look(store)

    assert [counts for counts, _ in seen] == [
        {},
        {"Thesis": 2, THESIS: 2},
        {"Thesis": 3, THESIS: 2},
        {"Reading group": 0, "Thesis": 3, THESIS: 2},
        {"My thesis": 3, "My thesis/Chapter 2": 2, "Reading group": 0},
        {"My thesis": 2, "Reading group": 2, "Reading group/Chapter 2": 2},
        {"My thesis": 2, "Reading group": 1, "Reading group/Chapter 2": 1},
        {"My thesis": 2},
    ]
    assert seen[-1][1] == {"One": [], "Two": ["My thesis"], "New": ["My thesis"]}, "papers stay in the library"
    async with opened(tmp_path) as store:
        labels = []
        for counts, sidecars in reversed(seen[:-1]):
            labels.append(await store.undo_label())
            changes = await store.undo()
            assert changes is not None
            assert changes.collections or changes.papers
            await settled(store)
            assert await tree(store) == counts
            assert written(tmp_path) == sidecars
        assert await store.verify() == ()
    assert labels == [
        "delete the collection “Reading group”",
        "remove “One” from “Reading group”",
        "move the collection “Chapter 2”",
        "rename the collection “Thesis”",
        "create the collection “Reading group”",
        "add 2 papers to “Thesis”, 1 of them to the library",
        "create “Thesis / Chapter 2” with 2 papers, adding 1 to the library",
    ]


async def test_a_rebuilt_library_has_its_collections_again_also_those_without_papers(tmp_path: Path):
    async with opened(tmp_path) as store:
        await store.collection_book.put_in([a_paper("One"), a_paper("Two")], THESIS)
        await store.collection_book.make("Later/Perhaps")
        await store.collection_book.rename(await key(store, "Thesis"), "Book")
        before = await tree(store)
        await store.rebuild()
        assert await tree(store) == before == {"Book": 2, "Book/Chapter 2": 2, "Later": 0, "Later/Perhaps": 0}
    for database in list(tmp_path.glob("library.*")):  # noqa: ASYNC240
        database.unlink()
    async with opened(tmp_path) as store:
        assert await tree(store) == {"Book": 2, "Book/Chapter 2": 2}, "from the folders alone"


async def test_what_cannot_be_is_refused_in_a_sentence_and_changes_nothing(tmp_path: Path):
    async with opened(tmp_path) as store:
        book = store.collection_book
        await book.make("Thesis/Chapter 2/Notes")
        await book.make("Reading")
        before = await tree(store)
        thesis, chapter = await key(store, "thesis"), await key(store, THESIS)
        for attempt, said in (
            (book.make(" / "), "needs a name"),
            (book.rename(thesis, "  "), "needs a name"),
            (book.rename(thesis, "A/B"), "has a slash"),
            (book.rename(thesis, "READING"), "There is already a collection “Reading”"),
            (book.move(thesis, await key(store, "Thesis/Chapter 2/Notes")), "cannot be moved into itself"),
            (book.move(thesis, thesis), "cannot be moved into itself"),
            (book.rename(99, "X"), "no longer exists"),
            (book.make("/".join("abcdefghijklm")), "12 levels deep"),
        ):
            with pytest.raises(UsageError, match=said):
                await attempt
        assert await tree(store) == before
        assert (await book.make("thesis / chapter 2")).path == THESIS, "it is there already"
        assert await store.undo_label() == "create the collection “Reading”"
        assert (await book.rename(chapter, "chapter 2")).label, "other capitals are another spelling of its own name"


async def test_a_paper_that_comes_back_after_its_collection_went_is_in_those_that_are_left(tmp_path: Path):
    one = a_paper("One")
    async with opened(tmp_path) as store:
        book = store.collection_book
        await book.put_in([one], "Thesis")
        await book.put_in([one], "Reading")
        await store.remove([(await found(store, one)).key])
        assert await tree(store) == {"Reading": 0, "Thesis": 0}
        await book.delete(await key(store, "Reading"))
        await store.undo()
        await store.undo()
        assert (await found(store, one)).collections == ("Reading", "Thesis")


async def test_collections_stand_by_name_and_numbers_in_names_count_as_numbers(tmp_path: Path):
    async with opened(tmp_path) as store:
        for name in ("Chapter 10", "chapter 9", "Über", "apart", "日本"):
            await store.collection_book.make(name)
        assert list(await tree(store)) == ["apart", "chapter 9", "Chapter 10", "Über", "日本"]


async def test_two_papers_that_turn_out_to_be_one_are_in_the_collections_of_both(tmp_path: Path):
    preprint, article = a_paper("P", arxiv="2004.05150"), a_paper("A", doi="10.5555/a")
    both = a_paper("Both", arxiv="2004.05150", doi="10.5555/a")
    async with opened(tmp_path) as store:
        book = store.collection_book
        await book.put_in([preprint], "One")
        await book.put_in([article], "Two")
        await book.put_in([both], "Three")
        assert (await found(store, both)).collections == ("One", "Three", "Two")
        await store.undo()
        assert await tree(store) == {"One": 1, "Two": 1}
        assert await store.verify() == ()


async def test_a_page_of_a_collection_has_what_is_below_it_and_is_searched_within_it(tmp_path: Path):
    whales, seals, both = a_paper("Whales"), a_paper("Seals"), a_paper("Whales and seals")
    async with opened(tmp_path) as store:
        book = store.collection_book
        await book.put_in([whales], "Sea")
        await book.put_in([both], "Sea/Arctic")
        await keep(store, seals)
        await store.own_words.tag([(await found(store, one)).key for one in (seals, both)], "ice", on=True)
        sea, arctic = await key(store, "Sea"), await key(store, "Sea/Arctic")

        async def titles(words: str = "", view: LibraryView = LibraryView.ALL, **narrowed: Any) -> tuple[int, set[str]]:
            page = await store.page(view, words, **narrowed)
            return page.total, {kept.paper.title for kept in page.papers}

        assert await titles(collection=sea) == (2, {"Whales", "Whales and seals"})
        assert await titles(collection=arctic) == (1, {"Whales and seals"})
        assert await titles("seal", collection=sea) == (1, {"Whales and seals"})
        assert await titles("", LibraryView.WITHOUT_PDF, collection=sea) == (2, {"Whales", "Whales and seals"})
        assert await titles(collection=99) == (0, set())
        assert await titles(tag="ice") == (2, {"Seals", "Whales and seals"})
        assert await titles("whale", tag="ice", collection=sea) == (1, {"Whales and seals"})


def test_a_collection_of_a_large_library_is_paged_in_the_order_of_an_index(tmp_path: Path):
    writer = open_for_writing(LibraryFolders(tmp_path), busy_s=1, now=lambda: datetime.now(UTC), at=lambda step: None)
    for also in (library_pages.view_condition(in_collection=True), library_pages.view_condition(tagged=True)):
        values = {"collection": 1, "tag": "x", "limit": 1, "offset": 0}
        question = f"EXPLAIN QUERY PLAN {library_pages.page_statement(LibraryView.ALL, False, also)}"
        plan = "; ".join(row[3] for row in writer.connection.execute(question, values))
        assert "COVERING INDEX papers_by_date" in plan
        assert "TEMP B-TREE" not in plan
    writer.close()
