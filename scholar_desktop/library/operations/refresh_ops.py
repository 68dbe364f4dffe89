"""Takes over what services state now about papers, as one change."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from scholar_desktop.domain.library import Changes
from scholar_desktop.domain.own_fields import BY_PERSON, Value, forget_fields, write_fields
from scholar_desktop.domain.paper import Counts, Paper
from scholar_desktop.domain.text.message import Message
from scholar_desktop.library.database.write_session import Inverse, Operation, WriteSession
from scholar_desktop.library.operations.entry_ops import replace_own
from scholar_desktop.library.operations.paper_ops import describe_rows, newer_facts
from scholar_desktop.library.tables import paper_rows


class AcceptedFacts(msgspec.Struct, frozen=True):
    """What is taken over for one paper.

    paper: the new answer of the services; fields: those in which the services' values replace what a person or import
    wrote; kept: the values of fields that stay as they are, and are the person's from now on.
    """

    paper: Paper
    fields: frozenset[str]
    kept: Mapping[str, Value] = {}


def accept_facts(writer: WriteSession, accepted: Mapping[str, AcceptedFacts]) -> Changes:
    """Takes over new facts of papers, by their keys; unknown keys are ignored."""
    with writer.operation() as operation:
        connection, changed = operation.connection, []
        for key, one in accepted.items():
            paper_id = paper_rows.row_of(connection, key)
            if paper_id is None:
                continue
            stated = paper_rows.paper_of(connection, paper_id)
            new = newer_facts(connection, paper_id, one.paper)
            own = paper_rows.own_of(connection, paper_id)
            written = write_fields(forget_fields(own, one.fields), one.kept, BY_PERSON, writer.now())
            is_new = _replace_stated(operation, paper_id, stated, new)
            if replace_own(operation, paper_id, written, paper_rows.cite_key_of(connection, paper_id)) or is_new:
                changed.append(paper_id)
        if changed:
            operation.label = Message("update {papers} from services", papers=describe_rows(connection, changed))
    return operation.changes()


def renew_counts(writer: WriteSession, counts: Mapping[str, Counts | None], dated: str) -> Changes:
    """Replaces the citation counts of papers, by their keys; unknown keys are ignored. Creates no undo entry.

    Args:
        counts: None for a paper that the service does not know: it keeps its counts.
        dated: when they were requested (ISO 8601, UTC).
    """
    with writer.operation() as operation:
        connection = operation.connection
        for key, one in counts.items():
            paper_id = paper_rows.row_of(connection, key)
            if paper_id is None:
                continue
            stated = paper_rows.paper_of(connection, paper_id)
            new = msgspec.structs.replace(one or stated.counts, dated=dated)
            if paper_rows.replace(connection, paper_id, msgspec.structs.replace(stated, counts=new)):
                operation.touch(key)
    return operation.changes()


def restore_stated(operation: Operation, inverse: Inverse) -> None:
    """Restores what services stated. Notes in the operation's inverse what was there."""
    for key, text in inverse.stated:
        paper_id = paper_rows.row_of(operation.connection, key)
        if paper_id is not None:
            now = paper_rows.paper_of(operation.connection, paper_id)
            _replace_stated(operation, paper_id, now, msgspec.json.decode(text, type=Paper))


def _replace_stated(operation: Operation, paper_id: int, before: Paper, after: Paper) -> bool:
    connection = operation.connection
    if not paper_rows.replace(connection, paper_id, after):
        return False
    key = paper_rows.key_of(connection, paper_id)
    operation.inverse.stated.append((key, paper_rows.encode_paper(before)))
    operation.touch(key)
    return True
