"""A library that an earlier version of the program left: whatever was in it is there, and it is of today's format."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from scholar_desktop.domain.library import LibraryView
from scholar_desktop.library.database.migrations import MIGRATIONS
from tests.library.frozen import HERE, SEEN, seen_of
from tests.support.libraries import content, opened, settled, titles

VERSIONS = sorted(int(folder.name.removeprefix("version_")) for folder in HERE.glob("version_*"))
WITH_SEEN = [version for version in VERSIONS if (HERE / f"version_{version}" / SEEN).is_file()]


def schema_of(database: Path) -> dict[str, str]:
    """Every table, index and trigger by its name, without the space between words."""
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
        found = connection.execute("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL")
        return {name: " ".join(sql.split()) for name, sql in found}


@pytest.mark.parametrize("version", WITH_SEEN)
async def test_all_that_was_seen_of_a_library_is_seen_by_this_version(tmp_path: Path, version: int):
    data = tmp_path / "data"
    shutil.copytree(HERE / f"version_{version}", data)
    expected = json.loads((data / SEEN).read_text("utf-8"))
    if version == 11:  # its citation key, which the search did not look at then
        expected["found"]["vaswani"].append("A paper by hand")
    for entry in expected.get("entries", {}).values():
        if entry["item_type"] == "document" and "container-title" in entry["fields"]:
            entry["item_type"] = "article-journal"  # no service sent a type: a document then, and what its venue is now
        if entry["fields"].get("publisher") == "NeurIPS":  # of a preprint: no server, but where it came out
            for part in ("fields", "origin"):
                entry[part]["container-title"] = entry[part].pop("publisher")
    async with opened(data) as store:
        seen = await seen_of(store)
        assert {name: seen[name] for name in expected} == expected
        await settled(store)
        assert await store.verify() == ()
        # and what was in the trash comes back with its file
        await store.undo()
        assert "Removed paper" in await titles(store)
        removed = next(kept for kept in (await store.page(LibraryView.ALL, "removed")).papers)
        assert content(removed).startswith(b"%PDF-")
    async with opened(data) as store:
        assert await store.rebuild() == len(expected["papers"]) + 1 + len(expected.get("trash", ()))
        again = await seen_of(store)
        kept = {paper["key"]: paper for paper in again["papers"]}
        assert [kept[paper["key"]] for paper in expected["papers"]] == expected["papers"]
        assert again["downloads"] == expected["downloads"]
        for key, entry in expected.get("entries", {}).items():
            assert again["entries"][key] == entry


def rows_of(database: Path) -> dict[str, list[dict[str, Any]]]:
    """All rows of all tables, but for the indexes of words."""
    with closing(sqlite3.connect(database)) as connection:
        connection.row_factory = sqlite3.Row
        found = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE '%fts5%'")
        names = [name for (name,) in found if not name.startswith("sqlite_") and "_fts" not in name]
        return {name: [dict(row) for row in connection.execute(f"SELECT * FROM {name}")] for name in names}


@pytest.mark.parametrize("version", VERSIONS)
async def test_a_library_that_was_brought_here_has_each_field_of_each_row_and_is_made_as_a_new_one(
    tmp_path: Path, version: int
):
    shutil.copytree(HERE / f"version_{version}", tmp_path / "old")
    before = rows_of(tmp_path / "old" / "library.sqlite")
    for table in ("paper_facts", "paper_fields"):  # computed again at format 15
        before[table] = [{"paper_id": row["paper_id"]} for row in before.get(table, ())]
    for name in ("old", "new"):
        async with opened(tmp_path / name) as store:
            await store.counts()
            await settled(store)
    assert schema_of(tmp_path / "old" / "library.sqlite") == schema_of(tmp_path / "new" / "library.sqlite")
    after = rows_of(tmp_path / "old" / "library.sqlite")
    lost = [
        (table, row)
        for table, rows in before.items()
        for row in rows
        if not any(row.items() <= one.items() for one in after[table])
    ]
    assert not lost


async def test_papers_with_an_open_copy_are_open_access_in_an_older_library(tmp_path: Path):
    shutil.copytree(HERE / "version_14", tmp_path / "data")
    asked = "SELECT title FROM papers JOIN paper_facts ON paper_id = id WHERE is_open = 1"
    with closing(sqlite3.connect(tmp_path / "data" / "library.sqlite")) as connection:
        assert connection.execute(asked).fetchall() == [], "no service has stated that one is open"
    async with opened(tmp_path / "data") as store:
        found = {kept.paper.title for kept in (await store.page(LibraryView.ALL, "is:open")).papers}
        assert found == {"Longformer: The Long-Document Transformer", "Two in one"}, "both are on arXiv"
