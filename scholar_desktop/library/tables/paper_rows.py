"""Converts papers to rows and back: writes `Paper`, reads `KeptPaper`."""

from __future__ import annotations

import sqlite3
import uuid
from collections import defaultdict
from collections.abc import Sequence

import msgspec

from scholar_desktop.domain.alerts.watched_items import NOT_WATCHED
from scholar_desktop.domain.library import NOT_MARKED, KeptFile, KeptPaper, LibraryProblem
from scholar_desktop.domain.own_fields import NOTHING, OwnFields, with_own_fields, without_own_fields
from scholar_desktop.domain.paper import Ids, Paper
from scholar_desktop.domain.text.message import encode_stored
from scholar_desktop.domain.text.text_folding import fold_file_name
from scholar_desktop.formats.file_names import folder_name
from scholar_desktop.library import cite_keys
from scholar_desktop.library.database.write_session import WriteSession
from scholar_desktop.library.folders import LibraryFolders, free_name, is_empty_place
from scholar_desktop.library.paper_identity import add_names, identifier_names
from scholar_desktop.library.tables.search_words import search_columns, search_words
from scholar_desktop.library.tables.stored_own_fields import decode_own, encode_own

_decoder = msgspec.json.Decoder(Paper)

NOTHING_STATED = '{"title":""}'
"""The stored form of `Paper("")`, a paper of which no service states anything: decoding fills in the rest."""

_COLLECTIONS = """
    WITH RECURSIVE paths (id, path) AS (
        SELECT id, name FROM collections WHERE parent_id IS NULL
        UNION ALL
        SELECT collections.id, paths.path || '/' || collections.name
        FROM collections JOIN paths ON collections.parent_id = paths.id
    )
    SELECT paper_collections.paper_id, paths.path
    FROM json_each(?) AS asked CROSS JOIN paper_collections ON paper_collections.paper_id = asked.value
        JOIN paths ON paths.id = paper_collections.collection_id
    ORDER BY paths.path
"""
_TAGS = """
    SELECT paper_tags.paper_id, tags.name, tags.colour
    FROM json_each(?) AS asked CROSS JOIN paper_tags ON paper_tags.paper_id = asked.value
        JOIN tags ON tags.id = paper_tags.tag_id
    ORDER BY tags.name
"""
_NOTES = """
    SELECT notes.paper_id, notes.text
    FROM json_each(?) AS asked CROSS JOIN notes ON notes.paper_id = asked.value
    ORDER BY notes.id
"""
_FILES = """
    SELECT files.paper_id, files.name, files.sha256, files.bytes, files.version, files.license, files.source_url,
        files.retrieved, files.source, files.review, files.checked_with
    FROM json_each(?) AS asked CROSS JOIN files ON files.paper_id = asked.value
    ORDER BY files.id
"""
_PAPERS = f"""
    SELECT papers.id, papers.key, papers.folder, papers.starred, papers.added, cite_keys.cite_key,
        ifnull(to_read.state, 'none'), entries.entry, ifnull(trashed.since, ''), watched.key IS NULL,
        papers.paper
    FROM json_each(?) AS asked CROSS JOIN papers ON papers.id = asked.value
        LEFT JOIN cite_keys ON cite_keys.paper_id = papers.id
        LEFT JOIN to_read ON to_read.paper_id = papers.id
        LEFT JOIN entries ON entries.paper_id = papers.id
        LEFT JOIN trashed ON trashed.paper_id = papers.id
        LEFT JOIN watched ON watched.kind = '{NOT_WATCHED}' AND watched.key = papers.key
"""  # noqa: S608


def load(connection: sqlite3.Connection, folders: LibraryFolders, paper_ids: Sequence[int]) -> list[KeptPaper]:
    """Returns the papers in these rows, in this order. Runs five queries, however many rows.

    Rows that do not exist are omitted. Files that are not on the disk, or outside the library folder, are omitted from
    `files`.
    """
    if not paper_ids:
        return []
    asked = msgspec.json.encode(list(dict.fromkeys(paper_ids))).decode()
    rows = {row[0]: row[1:] for row in connection.execute(_PAPERS, (asked,))}
    files: defaultdict[int, list[KeptFile]] = defaultdict(list)
    for paper_id, name, *facts in connection.execute(_FILES, (asked,)):
        path = folders.find_file(rows[paper_id][1], name)
        if path is not None:
            files[paper_id].append(KeptFile(name, str(path), *facts))
    collections = _texts(connection, _COLLECTIONS, asked)
    tags: defaultdict[int, dict[str, str | None]] = defaultdict(dict)
    for paper_id, name, colour in connection.execute(_TAGS, (asked,)):
        tags[paper_id][name] = colour
    notes = _texts(connection, _NOTES, asked)
    papers = []
    for paper_id in paper_ids:
        if paper_id not in rows:
            continue
        key, _, starred, added, cite_key, reading, entry, trashed, is_watched, paper = rows[paper_id]
        shown = _decoder.decode(paper)
        papers.append(
            KeptPaper(
                key=key,
                paper=shown_paper(shown, None if entry is None else decode_own(entry), cite_key or ""),
                files=tuple(files[paper_id]),
                starred=bool(starred),
                reading=reading,
                added=added,
                collections=tuple(collections[paper_id]),
                tags=tuple(tags[paper_id]),
                tag_colours={name: colour for name, colour in tags[paper_id].items() if colour is not None},
                notes=tuple(notes[paper_id]),
                cite_key=cite_key or "",
                trashed=trashed,
                is_watched=bool(is_watched),
            )
        )
    return papers


def _texts(connection: sqlite3.Connection, question: str, asked: str) -> defaultdict[int, list[str]]:
    found: defaultdict[int, list[str]] = defaultdict(list)
    for paper_id, text in connection.execute(question, (asked,)):
        found[paper_id].append(text)
    return found


def load_one(connection: sqlite3.Connection, folders: LibraryFolders, paper_id: int) -> KeptPaper | None:
    """Returns the paper in a row; None if the row does not exist."""
    return next(iter(load(connection, folders, [paper_id])), None)


def owners_of_files(
    connection: sqlite3.Connection, folders: LibraryFolders, sha256s: Sequence[str]
) -> dict[str, KeptPaper]:
    """Returns the papers that have these files, by the SHA-256 of each. A file that is not on the disk has none; of
    several papers with one file, those in the trash come last."""
    found = connection.execute(
        "SELECT DISTINCT paper_id FROM files WHERE sha256 IN (SELECT value FROM json_each(?)) ORDER BY paper_id",
        (msgspec.json.encode(sha256s).decode(),),
    )
    wanted, owners = frozenset(sha256s), dict[str, KeptPaper]()
    papers = load(connection, folders, [paper_id for (paper_id,) in found])
    for kept in sorted(papers, key=lambda kept: bool(kept.trashed)):
        for file in kept.files:
            if file.sha256 in wanted:
                owners.setdefault(file.sha256, kept)
    return owners


def row_of(connection: sqlite3.Connection, key: str) -> int | None:
    """Returns the row number of the paper with the library's own key *key*; None if there is none."""
    row = connection.execute("SELECT id FROM papers WHERE key = ?", (key,)).fetchone()
    return None if row is None else int(row[0])


def rows_of(connection: sqlite3.Connection, keys: Sequence[str]) -> list[int]:
    """Returns the row numbers of *keys*, in their order; unknown keys are omitted."""
    found = [row_of(connection, key) for key in dict.fromkeys(keys)]
    return [paper_id for paper_id in found if paper_id is not None]


def keys_of(connection: sqlite3.Connection, paper_ids: Sequence[int]) -> list[str]:
    """Returns the library's own keys of the papers in these rows, in their order; rows that do not exist are
    omitted."""
    found = connection.execute(
        "SELECT papers.key FROM json_each(?) AS asked CROSS JOIN papers ON papers.id = asked.value",
        (msgspec.json.encode(list(paper_ids)).decode(),),
    )
    return [key for (key,) in found]


def key_of(connection: sqlite3.Connection, paper_id: int) -> str:
    """Returns the library's own key of the paper in a row."""
    return str(connection.execute("SELECT key FROM papers WHERE id = ?", (paper_id,)).fetchone()[0])


def folder_of(connection: sqlite3.Connection, paper_id: int) -> str:
    """Returns the name of the paper's folder below papers/."""
    return str(connection.execute("SELECT folder FROM papers WHERE id = ?", (paper_id,)).fetchone()[0])


def writable_folder(writer: WriteSession, paper_id: int) -> str:
    """Returns the name of the paper's folder, for writing into it.

    A paper whose folder leads out of the library folder gets a new folder, and the old one is reported.
    """
    connection, folders = writer.connection, writer.folders
    folder = folder_of(connection, paper_id)
    if not folders.is_outside(folder):
        return folder
    wanted = folder_name(with_own_fields(paper_of(connection, paper_id), own_of(connection, paper_id)))
    new = free_name(wanted, lambda name: is_folder_taken(connection, folders, name))
    connection.execute(
        "UPDATE papers SET folder = ?, folder_fold = ?, sidecar_due = 1 WHERE id = ?",
        (new, fold_file_name(new), paper_id),
    )
    writer.report(
        LibraryProblem(
            f"The folder of a paper, {folder}, leads out of the library folder; the paper has the folder {new} now.",
            str(folders.papers),
            key_of(connection, paper_id),
            True,
        )
    )
    return new


def paper_of(connection: sqlite3.Connection, paper_id: int) -> Paper:
    """Returns what the services state about the paper in a row."""
    return _decoder.decode(connection.execute("SELECT paper FROM papers WHERE id = ?", (paper_id,)).fetchone()[0])


def title_of(connection: sqlite3.Connection, paper_id: int) -> str:
    """Returns the title of the paper in a row, as it is shown."""
    return str(connection.execute("SELECT title FROM papers WHERE id = ?", (paper_id,)).fetchone()[0])


def paper_as_shown(connection: sqlite3.Connection, paper_id: int) -> Paper:
    """Returns the paper in a row as it is shown: what was written about it goes before what the services state."""
    return with_own_fields(paper_of(connection, paper_id), own_of(connection, paper_id))


def shown_ids(connection: sqlite3.Connection, paper_id: int) -> Ids:
    """Returns the identifiers of the paper in a row, as they are shown."""
    return paper_as_shown(connection, paper_id).ids


def own_of(connection: sqlite3.Connection, paper_id: int) -> OwnFields:
    """Returns what a person or an import wrote about the paper in a row."""
    row = connection.execute("SELECT entry FROM entries WHERE paper_id = ?", (paper_id,)).fetchone()
    return NOTHING if row is None else decode_own(row[0])


def cite_key_of(connection: sqlite3.Connection, paper_id: int) -> str:
    """Returns the citation key of the paper in a row."""
    row = connection.execute("SELECT cite_key FROM cite_keys WHERE paper_id = ?", (paper_id,)).fetchone()
    return "" if row is None else str(row[0])


def shown_paper(stated: Paper, own: OwnFields | None, cite_key: str) -> Paper:
    """Returns a paper as it is shown: what the services state, with the own fields in their place. A paper without an
    identifier is named by its citation key."""
    shown = stated if own is None else with_own_fields(stated, own)
    if shown.id or not cite_key:
        return shown
    return msgspec.structs.replace(shown, ids=msgspec.structs.replace(shown.ids, key=cite_key))


def stated_paper(paper: Paper, kept: Paper | None) -> Paper:
    """Returns *paper* as the services state it: without own fields, in whose place *kept* is used, and without the
    citation key."""
    stated = without_own_fields(paper, kept)
    if not stated.ids.key:
        return stated
    return msgspec.structs.replace(stated, ids=msgspec.structs.replace(stated.ids, key=msgspec.UNSET))


def write_own(connection: sqlite3.Connection, paper_id: int, own: OwnFields) -> None:
    """Replaces the own fields of a paper, its columns for the search, and the identifiers that it has by them."""
    stated, before = paper_of(connection, paper_id), own_of(connection, paper_id)
    old, new = with_own_fields(stated, before), with_own_fields(stated, own)
    gone = set(identifier_names(old.ids)) - set(identifier_names(new.ids)) - set(identifier_names(stated.ids))
    # An identifier that was typed wrongly may be another paper's, which would be taken for this one.
    connection.executemany(
        "DELETE FROM ids WHERE scheme = ? AND value = ? AND paper_id = ?", [(*name, paper_id) for name in gone]
    )
    if own.is_empty:
        connection.execute("DELETE FROM entries WHERE paper_id = ?", (paper_id,))
    else:
        connection.execute(
            """
            INSERT INTO entries (paper_id, words, entry) VALUES (?, ?, ?)
            ON CONFLICT (paper_id) DO UPDATE SET words = excluded.words, entry = excluded.entry
            """,
            (paper_id, search_words(search_columns(new), own.fields, own.people), encode_own(own)),
        )
    columns = search_columns(new)
    connection.execute(
        """
        UPDATE papers SET title = ?, authors = ?, year = ?, venue = ?
        WHERE id = ? AND (title, authors, year, venue) IS NOT (?, ?, ?, ?)
        """,  # an equal row would be put into the index of papers again
        (*columns, paper_id, *columns),
    )
    add_names(connection, paper_id, new.ids)
    name_by_key(connection, paper_id)


def name_by_key(connection: sqlite3.Connection, paper_id: int) -> None:
    """Makes the citation key a name of the paper if it has no other identifier."""
    connection.execute(
        """
        INSERT OR IGNORE INTO ids (scheme, value, paper_id)
            SELECT 'key', cite_key, paper_id FROM cite_keys
            WHERE paper_id = :id AND NOT EXISTS (SELECT 1 FROM ids WHERE paper_id = :id AND scheme <> 'key')
        """,
        {"id": paper_id},
    )


def insert(
    connection: sqlite3.Connection,
    folders: LibraryFolders,
    paper: Paper,
    *,
    added: str,
    key: str | None = None,
    starred: bool = False,
    reading: str = NOT_MARKED,
    folder: str | None = None,
    cite_key: str = "",
    own: OwnFields = NOTHING,
    trashed: str = "",
) -> int:
    """Inserts *paper*, as the services state it, and returns its row number.

    Args:
        key, folder, cite_key, trashed: the former values of a paper that is restored; also the citation key that a
            new paper gets, which may be followed by a letter.
        own: what a person or an import wrote about it.
    """
    stated, paper = paper, with_own_fields(paper, own)
    if folder is None:
        folder = free_name(folder_name(paper), lambda name: is_folder_taken(connection, folders, name))
    made = connection.execute(
        """
        INSERT INTO papers (key, title, authors, year, venue, added, starred, folder, folder_fold, paper)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        (
            key or uuid.uuid4().hex[:12],
            *search_columns(paper),
            added,
            int(starred),
            folder,
            fold_file_name(folder),
            encode_paper(stated),
        ),
    )
    assert made.lastrowid is not None
    add_names(connection, made.lastrowid, paper.ids)
    if reading != NOT_MARKED:
        connection.execute("INSERT INTO to_read (paper_id, state) VALUES (?, ?)", (made.lastrowid, reading))
    if trashed:
        connection.execute("INSERT INTO trashed (paper_id, since) VALUES (?, ?)", (made.lastrowid, trashed))
    cite_keys.assign_key(connection, made.lastrowid, paper, cite_key)
    if own.is_empty:
        name_by_key(connection, made.lastrowid)
    else:
        write_own(connection, made.lastrowid, own)
    return made.lastrowid


def replace(connection: sqlite3.Connection, paper_id: int, paper: Paper) -> bool:
    """Replaces what the services state about a paper; its own fields stay. Returns False if nothing changed."""
    encoded, paper = encode_paper(paper), with_own_fields(paper, own_of(connection, paper_id))
    changed = connection.execute(
        "UPDATE papers SET title = ?, authors = ?, year = ?, venue = ?, paper = ? WHERE id = ? AND paper <> ?",
        (*search_columns(paper), encoded, paper_id, encoded),
    )
    add_names(connection, paper_id, paper.ids)
    return changed.rowcount > 0


def find_without_ids(connection: sqlite3.Connection, paper: Paper) -> int | None:
    """Returns the row of a paper without identifiers that has the same title, authors and year."""
    title, authors, year, _ = search_columns(paper)
    row = connection.execute(
        "SELECT id FROM papers WHERE title = ? AND authors = ? AND year IS ? ORDER BY id", (title, authors, year)
    ).fetchone()
    return None if row is None else int(row[0])


def encode_paper(paper: Paper) -> str:
    """Returns a paper in its stored form."""
    return msgspec.json.encode(paper, enc_hook=encode_stored).decode()


def is_folder_taken(connection: sqlite3.Connection, folders: LibraryFolders, name: str) -> bool:
    """Returns True if a new paper cannot have the folder *name*."""
    known = connection.execute("SELECT 1 FROM papers WHERE folder_fold = ?", (fold_file_name(name),)).fetchone()
    return known is not None or folders.is_outside(name) or not is_empty_place(folders.of(name))
