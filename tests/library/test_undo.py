"""Whatever changes the library can be taken back, newest first, also after a restart."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

from scholar_desktop.domain.library import LibraryView
from tests.support.libraries import a_paper, content, found, keep, keep_pdf, opened, settled, titles, tree


async def test_each_operation_is_taken_back_after_a_restart(tmp_path: Path):
    data = tmp_path / "data"
    async with opened(data) as store:
        one, two = await keep(store, a_paper("One"), a_paper("Two"))
        await keep_pdf(store, one, tmp_path)
        await store.star([one, two], True)
        await store.remove([one, two])
    assert not list((data / "papers").iterdir())
    labels = []
    async with opened(data) as store:
        labels.append(await store.undo_label())
        changes = await store.undo()
        assert changes is not None
        assert changes.papers == {one, two}
        kept = await found(store, a_paper("One"))
        assert (kept.key, kept.starred) == (one, True)
        assert content(kept).startswith(b"%PDF")
        assert await store.verify() == ()
    async with opened(data) as store:
        labels.append(await store.undo_label())
        await store.undo()
        assert (await store.counts()).starred == 0
        labels.append(await store.undo_label())
        await store.undo()
        assert (await found(store, a_paper("One"))).pdf is None
        assert await store.verify() == ()
    async with opened(data) as store:
        labels.append(await store.undo_label())
        await store.undo()
        assert await titles(store) == []
        assert await store.undo_label() is None
        assert await store.undo() is None
    assert labels == ["remove 2 papers", "star 2 papers", "add the PDF of “One”", "add 2 papers"]


async def test_a_removed_paper_is_gone_from_the_papers_folder_and_whole_in_the_trash(tmp_path: Path):
    data = tmp_path / "data"
    async with opened(data) as store:
        await keep_pdf(store, a_paper("One"), tmp_path)
        before = tree(data / "papers")
        await store.remove([(await found(store, a_paper("One"))).key])
        assert tree(data / "papers") == {}
        (entry,) = (data / "trash").iterdir()
        assert tree(entry) == before
        await store.undo()
        assert sorted(tree(data / "papers")) == sorted(before)


async def test_a_paper_that_was_removed_at_once_comes_back_though_its_folder_was_never_made(tmp_path: Path):
    async with opened(tmp_path) as store:
        (key,) = await keep(store, a_paper("One"))
        folder = await store.folder(key)
        assert folder is not None
        shutil.rmtree(folder)
        await store.remove([key])
        await store.undo()
        assert await titles(store) == ["One"]
        assert (folder / "paper.json").is_file()


async def test_facts_that_came_after_a_star_stay_when_the_star_goes(tmp_path: Path):
    async with opened(tmp_path) as store:
        (key,) = await keep(store, a_paper("One", doi="10.5555/a"))
        await store.star([key], True)
        await store.update(a_paper("One, corrected", doi="10.5555/a"))
        await store.undo()
        kept = await store.get(key)
        assert kept is not None
        assert (kept.starred, kept.paper.title) == (False, "One, corrected")


async def test_a_name_taken_meanwhile_gives_the_returning_paper_another_folder(tmp_path: Path):
    data = tmp_path / "data"
    async with opened(data) as store:
        await keep_pdf(store, a_paper("One"), tmp_path)
        kept = await found(store, a_paper("One"))
        folder = await store.folder(kept.key)
        assert folder is not None
        await store.remove([kept.key])
        folder.mkdir()
        (folder / "mine.txt").write_text("of the person")
        await store.undo()
        kept = await found(store, a_paper("One"))
        assert await store.folder(kept.key) != folder
        assert content(kept).startswith(b"%PDF")
        assert (folder / "mine.txt").read_text() == "of the person"


async def test_a_trash_that_was_emptied_by_hand_costs_the_file_and_not_the_paper(tmp_path: Path):
    data = tmp_path / "data"
    async with opened(data) as store:
        await keep_pdf(store, a_paper("One"), tmp_path)
        await store.remove([(await found(store, a_paper("One"))).key])
        shutil.rmtree(data / "trash")
        await store.undo()
        assert (await found(store, a_paper("One"))).pdf is None
        assert (await store.page(LibraryView.WITHOUT_PDF)).total == 1
        assert ["paper.pdf" in problem.message for problem in await store.problems()] == [True]


async def test_an_entry_older_than_a_month_can_no_longer_be_taken_back_and_leaves_the_trash(tmp_path: Path):
    data = tmp_path / "data"
    then = datetime(2026, 1, 1, tzinfo=UTC)
    async with opened(data, now=lambda: then) as store:
        await keep_pdf(store, a_paper("One"), tmp_path)
        await store.remove([(await found(store, a_paper("One"))).key])
    async with opened(data, now=lambda: then + timedelta(days=29)) as store:
        assert await store.undo_label() == "remove “One”"
        await settled(store)
    assert tree(data / "trash")
    async with opened(data, now=lambda: then + timedelta(days=31)) as store:
        await store.counts()
        await settled(store)
        assert await store.undo_label() is None
        assert tree(data / "trash") == {}


async def test_undo_of_a_merge_on_the_way_in_takes_the_file_out_too(tmp_path: Path):
    preprint, article = a_paper("P", arxiv="2004.05150"), a_paper("A", doi="10.5555/a")
    both = a_paper("Both", arxiv="2004.05150", doi="10.5555/a")
    async with opened(tmp_path / "data") as store:
        await keep(store, preprint, article)
        await keep_pdf(store, both, tmp_path)
        assert (await store.counts()).papers == 1
        await store.undo()
        assert sorted(await titles(store)) == ["A", "P"]
        assert (await store.counts()).with_pdf == 0
        assert await store.verify() == ()


async def test_a_long_title_is_cut_in_the_menu(tmp_path: Path):
    async with opened(tmp_path) as store:
        await store.add([a_paper("A" * 200)])
        label = await store.undo_label()
        assert label == f"add “{'A' * 47}…”"


async def test_removing_what_is_not_there_is_no_change(tmp_path: Path):
    told: list[object] = []
    async with opened(tmp_path) as store:
        store.changed.connect(told.append)
        changes = await store.remove(["unknown"])
        assert (changes.papers, changes.label) == (frozenset(), None)
        assert told == []
        assert await store.undo_label() is None


async def test_papers_of_one_batch_go_and_come_in_one_step(tmp_path: Path):
    papers = [a_paper(f"Paper {number}") for number in range(60)]
    async with opened(tmp_path) as store:
        await store.add(papers)
        await settled(store)
        keys = [kept.key for kept in (await store.find_many(papers)).values()]
        assert (await store.remove(keys)).label == "remove 60 papers"
        assert list((tmp_path / "papers").iterdir()) == []
        await store.undo()
        await settled(store)
        assert sorted(await titles(store)) == sorted(paper.title for paper in papers)
        assert await store.verify() == ()


async def test_a_paper_that_comes_out_of_the_trash_with_another_change_goes_back(tmp_path: Path):
    paper = a_paper("One", doi="10.5555/one")
    async with opened(tmp_path / "data") as store:
        sha256 = await keep_pdf(store, paper, tmp_path)
        await store.to_read([paper], True)
        await store.own_words.note(paper, "Mine")
        await store.collection_book.put_in([paper], "Thesis")
        key = (await found(store, paper)).key
        for once_more in (
            lambda: store.to_read([paper], True),
            lambda: store.own_words.note(paper, "Mine"),
            lambda: store.collection_book.put_in([paper], "Thesis"),
            lambda: keep_pdf(store, paper, tmp_path),
        ):
            await store.entries.trash([key], True)
            await once_more()
            assert (await store.counts()).trashed == 0
            assert await store.undo_label() == "restore “One” from the trash"
            await store.undo()
            assert (await store.counts()).trashed == 1
            await store.undo()
        assert sha256 in await store.files_with_sha256([sha256])
