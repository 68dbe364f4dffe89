"""Adds, removes, stars and merges papers of the library, and marks them as to be read."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Sequence
from pathlib import Path

from scholar_desktop.domain.library import NOT_MARKED, READING, READING_STATES, TO_READ, Changes, LibraryProblem
from scholar_desktop.domain.merging.merge_fields import fill_fields, merge_fields
from scholar_desktop.domain.merging.unrelated_papers import are_unrelated
from scholar_desktop.domain.own_fields import NOTHING, merge_own, own_fields_of, with_own_fields
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.source import SEARCH_SOURCES
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.text.shortening import shorten
from scholar_desktop.domain.text.text_folding import fold_file_name
from scholar_desktop.library.database.write_session import Operation, TableRow, WriteSession
from scholar_desktop.library.folders import SIDECAR, LibraryFolders, free_name
from scholar_desktop.library.paper_identity import are_compatible
from scholar_desktop.library.tables import paper_rows
from scholar_desktop.library.tables.snapshots import snapshot_key, take_snapshot
from scholar_desktop.library.tables.split_papers import name_by_rows, rows_by_ids
from scholar_desktop.library.tables.user_decision_table import write_rows

LABEL_TITLE = 48
"""Maximum length of a paper's title in the name of an undo entry, in characters."""


def add_papers(writer: WriteSession, papers: Sequence[Paper]) -> Changes:
    """Adds *papers* to the library. A paper that is already there is updated, which alone creates no undo entry."""
    with writer.operation() as operation:
        for paper in papers:
            place_paper(operation, paper)
        name_placing(operation)
    return operation.changes()


def name_placing(operation: Operation) -> None:
    """Names an operation that has no name yet by what `place_paper` did: without a name, undo would not revert it."""
    if operation.label is not None:
        return
    if new := paper_rows.rows_of(operation.connection, operation.inverse.withdraw):
        operation.label = Message("add {papers}", papers=describe_rows(operation.connection, new))
    elif merged := operation.inverse.restore:
        operation.label = Message.counted("merge {count} paper", "merge {count} papers", len(merged))
    elif restored := paper_rows.rows_of(operation.connection, list(operation.inverse.trashed)):
        named = describe_rows(operation.connection, restored)
        operation.label = Message("restore {papers} from the trash", papers=named)


def place_paper(operation: Operation, paper: Paper, *, merges: bool = True) -> int:
    """Returns the row of *paper*: the row of the same paper in the library, or a new row.

    If *paper* shows that two papers of the library are the same, they are merged; without *merges*, the one with the
    strongest identifier counts, and both stay.
    """
    connection = operation.connection
    found = rows_with(connection, paper)
    if not found:
        paper_id = paper_rows.insert(
            connection,
            operation.folders,
            paper_rows.stated_paper(paper, None),
            added=operation.writer.now(),
            cite_key=paper.ids.key or operation.writer.make_key(paper),
            own=own_fields_of(paper) or NOTHING,
        )
        key = paper_rows.key_of(connection, paper_id)
        name_by_rows(connection, paper_id, paper)
        operation.inverse.withdraw.append(key)
        operation.touch(key)
        return paper_id
    paper_id = found[0]
    if len(found) > 1 and merges:
        paper_id = _merge(operation, paper, found)
    set_trashed(operation, paper_id, None)
    update_facts(operation, paper_id, paper)
    name_by_rows(connection, paper_id, paper)
    return paper_id


def rows_with(connection: sqlite3.Connection, paper: Paper) -> Sequence[int]:
    """Returns the rows that have an identifier of *paper*; for one without identifiers, the row that is alike."""
    if paper.id:
        return rows_by_ids(connection, paper)
    same = paper_rows.find_without_ids(connection, paper)
    return [] if same is None else [same]


def update_facts(operation: Operation, paper_id: int, paper: Paper) -> None:
    """Merges *paper* into the stored paper; where both have a value, that of the more trusted source is used."""
    connection = operation.connection
    if paper_rows.replace(connection, paper_id, newer_facts(connection, paper_id, paper)):
        operation.touch(paper_rows.key_of(connection, paper_id))


def newer_facts(connection: sqlite3.Connection, paper_id: int, paper: Paper) -> Paper:
    """Returns what the services state about a paper, with the facts of *paper*; nothing is written."""
    kept = paper_rows.paper_of(connection, paper_id)
    paper = paper_rows.stated_paper(paper, kept)
    return merge_fields(paper, kept) if _goes_first(paper, kept) else merge_fields(kept, paper)


def set_trashed(operation: Operation, paper_id: int, since: str | None) -> bool:
    """Puts a paper in the trash, or takes it out. Returns False if it was there already, or not there.

    Args:
        since: when it was put there (ISO 8601, UTC); None to take it out.
    """
    connection = operation.connection
    row = connection.execute("SELECT since FROM trashed WHERE paper_id = ?", (paper_id,)).fetchone()
    before = None if row is None else str(row[0])
    if (before is None) == (since is None):
        return False
    if since is None:
        connection.execute("DELETE FROM trashed WHERE paper_id = ?", (paper_id,))
    else:
        connection.execute("INSERT INTO trashed (paper_id, since) VALUES (?, ?)", (paper_id, since))
    key = paper_rows.key_of(connection, paper_id)
    operation.inverse.trashed[key] = before
    operation.touch(key)
    files = connection.execute("SELECT sha256 FROM files WHERE paper_id = ?", (paper_id,))
    operation.files.update(sha256 for (sha256,) in files)  # the texts of PDFs in the trash are not searched
    return True


def trash_papers(writer: WriteSession, keys: Sequence[str], on: bool, *, is_step: bool = True) -> Changes:
    """Puts papers in the trash, or restores them. Papers that need no change are not touched.

    Args:
        is_step: it is an undo entry; False if the caller undoes it in another way.
    """
    with writer.operation() as operation:
        connection, since = operation.connection, writer.now() if on else None
        for paper_id in paper_rows.rows_of(connection, keys):
            set_trashed(operation, paper_id, since)
        moved = paper_rows.rows_of(connection, list(operation.inverse.trashed))
        if moved and is_step:
            named = describe_rows(connection, moved)
            operation.label = (
                Message("move {papers} to the trash", papers=named)
                if on
                else Message("restore {papers} from the trash", papers=named)
            )
    return operation.changes()


def update_papers(writer: WriteSession, papers: Sequence[Paper]) -> Changes:
    """Updates those of *papers* that are in the library. Never merges two papers, and creates no undo entry. An entry
    that has an identifier of another paper by mistake stays as it is."""
    with writer.operation() as operation:
        for paper in papers:
            found = rows_by_ids(operation.connection, paper)
            if found and not are_unrelated(paper_rows.paper_as_shown(operation.connection, found[0]), paper):
                update_facts(operation, found[0], paper)
    return operation.changes()


def star_papers(writer: WriteSession, keys: Sequence[str], on: bool) -> Changes:
    """Stars papers or removes their stars. Papers that need no change are not touched."""
    with writer.operation() as operation:
        connection = operation.connection
        starred = [paper_id for paper_id in paper_rows.rows_of(connection, keys) if set_star(operation, paper_id, on)]
        if starred:
            operation.label = (
                Message("star {papers}", papers=describe_rows(connection, starred))
                if on
                else Message("remove the star from {papers}", papers=describe_rows(connection, starred))
            )
    return operation.changes()


def add_and_star(writer: WriteSession, papers: Sequence[Paper]) -> Changes:
    """Stars *papers*, and adds those that are not in the library: one operation, which one undo reverts."""
    with writer.operation() as operation:
        connection = operation.connection
        starred = [paper_id for paper in papers if set_star(operation, paper_id := place_paper(operation, paper), True)]
        if new := paper_rows.rows_of(connection, operation.inverse.withdraw):
            named = describe_rows(connection, starred)
            if len(new) == len(starred):
                operation.label = Message("add and star {papers}", papers=named)
            else:
                operation.label = Message("star {papers}, adding {count}", papers=named, count=len(new))
        elif starred:
            operation.label = Message("star {papers}", papers=describe_rows(connection, starred))
        name_placing(operation)
    return operation.changes()


def add_and_drop_rows(
    writer: WriteSession, papers: Sequence[Paper], rows: Sequence[TableRow], label: Message
) -> Changes:
    """Adds *papers* to the library and deletes *rows* of decisions of the user: one operation, which one undo reverts.

    Args:
        rows: without values.
        label: the name of the undo entry.
    """
    with writer.operation() as operation:
        for paper in papers:
            place_paper(operation, paper)
        write_rows(operation, rows)
        operation.label = label
    return operation.changes()


def set_star(operation: Operation, paper_id: int, on: bool) -> bool:
    """Stars a paper or removes its star, and notes what it was. Returns False if nothing changed."""
    connection = operation.connection
    changed = connection.execute(
        "UPDATE papers SET starred = ? WHERE id = ? AND starred <> ?", (int(on), paper_id, int(on))
    )
    if not changed.rowcount:
        return False
    key = paper_rows.key_of(connection, paper_id)
    operation.inverse.stars[key] = not on
    operation.touch(key)
    return True


def set_reading_states(writer: WriteSession, papers: Sequence[Paper], state: str, only: str | None = None) -> Changes:
    """Sets the reading state of *papers*.

    Args:
        papers: if *state* is TO_READ or READING, those that are not in the library are added to it.
        state: one of READING_STATES.
        only: only papers with this state before; None for all.
    """
    with writer.operation() as operation:
        connection = operation.connection
        marked: list[int] = []
        for paper in papers:
            kept = next(iter(rows_with(connection, paper)), None)
            if only is not None and (kept is None or reading_of(connection, kept) != only):
                continue
            paper_id = place_paper(operation, paper) if state in (TO_READ, READING) else kept
            if paper_id is not None and set_reading(operation, paper_id, state):
                marked.append(paper_id)
        new = paper_rows.rows_of(connection, operation.inverse.withdraw)
        if marked:
            operation.label = _reading_label(state, describe_rows(connection, marked), len(marked), len(new))
        name_placing(operation)
    return operation.changes()


def mark_papers(writer: WriteSession, keys: Sequence[str], state: str) -> Changes:
    """Sets the reading state of papers of the library, one of READING_STATES. Unknown keys are ignored."""
    with writer.operation() as operation:
        connection = operation.connection
        marked = [
            paper_id for paper_id in paper_rows.rows_of(connection, keys) if set_reading(operation, paper_id, state)
        ]
        if marked:
            operation.label = _reading_label(state, describe_rows(connection, marked), len(marked))
    return operation.changes()


def _reading_label(state: str, papers: str, count: int, new: int = 0) -> Message:
    """Returns the name of the change of the reading state. count: of the papers; new: how many of them were added."""
    match state:
        case "to_read" if new == count:
            return Message("add {papers} and mark as to read", papers=papers)
        case "to_read" if new:
            return Message("mark {papers} as to read, adding {count}", papers=papers, count=new)
        case "reading" if new == count:
            return Message("add {papers} and mark as being read", papers=papers)
        case "reading" if new:
            return Message("mark {papers} as being read, adding {count}", papers=papers, count=new)
        case "to_read":
            return Message("mark {papers} as to read", papers=papers)
        case "reading":
            return Message("mark {papers} as being read", papers=papers)
        case "read":
            return Message("mark {papers} as read", papers=papers)
        case _:
            return Message("remove the reading state of {papers}", papers=papers)


def reading_of(connection: sqlite3.Connection, paper_id: int) -> str:
    """Returns the reading state of a paper."""
    row = connection.execute("SELECT state FROM to_read WHERE paper_id = ?", (paper_id,)).fetchone()
    return NOT_MARKED if row is None else str(row[0])


def set_reading(operation: Operation, paper_id: int, state: str) -> bool:
    """Sets the reading state of a paper, and notes the one before. Returns False if nothing changed."""
    connection = operation.connection
    before = reading_of(connection, paper_id)
    if before == state:
        return False
    if state == NOT_MARKED:
        connection.execute("DELETE FROM to_read WHERE paper_id = ?", (paper_id,))
    else:
        connection.execute("INSERT OR REPLACE INTO to_read (paper_id, state) VALUES (?, ?)", (paper_id, state))
    key = paper_rows.key_of(connection, paper_id)
    operation.inverse.reading[key] = before
    operation.touch(key)
    return True


def remove_papers(writer: WriteSession, keys: Sequence[str], label: str = "") -> Changes:
    """Removes papers. Their folders are moved aside, from where undo restores them. Unknown keys are ignored.

    Args:
        label: the name of the operation; by default, made from the papers.
    """
    with writer.operation() as operation:
        connection = operation.connection
        gone = paper_rows.rows_of(connection, keys)
        if gone:
            operation.label = label or _removal_label(connection, gone)
            operation.inverse.restore = [take_snapshot(connection, paper_id) for paper_id in gone]
            delete_papers(operation, gone, operation.folders.trash_of(operation.undo_id))
    return operation.changes()


def _removal_label(connection: sqlite3.Connection, gone: Sequence[int]) -> str:
    """Returns the name of the removal of papers: those that are all in the trash are deleted from there, and undo puts
    them back there."""
    papers = describe_rows(connection, gone)
    trashed = {paper_id for (paper_id,) in connection.execute("SELECT paper_id FROM trashed")}
    if trashed.issuperset(gone):
        return Message("delete {papers} from the trash", papers=papers)
    return Message("remove {papers}", papers=papers)


def empty_trash(writer: WriteSession) -> Changes:
    """Removes all papers that are in the trash, as `remove_papers` does."""
    found = writer.connection.execute("SELECT key FROM papers WHERE id IN (SELECT paper_id FROM trashed) ORDER BY id")
    return remove_papers(writer, [key for (key,) in found.fetchall()], Message("empty the trash"))


def delete_papers(operation: Operation, paper_ids: Sequence[int], trash: Path) -> None:
    """Deletes the rows and moves the folders into *trash* in one step."""
    connection, folders = operation.connection, operation.folders
    moves = []
    for paper_id in paper_ids:
        folder = paper_rows.folder_of(connection, paper_id)
        place = folders.find_folder(folder)
        if place is not None:  # a paper that was added just now has no folder yet
            moves.append((place, free_path(trash / folder)))
        elif folders.is_outside(folder):
            operation.writer.report(
                LibraryProblem(
                    Message("The folder {folder} leads out of the library folder and was ignored.", folder=folder), None
                )
            )
        delete_row(operation, paper_id)
    operation.move(moves)


def delete_row(operation: Operation, paper_id: int) -> None:
    """Deletes the row of a paper; its folder stays where it is."""
    connection = operation.connection
    operation.note_changed(paper_rows.key_of(connection, paper_id))
    files = connection.execute("SELECT sha256 FROM files WHERE paper_id = ?", (paper_id,))
    operation.files.update(sha256 for (sha256,) in files)
    connection.execute("DELETE FROM papers WHERE id = ?", (paper_id,))


def free_path(path: Path) -> Path:
    """Returns *path*, or a similar path that does not exist."""
    return path.with_name(free_name(path.name, lambda name: os.path.lexists(path.with_name(name))))


def free_file_name(connection: sqlite3.Connection, folders: LibraryFolders, paper_id: int, wanted: str) -> str:
    """Returns *wanted*, with a number if another file of the paper has that name.

    Files in the database and files that are only on the disk count.
    """
    folder = paper_rows.folder_of(connection, paper_id)  # `writable_folder` was called before
    names = connection.execute("SELECT name FROM files WHERE paper_id = ?", (paper_id,))
    taken = {fold_file_name(name) for (name,) in names} | {fold_file_name(SIDECAR)}
    return free_name(
        wanted,
        lambda name: fold_file_name(name) in taken or os.path.lexists(folders.file(folder, name)),
    )


def _merge(operation: Operation, paper: Paper, found: Sequence[int]) -> int:
    """Merges the papers in rows *found*, which all share identifiers with *paper*.

    Papers whose identifiers show that they are different are not merged.

    Returns:
        The row of the merged paper.
    """
    connection = operation.connection
    same = [paper_id for paper_id in found if are_compatible([paper.ids, paper_rows.shown_ids(connection, paper_id)])]
    if len(same) < 2 or not are_compatible([paper_rows.shown_ids(connection, paper_id) for paper_id in same]):
        return same[0] if same else found[0]
    stays, *others = sorted(same)  # the paper that was added first keeps its key and folder
    remember_rows(operation, (stays, *others))
    for other in others:
        fold_into(operation, stays, other)
    return stays


def fold_into(operation: Operation, stays: int, other: int, *, is_chosen: bool = False) -> None:
    """Merges the paper in row *other* into the row *stays*; the remaining folder is moved to the trash.

    Args:
        is_chosen: a person chose the paper that stays, so *other* only fills what it has not.
    """
    connection, folders = operation.connection, operation.folders
    folder = paper_rows.writable_folder(operation.writer, stays)
    other_folder = paper_rows.folder_of(connection, other)
    known = {sha256 for (sha256,) in connection.execute("SELECT sha256 FROM files WHERE paper_id = ?", (stays,))}
    moves = []
    for file_id, name, sha256 in connection.execute(
        "SELECT id, name, sha256 FROM files WHERE paper_id = ? ORDER BY id", (other,)
    ).fetchall():
        operation.files.add(sha256)
        path = folders.find_file(other_folder, name)
        if sha256 in known or path is None:
            continue  # is moved to the trash with the folder
        new_name = free_file_name(connection, folders, stays, name)
        moves.append((path, folders.file(folder, new_name)))
        connection.execute("UPDATE files SET paper_id = ?, name = ? WHERE id = ?", (stays, new_name, file_id))
    own = paper_rows.own_of(connection, stays), paper_rows.own_of(connection, other)
    connection.execute("DELETE FROM entries WHERE paper_id = ?", (other,))
    _keep_more_read(connection, stays, other)
    connection.execute(
        """
        INSERT OR IGNORE INTO ids (scheme, value, paper_id)
            SELECT 'key', cite_key, ? FROM cite_keys WHERE paper_id = ?
        """,
        (stays, other),
    )
    for table in ("ids", "paper_collections", "paper_tags", "to_read"):
        connection.execute(f"UPDATE OR IGNORE {table} SET paper_id = ? WHERE paper_id = ?", (stays, other))  # noqa: S608
    connection.execute("UPDATE notes SET paper_id = ? WHERE paper_id = ?", (stays, other))
    connection.execute(
        """
        UPDATE papers SET (starred, added) =
            (SELECT max(starred), min(added) FROM papers WHERE id IN (:stays, :other))
        WHERE id = :stays
        """,
        {"stays": stays, "other": other},
    )
    papers = paper_rows.paper_of(connection, stays), paper_rows.paper_of(connection, other)
    if is_chosen:
        # imported late: only a merge by a person needs it
        from scholar_desktop.formats.entry_json import filled_fields

        filled = filled_fields(with_own_fields(papers[0], own[0]))
        paper_rows.replace(connection, stays, fill_fields(*papers))
        paper_rows.write_own(connection, stays, merge_own(*own, filled))
    else:
        paper_rows.replace(connection, stays, merge_fields(*papers))
        paper_rows.write_own(connection, stays, merge_own(*own))
    operation.touch(paper_rows.key_of(connection, stays))
    other_key = paper_rows.key_of(connection, other)
    operation.papers.add(other_key)
    if other_key in operation.inverse.withdraw:
        operation.inverse.withdraw.remove(other_key)
    connection.execute("DELETE FROM papers WHERE id = ?", (other,))
    if (place := folders.find_folder(other_folder)) is not None:
        moves.append((place, free_path(folders.trash_of(operation.undo_id) / other_folder)))
    operation.move(moves)


def _keep_more_read(connection: sqlite3.Connection, stays: int, other: int) -> None:
    """Of two papers that become one, the reading state that is further on stays."""
    mine, its = (READING_STATES.index(reading_of(connection, paper_id)) for paper_id in (stays, other))
    if its > mine:
        connection.execute(
            "INSERT OR REPLACE INTO to_read (paper_id, state) VALUES (?, ?)", (stays, READING_STATES[its])
        )


def remember_rows(operation: Operation, paper_ids: Sequence[int]) -> None:
    """Takes snapshots of the papers before they are merged.

    Papers that this operation added are omitted, because undo only removes them.
    """
    new = operation.inverse.withdraw
    known = {snapshot_key(snapshot) for snapshot in operation.inverse.restore}
    for paper_id in paper_ids:
        key = paper_rows.key_of(operation.connection, paper_id)
        if key not in known and key not in new:
            operation.inverse.restore.append(take_snapshot(operation.connection, paper_id))


def _goes_first(paper: Paper, kept: Paper) -> bool:
    """Returns True if the values of *paper* take precedence over those of *kept*.

    They do if its first source is trusted more, or equally and *paper* was retrieved later.
    """
    if _rank(paper) != _rank(kept):
        return _rank(paper) < _rank(kept)
    return (paper.retrieved or "") >= (kept.retrieved or "")


def _rank(paper: Paper) -> int:
    """Returns the rank of the paper's first source: 0 is the most trusted.

    A paper without a source has the lowest rank.
    """
    first = next(iter(paper.sources), "")
    return SEARCH_SOURCES.index(first) if first in SEARCH_SOURCES else len(SEARCH_SOURCES)


def describe_rows(connection: sqlite3.Connection, paper_ids: Sequence[int]) -> str:
    """Returns the words for papers in the Undo menu: the title of one paper, the number of several."""
    if len(paper_ids) == 1:
        return quote_title(paper_rows.title_of(connection, paper_ids[0]))
    return Message.counted("{count} paper", "{count} papers", len(paper_ids))


def quote_title(title: str) -> str:
    """Returns a title in quotation marks, shortened if it is long."""
    short = shorten(title, LABEL_TITLE)
    return Message("“{title}”", title=short)
