"""The key by which texts cite a kept paper: unique in the library, and the same as long as the paper is kept."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from scholar_desktop.domain.full_entry import FullEntry
from scholar_desktop.domain.own_fields import Contributor
from scholar_desktop.formats.entries.key_templates import key_maker
from scholar_desktop.library.database.migrations import MIGRATIONS, create_schema
from scholar_desktop.library.folders import LibraryFolders
from scholar_desktop.library.open_library import open_for_writing
from scholar_desktop.library.operations.import_ops import ImportBatch
from tests.support.libraries import a_paper, found, keep, opened

ATTENTION = a_paper(doi="10.5555/attention")
OTHERS = [a_paper(doi=f"10.5555/other-{number}") for number in range(3)]


async def test_each_paper_gets_a_key_of_its_own(tmp_path: Path):
    async with opened(tmp_path) as store:
        await keep(store, ATTENTION, *OTHERS)
        keys = [(await found(store, paper)).cite_key for paper in (ATTENTION, *OTHERS)]
    assert keys == [f"vaswani2017attention{letter}" for letter in ("", "a", "b", "c")]


async def test_a_key_stays_when_more_is_learned_of_the_paper(tmp_path: Path):
    async with opened(tmp_path) as store:
        await keep(store, a_paper("Attention", year=None, doi="10.5555/attention"))
        await store.update(ATTENTION)
        kept = await found(store, ATTENTION)
    assert kept.paper.year == 2017
    assert kept.cite_key == "vaswaniattention"


async def test_a_removed_paper_comes_back_with_its_key(tmp_path: Path):
    async with opened(tmp_path) as store:
        [key, _] = await keep(store, ATTENTION, OTHERS[0])
        await store.remove([key])
        await store.undo()
        assert (await found(store, ATTENTION)).cite_key == "vaswani2017attention"
        await store.remove([key])
        await keep(store, ATTENTION)
        assert (await found(store, ATTENTION)).cite_key == "vaswani2017attention"


async def test_a_paper_whose_key_was_taken_meanwhile_comes_back_with_another(tmp_path: Path):
    async with opened(tmp_path) as store:
        [key] = await keep(store, ATTENTION)
        await store.remove([key])
        await keep(store, OTHERS[0])
        assert (await found(store, OTHERS[0])).cite_key == "vaswani2017attention"
        # take back the adding of the other one, then the removal; the other one is kept again first
        await store.undo()
        await store.undo()
        assert (await found(store, ATTENTION)).cite_key == "vaswani2017attention"
        await keep(store, OTHERS[0])
        assert (await found(store, OTHERS[0])).cite_key == "vaswani2017attentiona"


async def test_keys_outlive_a_rebuild_from_the_folder_alone(tmp_path: Path):
    async with opened(tmp_path) as store:
        keys = await keep(store, ATTENTION, *OTHERS)
        await store.remove([keys[1]])
        before = {(await found(store, paper)).cite_key for paper in (ATTENTION, *OTHERS[1:])}
        assert await store.rebuild() == 3
        after = {(await found(store, paper)).cite_key for paper in (ATTENTION, *OTHERS[1:])}
        assert (await found(store, OTHERS[1])).cite_key == "vaswani2017attentionb"
    assert after == before


def test_a_library_of_version_1_gets_keys_in_the_order_of_its_papers(tmp_path: Path):
    folders = LibraryFolders(tmp_path)

    def open_with(migrations: object) -> None:
        open_for_writing(
            folders, busy_s=1, now=lambda: datetime.now(UTC), at=lambda step: None, migrations=migrations
        ).close()

    open_with((create_schema,))
    with closing(sqlite3.connect(folders.database)) as connection:
        for number, paper in enumerate((ATTENTION, OTHERS[0])):
            connection.execute(
                "INSERT INTO papers (key, title, authors, added, folder, folder_fold, paper) VALUES (?,?,?,?,?,?,?)",
                (f"k{number}", paper.title, "", "", f"f{number}", f"f{number}", msgspec.json.encode(paper).decode()),
            )
        connection.commit()
    open_with(MIGRATIONS)
    with closing(sqlite3.connect(folders.database)) as connection:
        keys = [key for (key,) in connection.execute("SELECT cite_key FROM cite_keys ORDER BY paper_id")]
    assert keys == ["vaswani2017attention", "vaswani2017attentiona"]


async def test_new_papers_get_keys_by_the_template_and_those_there_keep_theirs(tmp_path: Path):
    async with opened(tmp_path) as store:
        await keep(store, ATTENTION)
        store.make_key = key_maker("auth + year")
        await keep(store, OTHERS[0], OTHERS[1])
        wood = (Contributor("author", "Wood", "A."),)
        new = [
            await store.entries.add({"title": "Growth", "author": wood}),
            await store.entries.add({"title": "Form", "citation-key": "form"}),
        ]
        entries = (FullEntry(fields={"title": "Heads"}, people=wood), FullEntry("kept", fields={"title": "Tails"}))
        new += [row.key for row in await store.imports.take(ImportBatch("bibtex", "refs.bib", entries))]
        kept = [await store.get(key) for key in new]
        assert [one.cite_key for one in kept if one is not None] == ["Wood", "form", "Wooda", "kept"]
        found_keys = [(await found(store, paper)).cite_key for paper in (ATTENTION, *OTHERS[:2])]
    assert found_keys == ["vaswani2017attention", "Vaswani2017", "Vaswani2017a"]
