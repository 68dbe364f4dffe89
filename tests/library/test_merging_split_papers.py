"""Papers of the library that the user split are merged again, in one change."""

from __future__ import annotations

from pathlib import Path

import pytest

from scholar_desktop.domain.library import LibraryView
from scholar_desktop.domain.merging.dedupe import merge_rows
from scholar_desktop.domain.paper import Author, Ids, Paper
from scholar_desktop.library.store import LibraryStore
from scholar_desktop.services.search.manual_splits import ManualSplits
from scholar_desktop.services.tasks import TaskScope
from tests.support.libraries import opened, titles

ADA = (Author("Ada Lovelace"),)
ROWS = (
    Paper(ids=Ids(doi="10.5555/one", s2="a" * 40), title="One paper", authors=ADA, year=2019, sources=("s2",)),
    Paper(ids=Ids(doi="10.5555/one"), title="One paper", authors=ADA, year=2019, sources=("unpaywall",)),
)
THIRD = Paper(ids=Ids(doi="10.5555/one", zenodo="7"), title="One paper", year=2019, sources=("zenodo",))


async def keys(store: LibraryStore) -> list[str]:
    return [kept.key for kept in (await store.page(LibraryView.ALL)).papers]


async def splits_of(store: LibraryStore, scope: TaskScope) -> ManualSplits:
    splits = ManualSplits(store, scope)
    await store.add([])
    await splits.load()
    return splits


@pytest.mark.parametrize("half", [0, 1])
async def test_both_halves_become_one_paper_and_undo_and_redo_take_one_step(tmp_path: Path, half: int):
    scope = TaskScope(lambda _name, _error: None)
    async with opened(tmp_path / "data") as store:
        splits = await splits_of(store, scope)
        await splits.split(merge_rows(ROWS), ROWS[1:])
        await store.add_and_star(ROWS[:1])
        await store.add_and_star(ROWS[1:])
        found = await store.find_many(ROWS)
        one, other = (found[row.id] for row in ROWS)
        assert one.cite_key != other.cite_key
        await store.own_words.tag([one.key], "first", True)
        await store.own_words.tag([other.key], "second", True)
        state = [await store.get(kept.key) for kept in (one, other)]
        await splits.unsplit(ROWS[half])
        assert not splits.apart.pairs
        assert await keys(store) == [one.key]
        merged = await store.get(one.key)
        assert merged is not None
        assert (merged.cite_key, merged.tags, merged.starred) == (one.cite_key, ("first", "second"), True)
        for row in (*ROWS, merge_rows(ROWS)):
            assert (await store.find_many([row]))[row.id].key == one.key
        by_key = await store.find(f"key:{other.cite_key}")
        assert by_key is not None
        assert by_key.key == one.key
        assert await store.undo_label() == "merge “One paper” again"
        await store.undo()
        await splits._read()
        assert splits.apart.pairs
        assert [await store.get(kept.key) for kept in (one, other)] == state
        found = await store.find_many(ROWS)
        assert [found[row.id].key for row in ROWS] == [one.key, other.key]
        await store.redo()
        await splits._read()
        assert not splits.apart.pairs
        assert await store.get(one.key) == merged
        assert await store.verify() == ()
    await scope.aclose()


async def test_a_row_that_is_split_again_is_found_as_a_paper_of_its_own(tmp_path: Path):
    scope = TaskScope(lambda _name, _error: None)
    async with opened(tmp_path / "data") as store:
        splits = await splits_of(store, scope)
        for _ in range(2):
            await splits.split(merge_rows(ROWS), ROWS[1:])
            await store.add(ROWS)
            await store.add(ROWS)
            assert await titles(store) == ["One paper"] * 2
            assert len({kept.key for kept in (await store.find_many(ROWS)).values()}) == 2
            await splits.unsplit(ROWS[1])
            assert await titles(store) == ["One paper"]
    await scope.aclose()


async def test_a_half_that_was_kept_before_the_split_is_merged_too(tmp_path: Path):
    scope = TaskScope(lambda _name, _error: None)
    async with opened(tmp_path / "data") as store:
        splits = await splits_of(store, scope)
        await store.add([merge_rows(ROWS)])
        await splits.split(merge_rows(ROWS), ROWS[1:])
        await store.add(ROWS[1:])
        assert len(await keys(store)) == 2
        await splits.unsplit(ROWS[1])
        assert len(await keys(store)) == 1
    await scope.aclose()


async def test_a_third_half_stays_a_paper_of_its_own(tmp_path: Path):
    scope = TaskScope(lambda _name, _error: None)
    rows = (*ROWS, THIRD)
    async with opened(tmp_path / "data") as store:
        splits = await splits_of(store, scope)
        await splits.split(merge_rows(rows), [THIRD])
        await splits.split(merge_rows(ROWS), ROWS[1:])
        await store.add(rows)
        assert len(await keys(store)) == 3
        await splits.unsplit(ROWS[0], ROWS[1])
        assert len(await keys(store)) == 2
        assert splits.are_apart(ROWS[0], THIRD)
        first, second, third = [(await store.find_many([row]))[row.id].key for row in rows]
        assert first == second != third
    await scope.aclose()


async def test_without_papers_in_the_library_only_the_rows_are_merged(tmp_path: Path):
    scope = TaskScope(lambda _name, _error: None)
    async with opened(tmp_path / "data") as store:
        splits = await splits_of(store, scope)
        await splits.split(merge_rows(ROWS), ROWS[1:])
        await splits.unsplit(ROWS[0])
        assert not splits.apart.pairs
        await store.undo()
        await splits._read()
        assert splits.apart.pairs
    await scope.aclose()
