"""The part of the composition root for files: the library, the PDF reader, and everything that gets a PDF.

Each object is created, and its modules are imported, at first use.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from typing import TYPE_CHECKING

from scholar_desktop.composition_net import NetComposition
from scholar_desktop.domain.errors import UsageError
from scholar_desktop.services.program.settings_editor import SettingsEditor
from scholar_desktop.services.tasks import TaskScope
from scholar_desktop.settings import Settings

if TYPE_CHECKING:
    from scholar_desktop.domain.paper import Paper
    from scholar_desktop.library.tables.searches_database import SearchesDatabase
    from scholar_desktop.pdf.inspect import PdfReader
    from scholar_desktop.services import services as service_types
    from scholar_desktop.services.downloads.queue_lookups import QueueLookups
    from scholar_desktop.services.downloads.queue_store import QueueStore
    from scholar_desktop.services.downloads.queue_workers import QueueWorkers
    from scholar_desktop.services.open_access.get_pdf import PdfGetter
    from scholar_desktop.services.open_access.open_access import OpenAccessFinder
    from scholar_desktop.services.open_access.pdf_check import PdfChecker
    from scholar_desktop.services.open_access.pdf_storage import PdfStorage
    from scholar_desktop.services.open_access.quarantine import Quarantine
    from scholar_desktop.services.papers.record_cache import PaperRecordCache
    from scholar_desktop.services.web.address_fetcher import AddressFetcher


class DownloadComposition(NetComposition):
    """Everything that finds, downloads, checks and keeps files, one object of each class.

    scope: owns the tasks of the program as a whole.
    """

    def __init__(self, settings: Settings, editor: SettingsEditor, scope: TaskScope, *, keep_answers: bool) -> None:
        super().__init__(settings, editor, keep_answers=keep_answers)
        self.scope = scope

    # Stored data

    @cached_property
    def store(self) -> service_types.Library:
        from scholar_desktop.services.library.library import Library

        store = Library(self.settings.data_dir)
        store.make_key = self._make_key
        return store

    def _make_key(self, paper: Paper) -> str:
        """Return the citation key of *paper* by the template in the settings. Called in any thread.

        A template that cannot be read is not used: config.toml was edited by hand. The page of settings says so.
        """
        from scholar_desktop.formats.entries.key_templates import key_maker

        template = self.settings_editor.current.citation_key_template
        try:
            return key_maker(template)(paper)
        except UsageError:
            return key_maker(None)(paper)

    @cached_property
    def searches_file(self) -> SearchesDatabase:
        from scholar_desktop.library.tables.searches_database import SearchesDatabase

        return SearchesDatabase(self.settings.config_dir)

    @cached_property
    def library_transfer(self) -> service_types.LibraryTransfer:
        from scholar_desktop.services.exchange.library_transfer import LibraryTransfer

        return LibraryTransfer(self.store, self.settings_editor)

    @cached_property
    def known(self) -> PaperRecordCache:
        from scholar_desktop.services.papers.record_cache import PaperRecordCache

        return PaperRecordCache(self.records)

    # Finding copies

    @cached_property
    def finder(self) -> OpenAccessFinder:
        from scholar_desktop.services.open_access.open_access import OpenAccessFinder

        return OpenAccessFinder(
            self.s2,
            self.unpaywall,
            self.zenodo,
            lambda: self.settings_editor.current.email,
            known=self.known,
            preference=lambda: self.settings_editor.current.copy_order,
            user_links=self.user_links,
            found=self.extra_locations.found,
        )

    @cached_property
    def extra_locations(self) -> service_types.ExtraLocations:
        from scholar_desktop.services.open_access.extra_locations import ExtraLocations

        return ExtraLocations(self.fetcher, lambda: self.store.data_dir)

    @cached_property
    def user_links(self) -> service_types.UserLinks:
        from scholar_desktop.services.open_access.user_links import UserLinks

        return UserLinks(lambda: self.store.data_dir)

    # Getting and checking one PDF. The threads start with the first job.

    @cached_property
    def pdf(self) -> PdfReader:
        from scholar_desktop.pdf.inspect import PdfReader

        return PdfReader()

    @cached_property
    def pdf_thread(self) -> ThreadPoolExecutor:
        """The thread that waits for the process of the PDF reader."""
        return ThreadPoolExecutor(max_workers=1, thread_name_prefix="pdf")

    @cached_property
    def file_threads(self) -> ThreadPoolExecutor:
        """The threads that move downloaded files."""
        return ThreadPoolExecutor(max_workers=2, thread_name_prefix="getting")

    @cached_property
    def fetcher(self) -> AddressFetcher:
        from scholar_desktop.services.web.address_fetcher import AddressFetcher

        return AddressFetcher(self.client, self.file_threads)

    @cached_property
    def pdf_checker(self) -> PdfChecker:
        from scholar_desktop.services.open_access.pdf_check import PdfChecker

        return PdfChecker(self.pdf, self.store, self.pdf_thread)

    @cached_property
    def quarantine(self) -> Quarantine:
        from scholar_desktop.services.open_access.quarantine import Quarantine

        return Quarantine(lambda: self.store.data_dir)

    @cached_property
    def pdf_storage(self) -> PdfStorage:
        from scholar_desktop.services.open_access.pdf_storage import PdfStorage

        return PdfStorage(self.pdf_checker, self.quarantine, self.store, self.file_threads)

    @cached_property
    def pdf_getter(self) -> PdfGetter:
        from scholar_desktop.services.open_access.fetch_run import FetchLimits
        from scholar_desktop.services.open_access.get_pdf import PdfGetter

        limits = FetchLimits(self.settings.max_pdf_mb * 1_000_000, self.settings.copy_wait)
        at_once = self.settings.downloads
        return PdfGetter(self.finder, self.fetcher, self.pdf_storage, self.store, limits, at_once=at_once)

    @cached_property
    def quarantine_details(self) -> service_types.QuarantineDetails:
        from scholar_desktop.pdf.inspect import PdfReader
        from scholar_desktop.services.open_access.quarantine import QuarantineDetails

        return QuarantineDetails(PdfReader, self.store)

    # The download queue

    @cached_property
    def queue_scope(self) -> TaskScope:
        return self.scope.child()

    @cached_property
    def queue_store(self) -> QueueStore:
        from scholar_desktop.services.downloads.queue_store import QueueStore

        return QueueStore(self.store, self.queue_scope)

    @cached_property
    def queue_lookups(self) -> QueueLookups:
        from scholar_desktop.services.downloads.queue_lookups import QueueLookups

        return QueueLookups(self.finder)

    @cached_property
    def queue_workers(self) -> QueueWorkers:
        from scholar_desktop.services.downloads.queue_workers import QueueWorkers
        from scholar_desktop.services.open_access.get_pdf import max_active_items

        workers = QueueWorkers(
            self.queue_store,
            self.pdf_getter,
            self.queue_lookups,
            self.client,
            self.queue_scope,
            in_hand=max_active_items(self.settings.downloads),
            records=lambda: self.record_files,
        )
        self.calls.changed.connect(workers.network.note)
        workers.became_idle.connect(self._end_pdf_process)
        return workers

    @cached_property
    def downloads(self) -> service_types.Downloads:
        from scholar_desktop.services.downloads.cleared_items import ClearedItems
        from scholar_desktop.services.downloads.downloads import Downloads
        from scholar_desktop.services.open_access.quarantine import QuarantineDecisions

        return Downloads(
            self.queue_store,
            self.queue_workers,
            QuarantineDecisions(self.quarantine, self.store, self.file_threads),
            ClearedItems(self.store, self.searches_file),
            self.client,
            self.store,
            self.queue_scope,
            self.file_threads,
        )

    def _end_pdf_process(self, _value: None) -> None:
        """End the process of the PDF reader, which starts again with the next PDF. The user may add one just now."""
        self.queue_scope.start(asyncio.to_thread(self.pdf.end_idle), name="end the PDF reader")

    # Other downloads

    @cached_property
    def batch_download(self) -> service_types.BatchDownload:
        from scholar_desktop.services.downloads.batch import BatchDownload

        return BatchDownload(
            self.pdf_getter,
            self.finder,
            self.store,
            self.file_threads,
            at_once=self.settings.downloads,
            keep_days=self.settings.keep_outcomes,
        )

    @cached_property
    def record_threads(self) -> ThreadPoolExecutor:
        """The threads that check and copy the files of Zenodo records."""
        return ThreadPoolExecutor(max_workers=2, thread_name_prefix="record-files")

    @cached_property
    def record_files(self) -> service_types.RecordFiles:
        from scholar_desktop.services.zenodo.record_files import RecordFiles

        at_once = self.settings.downloads
        return RecordFiles(self.zenodo, self.fetcher, self.store, self.record_threads, at_once=at_once)

    @cached_property
    def pdf_previewer(self) -> service_types.PdfPreviewer:
        from scholar_desktop.pdf.page_texts import PageTextReader
        from scholar_desktop.services.open_access.pdf_preview import PdfPreviewer

        most = self.settings.max_pdf_mb * 1_000_000
        return PdfPreviewer(self.fetcher, PageTextReader(), self.settings.cache_dir, most)

    @cached_property
    def citation_counts(self) -> service_types.CitationCounts:
        from scholar_desktop.services.alerts.citation_counts import CitationCounts

        return CitationCounts(
            self.store, self.s2, self.settings_editor, lambda: self.client.offline, self.scope.child()
        )
