"""Downloads the files of a dataset and keeps the lines that pass a filter, while they arrive.

A file is done when the mark beside its lines exists; size, ETag and rule of the mark tell whether it still holds. The
files themselves are not stored.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import msgspec

from scholar_desktop.corpus.corpus_folder import PART, KeptLines, mark_path, read_mark, write_mark
from scholar_desktop.corpus.filter_messages import CUT, DISK, FORM, FilterResult, FilterTask
from scholar_desktop.domain.attempt import ItemOutcome, Outcome
from scholar_desktop.domain.corpus.corpus_fetch import FilteredFile
from scholar_desktop.domain.corpus.dataset_download import DatasetFile, DownloadPlan, DownloadProgress, FetchedFile
from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.domain.text.message import Message
from scholar_desktop.net.client import BulkFile, Download, RemoteFileSize
from scholar_desktop.net.threads import run_to_end
from scholar_desktop.services.corpus.dataset_files import SignedLink, SignedLinks
from scholar_desktop.services.corpus.filter_client import FilterEnded, FilterProcess, FilterSink
from scholar_desktop.services.corpus.link_transfer import (
    ended_file,
    is_gzip,
    measure_files,
    of_error,
    transfer_file,
)
from scholar_desktop.services.tasks import gather_all
from scholar_desktop.services.web.transfer_meter import TransferMeter

if TYPE_CHECKING:
    from scholar_desktop.domain.request_options import RequestOptions
    from scholar_desktop.net.client import Client

T = TypeVar("T")

AGAIN = 2
"""How often a file that is cut begins again."""
_OUTCOMES = {CUT: Outcome.TRUNCATED, FORM: Outcome.NOT_PDF, DISK: Outcome.DISK}
_CODES = {CUT: "bad_answer", FORM: "bad_answer", DISK: "disk"}


class FileSet(msgspec.Struct):
    """The files of one dataset of a release, or of a diff.

    links: loaded; folder: of the kept lines; aside: of the bad lines; task: what becomes of the lines (its target and
    aside are set for each file); digest: of everything that decides about the lines, stored in the marks; sizes: by
    name, as the host states them.
    """

    dataset: str
    links: SignedLinks
    folder: Path
    aside: Path
    task: FilterTask
    digest: str
    sizes: dict[str, RemoteFileSize] = {}

    def target(self, name: str) -> Path:
        """Return the file of kept lines of the source file *name*."""
        return self.folder / (name if name.endswith(".gz") else f"{name}.gz")

    def mark(self, name: str) -> KeptLines | None:
        """Return the mark of a source file that need not be read again; None if it must be."""
        mark = read_mark(self.target(name))
        if mark is None or mark.rule != self.digest:
            return None
        stated = self.sizes.get(name, RemoteFileSize(0))
        if stated.size is not None and mark.size != stated.size:
            return None
        return None if stated.etag and mark.etag and stated.etag != mark.etag else mark

    def remove_left_over(self) -> None:
        """Delete lines of files that the service does not list any more, and unfinished ones. Raises OSError."""
        if not self.folder.is_dir():
            return
        listed = {path for name in self.links.names() for path in (self.target(name), mark_path(self.target(name)))}
        for file in self.folder.iterdir():
            if file.is_file() and (file.name.endswith(PART) or file not in listed):
                file.unlink(missing_ok=True)

    @property
    def bytes(self) -> int:
        """The size of all files, as far as the host states it."""
        return sum(each.size or 0 for each in self.sizes.values())


class LinesFetch:
    """Filters downloads in child processes, one for each file that is downloaded at the same time.

    The owner calls `aclose`. After a full disk no further file is begun.
    """

    def __init__(self, client: Client, ask: RequestOptions, *, at_once: int) -> None:
        self._client = client
        self._ask = ask
        self._at_once = at_once
        self._processes = [FilterProcess() for _ in range(at_once)]
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="corpus-lines")
        self.full: str | None = None

    async def measure(self, files: FileSet) -> None:
        """Ask the hosts for the sizes of *files*. Raises SourceErrors."""
        files.sizes = await measure_files(self._client, files.links, self._ask, at_once=self._at_once)

    async def fetch(
        self,
        files: FileSet,
        *,
        on_file: Callable[[FilteredFile], object],
        on_progress: Callable[[str, DownloadProgress], None],
    ) -> list[FilteredFile]:
        """Filter all files that are not done.

        Args:
            on_file: gets each file that has ended; those that were done before first.
            on_progress: gets the name of the dataset, and the progress of its files.

        Returns:
            How each file ended, in the order of the service.

        Raises:
            OSError: the folder cannot be used.
        """
        names = files.links.names()
        await self._in_thread(files.remove_left_over)
        marks = await self._in_thread(lambda: {name: files.mark(name) for name in names})
        sizes = {name: files.sizes.get(name, RemoteFileSize(0)).size for name in names}
        here = {name: (mark.size or 0) if mark is not None else 0 for name, mark in marks.items()}
        listed = tuple(DatasetFile(name, sizes[name], here[name], marks[name] is not None) for name in names)
        plan = DownloadPlan(files.dataset, "", "", listed, str(files.folder), 0)
        meter = TransferMeter(plan, lambda progress: on_progress(files.dataset, progress))
        ended: dict[str, FilteredFile] = {}

        def end(file: FilteredFile) -> None:
            ended[file.name] = file
            meter.ended(file.name, file.bytes, whole=file.outcome is ItemOutcome.SAVED)
            on_file(file)

        for name, mark in marks.items():
            if mark is not None:
                end(_filtered(files.dataset, name, mark))
        queue = iter([name for name in names if marks[name] is None])

        async def work(process: FilterProcess) -> None:
            for name in queue:
                meter.began(name)
                end(await self._one(files, name, process, meter))

        await gather_all(*(work(process) for process in self._processes))
        return [ended[name] for name in names]

    async def aclose(self) -> None:
        """End the processes; unfinished files leave nothing."""
        try:
            await run_to_end(self._pool, self._close, even_if_cancelled=True)
        finally:
            self._pool.shutdown(wait=False)

    def _close(self) -> None:
        for process in self._processes:
            process.close()

    async def _one(self, files: FileSet, name: str, process: FilterProcess, meter: TransferMeter) -> FilteredFile:
        for left in reversed(range(AGAIN + 1)):
            if self.full is not None:
                return _failed(files.dataset, ended_file(name, Outcome.DISK, self.full, 0))
            task = msgspec.structs.replace(
                files.task, target=str(files.target(name)), aside=str(files.aside / f"{name.removesuffix('.gz')}.bad")
            )
            sink = FilterSink(process, task)
            try:
                done = await self._filter(files, name, sink, meter)
            except OSError as error:
                reason = Message(
                    "{folder} cannot be used: {reason}.", folder=str(files.folder), reason=error.strerror or str(error)
                )
                done = _failed(files.dataset, ended_file(name, Outcome.DISK, reason, sink.size))
            except ScholarError as error:  # the request for new links failed
                done = FilteredFile(files.dataset, name, outcome=of_error(error), code=error.code, reason=error.message)
            finally:
                await sink.aclose()
            if done.outcome is ItemOutcome.DISK:
                self.full = done.reason
            is_cut = sink.result is not None and sink.result.error == CUT
            if not (left and is_cut):
                return done
        raise AssertionError("the last turn returns")

    async def _filter(self, files: FileSet, name: str, sink: FilterSink, meter: TransferMeter) -> FilteredFile:
        """Download and filter one file once. Raises OSError and SourceErrors."""

        async def transfer(link: SignedLink) -> Download:
            return await self._client.stream(
                link.url,
                sink,
                ask=self._ask,
                sniff=is_gzip,
                bulk=BulkFile(link.address),
                resume=sink.resume,
                on_progress=lambda received, size: meter.received(name, received, size),
            )

        async def received() -> int:
            return sink.size

        try:
            got = await transfer_file(files.links, name, transfer, received)
        except FilterEnded as ended:
            return _refused(files.dataset, name, sink.size, ended.result)
        except RuntimeError as error:  # the process cannot be started
            reason = Message("Could not filter the lines: {reason}.", reason=str(error))
            return FilteredFile(files.dataset, name, outcome=ItemOutcome.TEMPORARY, code="unexpected", reason=reason)
        if isinstance(got, FetchedFile):
            return _failed(files.dataset, got)
        result = sink.result
        if result is None or result.error is not None:
            return _refused(files.dataset, name, sink.size, result)
        stated = files.sizes.get(name, RemoteFileSize(0)).size
        if stated is not None and got.bytes != stated:
            reason = Message(
                "{received} of {size} bytes arrived, so the lines were not kept.", received=got.bytes, size=stated
            )
            return _failed(files.dataset, ended_file(name, Outcome.TRUNCATED, reason, 0))
        mark = KeptLines(got.bytes, got.etag, result.read, result.kept, result.bad, files.digest)
        await run_to_end(self._pool, lambda: write_mark(files.target(name), mark))
        return _filtered(files.dataset, name, mark)

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._pool, work)


def _filtered(dataset: str, name: str, mark: KeptLines) -> FilteredFile:
    return FilteredFile(dataset, name, mark.read, mark.kept, mark.bad, mark.size or 0)


def _failed(dataset: str, file: FetchedFile) -> FilteredFile:
    return FilteredFile(dataset, file.name, bytes=file.bytes, outcome=file.outcome, code=file.code, reason=file.reason)


def _reason(result: FilterResult) -> Message:
    """Return why the lines of a file could not be filtered."""
    if result.error == CUT:
        return Message("The file is damaged or incomplete, even after a second download: {reason}.", reason=result.text)
    if result.error == DISK:
        return Message("Could not save the lines: {reason}.", reason=result.text)
    return Message(
        "The lines do not have the expected format, which may have changed. The first one starts: {text}",
        text=result.text,
    )


def _refused(dataset: str, name: str, size: int, result: FilterResult | None) -> FilteredFile:
    """Return the result for a file whose lines could not be filtered."""
    if result is None or result.error not in _OUTCOMES:
        reason = Message("The filter process stopped, possibly because memory ran out.")
        return FilteredFile(dataset, name, 0, 0, 0, size, ItemOutcome.TEMPORARY, "unexpected", reason)
    ended = ended_file(name, _OUTCOMES[result.error], _reason(result), size)
    return FilteredFile(
        dataset,
        name,
        result.read,
        result.kept,
        result.bad,
        size,
        ended.outcome,
        _CODES[result.error],
        ended.reason,
    )


def first_failure(files: Sequence[FilteredFile]) -> FilteredFile | None:
    """Return a file whose lines are not kept, one for the disk before others; None if there is none."""
    failed = [file for file in files if file.outcome is not ItemOutcome.SAVED]
    failed.sort(key=lambda file: file.outcome is not ItemOutcome.DISK)
    return failed[0] if failed else None
