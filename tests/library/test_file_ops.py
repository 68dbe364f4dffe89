"""A file comes into its paper's folder whole, once, and under a name that is free."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from scholar_desktop.domain.errors import DiskError, NotFound
from scholar_desktop.domain.library import LibraryView
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.text.undo_sentences import redone_sentence, undone_sentence
from scholar_desktop.library.failures import FileInOtherPaper
from tests.support.libraries import a_paper, a_pdf, at_work, content, delete_pdf, found, keep, keep_pdf, opened, settled


async def test_an_attached_file_is_moved_and_known(tmp_path: Path):
    async with opened(tmp_path / "data") as store:
        (key,) = await keep(store, a_paper())
        staged, sha256 = a_pdf(tmp_path / "cache" / "x.part")
        changes = await store.attach(key, staged, name="Vaswani 2017.pdf", sha256=sha256, license="cc-by")
        assert changes.papers == {key}
        assert changes.files == {sha256}
        assert changes.label == "add the PDF of “Attention is All you Need”"
        kept = await store.get(key)
        assert kept is not None
        assert kept.pdf is not None
        assert os.path.isabs(kept.pdf)
        assert content(kept).startswith(b"%PDF")
        assert (kept.files[0].sha256, kept.files[0].license) == (sha256, "cc-by")
        assert not staged.exists()
        assert await store.files_with_sha256([sha256]) == {sha256: kept}
        assert (await store.counts()).with_pdf == 1


async def test_a_paper_that_is_not_kept_yet_comes_in_with_its_file_and_goes_with_it(tmp_path: Path):
    async with opened(tmp_path / "data") as store:
        sha256 = await keep_pdf(store, a_paper(), tmp_path)
        assert (await found(store, a_paper())).pdf is not None
        label = await store.undo_label()
        assert label == "add “Attention is All you Need” with its PDF"
        assert undone_sentence(label) == "Removed “Attention is All you Need” and its PDF from your library."
        assert redone_sentence(label) == "Added “Attention is All you Need” and its PDF."
        await store.undo()
        assert await store.find(a_paper().id) is None
        assert await store.files_with_sha256([sha256]) == {}
        assert await store.undo_label() is None


async def test_a_file_of_two_papers_is_that_of_the_one_outside_the_trash(tmp_path: Path):
    async with opened(tmp_path / "data") as store:
        first, second = await keep(store, a_paper(), a_paper("A tale of tides", doi="10.1000/tides"))
        for key in (first, second):
            staged, sha256 = a_pdf(tmp_path / "cache" / "x.part")
            await store.attach(key, staged, name="data.pdf", sha256=sha256, as_named=True)
        for trashed, owner in ((first, second), (second, first)):
            await store.entries.trash([trashed], True)
            assert await store.files_with_sha256([sha256, "0" * 64]) == {sha256: await store.get(owner)}
            await store.entries.trash([trashed], False)
        await store.entries.trash([first, second], True)
        kept = (await store.files_with_sha256([sha256])).get(sha256)
        assert kept is not None
        assert kept.trashed
        await store.entries.empty_trash()
        assert await store.files_with_sha256([sha256]) == {}


async def test_who_is_cancelled_while_a_file_is_attached_ends_after_the_library_has_taken_it(tmp_path: Path):
    async with opened(tmp_path / "data") as store:
        (key,) = await keep(store, a_paper())
        staged, sha256 = a_pdf(tmp_path / "cache" / "x.part")
        library_is_free = threading.Event()
        store._writer.start(lambda _shelf: library_is_free.wait())
        attaching = asyncio.ensure_future(store.attach(key, staged, name="x.pdf", sha256=sha256))
        attaching.add_done_callback(lambda _ended: staged.parent.mkdir(exist_ok=True) or staged.write_bytes(b"new"))
        await asyncio.sleep(0)
        attaching.cancel()
        await asyncio.wait([attaching], timeout=0.3)  # the library is still busy
        attaching.cancel()
        library_is_free.set()
        with pytest.raises(asyncio.CancelledError):
            await attaching
        kept = await found(store, a_paper())
        assert content(kept).startswith(b"%PDF")
    assert staged.read_bytes() == b"new"


async def test_the_same_file_again_is_no_change(tmp_path: Path):
    async with opened(tmp_path / "data") as store:
        (key,) = await keep(store, a_paper())
        await keep_pdf(store, key, tmp_path)
        staged, sha256 = a_pdf(tmp_path / "again.part")
        changes = await store.attach(key, staged, name="other.pdf", sha256=sha256)
        assert changes.label is None
        assert not changes.files
        assert not staged.exists()
        assert len((await found(store, a_paper())).files) == 1


async def test_a_file_of_another_paper_is_refused_and_stays_where_it_was(tmp_path: Path):
    async with opened(tmp_path / "data") as store:
        one, two = await keep(store, a_paper("One"), a_paper("Two"))
        await keep_pdf(store, one, tmp_path)
        staged, sha256 = a_pdf(tmp_path / "again.part")
        with pytest.raises(FileInOtherPaper) as refusal:
            await store.attach(two, staged, name="two.pdf", sha256=sha256)
        assert refusal.value.owner.key == one
        assert staged.exists()
        with pytest.raises(FileInOtherPaper):
            await store.attach(a_paper("Three"), staged, name="three.pdf", sha256=sha256)
        assert await store.find(a_paper("Three").id) is None


async def test_a_second_file_of_a_name_gets_a_number(tmp_path: Path):
    async with opened(tmp_path / "data") as store:
        (key,) = await keep(store, a_paper())
        for content in (b"one", b"two", b"three"):
            await keep_pdf(store, key, tmp_path, content, name="Paper.pdf")
        folder = await store.folder(key)
        assert folder is not None
        (folder / "stranger.pdf").write_bytes(b"%PDF")
        await keep_pdf(store, key, tmp_path, b"four", name="stranger.pdf")
        names = [file.name for file in (await found(store, a_paper())).files]
        assert names == ["Paper.pdf", "Paper (2).pdf", "Paper (3).pdf", "stranger (2).pdf"]


@pytest.mark.parametrize("name", ["", ".", "..", "../x.pdf", "a/b.pdf", "paper.json", "PAPER.JSON"])
async def test_a_name_that_could_lead_elsewhere_is_refused(tmp_path: Path, name: str):
    async with opened(tmp_path / "data") as store:
        (key,) = await keep(store, a_paper())
        staged, sha256 = a_pdf(tmp_path / "x.part")
        with pytest.raises(ValueError, match="not a name"):
            await store.attach(key, staged, name=name, sha256=sha256)
        assert staged.exists()


async def test_a_file_that_vanished_or_a_paper_that_is_gone_is_said(tmp_path: Path):
    async with opened(tmp_path / "data") as store:
        (key,) = await keep(store, a_paper())
        with pytest.raises(DiskError, match="no longer exists"):
            await store.attach(key, tmp_path / "nothing.part", name="x.pdf", sha256="0")
        staged, sha256 = a_pdf(tmp_path / "x.part")
        with pytest.raises(NotFound):
            await store.attach("unknown", staged, name="x.pdf", sha256=sha256)
        assert staged.exists()


async def test_a_file_that_somebody_deleted_counts_as_none_and_can_be_got_again(tmp_path: Path):
    async with opened(tmp_path / "data") as store:
        (key,) = await keep(store, a_paper())
        sha256 = await keep_pdf(store, key, tmp_path)
        delete_pdf(await found(store, a_paper()))
        assert (await found(store, a_paper())).pdf is None
        assert await store.files_with_sha256([sha256]) == {}
        assert await keep_pdf(store, key, tmp_path) == sha256
        assert (await found(store, a_paper())).pdf is not None
        assert (await store.page(LibraryView.WITHOUT_PDF)).total == 0


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Path]:
    """A file on another file system."""
    folder = Path("/dev/shm")
    if not folder.is_dir() or folder.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("no second file system that anybody may write to")
    file = folder / f"scholar-desktop-test-{os.getpid()}.part"
    yield file
    file.unlink(missing_ok=True)


async def test_a_file_from_another_file_system_is_copied_whole(tmp_path: Path, elsewhere: Path):
    staged, sha256 = a_pdf(elsewhere)
    async with opened(tmp_path) as store:
        await store.attach(a_paper(), staged, name="x.pdf", sha256=sha256)
        assert (await found(store, a_paper())).pdf is not None
        assert not staged.exists()
        assert await store.verify() == ()
        assert at_work(tmp_path) == []


async def test_a_file_keeps_why_its_review_was_needed_through_undo_and_redo_and_in_its_sidecar(tmp_path: Path):
    review = Message("You reviewed this PDF and kept it on {date}. {reason}", date="2026-11-20", reason=Message("No."))
    async with opened(tmp_path / "data") as store:
        await keep_pdf(store, a_paper(), tmp_path, review=review)
        kept = await found(store, a_paper())
        assert [file.review for file in kept.files] == [review]
        await store.undo()
        assert await store.find_many([a_paper()]) == {}
        await store.redo()
        await settled(store)
        assert await store.rebuild() == 1
        [file] = (await found(store, a_paper())).files
        assert isinstance(file.review, Message)
        assert (file.review, file.review.values) == (review, review.values)


async def test_a_file_keeps_the_checksum_it_was_compared_with_through_undo_and_redo_and_in_its_sidecar(tmp_path: Path):
    async with opened(tmp_path / "data") as store:
        await keep_pdf(store, a_paper(), tmp_path, checked_with="md5:0123456789abcdef0123456789abcdef")
        await store.undo()
        await store.redo()
        await settled(store)
        assert await store.rebuild() == 1
        [file] = (await found(store, a_paper())).files
        assert file.checked_with == "md5:0123456789abcdef0123456789abcdef"
