"""Downloads one dataset of one release. Each file is complete or absent, and an interrupted download is resumed.

What is needed to resume is in the folder itself. After kill -9, a full disk, suspending the computer or cancelling, the
same download does not request again what is there. Files are not unpacked, the API key is not sent to the file host,
and the signatures of links are not stored.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from scholar_desktop.domain.attempt import ItemOutcome, Outcome
from scholar_desktop.domain.corpus.dataset import Release, licence_text
from scholar_desktop.domain.corpus.dataset_download import DatasetFile, DownloadPlan, DownloadProgress, FetchedFile
from scholar_desktop.domain.errors import DiskError, ScholarError
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.text.sizes import size_text
from scholar_desktop.net.client import BulkFile, Cookies, Download
from scholar_desktop.net.part_file import find_resume, forget_part
from scholar_desktop.net.threads import run_to_end
from scholar_desktop.services.corpus.dataset_files import DatasetFolder, SignedLink, SignedLinks
from scholar_desktop.services.corpus.link_transfer import (
    ended_file,
    is_gzip,
    is_not_web_page,
    measure_files,
    of_error,
    transfer_file,
)
from scholar_desktop.services.tasks import gather_all
from scholar_desktop.services.web.transfer_meter import TransferMeter

if TYPE_CHECKING:
    from scholar_desktop.domain.request_options import RequestOptions
    from scholar_desktop.net.client import Client
    from scholar_desktop.sources.s2_datasets.api import S2Datasets

T = TypeVar("T")


class DatasetDownload:
    """One download of a dataset.

    `prepare` requests the links and sizes and sets `plan`; `fetch` downloads the files; `close` ends the threads.

    Args:
        dataset: its name.
        release: with its day, not `latest`, so that links requested later are of the same release.
        folder: where the files are stored; absolute.
        at_once: how many files are downloaded at the same time.
    """

    def __init__(
        self,
        datasets: S2Datasets,
        client: Client,
        dataset: str,
        release: Release,
        folder: Path,
        ask: RequestOptions,
        *,
        at_once: int,
    ) -> None:
        self._client = client
        self._name = dataset
        self._release = release
        self._folder = DatasetFolder(folder)
        self._ask = ask
        self._at_once = at_once
        self._links = SignedLinks(lambda: datasets.dataset(dataset, release.id, ask))
        self._full: str | None = None
        self._pool: ThreadPoolExecutor | None = None
        self.plan = DownloadPlan(dataset, release.id, release.readme, (), str(folder), 0)

    async def prepare(self, on_measured: Callable[[int, int], None] | None = None) -> DownloadPlan:
        """Determines the files, their sizes and what is in the folder already. Raises SourceErrors and DiskError.

        on_measured: called with (files whose size was requested, all files).
        """
        dataset = await self._links.load()
        names = self._links.names()
        measured = await measure_files(
            self._client, self._links, self._ask, at_once=self._at_once, on_measured=on_measured
        )
        sizes = {name: answer.size for name, answer in measured.items()}
        try:
            files, free, left_over = await self._in_thread(lambda: self._look(names, sizes))
        except OSError as error:
            raise _unusable(self._folder.path, error) from error
        terms = licence_text(dataset, self._release)
        folder = str(self._folder.path)
        self.plan = DownloadPlan(self._name, self._release.id, terms, files, folder, free, left_over)
        self.close()  # the user may take any time to decide about the plan
        return self.plan

    async def fetch(
        self,
        *,
        on_file: Callable[[FetchedFile], None] | None = None,
        on_progress: Callable[[DownloadProgress], None] | None = None,
    ) -> tuple[FetchedFile, ...]:
        """Downloads the files of the plan. When cancelled, it keeps the bytes that have arrived.

        Args:
            on_file: called with each file that has ended.
            on_progress: called with the progress of all files.

        Returns:
            How each file ended, in the order of the plan.

        Raises:
            DiskError: The folder cannot be used or has too little space for all files; raised before the first byte.
        """
        try:
            await run_to_end(self._threads(), self._folder.claim)
            await self._check_room()
            meter = TransferMeter(self.plan, on_progress)
            ended: dict[str, FetchedFile] = {}
            queue = iter(self.plan.files)

            async def work() -> None:
                for file in queue:
                    done = await self._one(file, meter)
                    ended[file.name] = done
                    meter.ended(file.name, done.bytes, whole=done.path is not None)
                    if on_file is not None:
                        on_file(done)

            await gather_all(*(work() for _ in range(self._at_once)))
        finally:
            await run_to_end(self._threads(), self._folder.release, even_if_cancelled=True)
        return tuple(ended[file.name] for file in self.plan.files)

    def close(self) -> None:
        """Ends the threads without waiting; work that they do for a cancelled download is completed."""
        if self._pool is not None:
            self._pool.shutdown(wait=False)
            self._pool = None

    # --- preparing

    def _look(self, names: Sequence[str], sizes: dict[str, int | None]) -> tuple[tuple[DatasetFile, ...], int, int]:
        files = []
        for name in names:
            received, whole = self._folder.received(name, sizes[name])
            files.append(DatasetFile(name, sizes[name], received, whole))
        return tuple(files), self._folder.free(), self._folder.left_over(frozenset(names))

    async def _check_room(self) -> None:
        free = await self._in_thread(self._folder.free)
        if self.plan.missing > free:
            raise DiskError(
                Message(
                    "Not enough space in {folder}: {size} needed, {free} free.",
                    folder=str(self._folder.path),
                    size=size_text(self.plan.missing),
                    free=size_text(free),
                ),
                hint=Message("Free up space, or choose a folder on another disk."),
            )

    # --- one file

    async def _one(self, file: DatasetFile, meter: TransferMeter) -> FetchedFile:
        if file.whole:
            path = self._folder.target(file.name)
            return FetchedFile(
                file.name, ItemOutcome.SAVED, file.received, str(path), reason=Message("Already downloaded.")
            )
        if self._full is not None:
            return ended_file(file.name, Outcome.DISK, self._full, file.received)
        try:
            if await self._in_thread(lambda: self._folder.is_complete(file.name, file.size)):
                return await self._keep(file, file.size or 0)
            done = await self._fetch(file, meter)
        except OSError as error:
            done = ended_file(file.name, Outcome.DISK, _unusable(self._folder.path, error).message, 0)
        except ScholarError as error:  # the request for new links failed
            outcome = of_error(error)
            received = await self._in_thread(lambda: self._here(file))
            done = FetchedFile(file.name, outcome, received, code=error.code, reason=error.message)
        if done.outcome is ItemOutcome.DISK:
            self._full = done.reason
        return done

    async def _fetch(self, file: DatasetFile, meter: TransferMeter) -> FetchedFile:
        """Downloads the file, with as many renewed links as necessary.

        Raises OSError, and the SourceError of a request for new links.
        """
        here = lambda: self._in_thread(lambda: self._here(file))  # noqa: E731
        got = await transfer_file(self._links, file.name, lambda link: self._download(link, file, meter), here)
        return got if isinstance(got, FetchedFile) else await self._arrived(file, got)

    async def _download(self, link: SignedLink, file: DatasetFile, meter: TransferMeter) -> Download:
        part = self._folder.part(file.name)
        resume = await self._in_thread(lambda: find_resume(part))
        return await self._client.download(
            link.url,
            part,
            ask=self._ask,
            sniff=is_gzip if file.name.endswith(".gz") else is_not_web_page,
            jar=Cookies(),
            accept="*/*",
            resume=resume,
            on_progress=lambda received, size: meter.received(file.name, received, size),
            bulk=BulkFile(link.address),
        )

    async def _arrived(self, file: DatasetFile, got: Download) -> FetchedFile:
        """Checks whether what the host has sent is the complete file, and keeps or deletes it."""
        if file.size is not None and got.bytes != file.size:
            await run_to_end(self._threads(), lambda: forget_part(self._folder.part(file.name)))
            reason = Message(
                "{received} of {size} bytes arrived, so the file was not kept.", received=got.bytes, size=file.size
            )
            return ended_file(file.name, Outcome.TRUNCATED, reason, 0)
        return await self._keep(file, got.bytes)

    async def _keep(self, file: DatasetFile, size: int) -> FetchedFile:
        path, earlier = await run_to_end(self._threads(), lambda: self._folder.keep(file.name))
        reason = (
            ""
            if earlier is None
            else Message("A different file with this name was renamed to {name}.", name=earlier.name)
        )
        return FetchedFile(file.name, ItemOutcome.SAVED, size, str(path), reason=reason)

    def _here(self, file: DatasetFile) -> int:
        return self._folder.received(file.name, file.size)[0]

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads(), work)

    def _threads(self) -> ThreadPoolExecutor:
        if self._pool is None:
            self._pool = ThreadPoolExecutor(self._at_once, thread_name_prefix="dataset-folder")
        return self._pool


def _unusable(folder: Path, error: OSError) -> DiskError:
    return DiskError(
        Message(
            "The folder {folder} cannot be used: {reason}.", folder=str(folder), reason=error.strerror or str(error)
        ),
        hint=Message("Choose another folder."),
    )
