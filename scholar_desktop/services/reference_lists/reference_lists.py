"""Reference lists that were pasted or dropped: parsing, opening, storing over restarts, closing."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from scholar_desktop.domain.errors import DiskError, UsageError
from scholar_desktop.domain.events import Event
from scholar_desktop.domain.opened_file import read_chosen_file
from scholar_desktop.domain.reference_lists.line_comparison import HEAD
from scholar_desktop.domain.reference_lists.reference_list import ParsedLines, ReferenceLine, ReferenceListHead
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.text.shortening import shorten
from scholar_desktop.domain.timestamps import current_timestamp
from scholar_desktop.services.reference_lists.list_counts import ListCounts
from scholar_desktop.services.reference_lists.reference_list import PASTED, ReferenceList
from scholar_desktop.services.reference_lists.same_works import SameWorks, UserSplits

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scholar_desktop.domain.download import DownloadItem
    from scholar_desktop.domain.library import KeptPaper
    from scholar_desktop.domain.reference_lists.line_outcome import PdfRemoval
    from scholar_desktop.formats.list_report import OutcomeWords
    from scholar_desktop.library.tables.searches_database import SearchesDatabase
    from scholar_desktop.services.library.library import Library
    from scholar_desktop.services.reference_lists.list_lookup import ListLookup
    from scholar_desktop.services.tasks import TaskScope

log = logging.getLogger(__name__)

SEVERAL = Message("several formats")
LONGEST_NAME = 40
"""In characters, of the name of a list."""
_FILE_MARK = re.compile(r"^----- .+ -----$", re.MULTILINE)
"""The separator between the texts of files that form one list."""


class ReferenceLists:
    """The reference lists of this profile. One is open at a time, and is open again at the next start.

    Events:
        opened: a list is shown; None if no list is shown any more.
    """

    def __init__(
        self,
        lookup: ListLookup,
        library: Library,
        file: SearchesDatabase,
        splits: UserSplits,
        scope: TaskScope,
    ) -> None:
        self._lookup = lookup
        self._library = library
        self._file = file
        self._splits = splits
        self._scope = scope
        self.current: ReferenceList | None = None
        self.opened: Event[ReferenceList | None] = Event("reading_lists.opened")
        splits.changed.connect(lambda _before: self._mark_same_works())

    async def open_text(self, text: str, source: str = PASTED) -> ReferenceList:
        """Parse *text* as a list, store it, and make it the current one. Raises UsageError if it is empty."""
        return await self._take(await asyncio.to_thread(_read, text), source, text)

    async def open_files(self, paths: Sequence[Path]) -> ReferenceList:
        """Open files as one list. Files that cannot be read are named in its notes. Raises UsageError or DiskError if
        none can be read."""
        read, text = await asyncio.to_thread(read_files, paths)
        source = (
            paths[0].name
            if len(paths) == 1
            else Message("{file} and {count} more", file=paths[0].name, count=len(paths) - 1)
        )
        return await self._take(read, source, text)

    async def text_of(self, reading: ReferenceList) -> str:
        """Return the text that *reading* was parsed from, for editing as a whole; for plain lines their current
        text."""
        from scholar_desktop.formats.reference_list_detection import LINES
        from scholar_desktop.formats.reference_list_reading import text_of_lines

        kept = await self._file.lists.text(reading.head.id) if reading.head.kind != LINES else ""
        return kept or await asyncio.to_thread(text_of_lines, list(reading.lines))

    async def read_again(self, reading: ReferenceList, text: str) -> ReferenceList:
        """Replace the text of the list. Lines that were in it before keep their lookup results. Raises UsageError if
        *text* is empty."""
        read = await asyncio.to_thread(_read_again, text, list(reading.lines))
        _check(read)
        head = msgspec.structs.replace(reading.head, kind=read.kind, notes=read.notes, joined=read.joined, separate=0)
        return await self._replace(reading, _described(head, read), read.lines, text)

    async def keep_lines_separate(self, reading: ReferenceList) -> ReferenceList:
        """Read the text of *reading* again without joining lines. Lines that were in it before keep their lookup
        results."""
        return await self._read_text(reading, join=False)

    async def join_lines(self, reading: ReferenceList) -> ReferenceList:
        """Read the text of *reading* again, and join the lines that belong to one reference: the reverse of
        `keep_lines_separate`."""
        return await self._read_text(reading, join=True)

    async def _read_text(self, reading: ReferenceList, *, join: bool) -> ReferenceList:
        text, before = await self._file.lists.text(reading.head.id), reading.head
        read = await asyncio.to_thread(_read_again, text, list(reading.lines), join=join)
        _check(read)
        separate = 0 if join else before.joined or before.separate
        head = msgspec.structs.replace(before, notes=read.notes, joined=read.joined if join else 0, separate=separate)
        return await self._replace(reading, _described(head, read), read.lines, text)

    async def put_back(self, head: ReferenceListHead, lines: Sequence[ReferenceLine]) -> ReferenceList:
        """Restore *lines* of a list that was read from the same text in another way since, and show it."""
        text = await self._file.lists.text(head.id)
        return await self._replace(self.current, head, lines, text)

    async def _replace(
        self, shown: ReferenceList | None, head: ReferenceListHead, lines: Sequence[ReferenceLine], text: str
    ) -> ReferenceList:
        if shown is not None:
            shown.pause()
        await self._file.lists.replace(head, lines, text)
        return await self._show(head, lines)

    async def load_last(self, list_id: int = 0) -> ReferenceList | None:
        """Return the list with the number *list_id*, or else the newest, without starting a lookup; None if none is
        open."""
        if self.current is not None or not self._file.exists:
            return self.current
        heads = await self._file.lists.open_lists()
        if heads and self.current is None:
            head = next((one for one in heads if one.id == list_id), heads[0])
            await self._show(head, await self._file.lists.lines(head.id))
        return self.current

    async def others(self) -> tuple[ReferenceListHead, ...]:
        """Return the lists that were not closed, except the current one; newest first."""
        if not self._file.exists:
            return ()
        now = self.current.head.id if self.current is not None else 0
        return tuple(head for head in await self._file.lists.open_lists() if head.id != now)

    async def show(self, head: ReferenceListHead) -> ReferenceList:
        """Make the list of *head* the current one. Its lookup continues when `start` is called."""
        lines = await self._file.lists.lines(head.id)
        if self.current is not None:
            self.current.pause()
        return await self._show(head, lines)

    async def close(self) -> None:
        """Close the current list; the newest of the others becomes the current one. `reopen` restores it."""
        if self.current is not None:
            self.current.pause()
            await self._file.lists.close(self.current.head.id)
            self.current = None
            rest = await self.others()
            if rest:
                await self.show(rest[0])
            else:
                self.opened.emit(None)

    async def reopen(self, reading: ReferenceList) -> None:
        """Restore a list that was closed, also if it was deleted since, when another list was opened."""
        stored = self._file.lists
        await stored.close(reading.head.id, closed=False)
        if reading.head.id and all(head.id != reading.head.id for head in await stored.open_lists()):
            reading.head = await stored.add(reading.head, list(reading.lines))
        if self.current is not None:
            self.current.pause()
        self.current = reading
        self.opened.emit(reading)

    async def read_only(self, read: ParsedLines, source: str) -> ReferenceList:
        """Return a list that is looked up and not stored, for the command line."""
        _check(read)
        head = ReferenceListHead(0, source, "", read.kind, read.notes, len(read.lines), joined=read.joined)
        return await self._made(head, read.lines)

    def _mark_same_works(self) -> None:
        """Mark the lines of the current list whose papers are one, after the user has split or rejoined rows."""
        if self.current is not None:
            self._scope.start(self.current.mark_kept(), name="mark lines of one paper", latest="mark doubles")

    async def _take(self, read: ParsedLines, source: str, text: str) -> ReferenceList:
        _check(read)
        made = current_timestamp()
        head = ReferenceListHead(0, source, made, read.kind, read.notes, joined=read.joined)
        head = _described(head, read)
        try:
            await self._file.lists.forget_closed()
            head = await self._file.lists.add(head, read.lines, text)
        except DiskError as error:
            log.info("the list is not kept: %s", error.message)
        if self.current is not None:
            self.current.pause()
        return await self._show(head, read.lines)

    async def _show(self, head: ReferenceListHead, lines: Sequence[ReferenceLine]) -> ReferenceList:
        self.current = current = await self._made(head, lines)
        self.opened.emit(current)
        return current

    async def _made(self, head: ReferenceListHead, lines: Sequence[ReferenceLine]) -> ReferenceList:
        counts = await asyncio.to_thread(ListCounts, lines)
        works = SameWorks(self._splits.load)
        return ReferenceList(head, lines, counts, works, self._lookup, self._library, self._file, self._scope)


def _described(head: ReferenceListHead, read: ParsedLines) -> ReferenceListHead:
    """Return *head* with what a list of lists shows of the lines."""
    from scholar_desktop.formats.reference_list_detection import LINES  # imported only when a list is opened

    first = next(iter(read.lines), None)
    name = ""
    if first is not None:
        name = HEAD.sub("", " ".join(first.text.split())) if head.kind == LINES else first.wanted.title
    return msgspec.structs.replace(
        head, lines=len(read.lines), name=shorten(name, LONGEST_NAME), places=read.places if head.kind == LINES else 0
    )


def read_file(path: Path) -> ParsedLines:
    """Return the lines of the file *path*. Raises UsageError (it is too large, or a device or a pipe) and DiskError."""
    return read_bytes(_bytes_of(path), path.name)


def read_files(paths: Sequence[Path]) -> tuple[ParsedLines, str]:
    """Read several files as one list.

    Returns:
        The lines of all files, and their texts one after the other. A file that cannot be read is mentioned in the
            notes.

    Raises:
        UsageError, DiskError: no file can be read; the error is that of the first.
    """
    from scholar_desktop.formats.reference_list_detection import decode_file
    from scholar_desktop.formats.reference_list_reading import number_lines

    lines: list[ReferenceLine] = []
    texts, kinds, notes, joined, places = [], [], [], 0, 0
    first: UsageError | DiskError | None = None
    for path in paths:
        try:
            data = _bytes_of(path)
        except (UsageError, DiskError) as error:
            first = first or error
            notes.append(error.message)
            continue
        read = read_bytes(data, path.name)
        if not read.lines:
            notes.append(Message("{file} is empty.", file=path.name))
            continue
        lines += read.lines
        kinds.append(read.kind)
        notes += read.notes
        joined += read.joined
        places += read.places
        text = decode_file(data)[0].strip("\n")
        texts.append(text if len(paths) == 1 else f"----- {path.name} -----\n{text}")
    if not texts and first is not None:
        raise first
    kind = kinds[0] if len(set(kinds)) == 1 else SEVERAL if kinds else "lines"
    return ParsedLines(kind, tuple(number_lines(lines)), tuple(notes), joined, places), "\n\n".join(texts)


def _bytes_of(path: Path) -> bytes:
    from scholar_desktop.formats.reference_list_detection import MOST_BYTES

    return read_chosen_file(path, MOST_BYTES)


def read_bytes(data: bytes, name: str) -> ParsedLines:
    """Return the lines in the content of a file. Never raises an error for the content."""
    from scholar_desktop.formats.reference_list_detection import decode_file
    from scholar_desktop.formats.reference_list_reading import read_text

    text, encoding = decode_file(data)
    read = read_text(text)
    note = () if encoding is None else (Message("{file} was read as {encoding}.", file=name, encoding=encoding),)
    return msgspec.structs.replace(read, notes=(*note, *read.notes))


def _read(text: str) -> ParsedLines:
    """Parse *text*. Called in a thread, because the parser is imported there too."""
    from scholar_desktop.formats.reference_list_reading import read_text

    return read_text(text)


def _read_again(text: str, before: Sequence[ReferenceLine], *, join: bool = True) -> ParsedLines:
    """Return the lines of *text*, which may be that of several files; lines that were in *before* keep their lookup
    results. join: plain lines that belong together are one reference."""
    from scholar_desktop.formats.reference_list_reading import number_lines, read_text

    known: dict[str, list[ReferenceLine]] = {}
    for line in reversed(before):
        known.setdefault(line.was or line.text, []).append(line)
        if line.was:
            known.setdefault(line.text, []).append(line)
    parts = _FILE_MARK.split(text)
    reads = [read_text(part, join=join) for part in parts if part.strip()]
    kinds = {read.kind for read in reads}
    kind = reads[0].kind if len(kinds) == 1 else SEVERAL if kinds else "lines"
    lines: list[ReferenceLine] = []
    for line in (line for read in reads for line in read.lines):
        same = known.get(line.text)
        old = same.pop() if same else None
        lines.append(line if old is None else msgspec.structs.replace(old, place=line.place, same_as=None))
    notes = tuple(note for read in reads for note in read.notes)
    joined, places = sum(read.joined for read in reads), sum(read.places for read in reads)
    return ParsedLines(kind, tuple(number_lines(lines)), notes, joined, places)


def is_list(text: str) -> bool:
    """True if *text* is a list rather than search words. Cheap."""
    from scholar_desktop.formats import reference_list_detection

    return reference_list_detection.is_list(text)


def listed_identifiers(text: str) -> str | None:
    """Return a line of text that has only two or more identifiers as a list; None for another text. Cheap."""
    from scholar_desktop.formats import reference_list_detection

    return reference_list_detection.listed_identifiers(text)


async def save_csv(
    reading: ReferenceList,
    lines: Sequence[ReferenceLine],
    path: Path,
    kept: Mapping[str, KeptPaper],
    items: Sequence[DownloadItem],
    removals: Mapping[str, PdfRemoval],
    words: OutcomeWords,
) -> None:
    """Write one CSV row for each of *lines*, which are of *reading*, to *path*: its match, and what came of its PDF.
    Raises DiskError.

    Args:
        kept: the papers of the list that are in the library, by `Paper.id`; items: the downloads.
        removals: why saved PDFs are gone, by the keys of their downloads.
        words: returns what the window says of a line.
    """
    from scholar_desktop.formats.list_report import list_csv
    from scholar_desktop.profile import write_atomically

    numbers = {line.number: reading.shown_number(line.number) for line in lines}

    def write() -> None:
        table = list_csv(lines, kept, numbers.__getitem__, items, removals, reading.head.made, words)
        write_atomically(path, table.encode("utf-8-sig"))

    await asyncio.to_thread(write)


def _check(read: ParsedLines) -> None:
    if not read.lines:
        raise UsageError(
            Message("This list is empty."),
            hint=Message("A list contains identifiers, references, or entries of a .bib or .ris file."),
        )
