"""The stored search ledger: one row per run, with the papers found as packed data."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import NamedTuple, TypeVar

import msgspec

from scholar_desktop.domain.search.search_ledger import FoundPaper, LedgerRun
from scholar_desktop.domain.text.message import encode_stored
from scholar_desktop.domain.thread_yielding import Yielder
from scholar_desktop.library.database.worker_thread import RunJob

T = TypeVar("T")

RUNS_KEPT = 2_000
"""The oldest runs beyond this number are deleted."""
PIECE = 50
"""Number of papers that are packed without a pause."""
_run = msgspec.json.Decoder(LedgerRun)
_found = msgspec.json.Decoder(tuple[FoundPaper, ...])


class StoredRun(NamedTuple):
    """A row of the ledger."""

    id: int
    started: str
    words: str
    run: str
    found: bytes | None


class LedgerTable:
    """Reads and writes the runs. Raises DiskError."""

    def __init__(self, do: RunJob) -> None:
        self._do = do

    async def runs(self) -> tuple[LedgerRun, ...]:
        """Returns all runs, newest first."""

        def job(connection: sqlite3.Connection) -> tuple[LedgerRun, ...]:
            rows = connection.execute("SELECT run FROM runs WHERE run <> '' ORDER BY id DESC")
            return tuple(_run.decode(text) for (text,) in rows)

        return await self._do(job)

    async def found(self, run_id: int) -> tuple[FoundPaper, ...]:
        """Returns the papers that a run found, in their order; empty for an unknown run."""

        def job(connection: sqlite3.Connection) -> tuple[FoundPaper, ...]:
            row = connection.execute("SELECT found FROM runs WHERE id = ?", (run_id,)).fetchone()
            return () if row is None or row[0] is None else _found.decode(zlib.decompress(row[0]))

        return await self._do(job)

    async def take_out(self, ids: Sequence[int] | None = None) -> tuple[StoredRun, ...]:
        """Deletes runs; None for all. Returns what `put_back` needs to restore them."""

        def job(connection: sqlite3.Connection) -> tuple[StoredRun, ...]:
            rows = connection.execute("SELECT id, started, words, run, found FROM runs").fetchall()
            taken = [StoredRun(*row) for row in rows if ids is None or row[0] in set(ids)]
            connection.executemany("DELETE FROM runs WHERE id = ?", [(one.id,) for one in taken])
            return tuple(taken)

        return await self._do(job)

    async def put_back(self, taken: Sequence[StoredRun]) -> None:
        """Restores deleted runs with their numbers."""

        def job(connection: sqlite3.Connection) -> None:
            connection.executemany(
                "INSERT OR IGNORE INTO runs (id, started, words, run, found) VALUES (?, ?, ?, ?, ?)",
                [(one.id, one.started, one.words, one.run, one.found) for one in taken],
            )

        await self._do(job)


def pack_found(found: Iterable[FoundPaper]) -> bytes:
    """Packs *found* for storing. As this takes long for many papers, it is done in pieces with pauses in between."""
    packer, encoder, yielder = zlib.compressobj(1), msgspec.json.Encoder(enc_hook=encode_stored), Yielder()
    parts, begin = [packer.compress(b"[")], b""
    papers = iter(found)
    while piece := list(islice(papers, PIECE)):
        parts.append(packer.compress(begin + encoder.encode(piece)[1:-1]))
        begin = b","
        yielder.yield_to_ui()
    return b"".join((*parts, packer.compress(b"]"), packer.flush()))


def write_run(connection: sqlite3.Connection, run: LedgerRun, packed: bytes) -> int:
    """Writes a run with its papers, packed by `pack_found`.

    A run whose id is 0, or that was deleted meanwhile, becomes a new row.

    Returns:
        The number of the run.
    """
    number = run.id
    if not number or connection.execute("SELECT 1 FROM runs WHERE id = ?", (number,)).fetchone() is None:
        made = connection.execute(
            "INSERT INTO runs (started, words, run) VALUES (?, ?, '')", (run.started, run.query.words)
        )
        assert made.lastrowid is not None
        number = made.lastrowid
    kept = msgspec.structs.replace(run, id=number)
    connection.execute(
        "UPDATE runs SET run = ?, found = ? WHERE id = ?",
        (msgspec.json.encode(kept, enc_hook=encode_stored).decode(), packed, number),
    )
    connection.execute("DELETE FROM runs WHERE id <= (SELECT max(id) FROM runs) - ?", (RUNS_KEPT,))
    return number
