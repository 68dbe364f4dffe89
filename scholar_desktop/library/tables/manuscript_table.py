"""The manuscripts that were checked last, with what was found and the corrections that the user accepted."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable

import msgspec

from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.reference_lists.manuscript import CheckedManuscript, CheckedReference
from scholar_desktop.domain.reference_lists.reference_list import ReferenceLine
from scholar_desktop.domain.text.message import encode_stored
from scholar_desktop.library.database.worker_thread import RunJob

MOST = 10
"""How many manuscripts are stored: those that were checked last."""
_checked = msgspec.json.Decoder(CheckedManuscript)


class ManuscriptTable:
    """Reads and writes the last checks. Raises DiskError."""

    def __init__(self, do: RunJob) -> None:
        self._do = do

    async def put(self, path: str, checked: CheckedManuscript, accepted: Iterable[int]) -> None:
        """Stores the check of the manuscript at *path* in place of its check before, without its papers of the library.
        accepted: the places of the references whose corrections are accepted."""
        places = json.dumps(sorted(accepted))

        def job(connection: sqlite3.Connection) -> None:
            connection.execute("DELETE FROM manuscripts WHERE path = ?", (path,))
            connection.execute(
                "INSERT INTO manuscripts (path, checked, accepted) VALUES (?, ?, ?)", (path, _text(checked), places)
            )
            connection.execute(
                "DELETE FROM manuscripts"
                " WHERE rowid NOT IN (SELECT rowid FROM manuscripts ORDER BY rowid DESC LIMIT ?)",
                (MOST,),
            )

        await self._do(job)

    async def put_accepted(self, path: str, accepted: Iterable[int]) -> None:
        """Updates which corrections are accepted."""
        places = json.dumps(sorted(accepted))
        await self._do(
            lambda connection: connection.execute("UPDATE manuscripts SET accepted = ? WHERE path = ?", (places, path))
        )

    async def get(self, path: str) -> tuple[CheckedManuscript, frozenset[int]] | None:
        """Returns the check of the manuscript at *path*, and the places that are accepted; None if it is not
        stored, or cannot be read."""

        def job(connection: sqlite3.Connection) -> tuple[CheckedManuscript, frozenset[int]] | None:
            found = connection.execute("SELECT checked, accepted FROM manuscripts WHERE path = ?", (path,)).fetchone()
            if found is None:
                return None
            try:
                return _checked.decode(found[0]), frozenset(msgspec.json.decode(found[1], type=list[int]))
            except msgspec.DecodeError:  # of another version
                return None

        return await self._do(job)


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
