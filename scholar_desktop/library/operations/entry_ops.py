"""Writes the own fields of papers: new works that no service knows, and edited fields."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence

from scholar_desktop.domain.errors import NotFound, UsageError
from scholar_desktop.domain.library import Changes
from scholar_desktop.domain.own_fields import (
    BY_PERSON,
    ID_FIELDS,
    NOTHING,
    OwnFields,
    Value,
    forget_fields,
    with_own_fields,
    write_fields,
)
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.source import LIBRARY
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.thread_yielding import Yielder
from scholar_desktop.formats.cite_keys import allowed_key
from scholar_desktop.library import cite_keys
from scholar_desktop.library.database.write_session import Inverse, Operation, WriteSession
from scholar_desktop.library.operations.paper_ops import describe_rows, set_trashed
from scholar_desktop.library.paper_identity import find_by_names, identifier_names
from scholar_desktop.library.tables import paper_rows
from scholar_desktop.library.tables.stored_own_fields import decode_own, encode_own

CITATION_KEY = "citation-key"


def add_entry(writer: WriteSession, values: Mapping[str, Value], by: str = BY_PERSON) -> Changes:
    """Adds a work with these own fields. `papers` of the result has its key.

    Raises:
        UsageError: a paper of the library has one of its identifiers, or its citation key.
    """
    with writer.operation() as operation:
        connection = operation.connection
        rest = dict(values)
        key = _read_key(connection, rest.pop(CITATION_KEY, None), None)
        own = write_fields(NOTHING, rest, by, writer.now())
        shown = with_own_fields(Paper(""), own)
        _refuse_known(connection, shown, None)
        paper_id = paper_rows.insert(
            connection,
            operation.folders,
            Paper(""),
            added=writer.now(),
            cite_key=key or writer.make_key(shown),
            own=own,
        )
        added = paper_rows.key_of(connection, paper_id)
        operation.inverse.withdraw.append(added)
        operation.touch(added)
        operation.label = Message("add {papers}", papers=describe_rows(connection, [paper_id]))
    return operation.changes()


def edit_entry(
    writer: WriteSession,
    key: str,
    values: Mapping[str, Value],
    by: str = BY_PERSON,
    *,
    forgotten: frozenset[str] = frozenset(),
) -> Changes:
    """Writes own fields of a paper; an equal value changes nothing.

    Args:
        forgotten: fields that have again what the services state.

    Raises:
        NotFound: the paper is not in the library.
        UsageError: another paper has the identifier or the citation key.
    """
    with writer.operation() as operation:
        connection = operation.connection
        paper_id = _row(connection, key)
        rest, before = dict(values), paper_rows.own_of(connection, paper_id)
        cite_key = paper_rows.cite_key_of(connection, paper_id)
        new_key = _read_key(connection, rest.pop(CITATION_KEY, None), paper_id) or cite_key
        changed = {name: value for name, value in rest.items() if not _is(before, name, value)}
        own = write_fields(forget_fields(before, forgotten), changed, by, writer.now())
        _refuse_known(connection, with_own_fields(paper_rows.paper_of(connection, paper_id), own), paper_id)
        if replace_own(operation, paper_id, own, new_key):
            operation.label = Message("edit {papers}", papers=describe_rows(connection, [paper_id]))
    return operation.changes()


def edit_entries(
    writer: WriteSession, keys: Sequence[str], values: Mapping[str, Value], by: str = BY_PERSON
) -> Changes:
    """Writes own fields of several papers, as one change. Unknown keys are ignored.

    Raises:
        UsageError: a value is an identifier or a citation key, which only one paper can have.
    """
    for name in values:
        if name in ID_FIELDS or name == CITATION_KEY:
            raise UsageError(
                Message("{field} is different for each paper.", field=name),
                hint=Message("Edit one paper."),
                subject=name,
            )
    with writer.operation() as operation:
        connection, edited = operation.connection, []
        for paper_id in paper_rows.rows_of(connection, keys):
            before = paper_rows.own_of(connection, paper_id)
            new = {name: value for name, value in values.items() if not _is(before, name, value)}
            own = write_fields(before, new, by, writer.now())
            if replace_own(operation, paper_id, own, paper_rows.cite_key_of(connection, paper_id)):
                edited.append(paper_id)
        if edited:
            operation.label = Message("edit {papers}", papers=describe_rows(connection, edited))
    return operation.changes()


def restore_entries(operation: Operation, inverse: Inverse) -> None:
    """Restores own fields, citation keys and the trash. Notes in the operation's inverse what was there."""
    connection = operation.connection
    for key, entry, cite_key in inverse.entries:
        paper_id = paper_rows.row_of(connection, key)
        if paper_id is None:
            continue
        owner = cite_keys.find(connection, cite_key)
        free = cite_key if owner in (None, paper_id) else paper_rows.cite_key_of(connection, paper_id)
        replace_own(operation, paper_id, decode_own(entry), free)
    for key, since in inverse.trashed.items():
        paper_id = paper_rows.row_of(connection, key)
        if paper_id is not None:
            set_trashed(operation, paper_id, since)


def replace_own(operation: Operation, paper_id: int, own: OwnFields, cite_key: str) -> bool:
    """Replaces own fields and citation key, and notes those before. Returns False if nothing changed."""
    connection = operation.connection
    before, key_before = paper_rows.own_of(connection, paper_id), paper_rows.cite_key_of(connection, paper_id)
    if before == own and key_before == cite_key:
        return False
    if key_before != cite_key:
        cite_keys.replace_key(connection, paper_id, key_before, cite_key)
    paper_rows.write_own(connection, paper_id, own)
    key = paper_rows.key_of(connection, paper_id)
    operation.inverse.entries.append((key, encode_own(before), key_before))
    operation.touch(key)
    return True


def _is(own: OwnFields, name: str, value: Value) -> bool:
    """Returns True if *value* was written into the field before."""
    there = own.of_role(name) or own.fields.get(name)
    return name in own.origin and there == value


def _row(connection: sqlite3.Connection, key: str) -> int:
    paper_id = paper_rows.row_of(connection, key)
    if paper_id is None:
        raise NotFound(Message("The paper is no longer in your library."), hint=Message("Add it again."), subject=key)
    return paper_id


def _read_key(connection: sqlite3.Connection, given: Value, paper_id: int | None) -> str:
    """Returns a citation key that the user gave; empty if none was given. Raises UsageError if it cannot be used."""
    if given is None:
        return ""
    if allowed_key(given) != given:
        raise UsageError(
            Message("“{key}” cannot be a citation key.", key=given),
            hint=Message("Use letters, digits and - _ : . + / in it."),
            subject=given,
        )
    if cite_keys.find(connection, given) not in (None, paper_id):
        raise UsageError(
            Message("Another paper in your library has the citation key {key}.", key=given),
            hint=Message("Choose another one."),
            subject=given,
        )
    return str(given)


def _refuse_known(connection: sqlite3.Connection, shown: Paper, paper_id: int | None) -> None:
    for (scheme, value), owner in find_by_names(connection, identifier_names(shown.ids)).items():
        if owner != paper_id:
            raise UsageError(
                Message(
                    "“{title}” in your library has the identifier {id}.",
                    title=paper_rows.title_of(connection, owner),
                    id=f"{scheme}:{value}",
                ),
                hint=Message("Edit that paper, or correct the identifier."),
                subject=LIBRARY,
            )


def written_keys(
    connection: sqlite3.Connection, keys: Sequence[str], make_key: Callable[[Paper], str]
) -> frozenset[str]:
    """Returns those of the citation keys *keys* that a person wrote or an imported file had: the library would not make
    them. make_key: as of `cite_keys.made_bases`."""
    found, turns = set(), Yielder()
    for key, paper_id in cite_keys.find_many(connection, keys).items():
        stated, own = paper_rows.paper_of(connection, paper_id), paper_rows.own_of(connection, paper_id)
        bases = cite_keys.made_bases((stated, with_own_fields(stated, own)), make_key)
        if not cite_keys.was_made(connection, paper_id, key, bases):
            found.add(key)
        turns.yield_to_ui()
    return frozenset(found)
