"""The part of the composition root that needs no window: creates every object once and passes it the objects that it
uses.

Each object is created, and its modules are imported, at first use: the window opens before most of them are needed.
`build_services` creates everything but the window, and imports neither Qt nor the HTTP library.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from scholar_desktop.composition_downloads import DownloadComposition
from scholar_desktop.profile import downloads_folder
from scholar_desktop.services.program.settings_editor import SettingsEditor, SettingsFile
from scholar_desktop.services.tasks import TaskScope
from scholar_desktop.settings import CONFIG_FILE, Settings

if TYPE_CHECKING:
    from scholar_desktop.demo.server import DemoServer
    from scholar_desktop.interop.staging import StagingFolder
    from scholar_desktop.services import services as service_types
    from scholar_desktop.services.citations.store_with_corpus import CitationStoreWithCorpus
    from scholar_desktop.services.corpus.corpus_citations import CorpusCitations
    from scholar_desktop.services.corpus.corpus_people import CorpusPeople
    from scholar_desktop.services.corpus.corpus_reader import CorpusReader
    from scholar_desktop.services.corpus.corpus_texts import CorpusTexts
    from scholar_desktop.services.papers.web_page_identification import PaperPages
    from scholar_desktop.services.services import Services

DEMO_KEY = "demo-key"
"""The key that the demo's Semantic Scholar accepts. The user's own key is not sent to the demo."""
DEMO_EMAIL = "demo@scholar-desktop.example"
"""The e-mail that the demo's Unpaywall gets; like all requests of the demo, it does not leave this machine."""
_IDLE_POLL_S = 0.01


class Composition(DownloadComposition):
    """Everything but the window, one object of each class.

    The owner calls `start` before the first request to a service, and `aclose` at the end, which closes the objects
    that were created.
    budgets: by source name; demo: the built-in services, None without `--demo`.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        keep_answers: bool,
        on_error: Callable[[str, BaseException], None],
        open_url: Callable[[str], None],
        open_path: Callable[[str], None],
    ) -> None:
        self.demo: DemoServer | None = None
        if settings.demo:
            settings, self.demo = _with_demo(settings)
        editor = SettingsEditor(settings, SettingsFile(settings.config_dir / CONFIG_FILE))
        super().__init__(settings, editor, TaskScope(on_error), keep_answers=keep_answers)
        self.open_url = open_url
        self.open_path = open_path
        self._started = asyncio.Lock()
        self._runs = False

    @property
    def services(self) -> Services:
        """The services alone. mypy reports here a service that this class does not create."""
        return self

    # The services; those of `Services` have their types from there

    @cached_property
    def library(self) -> service_types.Library:
        has_corpus = (self.store.data_dir / "corpus").exists
        self.store.other_texts = lambda: self.corpus_texts if has_corpus() else None
        return self.store

    @cached_property
    def folder_warnings(self) -> service_types.FolderWarnings:
        from scholar_desktop.profile import StateFile
        from scholar_desktop.services.library.folder_warnings import FolderWarnings

        return FolderWarnings(self.settings.data_dir, StateFile(self.settings.config_dir / "folder_warnings.json"))

    @cached_property
    def search(self) -> service_types.Search:
        from scholar_desktop.services.search.search import Search

        return Search(
            self.s2,
            self.unpaywall,
            self.zenodo,
            self.library,
            self.corpus_papers,
            self.known,
            self.settings_editor,
            self.manual_splits,
            self.search_ledger,
            lambda: self.paper_pages,
        )

    @cached_property
    def search_ledger(self) -> service_types.SearchLedger:
        from scholar_desktop.domain.source import S2, UNPAYWALL, ZENODO
        from scholar_desktop.services.search.search_ledger import SearchLedger

        settings = self.settings
        urls = (settings.semantic_scholar_url, settings.unpaywall_url, settings.zenodo_url)
        servers = dict(zip((S2, UNPAYWALL, ZENODO), urls, strict=True))
        return SearchLedger(self.searches_file, servers, is_offline=lambda: self.client.offline)

    @cached_property
    def saved_searches(self) -> service_types.SavedSearches:
        from scholar_desktop.services.search.saved_searches import SavedSearches

        return SavedSearches(self.store, self.search)

    @cached_property
    def collections(self) -> service_types.Collections:
        return self.store.collection_book

    @cached_property
    def reference_lists(self) -> service_types.ReferenceLists:
        from scholar_desktop.services.reference_lists.list_lookup import ListLookup
        from scholar_desktop.services.reference_lists.reference_lists import ReferenceLists

        lookup = ListLookup(
            self.s2,
            self.unpaywall,
            self.zenodo,
            self.paper_lookup,
            self.known,
            self.corpus_papers,
            self.settings_editor,
            is_demo=self.settings.demo,
        )
        return ReferenceLists(lookup, self.library, self.searches_file, self.manual_splits, self.scope.child())

    @cached_property
    def manual_splits(self) -> service_types.ManualSplits:
        from scholar_desktop.services.search.manual_splits import ManualSplits

        return ManualSplits(self.store, self.scope.child())

    @cached_property
    def papers(self) -> service_types.Papers:
        from scholar_desktop.services.papers.papers import Papers

        sources = self.s2, self.unpaywall, self.zenodo
        pages = lambda: self.paper_pages  # noqa: E731
        return Papers(*sources, self.library, self.known, self.corpus_papers, self.manual_splits.load, pages)

    @cached_property
    def paper_pages(self) -> PaperPages:
        from scholar_desktop.services.papers.web_page_identification import PaperPages

        return PaperPages(self.client, self.fetcher, self.records, self.paper_lookup, lambda: self.store.data_dir)

    @cached_property
    def edges(self) -> CitationStoreWithCorpus:
        from scholar_desktop.services.citations.store_with_corpus import CitationStoreWithCorpus

        path = self._answers_folder and self._answers_folder / "citations.sqlite"
        return CitationStoreWithCorpus(path, self.corpus_citations)

    @cached_property
    def citations(self) -> service_types.Citations:
        from scholar_desktop.services.citations.citations import Citations

        return Citations(self.s2, self.edges, self.corpus_citations)

    @cached_property
    def citation_maps(self) -> service_types.CitationMaps:
        from scholar_desktop.services.citations.citation_map import CitationMaps

        return CitationMaps(self.citations, self.s2, self.library)

    @cached_property
    def why(self) -> service_types.CitingSentences:
        from scholar_desktop.services.citations.citing_sentences import CitingSentences

        return CitingSentences(self.citations)

    @cached_property
    def shared_citations(self) -> service_types.SharedCitations:
        from scholar_desktop.services.citations.shared_citations import SharedCitations

        return SharedCitations(self.citations)

    @cached_property
    def missing_classics(self) -> service_types.MissingClassics:
        from scholar_desktop.services.citations.missing_classics import MissingClassics

        return MissingClassics(self.library, self.citations, self.s2)

    @cached_property
    def authors(self) -> service_types.Authors:
        from scholar_desktop.services.papers.record_cache import AuthorRecordCache
        from scholar_desktop.services.people.authors import Authors

        return Authors(self.s2, AuthorRecordCache(self.records), self.known, self.corpus_people)

    @cached_property
    def recommend(self) -> service_types.Recommender:
        from scholar_desktop.services.papers.recommend import Recommender

        return Recommender(self.s2, self.known, self.corpus_papers)

    @cached_property
    def snippet_search(self) -> service_types.SnippetSearch:
        from scholar_desktop.services.search.snippet_search import SnippetSearch

        return SnippetSearch(self.s2, self.known)

    @cached_property
    def paper_lookup(self) -> service_types.PaperLookup:
        from scholar_desktop.services.papers.paper_lookup import PaperLookup

        return PaperLookup(self.s2, self.known, self.corpus_papers)

    @cached_property
    def library_refresh(self) -> service_types.LibraryRefresh:
        from scholar_desktop.services.papers.library_refresh import LibraryRefresh

        return LibraryRefresh(self.library, self.paper_lookup, self.unpaywall, self.zenodo)

    @cached_property
    def full_text(self) -> service_types.FullText:
        from scholar_desktop.pdf.page_texts import PageTextReader
        from scholar_desktop.services.library.full_text import FullText

        return FullText(self.store, PageTextReader(), self.scope.child())

    @cached_property
    def export(self) -> service_types.Export:
        from scholar_desktop.services.papers.export import Export

        return Export(self.library, self.paper_lookup, self.papers, self.known)

    @cached_property
    def entry_export(self) -> service_types.EntryExport:
        from scholar_desktop.services.exchange.entry_export import EntryExport

        return EntryExport(self.library, self.export)

    @cached_property
    def live_files(self) -> service_types.LiveFiles:
        from scholar_desktop.services.exchange.live_files import LiveFiles

        return LiveFiles(self.library, lambda: self.entry_export, self.scope.child())

    @cached_property
    def entry_import(self) -> service_types.EntryImport:
        from scholar_desktop.services.exchange.entry_import import EntryImport

        return EntryImport(self.library, lambda: self.paper_lookup, lambda: self.pdf)

    @cached_property
    def manuscript_check(self) -> service_types.ManuscriptCheck:
        from scholar_desktop.services.exchange.manuscript_check import ManuscriptCheck

        lists, entries = self.reference_lists, self.entry_export
        return ManuscriptCheck(lists, self.library, entries, self.export, self.s2, self.unpaywall, self.searches_file)

    @cached_property
    def staging(self) -> StagingFolder:
        from scholar_desktop.interop.staging import StagingFolder
        from scholar_desktop.services.papers.drag_out import staging_folder

        return StagingFolder(staging_folder(self.settings.drag_folder, self.settings.data_dir))

    @cached_property
    def drag_out(self) -> service_types.DragOut:
        from scholar_desktop.services.papers.drag_out import DragOut

        return DragOut(self.staging, self.library, lambda: self.settings_editor.current.citation_style)

    @cached_property
    def entry_sending(self) -> service_types.EntrySending:
        from scholar_desktop.services.exchange.sending import EntrySending

        return EntrySending(
            self.library,
            self.export,
            self.entry_export,
            self.staging,
            lambda: self.settings_editor.current.zotero_url,
            lambda: self.settings_editor.current.jabref_url,
        )

    @cached_property
    def zenodo_lookup(self) -> service_types.ZenodoLookup:
        from scholar_desktop.services.zenodo.zenodo_lookup import ZenodoLookup

        return ZenodoLookup(self.zenodo, self.keys, self.known)

    @cached_property
    def unpaywall_lookup(self) -> service_types.UnpaywallLookup:
        from scholar_desktop.services.unpaywall.unpaywall_lookup import UnpaywallLookup

        return UnpaywallLookup(self.unpaywall, self.settings_editor)

    @cached_property
    def corpus_files(self) -> service_types.CorpusFiles:
        from scholar_desktop.services.corpus.corpus_files import CorpusFiles

        folder = self.settings.config_dir.parent if self.settings.demo else self.settings.profile or Path.home()
        # not translated: the name of a folder
        return CorpusFiles(self.datasets, self.client, folder / "Semantic Scholar data", at_once=self._files_at_once)

    @property
    def _files_at_once(self) -> int:
        """How many files of the bulk data are downloaded at the same time: they all come from one host."""
        return min(self.settings.host_connections, self.settings.downloads)

    @cached_property
    def corpus_terms(self) -> service_types.CorpusTerms:
        from scholar_desktop.services.corpus.corpus_terms import CorpusTerms

        return CorpusTerms(lambda: self.offline_corpus.folder)

    @cached_property
    def corpus_planner(self) -> service_types.CorpusPlanner:
        from scholar_desktop.services.corpus.corpus_plan import CorpusPlanner

        return CorpusPlanner(
            self.datasets,
            self.client,
            lambda: self.offline_corpus.folder,
            self.corpus_terms,
            at_once=self._files_at_once,
        )

    @cached_property
    def corpus_fetch(self) -> service_types.CorpusFetch:
        from scholar_desktop.services.corpus.corpus_fetch import CorpusFetch

        return CorpusFetch(
            self.datasets,
            self.client,
            lambda: self.offline_corpus.folder,
            self.corpus_terms,
            self.library,
            self.s2,
            at_once=self._files_at_once,
        )

    @cached_property
    def corpus_update(self) -> service_types.CorpusUpdate:
        from scholar_desktop.services.corpus.corpus_update import CorpusUpdate

        return CorpusUpdate(
            self.datasets,
            self.client,
            self.offline_corpus,
            self.corpus_terms,
            self.corpus_fetch,
            at_once=self._files_at_once,
        )

    @cached_property
    def corpus_completion(self) -> service_types.CorpusCompletion:
        from scholar_desktop.services.corpus.corpus_complete import CorpusCompletion

        return CorpusCompletion(self.s2, self.citations, self.offline_corpus)

    @cached_property
    def offline_corpus(self) -> service_types.OfflineCorpus:
        from scholar_desktop.services.corpus.offline_corpus import OfflineCorpus

        return OfflineCorpus(lambda: self.store.data_dir)

    @cached_property
    def corpus_reader(self) -> CorpusReader:
        from scholar_desktop.corpus.corpus_folder import CorpusFolder
        from scholar_desktop.services.corpus.corpus_reader import CorpusReader

        return CorpusReader(
            lambda: CorpusFolder(self.store.data_dir / "corpus"),
            lambda: self.client.offline,
            lambda: self.settings_editor.current.corpus_first,
        )

    @cached_property
    def corpus_papers(self) -> service_types.CorpusPapers:
        from scholar_desktop.services.corpus.corpus_papers import CorpusPapers

        return CorpusPapers(self.corpus_reader, self.library)

    @cached_property
    def corpus_texts(self) -> CorpusTexts:
        from scholar_desktop.services.corpus.corpus_texts import CorpusTexts

        return CorpusTexts(self.corpus_reader)

    @cached_property
    def corpus_people(self) -> CorpusPeople:
        from scholar_desktop.services.corpus.corpus_people import CorpusPeople

        return CorpusPeople(self.corpus_reader, self.corpus_papers)

    @cached_property
    def corpus_citations(self) -> CorpusCitations:
        from scholar_desktop.services.corpus.corpus_citations import CorpusCitations

        return CorpusCitations(self.corpus_reader)

    @cached_property
    def status(self) -> service_types.Status:
        from scholar_desktop.services.program.status import Status

        status = Status(self.budgets, self.client, self.keys, self.settings_editor, self.calls, self.unpaywall_count)
        status.went_online.connect(lambda _value: self.downloads.go_on())
        return status

    @cached_property
    def import_thread(self) -> ThreadPoolExecutor:
        """The thread that copies and reads the PDFs that are imported."""
        return ThreadPoolExecutor(max_workers=1, thread_name_prefix="own-files")

    @cached_property
    def pdf_identification(self) -> service_types.PdfIdentification:
        from scholar_desktop.services.add_pdfs.pdf_identification import PdfIdentification

        return PdfIdentification(self.pdf, self.store, self.paper_lookup, self.import_thread)

    @cached_property
    def pdf_import(self) -> service_types.PdfImport:
        from scholar_desktop.services.add_pdfs.pdf_import import PdfImport
        from scholar_desktop.services.open_access.pdf_check import PdfChecker

        checker = PdfChecker(self.pdf, self.store, self.import_thread)
        return PdfImport(checker, self.store, self.import_thread)

    @cached_property
    def browser_fetch(self) -> service_types.BrowserFetch:
        from scholar_desktop.services.add_pdfs.browser_fetch import BrowserFetch

        folder = lambda: self.settings_editor.current.downloads_dir or downloads_folder()  # noqa: E731
        return BrowserFetch(self.pdf_import, folder, self.open_url, self.scope.child())

    @cached_property
    def follows(self) -> service_types.Follows:
        from scholar_desktop.services.alerts.follows import Follows

        return Follows(self.store, self.authors, self.zenodo_lookup, self.scope.child())

    @cached_property
    def watch(self) -> service_types.Scheduler:
        from scholar_desktop.services.alerts.open_access_watch import OpenAccessWatch, PublishedWatch
        from scholar_desktop.services.alerts.release_watch import ReleaseWatch
        from scholar_desktop.services.program.scheduler import Scheduler

        watch = Scheduler(self.store, self.settings_editor, self.status, self.scope.child())
        watch.register(OpenAccessWatch(self.store, self.unpaywall, self.downloads.is_in_progress).kind)
        watch.register(PublishedWatch(self.store, self.s2).kind)
        watch.register(ReleaseWatch(self.offline_corpus, self.corpus_files).kind)
        for kind in self.follows.kinds:
            watch.register(kind)
        watch.register(self.saved_searches.kind)
        self.saved_searches.changed.connect(lambda _value: watch.refresh())
        self.library.changed.connect(lambda changes: watch.refresh() if "watched" in changes.tables else None)
        return watch

    @cached_property
    def call_history(self) -> service_types.CallHistory:
        from scholar_desktop.services.program.call_history import CallHistory

        return CallHistory(self.calls)

    @cached_property
    def diagnostics(self) -> service_types.Diagnostics:
        from scholar_desktop.services.diagnostics import Diagnostics

        return Diagnostics(
            self.settings_editor, self.keys, self.library, self.downloads, self.status, self.call_history
        )

    @cached_property
    def pdf_viewer(self) -> service_types.PdfViewer:
        from scholar_desktop.services.papers.pdf_viewer import PdfViewer

        return PdfViewer()

    # Start and end

    def is_made(self, name: str) -> bool:
        """Return whether the object with that *name* has been created."""
        return name in self.__dict__

    async def start(self) -> None:
        """Start the demo services, if there are any; may be called again. Starting them imports their server."""
        async with self._started:
            if self.demo is not None and not self._runs:
                await asyncio.to_thread(self.demo.start)
                self._runs = True

    async def idle(self) -> None:
        """Wait until no task runs, no request is in flight, and nothing waits to be written."""
        # three owners without a common event, so they are polled
        while self.scope.running() or self._is_busy():  # noqa: ASYNC110
            await asyncio.sleep(_IDLE_POLL_S)

    def _is_busy(self) -> bool:
        asks = self.is_made("client") and self.client.in_flight
        files = (name for name in ("store", "searches_file", "search_ledger") if self.is_made(name))
        return bool(asks or any(getattr(self, name).pending for name in files))

    async def aclose(self) -> None:
        """Cancel running tasks, end threads, and close connections, stores and the library, in this order."""
        for name in ("watch", "citation_counts", "browser_fetch"):
            if self.is_made(name):
                getattr(self, name).end()
        await self.scope.aclose()
        if self.is_made("keys"):
            self.keys.end()
        if self.is_made("search_ledger"):
            self.search_ledger.flush()
        if self.is_made("pdf"):  # before the threads: one may be waiting for its process
            await asyncio.to_thread(self.pdf.close)
        for name in ("pdf_viewer", "full_text", "pdf_previewer", "downloads", "corpus_reader"):
            if self.is_made(name):
                await getattr(self, name).aclose()
        if self.is_made("quarantine_details"):
            await asyncio.to_thread(self.quarantine_details.close)
        for name in ("pdf_thread", "file_threads", "record_threads", "import_thread"):
            if self.is_made(name):
                await asyncio.to_thread(getattr(self, name).shutdown)
        for name in ("client", "answers", "records", "edges", "searches_file", "store"):
            if self.is_made(name):
                await getattr(self, name).aclose()
        if self.demo is not None:
            await asyncio.to_thread(self.demo.stop)


def build_services(
    settings: Settings,
    *,
    keep_answers: bool = True,
    on_error: Callable[[str, BaseException], None] | None = None,
    open_url: Callable[[str], None] = lambda _url: None,
    open_path: Callable[[str], None] = lambda _path: None,
) -> Composition:
    """Create every object but the window's, without running a loop, using the network or opening a database.

    Args:
        keep_answers: False neither reads nor writes the stored answers of the services.
        on_error: called with the name and the error of a task that failed unexpectedly (None: it is logged).
        open_url: opens a web address with the desktop's browser.
        open_path: opens a file or folder with the desktop's program.
    """
    return Composition(
        settings, keep_answers=keep_answers, on_error=on_error or log_error, open_url=open_url, open_path=open_path
    )


def _with_demo(settings: Settings) -> tuple[Settings, DemoServer]:
    """Return *settings* changed to the demo services; their port is bound here, and answered after
    `Composition.start`.

    Addresses from environment variables are not used: the demo sends no requests outside loopback.
    """
    from scholar_desktop.demo.server import DemoServer

    demo = DemoServer()
    demo.bind_kept(settings.cache_dir / "demo-port")
    return on_demo_services(settings, demo.url), demo


def on_demo_services(settings: Settings, url: str) -> Settings:
    """Return *settings* changed to the demo services at *url*."""
    return msgspec.structs.replace(
        settings,
        semantic_scholar_url=url,
        unpaywall_url=url,
        zenodo_url=url,
        datasets_url=url,
        host_map={"*": url},
        semantic_scholar_pool=0,  # the demo has no pool that others share
        email=settings.email or DEMO_EMAIL,
        semantic_scholar_key=DEMO_KEY,
    )


def log_error(name: str, error: BaseException) -> None:
    import logging

    # The name of the log area is fixed: `--log backend`.
    logging.getLogger("scholar_desktop.backend").error("the task '%s' failed", name, exc_info=error)
