"""Going back to the library of another day: what was removed since comes back with its files, what came since stays."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from scholar_desktop.domain.errors import LibraryLocked, UsageError
from scholar_desktop.domain.library import LibraryView
from scholar_desktop.library.folders import LibraryFolders
from scholar_desktop.library.recovery import restoring
from tests.support.libraries import a_paper, at_work, content, found, keep, keep_pdf, opened, settled, titles

FIRST = datetime(2026, 11, 20, 12, tzinfo=UTC)
DAY = date(2026, 11, 21)


async def two_papers_and_their_copy(tmp_path: Path) -> Path:
    data = tmp_path / "data"
    async with opened(data, now=lambda: FIRST) as store:
        one, _ = await keep(store, a_paper("One"), a_paper("Two"))
        await keep_pdf(store, one, tmp_path)
        await store.star([one], True)
    async with opened(data, now=lambda: FIRST + timedelta(days=1)) as store:
        await store.counts()
        await settled(store)
    return data


async def test_what_was_removed_comes_back_with_its_file_and_what_came_later_stays(tmp_path: Path):
    data = await two_papers_and_their_copy(tmp_path)
    async with opened(data, now=lambda: FIRST + timedelta(days=2)) as store:
        before = await found(store, a_paper("One"))
        await keep_pdf(store, a_paper("Later"), tmp_path, b"later")
        await store.remove([before.key, (await found(store, a_paper("Two"))).key])
        assert await titles(store) == ["Later"]
        [copy] = [copy for copy in await store.copies() if copy.day == DAY.isoformat()]
        assert copy.papers == 2
        assert await store.go_back(DAY) == 3
        assert sorted(await titles(store)) == ["Later", "One", "Two"]
        after = await found(store, a_paper("One"))
        assert (after.key, after.files, after.starred) == (before.key, before.files, True)
        assert content(after).startswith(b"%PDF-")
        assert [one.message for one in await store.problems() if not one.repaired] == []
        assert await store.verify() == ()
        assert at_work(data) == []
        # and goes on from there: the trash of later days is not mistaken for that of new operations
        await store.remove([after.key])
        await store.undo()
        assert content(await found(store, a_paper("One"))).startswith(b"%PDF-")
    async with opened(data, now=lambda: FIRST + timedelta(days=2)) as store:
        assert (await store.page(LibraryView.ALL)).total == 3
        assert len(list(data.glob("library.replaced-*.sqlite"))) == 1


async def test_a_file_that_was_replaced_comes_back_too(tmp_path: Path):
    data = await two_papers_and_their_copy(tmp_path)
    async with opened(data) as store:
        key = (await found(store, a_paper("One"))).key
        await store.remove([key])
        await keep(store, a_paper("One"))
        assert (await found(store, a_paper("One"))).pdf is None
        await store.go_back(DAY)
        assert (await found(store, a_paper("One"))).key == key
        assert await store.verify() == ()


async def test_a_damaged_database_is_replaced_by_the_copy(tmp_path: Path):
    data = await two_papers_and_their_copy(tmp_path)
    (data / "library.sqlite").write_bytes(b"no database " * 1000)
    async with opened(data) as store:
        assert await store.go_back(DAY) == 2
        assert (await found(store, a_paper("One"))).starred is True


@pytest.mark.parametrize("step", ["replacement_noted", "set_aside", "replaced"])
async def test_who_is_cut_off_in_between_loses_nothing(tmp_path: Path, step: str):
    data = await two_papers_and_their_copy(tmp_path)

    class CutOff(Exception):
        pass

    def cut_off(here: str) -> None:
        if here == step:
            raise CutOff

    with pytest.raises(CutOff):
        restoring.put_in_place(LibraryFolders(data), DAY, at=cut_off)
    assert (data / "library.sqlite").is_file(), "the old one or the new one, at every moment"
    async with opened(data) as store:
        assert sorted(await titles(store)) == ["One", "Two"]
        assert content(await found(store, a_paper("One"))).startswith(b"%PDF-")
        assert at_work(data) == []


async def test_a_day_without_a_copy_is_named(tmp_path: Path):
    async with opened(tmp_path) as store:
        assert await store.copies() == ()
        with pytest.raises(UsageError, match="no backup of the library of 2020-01-01"):
            await store.go_back(date(2020, 1, 1))


async def test_nobody_goes_back_while_another_has_the_library_open(tmp_path: Path):
    data = await two_papers_and_their_copy(tmp_path)
    async with opened(data) as one, opened(data) as other:
        await one.counts()
        await other.counts()
        with pytest.raises(LibraryLocked):
            await one.go_back(DAY)
        assert sorted(await titles(one)) == ["One", "Two"]
