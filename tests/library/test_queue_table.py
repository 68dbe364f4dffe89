"""The download queue outlives the program."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from scholar_desktop.domain.attempt import Attempt, ItemOutcome, Outcome
from scholar_desktop.domain.download import DownloadItem, DownloadState
from scholar_desktop.domain.library import Changes
from scholar_desktop.domain.paper import Copy
from tests.support.libraries import a_paper, found, keep_pdf, opened

REFUSED = Attempt("https://a.org/x.pdf", "unpaywall", Outcome.REFUSED, 403, reason="a.org refused (403).")
SAVED = Attempt("https://b.org/x.pdf", "s2", Outcome.SAVED, 200, bytes=7, sha256="ab", seconds=0.5)


def _item(key: str, **more: object) -> DownloadItem:
    facts = {"asked_as": f"doi:10.5555/{key}", "paper": a_paper(key), "state": DownloadState.WAITING, **more}
    return DownloadItem(key=key, **facts)  # type: ignore[arg-type]


async def test_rows_keep_their_place_and_all_they_say_over_a_restart(tmp_path: Path):
    done = _item(
        "b",
        state=DownloadState.DONE,
        copies=(Copy("https://b.org/x.pdf", license="cc-by"),),
        attempts=(REFUSED, SAVED),
        outcome=ItemOutcome.SAVED,
        path=str(tmp_path / "papers" / "b" / "x.pdf"),
    )
    async with opened(tmp_path) as store:
        for key in "abc":
            await store.save_download(_item(key), run="first")
        await store.save_download(done, run="second")
    async with opened(tmp_path) as store:
        assert await store.downloads() == (_item("a"), done, _item("c"))
        assert await store.downloads(run="first") == (_item("a"), _item("c"))
        assert await store.downloads(run="second") == (done,)
        await store.forget_download("b")
        await store.forget_download("unknown")
        await store.save_download(_item("b"), run="third")
        assert [item.key for item in await store.downloads()] == ["a", "c", "b"]


async def test_what_was_tried_is_remembered_when_the_queue_has_forgotten_it(tmp_path: Path):
    async with opened(tmp_path) as store:
        await store.save_download(_item("a", attempts=(REFUSED,)), run="first")
        await store.save_download(_item("a", attempts=(REFUSED,)), run="first")
        await store.save_download(_item("a", attempts=(SAVED,)), run="second")
        await store.forget_download("a")
        assert await store.attempts("a") == (REFUSED, SAVED)
        assert await store.attempts("b") == ()


async def test_a_row_that_cannot_be_read_costs_itself_alone(tmp_path: Path):
    async with opened(tmp_path) as store:
        await store.save_download(_item("a"))
        await store.save_download(_item("b"))
    with closing(sqlite3.connect(tmp_path / "library.sqlite")) as connection, connection:
        connection.execute("UPDATE downloads SET item = '{\"key\": 7}' WHERE key = 'a'")
    async with opened(tmp_path) as store:
        assert await store.downloads() == (_item("b"),)


async def test_the_queue_is_no_change_of_the_library(tmp_path: Path):
    told: list[Changes] = []
    async with opened(tmp_path) as store, opened(tmp_path) as other:
        await other.counts()
        store.changed.connect(told.append)
        await store.save_download(_item("a"))
        assert told == []
        assert await store.undo_label() is None
        assert await other.refresh_if_changed() is None


async def test_the_paths_of_rows_follow_a_library_that_was_moved(tmp_path: Path):
    old, new = tmp_path / "old", tmp_path / "new"
    async with opened(old) as store:
        await keep_pdf(store, a_paper("a"), tmp_path)
        kept = await found(store, a_paper("a"))
        assert kept.pdf is not None
        for key, path in (("a", kept.pdf), ("b", str(old / "papers" / "b" / "x.pdf")), ("c", "/etc/papers/../passwd")):
            await store.save_download(_item(key, state=DownloadState.DONE, outcome=ItemOutcome.SAVED, path=path))
    old.rename(new)
    async with opened(new) as store:
        now, *others = [item.path for item in await store.downloads()]
        assert now == (await found(store, a_paper("a"))).pdf
        assert others == [None, None]
