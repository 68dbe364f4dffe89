"""The services that the window and the command line use, as one type.

A new service is written in two places: here, as a property with its type, and in the composition root, which creates
it. The composition root takes the types from here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from scholar_desktop.library.library_collections import Collections as Collections  # ui names the type, too
    from scholar_desktop.library.library_duplicates import FoundDuplicates as FoundDuplicates
    from scholar_desktop.services.add_pdfs.browser_fetch import BrowserFetch
    from scholar_desktop.services.add_pdfs.pdf_identification import PdfIdentification
    from scholar_desktop.services.add_pdfs.pdf_import import PdfImport
    from scholar_desktop.services.alerts.citation_counts import CitationCounts
    from scholar_desktop.services.alerts.follows import Follows
    from scholar_desktop.services.citations.citation_map import CitationMaps
    from scholar_desktop.services.citations.citations import Citations
    from scholar_desktop.services.citations.citing_sentences import CitingSentences
    from scholar_desktop.services.citations.missing_classics import MissingClassics
    from scholar_desktop.services.citations.shared_citations import SharedCitations
    from scholar_desktop.services.corpus.corpus_complete import CorpusCompletion
    from scholar_desktop.services.corpus.corpus_fetch import CorpusFetch
    from scholar_desktop.services.corpus.corpus_files import CorpusFiles
    from scholar_desktop.services.corpus.corpus_papers import CorpusPapers
    from scholar_desktop.services.corpus.corpus_plan import CorpusPlanner
    from scholar_desktop.services.corpus.corpus_terms import CorpusTerms
    from scholar_desktop.services.corpus.corpus_update import CorpusUpdate
    from scholar_desktop.services.corpus.offline_corpus import OfflineCorpus
    from scholar_desktop.services.diagnostics import Diagnostics
    from scholar_desktop.services.downloads.batch import BatchDownload
    from scholar_desktop.services.downloads.downloads import Downloads
    from scholar_desktop.services.exchange.entry_export import EntryExport
    from scholar_desktop.services.exchange.entry_import import EntryImport
    from scholar_desktop.services.exchange.library_transfer import LibraryTransfer
    from scholar_desktop.services.exchange.live_files import LiveFiles
    from scholar_desktop.services.exchange.manuscript_check import ManuscriptCheck
    from scholar_desktop.services.exchange.sending import EntrySending
    from scholar_desktop.services.library.folder_warnings import FolderWarnings
    from scholar_desktop.services.library.full_text import FullText
    from scholar_desktop.services.library.library import Library
    from scholar_desktop.services.open_access.extra_locations import ExtraLocations
    from scholar_desktop.services.open_access.pdf_preview import PdfPreviewer
    from scholar_desktop.services.open_access.quarantine import QuarantineDetails
    from scholar_desktop.services.open_access.user_links import UserLinks
    from scholar_desktop.services.papers.drag_out import DragOut
    from scholar_desktop.services.papers.export import Export
    from scholar_desktop.services.papers.library_refresh import LibraryRefresh
    from scholar_desktop.services.papers.paper_lookup import PaperLookup
    from scholar_desktop.services.papers.papers import Papers
    from scholar_desktop.services.papers.pdf_viewer import PdfViewer
    from scholar_desktop.services.papers.recommend import Recommender
    from scholar_desktop.services.people.authors import Authors
    from scholar_desktop.services.program.answer_cache import AnswerCache
    from scholar_desktop.services.program.call_history import CallHistory
    from scholar_desktop.services.program.keys import Keys
    from scholar_desktop.services.program.scheduler import Scheduler
    from scholar_desktop.services.program.settings_editor import SettingsEditor
    from scholar_desktop.services.program.status import Status
    from scholar_desktop.services.reference_lists.reference_lists import ReferenceLists
    from scholar_desktop.services.search.manual_splits import ManualSplits
    from scholar_desktop.services.search.saved_searches import SavedSearches
    from scholar_desktop.services.search.search import Search
    from scholar_desktop.services.search.search_ledger import SearchLedger
    from scholar_desktop.services.search.snippet_search import SnippetSearch
    from scholar_desktop.services.tasks import TaskScope
    from scholar_desktop.services.unpaywall.unpaywall_lookup import UnpaywallLookup
    from scholar_desktop.services.zenodo.record_files import RecordFiles
    from scholar_desktop.services.zenodo.zenodo_lookup import ZenodoLookup


class Services(Protocol):
    """The composition root as the window and the command line see it: one instance of each service, created at its
    first use.

    Attributes:
        scope: owns the tasks of the program as a whole; a panel uses a child of it.
        open_url: opens an address with the desktop; does nothing on the command line.
        open_path: opens a file with the desktop; does nothing on the command line.
    """

    scope: TaskScope
    settings_editor: SettingsEditor
    open_url: Callable[[str], None]
    open_path: Callable[[str], None]

    @property
    def search(self) -> Search: ...
    @property
    def papers(self) -> Papers: ...
    @property
    def manual_splits(self) -> ManualSplits: ...
    @property
    def saved_searches(self) -> SavedSearches: ...
    @property
    def collections(self) -> Collections: ...
    @property
    def search_ledger(self) -> SearchLedger: ...
    @property
    def reference_lists(self) -> ReferenceLists: ...
    @property
    def citations(self) -> Citations: ...
    @property
    def citation_maps(self) -> CitationMaps: ...
    @property
    def why(self) -> CitingSentences: ...
    @property
    def shared_citations(self) -> SharedCitations: ...
    @property
    def missing_classics(self) -> MissingClassics: ...
    @property
    def authors(self) -> Authors: ...
    @property
    def recommend(self) -> Recommender: ...
    @property
    def snippet_search(self) -> SnippetSearch: ...
    @property
    def paper_lookup(self) -> PaperLookup: ...
    @property
    def library(self) -> Library: ...
    @property
    def folder_warnings(self) -> FolderWarnings: ...
    @property
    def downloads(self) -> Downloads: ...
    @property
    def batch_download(self) -> BatchDownload: ...
    @property
    def user_links(self) -> UserLinks: ...
    @property
    def extra_locations(self) -> ExtraLocations: ...
    @property
    def quarantine_details(self) -> QuarantineDetails: ...
    @property
    def follows(self) -> Follows: ...
    @property
    def full_text(self) -> FullText: ...
    @property
    def export(self) -> Export: ...
    @property
    def library_refresh(self) -> LibraryRefresh: ...
    @property
    def entry_import(self) -> EntryImport: ...
    @property
    def entry_export(self) -> EntryExport: ...
    @property
    def live_files(self) -> LiveFiles: ...
    @property
    def entry_sending(self) -> EntrySending: ...
    @property
    def library_transfer(self) -> LibraryTransfer: ...
    @property
    def manuscript_check(self) -> ManuscriptCheck: ...
    @property
    def drag_out(self) -> DragOut: ...
    @property
    def unpaywall_lookup(self) -> UnpaywallLookup: ...
    @property
    def zenodo_lookup(self) -> ZenodoLookup: ...
    @property
    def record_files(self) -> RecordFiles: ...
    @property
    def corpus_files(self) -> CorpusFiles: ...
    @property
    def corpus_terms(self) -> CorpusTerms: ...
    @property
    def corpus_planner(self) -> CorpusPlanner: ...
    @property
    def corpus_fetch(self) -> CorpusFetch: ...
    @property
    def corpus_update(self) -> CorpusUpdate: ...
    @property
    def corpus_completion(self) -> CorpusCompletion: ...
    @property
    def corpus_papers(self) -> CorpusPapers: ...
    @property
    def offline_corpus(self) -> OfflineCorpus: ...
    @property
    def keys(self) -> Keys: ...
    @property
    def status(self) -> Status: ...
    @property
    def answer_cache(self) -> AnswerCache: ...
    @property
    def pdf_previewer(self) -> PdfPreviewer: ...
    @property
    def pdf_viewer(self) -> PdfViewer: ...
    @property
    def pdf_import(self) -> PdfImport: ...
    @property
    def pdf_identification(self) -> PdfIdentification: ...
    @property
    def browser_fetch(self) -> BrowserFetch: ...
    @property
    def watch(self) -> Scheduler: ...

    @property
    def citation_counts(self) -> CitationCounts: ...
    @property
    def call_history(self) -> CallHistory: ...
    @property
    def diagnostics(self) -> Diagnostics: ...
