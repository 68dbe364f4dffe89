"""Lists the releases and datasets of Semantic Scholar's bulk data, and downloads a dataset as files."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from scholar_desktop.domain.corpus.dataset import LATEST, Dataset, Diffs, Release
from scholar_desktop.domain.corpus.dataset_download import DownloadPlan, DownloadProgress, FetchedFile
from scholar_desktop.domain.errors import UsageError
from scholar_desktop.domain.text.message import Message

if TYPE_CHECKING:
    from scholar_desktop.domain.request_options import RequestOptions
    from scholar_desktop.net.client import Client
    from scholar_desktop.services.corpus.dataset_download import DatasetDownload
    from scholar_desktop.sources.s2_datasets.api import S2Datasets

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


class CorpusFiles:
    """Lists and downloads the files of the bulk data; does not build the offline corpus from them.

    Every method raises SourceErrors (subject `datasets`), and UsageError for an invalid name of a release or dataset.

    Args:
        datasets: the API of the bulk data.
        client: the HTTP client of the program.
        folder: where files are kept if the user chooses no folder; it need not exist.
        at_once: how many files are downloaded at the same time.
    """

    def __init__(self, datasets: S2Datasets, client: Client, folder: Path, *, at_once: int = 2) -> None:
        self.folder = folder
        self._datasets = datasets
        self._client = client
        self._at_once = max(1, at_once)

    async def releases(self, ask: RequestOptions) -> tuple[str, ...]:
        """Returns the days of all releases, oldest first."""
        return await self._datasets.releases(ask)

    async def release(self, release: str, ask: RequestOptions) -> Release:
        """Returns a release (a day, or `latest`) with its terms and datasets."""
        return await self._datasets.release(_release(release, or_latest=True), ask)

    async def files(self, dataset: str, release: str, ask: RequestOptions) -> Dataset:
        """Returns a dataset with new links to its files. Raises AccessRefused without a key."""
        return await self._datasets.dataset(_dataset(dataset), _release(release, or_latest=True), ask)

    async def diffs(self, dataset: str, start: str, end: str, ask: RequestOptions) -> Diffs:
        """Returns the diffs (update steps) from the release *start* to *end* (which may be `latest`).

        Raises AccessRefused without a key.
        """
        return await self._datasets.diffs(
            _dataset(dataset), _release(start, or_latest=False), _release(end, or_latest=True), ask
        )

    async def prepare(
        self,
        dataset: str,
        release: str,
        folder: Path,
        *,
        ask: RequestOptions,
        on_measured: Callable[[int, int], None] | None = None,
    ) -> DatasetDownload:
        """Prepares a download without starting it: `plan` has the terms and sizes, and `fetch` starts it.

        The caller must close it.

        Args:
            folder: where the files are stored; absolute.
            on_measured: called with (files whose size was requested, all files).
        """
        from scholar_desktop.services.corpus.dataset_download import DatasetDownload

        name = _dataset(dataset)
        found = await self._datasets.release(_release(release, or_latest=True), ask)
        download = DatasetDownload(self._datasets, self._client, name, found, folder, ask, at_once=self._at_once)
        ready = False
        try:
            await download.prepare(on_measured)
            ready = True
        finally:
            if not ready:
                download.close()
        return download

    async def download(
        self,
        dataset: str,
        release: str,
        folder: Path,
        *,
        ask: RequestOptions,
        on_plan: Callable[[DownloadPlan], None],
        on_measured: Callable[[int, int], None] | None = None,
        on_file: Callable[[FetchedFile], None] | None = None,
        on_progress: Callable[[DownloadProgress], None] | None = None,
    ) -> tuple[FetchedFile, ...]:
        """Downloads *dataset* of *release* into *folder*.

        Args:
            folder: where the files are stored; absolute.
            on_plan: called with the terms and sizes before the first byte; an exception that it raises ends the
                download.
            on_measured: called with (files whose size was requested, all files).
            on_file: called with each file that has ended.
            on_progress: called with the progress of all files.

        Returns:
            How each file ended, in the order of the service.

        Raises:
            DiskError: The folder cannot be used or has too little space; raised before the first byte.
        """
        prepared = await self.prepare(dataset, release, folder, ask=ask, on_measured=on_measured)
        try:
            on_plan(prepared.plan)
            return await prepared.fetch(on_file=on_file, on_progress=on_progress)
        finally:
            prepared.close()


def _release(text: str, *, or_latest: bool) -> str:
    """Returns the normalised name of a release. Raises UsageError for an invalid one."""
    name = text.strip().lower()
    if _DAY.fullmatch(name) or (or_latest and name == LATEST):
        return name
    hint = (
        Message("Use a date such as 2025-08-19, or latest. To list all: scholar-desktop corpus releases")
        if or_latest
        else Message("Use a date such as 2025-08-19. To list all: scholar-desktop corpus releases")
    )
    raise UsageError(Message("“{text}” is not a release.", text=text), hint=hint, subject=text)


def _dataset(text: str) -> str:
    """Returns the normalised name of a dataset. Raises UsageError for an invalid one."""
    name = text.strip()
    if _NAME.fullmatch(name):
        return name
    raise UsageError(
        Message("“{text}” is not a dataset.", text=text),
        hint=Message("Use a name such as papers. To list all: scholar-desktop corpus release latest"),
        subject=text,
    )
