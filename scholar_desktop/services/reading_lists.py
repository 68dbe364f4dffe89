"""The lists that were pasted or dropped: read, opened, kept over restarts, closed."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from scholar_desktop.domain.errors import DiskError, UsageError
from scholar_desktop.domain.events import Event
from scholar_desktop.domain.reading_list import Line, ListHead, ReadLines
from scholar_desktop.services.reading_list import ReadingList

if TYPE_CHECKING:
    from scholar_desktop.library.searches_file import SearchesFile
    from scholar_desktop.services.library import Library
    from scholar_desktop.services.list_lookup import ListLookup
    from scholar_desktop.services.tasks import TaskScope

log = logging.getLogger(__name__)


class ReadingLists:
    """The lists of this profile. One is open at a time; it is there again at the next start.

    Events:
        opened: a list is shown, or (None) none any more.
    """

    def __init__(self, lookup: ListLookup, library: Library, file: SearchesFile, scope: TaskScope) -> None:
        self._lookup = lookup
        self._library = library
        self._file = file
        self._scope = scope
        self.current: ReadingList | None = None
        self.opened: Event[ReadingList | None] = Event("reading_lists.opened")

    async def open_text(self, text: str, source: str = "pasted lines") -> ReadingList:
        """Read *text* as a list, keep it, and make it the current one. Raises UsageError for an empty one."""
        from scholar_desktop.formats.list_text import read_text

        return await self._take(await asyncio.to_thread(read_text, text), source)

    async def open_file(self, path: Path) -> ReadingList:
        """The same with the file *path*. Raises UsageError, DiskError."""
        return await self._take(await asyncio.to_thread(read_file, path), path.name)

    async def load_last(self) -> ReadingList | None:
        """The list that was open last, with nothing asked; None when there is none."""
        if self.current is not None or not self._file.exists:
            return self.current
        heads = await self._file.lists.open_lists()
        if heads and self.current is None:
            self._show(heads[0], await self._file.lists.lines(heads[0].id))
        return self.current

    async def close(self) -> None:
        """A person is done with the current list. `reopen` brings it back."""
        if self.current is not None:
            self.current.pause()
            await self._file.lists.close(self.current.head.id)
            self.current = None
            self.opened.emit(None)

    async def reopen(self, reading: ReadingList) -> None:
        """Bring back a list that was closed."""
        await self._file.lists.close(reading.head.id, closed=False)
        self.current = reading
        self.opened.emit(reading)

    async def read_only(self, read: ReadLines, source: str) -> ReadingList:
        """A list that is looked up and not kept, for the command line."""
        _check(read)
        head = ListHead(0, source, "", read.kind, read.notes, len(read.lines))
        return ReadingList(head, read.lines, self._lookup, self._library, self._file, self._scope)

    async def _take(self, read: ReadLines, source: str) -> ReadingList:
        _check(read)
        made = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        head = ListHead(0, source, made, read.kind, read.notes, len(read.lines))
        try:
            await self._file.lists.forget_closed()
            head = await self._file.lists.add(head, read.lines)
        except DiskError as error:
            log.info("the list is not kept: %s", error.message)
        if self.current is not None:
            self.current.pause()
        return self._show(head, read.lines)

    def _show(self, head: ListHead, lines: Sequence[Line]) -> ReadingList:
        self.current = ReadingList(head, lines, self._lookup, self._library, self._file, self._scope)
        self.opened.emit(self.current)
        return self.current


def read_file(path: Path) -> ReadLines:
    """The lines of the file *path*. Raises UsageError (no list can be that large, or nothing is in it), DiskError."""
    from scholar_desktop.formats.list_text import MOST_BYTES

    try:
        if path.stat().st_size > MOST_BYTES:
            raise UsageError(f"{path.name} is too large for a list.", hint="A list may have 64 MB.", subject=str(path))
        data = path.read_bytes()
    except OSError as error:
        raise DiskError(
            f"{path.name} cannot be read: {error.strerror or error}.",
            hint="See whether it is still there.",
            subject=str(path),
        ) from error
    return read_bytes(data, path.name)


def read_bytes(data: bytes, name: str) -> ReadLines:
    """The lines of a file that was read. Never raises for what is in it."""
    from scholar_desktop.formats.list_text import decoded, read_text

    text, encoding = decoded(data)
    read = read_text(text)
    note = () if encoding is None else (f"{name} was read as {encoding}.",)
    return msgspec.structs.replace(read, notes=(*note, *read.notes))


def is_list(text: str) -> bool:
    """Whether *text* is a list rather than words to search for. Cheap."""
    from scholar_desktop.formats import list_text

    return list_text.is_list(text)


async def save_csv(reading: ReadingList, path: Path) -> None:
    """Write a row for each line, with its outcome, to *path*. Raises DiskError."""
    from scholar_desktop.formats.list_report import list_csv
    from scholar_desktop.profile import write_whole

    lines, kept = tuple(reading.lines), frozenset(reading.kept)
    await asyncio.to_thread(lambda: write_whole(path, list_csv(lines, kept).encode("utf-8-sig")))


def _check(read: ReadLines) -> None:
    if not read.lines:
        raise UsageError(
            "There is nothing in this list.",
            hint="A list has identifiers, references, or entries of a .bib or .ris file.",
        )
