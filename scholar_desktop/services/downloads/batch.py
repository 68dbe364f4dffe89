"""The command `get`: downloads many papers with few requests, and continues after a crash."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import msgspec

from scholar_desktop.domain.attempt import Attempt, ItemOutcome, Lookup
from scholar_desktop.domain.download import DownloadItem, DownloadState
from scholar_desktop.domain.errors import DiskError, ErrorInfo, ScholarError
from scholar_desktop.domain.identifiers.identifiers import Identifier, recognise
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.source import OnReports, Phase, SourceReport
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.timestamps import utc_timestamp
from scholar_desktop.formats.file_names import DEFAULT_TEMPLATE, pdf_name
from scholar_desktop.net.threads import run_to_end
from scholar_desktop.services.downloads.earlier_outcomes import EarlierOutcomes, Retry
from scholar_desktop.services.downloads.queue_items import no_paper_message
from scholar_desktop.services.downloads.queue_lookups import is_for_s2
from scholar_desktop.services.open_access.candidates import PdfCandidates
from scholar_desktop.services.open_access.get_pdf import (
    PdfGetter,
    ended_item,
    failed_item,
    max_active_items,
    saved_item,
)
from scholar_desktop.services.open_access.open_access import BatchAnswer
from scholar_desktop.services.tasks import gather_all
from scholar_desktop.services.web.disk_files import copy_to_folder
from scholar_desktop.services.web.part_files import delete_old_parts, parts_folder
from scholar_desktop.services.web.visited_urls import VisitedUrls

if TYPE_CHECKING:
    from scholar_desktop.library.store import LibraryStore
    from scholar_desktop.services.open_access.open_access import OpenAccessFinder

T = TypeVar("T")
log = logging.getLogger(__name__)

BATCH_FROM = 2
"""From this number of papers on, one request to Semantic Scholar looks up all of them."""


class BatchDownload:
    """Gets the PDFs of many papers for one command.

    Args:
        pool: the threads that copy files.
        at_once: how many files are downloaded at the same time.
        keep_days: how long a final outcome is given again without a request.
        now: the current time.
    """

    def __init__(
        self,
        pdf_getter: PdfGetter,
        finder: OpenAccessFinder,
        library: LibraryStore,
        pool: ThreadPoolExecutor,
        *,
        at_once: int,
        keep_days: float,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._pdf_getter = pdf_getter
        self._finder = finder
        self._library = library
        self._pool = pool
        self._at_once = at_once
        self._keep_days = keep_days
        self._now = now

    async def get(
        self,
        ids: Sequence[str],
        *,
        ask: RequestOptions,
        on_item: Callable[[DownloadItem], None],
        to: Path | None = None,
        name: str | None = None,
        on_reports: OnReports | None = None,
        named: Mapping[str, Identifier | ErrorInfo] | None = None,
        retry: Retry = Retry.TEMPORARY,
    ) -> list[DownloadItem]:
        """Gets the papers of *ids* now. Returns how each ended, in the order of *ids*.

        A run with the same ids that was killed is continued.

        Args:
            on_item: called with each item when it ends.
            to: a folder for an additional copy of each PDF; `path` of an item is then that copy.
            name: the template for the names of these copies; None for the default.
            on_reports: called with how each source ended.
            named: the papers of web pages among the ids, or why the paper of a page is not known.
            retry: which papers of earlier runs that have no PDF are requested again.

        Raises:
            UsageError: The template is bad.
            DiskError: The folder cannot be used. The library's errors are raised as well, if they occur before the
                first paper; later ones end the papers as DISK.
        """
        run = _BatchRun(
            self._pdf_getter,
            self._finder,
            self._library,
            self._pool,
            self._earlier(),
            workers=max_active_items(self._at_once),
            to=to,
            template=name or DEFAULT_TEMPLATE,
            named=named or {},
            retry=retry,
            now=self._now,
        )
        return await run.run(ids, ask=ask, on_item=on_item, on_reports=on_reports)

    async def earlier_outcomes(self, retry: Retry) -> EarlierOutcomes:
        """Returns how papers and files ended in earlier runs, as a run with *retry* uses it. Raises the library's
        errors."""
        earlier = self._earlier()
        await earlier.load(retry)
        return earlier

    def _earlier(self) -> EarlierOutcomes:
        return EarlierOutcomes(self._library, keep_days=self._keep_days, now=self._now)


class _BatchRun:
    """Gets the papers of one command, several at a time.

    Finished items are saved under the name of the run, which is made from its identifiers, so that the same command
    continues after a crash. A run that ends moves those without a PDF to the outcomes of earlier runs
    (`earlier_outcomes`), from which a later run of any identifiers takes those that need not be requested again.
    """

    def __init__(
        self,
        pdf_getter: PdfGetter,
        finder: OpenAccessFinder,
        library: LibraryStore,
        pool: ThreadPoolExecutor,
        earlier: EarlierOutcomes,
        *,
        workers: int,
        to: Path | None,
        template: str,
        named: Mapping[str, Identifier | ErrorInfo],
        retry: Retry,
        now: Callable[[], datetime],
    ) -> None:
        self._pdf_getter = pdf_getter
        self._finder = finder
        self._library = library
        self._pool = pool
        self._earlier = earlier
        self._worker_count = workers
        self._to = to
        self._template = template
        self._named = named
        self._retry = retry
        self._now = now
        self._asked = VisitedUrls()

    async def run(
        self,
        ids: Sequence[str],
        *,
        ask: RequestOptions,
        on_item: Callable[[DownloadItem], None],
        on_reports: OnReports | None,
    ) -> list[DownloadItem]:
        """Gets the papers of *ids*; see `BatchDownload.get`."""
        # not translated: it is not shown
        pdf_name(Paper(title="a name that shows whether the template is right"), self._template)
        if self._to is not None:
            await self._make_folder(self._to)
        parts = parts_folder(self._library.data_dir)
        await self._in_thread(lambda: delete_old_parts(parts))
        run = run_name(ids)
        rows = {item.asked_as: self._unfinished(item) for item in await self._library.downloads(run=run)}
        await self._earlier.load(self._retry)
        texts = list(dict.fromkeys(ids))
        todo = [rows.get(text) or _new_row(run, number, text) for number, text in enumerate(texts)]
        ended: dict[str, DownloadItem] = {}
        waiting: list[tuple[DownloadItem, Identifier]] = []
        for item in todo:
            done = await self._ended_earlier(item)
            if done is not None:
                ended[item.asked_as] = done
                on_item(done)
            elif (identifier := self._identifier(item.asked_as)) is not None:
                waiting.append((item, identifier))
        reports = _SourceTotals()
        said = await self._batch(waiting, ask, reports)
        queue = iter(waiting)
        trouble: list[ScholarError] = []

        async def work() -> None:
            for item, identifier in queue:
                row = _BatchItem(self._library, run, item)
                if trouble:
                    done = _not_tried(item, trouble[0])
                else:
                    try:
                        done = await self._one(row, identifier, ask, said.get(item.asked_as), reports)
                    except ScholarError as error:  # the disk is full, or the library cannot be used: nothing more works
                        trouble.append(error)
                        done = failed_item(row.item, error)
                ended[item.asked_as] = done
                on_item(done)

        await gather_all(*(work() for _ in range(min(self._worker_count, len(waiting)))))
        if on_reports is not None:
            on_reports(reports.all(ask))
        try:
            await self._keep_outcomes([(item, ended[item.asked_as]) for item in todo])
        except ScholarError as error:  # what was done is reported all the same; the next run continues this one
            log.info("the outcomes of the run could not be kept: %s", error.message)
        return [ended[text] for text in ids]

    def _unfinished(self, item: DownloadItem) -> DownloadItem:
        """Returns an item of an interrupted run, to be continued.

        An item that was saved is started again, in case its PDF has been removed from the library since, and so is one
        that the disk had no room for; with `Retry.ALL` every item is.
        """
        if item.outcome not in (ItemOutcome.SAVED, ItemOutcome.DISK) and self._retry is not Retry.ALL:
            return item
        return DownloadItem(key=item.key, asked_as=item.asked_as, paper=None, state=DownloadState.WAITING)

    async def _keep_outcomes(self, rows: Sequence[tuple[DownloadItem, DownloadItem]]) -> None:
        """Keeps how each item ended for later runs, and forgets the items of this run."""
        ended = [
            (str(identifier), done) for row, done in rows if (identifier := self._identifier(row.asked_as)) is not None
        ]
        await self._earlier.keep(ended)
        await self._library.forget_downloads([row.key for row, _ in rows])

    async def _ended_earlier(self, item: DownloadItem) -> DownloadItem | None:
        """Returns *item* as ended if nothing must be requested for it, else None.

        That is so if it has no identifier, is in the library already, ended before a crash, or has a final outcome from
        an earlier run.
        """
        identifier = self._identifier(item.asked_as)
        if identifier is None:
            outcome, reason = self._why_none(item.asked_as)
            return msgspec.structs.replace(item, state=DownloadState.DONE, outcome=outcome, reason=reason)
        done = saved_item(item, await self._pdf_getter.kept(None, identifier))
        if done is not None:
            return await self._copy_pdf(done)
        return item if item.state is DownloadState.DONE else self._earlier.outcome_of(str(identifier), item)

    def _identifier(self, text: str) -> Identifier | None:
        known = self._named.get(text)
        return known if isinstance(known, Identifier) else recognise(text).identifier

    def _why_none(self, text: str) -> tuple[ItemOutcome, str]:
        """Returns the outcome and the reason when no paper is known for *text*: it names none, or its page does not."""
        fault = self._named.get(text)
        if not isinstance(fault, ErrorInfo):
            return ItemOutcome.NOT_FOUND, no_paper_message(text)
        outcome = {"not_found": ItemOutcome.NOT_FOUND, "refused": ItemOutcome.NEEDS_PERSON}.get(fault.code)
        return outcome or ItemOutcome.TEMPORARY, fault.message

    async def _batch(
        self, waiting: Sequence[tuple[DownloadItem, Identifier]], ask: RequestOptions, reports: _SourceTotals
    ) -> dict[str, BatchAnswer]:
        """Looks up all items that Semantic Scholar can know, in one request. Returns the answers by text."""
        askable = [(item.asked_as, identifier) for item, identifier in waiting if is_for_s2(identifier)]
        if len(askable) < BATCH_FROM:
            return {}
        said = await self._finder.batch([identifier for _, identifier in askable], ask)
        for one in said:
            error = next(iter(one.failed.values()), None)
            phase = Phase.OK if error is None else Phase.FAILED
            reports.add([SourceReport("s2", phase, loaded=int(one.paper is not None), error=error)])
        return {text: one for (text, _), one in zip(askable, said, strict=True)}

    async def _one(
        self,
        row: _BatchItem,
        identifier: Identifier,
        ask: RequestOptions,
        said: BatchAnswer | None,
        reports: _SourceTotals,
    ) -> DownloadItem:
        done = await self._pdf_getter.get(
            row.item,
            ask=ask,
            asked=self._asked,
            listener=row,
            identifier=identifier,
            said=said,
            on_reports=reports.add,
        )
        done = msgspec.structs.replace(done, ended=utc_timestamp(self._now()))
        await row.save(done)
        return await self._copy_pdf(done)

    async def _copy_pdf(self, item: DownloadItem) -> DownloadItem:
        """Copies the PDF of *item* into the requested folder, if there is one."""
        if self._to is None or item.path is None or item.paper is None:
            return item
        source, folder, name = Path(item.path), self._to, pdf_name(item.paper, self._template)
        try:
            copy = await run_to_end(self._pool, lambda: copy_to_folder(source, folder, name))
        except OSError as error:
            reason = Message(
                "It is in your library, but could not be copied to {folder}: {reason}.",
                folder=str(folder),
                reason=error.strerror or str(error),
            )
            return msgspec.structs.replace(item, outcome=ItemOutcome.DISK, reason=reason)
        return msgspec.structs.replace(item, path=str(copy))

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
                hint=Message("Choose another one with --to."),
            ) from error

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._pool, work)


class _BatchItem:
    """Saves the attempts for one paper, so that they are not repeated after a crash. item: as it is now."""

    def __init__(self, library: LibraryStore, run: str, item: DownloadItem) -> None:
        self._library = library
        self._run = run
        self.item = item

    def candidates_found(self, candidates: PdfCandidates) -> None:
        self.item = msgspec.structs.replace(self.item, paper=candidates.paper, copies=candidates.copies)

    def copy_tried(self, index: int) -> None:
        self.item = msgspec.structs.replace(self.item, current=index)

    def address_asked(self, url: str) -> None:
        """Does nothing: part files of a command are kept, and the same command resumes them."""

    def progressed(self, received: int, size: int | None) -> None:
        """Does nothing: a command shows no progress within a file."""

    def looked_up(self, lookups: tuple[Lookup, ...]) -> None:
        self.item = msgspec.structs.replace(self.item, lookups=lookups)

    async def attempted(self, attempts: tuple[Attempt, ...]) -> None:
        await self.save(msgspec.structs.replace(self.item, attempts=attempts))

    async def save(self, item: DownloadItem) -> None:
        """Replaces the item and saves it. Raises the library's errors; the item is replaced all the same."""
        self.item = item
        await self._library.save_download(item, run=self._run)


class _SourceTotals:
    """Sums the reports of each source over all papers of the run."""

    def __init__(self) -> None:
        self._by_name: dict[str, list[SourceReport]] = {}

    def add(self, reports: Iterable[SourceReport]) -> None:
        for report in reports:
            self._by_name.setdefault(report.name, []).append(report)

    def all(self, ask: RequestOptions) -> tuple[SourceReport, ...]:
        return tuple(self._of(name, reports, ask) for name, reports in self._by_name.items())

    def _of(self, name: str, reports: list[SourceReport], ask: RequestOptions) -> SourceReport:
        phases = {report.phase for report in reports}
        phase = phases.pop() if len(phases) == 1 else Phase.PARTIAL
        return SourceReport(
            name,
            phase,
            requests=ask.request_counts.of(name).requests,
            cached=ask.request_counts.of(name).cached,
            loaded=sum(report.loaded for report in reports),
            error=next((report.error for report in reports if report.error is not None), None),
        )


def run_name(ids: Iterable[str]) -> str:
    """Returns the name of the run, which is the same for the same identifiers in any order."""
    return "get-" + hashlib.sha256("\n".join(sorted(set(ids))).encode()).hexdigest()[:24]


def _new_row(run: str, number: int, text: str) -> DownloadItem:
    return DownloadItem(key=f"{run}-{number}", asked_as=text, paper=None, state=DownloadState.WAITING)


def _not_tried(item: DownloadItem, error: ScholarError) -> DownloadItem:
    """Returns *item* as ended without a try, because *error* has ended the run."""
    return ended_item(item, ItemOutcome.DISK, Message("Not tried. {reason}", reason=error.message))
