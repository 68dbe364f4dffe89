"""Sends papers to Zotero, to JabRef or to a .bib file. What could not be sent waits in the outbox of the library."""

from __future__ import annotations

import asyncio
import codecs
import os
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from scholar_desktop.domain.errors import (
    AccessRefused,
    DiskError,
    LibraryLocked,
    ScholarError,
    TimedOut,
    Unreachable,
    UsageError,
)
from scholar_desktop.domain.events import Event
from scholar_desktop.domain.file_locks import lock_file, unlock_file
from scholar_desktop.domain.full_entry import FullEntry, LinkedFile
from scholar_desktop.domain.library import KeptPaper
from scholar_desktop.domain.opened_file import MOST_STATE_BYTES, read_file
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.source import LIBRARY
from scholar_desktop.domain.stored_field_names import stored
from scholar_desktop.domain.text.message import Message, encode_stored, restore_messages
from scholar_desktop.domain.text.titles import title_key
from scholar_desktop.domain.timestamps import current_timestamp
from scholar_desktop.services.exchange.entry_export import EntryExport, EntryOptions

if TYPE_CHECKING:
    from scholar_desktop.interop.local_programs import JabRefServer, ZoteroConnector, ZoteroTarget
    from scholar_desktop.interop.staging import StagingFolder
    from scholar_desktop.services.library.library import Library
    from scholar_desktop.services.papers.export import Export

OUTBOX_FILE = "outbox.json"
LOCK_FILE = "outbox.lock"
"""Is locked while the outbox is changed."""
RUN_LOCK_FILE = "outbox-sending.lock"
"""Is locked while papers are sent, so that two processes do not send the same one."""
CHANGE_WAIT_S, RUN_WAIT_S, LOCK_RETRY_S = 5.0, 60.0, 0.02
"""How long another process that holds one of these is waited for, in seconds."""
BIB_FILE = "sent.bib"
"""In the library folder, what is sent to a file that was not named."""
ZOTERO, JABREF, BIB = "zotero", "jabref", "file"
PROGRAMS = (ZOTERO, JABREF, BIB)
SENT, ALREADY, NOT_RUNNING, REFUSED = "sent", "already", "not_running", "refused"
IN_TRASH = Message("Papers in the trash are not sent. Restore them to send them.")
FILE_TITLE = "Full Text PDF"  # not translated: Zotero's own name for such files
_MOST_BYTES = 1_000_000_000


class SendResult(msgspec.Struct, frozen=True):
    """What became of a paper. outcome: sent; already (the program has it); not_running; refused. reason: a sentence;
    hint: what the user can do next, or None."""

    id: str
    outcome: str
    reason: str
    hint: str | None = None


class ProgramState(msgspec.Struct, frozen=True):
    """Whether a program can take papers now. is_running: it answers; can_be_started: it does not, but sending starts
    it; selected: the collection that Zotero puts papers into by itself; collections: the paths that can be named
    instead; problem: why it cannot take any, as a sentence; None if it is only not running."""

    is_running: bool = False
    can_be_started: bool = False
    selected: str = ""
    collections: tuple[str, ...] = ()
    problem: str | None = None


class OutboxItem(msgspec.Struct, frozen=True, rename=stored("what key id into since reason again")):
    """A paper that waits. what: a name of PROGRAMS; key: the library's own, empty for a paper that is not in it; into:
    the collection or file that was named, or None; since: ISO 8601, UTC; again: also send it if the program has it."""

    what: str
    key: str
    id: str
    into: str | None
    since: str
    reason: str
    again: bool = False

    def __post_init__(self) -> None:
        restore_messages(self, "reason")

    @property
    def name(self) -> str:
        """What tells the paper from others: the library's key, else its identifier."""
        return self.key or self.id

    @property
    def place(self) -> tuple[str, str, str]:
        """What tells the item from others."""
        return self.what, self.name, self.into or ""


class OutboxState(msgspec.Struct, frozen=True, rename=stored("waiting sent")):
    """The content of the outbox file. sent: by program, the papers (key, or id) that it took, each with the time."""

    waiting: tuple[OutboxItem, ...] = ()
    sent: dict[str, dict[str, str]] = {}


class EntrySending:
    """Sends papers to other programs of this computer.

    zotero_url, jabref_url: return the addresses of the programs; waits: an event, emitted with the number of papers in
    the outbox that can be sent whenever it was read, also after each run; is_empty: it had none when it was last read,
    also none in the trash.
    """

    def __init__(
        self,
        library: Library,
        export: Export,
        entry_export: EntryExport,
        staging: StagingFolder,
        zotero_url: Callable[[], str],
        jabref_url: Callable[[], str],
    ) -> None:
        self._library = library
        self._export = export
        self._entries = entry_export
        self._staging = staging
        self._zotero_url = zotero_url
        self._jabref_url = jabref_url
        self.waits: Event[int] = Event("outbox.read")
        self.is_empty = True

    async def send(
        self, papers: Sequence[Paper], what: str, into: str | None = None, *, again: bool = False
    ) -> tuple[SendResult, ...]:
        """Send papers one by one, each once, and return what became of each, in their order.

        A paper is in the outbox from the start until it has been sent, so that none is lost if the program ends.

        Args:
            papers: of the library or of the services.
            what: a name of PROGRAMS.
            into: the collection in Zotero, or the .bib file; None for what is selected in Zotero, or BIB_FILE.
            again: also send what the program has.

        Raises:
            NotFound, UsageError: Zotero has no such collection, or several; JabRef has none; DiskError: the outbox
                cannot be written; LibraryLocked: another process goes on sending; and the errors of the library.
        """
        if what == JABREF and into is not None:
            raise UsageError(
                Message("JabRef adds entries to the library that is open in it. A collection cannot be chosen."),
                hint=Message("Leave out --into."),
            )
        papers = list({paper.id: paper for paper in papers}.values())
        found = await self._library.find_many(papers)
        reason, now = Message("Sending this paper was interrupted."), current_timestamp()
        named = into if what != BIB or into is None else os.path.abspath(os.path.expanduser(into))  # noqa: ASYNC240
        group: list[_Waiting] = []
        for paper in papers:
            kept = found.get(paper.id)
            key = "" if kept is None else kept.key
            item = OutboxItem(what, key, paper.id, named, now, reason, again)
            group.append((item, paper if kept is None else kept.paper, kept))
        async with self._alone():
            run = _Run(what)
            try:
                await self._open(run, named)
            except (Unreachable, TimedOut, AccessRefused) as error:
                run.problem = error
            await asyncio.to_thread(self._change, waiting=[item for item, *_ in group])
            return await self._send_group(group, run)

    async def look(self, what: str) -> ProgramState:
        """Return whether a program of PROGRAMS can take papers now. Sends none."""
        from scholar_desktop.interop import local_programs

        try:
            if what == ZOTERO:
                connector = local_programs.ZoteroConnector(self._zotero_url())
                selected, paths = await asyncio.to_thread(connector.collections)
                return ProgramState(is_running=True, selected=selected, collections=paths)
            if what == JABREF:
                await asyncio.to_thread(local_programs.JabRefServer(self._jabref_url()).check)
        except Unreachable:
            command = local_programs.jabref_command() if what == JABREF else None
            return ProgramState(can_be_started=command is not None)
        except (TimedOut, AccessRefused) as error:
            return ProgramState(problem=error.message)
        return ProgramState(is_running=True)

    async def find_sent(self, papers: Sequence[Paper], what: str, into: str | None = None) -> dict[str, str]:
        """Return which of *papers* the program has already, by id, each with a sentence that says how that is known.
        Raises the errors of `send`."""
        run = _Run(what)
        await self._open(run, into)
        if run.command is not None:
            return {}
        kept = await self._library.find_many(papers)
        entries = await self._entries.entries(papers, "bibtex")
        found: dict[str, str] = {}
        for paper, entry in zip(papers, entries, strict=True):
            key = kept[paper.id].key if paper.id in kept else ""
            has = await self._has(OutboxItem(what, key, paper.id, into, "", ""), entry, run)
            if has is not None:
                found[paper.id] = has
        return found

    async def count_without_pdf(self, papers: Sequence[Paper]) -> int:
        """Return how many of *papers* would be sent without a PDF, because the library has none."""
        kept = await self._library.find_many(papers)
        return sum(paper.id not in kept or kept[paper.id].pdf is None for paper in papers)

    async def waiting(self) -> tuple[OutboxItem, ...]:
        """Return what is in the outbox, with the papers in the trash, which are not sent."""
        waiting = (await asyncio.to_thread(self._load)).waiting
        self.is_empty = not waiting
        self.waits.emit(len(waiting) - len(await self.find_trashed(waiting)))
        return waiting

    async def find_trashed(self, items: Sequence[OutboxItem]) -> frozenset[tuple[str, str, str]]:
        """Return the `place` of each of *items* whose paper is in the trash of the library."""
        return frozenset([item.place for item in items if item.key and _is_trashed(await self._library.find(item.key))])

    async def send_waiting(self, ask: RequestOptions) -> tuple[SendResult, ...]:
        """Send what waits, and return what became of each. What cannot be sent goes on waiting, and papers in the trash
        are not sent. Raises DiskError, LibraryLocked and the errors of the library."""
        async with self._alone():
            return await self._send_waiting(ask)

    async def _send_waiting(self, ask: RequestOptions) -> tuple[SendResult, ...]:
        results: list[SendResult] = []
        groups: dict[tuple[str, str | None], list[_Waiting]] = {}
        for item in await self.waiting():
            kept = await self._library.find(item.key) if item.key else None
            if _is_trashed(kept):
                continue
            if kept is not None:
                groups.setdefault((item.what, item.into), []).append((item, kept.paper, kept))
                continue
            (gathered,) = await self._export.gather([item.id], ask)
            if gathered.paper is not None:
                groups.setdefault((item.what, item.into), []).append((item, gathered.paper, None))
            elif gathered.error is not None:
                results.append(SendResult(item.id, REFUSED, gathered.error.message, gathered.error.hint))
                await asyncio.to_thread(
                    self._change, waiting=[msgspec.structs.replace(item, reason=gathered.error.message)]
                )
        for (what, into), group in groups.items():
            run = _Run(what)
            try:
                await self._open(run, into)
            except ScholarError as error:
                run.problem = error
            results += await self._send_group(group, run)
        return tuple(results)

    async def clear(self, items: Sequence[OutboxItem] | None = None) -> int:
        """Remove *items* from the outbox (None: all that waits), and return how many they were. Raises DiskError."""
        waiting = await self.waiting() if items is None else items
        if waiting:
            await asyncio.to_thread(self._change, done=waiting)
            await self.waiting()
        return len(waiting)

    async def put_back(self, items: Sequence[OutboxItem]) -> None:
        """Put *items* that were removed back into the outbox. Raises DiskError."""
        await asyncio.to_thread(self._change, waiting=items)
        await self.waiting()

    async def _open(self, run: _Run, into: str | None) -> None:
        """Find out whether the program runs, and where entries go. Raises Unreachable, NotFound, UsageError,
        AccessRefused and TimedOut."""
        from scholar_desktop.interop import local_programs

        if run.what == BIB:
            run.file = _BibFile(Path(into) if into is not None else self._library.data_dir / BIB_FILE)
        elif run.what == JABREF:
            run.jabref = local_programs.JabRefServer(self._jabref_url())
            try:
                await asyncio.to_thread(run.jabref.check)
            except Unreachable:
                run.command = local_programs.jabref_command()
                if run.command is None:
                    raise
        else:
            run.zotero = local_programs.ZoteroConnector(self._zotero_url())
            run.target = await asyncio.to_thread(run.zotero.find_target, into)

    async def _send_group(self, group: Sequence[_Waiting], run: _Run) -> tuple[SendResult, ...]:
        """Send papers that go to one place. JabRef without its server is started once, with all of them."""
        if run.problem is None:
            group = await self._completed(group)
        results: list[SendResult] = []
        held: list[tuple[OutboxItem, FullEntry]] = []
        for item, paper, kept in group:
            try:
                if run.problem is not None:
                    raise run.problem
                entry = await self._entry(paper, kept)
                has = None if item.again else await self._has(item, entry, run)
                if has is not None:
                    result = SendResult(item.id, ALREADY, has, Message("To send it again: --again"))
                elif run.command is not None:
                    held.append((item, entry))
                    result = SendResult(item.id, SENT, Message("JabRef was started with this paper."))
                    results.append(result)
                    continue
                else:
                    result = SendResult(item.id, SENT, await self._hand_over(entry, run))
            except ScholarError as error:
                result = self._failure(item, error, run)
            await self._keep(item, result)
            results.append(result)
        if held and run.command is not None:
            failed = await self._start_jabref([entry for _, entry in held], run.command)
            for item, _ in held:
                place = next(at for at, one in enumerate(results) if one.id == item.id)
                if failed is not None:
                    results[place] = self._failure(item, failed, run)
                await self._keep(item, results[place])
        return tuple(results)

    async def _completed(self, group: Sequence[_Waiting]) -> list[_Waiting]:
        """Return *group* with volume and pages of papers that are known only from a row of a citation list."""
        whole = await self._export.partial.complete([paper for _, paper, _ in group], RequestOptions())
        return [(item, paper, kept) for (item, _, kept), paper in zip(group, whole.papers, strict=True)]

    async def _start_jabref(self, entries: Sequence[FullEntry], command: str) -> ScholarError | None:
        """Start JabRef with *entries*, and return what went wrong."""
        from scholar_desktop.interop import local_programs

        try:
            text = await self._entries.text(entries, "bibtex")
            await asyncio.to_thread(local_programs.start_jabref, command, text)
        except ScholarError as error:
            return error
        return None

    def _failure(self, item: OutboxItem, error: ScholarError, run: _Run) -> SendResult:
        if isinstance(error, (Unreachable, TimedOut)):
            run.problem = error  # the others would fail as this one does
        outcome = NOT_RUNNING if isinstance(error, Unreachable) else REFUSED
        return SendResult(item.id, outcome, error.message, error.hint)

    async def _keep(self, item: OutboxItem, result: SendResult) -> None:
        """Write what became of an item into the outbox. Raises DiskError."""
        if result.outcome in (NOT_RUNNING, REFUSED):
            await asyncio.to_thread(self._change, waiting=[msgspec.structs.replace(item, reason=result.reason)])
        else:
            is_new = result.outcome == SENT and item.what != BIB  # a file says itself what is in it
            await asyncio.to_thread(self._change, done=[item], sent=[item] if is_new else [])

    async def _entry(self, paper: Paper, kept: KeptPaper | None) -> FullEntry:
        """Return the entry to send: with its abstract, tags and note, and a staged copy of its PDF. Zotero and JabRef
        have collections of their own. Raises DiskError."""
        (entry,) = await self._entries.entries([paper], "bibtex", EntryOptions(abstracts=True))
        files: tuple[LinkedFile, ...] = ()
        if kept is not None and kept.pdf is not None:
            (place,) = await asyncio.to_thread(self._staging.stage, [(kept.key, Path(kept.pdf))])
            files = (LinkedFile(str(place.absolute()), FILE_TITLE, "application/pdf"),)
        return msgspec.structs.replace(entry, collections=(), files=files)

    async def _has(self, item: OutboxItem, entry: FullEntry, run: _Run) -> str | None:
        """Return a sentence if the program has the entry: as it says itself, else as far as it was sent from here."""
        if run.file is not None:
            has = await asyncio.to_thread(run.file.has, entry)
            return Message("It is already in the file.") if has else None
        if run.zotero is not None and run.may_ask:
            from scholar_desktop.interop.local_programs import WantedItem

            wanted = WantedItem(entry.text("title"), entry.text("DOI"), _year(entry))
            found = await asyncio.to_thread(run.zotero.has, wanted)
            if found is not None:
                return Message("It is already in Zotero.") if found else None
            run.may_ask = False
        state = await asyncio.to_thread(self._load)
        if item.name not in state.sent.get(item.what, {}):
            return None
        return Message("It was sent before.")

    async def _hand_over(self, entry: FullEntry, run: _Run) -> str:
        """Send an entry, and return a sentence that says where it is."""
        if run.file is not None:
            await asyncio.to_thread(run.file.add, entry)
            return Message("It is in {file}.", file=str(run.file.path))
        text = await self._entries.text([entry], "bibtex")
        if run.zotero is not None and run.target is not None:
            await asyncio.to_thread(run.zotero.add, text, run.target)
            return Message("It is in “{name}” in Zotero.", name=run.target.name)
        assert run.jabref is not None
        await asyncio.to_thread(run.jabref.add, text)
        return Message("It is in the library that is open in JabRef.")

    @asynccontextmanager
    async def _alone(self) -> AsyncIterator[None]:
        """Wait until no other process sends papers, and keep them from it meanwhile. Raises LibraryLocked and
        DiskError."""
        lock = self._state_file.with_name(RUN_LOCK_FILE)
        give_up = time.monotonic() + RUN_WAIT_S
        while (file := _try_lock(lock)) is None:
            if time.monotonic() > give_up:
                raise _in_use()
            await asyncio.sleep(LOCK_RETRY_S)
        try:
            yield
            await self.waiting()
        finally:
            unlock_file(lock, file)

    @property
    def _state_file(self) -> Path:
        return self._library.data_dir / OUTBOX_FILE

    def _load(self) -> OutboxState:
        """Return the content of the outbox file. A file that cannot be understood is set aside as outbox.json.bad.
        Raises DiskError."""
        try:
            return msgspec.json.decode(read_file(self._state_file, MOST_STATE_BYTES), type=OutboxState)
        except FileNotFoundError:
            return OutboxState()
        except OSError as error:
            raise _not_read(self._state_file, error) from error
        except (UsageError, msgspec.MsgspecError):
            os.replace(self._state_file, self._state_file.with_name(f"{OUTBOX_FILE}.bad"))
            return OutboxState()

    def _change(
        self,
        *,
        waiting: Sequence[OutboxItem] = (),
        done: Sequence[OutboxItem] = (),
        sent: Sequence[OutboxItem] = (),
    ) -> None:
        """Add items to the outbox, or change their reason; remove those that are done; remember those that a program
        took. Raises DiskError and LibraryLocked."""
        lock = self._state_file.with_name(LOCK_FILE)
        give_up = time.monotonic() + CHANGE_WAIT_S
        while (file := _try_lock(lock)) is None:
            if time.monotonic() > give_up:
                raise _in_use()
            time.sleep(LOCK_RETRY_S)
        try:
            self._write_change(waiting, done, sent)
        finally:
            unlock_file(lock, file)

    def _write_change(
        self, waiting: Sequence[OutboxItem], done: Sequence[OutboxItem], sent: Sequence[OutboxItem]
    ) -> None:
        from scholar_desktop.profile import write_atomically

        state = self._load()
        items = {item.place: item for item in state.waiting}
        for item in waiting:
            known = items.get(item.place, item)
            items[item.place] = msgspec.structs.replace(known, reason=item.reason, again=item.again)
        for item in done:
            items.pop(item.place, None)
        taken = {what: dict(papers) for what, papers in state.sent.items()}
        for item in sent:
            taken.setdefault(item.what, {})[item.name] = current_timestamp()
        content = msgspec.json.encode(OutboxState(tuple(items.values()), taken), enc_hook=encode_stored)
        write_atomically(self._state_file, msgspec.json.format(content, indent=1))


_Waiting = tuple[OutboxItem, Paper, KeptPaper | None]


def _is_trashed(kept: KeptPaper | None) -> bool:
    return kept is not None and bool(kept.trashed)


class _Run:
    """One run: where its entries go, and what was found out on the way.

    command: starts JabRef, if its server is off; may_ask: False once Zotero's local API is known to be off; problem:
    why no further entry can be sent.
    """

    def __init__(self, what: str) -> None:
        self.what = what
        self.zotero: ZoteroConnector | None = None
        self.target: ZoteroTarget | None = None
        self.jabref: JabRefServer | None = None
        self.command: str | None = None
        self.file: _BibFile | None = None
        self.may_ask = True
        self.problem: ScholarError | None = None


class _BibFile:
    """A .bib file to which entries are added. It is read again if another program has written it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._seen: tuple[int, int] | None = None
        self._content = b""
        self._encoding = "utf-8"
        self._entries: list[FullEntry] = []

    def has(self, entry: FullEntry) -> bool:
        """Return whether the file has an entry with the same DOI, or the same title and year. Raises DiskError."""
        self._read()
        doi, title = entry.text("DOI").lower(), title_key(entry.text("title"))
        for one in self._entries:
            other = one.text("DOI").lower()
            if doi and other:
                if doi == other:
                    return True
            elif title and title == title_key(one.text("title")) and _year(one) == _year(entry):
                return True
        return False

    def add(self, entry: FullEntry) -> None:
        """Add an entry under a key that is not in use in the file; create the file if necessary. Raises DiskError."""
        from scholar_desktop.formats.cite_keys import make_unique
        from scholar_desktop.formats.entries.writers import writer_of
        from scholar_desktop.profile import write_atomically

        self._read()
        used = {one.key for one in self._entries}
        whole = msgspec.structs.replace(entry, key=make_unique(entry.key, used.__contains__))
        before = self._content.rstrip() + b"\n\n" if self._content.strip() else b""
        content = before + writer_of("bibtex")([whole]).encode(self._encoding, "replace")
        write_atomically(self.path, content)
        self._content, self._seen = content, self._state()
        self._entries.append(whole)

    def _state(self) -> tuple[int, int] | None:
        try:
            found = self.path.stat()
        except OSError:
            return None
        return found.st_size, found.st_mtime_ns

    def _read(self) -> None:
        from scholar_desktop.formats.entries.readers import decode_entries, reader_of

        if self._seen is not None and self._seen == self._state():
            return
        try:
            self._content = read_file(self.path, _MOST_BYTES)
        except FileNotFoundError:
            self._content = b""
        except OSError as error:
            raise _not_read(self.path, error) from error
        text, encoding = decode_entries(self._content)
        if b"\0" in self._content[:4]:  # UTF-16, to which no text of another encoding can be added
            self._content, encoding = text.encode("utf-8", "replace"), None
        try:
            self._encoding = codecs.lookup(encoding or "utf-8").name
        except LookupError:  # a name for people
            self._encoding = "cp1252"
        self._entries = list(reader_of("bibtex")(text).entries)
        self._seen = self._state()


def _try_lock(path: Path) -> int | None:
    try:
        return lock_file(path)
    except OSError as error:
        raise _not_read(path, error) from error


def _in_use() -> LibraryLocked:
    return LibraryLocked(
        Message("Another window or command is sending papers."),
        hint=Message("Wait until it has finished, and try again."),
        subject=LIBRARY,
    )


def _not_read(file: Path, error: OSError) -> DiskError:
    return DiskError(
        Message("{file} cannot be read: {reason}.", file=str(file), reason=error.strerror or str(error)),
        subject=str(file),
    )


def _year(entry: FullEntry) -> str:
    issued = entry.fields.get("issued")
    return str(issued.get("from") or "")[:4] if isinstance(issued, dict) else ""
