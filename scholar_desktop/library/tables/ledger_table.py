"""The search ledger as it is kept: one row a run, with what was found packed beside it."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import NamedTuple, TypeVar

import msgspec

from scholar_desktop.domain.cooperative import Yielder
from scholar_desktop.domain.search.search_ledger import FoundPaper, LedgerRun
from scholar_desktop.library.database.worker_thread import RunJob

T = TypeVar("T")

RUNS_KEPT = 2_000
"""The oldest go first."""
PIECE = 50
"""Papers that are packed at once."""
_run = msgspec.json.Decoder(LedgerRun)
_found = msgspec.json.Decoder(tuple[FoundPaper, ...])


class StoredRun(NamedTuple):
    """One run as it is kept."""

    id: int
    started: str
    words: str
    run: str
    found: bytes | None


class LedgerTable:
    """Raises what its file raises (DiskError)."""

    def __init__(self, do: RunJob) -> None:
        self._do = do

    async def runs(self) -> tuple[LedgerRun, ...]:
        """Every run, newest first."""

        def job(connection: sqlite3.Connection) -> tuple[LedgerRun, ...]:
            rows = connection.execute("SELECT run FROM runs WHERE run <> '' ORDER BY id DESC")
            return tuple(_run.decode(text) for (text,) in rows)

        return await self._do(job)

    async def found(self, run_id: int) -> tuple[FoundPaper, ...]:
        """What a run found, in its order; nothing for a run that there is not."""

        def job(connection: sqlite3.Connection) -> tuple[FoundPaper, ...]:
            row = connection.execute("SELECT found FROM runs WHERE id = ?", (run_id,)).fetchone()
            return () if row is None or row[0] is None else _found.decode(zlib.decompress(row[0]))

        return await self._do(job)

    async def take_out(self, ids: Sequence[int] | None = None) -> tuple[StoredRun, ...]:
        """Take runs away; None: all. What `put_back` needs to bring them back."""

        def job(connection: sqlite3.Connection) -> tuple[StoredRun, ...]:
            rows = connection.execute("SELECT id, started, words, run, found FROM runs").fetchall()
            taken = [StoredRun(*row) for row in rows if ids is None or row[0] in set(ids)]
            connection.executemany("DELETE FROM runs WHERE id = ?", [(one.id,) for one in taken])
            return tuple(taken)

        return await self._do(job)

    async def put_back(self, taken: Sequence[StoredRun]) -> None:
        """They stand where they stood."""

        def job(connection: sqlite3.Connection) -> None:
            connection.executemany(
                "INSERT OR IGNORE INTO runs (id, started, words, run, found) VALUES (?, ?, ?, ?, ?)",
                [(one.id, one.started, one.words, one.run, one.found) for one in taken],
            )

        await self._do(job)


def pack_found(found: Iterable[FoundPaper]) -> bytes:
    """*found* as it is kept. Many of them take a while: it is done in pieces, and others have their turn in between."""
    packer, encoder, yielder = zlib.compressobj(1), msgspec.json.Encoder(), Yielder()
    parts, begin = [packer.compress(b"[")], b""
    papers = iter(found)
    while piece := list(islice(papers, PIECE)):
        parts.append(packer.compress(begin + encoder.encode(piece)[1:-1]))
        begin = b","
        yielder.yield_to_ui()
    return b"".join((*parts, packer.compress(b"]"), packer.flush()))


def write_run(connection: sqlite3.Connection, run: LedgerRun, packed: bytes) -> int:
    """Write a run with what it found (as `pack_found` makes it), a new one where its id is 0 (or was cleared
    meanwhile); its
    number."""
    number = run.id
    if not number or connection.execute("SELECT 1 FROM runs WHERE id = ?", (number,)).fetchone() is None:
        made = connection.execute(
            "INSERT INTO runs (started, words, run) VALUES (?, ?, '')", (run.started, run.query.words)
        )
        assert made.lastrowid is not None
        number = made.lastrowid
    kept = msgspec.structs.replace(run, id=number)
    connection.execute(
        "UPDATE runs SET run = ?, found = ? WHERE id = ?", (msgspec.json.encode(kept).decode(), packed, number)
    )
    connection.execute("DELETE FROM runs WHERE id <= (SELECT max(id) FROM runs) - ?", (RUNS_KEPT,))
    return number
