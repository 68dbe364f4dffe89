"""One thread, one after another; and a question that nobody waits for stops."""

from __future__ import annotations

import asyncio
import sqlite3
import threading

import pytest

from scholar_desktop.domain.errors import OperationCancelled
from scholar_desktop.library.database.worker_thread import ConnectionThread

ENDLESS = "WITH RECURSIVE n (i) AS (SELECT begun() UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"


async def test_a_cancelled_question_is_interrupted_and_the_next_is_not():
    begun = threading.Event()

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(":memory:", check_same_thread=False)
        connection.create_function("begun", 0, lambda: begun.set() or 1)
        return connection

    worker: ConnectionThread[sqlite3.Connection] = ConnectionThread("library-test", connect)
    asked = asyncio.ensure_future(worker.ask(lambda c: c.execute(ENDLESS).fetchone(), sqlite3.Connection.interrupt))
    await asyncio.to_thread(begun.wait, 10)
    asked.cancel()
    await asyncio.wait([asked])
    assert asked.cancelled()
    answer = await worker.ask(lambda c: c.execute("SELECT 7").fetchone(), sqlite3.Connection.interrupt)
    assert answer == (7,)
    await worker.aclose()


async def test_jobs_run_in_their_order_in_one_thread_that_ends():
    threads: list[threading.Thread] = []
    worker: ConnectionThread[sqlite3.Connection] = ConnectionThread(
        "library-test", lambda: sqlite3.connect(":memory:", check_same_thread=False)
    )
    seen: list[int] = []

    def job(number: int) -> None:
        seen.append(number)
        threads.append(threading.current_thread())

    futures = [worker.start(lambda _, number=number: job(number)) for number in range(5)]
    assert worker.pending == 5
    await asyncio.gather(*futures)
    assert worker.pending == 0
    assert seen == [0, 1, 2, 3, 4]
    await worker.aclose()
    await worker.aclose()
    assert len(set(threads)) == 1
    assert not threads[0].is_alive()
    with pytest.raises(OperationCancelled):
        worker.start(lambda _: None)


async def test_what_cannot_be_opened_is_tried_again_by_the_next_job():
    tries: list[int] = []

    def connect() -> sqlite3.Connection:
        tries.append(1)
        if len(tries) == 1:
            raise OSError("not yet")
        return sqlite3.connect(":memory:", check_same_thread=False)

    worker: ConnectionThread[sqlite3.Connection] = ConnectionThread("library-test", connect)
    with pytest.raises(OSError, match="not yet"):
        await worker.start(lambda c: None)
    assert await worker.start(lambda c: c.execute("SELECT 1").fetchone()) == (1,)
    await worker.aclose()
