"""Reading the text of the PDFs: what comes, what was there before, and what cannot be read."""

from __future__ import annotations

import asyncio
import hashlib
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from scholar_desktop.domain.errors import DiskError
from scholar_desktop.domain.library import LibraryView, TextCounts
from scholar_desktop.library.store import LibraryStore
from scholar_desktop.pdf.page_texts import PageTextReader
from scholar_desktop.services.library.full_text import FullText
from scholar_desktop.services.tasks import TaskScope
from tests.support.drawn_pdfs import draw_pdf
from tests.support.libraries import a_paper, delete_pdf, found, opened

CRASHING_WORKER = """
import os, sys
sys.path.insert(0, sys.argv[1])
from scholar_desktop.pdf import worker
text_of = worker._text_of
def faulty(document, index, characters):
    text, problem = text_of(document, index, characters)
    if "crash" in text:
        os._exit(139)
    if "hang" in text:
        os.read(os.pipe()[0], 1)
    return text, problem
worker._text_of = faulty
worker.main()
"""


def crashing_reader() -> PageTextReader:
    return PageTextReader((sys.executable, "-c", CRASHING_WORKER, str(Path(__file__).resolve().parents[3])))


async def attach(store: LibraryStore, folder: Path, title: str, *pages: str) -> str:
    """Keep a paper with a PDF of these pages; its checksum."""
    content = draw_pdf(*([page] for page in pages), title=title)
    staged = folder / "staged.part"
    staged.write_bytes(content)
    sha256 = hashlib.sha256(content).hexdigest()
    await store.attach(a_paper(title), staged, name="paper.pdf", sha256=sha256)
    return sha256


@asynccontextmanager
async def reading(
    store: LibraryStore, reader: PageTextReader | None = None
) -> AsyncIterator[tuple[FullText, TaskScope]]:
    scope = TaskScope(on_error=lambda name, error: pytest.fail(f"{name}: {error}"))
    full_text = FullText(store, reader or PageTextReader(), scope)
    try:
        yield full_text, scope
    finally:
        await full_text.aclose()


async def idle(scope: TaskScope) -> None:
    while scope.running():  # noqa: ASYNC110  what the window's `idle` asks, too
        await asyncio.sleep(0.005)


async def pages_with(store: LibraryStore, words: str) -> list[int]:
    return [hit.page for hit in (await store.page(LibraryView.ALL, words)).hits]


async def test_what_was_there_is_read_and_what_comes_too(tmp_path: Path):
    async with opened(tmp_path / "data") as store:
        await attach(store, tmp_path, "Whales", "of whales", "krill is eaten")
        async with reading(store) as (full_text, scope):
            told: list[TextCounts] = []
            full_text.changed.connect(told.append)
            full_text.listen()
            await idle(scope)
            assert await pages_with(store, "krill") == [2]
            await attach(store, tmp_path, "Squid", "giant squid")
            await idle(scope)
            assert await pages_with(store, "giant") == [1]
            assert told[-1] == TextCounts(2, 0)
            await store.star([(await found(store, a_paper("Squid"))).key], True)
            assert not scope.running(), "a change without a file gives nothing to read"


async def test_the_text_of_a_rebuilt_library_is_read_again(tmp_path: Path):
    async with opened(tmp_path / "data") as store, reading(store) as (full_text, scope):
        full_text.listen()
        await attach(store, tmp_path, "Whales", "krill")
        await idle(scope)
        await store.rebuild()
        await idle(scope)
        assert await pages_with(store, "krill") == [1]


async def test_a_file_that_crashes_the_reader_costs_itself_alone_and_is_not_read_again(tmp_path: Path):
    async with opened(tmp_path / "data") as store:
        await attach(store, tmp_path, "Broken", "before", "crash")
        await attach(store, tmp_path, "Whales", "krill")
        async with reading(store, crashing_reader()) as (full_text, _):
            assert await full_text.catch_up() == TextCounts(2, 0)
            assert await pages_with(store, "before") == [1]
            assert await pages_with(store, "krill") == [1]
            assert await store.unread() == ()
            broken = await full_text.look_at((await found(store, a_paper("Broken"))).files[0])
            assert not broken.is_sound
            assert (broken.problem or "").startswith("Page 2 could not be read.")


async def test_a_file_that_is_not_on_the_disk_waits_until_it_is(tmp_path: Path):
    async with opened(tmp_path / "data") as store:
        await attach(store, tmp_path, "Lost", "lost")
        lost = await found(store, a_paper("Lost"))
        await attach(store, tmp_path, "Whales", "krill")
        content = Path(lost.pdf or "").read_bytes()  # noqa: ASYNC240
        delete_pdf(lost)
        async with reading(store) as (full_text, _):
            assert await full_text.catch_up() == TextCounts(1, 1)
            with pytest.raises(DiskError, match="no longer exists"):
                await full_text.look_at(lost.files[0])
            Path(lost.pdf or "").write_bytes(content)  # noqa: ASYNC240
            assert await full_text.catch_up() == TextCounts(2, 0)


async def test_a_look_at_an_unread_file_reads_it_now(tmp_path: Path):
    async with opened(tmp_path / "data") as store:
        await attach(store, tmp_path, "Whales", "krill")
        async with reading(store) as (full_text, _):
            (file,) = (await found(store, a_paper("Whales"))).files
            for _ in range(2):
                looked = await full_text.look_at(file)
                assert (looked.is_sound, looked.pages, looked.problem, looked.texts) == (True, 1, None, ())
        assert await pages_with(store, "krill") == [1]


async def test_catching_up_ends_in_time_and_goes_on_later(tmp_path: Path):
    async with opened(tmp_path / "data") as store:
        await attach(store, tmp_path, "Whales", "krill")
        async with reading(store) as (full_text, _):
            assert await full_text.catch_up(limit_s=-1) == TextCounts(0, 1)
            assert await full_text.catch_up() == TextCounts(1, 0)


async def test_closing_while_a_file_is_read_keeps_nothing_of_it(tmp_path: Path):
    async with opened(tmp_path / "data") as store:
        await attach(store, tmp_path, "Slow", "before", "hang")
        async with reading(store, crashing_reader()) as (full_text, scope):
            full_text.listen()
            await asyncio.sleep(0.5)  # the process is in the middle of it, or on its way there
            assert scope.running()
        assert await store.text_counts() == TextCounts(0, 1)


async def test_where_there_is_no_library_none_is_made(tmp_path: Path):
    async with opened(tmp_path / "data") as store, reading(store) as (full_text, scope):
        full_text.listen()
        await idle(scope)
        assert await full_text.catch_up() == TextCounts(0, 0)
    assert not (tmp_path / "data").exists()
