"""The manuscripts that were checked last, with what was found and what the user decided about the corrections."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from typing import NamedTuple

import msgspec

from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.reference_lists.manuscript import CheckedManuscript, CheckedReference
from scholar_desktop.domain.reference_lists.reference_list import ReferenceLine
from scholar_desktop.domain.text.message import encode_stored
from scholar_desktop.library.database.worker_thread import RunJob

MOST = 10
"""How many manuscripts are stored: those that were checked last."""
_checked = msgspec.json.Decoder(CheckedManuscript)


class StoredCheck(NamedTuple):
    """A check as it is stored. accepted, declined: the places of the references whose corrections are accepted, and of
    those that the user keeps as they are written."""

    checked: CheckedManuscript
    accepted: frozenset[int]
    declined: frozenset[int] = frozenset()


class ManuscriptTable:
    """Reads and writes the last checks. Raises DiskError."""

    def __init__(self, do: RunJob) -> None:
        self._do = do

    async def put(
        self, path: str, checked: CheckedManuscript, accepted: Iterable[int], declined: Iterable[int] = ()
    ) -> None:
        """Stores the check of the manuscript at *path* in place of its check before, without its papers of the library.
        accepted, declined: the places of the references whose corrections are accepted, and of those that are kept as
        they are written."""
        places, others = json.dumps(sorted(accepted)), json.dumps(sorted(declined))

        def job(connection: sqlite3.Connection) -> None:
            connection.execute("DELETE FROM manuscripts WHERE path = ?", (path,))
            connection.execute(
                "INSERT INTO manuscripts (path, checked, accepted) VALUES (?, ?, ?)", (path, _text(checked), places)
            )
            connection.execute("INSERT INTO manuscripts_declined (path, declined) VALUES (?, ?)", (path, others))
            connection.execute(
                "DELETE FROM manuscripts"
                " WHERE rowid NOT IN (SELECT rowid FROM manuscripts ORDER BY rowid DESC LIMIT ?)",
                (MOST,),
            )

        await self._do(job)

    async def put_decisions(self, path: str, accepted: Iterable[int], declined: Iterable[int]) -> None:
        """Updates which corrections are accepted, and which references are kept as they are written."""
        places, others = json.dumps(sorted(accepted)), json.dumps(sorted(declined))

        def job(connection: sqlite3.Connection) -> None:
            connection.execute("UPDATE manuscripts SET accepted = ? WHERE path = ?", (places, path))
            connection.execute(
                "INSERT OR REPLACE INTO manuscripts_declined (path, declined)"
                " SELECT path, ? FROM manuscripts WHERE path = ?",
                (others, path),
            )

        await self._do(job)

    async def get(self, path: str) -> StoredCheck | None:
        """Returns the check of the manuscript at *path*; None if it is not stored, or cannot be read."""

        def job(connection: sqlite3.Connection) -> StoredCheck | None:
            found = connection.execute(
                "SELECT checked, accepted, declined FROM manuscripts LEFT JOIN manuscripts_declined USING (path)"
                " WHERE path = ?",
                (path,),
            ).fetchone()
            if found is None:
                return None
            try:
                return StoredCheck(_checked.decode(found[0]), _places(found[1]), _places(found[2] or "[]"))
            except msgspec.DecodeError:  # of another version
                return None

        return await self._do(job)


def _places(text: str) -> frozenset[int]:
    return frozenset(msgspec.json.decode(text, type=list[int]))


def _text(checked: CheckedManuscript) -> str:
    slim = msgspec.structs.replace(checked, references=tuple(map(_slim, checked.references)))
    return msgspec.json.encode(slim, enc_hook=encode_stored).decode()


def _slim(one: CheckedReference) -> CheckedReference:
    """Returns a reference without its paper of the library, which is looked up again, and without the facts as the
    services sent them, which are in the record store."""
    return msgspec.structs.replace(
        one,
        found=_slim_line(one.found) if one.found is not None else None,
        paper=_without_facts(one.paper),
        published=_without_facts(one.published),
        kept=None,
    )


def _slim_line(line: ReferenceLine) -> ReferenceLine:
    candidates = tuple(
        msgspec.structs.replace(each, paper=msgspec.structs.replace(each.paper, facts=(), parts=()))
        for each in line.candidates
    )
    return msgspec.structs.replace(line, paper=_without_facts(line.paper), candidates=candidates)


def _without_facts(paper: Paper | None) -> Paper | None:
    return None if paper is None else msgspec.structs.replace(paper, facts=(), parts=())
