"""The library's asynchronous interface: LibraryStore, which runs one writer thread and three reader threads."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import threading
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import msgspec

from scholar_desktop.domain.attempt import Attempt
from scholar_desktop.domain.download import DownloadItem
from scholar_desktop.domain.errors import (
    OperationCancelled,
    UsageError,
)
from scholar_desktop.domain.full_entry import FullEntry
from scholar_desktop.domain.identifiers.identifiers import Identifier, Scheme, parse
from scholar_desktop.domain.library import (
    READ,
    TO_READ,
    Changes,
    KeptPaper,
    LibraryBackup,
    LibraryCounts,
    LibraryListing,
    LibraryPage,
    LibraryProblem,
    LibraryView,
    OtherText,
    OtherTexts,
    PageHit,
    ReadText,
    StagedPdf,
    TextCounts,
    UnreadFile,
)
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.search.library_rule import has_words, read_rule
from scholar_desktop.domain.source import LIBRARY
from scholar_desktop.domain.text.message import Message
from scholar_desktop.library import cite_keys
from scholar_desktop.library.database.worker_thread import ConnectionThread
from scholar_desktop.library.database.write_session import WriteSession
from scholar_desktop.library.library_collections import Collections
from scholar_desktop.library.library_duplicates import Duplicates
from scholar_desktop.library.library_entries import Entries
from scholar_desktop.library.library_imports import Imports
from scholar_desktop.library.library_threads import BUSY_S, JobResult, LibraryThreads
from scholar_desktop.library.operations import entry_ops, file_ops, import_ops, paper_ops, undo
from scholar_desktop.library.paper_identity import find_by_names, names_of_identifier
from scholar_desktop.library.recovery import integrity_check, rebuilding, restoring
from scholar_desktop.library.search import filter_counts, library_pages
from scholar_desktop.library.smart_views import SmartViews
from scholar_desktop.library.tables import page_texts, paper_rows, queue_table, split_papers
from scholar_desktop.library.tables.user_decision_table import DecisionTable
from scholar_desktop.library.tables.watch_table import WatchTable
from scholar_desktop.library.tags_and_notes import TagsAndNotes

if TYPE_CHECKING:
    from scholar_desktop.library.library_bulk import BulkChanges

log = logging.getLogger(__name__)
T = TypeVar("T")
C = TypeVar("C", bound=Changes | None)


class LibraryStore(LibraryThreads):
    """Papers, their files, stars and the download queue in one folder.

    The database is opened at the first call, in the writer thread. Every change is one transaction, which is completed
    even if the caller is cancelled, and emits `changed` in the thread of the event loop. All methods raise
    LibraryLocked, LibraryDamaged, LibraryNewer and DiskError; the next call tries again.

    Attributes:
        changed: emitted with what an operation, an undo, or (after `refresh_if_changed`) another process changed.
        watches: the items that are looked up in the background, and their news.
        collection_book: the collections; own_words: tags and notes; entries: own fields of papers, and the trash.
        imports: files of other programs; apart: manual splits; saved_searches: searches that are run again; follows:
            followed authors and records; views: rules with a name; duplicates: papers that may be one work.
        other_texts: returns full texts outside the library that are searched with it; None if there are none.
    """

    def __init__(
        self,
        data_dir: Path,
        *,
        busy_s: float = BUSY_S,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        at: Callable[[str], None] = lambda step: None,
    ) -> None:
        """at: called in the writer thread with the name of each step at which tests simulate a crash."""
        super().__init__(data_dir, busy_s=busy_s, now=now, at=at)
        self.watches = WatchTable(self._look_up, self._do)
        self.collection_book = Collections(self._folders, self._look_up, self._change, self.changed)
        self.entries = Entries(self._look_up, self._change)
        self.imports = Imports(self._folders, self._do, self._change)
        self.own_words = TagsAndNotes(self._look_up, self._change)
        self.apart = DecisionTable("apart", self._look_up, self._change)
        self.saved_searches = DecisionTable("saved_searches", self._look_up, self._change)
        self.follows = DecisionTable("follows", self._look_up, self._change)
        self.not_watched = DecisionTable("watched", self._look_up, self._change)
        self.duplicates = Duplicates(
            self._look_up, self._change, DecisionTable("not_duplicates", self._look_up, self._change), now
        )
        self.changed.connect(self.duplicates.titles.note_changes)
        self.views = SmartViews(
            DecisionTable("views", self._look_up, self._change),
            self._look_up_texts,
            now,
            self.complete_facts,
            self._found_elsewhere,
        )
        self.other_texts: Callable[[], OtherTexts | None] = lambda: None

    # -- changes

    @cached_property
    def bulk(self) -> BulkChanges:
        """Changes to many papers at once."""
        from scholar_desktop.library.library_bulk import BulkChanges

        return BulkChanges(self._look_up, self._change)

    async def add(self, papers: Sequence[Paper]) -> Changes:
        """Adds *papers*, or updates those that are already there. `papers` of the result has their keys."""
        return await self._change(partial(paper_ops.add_papers, papers=tuple(papers)))

    async def remove(self, keys: Sequence[str]) -> Changes:
        """Removes papers with their files until `undo`. Unknown keys are ignored."""
        return await self._change(partial(paper_ops.remove_papers, keys=tuple(keys)))

    async def star(self, keys: Sequence[str], on: bool) -> Changes:
        """Stars papers or removes their stars."""
        return await self._change(partial(paper_ops.star_papers, keys=tuple(keys), on=on))

    async def add_and_star(self, papers: Sequence[Paper]) -> Changes:
        """Stars papers, and adds those that are not in the library, as one change."""
        return await self._change(partial(paper_ops.add_and_star, papers=tuple(papers)))

    async def to_read(self, papers: Sequence[Paper], on: bool) -> Changes:
        """Marks papers as to be read (and adds those that are not in the library); without *on*, marks those that were
        to be read as read."""
        if on:
            return await self.set_reading(papers, TO_READ)
        return await self._change(partial(paper_ops.set_reading_states, papers=tuple(papers), state=READ, only=TO_READ))

    async def set_reading(self, papers: Sequence[Paper], state: str) -> Changes:
        """Sets the reading state of papers, one of READING_STATES. To mark a paper as to be read or being read adds it
        to the library."""
        return await self._change(partial(paper_ops.set_reading_states, papers=tuple(papers), state=state))

    async def update(self, *papers: Paper) -> Changes:
        """Updates the facts of those of *papers* that are in the library. Creates no undo entry."""
        return await self._change(partial(paper_ops.update_papers, papers=papers))

    async def attach(
        self,
        key_or_paper: str | Paper,
        staged: Path,
        *,
        name: str,
        sha256: str,
        version: str | None = None,
        license: str | None = None,  # noqa: A002
        source_url: str | None = None,
        retrieved: str | None = None,
        source: str | None = None,
        as_named: bool = False,
        is_step: Callable[[], bool] | None = None,
        review: str | None = None,
        kept_as: Callable[[], str | None] | None = None,
        checked_with: str | None = None,
    ) -> Changes:
        """Moves a complete, checked file into the folder of its paper, which is added to the library if necessary.

        *staged* no longer exists afterwards; after an error it is unchanged. Adding the same file again changes
        nothing. If the calling task is cancelled, it ends only when the library no longer needs *staged*.

        Args:
            key_or_paper: the key of a paper in the library, or a paper.
            name: plain file name, made by `formats.file_names`; a number is added if the paper has a file of this name.
            sha256: of the whole file, in hexadecimal.
            source: the source that named the file's address (`unpaywall`, `arxiv`, `user`, ...).
            as_named: the file was requested by this name, so the same bytes may also be kept under another name and for
                another paper.
            is_step: called in the writer thread when the file is added; if it returns False, the file is no undo entry,
                and papers are not merged; None: it always is one.
            review, checked_with: as of `KeptFile`.
            kept_as: called in the writer thread; returns the key that the paper had in the library during the
                download, or None: a paper that was removed meanwhile is not added again.

        Raises:
            FileInOtherPaper: the library has this file for another paper (`owner`), and *as_named* is False.
            PaperRemoved: the paper was removed from the library, or put in the trash, during the download.
        """
        file = file_ops.StagedFile(
            staged,
            name,
            sha256,
            version,
            license,
            source_url,
            retrieved,
            as_named,
            source,
            is_step,
            review,
            kept_as,
            checked_with,
        )
        return await self._change(partial(file_ops.attach, owner=key_or_paper, staged=file), to_end=True)

    async def attach_together(self, pdfs: Sequence[StagedPdf]) -> tuple[Changes, dict[str, KeptPaper]]:
        """Moves PDFs into the folders of their papers as `attach` does, in one change. Returns it, and the papers that
        have those which were refused, by their SHA-256."""
        return await file_ops.change_together(self._change, pdfs)

    async def undo(self, *, only_here: bool = False) -> Changes | None:
        """Undoes the newest change that has not been undone; returns None if there is none.

        Args:
            only_here: None also if the change was neither made nor redone since the library was opened here.
        """
        return await self._change(partial(undo.undo, only_here=only_here))

    async def redo(self, *, only_here: bool = False) -> Changes | None:
        """Makes the change again that was undone last; returns None if there is none, or after another change.

        Args:
            only_here: None also if the change was not undone since the library was opened here.
        """
        return await self._change(partial(undo.redo, only_here=only_here))

    async def forget_undone(self) -> None:
        """Ends what `redo` would make again, after something that is no change to the library."""
        await self._do(undo.forget_undone)

    # -- queries

    async def undo_label(self) -> str | None:
        """Returns the name of the change that `undo` would undo ("remove 3 papers"); None if there is none."""
        return await self._look_up(undo.label)

    async def redo_label(self) -> str | None:
        """Returns the name of the change that `redo` would make again; None if there is none."""
        return await self._look_up(undo.redo_label)

    async def are_next_older(self) -> tuple[bool, bool]:
        """Returns whether what `undo`, and what `redo`, would change next was done before the library was opened here,
        or by another process."""
        return await self._look_up(lambda connection: undo.are_next_older(connection, self._session))

    async def get(self, key: str) -> KeptPaper | None:
        """Returns the paper with the library's own key *key*; None if there is none."""
        return await self._look_up(lambda connection: self._load_one(connection, paper_rows.row_of(connection, key)))

    async def row_number(self, key: str) -> int | None:
        """Returns the number in a LibraryListing of the paper with the key *key*; None if there is none."""
        return await self._look_up(partial(paper_rows.row_of, key=key))

    async def find(self, identifier: Identifier | str) -> KeptPaper | None:
        """Returns the paper with an identifier, in any spelling, or a key. Former identifiers of a paper count."""

        def job(connection: sqlite3.Connection) -> KeptPaper | None:
            named = identifier if isinstance(identifier, Identifier) else parse(identifier)
            if named is not None and named.scheme is Scheme.KEY and (row := cite_keys.find(connection, named.value)):
                return self._load_one(connection, row)
            if isinstance(identifier, str) and (row := paper_rows.row_of(connection, identifier)) is not None:
                return self._load_one(connection, row)
            names = [] if named is None else names_of_identifier(named)
            found = find_by_names(connection, names)
            return self._load_one(connection, next((found[name] for name in names if name in found), None))

        return await self._look_up(job)

    async def find_many(self, papers: Sequence[Paper], *, trashed: bool | None = False) -> dict[str, KeptPaper]:
        """Returns those of *papers* that are in the library, by `Paper.id`; with *trashed*, those in its trash; with
        None, both. Runs a fixed number of queries."""

        def job(connection: sqlite3.Connection) -> dict[str, KeptPaper]:
            known = split_papers.first_rows_by_ids(connection, papers)
            order = list(dict.fromkeys(known.values()))
            kept = dict(zip(order, paper_rows.load(connection, self._folders, order), strict=True))
            wanted = {row for row, paper in kept.items() if trashed is None or bool(paper.trashed) is trashed}
            return {paper_id: kept[row] for paper_id, row in known.items() if row in wanted}

        return await self._look_up(job)

    async def find_entries(self, entries: Sequence[FullEntry]) -> list[KeptPaper | None]:
        """Returns the paper that each entry of a file is, as an import of it finds it: by identifier, by citation key
        and title, or by title, people and year. None for an entry that is not in the library, or in the trash."""

        def job(connection: sqlite3.Connection) -> list[KeptPaper | None]:
            rows = import_ops.find_entries(connection, entries)
            order = [row for row in dict.fromkeys(rows) if row is not None]
            kept = dict(zip(order, paper_rows.load(connection, self._folders, order), strict=True))
            return [None if row is None or kept[row].trashed else kept[row] for row in rows]

        return await self._look_up(job)

    async def files_with_sha256(self, sha256s: Sequence[str]) -> dict[str, KeptPaper]:
        """Returns the papers that have these files, by the SHA-256 of each, without files that are no longer on the
        disk."""
        return await self._look_up(partial(paper_rows.owners_of_files, folders=self._folders, sha256s=sha256s))

    async def other_with_sha256(self, sha256: str, paper: Paper) -> KeptPaper | None:
        """Returns the paper that has this file, as `files_with_sha256` does; None if it is *paper*, as adding *paper*
        would find it: by an identifier, also a former one, or without any by title, authors and year."""

        def job(connection: sqlite3.Connection) -> KeptPaper | None:
            own, owner = paper_ops.rows_with(connection, paper), None
            for (row,) in connection.execute("SELECT paper_id FROM files WHERE sha256 = ?", (sha256,)).fetchall():
                kept = self._load_one(connection, row)
                if kept is None or not any(file.sha256 == sha256 for file in kept.files):
                    continue
                if row in own:
                    return None
                owner = owner or kept
            return owner

        return await self._look_up(job)

    async def page(
        self,
        view: LibraryView,
        words: str = "",
        *,
        collection: int | None = None,
        tag: str | None = None,
        offset: int = 0,
        limit: int = 200,
        in_text: bool = True,
        sort: str = "",
        waits: bool = True,
    ) -> LibraryPage:
        """Returns part of a view, newest or best match first. Cancelling the calling task stops the search.

        Args:
            words: papers whose title, authors, year or venue has words with these prefixes.
            collection: only papers in this collection.
            tag: only papers with this tag.
            in_text: after those, also papers that have all words on one page of their PDF, or in another text; False:
                not even those found only by another field, unless there is room for them.
            sort: one of LIBRARY_SORTS, with a minus before it for descending order.
            waits: False does not wait for the index of papers that were changed just now: the answer has `by_old_index`
                then.
        """
        is_left = threading.Event()

        def go_on() -> None:
            if is_left.is_set():  # an interrupt between two queries has no effect
                raise OperationCancelled(Message("This page is no longer needed."), subject=LIBRARY)

        others = await self._found_elsewhere(words) if in_text else ()
        job = partial(
            library_pages.load_page,
            folders=self._folders,
            view=view,
            words=words,
            now=self._now(),
            offset=max(0, offset),
            limit=max(0, limit),
            collection=collection,
            tag=tag,
            in_text=in_text,
            others=others,
            sort=sort,
            go_on=go_on,
        )
        if waits:
            await self._complete_for(words, sort)
        # A search of titles never waits for a search of the texts, which takes longer.
        worker = self._texts if in_text and has_words(words) else self._pages
        try:
            page = await self._read(worker, job)
        except asyncio.CancelledError:
            is_left.set()
            raise
        return await self._with_passages(page, words) if page.others else page

    async def _complete_for(self, words: str, sort: str) -> None:
        """Completes the indexes that a search for *words* with an order uses."""
        if sort or read_rule(words).conditions:
            await self.complete_facts()
        elif has_words(words):
            await self.complete_words()

    async def _found_elsewhere(self, words: str) -> tuple[OtherText, ...]:
        """Returns the full texts outside the library that have *words*."""
        match = library_pages.text_match(words)[1] if words.strip() else ""
        texts = self.other_texts() if match else None
        return await texts.find(match) if texts is not None else ()

    async def _with_passages(self, page: LibraryPage, words: str) -> LibraryPage:
        """Returns *page* with a hit for each of its papers whose text is outside the library."""
        texts = self.other_texts()
        terms = library_pages.text_match(words)[0]
        numbers = [other.number for other in page.others]
        found = await texts.passages(numbers, terms) if texts is not None else {}
        hits = tuple(
            PageHit(other.key, "", 0, passage.text, passage.marks, other.alone, passage.section)
            for other in page.others
            if (passage := found.get(other.number)) is not None
        )
        return msgspec.structs.replace(page, hits=page.hits + hits)

    async def listing(
        self,
        view: LibraryView,
        words: str = "",
        *,
        collection: int | None = None,
        tag: str | None = None,
        in_text: bool = True,
        sort: str = "",
        waits: bool = True,
    ) -> LibraryListing:
        """Returns all papers of a view in their order, by number. The arguments are those of `page`."""
        if waits:
            await self._complete_for(words, sort)
        worker = self._texts if in_text and has_words(words) else self._pages
        others = await self._found_elsewhere(words) if in_text else ()

        def job(connection: sqlite3.Connection) -> LibraryListing:
            return library_pages.load_listing(
                connection,
                view,
                words,
                now=self._now(),
                collection=collection,
                tag=tag,
                in_text=in_text,
                others=others,
                sort=sort,
            )

        return await self._read(worker, job)

    async def count_values(self, rows: Sequence[int], name: str) -> dict[str, int]:
        """Returns how many papers in rows of a listing have each value of a filter, the most frequent values first.
        name: one of `domain.search.library_filters.NAMES`."""
        return await self._read(self._pages, partial(filter_counts.count_values, rows=rows, name=name))

    async def papers_in(self, rows: Sequence[int]) -> tuple[KeptPaper, ...]:
        """Returns the papers in rows of a listing, in this order; those that are gone are omitted."""
        return tuple(
            await self._read(self._pages, partial(paper_rows.load, folders=self._folders, paper_ids=tuple(rows)))
        )

    async def names(self) -> tuple[frozenset[str], frozenset[str]]:
        """Returns all identifiers (`doi:10.1/x`) of the papers in the library, and those of papers with a PDF."""
        return await self._look_up(library_pages.known_names)

    async def cite_keys_like(self, bases: Sequence[str]) -> frozenset[str]:
        """Returns the citation keys of the library that equal one of *bases*, or one of them followed by letters."""
        return await self._look_up(partial(cite_keys.taken_keys, bases=bases))

    async def written_keys(self, keys: Sequence[str]) -> frozenset[str]:
        """Returns those of the citation keys *keys* that a person wrote or an imported file had."""
        return await self._look_up(partial(entry_ops.written_keys, keys=keys, make_key=self.make_key))

    async def counts(self) -> LibraryCounts:
        """Returns the numbers of papers in the views."""
        return await self._look_up(lambda connection: library_pages.library_counts(connection, self._now()))

    # -- the text of the PDFs

    async def text_counts(self) -> TextCounts:
        """Returns how many PDFs outside the trash have searchable text, and how many PDFs have not been read."""
        return await self._look_up(page_texts.counts)

    async def unread(self, *, after: int = 0, limit: int = 100) -> tuple[UnreadFile, ...]:
        """Returns PDFs whose text has not been read, in the order of their rows, from the one after row *after*."""
        return tuple(await self._look_up(partial(page_texts.unread, folders=self._folders, after=after, limit=limit)))

    async def keep_text(self, sha256: str, read: ReadText) -> bool:
        """Stores the text of a file, its pages prepared by `page_texts.prepare_text`. Returns False if the file is no
        longer in the library or its text is already stored."""
        return await self._write(lambda writer: JobResult(page_texts.save_text(writer, sha256, read)))

    async def what_was_read(self, sha256: str) -> ReadText | None:
        """Returns what was read of a file, without its text; None if it has not been read."""
        return await self._look_up(partial(page_texts.read_state, sha256=sha256))

    async def folder(self, key: str) -> Path | None:
        """Returns the absolute folder of a paper; None for an unknown key or a folder outside the library."""

        def job(connection: sqlite3.Connection) -> Path | None:
            row = paper_rows.row_of(connection, key)
            folder = None if row is None else paper_rows.folder_of(connection, row)
            return None if folder is None or self._folders.is_outside(folder) else self._folders.of(folder)

        return await self._look_up(job)

    # -- the download queue

    async def save_download(self, item: DownloadItem, *, run: str = "") -> None:
        """Saves an item of the queue; a new one is added at the end. run: id of the run that processes it."""
        await self.save_downloads((item,), run=run)

    async def save_downloads(self, items: Sequence[DownloadItem], *, run: str = "") -> None:
        """Saves items of the queue in one transaction."""
        await self._do(partial(queue_table.save, items=tuple(items), run=run))

    async def arrange_downloads(self, keys: Sequence[str]) -> None:
        """Sorts the items of the queue in the order of *keys*."""
        await self._do(partial(queue_table.arrange, keys=tuple(keys)))

    async def downloads(self, *, run: str | None = None) -> tuple[DownloadItem, ...]:
        """Returns the queue in its order; only the items saved under *run* if it is given."""
        return await self._look_up(lambda connection: queue_table.load(connection, self._folders, run))

    async def forget_download(self, key: str) -> None:
        """Deletes an item from the queue. Its attempts are kept."""
        await self.forget_downloads((key,))

    async def forget_downloads(self, keys: Sequence[str]) -> None:
        """Deletes items from the queue. Their attempts are kept."""
        await self._do(partial(queue_table.forget, keys=tuple(keys)))

    async def attempts(self, key: str) -> tuple[Attempt, ...]:
        """Returns all attempts for the item *key*, oldest first, even if it is no longer in the queue."""
        return await self._look_up(lambda connection: queue_table.attempts(connection, key))

    # -- maintenance

    async def refresh_if_changed(self) -> Changes | None:
        """Checks whether another process has changed the library, and emits `changed` if so. Fast."""

        def job(writer: WriteSession) -> JobResult[Changes | None]:
            changes = writer.others_touched()
            found = changes if changes is not None and not changes.is_empty else None
            return JobResult(found, found)

        return await self._write(job)

    async def problems(self) -> tuple[LibraryProblem, ...]:
        """Returns the problems that were found and repaired since the library was opened."""
        return await self._write(lambda writer: JobResult(tuple(writer.problems)))

    async def verify(self) -> tuple[LibraryProblem, ...]:
        """Checks the database, the files with their checksums, and the sidecars. Reads every file; changes nothing, but
        completes the index of words first."""
        await self._open()
        await self.complete_words()
        # on a read-only or full disk even opening a writable connection fails
        opener = self._open_reader if self._is_frozen else self._open_checker
        worker: ConnectionThread[sqlite3.Connection] = ConnectionThread("library-check", opener)
        try:
            return await worker.ask(
                self._translated(partial(integrity_check.verify, folders=self._folders)), sqlite3.Connection.interrupt
            )
        finally:
            await worker.aclose()

    async def rebuild(self) -> int:
        """Rebuilds the database from the folders of the papers. Returns the number of papers in it.

        The old database is kept next to it, and stays in place if the rebuild fails. Undo entries are lost; the
        download queue is copied as far as it can be read. Folders that cannot be taken in are skipped, and are in
        `problems`. Raises LibraryLocked while another process has the library open.
        """
        return await self._replace_database(partial(rebuilding.rebuild, now=self._now, at=self._at))

    async def copies(self) -> tuple[LibraryBackup, ...]:
        """Returns the copies of the database by date, newest first."""
        return tuple(await asyncio.to_thread(self._in_folders, restoring.copies))

    async def go_back(self, day: date) -> int:
        """Replaces the database by the copy of *day*. Returns the number of papers in the library then.

        Papers of the copy are restored from the trash, and papers added later are imported. The current database is
        kept next to it. Raises LibraryLocked while another process has the library open, UsageError if there is no such
        copy.
        """
        if day.isoformat() not in [copy.day for copy in await self.copies()]:
            raise UsageError(
                Message("There is no backup of the library of {day}.", day=day.isoformat()),
                hint=Message("To list the backups, run: scholar-desktop library backups"),
                subject=LIBRARY,
            )
        return await self._replace_database(partial(restoring.put_in_place, day=day, at=self._at))

    def _load_one(self, connection: sqlite3.Connection, row: int | None) -> KeptPaper | None:
        return None if row is None else paper_rows.load_one(connection, self._folders, row)
