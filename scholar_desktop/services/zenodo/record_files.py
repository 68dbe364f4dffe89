"""Downloads files of a Zenodo record into the library, where they belong to the paper of the record.

Sizes are known before the download, and the files are verified by their checksums. Files may be of any type.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import msgspec

from scholar_desktop.domain.attempt import ItemOutcome, Outcome
from scholar_desktop.domain.download import DownloadItem, wrong_checksum
from scholar_desktop.domain.errors import AccessRefused, DiskError, NotFound, ScholarError, SourceError, UsageError
from scholar_desktop.domain.identifiers.identifiers import Identifier, Scheme
from scholar_desktop.domain.library import KeptFile
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.source import ZENODO, OnReports, Phase, SourceReport
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.text.sizes import size_text
from scholar_desktop.domain.timestamps import utc_timestamp
from scholar_desktop.domain.zenodo.record import Record, RecordFile, RecordPlan
from scholar_desktop.net.threads import run_to_end
from scholar_desktop.services.library.attached_file import paper_of_file
from scholar_desktop.services.tasks import gather_all
from scholar_desktop.services.web.address_fetcher import AddressFetcher, AddressResponse
from scholar_desktop.services.web.disk_files import (
    can_verify_checksum,
    copy_to_folder,
    free_bytes,
    matches_checksum,
    same_disk,
)
from scholar_desktop.services.web.part_files import LockedPartFile, delete_old_parts, part_path, parts_folder
from scholar_desktop.services.zenodo.record_file_download import (
    RecordFileRun,
    kept_path,
    record_from_library,
)
from scholar_desktop.services.zenodo.record_selection import (
    ARCHIVE_LIMIT,
    archive_name,
    main_pdf_first,
    name_on_disk,
    select_files,
)

if TYPE_CHECKING:
    from scholar_desktop.library.store import LibraryStore
    from scholar_desktop.sources.zenodo.api import Zenodo

T = TypeVar("T")

_PAGES = frozenset((None, "htm", "html", "xhtml", "mhtml", "xml", "svg", "md", "txt"))
"""Types of files that may begin like a web page and still be the requested file."""
_CLOSED = {
    "embargoed": Message("The files are under embargo."),
    "restricted": Message("The files are restricted. The owner decides who may download them."),
    "metadata-only": Message("The record has no files."),
}


class RecordFiles:
    """Downloads files of records, several at a time.

    Part files are in <data>/downloads, so that a file enters the library by one rename, and a run that was killed is
    resumed by the next.

    Args:
        fetcher: downloads the files.
        pool: the threads that read, check and copy files.
        at_once: how many files are downloaded at the same time.
        now: the current time.
    """

    def __init__(
        self,
        zenodo: Zenodo,
        fetcher: AddressFetcher,
        library: LibraryStore,
        pool: ThreadPoolExecutor,
        *,
        at_once: int,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._zenodo = zenodo
        self._fetcher = fetcher
        self._library = library
        self._pool = pool
        self._at_once = at_once
        self._now = now

    async def get(
        self,
        name: str,
        files: Sequence[str] = (),
        *,
        ask: RequestOptions,
        archive: bool = False,
        to: Path | None = None,
        on_plan: Callable[[RecordPlan], None] = lambda _plan: None,
        on_item: Callable[[DownloadItem], None] = lambda _item: None,
        on_reports: OnReports | None = None,
        earlier: Callable[[str, DownloadItem], DownloadItem | None] = lambda _address, _item: None,
        is_step: Callable[[], bool] | None = None,
        kept_as: Callable[[], str | None] | None = None,
    ) -> list[DownloadItem]:
        """Downloads files of a record.

        Args:
            name: the record: its number, DOI or address.
            files: names or patterns; empty for all files.
            archive: get all files as the one zip file that Zenodo makes, which has no checksum.
            to: a folder for an additional copy of each file; `path` of an item is then that copy.
            on_plan: called before the first download.
            on_item: called with each progress and end of a file.
            on_reports: called with how the request for the record ended.
            earlier: called with the address and the item of each file that is not in the library; returns the item as
                it ended in an earlier run, None to request the file.
            is_step: returns True if a saved file is an undo entry, see `LibraryStore.attach`; kept_as: see there.

        Returns:
            How each file ended. `key` is the name of the file; it is empty if the record was not found or has no open
            file.

        Raises:
            UsageError: *name* is not the name of a record.
            DiskError: The folder *to* cannot be used. The library's errors are raised as well.
        """
        identifier = _identifier(name)
        if to is not None:
            await self._make_folder(to)
        run = RecordFileRun(name, ask, to, self._copied, on_item)
        run.is_step, run.kept_as = is_step, kept_as
        kept = await self._library.find(identifier)
        try:
            record = record_from_library(kept, identifier, files, archive) or await self._zenodo.record(name, ask)
        except SourceError as error:
            _report(on_reports, ask, error)
            return [run.ended("", *_without_record(error))]
        _report(on_reports, ask, None)
        run.know(record, utc_timestamp(self._now()))
        listed = (self._archive(record),) if archive and record.files else record.files
        selection = select_files(listed, () if archive else files)
        for missing in selection.missing if record.files else ():
            run.ended(missing, ItemOutcome.NOT_FOUND, _no_such_file(record, missing))
        if not record.files:
            for missing in files or ("",):
                run.ended(missing, ItemOutcome.CLOSED, _why_closed(record))
        await self._in_thread(lambda: delete_old_parts(parts_folder(self._library.data_dir)))
        waiting = []
        kept = kept or (await self._library.find_many([run.paper])).get(run.paper.id)
        for file in selection.files:
            path = await self._in_thread(lambda file=file: kept_path(kept, file))  # type: ignore[misc]
            if path is not None:
                await run.saved(file, path, Message("It is in your library."))
            elif (ended := earlier(self._address(record, file), run.waiting(file))) is not None:
                run.ended_earlier(ended)
            else:
                waiting.append(file)
        plan = await self._in_thread(lambda: self._plan(record, selection.files, waiting))
        on_plan(plan)
        no_room = await self._in_thread(lambda: self._no_room(plan, to))
        if no_room is not None:
            for file in waiting:
                run.ended(file.name, ItemOutcome.DISK, no_room)
        else:
            await self._fetch_all(run, main_pdf_first(record, waiting))
        order = [*(file.name for file in selection.files), *selection.missing]
        return sorted(run.items, key=lambda item: order.index(item.key) if item.key in order else -1)

    async def _fetch_all(self, run: RecordFileRun, files: Sequence[RecordFile]) -> None:
        queue = iter(files)
        trouble: list[ScholarError] = []

        async def work() -> None:
            for file in queue:
                if trouble:
                    return
                try:
                    await self._one(run, file)
                except ScholarError as error:
                    trouble.append(error)
                    return

        await gather_all(*(work() for _ in range(min(self._at_once, len(files)))))
        if trouble:
            raise trouble[0]

    def _address(self, record: Record, file: RecordFile) -> str:
        return file.url or self._zenodo.content_address(record.id, file.name)

    async def _one(self, run: RecordFileRun, file: RecordFile) -> None:
        """Downloads one file, and moves it into the library."""
        url = self._address(run.record, file)
        run.runs(file)
        claims: list[LockedPartFile] = []
        try:
            try:
                # If the task is cancelled while the file is locked, it must still know the lock, to release it.
                await run_to_end(self._pool, lambda: claims.append(LockedPartFile(self._library.data_dir, url)))
            except OSError as error:
                reason = Message("Could not write to the disk: {reason}.", reason=error.strerror or str(error))
                run.tried(file, AddressResponse(url).attempt(ZENODO, Outcome.DISK, reason))
                return
            part = claims[0].path
            fetched = await self._fetched(run, file, url, part)
            if fetched.outcome is not None:
                run.tried(file, fetched.attempt(ZENODO, fetched.outcome, fetched.reason))
                return
            await self._kept(run, file, fetched, part)
        finally:
            for claim in claims:
                await run_to_end(self._pool, claim.release, even_if_cancelled=True)

    async def _fetched(self, run: RecordFileRun, file: RecordFile, url: str, part: Path) -> AddressResponse:
        """Downloads the file to *part* and verifies its checksum; the outcome says why if this fails.

        If the checksum of a resumed file is wrong, the file is downloaded once more from its beginning.
        """
        checksum = file.checksum
        while True:
            began_with = await self._in_thread(lambda: part.stat().st_size if part.is_file() else 0)
            fetched = await self._asked(run, file, url, part)
            if fetched.page is not None:
                reason = Message("{host} returned a web page instead of the file.", host=fetched.host)
                return msgspec.structs.replace(fetched, outcome=Outcome.HTML_NOT_PDF, reason=reason, page=None)
            if fetched.outcome is not None or checksum is None:
                return fetched
            try:
                right = await self._in_thread(lambda: matches_checksum(part, checksum))
            except OSError as error:
                reason = Message("Could not read the file again: {reason}.", reason=error.strerror or str(error))
                return msgspec.structs.replace(fetched, outcome=Outcome.DISK, reason=reason, part=None)
            if right:
                return fetched
            await run_to_end(self._pool, lambda: _forget(part))
            if not began_with:
                reason = wrong_checksum(fetched.host, checksum.partition(":")[0])
                return msgspec.structs.replace(fetched, outcome=Outcome.TRUNCATED, reason=reason, part=None)

    async def _asked(self, run: RecordFileRun, file: RecordFile, url: str, part: Path) -> AddressResponse:
        from scholar_desktop.net.client import BulkFile
        from scholar_desktop.net.cookies import Cookies
        from scholar_desktop.pdf.file_signature import looks_like_html

        may_be_page = file.type in _PAGES
        return await self._fetcher.fetch(
            url,
            part,
            ask=run.ask,
            jar=Cookies(),
            max_bytes=None,  # files of Zenodo are requested by name, and have no limit
            on_progress=lambda received, size: run.progressed(file, received, size),
            sniff=lambda head: may_be_page or not looks_like_html(head),
            accept="*/*",
            bulk=BulkFile(url, checked=can_verify_checksum(file.checksum)),
        )

    async def _kept(self, run: RecordFileRun, file: RecordFile, fetched: AddressResponse, part: Path) -> None:
        """Moves the complete file into the library."""
        checked = can_verify_checksum(file.checksum)
        name, record = name_on_disk(file), run.record
        try:
            changes = await self._library.attach(
                run.paper,
                part,
                name=name,
                sha256=fetched.sha256 or "",
                version=record.version,
                license=record.license,
                source_url=fetched.url,
                retrieved=utc_timestamp(self._now()),
                source="zenodo",
                as_named=True,
                is_step=run.is_step,
                kept_as=run.kept_as,
                checked_with=file.checksum if checked else None,
            )
        except DiskError as error:
            run.tried(
                file,
                fetched.attempt(
                    ZENODO, Outcome.DISK, Message("Could not save the file: {reason}", reason=error.message)
                ),
            )
            return
        kept = await paper_of_file(self._library, changes, run.paper, run.kept_as)
        if kept is None:  # another process has just removed it
            run.tried(
                file,
                fetched.attempt(
                    ZENODO, Outcome.DISK, Message("The file was removed from your library in the meantime.")
                ),
            )
            return
        run.paper = kept.paper
        path = next((one.path for one in kept.files if _is_it(one, fetched, name)), None)
        done = Outcome.SAVED if checked else Outcome.CANNOT_CHECK
        kind = (file.checksum or "").partition(":")[0]
        reason = (
            Message("Saved from {host}. Checked: the {checksum} matches.", host=fetched.host, checksum=kind)
            if checked
            else Message("Saved from {host}. Not checked: there is no checksum.", host=fetched.host)
        )
        attempt = fetched.attempt(ZENODO, done, reason)
        await run.saved(file, Path(path) if path is not None else None, attempt.reason, attempt)

    def _archive(self, record: Record) -> RecordFile:
        total = sum(file.size or 0 for file in record.files)
        if total > ARCHIVE_LIMIT:
            raise UsageError(
                Message(
                    "The files of record {number} are {size} in total. Zenodo makes ZIP files of up to {limit}.",
                    number=record.id,
                    size=size_text(total),
                    limit=size_text(ARCHIVE_LIMIT),
                ),
                hint=Message("Download the files separately instead."),
                subject=ZENODO,
            )
        return RecordFile(
            name=archive_name(record.id), type="zip", url=self._zenodo.archive_address(record.id), size=None
        )

    def _plan(self, record: Record, files: Sequence[RecordFile], waiting: Sequence[RecordFile]) -> RecordPlan:
        """Returns what must be downloaded, without the bytes in part files. Blocking."""
        names = {file.name for file in waiting}
        return RecordPlan(
            record=record,
            files=tuple(files),
            kept=frozenset(file.name for file in files if file.name not in names),
            to_fetch=sum(max(0, (file.size or 0) - self._begun(file)) for file in waiting),
            unsized=sum(file.size is None for file in waiting),
            free=free_bytes(self._library.data_dir),
        )

    def _no_room(self, plan: RecordPlan, to: Path | None) -> str | None:
        """Returns why the files do not fit on the disk, or None. Counts copies on the library's disk too. Blocking."""
        data = self._library.data_dir
        copies = sum(file.size or 0 for file in plan.files)
        here = plan.to_fetch + (copies if to is not None and same_disk(to, data) else 0)
        if plan.free is not None and here > plan.free:
            return Message(
                "Not enough space in {folder}: {size} needed, {free} free.",
                folder=str(data),
                size=size_text(here),
                free=size_text(plan.free),
            )
        if to is not None and (there := free_bytes(to)) is not None and copies > there:
            return Message(
                "Not enough space in {folder}: {size} needed, {free} free.",
                folder=str(to),
                size=size_text(copies),
                free=size_text(there),
            )
        return None

    def _begun(self, file: RecordFile) -> int:
        try:
            part = part_path(self._library.data_dir, file.url) if file.url is not None else None
            return part.stat().st_size if part is not None and part.is_file() else 0
        except OSError:
            return 0

    async def _copied(self, path: Path, folder: Path, name: str) -> Path:
        """Copies *path* into *folder*. Raises OSError."""
        return await run_to_end(self._pool, lambda: copy_to_folder(path, folder, name))

    async def _make_folder(self, folder: Path) -> None:
        try:
            await self._in_thread(lambda: folder.mkdir(parents=True, exist_ok=True))
        except OSError as error:
            raise DiskError(
                Message(
                    "The folder {folder} cannot be used: {reason}.",
                    folder=str(folder),
                    reason=error.strerror or str(error),
                ),
                hint=Message("Choose another folder."),
            ) from error

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._pool, work)


def _identifier(name: str) -> Identifier:
    """Returns the identifier by which the library may know the record. Raises UsageError for an invalid name."""
    from scholar_desktop.services.zenodo.zenodo_lookup import check_record_name
    from scholar_desktop.sources.zenodo.record_ids import foreign_name, record_number_in

    number = record_number_in(check_record_name(name))
    identifier = Identifier(Scheme.ZENODO, number) if number is not None else foreign_name(name)
    assert identifier is not None
    return identifier


def _is_it(one: KeptFile, fetched: AddressResponse, name: str) -> bool:
    """Returns True if *one* is the file that was just added; a number may have been added to its name."""
    return one.sha256 == fetched.sha256 and (one.source_url == fetched.url or one.name == name)


def _without_record(error: SourceError) -> tuple[ItemOutcome, str]:
    if isinstance(error, NotFound):
        return ItemOutcome.NOT_FOUND, error.message
    return (ItemOutcome.NEEDS_PERSON if isinstance(error, AccessRefused) else ItemOutcome.TEMPORARY), error.message


def _report(on_reports: OnReports | None, ask: RequestOptions, error: SourceError | None) -> None:
    if on_reports is None:
        return
    failed = error is not None and not isinstance(error, NotFound)
    spent = ask.request_counts.of(ZENODO)
    phase = (Phase.SKIPPED if error is not None and error.code == "offline" else Phase.FAILED) if failed else Phase.OK
    info = error.info if failed and error is not None else None
    if spent.requests or spent.cached or info is not None:
        on_reports([SourceReport(ZENODO, phase, spent.requests, spent.cached, loaded=int(error is None), error=info)])


def _why_closed(record: Record) -> str:
    why = _CLOSED.get(record.access or "", Message("The record has no files."))
    return Message(
        "{why} There is nothing to download from record {number}, “{title}”.",
        why=why,
        number=record.id,
        title=record.title,
    )


def _no_such_file(record: Record, name: str) -> str:
    there = ", ".join(file.name for file in record.files[:10])
    if len(record.files) > 10:
        return Message.counted(
            "Record {number} has no file “{name}”. It has {files} and {count} more.",
            "Record {number} has no file “{name}”. It has {files} and {count} more.",
            len(record.files) - 10,
            number=record.id,
            name=name,
            files=there,
        )
    return Message("Record {number} has no file “{name}”. It has {files}.", number=record.id, name=name, files=there)


def _forget(part: Path) -> None:
    from scholar_desktop.net.part_file import forget_part

    forget_part(part)
