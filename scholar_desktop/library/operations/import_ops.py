"""Takes the entries of a file into the library: all of them in one operation, or none."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, nullcontext
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

import msgspec

from scholar_desktop.domain.full_entry import FullEntry
from scholar_desktop.domain.library import Changes
from scholar_desktop.domain.own_fields import (
    BY_IMPORT,
    ITEM_TYPE,
    OwnFields,
    Value,
    extra_names,
    with_own_fields,
    write_fields,
)
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.thread_yielding import Yielder, short_turns
from scholar_desktop.formats.entry_json import filled_fields
from scholar_desktop.library import cite_keys
from scholar_desktop.library.database.many_rows import many_pages
from scholar_desktop.library.database.row_thread import RowThread
from scholar_desktop.library.database.write_session import Operation, WriteSession
from scholar_desktop.library.operations.collection_ops import ensure_path, set_member
from scholar_desktop.library.operations.known_papers import KnownPapers
from scholar_desktop.library.operations.note_ops import LONGEST, write_notes
from scholar_desktop.library.operations.paper_ops import describe_rows, free_file_name, set_trashed
from scholar_desktop.library.operations.tag_ops import clean_tag, give_looks
from scholar_desktop.library.tables import paper_rows
from scholar_desktop.library.tables.new_papers import ROWS_AT_ONCE, NewPaper, NewPapers
from scholar_desktop.library.tables.prepared_papers import PreparedEntry, extra_of, prepare
from scholar_desktop.library.tables.stored_own_fields import encode_own

PROGRESS_STEP = 100
"""Number of entries between two calls of `go_on`."""
CITATION_KEY = "citation-key"
"""Names the citation key among what an entry changes."""
COLLECTIONS = "collections"
"""Names the collections among it."""
FREED_AT_ONCE = 100
ROWS_OF_LONG_IMPORT = 500
"""How many papers wait until they are written, where the index of words does not gain from many at once. The last of
them are written while nothing else is left to do."""
ROWS_OF_PREVIEW = 20_000
"""How many papers wait in a preview, some 60 MB: most files end before, and nothing is written of them. If one of the
papers is in the file again, those that wait are written all the same, so that a preview and an import go one way."""
MANY = 2000
"""Number of entries from which on the names and keys of the library are read as a whole, not looked up for each entry,
and the index of words is completed after the import."""


class StagedCopy(msgspec.Struct, frozen=True):
    """A copy of a linked file, in the library's work folder. name: what it is called in the library."""

    path: Path
    name: str
    sha256: str
    bytes: int
    source_url: str | None = None


@runtime_checkable
class ReadElsewhere(Protocol):
    """Entries that other processes read."""

    def __len__(self) -> int: ...

    def prepared(self, go_on: Callable[[], None]) -> Iterator[PreparedEntry]:
        """Yields each entry, and waits for it. go_on: called while it waits; what it raises ends the wait."""


class ImportBatch(msgspec.Struct, frozen=True):
    """The entries of a file.

    form: the name of its format; name: of the file, for the undo entry; into: a collection for all of them, or None;
    copies: the files of entries, by the number of the entry; tag_colours: as in `FileEntries`.
    """

    form: str
    name: str
    entries: Sequence[FullEntry] | ReadElsewhere
    into: str | None = None
    copies: Mapping[int, Sequence[StagedCopy]] = {}
    tag_colours: Sequence[tuple[str, str]] = ()


class ImportedRow(msgspec.Struct, frozen=True):
    """What became of an entry.

    id: as `Paper.id`; key: the library's own; is_new: it was not in the library; files: how many files were added;
    may_be_known: it is new, but may be a paper of the library with its title and year; cite_key: the citation key of
    the paper; wanted_key: its citation key in the file, as the library writes it; title: of an entry that is not new;
    was_trashed: its paper was in the trash, and is not any more; is_changed: this import changed its paper, which is
    not new; key_before: the citation key that this entry replaced, or empty; like_key: the citation key of the paper
    that it may be, if that was in the library before; changes: what this entry changes in its paper, which is not new:
    names of fields and roles, and of the parts of a `FullEntry`, without its files; extra: the names of the fields and
    roles that `extra` is about, if that is one of them.
    """

    id: str
    key: str
    is_new: bool
    files: int = 0
    may_be_known: bool = False
    cite_key: str = ""
    wanted_key: str = ""
    title: str = ""
    was_trashed: bool = False
    is_changed: bool = False
    key_before: str = ""
    like_key: str = ""
    changes: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()


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
        pages = many_pages(writer.connection) if len(batch.entries) >= MANY else nullcontext()
        with pages, writer.operation() as operation:
            with short_turns(), closing(RowThread(operation.connection)) as rows:
                run, turns = _Import(operation, batch, rows, _rows_at_once(batch, dry_run=dry_run)), Yielder()
                for number, entry in enumerate(run.entries(lambda: go_on(len(outcome)))):
                    turns.yield_to_ui()
                    if number % PROGRESS_STEP == 0:
                        go_on(number)
                    outcome.append(run.take(number, entry))
                if dry_run:
                    run.let_go(turns)
                    raise _NotKeptError
                run.finish(turns)
            give_looks(operation, batch.tag_colours)
            if run.touched:
                added, others = list(run.added), [row for row in run.touched if row not in run.added]
                papers = describe_rows(operation.connection, added or others)
                operation.label = Message("import {papers} from {file}", papers=papers, file=batch.name)
                if added and others:
                    operation.label = Message(
                        "import {papers} from {file}, updating {updated}",
                        papers=papers,
                        file=batch.name,
                        updated=describe_rows(operation.connection, others),
                    )
    except _NotKeptError:
        return Changes()
    return operation.changes()


def _rows_at_once(batch: ImportBatch, *, dry_run: bool) -> int:
    if dry_run:
        return ROWS_OF_PREVIEW
    return ROWS_OF_LONG_IMPORT if len(batch.entries) >= MANY else ROWS_AT_ONCE


def find_entries(connection: sqlite3.Connection, entries: Sequence[FullEntry]) -> list[int | None]:
    """Returns the row of the paper that an import of each entry would fill; None for one that it would add."""
    known = KnownPapers(connection, "")
    found = [PreparedEntry(prepare(entry), entry) for entry in entries]
    known.look_up([one.paper for one in found])
    return [known.find(one) for one in found]


class _Import:
    """One import. rows: writes the rows of the papers that are added; at_once: as in `NewPapers`."""

    def __init__(self, operation: Operation, batch: ImportBatch, rows: RowThread, at_once: int) -> None:
        self._operation = operation
        self._connection = operation.connection
        self._batch = batch
        self._now = operation.writer.now()
        self._rows = rows
        self._known = KnownPapers(operation.connection, batch.form, rows.wait)
        self._new = NewPapers(operation, batch.form, self._now, self._known.by_name, rows, at_once)
        self._moves: list[tuple[Path, Path]] = []
        self.added: dict[int, None] = {}
        self._collections: dict[str, int] = {}
        self._tags: dict[str, int | None] = {}
        self._noted: set[int] = set()
        self.touched: dict[int, None] = {}

    def entries(self, go_on: Callable[[], None]) -> Iterator[PreparedEntry]:
        """Yields the entries. go_on: called while it waits for them."""
        entries = self._batch.entries
        is_long = len(entries) >= MANY
        if is_long:
            self._known.know_all()
            self._new.know_all()
            self._new.index_later()
        if isinstance(entries, ReadElsewhere):
            yield from entries.prepared(go_on)
            return
        found = (PreparedEntry(prepare(entry), entry) for entry in entries)
        if is_long:
            yield from found
            return
        few = list(found)
        self._known.look_up([one.paper for one in few])
        yield from few

    def take(self, number: int, prepared: PreparedEntry) -> ImportedRow:
        """Adds an entry, or fills what is empty in the paper that it is."""
        copies = self._batch.copies.get(number, ())
        paper_id = self._known.find(prepared)
        if paper_id is None:
            like = self._known.find_like(prepared)
            new = self._insert(prepared)
            files = 0
            if copies:
                self._new.write()
                files = self._add_files(new.row, copies)
            may_be_known, wanted_key = like is not None, prepared.paper.wanted_key
            row = ImportedRow(new.id, new.key, True, files, may_be_known, new.cite_key, wanted_key)
            return self._with_like_key(row, like) if like else row
        was_trashed, key_before = False, ""
        if paper_id in self.added:
            self._new.write()  # it may be one of those that wait
        else:
            self._rows.wait()
            was_trashed = set_trashed(self._operation, paper_id, None)
            if was_trashed:
                self.touched[paper_id] = None
            key_before = self._take_key(paper_id, prepared.paper.wanted_key)
        entry = prepared.entry
        filled, extra = self._fill(paper_id, entry)
        changes = [*([CITATION_KEY] if key_before else []), *filled]
        self._add_keys(paper_id, prepared.paper.keys)
        if self._add_tags(paper_id, entry.tags):
            changes.append("tags")
        if self._add_to_collections(paper_id, entry.collections):
            changes.append(COLLECTIONS)
        if self._add_notes(paper_id, entry.notes):
            changes.append("notes")
        files = self._add_files(paper_id, copies)
        return ImportedRow(
            self._id(paper_id),
            paper_rows.key_of(self._connection, paper_id),
            False,
            files,
            cite_key=paper_rows.cite_key_of(self._connection, paper_id),
            wanted_key=prepared.paper.wanted_key,
            title=prepared.paper.title,
            was_trashed=was_trashed,
            is_changed=paper_id in self.touched and paper_id not in self.added,
            key_before=key_before,
            changes=tuple(changes),
            extra=extra,
        )

    def _with_like_key(self, row: ImportedRow, like: int) -> ImportedRow:
        self._rows.wait()
        return msgspec.structs.replace(row, like_key=paper_rows.cite_key_of(self._connection, like))

    def finish(self, turns: Yielder) -> None:
        """Writes the papers that wait, and moves the staged files to their papers, in one step."""
        self._new.begin_writing()
        self.let_go(turns)
        self._rows.wait()
        self._new.end_of_papers()
        self._operation.move(self._moves, can_be_taken_back=False)

    def let_go(self, turns: Yielder) -> None:
        """Empties the tables of this import piece by piece: to free them at once keeps the window waiting."""
        for table in self._known.tables():
            while table:
                for _ in range(min(len(table), FREED_AT_ONCE)):
                    table.popitem()
                turns.yield_to_ui()

    def _touch(self, paper_id: int) -> None:
        self.touched[paper_id] = None
        self._operation.touch(paper_rows.key_of(self._connection, paper_id))

    def _insert(self, prepared: PreparedEntry) -> NewPaper:
        """Adds a paper with all that the entry says. Its rows wait in `_new`."""
        operation, paper = self._operation, prepared.paper
        new = self._new.add(prepared)
        self._known.add(new, prepared)
        self.added[new.row] = None
        self.touched[new.row] = None
        operation.papers.add(new.key)
        operation.inverse.withdraw.append(new.key)
        for name in paper.keys:
            if name != new.cite_key and self._known.has_no_key(name):
                self._new.add_name(new.row, ("key", name))
        for tag in dict.fromkeys(map(self._tag_row, paper.tags)):
            if tag is not None:
                self._new.add_tag(new.row, tag)
        if paper.collections or self._batch.into:
            for collection in dict.fromkeys(map(self._collection_row, self._paths(paper.collections))):
                self._new.add_to_collection(new.row, collection)
                operation.inverse.members.append((collection, new.key, False))
                operation.collections.add(str(collection))
        if paper.notes:
            for note in _texts_of(paper.notes):
                self._new.add_note(new.row, note)
        return new

    def _fill(self, paper_id: int, entry: FullEntry) -> tuple[list[str], tuple[str, ...]]:
        """Fills what is empty in a paper. Returns the names of its fields and roles, and `extra` if it gets more of
        that alone, with the names of what that is about."""
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
        kept: dict[str, Any] = {}
        if sent := extra_of(entry, own.people):
            kept = own.extra.get(self._batch.form, {})
            extra = own.extra | {self._batch.form: sent | kept}
            own = msgspec.structs.replace(own, extra=extra)
        if own != before:
            self._note_entry(paper_id, before)
            paper_rows.write_own(connection, paper_id, own)
            self._known.forget(paper_id)
            self._touch(paper_id)
            if missing:
                return list(missing), ()
            return ["extra"], extra_names({name: value for name, value in sent.items() if name not in kept})
        return [], ()

    def _take_key(self, paper_id: int, wanted: str) -> str:
        """Gives a paper the citation key that the file has for it, if the library made the one that it has, and no
        other paper has the new one. Returns the key before, or an empty text if it stays."""
        connection, assigned = self._connection, paper_rows.cite_key_of(self._connection, paper_id)
        if not wanted or wanted == assigned or not self._known.may_have_key(paper_id, wanted):
            return ""
        own, stated = paper_rows.own_of(connection, paper_id), paper_rows.paper_of(connection, paper_id)
        if any(origin.by == BY_IMPORT for origin in own.origin.values()):
            return ""
        papers = stated, with_own_fields(stated, own)
        bases = cite_keys.made_bases(papers, self._operation.writer.make_key)
        if assigned not in bases:
            self._new.write()  # a paper that waits may have the key without its letter
        if not cite_keys.was_made(connection, paper_id, assigned, bases):
            return ""
        self._note_entry(paper_id, own)
        cite_keys.replace_key(connection, paper_id, assigned, wanted)
        self._known.set_key(paper_id, assigned, wanted)
        self._touch(paper_id)
        return assigned

    def _note_entry(self, paper_id: int, before: OwnFields) -> None:
        """Notes for undo what a paper of the library was before the first entry that changes it."""
        if paper_id not in self.added and paper_id not in self._noted:
            self._noted.add(paper_id)
            key, cite_key = (of(self._connection, paper_id) for of in (paper_rows.key_of, paper_rows.cite_key_of))
            self._operation.inverse.entries.append((key, encode_own(before), cite_key))

    def _add_keys(self, paper_id: int, keys: Sequence[str]) -> None:
        """Makes the keys that the file has for the entry names of the paper, so that citations find it."""
        assigned = paper_rows.cite_key_of(self._connection, paper_id)
        for name in keys:
            if name != assigned and self._known.has_no_key(name):
                self._new.add_name(paper_id, ("key", name))

    def _add_tags(self, paper_id: int, tags: Sequence[str]) -> bool:
        """Adds tags to a paper. Returns True if it did not have all of them."""
        names = dict.fromkeys(filter(None, map(clean_tag, tags)))
        rows = {name: self._new.tag_row(name) for name in names}
        if self._new.has_new_tags:
            self._new.write()
        has_new = False
        for name, row in rows.items():
            added = self._connection.execute(
                "INSERT OR IGNORE INTO paper_tags (tag_id, paper_id) VALUES (?, ?)", (row, paper_id)
            )
            if added.rowcount > 0 and paper_id not in self.added:
                self._operation.inverse.tags.append((paper_rows.key_of(self._connection, paper_id), name, False))
                self._touch(paper_id)
                has_new = True
        return has_new

    def _tag_row(self, tag: str) -> int | None:
        """Returns the row of a tag, which is created if there is none; None if nothing is left of its name."""
        if tag not in self._tags:
            name = clean_tag(tag)
            self._tags[tag] = self._new.tag_row(name) if name else None
        return self._tags[tag]

    def _add_to_collections(self, paper_id: int, paths: Sequence[str]) -> bool:
        """Adds a paper to collections. Returns True if it was not in all of them."""
        is_new = False
        for key in map(self._collection_row, self._paths(paths)):
            if set_member(self._operation, key, paper_id, inside=True):
                self._touch(paper_id)
                is_new = True
        return is_new

    def _paths(self, paths: Sequence[str]) -> Iterable[str]:
        return dict.fromkeys((self._batch.into, *paths) if self._batch.into else paths)

    def _collection_row(self, path: str) -> int:
        """Returns the row of a collection, which is created if there is none."""
        row = self._collections.get(path)
        if row is None:
            self._rows.wait()
            row = self._collections[path] = ensure_path(self._operation, path)
        return row

    def _add_notes(self, paper_id: int, notes: Sequence[str]) -> bool:
        """Adds notes to a paper. Returns True if it did not have all of them."""
        if not notes:
            return False
        found = self._connection.execute("SELECT text FROM notes WHERE paper_id = ? ORDER BY id", (paper_id,))
        before = [text for (text,) in found]
        added = [text for text in _texts_of(notes) if text not in before]
        if added:
            if paper_id not in self.added:
                self._operation.inverse.notes.append((paper_rows.key_of(self._connection, paper_id), before))
            write_notes(self._operation, paper_id, [*before, *added])
            self._touch(paper_id)
        return bool(added)

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
            if paper_id not in self.added:
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


def _texts_of(notes: Sequence[str]) -> list[str]:
    return [text for text in dict.fromkeys(note.strip("\n")[:LONGEST] for note in notes) if text.strip()]
