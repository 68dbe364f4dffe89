"""Merges papers that the user takes for duplicates, and links papers that are versions of one work."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

import msgspec

from scholar_desktop.domain.errors import NotFound, UsageError
from scholar_desktop.domain.library import Changes
from scholar_desktop.domain.own_fields import VERSION, EntryLink, OwnFields
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.source import LIBRARY
from scholar_desktop.domain.text.message import Message
from scholar_desktop.library import cite_keys
from scholar_desktop.library.database.write_session import Operation, TableRow, WriteSession
from scholar_desktop.library.operations.entry_ops import replace_own, written_keys
from scholar_desktop.library.operations.paper_ops import (
    describe_rows,
    fold_into,
    place_paper,
    quote_title,
    remember_rows,
    rows_with,
)
from scholar_desktop.library.tables import paper_rows, split_papers
from scholar_desktop.library.tables.stored_own_fields import decode_own
from scholar_desktop.library.tables.user_decision_table import write_rows


def merge_papers(writer: WriteSession, keep: str, others: Sequence[str]) -> Changes:
    """Merges *others* into the paper *keep*: files, notes, tags, collections and identifiers of all are kept; of fields
    that several have, those of *keep*, whoever stated or wrote them. If the library made the citation key of *keep*,
    the first one of *others* that it did not make replaces it: manuscripts may cite it.

    Raises:
        NotFound: one of the papers is not in the library.
        UsageError: there is no other paper.
    """
    with writer.operation() as operation:
        connection = operation.connection
        stays, *gone = _rows(connection, [keep, *others])
        if not gone:
            raise UsageError(Message("There is nothing to merge."), hint=Message("Give two papers."), subject=LIBRARY)
        operation.label = Message(
            "merge {papers} into {title}",
            papers=describe_rows(connection, gone),
            title=quote_title(paper_rows.title_of(connection, stays)),
        )
        _merge_into(operation, stays, gone)
    return operation.changes()


def merge_split_papers(
    writer: WriteSession, papers: Sequence[Paper], rows: Sequence[TableRow], label: Message
) -> Changes:
    """Deletes decisions that split *papers*, and merges those papers of the library that they kept apart into the one
    that was added first, as `merge_papers` does. One undo splits all of them again.

    Args:
        rows: of the table `apart`, without values.
        label: the name of the undo entry.
    """
    with writer.operation() as operation:
        kept = split_papers.kept_apart(
            operation.connection, papers, [str(key) for row in rows for key in row.name.values()]
        )
        write_rows(operation, rows)
        same = split_papers.without_split(operation.connection, papers, kept)
        if len(same) > 1:
            trashed = {row for (row,) in operation.connection.execute("SELECT paper_id FROM trashed")}
            stays, *gone = sorted(same, key=lambda row: (row in trashed, row))
            _merge_into(operation, stays, gone)
        operation.label = label
    return operation.changes()


def link_versions(writer: WriteSession, keys: Sequence[str], on: bool, added: Paper | None = None) -> Changes:
    """Links papers as versions of one work, such as a preprint and its article, or removes these links.

    Args:
        added: another paper to link, which is added to the library in the same operation.

    Raises:
        NotFound: one of the papers is not in the library.
    """
    with writer.operation() as operation:
        connection = operation.connection
        rows = _rows(connection, keys)
        is_new = added is not None and not rows_with(connection, added)
        if added is not None and (row := place_paper(operation, added)) not in rows:
            rows.append(row)
        ids = {paper_id: _id_of(connection, paper_id) for paper_id in rows}
        changed = []
        for paper_id in rows:
            own = paper_rows.own_of(connection, paper_id)
            names = {name for other in rows if other != paper_id for name in (ids[other], *_texts(connection, other))}
            links = [link for link in own.links if link.relation != VERSION or link.id not in names]
            if on:
                links += [EntryLink(VERSION, ids[other]) for other in rows if other != paper_id]
            if _write_links(operation, paper_id, own, tuple(links)):
                changed.append(paper_id)
        if changed and is_new:
            operation.label = Message(
                "add {papers} and link to {title} as a version",
                papers=describe_rows(connection, rows[-1:]),
                title=describe_rows(connection, rows[:-1]),
            )
        elif changed:
            named = describe_rows(connection, changed)
            operation.label = (
                Message("link {papers} as versions of one work", papers=named)
                if on
                else Message("remove the link between {papers}", papers=named)
            )
    return operation.changes()


def is_linked(connection: sqlite3.Connection, key: str, other: str) -> bool:
    """Returns True if the paper with the library's key *key* is linked to the version *other*, a `Paper.id`."""
    row = paper_rows.row_of(connection, key)
    return row is not None and EntryLink(VERSION, other) in paper_rows.own_of(connection, row).links


def linked_pairs(connection: sqlite3.Connection) -> frozenset[tuple[int, int]]:
    """Returns the pairs of rows that are linked as versions of one work, the smaller number first."""
    pairs = set()
    found = connection.execute('SELECT paper_id, entry FROM entries WHERE entry LIKE \'%"relation":"version"%\'')
    for paper_id, entry in found.fetchall():
        for link in decode_own(entry).links:
            scheme, _, value = link.id.partition(":")
            row = connection.execute(
                "SELECT paper_id FROM ids WHERE scheme = ? AND value = ?", (scheme, value)
            ).fetchone()
            if link.relation == VERSION and row is not None and row[0] != paper_id:
                pairs.add((min(paper_id, row[0]), max(paper_id, row[0])))
    return frozenset(pairs)


def _merge_into(operation: Operation, stays: int, gone: Sequence[int]) -> None:
    """Merges the papers in the rows *gone* into that in the row *stays*."""
    connection = operation.connection
    remember_rows(operation, (stays, *gone))
    made, *keys = (paper_rows.cite_key_of(connection, paper_id) for paper_id in (stays, *gone))
    written = written_keys(connection, [made, *keys], operation.writer.make_key)
    for other in gone:
        fold_into(operation, stays, other, is_chosen=True)
    if made not in written and (key := next((key for key in keys if key in written), None)) is not None:
        cite_keys.replace_key(connection, stays, made, key)
    own = paper_rows.own_of(connection, stays)
    names = {f"{scheme}:{value}" for scheme, value in _names(connection, stays)}
    links = tuple(link for link in own.links if link.id not in names)
    if links != own.links:
        paper_rows.write_own(connection, stays, msgspec.structs.replace(own, links=links))


def _write_links(operation: Operation, paper_id: int, own: OwnFields, links: tuple[EntryLink, ...]) -> bool:
    new = msgspec.structs.replace(own, links=links)
    return replace_own(operation, paper_id, new, paper_rows.cite_key_of(operation.connection, paper_id))


def _rows(connection: sqlite3.Connection, keys: Sequence[str]) -> list[int]:
    found = []
    for key in dict.fromkeys(keys):
        row = paper_rows.row_of(connection, key)
        if row is None:
            raise NotFound(
                Message("The paper is no longer in your library."), hint=Message("Add it again."), subject=key
            )
        found.append(row)
    return found


def _id_of(connection: sqlite3.Connection, paper_id: int) -> str:
    stated, own = paper_rows.paper_of(connection, paper_id), paper_rows.own_of(connection, paper_id)
    return paper_rows.shown_paper(stated, own, paper_rows.cite_key_of(connection, paper_id)).id


def _names(connection: sqlite3.Connection, paper_id: int) -> list[tuple[str, str]]:
    return list(connection.execute("SELECT scheme, value FROM ids WHERE paper_id = ?", (paper_id,)))


def _texts(connection: sqlite3.Connection, paper_id: int) -> list[str]:
    return [f"{scheme}:{value}" for scheme, value in _names(connection, paper_id)]
