"""What was taken back can be made again, in order, until something else changes; also after a restart."""

from __future__ import annotations

import shutil
from pathlib import Path

from scholar_desktop.domain.library import LibraryView
from scholar_desktop.library.store import LibraryStore
from tests.support.libraries import a_paper, content, found, keep, keep_pdf, opened, settled, titles, tree


async def state_of(store: LibraryStore) -> object:
    """All that a user sees of the library."""
    await settled(store)
    papers = [
        (kept.key, kept.starred, kept.to_read, sorted(kept.collections), kept.tags, kept.notes, kept.pdf, kept.cite_key)
        for kept in (await store.page(LibraryView.ALL)).papers
    ]
    folders = tree(store.data_dir / "papers")
    collections = [one.path for one in await store.collection_book.all()]
    return sorted(papers), sorted(folders), collections, await store.saved_searches.all(), await store.verify()


async def test_each_kind_of_change_is_undone_and_redone_with_its_name_over_restarts(tmp_path: Path):
    data = tmp_path / "data"
    one, two = a_paper("One", arxiv="2004.05150"), a_paper("Two", doi="10.5555/b")
    book = "Reading"
    states: list[object] = []
    labels: list[str | None] = []

    async with opened(data) as store:

        async def did() -> None:
            labels.append(await store.undo_label())
            states.append(await state_of(store))

        states.append(await state_of(store))
        await keep(store, one, two)
        await did()
        key = (await found(store, one)).key
        await keep_pdf(store, one, tmp_path)
        await did()
        await store.star([key], True)
        await did()
        await store.to_read([two, a_paper("Three")], True)
        await did()
        await store.own_words.tag([key], "seen", True)
        await did()
        await store.own_words.note(two, "by heart")
        await did()
        await store.collection_book.put_in([one, a_paper("Four")], f"{book}/Now")
        await did()
        await store.saved_searches.put([{"key": "k", "name": "mosses", "made": "now", "search": "{}"}], "save mosses")
        await did()
        (top,) = [each for each in await store.collection_book.all() if each.path == book]
        await store.collection_book.rename(top.key, "Read")
        await did()
        await store.collection_book.delete(top.key)
        await did()
        await store.add([a_paper("Both", arxiv="2004.05150", doi="10.5555/b")])
        await did()
        await store.remove([key])
        await did()
        assert await store.redo_label() is None
        assert await store.redo() is None

    for _ in range(2):
        for at in range(len(labels) - 1, -1, -1):
            async with opened(data) as store:
                assert await store.undo_label() == labels[at]
                await store.undo()
                assert await state_of(store) == states[at]
                assert await store.redo_label() == labels[at]
        for at, label in enumerate(labels):
            async with opened(data) as store:
                assert await store.redo_label() == label
                await store.redo()
                assert await state_of(store) == states[at + 1]
                assert await store.undo_label() == label
    async with opened(data) as store:
        assert await store.redo() is None


async def test_a_new_change_leaves_nothing_to_redo(tmp_path: Path):
    async with opened(tmp_path) as store:
        one, two = await keep(store, a_paper("One"), a_paper("Two"))
        await store.star([one], True)
        await store.undo()
        assert await store.redo_label() == "star “One”"
        await store.update(a_paper("One", venue="Elsewhere"))  # facts of a service are no change of the user's
        assert await store.redo_label() == "star “One”"
        await store.star([two], True)
        assert await store.redo_label() is None
        await store.undo()
        assert await store.redo_label() == "star “Two”"
        await store.undo()
        await store.redo()
        assert await store.redo_label() == "star “Two”"
        assert sorted(await titles(store)) == ["One", "Two"]


async def test_facts_that_came_after_the_undo_stay_when_a_pdf_returns(tmp_path: Path):
    paper = a_paper("One", doi="10.5555/a")
    async with opened(tmp_path / "data") as store:
        (key,) = await keep(store, paper)
        await keep_pdf(store, key, tmp_path)
        await store.undo()
        await store.update(a_paper("One, corrected", doi="10.5555/a"))
        folder = await store.folder(key)
        assert folder is not None
        (folder / "paper.pdf").write_text("of the person")
        await store.redo()
        kept = await found(store, paper)
        assert kept.paper.title == "One, corrected"
        assert content(kept).startswith(b"%PDF")
        assert (folder / "paper.pdf").read_text() == "of the person"


async def test_a_trash_that_was_emptied_costs_the_file_of_a_redo_and_not_the_paper(tmp_path: Path):
    data = tmp_path / "data"
    async with opened(data) as store:
        (key,) = await keep(store, a_paper("One"))
        await keep_pdf(store, key, tmp_path)
        await store.undo()
        await store.undo()
        shutil.rmtree(data / "trash")
        await store.redo()
        await store.redo()
        assert (await found(store, a_paper("One"))).pdf is None
        assert ["paper.pdf" in problem.message for problem in await store.problems()] == [True]
        await settled(store)
        assert await store.verify() == ()
