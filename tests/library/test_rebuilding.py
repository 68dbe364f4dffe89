"""The folder alone is enough: the database can be made anew from it."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from scholar_desktop.domain.alerts.watched_items import CheckResult, NewsItem, WatchedItem
from scholar_desktop.domain.download import DownloadItem, DownloadState
from scholar_desktop.domain.errors import LibraryDamaged, LibraryLocked
from scholar_desktop.domain.library import Changes, KeptPaper
from tests.support.libraries import a_paper, found, keep, keep_pdf, opened, titles


def _add_words(data_dir: Path, key: str) -> None:
    """Collections, tags and notes, which no control makes yet."""
    with closing(sqlite3.connect(data_dir / "library.sqlite")) as connection, connection:
        (paper,) = connection.execute("SELECT id FROM papers WHERE key = ?", (key,)).fetchone()
        connection.execute("INSERT INTO collections (id, name) VALUES (1, 'Thesis')")
        connection.execute("INSERT INTO collections (id, parent_id, name) VALUES (2, 1, 'Chapter 2')")
        connection.execute("INSERT INTO paper_collections VALUES (2, ?)", (paper,))
        connection.execute("INSERT INTO tags (id, name) VALUES (1, 'to read'), (2, 'method')")
        connection.execute("INSERT INTO paper_tags VALUES (1, ?), (2, ?)", (paper, paper))
        connection.execute("INSERT INTO notes (paper_id, text, written) VALUES (?, 'Look at page 3', '')", (paper,))
        connection.execute("UPDATE papers SET sidecar_due = 1")


async def _whole(tmp_path: Path) -> tuple[KeptPaper, KeptPaper]:
    """A library with one paper that has everything, and a plain one."""
    data = tmp_path / "data"
    async with opened(data) as store:
        (key,) = await keep(store, a_paper("One", s2="a" * 40, doi="10.5555/a", facts={"x": [1, None]}))
        await keep(store, a_paper("Plain", doi="10.5555/plain"))
        await store.update(a_paper("One", s2="b" * 40, doi="10.5555/a"))
        await keep_pdf(store, key, tmp_path, license="cc-by", version="publishedVersion")
        await store.star([key], True)
        await store.save_download(DownloadItem("q", "doi:10.5555/q", None, DownloadState.WAITING))
    _add_words(data, key)
    async with opened(data) as store:
        await store.star([key], False)
        await store.star([key], True)
        one, plain = await store.get(key), await store.find("10.5555/plain")
        assert one is not None
        assert plain is not None
    assert one.collections == ("Thesis/Chapter 2",)
    assert (one.tags, one.notes) == (("method", "to read"), ("Look at page 3",))
    return one, plain


async def test_rebuild_gives_back_everything_that_a_person_put_in(tmp_path: Path):
    one, plain = await _whole(tmp_path)
    told: list[Changes] = []
    async with opened(tmp_path / "data") as store:
        store.changed.connect(told.append)
        assert await store.rebuild() == 2
        files = frozenset(file.sha256 for file in one.files)
        assert told == [Changes(papers=frozenset({one.key, plain.key}), files=files)]
        assert await store.get(one.key) == one
        assert await store.get(plain.key) == plain
        assert (await store.find("a" * 40)) == one  # an id that it once had
        assert [item.key for item in await store.downloads()] == ["q"]
        assert await store.undo_label() is None
        assert await store.verify() == ()
        assert await titles(store, "one") == ["One"]
    assert len(list((tmp_path / "data").glob("library.replaced-*.sqlite"))) == 1


async def test_a_damaged_database_is_rebuilt(tmp_path: Path):
    one, plain = await _whole(tmp_path)
    (tmp_path / "data" / "library.sqlite").write_bytes(b"damaged" * 1000)
    async with opened(tmp_path / "data") as store:
        with pytest.raises(LibraryDamaged):
            await store.counts()
        assert await store.rebuild() == 2
        assert await store.get(one.key) == one
        assert await store.get(plain.key) == plain


async def test_rebuild_waits_for_nobody_who_has_the_library_open(tmp_path: Path):
    async with opened(tmp_path) as window, opened(tmp_path) as command:
        await keep(window, a_paper())
        with pytest.raises(LibraryLocked):
            await command.rebuild()
        assert await titles(command) == [a_paper().title]


async def test_verify_names_each_thing_that_is_not_as_it_was(tmp_path: Path):
    data = tmp_path / "data"
    async with opened(data) as store:
        names = ("Lost", "Changed", "Bare", "Fine")
        keys = await keep(store, *(a_paper(title) for title in names))
        for key, name in zip(keys, names, strict=True):
            await keep_pdf(store, key, tmp_path, name.encode(), name=f"{name}.pdf")
        assert await store.verify() == ()
        lost, changed, bare, fine = [await found(store, a_paper(title)) for title in names]
        _spoil(lost, changed, bare, fine)
        (data / "papers" / "Strange").mkdir()
        problems = await store.verify()
        assert [(problem.key, Path(problem.path or "").name) for problem in problems] == [
            (lost.key, "Lost.pdf"),
            (changed.key, "Changed.pdf"),
            (bare.key, "paper.json"),
            (fine.key, "More.pdf"),
            (fine.key, "paper.json"),
            (None, "Strange"),
        ]
        assert not any(problem.repaired for problem in problems)


def _spoil(lost: KeptPaper, changed: KeptPaper, bare: KeptPaper, fine: KeptPaper) -> None:
    paths = [Path(kept.pdf or "") for kept in (lost, changed, bare, fine)]
    paths[0].unlink()
    paths[1].write_bytes(b"%PDF changed")
    (paths[2].parent / "paper.json").unlink()
    (paths[3].parent / "paper.json").write_text('{"title": "Other"}')
    (paths[3].parent / "More.pdf").write_bytes(b"%PDF more")


async def test_what_was_looked_up_and_what_was_new_outlives_a_rebuild(tmp_path: Path):
    async with opened(tmp_path) as store:
        (key,) = await keep(store, a_paper())
        item = WatchedItem(key, "Attention")
        looked = CheckResult((NewsItem("now open", subject="open"),), {"open": True})
        await store.watches.note("open_copy", item, "2026-11-20T08:00:00Z", looked)
        await store.rebuild()
        (known,) = await store.watches.watched("open_copy", [item])
        assert (known.checked, known.memory) == ("2026-11-20T08:00:00Z", {"open": True})
        assert [one.text for one in await store.watches.news()] == ["now open"]
        assert await store.watches.note("open_copy", item, "2026-11-21T08:00:00Z", looked) == (), "not told again"


async def test_what_is_under_way_is_not_taken_for_what_was_cut_off(tmp_path: Path):
    """Sidecars that wait to be written, and papers that come and go, while somebody looks."""
    async with opened(tmp_path) as store, opened(tmp_path) as other:
        papers = [a_paper(f"Paper {number}") for number in range(60)]
        keys = await keep(store, *papers[:30])
        looks = [other.verify() for _ in range(4)]
        work = [store.add(papers[30:]), store.remove(keys[:10]), store.star(keys[10:], True), store.undo()]
        found = await asyncio.gather(*looks, *work)
        assert found[: len(looks)] == [()] * len(looks)


async def test_a_search_index_that_lost_rows_is_named(tmp_path: Path):
    async with opened(tmp_path) as store:
        await keep(store, a_paper())
        with closing(sqlite3.connect(tmp_path / "library.sqlite")) as connection, connection:
            connection.execute("INSERT INTO papers_fts (papers_fts) VALUES ('delete-all')")
        assert [problem.message for problem in await store.verify()] == ["The search index differs from the papers."]
