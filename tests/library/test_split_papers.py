"""Two papers that the user split share an identifier, and are two papers of the library."""

from __future__ import annotations

from pathlib import Path

from scholar_desktop.domain.merging.dedupe import merge_rows
from scholar_desktop.domain.merging.split_rows import ordered_pair, row_key
from scholar_desktop.domain.paper import Ids, Paper
from scholar_desktop.library.store import LibraryStore
from tests.support.libraries import opened, titles

ROWS = (
    Paper(ids=Ids(doi="10.5555/one", s2="a" * 40), title="One paper", year=2019, sources=("s2",)),
    Paper(ids=Ids(doi="10.5555/one"), title="Another paper", year=2019, sources=("unpaywall",)),
)


async def split(store: LibraryStore) -> None:
    one, other = ordered_pair(*map(row_key, ROWS))
    await store.apart.put([{"one": one, "other": other, "titles": '["", ""]', "parted": "2024"}], "split")


async def test_both_are_added_and_each_is_found(tmp_path: Path):
    async with opened(tmp_path / "data") as store:
        await split(store)
        for _ in range(2):
            await store.add(ROWS)
            assert sorted(await titles(store)) == ["Another paper", "One paper"]
        found = await store.find_many(ROWS)
        assert [found[row.id].paper.title for row in ROWS] == ["One paper", "Another paper"]


async def test_what_a_service_says_of_one_is_not_written_to_the_other(tmp_path: Path):
    async with opened(tmp_path / "data") as store:
        await split(store)
        await store.add(ROWS[:1])
        await store.update(ROWS[1])
        assert not await store.find_many(ROWS[1:])
        (kept,) = (await store.find_many(ROWS[:1])).values()
        assert kept.paper.sources == ("s2",)


async def test_a_paper_that_was_kept_as_one_is_that_of_its_first_row(tmp_path: Path):
    async with opened(tmp_path / "data") as store:
        await store.add([merge_rows(ROWS)])
        assert set(await store.find_many(ROWS)) == {row.id for row in ROWS}
        await split(store)
        assert set(await store.find_many(ROWS)) == {ROWS[0].id}
        await store.undo()
        assert set(await store.find_many(ROWS)) == {row.id for row in ROWS}


async def test_both_come_back_when_the_library_is_made_again_from_its_folder(tmp_path: Path):
    async with opened(tmp_path / "data") as store:
        await split(store)
        await store.add(ROWS)
    async with opened(tmp_path / "data") as store:
        assert await store.rebuild() == 2
        assert sorted(await titles(store)) == ["Another paper", "One paper"]
