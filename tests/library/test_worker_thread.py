"""One thread, one after another; and a question that nobody waits for stops."""

from __future__ import annotations

import asyncio
import sqlite3
import threading

import pytest

from scholar_desktop.domain.errors import Cancelled
from scholar_desktop.library.database.worker_thread import Lane

ENDLESS = "WITH RECURSIVE n (i) AS (SELECT begun() UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"


async def test_a_cancelled_question_is_interrupted_and_the_next_is_not():
    begun = threading.Event()

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(":memory:", check_same_thread=False)
        connection.create_function("begun", 0, lambda: begun.set() or 1)
        return connection

    lane: Lane[sqlite3.Connection] = Lane("library-test", connect)
    asked = asyncio.ensure_future(lane.ask(lambda c: c.execute(ENDLESS).fetchone(), sqlite3.Connection.interrupt))
    await asyncio.to_thread(begun.wait, 10)
    asked.cancel()
    await asyncio.wait([asked])
    assert asked.cancelled()
    answer = await lane.ask(lambda c: c.execute("SELECT 7").fetchone(), sqlite3.Connection.interrupt)
    assert answer == (7,)
    await lane.aclose()


async def test_jobs_run_in_their_order_in_one_thread_that_ends():
    threads: list[threading.Thread] = []
    lane: Lane[sqlite3.Connection] = Lane("library-test", lambda: sqlite3.connect(":memory:", check_same_thread=False))
    seen: list[int] = []

    def job(number: int) -> None:
        seen.append(number)
        threads.append(threading.current_thread())

    futures = [lane.start(lambda _, number=number: job(number)) for number in range(5)]
    assert lane.pending == 5
    await asyncio.gather(*futures)
    assert lane.pending == 0
    assert seen == [0, 1, 2, 3, 4]
    await lane.aclose()
    await lane.aclose()
    assert len(set(threads)) == 1
    assert not threads[0].is_alive()
    with pytest.raises(Cancelled):
        lane.start(lambda _: None)


async def test_what_cannot_be_opened_is_tried_again_by_the_next_job():
    tries: list[int] = []

    def connect() -> sqlite3.Connection:
        tries.append(1)
        if len(tries) == 1:
            raise OSError("not yet")
        return sqlite3.connect(":memory:", check_same_thread=False)

    lane: Lane[sqlite3.Connection] = Lane("library-test", connect)
    with pytest.raises(OSError, match="not yet"):
        await lane.start(lambda c: None)
    assert await lane.start(lambda c: c.execute("SELECT 1").fetchone()) == (1,)
    await lane.aclose()
