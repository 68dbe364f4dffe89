"""Takes the entries of a file into the library: all of them in one operation, or none."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from scholar_desktop.domain.bibliographic_entry import Entry
from scholar_desktop.domain.full_entry import FullEntry
from scholar_desktop.domain.library import Changes
from scholar_desktop.domain.own_fields import (
    BY_IMPORT,
    ITEM_TYPE,
    Origin,
    OwnFields,
    Value,
    with_own_fields,
    write_fields,
)
from scholar_desktop.domain.paper import Ids, Paper
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.text.text_folding import fold_file_name
from scholar_desktop.formats.bibliographic import bibliographic_record
from scholar_desktop.formats.cite_keys import allowed_key
from scholar_desktop.formats.csl_json import items
from scholar_desktop.library import cite_keys
from scholar_desktop.library.database.write_session import Operation, WriteSession
from scholar_desktop.library.operations.collection_ops import ensure_path, set_member
from scholar_desktop.library.operations.note_ops import LONGEST, write_notes
from scholar_desktop.library.operations.paper_ops import describe_rows, free_file_name, set_trashed
from scholar_desktop.library.operations.tag_ops import clean_tag
from scholar_desktop.library.paper_identity import IdentifierName, are_compatible, find_by_names, identifier_names
from scholar_desktop.library.tables import paper_rows

PROGRESS_STEP = 100
"""Number of entries between two calls of `go_on`."""
_TELLING = (
    "volume",
    "issue",
    "page",
    "edition",
    "number",
    "collection-number",
    "container-title",
    "chapter-number",
    "part-number",
)
"""Entries with one title, people and year are different works if one of these differs."""


class StagedCopy(msgspec.Struct, frozen=True):
    """A copy of a linked file, in the library's work folder. name: what it is called in the library."""

    path: Path
    name: str
    sha256: str
    bytes: int
    source_url: str | None = None


class ImportBatch(msgspec.Struct, frozen=True):
    """The entries of a file.

    form: the name of its format; name: of the file, for the undo entry; into: a collection for all of them, or None;
    copies: the files of entries, by the number of the entry.
    """

    form: str
    name: str
    entries: Sequence[FullEntry]
    into: str | None = None
    copies: Mapping[int, Sequence[StagedCopy]] = {}


class ImportedRow(msgspec.Struct, frozen=True):
    """What became of an entry. id: as `Paper.id`; key: the library's own; is_new: it was not in the library; files: how
    many files were added."""

    id: str
    key: str
    is_new: bool
    files: int = 0


class _NotKeptError(Exception):
    """Ends an operation whose result only was wanted."""


def import_entries(
    writer: WriteSession,
    batch: ImportBatch,
    outcome: list[ImportedRow],
    go_on: Callable[[int], None] = lambda done: None,
    *,
    dry_run: bool = False,
) -> Changes:
    """Adds entries, or fills what is empty in those that are in the library.

    Args:
        outcome: gets a row for each entry.
        go_on: called with the number of entries that are done; what it raises ends the operation without a change.
        dry_run: leave the library as it was.
    """
    try:
        with writer.operation() as operation:
            run = _Import(operation, batch)
            for number, entry in enumerate(batch.entries):
                if number % PROGRESS_STEP == 0:
                    go_on(number)
                outcome.append(run.take(number, entry))
            run.move_files()
            if dry_run:
                raise _NotKeptError
            if run.touched:
                operation.label = Message(
                    "import {papers} from {file}",
                    papers=describe_rows(operation.connection, list(run.touched)),
                    file=batch.name,
                )
    except _NotKeptError:
        return Changes()
    return operation.changes()


class _Import:
    """One import."""

    def __init__(self, operation: Operation, batch: ImportBatch) -> None:
        self._operation = operation
        self._connection = operation.connection
        self._batch = batch
        self._now = operation.writer.now()
        self._known = _KnownPapers(operation.connection, batch.entries)
        self._moves: list[tuple[Path, Path]] = []
        self._new: set[int] = set()
        self._files_taken: set[tuple[int, str]] = set()
        self._collections: dict[str, int] = {}
        self._tag_rows: dict[str, int] = {
            name.casefold(): row for row, name in self._connection.execute("SELECT id, name FROM tags").fetchall()
        }
        self.touched: dict[int, None] = {}

    def take(self, number: int, entry: FullEntry) -> ImportedRow:
        """Adds an entry, or fills what is empty in the paper that it is."""
        values = dict(entry.fields)
        ids = _ids_of(values)
        paper_id = self._known.find(number, entry, ids)
        is_new = paper_id is None
        if paper_id is None:
            paper_id = self._insert(entry, values)
            self._known.add(paper_id, entry, ids)
        elif paper_id not in self._new:
            set_trashed(self._operation, paper_id, None)
            self._fill(paper_id, entry, values)
        else:
            self._fill(paper_id, entry, values, is_new=True)
        self._add_keys(paper_id, entry)
        self._add_tags(paper_id, entry.tags)
        self._add_to_collections(paper_id, entry.collections)
        self._add_notes(paper_id, entry.notes)
        files = self._add_files(paper_id, self._batch.copies.get(number, ()))
        return ImportedRow(self._id(paper_id), paper_rows.key_of(self._connection, paper_id), is_new, files)

    def move_files(self) -> None:
        """Moves the staged files to their papers, in one step."""
        self._operation.move(self._moves, can_be_taken_back=False)

    def _touch(self, paper_id: int) -> None:
        self.touched[paper_id] = None
        self._operation.touch(paper_rows.key_of(self._connection, paper_id))

    def _insert(self, entry: FullEntry, values: Mapping[str, Value]) -> int:
        written = {name: Origin(BY_IMPORT, self._now) for name in values}
        written |= {one.role: Origin(BY_IMPORT, self._now) for one in entry.people}
        if entry.item_type is not None:
            written[ITEM_TYPE] = Origin(BY_IMPORT, self._now)
        own = OwnFields(
            item_type=entry.item_type,
            fields=dict(values),
            people=entry.people,
            origin=written,
            extra={self._batch.form: entry.extra} if entry.extra else {},
        )
        paper_id = paper_rows.insert(
            self._connection,
            self._operation.folders,
            Paper(""),
            added=self._now,
            cite_key=allowed_key(entry.key),
            own=own,
        )
        self._operation.inverse.withdraw.append(paper_rows.key_of(self._connection, paper_id))
        self._new.add(paper_id)
        self._touch(paper_id)
        return paper_id

    def _fill(self, paper_id: int, entry: FullEntry, values: Mapping[str, Value], *, is_new: bool = False) -> None:
        connection = self._connection
        before = paper_rows.own_of(connection, paper_id)
        shown = with_own_fields(paper_rows.paper_of(connection, paper_id), before)
        (item,) = items([Entry("", bibliographic_record(shown))], abstracts=True)
        if shown.ids.arxiv is not None:
            item["arxiv"] = shown.ids.arxiv
        missing: dict[str, Value] = {
            name: value
            for name, value in values.items()
            if name not in before.origin and not item.get(name) and not item.get("custom", {}).get(name)
        }
        for role in dict.fromkeys(one.role for one in entry.people):
            if role not in before.origin and not item.get(role):
                missing[role] = entry.of_role(role)
        if entry.item_type is not None and before.item_type is None and not shown.sources:
            missing[ITEM_TYPE] = entry.item_type
        own = write_fields(before, missing, BY_IMPORT, self._now) if missing else before
        if entry.extra:
            kept: dict[str, Any] = own.extra.get(self._batch.form, {})
            extra = own.extra | {self._batch.form: entry.extra | kept}
            own = msgspec.structs.replace(own, extra=extra)
        if own != before:
            if not is_new:
                self._operation.inverse.entries.append(
                    (
                        paper_rows.key_of(connection, paper_id),
                        paper_rows.encode_own(before),
                        paper_rows.cite_key_of(connection, paper_id),
                    )
                )
            paper_rows.write_own(connection, paper_id, own)
            self._touch(paper_id)

    def _add_keys(self, paper_id: int, entry: FullEntry) -> None:
        """Makes the keys that the file has for the entry names of the paper, so that citations find it."""
        assigned = paper_rows.cite_key_of(self._connection, paper_id)
        for key in (entry.key, *entry.other_keys):
            name = allowed_key(key)
            if name and name != assigned and cite_keys.find(self._connection, name) is None:
                self._connection.execute(
                    "INSERT OR IGNORE INTO ids (scheme, value, paper_id) VALUES ('key', ?, ?)", (name, paper_id)
                )

    def _add_tags(self, paper_id: int, tags: Sequence[str]) -> None:
        for name in dict.fromkeys(filter(None, map(clean_tag, tags))):
            row = self._tag_rows.get(name.casefold())
            if row is None:
                row = self._connection.execute("INSERT INTO tags (name) VALUES (?)", (name,)).lastrowid
                assert row is not None
                self._tag_rows[name.casefold()] = row
            added = self._connection.execute(
                "INSERT OR IGNORE INTO paper_tags (tag_id, paper_id) VALUES (?, ?)", (row, paper_id)
            )
            if added.rowcount > 0 and paper_id not in self._new:
                self._operation.inverse.tags.append((paper_rows.key_of(self._connection, paper_id), name, False))
                self._touch(paper_id)

    def _add_to_collections(self, paper_id: int, paths: Sequence[str]) -> None:
        for path in dict.fromkeys((*([self._batch.into] if self._batch.into else []), *paths)):
            key = self._collections.get(path)
            if key is None:
                key = self._collections[path] = ensure_path(self._operation, path)
            if set_member(self._operation, key, paper_id, inside=True):
                self._touch(paper_id)

    def _add_notes(self, paper_id: int, notes: Sequence[str]) -> None:
        if not notes:
            return
        found = self._connection.execute("SELECT text FROM notes WHERE paper_id = ? ORDER BY id", (paper_id,))
        before = [text for (text,) in found]
        new = [text for text in dict.fromkeys(note.strip("\n")[:LONGEST] for note in notes) if text.strip()]
        added = [text for text in new if text not in before]
        if added:
            if paper_id not in self._new:
                self._operation.inverse.notes.append((paper_rows.key_of(self._connection, paper_id), before))
            write_notes(self._operation, paper_id, [*before, *added])
            self._touch(paper_id)

    def _add_files(self, paper_id: int, copies: Sequence[StagedCopy]) -> int:
        connection, operation = self._connection, self._operation
        added = 0
        for copy in copies:
            known = connection.execute(
                "SELECT 1 FROM files WHERE paper_id = ? AND sha256 = ?", (paper_id, copy.sha256)
            ).fetchone()
            if known is not None:
                continue
            folder = paper_rows.writable_folder(operation.writer, paper_id)
            name = free_file_name(connection, operation.folders, paper_id, copy.name)
            made = connection.execute(
                "INSERT INTO files (paper_id, name, sha256, bytes, source_url, retrieved, source) "
                "VALUES (?, ?, ?, ?, ?, ?, 'user')",
                (paper_id, name, copy.sha256, copy.bytes, copy.source_url, self._now),
            )
            assert made.lastrowid is not None
            if paper_id not in self._new:
                operation.inverse.detach.append(made.lastrowid)
            operation.files.add(copy.sha256)
            self._moves.append((copy.path, operation.folders.file(folder, name)))
            self._touch(paper_id)
            added += 1
        return added

    def _id(self, paper_id: int) -> str:
        connection = self._connection
        stated, own = paper_rows.paper_of(connection, paper_id), paper_rows.own_of(connection, paper_id)
        return paper_rows.shown_paper(stated, own, paper_rows.cite_key_of(connection, paper_id)).id


class _KnownPapers:
    """Finds the paper of the library that an entry is.

    In this order: by an identifier that nothing contradicts; by the citation key, if the title is the same; by title,
    people and year, if nothing that tells works apart differs.
    """

    def __init__(self, connection: sqlite3.Connection, entries: Sequence[FullEntry]) -> None:
        self._connection = connection
        wanted = [name for entry in entries for name in _names_of(entry)]
        self._by_name: dict[IdentifierName, int] = find_by_names(connection, dict.fromkeys(wanted))
        self._by_title: defaultdict[str, list[int]] | None = None

    def find(self, number: int, entry: FullEntry, ids: Ids) -> int | None:
        """Returns the row of the paper; None if it is not in the library."""
        for name in identifier_names(ids):
            row = self._by_name.get(name)
            if row is not None and are_compatible([ids, paper_rows.shown_ids(self._connection, row)]):
                return row
        title = _folded(entry.text("title"))
        key = allowed_key(entry.key)
        if key:
            row = cite_keys.find(self._connection, key)
            if row is None:
                row = self._by_name.get(("key", key))
            if row is not None and self._is_same(row, entry, ids, title, by_key=True):
                return row
        if not title:
            return None
        return next((row for row in self._titles()[title] if self._is_same(row, entry, ids, title)), None)

    def add(self, paper_id: int, entry: FullEntry, ids: Ids) -> None:
        """Makes a paper known that was added."""
        for name in identifier_names(ids):
            self._by_name.setdefault(name, paper_id)
        title = _folded(entry.text("title"))
        if title and self._by_title is not None:
            self._by_title[title].append(paper_id)

    def _titles(self) -> defaultdict[str, list[int]]:
        if self._by_title is None:
            self._by_title = defaultdict(list)
            for row, title in self._connection.execute("SELECT id, title FROM papers ORDER BY id").fetchall():
                self._by_title[_folded(title)].append(row)
        return self._by_title

    def _is_same(self, row: int, entry: FullEntry, ids: Ids, title: str, *, by_key: bool = False) -> bool:
        connection = self._connection
        stated, own = paper_rows.paper_of(connection, row), paper_rows.own_of(connection, row)
        shown = with_own_fields(stated, own)
        if _folded(shown.title) != title or not are_compatible([ids, shown.ids]):
            return False
        if by_key and title:
            return True
        people = [one.shown for one in entry.of_role("author")]
        if [author.name for author in shown.authors] != people or shown.year != _year(entry.fields.get("issued")):
            return False
        if own.item_type is not None and entry.item_type is not None and own.item_type != entry.item_type:
            return False
        there, here = own.fields, entry.fields
        if not title or not (people or shown.year):  # too little to tell works apart: every field counts
            return {**there} == {**here}
        return all(there[name] == here[name] for name in _TELLING if there.get(name) and here.get(name))


def _names_of(entry: FullEntry) -> Iterator[IdentifierName]:
    yield from identifier_names(_ids_of(entry.fields))
    if key := allowed_key(entry.key):
        yield "key", key


def _ids_of(fields: Mapping[str, Value]) -> Ids:
    def text(name: str) -> str | None:
        value = fields.get(name)
        return value if isinstance(value, str) and value else None

    return Ids(doi=text("DOI"), pmid=text("PMID"), pmcid=text("PMCID"), arxiv=text("arxiv"))


def _folded(title: str) -> str:
    return fold_file_name(" ".join(title.split()))


def _year(value: Value) -> int | None:
    text = value.get("from") if isinstance(value, dict) else None
    return int(text[:4]) if isinstance(text, str) and text[:4].isdecimal() else None
