"""Live files that other programs edit are found whenever somebody looks, and their list is changed at any time."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from pathlib import Path

import pytest

from scholar_desktop.app import Composition
from scholar_desktop.domain.full_entry import FullEntry
from scholar_desktop.services.exchange.live_files import STATE_FILE, LiveFile, LiveStatus


async def test_a_file_is_read_again_when_it_was_written(make_backend: Callable[..., Composition], tmp_path: Path):
    backend = make_backend("--offline")
    live, library = backend.services.live_files, backend.services.library
    await library.entries.add({"title": "On Growth", "item_type": "book"})
    file = tmp_path / "all.bib"
    await live.add("/", file)
    written = file.read_text("utf-8")
    assert (await live.edited(), await live.edited()) == ((), ())
    file.write_text(written.replace("On Growth", "On Form"), "utf-8")
    for _ in range(2):
        (found,) = await live.edited()
        (difference,) = found.differences
        assert (difference.field, difference.here, difference.there) == ("title", "On Growth", "On Form")
    file.write_text(written, "utf-8")
    assert await live.edited() == ()
    file.unlink()
    assert await live.edited() == ()
    await backend.aclose()


async def test_the_list_of_files_may_be_changed_while_they_are_written(
    make_backend: Callable[..., Composition], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    backend = make_backend("--offline")
    live, library = backend.services.live_files, backend.services.library
    await library.entries.add({"title": "On Growth", "item_type": "book"})
    stopped, other, added = (tmp_path / name for name in ("stopped.bib", "other.bib", "added.bib"))
    for file in (stopped, other):
        await live.add("/", file)
    await library.entries.add({"title": "On Form", "item_type": "book"})
    write, changed = live._write, list[LiveFile]()

    async def change_the_list(one: LiveFile, *, is_there: bool = False) -> LiveFile:
        if not changed:
            changed.append(one)
            await live.stop(stopped)
            await live.add("/", added)
            await live.add("/", other, form="biblatex")
        return await write(one, is_there=is_there)

    monkeypatch.setattr(live, "_write", change_the_list)
    await live.update()
    found = {one.live.file: (one.state, one.live.form) for one in await live.update()}
    assert found == {str(other): ("current", "biblatex"), str(added): ("current", "bibtex")}
    assert "On Form" in other.read_text("utf-8")
    await backend.aclose()


async def test_a_file_that_is_written_again_keeps_its_format(make_backend: Callable[..., Composition], tmp_path: Path):
    backend = make_backend("--offline")
    live, library = backend.services.live_files, backend.services.library
    await library.entries.add({"title": "On Growth", "item_type": "article-journal", "container-title": "Moss"})
    file = tmp_path / "all.bib"
    for form in ("biblatex", None):
        await live.add("/", file, form=form)
        assert "journaltitle" in file.read_text("utf-8")
    await live.add("/", file, form="bibtex")
    assert "journaltitle" not in file.read_text("utf-8")
    await backend.aclose()


async def test_a_file_that_was_written_is_announced_and_does_not_count_as_edited(
    make_backend: Callable[..., Composition], tmp_path: Path
):
    backend = make_backend("--offline")
    live, library = backend.services.live_files, backend.services.library
    announced: list[tuple[LiveStatus, ...]] = []
    live.updated.connect(announced.append)
    assert await live.update() == ()
    assert announced == []
    await library.entries.add({"title": "On Growth", "item_type": "book"})
    file = tmp_path / "all.bib"
    await live.add("/", file)
    await library.entries.add({"title": "On Form", "item_type": "book"})
    announced.clear()
    found = await live.update()
    assert "On Form" in file.read_text("utf-8")
    assert announced == [found]
    assert [one.state for one in found] == ["current"]
    assert await live.edited() == ()
    await backend.aclose()


async def paths(backend: Composition) -> list[tuple[str, str]]:
    """The paths of the collections of the files that are kept up to date, and their states."""
    return [(one.live.collection, one.state) for one in await backend.services.live_files.update()]


async def test_a_file_follows_its_collection_through_renaming_moving_deleting_and_undo(
    make_backend: Callable[..., Composition], tmp_path: Path
):
    backend = make_backend("--offline")
    live, library, book = backend.services.live_files, backend.services.library, backend.services.collections
    live.watch()
    kept = await library.find(await library.entries.add({"title": "On Growth", "item_type": "book"}))
    await book.put_in([kept.paper], "Thesis/Methods")
    thesis, methods = await book.all()
    await live.add("Methods", tmp_path / "methods.bib")
    assert await paths(backend) == [("Thesis/Methods", "current")]

    await book.rename(thesis.key, "Book")
    assert await paths(backend) == [("Book/Methods", "current")]
    await book.move(methods.key, None)
    assert await paths(backend) == [("Methods", "current")]
    await library.undo()
    assert await paths(backend) == [("Book/Methods", "current")]
    await library.undo()
    assert await paths(backend) == [("Thesis/Methods", "current")]
    await library.redo()
    await library.redo()
    assert await paths(backend) == [("Methods", "current")]

    await book.delete(methods.key)
    assert await paths(backend) == [("Methods", "missing")]
    other = await book.make("Book/Methods")
    assert other.key == methods.key, "a new collection may get the number of a deleted one"
    assert await paths(backend) == [("Methods", "missing")], "and has nothing to do with its file"
    for _ in range(2):
        await library.undo()
    assert await paths(backend) == [("Methods", "current")]

    await book.rename(methods.key, "Ways")
    assert await paths(backend) == [("Ways", "current")]
    await book.make("Methods")
    assert await paths(backend) == [("Ways", "current")], "another collection that gets the old name is not followed"
    await backend.aclose()


async def test_a_file_of_an_earlier_version_is_followed_from_the_next_start(
    make_backend: Callable[..., Composition], tmp_path: Path
):
    backend = make_backend("--offline")
    library, book = backend.services.library, backend.services.collections
    kept = await library.find(await library.entries.add({"title": "On Growth", "item_type": "book"}))
    await book.put_in([kept.paper], "Thesis/Methods")
    (library.data_dir / STATE_FILE).write_text(f'[{{"file": "{tmp_path}/a.bib", "collection": "methods"}}]', "utf-8")
    assert await paths(backend) == [("Thesis/Methods", "current")]
    await backend.aclose()

    backend = make_backend("--offline")  # nobody watches while it is renamed
    book = backend.services.collections
    await book.rename((await book.all())[1].key, "Ways")
    await backend.aclose()
    backend = make_backend("--offline")
    assert await backend.services.live_files.edited() == ()
    assert await paths(backend) == [("Thesis/Ways", "current")]
    await backend.aclose()


@pytest.mark.parametrize("is_cancelled", [False, True])
async def test_a_collection_may_be_renamed_while_its_file_is_written(
    make_backend: Callable[..., Composition], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_cancelled: bool
):
    backend = make_backend("--offline")
    live, library, book = backend.services.live_files, backend.services.library, backend.services.collections
    papers = []
    for title in ("On Growth", "On Form"):
        papers.append((await library.find(await library.entries.add({"title": title, "item_type": "book"}))).paper)
    await book.put_in(papers[:1], "Thesis")
    file = tmp_path / "thesis.bib"
    await live.add("Thesis", file)
    live.watch()
    await book.put_in(papers[1:], "Thesis")
    (thesis,) = await book.all()
    entries = live._entries
    updating: list[asyncio.Task] = []

    async def rename_first(one: LiveFile) -> list[FullEntry]:
        if not updating[1:]:
            updating.append(updating[0])
            await book.rename(thesis.key, "Book")
            if is_cancelled:
                found = await entries(one)
                monkeypatch.setattr(live, "_write_now", cancel_then_write)
                return found
        return await entries(one)

    write_now = live._write_now

    def cancel_then_write(one: LiveFile, content: bytes) -> LiveFile:
        loop.call_soon_threadsafe(updating[0].cancel)
        return write_now(one, content)

    monkeypatch.setattr(live, "_entries", rename_first)
    loop = asyncio.get_running_loop()
    updating.append(asyncio.create_task(live.update()))
    with contextlib.suppress(asyncio.CancelledError):
        await updating[0]
    assert await paths(backend) == [("Book", "current")]
    assert "On Form" in file.read_text("utf-8")
    await backend.aclose()
