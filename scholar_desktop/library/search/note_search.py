"""Searching the notes: which papers have all words in one, and what stands there."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

import msgspec

from scholar_desktop.domain.library import PageHit
from scholar_desktop.domain.text.word_search import SearchTerm, excerpt


class NoteMatch(msgspec.Struct, frozen=True):
    """A paper with a note that has the words. note: its row; alone: title, authors, year and venue do not have them."""

    paper_id: int
    note: int
    alone: bool


def find_notes(
    connection: sqlite3.Connection, match: str, *, paper_match: str, condition: str, values: dict[str, object]
) -> list[NoteMatch]:
    """Of each paper of a view the note that matches best, best first. The arguments as in `text_search.find_notes`."""
    found = connection.execute(
        f"""
        SELECT papers.id, notes_fts.rowid,
            papers.id NOT IN (SELECT rowid FROM papers_fts WHERE papers_fts MATCH :papers)
        FROM notes_fts
            CROSS JOIN notes ON notes.id = notes_fts.rowid
            CROSS JOIN papers ON papers.id = notes.paper_id
        WHERE notes_fts MATCH :notes AND {condition}
        ORDER BY notes_fts.rank
        """,  # noqa: S608  the condition is one of our own
        {**values, "notes": match, "papers": paper_match},
    )
    best: dict[int, NoteMatch] = {}
    for paper_id, note, alone in found:
        best.setdefault(paper_id, NoteMatch(paper_id, note, bool(alone)))
    return list(best.values())


def note_hits(
    connection: sqlite3.Connection, terms: Sequence[SearchTerm], matches: Sequence[NoteMatch]
) -> tuple[PageHit, ...]:
    """What stands in the notes of *matches*, in their order; page 0 of no file."""
    found = []
    for one in matches:
        key, text = connection.execute(
            "SELECT papers.key, notes.text FROM notes JOIN papers ON papers.id = notes.paper_id WHERE notes.id = ?",
            (one.note,),
        ).fetchone()
        shown, marks = excerpt(" ".join(text.split()), terms)
        found.append(PageHit(key, "", 0, shown, marks, one.alone))
    return tuple(found)
