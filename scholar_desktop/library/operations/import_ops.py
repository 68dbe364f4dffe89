"""Takes the entries of a file into the library: all of them in one operation, or none."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from scholar_desktop.domain.csl_variables import PAPER_TYPE_OF_CSL
from scholar_desktop.domain.full_entry import FullEntry
from scholar_desktop.domain.library import Changes
from scholar_desktop.domain.merging.same_work import WorkGroup
from scholar_desktop.domain.own_fields import (
    BY_IMPORT,
    ID_FIELDS,
    ITEM_TYPE,
    WITH_OTHERS,
    Contributor,
    Origin,
    OwnFields,
    Value,
    paper_of_own_fields,
    with_own_fields,
    write_fields,
)
from scholar_desktop.domain.paper import Author, Ids, Paper
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.text.text_folding import fold_file_name
from scholar_desktop.domain.thread_yielding import Yielder
from scholar_desktop.formats.cite_keys import allowed_key
from scholar_desktop.formats.entry_json import filled_fields
from scholar_desktop.library import cite_keys
from scholar_desktop.library.database.write_session import Operation, WriteSession
from scholar_desktop.library.operations.collection_ops import ensure_path, set_member
from scholar_desktop.library.operations.note_ops import LONGEST, write_notes
from scholar_desktop.library.operations.paper_ops import describe_rows, free_file_name, set_trashed
from scholar_desktop.library.operations.tag_ops import clean_tag, give_looks
from scholar_desktop.library.paper_identity import IdentifierName, are_compatible, find_by_names, identifier_names
from scholar_desktop.library.tables import paper_rows
from scholar_desktop.library.tables.new_papers import NewPaper, NewPapers

PROGRESS_STEP = 100
"""Number of entries between two calls of `go_on`."""
MOST_ALIKE = 8
"""Of more papers with one title and year, such as editorials, none is taken for an entry without identifiers."""
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
    copies: the files of entries, by the number of the entry; tag_colours: as in `FileEntries`.
    """

    form: str
    name: str
    entries: Sequence[FullEntry]
    into: str | None = None
    copies: Mapping[int, Sequence[StagedCopy]] = {}
    tag_colours: Sequence[tuple[str, str]] = ()


class ImportedRow(msgspec.Struct, frozen=True):
    """What became of an entry. id: as `Paper.id`; key: the library's own; is_new: it was not in the library; files: how
    many files were added; may_be_known: it is new, but may be a paper of the library with its title and year; cite_key:
    the citation key of a new paper, or empty."""

    id: str
    key: str
    is_new: bool
    files: int = 0
    may_be_known: bool = False
    cite_key: str = ""


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
            run, turns = _Import(operation, batch), Yielder()
            for number, entry in enumerate(batch.entries):
                turns.yield_to_ui()
                if number % PROGRESS_STEP == 0:
                    go_on(number)
                outcome.append(run.take(number, entry))
            run.finish()
            give_looks(operation, batch.tag_colours)
            run.let_go(turns)
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


def find_entries(connection: sqlite3.Connection, entries: Sequence[FullEntry]) -> list[int | None]:
    """Returns the row of the paper that an import of each entry would fill; None for one that it would add."""
    known = _KnownPapers(connection, entries)
    return [known.find(known.work(number, entry)) for number, entry in enumerate(entries)]


class _Import:
    """One import."""

    def __init__(self, operation: Operation, batch: ImportBatch) -> None:
        self._operation = operation
        self._connection = operation.connection
        self._batch = batch
        self._now = operation.writer.now()
        self._known = _KnownPapers(operation.connection, batch.entries)
        self._new = NewPapers(operation, self._now, self._known.by_name)
        self._moves: list[tuple[Path, Path]] = []
        self._added: set[int] = set()
        self._origins: dict[tuple[str, ...], dict[str, Origin]] = {}
        self._collections: dict[str, int] = {}
        self._tag_rows: dict[str, int] = {
            name.casefold(): row for row, name in self._connection.execute("SELECT id, name FROM tags").fetchall()
        }
        self.touched: dict[int, None] = {}

    def take(self, number: int, entry: FullEntry) -> ImportedRow:
        """Adds an entry, or fills what is empty in the paper that it is."""
        work, copies = self._known.work(number, entry), self._batch.copies.get(number, ())
        paper_id = self._known.find(work)
        if paper_id is None:
            may_be_known = self._known.has_like(work)
            new = self._insert(work)
            files = 0
            if copies:
                self._new.write()
                files = self._add_files(new.row, copies)
            return ImportedRow(new.id, new.key, True, files, may_be_known, new.cite_key)
        self._new.write()  # the paper may be one of them
        if paper_id not in self._added:
            set_trashed(self._operation, paper_id, None)
        self._fill(paper_id, entry)
        self._add_keys(paper_id, entry)
        self._add_tags(paper_id, entry.tags)
        self._add_to_collections(paper_id, entry.collections)
        self._add_notes(paper_id, entry.notes)
        files = self._add_files(paper_id, copies)
        return ImportedRow(self._id(paper_id), paper_rows.key_of(self._connection, paper_id), False, files)

    def finish(self) -> None:
        """Writes the papers that wait, and moves the staged files to their papers, in one step."""
        self._new.write()
        self._operation.move(self._moves, can_be_taken_back=False)

    def let_go(self, turns: Yielder) -> None:
        """Empties the tables of this import piece by piece: to free them at once keeps the window waiting."""
        for table in self._known.tables():
            while table:
                table.popitem()
                turns.yield_to_ui()

    def _touch(self, paper_id: int) -> None:
        self.touched[paper_id] = None
        self._operation.touch(paper_rows.key_of(self._connection, paper_id))

    def _insert(self, work: _Work) -> NewPaper:
        """Adds a paper with all that the entry says. Its rows wait in `_new`."""
        operation, entry = self._operation, work.entry
        own = OwnFields(
            item_type=entry.item_type,
            fields=entry.fields,
            people=entry.people,
            origin=self._origin(entry),
            extra={self._batch.form: extra} if (extra := _extra_of(entry, entry.people)) else {},
        )
        new = self._new.add(own, work.key, work.names)
        self._known.add(new, work, own)
        self._added.add(new.row)
        self.touched[new.row] = None
        operation.papers.add(new.key)
        operation.inverse.withdraw.append(new.key)
        for name in _keys_of(entry):
            if name != new.cite_key and self._known.has_no_key(name):
                self._new.add_name(new.row, ("key", name))
        for tag in dict.fromkeys(filter(None, map(clean_tag, entry.tags))):
            self._new.add_tag(new.row, self._tag_row(tag))
        for collection in dict.fromkeys(map(self._collection_row, self._paths(entry.collections))):
            self._new.add_to_collection(new.row, collection)
            operation.inverse.members.append((collection, new.key, False))
            operation.collections.add(str(collection))
        for note in _texts_of(entry.notes):
            self._new.add_note(new.row, note)
        return new

    def _origin(self, entry: FullEntry) -> dict[str, Origin]:
        """Returns who wrote which field; entries with the same fields share it."""
        roles = dict.fromkeys(one.role for one in entry.people)
        names = (*entry.fields, *roles, *((ITEM_TYPE,) if entry.item_type is not None else ()))
        found = self._origins.get(names)
        if found is None:
            found = self._origins[names] = dict.fromkeys(names, Origin(BY_IMPORT, self._now))
        return found

    def _fill(self, paper_id: int, entry: FullEntry) -> None:
        connection = self._connection
        before = paper_rows.own_of(connection, paper_id)
        shown = with_own_fields(paper_rows.paper_of(connection, paper_id), before)
        filled = filled_fields(shown) | before.origin.keys()
        missing: dict[str, Value] = {name: value for name, value in entry.fields.items() if name not in filled}
        for role in dict.fromkeys(one.role for one in entry.people):
            if role not in filled:
                missing[role] = entry.of_role(role)
        if entry.item_type is not None and before.item_type is None and not shown.sources:
            missing[ITEM_TYPE] = entry.item_type
        own = write_fields(before, missing, BY_IMPORT, self._now) if missing else before
        if sent := _extra_of(entry, own.people):
            kept: dict[str, Any] = own.extra.get(self._batch.form, {})
            extra = own.extra | {self._batch.form: sent | kept}
            own = msgspec.structs.replace(own, extra=extra)
        if own != before:
            if paper_id not in self._added:
                self._operation.inverse.entries.append(
                    (
                        paper_rows.key_of(connection, paper_id),
                        paper_rows.encode_own(before),
                        paper_rows.cite_key_of(connection, paper_id),
                    )
                )
            paper_rows.write_own(connection, paper_id, own)
            self._known.forget(paper_id)
            self._touch(paper_id)

    def _add_keys(self, paper_id: int, entry: FullEntry) -> None:
        """Makes the keys that the file has for the entry names of the paper, so that citations find it."""
        assigned = paper_rows.cite_key_of(self._connection, paper_id)
        for name in _keys_of(entry):
            if name != assigned and self._known.has_no_key(name):
                self._new.add_name(paper_id, ("key", name))

    def _add_tags(self, paper_id: int, tags: Sequence[str]) -> None:
        for name in dict.fromkeys(filter(None, map(clean_tag, tags))):
            added = self._connection.execute(
                "INSERT OR IGNORE INTO paper_tags (tag_id, paper_id) VALUES (?, ?)", (self._tag_row(name), paper_id)
            )
            if added.rowcount > 0 and paper_id not in self._added:
                self._operation.inverse.tags.append((paper_rows.key_of(self._connection, paper_id), name, False))
                self._touch(paper_id)

    def _tag_row(self, name: str) -> int:
        """Returns the row of a tag, which is created if there is none."""
        row = self._tag_rows.get(name.casefold())
        if row is None:
            row = self._connection.execute("INSERT INTO tags (name) VALUES (?)", (name,)).lastrowid
            assert row is not None
            self._tag_rows[name.casefold()] = row
        return row

    def _add_to_collections(self, paper_id: int, paths: Sequence[str]) -> None:
        for key in map(self._collection_row, self._paths(paths)):
            if set_member(self._operation, key, paper_id, inside=True):
                self._touch(paper_id)

    def _paths(self, paths: Sequence[str]) -> Iterable[str]:
        return dict.fromkeys((self._batch.into, *paths) if self._batch.into else paths)

    def _collection_row(self, path: str) -> int:
        """Returns the row of a collection, which is created if there is none."""
        row = self._collections.get(path)
        if row is None:
            row = self._collections[path] = ensure_path(self._operation, path)
        return row

    def _add_notes(self, paper_id: int, notes: Sequence[str]) -> None:
        if not notes:
            return
        found = self._connection.execute("SELECT text FROM notes WHERE paper_id = ? ORDER BY id", (paper_id,))
        before = [text for (text,) in found]
        added = [text for text in _texts_of(notes) if text not in before]
        if added:
            if paper_id not in self._added:
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
            if paper_id not in self._added:
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
    people and year, if nothing that tells works apart differs; the people may be written in another way.

    Attributes:
        by_name: the rows of the papers by their identifiers, as far as the entries have them.
    """

    def __init__(self, connection: sqlite3.Connection, entries: Sequence[FullEntry]) -> None:
        self._connection = connection
        wanted: dict[IdentifierName, None] = {}
        keys: dict[str, None] = {}
        self._identified: list[tuple[Ids, Sequence[IdentifierName]]] = []
        turns = Yielder()
        for entry in entries:
            turns.yield_to_ui()
            if (ids := _ids_of(entry.fields)) is not _NO_IDS:
                names = identifier_names(ids)
                wanted.update(dict.fromkeys(names))
                self._identified.append((ids, names))
            else:
                self._identified.append(_WITHOUT_IDS)
            for key in _keys_of(entry):
                keys[key] = wanted["key", key] = None
        self.by_name: dict[IdentifierName, int] = find_by_names(connection, wanted)
        self._by_key = cite_keys.find_many(connection, keys)
        self._by_title: defaultdict[_TitleKey, list[int]] | None = None
        self._alike: dict[tuple[str, int | None], bool] = {}
        self._of_before: defaultdict[tuple[str, int | None], list[int]] = defaultdict(list)
        self._own: dict[int, OwnFields] = {}
        """Of the papers that were added, and not changed since."""

    def work(self, number: int, entry: FullEntry) -> _Work:
        """Returns what the entry at *number* is compared by. Call it once for each: its identifiers are let go."""
        (ids, names), self._identified[number] = self._identified[number], _WITHOUT_IDS
        people = "; ".join([one.shown for one in entry.people if one.role == "author"])
        key = _folded(entry.text("title")), people, _year(entry.fields.get("issued"))
        return _Work(entry, ids, names, allowed_key(entry.key), key)

    def find(self, work: _Work) -> int | None:
        """Returns the row of the paper; None if it is not in the library."""
        for name in work.names:
            row = self.by_name.get(name)
            if row is not None and are_compatible([work.ids, self._shown(row)[0].ids]):
                return row
        if work.key:
            row = self._by_key.get(work.key)
            if row is None:
                row = self.by_name.get(("key", work.key))
            if row is not None and self._is_same(row, work, by_key=True):
                return row
        found = self._titles().get(work.title_key, ())
        row = next((row for row in found if self._is_same(row, work)), None)
        return self._find_written_differently(work) if row is None else row

    def _find_written_differently(self, work: _Work) -> int | None:
        """Returns the paper that was in the library before and has the title and year of *work*, and the same people
        as far as both name them (`N. Cowan` and `Nelson Cowan`); None if there is none.

        The rules by which rows of the services are merged decide. Entries of one file are not compared in this way.
        """
        title, people, year = work.title_key
        if not people or year is None:
            return None
        found = self._of_before.get((title, year), ())
        if not found or len(found) > MOST_ALIKE:
            return None
        entry = work.entry
        authors = tuple(Author(one.shown) for one in entry.of_role("author"))
        kind = None if entry.item_type is None else PAPER_TYPE_OF_CSL.get(entry.item_type, "other")
        wanted = WorkGroup([Paper(entry.text("title"), work.ids, authors=authors, year=year, type=kind)])
        for row in found:
            shown, own = self._shown(row)
            if are_compatible([work.ids, shown.ids]) and WorkGroup([shown]).can_be(wanted) and _fits(own, entry):
                return row
        return None

    def has_like(self, work: _Work) -> bool:
        """Returns True if the library has a paper with the title and year of an entry that is not in it, and nothing
        tells the two apart: the entry has no identifier, and one of the two names no people."""
        title, people, year = work.title_key
        if work.names or not title or year is None:
            return False
        self._titles()
        names_nobody = self._alike.get((title, year))
        return names_nobody is not None and (names_nobody or not people)

    def add(self, new: NewPaper, work: _Work, own: OwnFields) -> None:
        """Makes a paper known that was added."""
        self._by_key[new.cite_key] = new.row
        self._own[new.row] = own
        if self._by_title is not None:
            self._by_title[work.title_key].append(new.row)

    def has_no_key(self, key: str) -> bool:
        """Returns True if no paper has the citation key *key*, which an entry has."""
        return key not in self._by_key

    def tables(self) -> Iterator[dict[Any, Any]]:
        """Yields what is known, by identifier, by citation key, by title, and by row."""
        yield from (self.by_name, self._by_key, self._by_title or {}, self._of_before, self._own)

    def forget(self, row: int) -> None:
        """Reads a paper that was changed from its rows again."""
        self._own.pop(row, None)

    def _titles(self) -> defaultdict[_TitleKey, list[int]]:
        if self._by_title is None:
            self._by_title = defaultdict(list)
            rows = self._connection.execute("SELECT id, title, authors, year FROM papers ORDER BY id").fetchall()
            waiting = [(row, *paper_rows.search_columns(paper_of_own_fields(own))) for row, own in self._own.items()]
            rows = [one for one in rows if one[0] not in self._own] + [one[:4] for one in waiting]
            for row, title, authors, year in rows:
                self._by_title[_folded(title), authors, year].append(row)
                if row not in self._own:
                    self._of_before[_folded(title), year].append(row)
                self._alike[_folded(title), year] = not authors or self._alike.get((_folded(title), year), False)
        return self._by_title

    def _shown(self, row: int) -> tuple[Paper, OwnFields]:
        own = self._own.get(row)
        if own is not None:
            return paper_of_own_fields(own), own
        own = paper_rows.own_of(self._connection, row)
        return with_own_fields(paper_rows.paper_of(self._connection, row), own), own

    def _is_same(self, row: int, work: _Work, *, by_key: bool = False) -> bool:
        shown, own = self._shown(row)
        entry, (title, _, year) = work.entry, work.title_key
        if _folded(shown.title) != title or not are_compatible([work.ids, shown.ids]):
            return False
        if by_key and title:
            return True
        people = [one.shown for one in entry.of_role("author")]
        if [author.name for author in shown.authors] != people or shown.year != year:
            return False
        if not title or not (people or shown.year):  # too little to tell works apart: every field counts
            return _is_same_type(own, entry) and {**own.fields} == {**entry.fields}
        return _fits(own, entry)


def _is_same_type(own: OwnFields, entry: FullEntry) -> bool:
    return own.item_type is None or entry.item_type is None or own.item_type == entry.item_type


def _fits(own: OwnFields, entry: FullEntry) -> bool:
    """Returns True if the type and the fields that tell works apart are the same, as far as both have them."""
    there, here = own.fields, entry.fields
    return _is_same_type(own, entry) and all(
        there[name] == here[name] for name in _TELLING if there.get(name) and here.get(name)
    )


_TitleKey = tuple[str, str, int | None]
"""A title, folded, the names of the authors, and the year: what works must share that have no identifier."""


class _Work(NamedTuple):
    """What an entry is compared by. names: its identifiers; key: its citation key, as the library writes it."""

    entry: FullEntry
    ids: Ids
    names: Sequence[IdentifierName]
    key: str
    title_key: _TitleKey


def _keys_of(entry: FullEntry) -> list[str]:
    """Returns the citation keys of an entry, as the library writes them."""
    return [name for key in (entry.key, *entry.other_keys) if (name := allowed_key(key))]


def _extra_of(entry: FullEntry, people: Sequence[Contributor]) -> dict[str, Any]:
    """Returns what has no other place of *entry*, of which the library has *people*."""
    if not entry.with_others:
        return entry.extra
    kept = {role: tuple(one for one in people if one.role == role) for role in entry.with_others}
    counts = {role: len(ours) for role, ours in kept.items() if ours == entry.of_role(role)}
    return entry.extra | {WITH_OTHERS: counts} if counts else entry.extra


def _texts_of(notes: Sequence[str]) -> list[str]:
    return [text for text in dict.fromkeys(note.strip("\n")[:LONGEST] for note in notes) if text.strip()]


_NO_IDS = Ids()
_WITHOUT_IDS: tuple[Ids, Sequence[IdentifierName]] = (_NO_IDS, ())


def _ids_of(fields: Mapping[str, Value]) -> Ids:
    if ID_FIELDS.keys().isdisjoint(fields):
        return _NO_IDS
    found = {
        scheme: value for name, scheme in ID_FIELDS.items() if isinstance(value := fields.get(name), str) and value
    }
    return Ids(**found)


def _folded(title: str) -> str:
    return fold_file_name(" ".join(title.split()))


def _year(value: Value) -> int | None:
    text = value.get("from") if isinstance(value, dict) else None
    return int(text[:4]) if isinstance(text, str) and text[:4].isdecimal() else None
