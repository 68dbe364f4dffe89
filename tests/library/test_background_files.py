"""Files that a download saves in the background are no undo entries, and undo and redo of other changes keep them."""

from __future__ import annotations

from pathlib import Path

import pytest

from scholar_desktop.domain.errors import UsageError
from scholar_desktop.library.store import LibraryStore
from tests.support.libraries import a_paper, content, found, keep, keep_pdf, opened, settled, titles

ONE, TWO = a_paper("One", arxiv="2004.05150"), a_paper("Two", doi="10.5555/b")


async def arrives(store: LibraryStore, owner, tmp_path: Path, content: bytes, **more) -> None:
    await keep_pdf(store, owner, tmp_path, content, is_step=lambda: False, **more)


async def files(store: LibraryStore, paper) -> set[bytes]:
    kept = await found(store, paper)
    folder = await store.folder(kept.key)
    assert folder is not None
    there = {(folder / file.name).read_bytes()[-20:] for file in kept.files}
    assert len(there) == len(kept.files)
    return there


async def test_a_file_that_arrives_is_no_undo_entry_and_leaves_what_can_be_redone(tmp_path: Path):
    async with opened(tmp_path / "data") as store:
        (key,) = await keep(store, ONE)
        await store.star([key], True)
        await store.undo()
        await arrives(store, key, tmp_path, b"one")
        await arrives(store, TWO, tmp_path, b"two")
        assert await store.undo_label() == "add “One”"
        assert await store.redo_label() == "star “One”"
        await store.redo()
        assert (await found(store, ONE)).starred
        await store.undo()
        await store.undo()
        assert await titles(store) == ["Two"]
        assert content(await found(store, TWO)).startswith(b"%PDF")
        await store.redo()
        assert content(await found(store, ONE)).startswith(b"%PDF")
        await settled(store)
        assert await store.verify() == ()


async def test_a_pdf_may_be_an_undo_entry_after_which_nothing_can_be_redone(tmp_path: Path):
    async with opened(tmp_path / "data") as store:
        (key,) = await keep(store, ONE)
        steps = store.steps
        await keep_pdf(store, key, tmp_path, is_step=lambda: store.steps == steps)
        assert await store.undo_label() == "add the PDF of “One”"
        assert store.steps == steps + 1
        await store.undo()
        assert store.steps == steps + 2
        assert await store.redo_label() == "add the PDF of “One”"
        await keep_pdf(store, key, tmp_path, is_step=lambda: True)
        assert await store.redo_label() is None
        assert await store.undo_label() == "add the PDF of “One”"


async def test_undo_of_a_merge_keeps_the_file_that_arrived_after_it(tmp_path: Path):
    async with opened(tmp_path / "data") as store:
        one, two = await keep(store, ONE, TWO)
        await keep_pdf(store, two, tmp_path, b"of two")
        await store.duplicates.merge(one, [two])
        await arrives(store, one, tmp_path, b"later")
        both = await files(store, ONE)
        assert len(both) == 2
        await store.undo()
        assert sorted(await titles(store)) == ["One", "Two"]
        assert await files(store, ONE) | await files(store, TWO) == both
        assert len(await files(store, ONE)) == 1
        await store.redo()
        assert await files(store, ONE) == both
        await settled(store)
        assert await store.verify() == ()


async def test_redo_of_a_merge_says_that_a_paper_got_a_file_and_changes_nothing(tmp_path: Path):
    async with opened(tmp_path / "data") as store:
        one, two = await keep(store, ONE, TWO)
        await store.duplicates.merge(one, [two])
        await store.undo()
        await arrives(store, two, tmp_path, b"later")
        with pytest.raises(UsageError, match="“Two”"):
            await store.redo()
        assert sorted(await titles(store)) == ["One", "Two"]
        assert len(await files(store, TWO)) == 1
        await settled(store)
        assert await store.verify() == ()


async def test_a_paper_that_a_download_added_again_is_one_paper_after_undo_and_redo(tmp_path: Path):
    async with opened(tmp_path / "data") as store:
        (one,) = await keep(store, ONE)
        await store.own_words.tag([one], "seen", True)
        await store.remove([one])
        await arrives(store, ONE, tmp_path, b"again")
        await store.undo()
        assert await titles(store) == ["One"]
        kept = await found(store, ONE)
        assert kept.key == one
        assert kept.tags == ("seen",)
        assert content(kept).startswith(b"%PDF")
        await settled(store)
        assert await store.verify() == ()
        await store.redo()
        assert content(await found(store, ONE)).startswith(b"%PDF")
        await settled(store)
        assert await store.verify() == ()


async def test_an_added_paper_that_was_undone_and_arrived_is_there_once_after_redo(tmp_path: Path):
    async with opened(tmp_path / "data") as store:
        await keep(store, ONE)
        await store.undo()
        await arrives(store, ONE, tmp_path, b"again")
        await store.redo()
        assert await titles(store) == ["One"]
        assert content(await found(store, ONE)).startswith(b"%PDF")
        await settled(store)
        assert await store.verify() == ()


async def test_a_download_in_the_background_merges_no_papers(tmp_path: Path):
    async with opened(tmp_path / "data") as store:
        await keep(store, ONE, TWO)
        await arrives(store, a_paper("Both", arxiv="2004.05150", doi="10.5555/b"), tmp_path, b"both")
        assert len(await titles(store)) == 2
        assert await store.undo_label() == "add 2 papers"
