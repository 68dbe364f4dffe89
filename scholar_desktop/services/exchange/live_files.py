"""Files with entries of the library that are kept up to date: a .bib of a collection, of a paper, or of everything."""

from __future__ import annotations

import asyncio
import hashlib
import json
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from scholar_desktop.domain.errors import DiskError, ErrorInfo, NotFound, UsageError
from scholar_desktop.domain.events import Event
from scholar_desktop.domain.full_entry import FullEntry
from scholar_desktop.domain.library import Changes, LibraryView
from scholar_desktop.domain.opened_file import MOST_STATE_BYTES, read_file
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.stored_field_names import stored
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.timestamps import current_timestamp

if TYPE_CHECKING:
    from scholar_desktop.services.exchange.entry_export import EntryExport
    from scholar_desktop.services.library.library import Library
    from scholar_desktop.services.tasks import TaskScope

STATE_FILE = "live.json"
EVERYTHING = "/"
CURRENT, EDITED, MISSING, FAILED = "current", "edited", "missing", "failed"
NO_KEY = -1
"""Stored instead of the key of a deleted collection, which a new one may get. Undo restores its path."""
BIBTEX, BIBLATEX = FORMS = "bibtex", "biblatex"
PAUSE_S = 2.0
"""How long the library must not have changed before the files are written, in seconds."""
_PAGE = 500
_MOST_BYTES = 1_000_000_000


class LiveFile(
    msgspec.Struct, frozen=True, rename=stored("file collection id written sha256 collection_key notes", form="format")
):
    """A file that is kept up to date. collection: a path, EVERYTHING, or empty for a single paper; id: of that paper;
    sha256: of what was written last; form: one of FORMS; collection_key: `Collection.key`, by which a collection is
    found after it was renamed or moved; 0 if it is not known, NO_KEY if the collection was deleted; notes: the file has
    the user's notes, tags and collections, as all files had before this could be chosen."""

    file: str
    collection: str = ""
    id: str = ""
    written: str = ""
    sha256: str = ""
    form: str = BIBTEX
    collection_key: int = 0
    notes: bool = True


class FileDifference(msgspec.Struct, frozen=True):
    """What another program changed in a file. key: of the entry; field: empty for a whole entry; here, there: the
    value in the library and in the file, None where there is none."""

    key: str
    field: str
    here: Any
    there: Any


class LiveStatus(msgspec.Struct, frozen=True):
    """The state of a file: current; edited by another program, and left as it is; missing (its collection or paper is
    gone); failed (it cannot be written). problem: why it failed."""

    live: LiveFile
    state: str
    differences: tuple[FileDifference, ...] = ()
    problem: ErrorInfo | None = None


class LiveFiles:
    """Keeps files up to date. Their list is in the folder of the library.

    Event: `updated` (the states of all files, after they were written).
    """

    def __init__(self, library: Library, export: Callable[[], EntryExport], scope: TaskScope) -> None:
        """export: returns what writes entries, when a file is first written."""
        self._library = library
        self._export = export
        self._scope = scope
        self._is_due = False
        self._list_lock = threading.Lock()
        """Held while the list changes, and while a file is written and its checksum saved."""
        self._updating = asyncio.Lock()
        self._equal: dict[str, tuple[str, tuple[int, int]]] = {}
        """Of files that had what was written last: its checksum, and their size and time."""
        self.updated: Event[tuple[LiveStatus, ...]] = Event("live_files.updated")

    def watch(self) -> None:
        """Write the files after each change of the library from now on, once it has not changed for a moment."""
        self._library.changed.connect(self._on_changed)

    async def settle(self) -> None:
        """Write the files at once if the library has changed since they were."""
        if self._is_due:
            self._scope.cancel(STATE_FILE)
            await self.update()

    def _on_changed(self, changes: Changes) -> None:
        if self._state_file.exists():
            self._is_due = True
            if changes.collections:
                self._scope.start(self._follow(), name="collections of live files", latest="collections")
            self._scope.start(self._update_soon(), name="live files", latest=STATE_FILE)

    async def _update_soon(self) -> None:
        await asyncio.sleep(PAUSE_S)
        await self.update()

    async def find(self, file: Path) -> LiveFile | None:
        """Return the file (absolute) as it is kept up to date; None if it is not."""
        return next((one for one in await asyncio.to_thread(self._load) if one.file == str(file)), None)

    async def add(
        self,
        named: str,
        file: Path,
        *,
        replace: bool = False,
        form: str | None = None,
        notes: bool | None = None,
    ) -> LiveStatus:
        """Write *file* and keep it up to date from now on.

        Args:
            named: the path of a collection, EVERYTHING, or an identifier of a paper.
            file: a .bib file, absolute.
            replace: write over what another program wrote.
            form: one of FORMS; None for the format that the file has already, else BIBTEX.
            notes: with the user's notes, tags and collections; None for what the file has already, else True.

        Raises:
            UsageError: the file has other content; NotFound: there is no such collection or paper; DiskError.
        """
        before = await self.find(file)
        live = await self._named(named, str(file))
        live = msgspec.structs.replace(
            live,
            form=form or (BIBTEX if before is None else before.form),
            notes=(before is None or before.notes) if notes is None else notes,
        )
        content = await asyncio.to_thread(_content, file)
        if content is not None and not replace and (before is None or _checksum(content) != before.sha256):
            raise UsageError(
                Message("{file} exists and was not written by Scholar Desktop.", file=str(file)),
                hint=Message("Import the file first, then overwrite it with --replace."),
                subject=str(file),
            )
        live = await self._write(live)
        await self._change_list(lambda files: _with_file(files, live))
        return LiveStatus(live, CURRENT)

    async def stop(self, file: Path) -> None:
        """Keep *file* (absolute) no longer up to date; it stays as it is. Raises NotFound."""
        if await self.find(file) is None:
            raise NotFound(Message("{file} is not kept up to date.", file=str(file)), subject=str(file))
        await self._change_list(lambda files: [one for one in files if one.file != str(file)])

    async def update(self) -> tuple[LiveStatus, ...]:
        """Write every file whose entries have changed, and return the state of each. A file that another program
        edited is left as it is."""
        self._is_due = False
        async with self._updating:
            await self._follow()
            found = tuple([await self._update(live) for live in await asyncio.to_thread(self._load)])
        if found:
            self.updated.emit(found)
        return found

    async def edited(self) -> tuple[LiveStatus, ...]:
        """Return the files that another program has edited, with the differences. Writes nothing. A file is read only
        if it was written since the last call, so this may be called whenever the window gets the focus."""
        found = []
        for live in await asyncio.to_thread(self._load):
            try:
                state = await asyncio.to_thread(_state, Path(live.file))
                if state is None or self._equal.get(live.file) == (live.sha256, state):
                    continue
                content = await asyncio.to_thread(_content, Path(live.file))
                if content is not None and _checksum(content) != live.sha256:
                    found.append(await self._edited(live, content))
                elif content is not None:
                    self._equal[live.file] = live.sha256, state
            except (NotFound, DiskError):
                continue  # the next update says so
        return tuple(found)

    async def _update(self, live: LiveFile) -> LiveStatus:
        try:
            live, content = await asyncio.to_thread(self._read, live)
            if content is not None and _checksum(content) != live.sha256:
                return await self._edited(live, content)
            return LiveStatus(await self._write(live, is_there=content is not None), CURRENT)
        except NotFound:
            return LiveStatus(live, MISSING)
        except DiskError as error:
            return LiveStatus(live, FAILED, problem=error.info)

    def _read(self, live: LiveFile) -> tuple[LiveFile, bytes | None]:
        """Return the file as the list has it now, and its content. A thread that writes it may outlive the task that
        started it: checksum and content are read together."""
        with self._list_lock:
            now = next((one for one in self._load() if one.file == live.file), live)
            return now, _content(Path(live.file))

    async def _edited(self, live: LiveFile, content: bytes) -> LiveStatus:
        entries = await self._entries(live)
        return LiveStatus(live, EDITED, await asyncio.to_thread(_differences, entries, content, live.form))

    async def _write(self, live: LiveFile, *, is_there: bool = False) -> LiveFile:
        text = await self._export().text(await self._entries(live), live.form)
        content = text.encode("utf-8", "replace")
        if is_there and _checksum(content) == live.sha256:
            return live
        return await asyncio.to_thread(self._write_now, live, content)

    def _write_now(self, live: LiveFile, content: bytes) -> LiveFile:
        """Write a file, and save its checksum unless the list has changed it meanwhile. Both are done in one call of
        a thread, which ends even if its task is cancelled: with the old checksum, the file would count as edited."""
        from scholar_desktop.profile import write_atomically

        written = {"sha256": _checksum(content), "written": current_timestamp()}
        with self._list_lock:
            write_atomically(Path(live.file), content)
            self._change(
                lambda files: [
                    msgspec.structs.replace(one, **written)
                    if (one.file, one.sha256, one.form, one.notes) == (live.file, live.sha256, live.form, live.notes)
                    else one
                    for one in files
                ]
            )
        return msgspec.structs.replace(live, **written)

    async def _follow(self) -> None:
        """Save the paths of the collections that were renamed or moved, and NO_KEY for those that were deleted."""
        followed = {}
        for live in await asyncio.to_thread(self._load):
            if live.collection and live.collection != EVERYTHING:
                one = await self._library.collection_book.find_again(live.collection, live.collection_key)
                path, key = (one.path, one.key) if one is not None else (live.collection, NO_KEY)
                if (path, key) != _collection_of(live):
                    followed[live.file, *_collection_of(live)] = {"collection": path, "collection_key": key}
        if followed:
            await self._change_list(
                lambda files: [
                    msgspec.structs.replace(one, **followed.get((one.file, *_collection_of(one)), {})) for one in files
                ]
            )

    async def _entries(self, live: LiveFile) -> list[FullEntry]:
        from scholar_desktop.services.exchange.entry_export import EntryOptions

        options = EntryOptions(files="links", notes=live.notes)
        return await self._export().entries(await self._papers(live), live.form, options)

    async def _papers(self, live: LiveFile) -> list[Paper]:
        if live.id:
            kept = await self._library.find(live.id)
            if kept is None or kept.trashed:
                raise NotFound(Message("{id} is not in your library.", id=live.id), subject=live.id)
            return [kept.paper]
        if live.collection != EVERYTHING:
            book = self._library.collection_book
            one = await book.find_again(live.collection, live.collection_key)
            found = await book.papers_of(one.key) if one is not None else None
            if found is None:
                raise NotFound(
                    Message("There is no collection “{name}”.", name=live.collection), subject=live.collection
                )
            return [kept.paper for kept in found]
        papers: list[Paper] = []
        while True:
            page = await self._library.page(LibraryView.ALL, offset=len(papers), limit=_PAGE, sort="key")
            papers += [one.paper for one in page.papers]
            if not page.papers or len(papers) >= page.total:
                return papers

    async def _named(self, named: str, file: str) -> LiveFile:
        if named == EVERYTHING:
            return LiveFile(file, EVERYTHING)
        one = await self._library.collection_book.find_again(named)
        if one is not None:
            return LiveFile(file, one.path, collection_key=one.key)
        kept = await self._library.find(named)
        if kept is None:
            raise NotFound(
                Message("Your library has neither a collection nor a paper “{name}”.", name=named),
                hint=Message("Give the path of a collection, the identifier of a paper, or / for everything."),
                subject=named,
            )
        return LiveFile(file, "", kept.paper.id)

    @property
    def _state_file(self) -> Path:
        return self._library.data_dir / STATE_FILE

    def _load(self) -> list[LiveFile]:
        try:
            return msgspec.json.decode(read_file(self._state_file, MOST_STATE_BYTES), type=list[LiveFile])
        except (OSError, UsageError, msgspec.MsgspecError):
            return []

    async def _change_list(self, change: Callable[[list[LiveFile]], list[LiveFile]]) -> None:
        """Save what *change* makes of the list as it is now: files may be added and stopped while others are
        written, by the command line, too. Raises DiskError."""
        await asyncio.to_thread(self._change_list_now, change)

    def _change_list_now(self, change: Callable[[list[LiveFile]], list[LiveFile]]) -> None:
        with self._list_lock:
            self._change(change)

    def _change(self, change: Callable[[list[LiveFile]], list[LiveFile]]) -> None:
        from scholar_desktop.profile import write_atomically

        before = self._load()
        if (files := change(list(before))) != before:
            write_atomically(self._state_file, json.dumps(msgspec.to_builtins(files), indent=1).encode())


def _with_file(files: list[LiveFile], live: LiveFile) -> list[LiveFile]:
    """Return *files* with *live*, in the place that its file has already, else at the end."""
    if any(one.file == live.file for one in files):
        return [live if one.file == live.file else one for one in files]
    return [*files, live]


def _collection_of(live: LiveFile) -> tuple[str, int]:
    return live.collection, live.collection_key


def _content(file: Path) -> bytes | None:
    """Return what is in a file, None if there is none. Raises DiskError."""
    try:
        return read_file(file, _MOST_BYTES)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise DiskError(
            Message("{file} cannot be read: {reason}.", file=str(file), reason=error.strerror or str(error)),
            subject=str(file),
        ) from error


def _state(file: Path) -> tuple[int, int] | None:
    """Return the size and the time of a file; None if there is none."""
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns


def _checksum(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _differences(entries: Sequence[FullEntry], content: bytes, form: str) -> tuple[FileDifference, ...]:
    """Return what the content of a file has else than *entries*."""
    from scholar_desktop.formats.entries.readers import decode_entries, reader_of

    there = {entry.key: entry for entry in reader_of(form)(decode_entries(content)[0]).entries}
    here = {entry.key: entry for entry in entries}
    found: list[FileDifference] = []
    for key in dict.fromkeys((*here, *there)):
        ours, theirs = here.get(key), there.get(key)
        if ours is None or theirs is None:
            found.append(
                FileDifference(key, "", None if ours is None else ours.text("title"), theirs and theirs.text("title"))
            )
            continue
        for name in sorted({*ours.fields, *theirs.fields}):
            if ours.fields.get(name) != theirs.fields.get(name):
                found.append(FileDifference(key, name, ours.fields.get(name), theirs.fields.get(name)))
        for role in dict.fromkeys(one.role for one in (*ours.people, *theirs.people)):
            if ours.of_role(role) != theirs.of_role(role):
                names = [[one.shown for one in entry.of_role(role)] for entry in (ours, theirs)]
                found.append(FileDifference(key, role, *names))
        for name in ("item_type", "tags", "collections", "notes"):
            values = [getattr(entry, name) for entry in (ours, theirs)]
            if (sorted(values[0]) != sorted(values[1])) if isinstance(values[0], tuple) else values[0] != values[1]:
                found.append(FileDifference(key, name, *values))
    return tuple(found)
