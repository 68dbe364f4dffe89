"""All services of the program in one object, which the window and the command line use."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from scholar_desktop.services.add_pdfs.pdf_import import PdfImport
    from scholar_desktop.services.alerts.follows import Follows
    from scholar_desktop.services.citations.citation_map import CitationMaps
    from scholar_desktop.services.citations.citations import Citations
    from scholar_desktop.services.citations.citing_sentences import CitingSentences
    from scholar_desktop.services.citations.missing_classics import MissingClassics
    from scholar_desktop.services.citations.shared_citations import SharedCitations
    from scholar_desktop.services.corpus.corpus_files import CorpusFiles
    from scholar_desktop.services.corpus.offline_corpus import OfflineCorpus
    from scholar_desktop.services.diagnostics import Diagnostics
    from scholar_desktop.services.downloads.downloads import Downloads
    from scholar_desktop.services.library.folder_warnings import FolderWarnings
    from scholar_desktop.services.library.full_text import FullText
    from scholar_desktop.services.library.library import Collections, Library
    from scholar_desktop.services.open_access.extra_locations import ExtraLocations
    from scholar_desktop.services.open_access.pdf_preview import PdfPreviewer
    from scholar_desktop.services.open_access.quarantine import QuarantineDetails
    from scholar_desktop.services.open_access.user_links import UserLinks
    from scholar_desktop.services.papers.drag_out import DragOut
    from scholar_desktop.services.papers.export import Export
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


class ServiceFactories(Protocol):
    """The composition root, which creates each service at its first use (`app.Composition`)."""

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
    def watch(self) -> Scheduler: ...
    @property
    def call_history(self) -> CallHistory: ...
    @property
    def diagnostics(self) -> Diagnostics: ...


class Services:
    """One instance of each service, created at its first use.

    Args:
        scope: owns the tasks of the program as a whole; a panel uses a child of it.
        open_url: opens an address with the desktop; does nothing on the command line.
        open_path: opens a file with the desktop; does nothing on the command line.
    """

    def __init__(
        self,
        makers: ServiceFactories,
        settings_editor: SettingsEditor,
        scope: TaskScope,
        open_url: Callable[[str], None],
        open_path: Callable[[str], None],
    ) -> None:
        self._makers = makers
        self.settings_editor = settings_editor
        self.scope = scope
        self.open_url = open_url
        self.open_path = open_path

    @property
    def search(self) -> Search:
        return self._makers.search

    @property
    def papers(self) -> Papers:
        return self._makers.papers

    @property
    def manual_splits(self) -> ManualSplits:
        return self._makers.manual_splits

    @property
    def saved_searches(self) -> SavedSearches:
        return self._makers.saved_searches

    @property
    def collections(self) -> Collections:
        return self._makers.collections

    @property
    def search_ledger(self) -> SearchLedger:
        return self._makers.search_ledger

    @property
    def reference_lists(self) -> ReferenceLists:
        return self._makers.reference_lists

    @property
    def citations(self) -> Citations:
        return self._makers.citations

    @property
    def citation_maps(self) -> CitationMaps:
        return self._makers.citation_maps

    @property
    def why(self) -> CitingSentences:
        return self._makers.why

    @property
    def shared_citations(self) -> SharedCitations:
        return self._makers.shared_citations

    @property
    def missing_classics(self) -> MissingClassics:
        return self._makers.missing_classics

    @property
    def authors(self) -> Authors:
        return self._makers.authors

    @property
    def recommend(self) -> Recommender:
        return self._makers.recommend

    @property
    def snippet_search(self) -> SnippetSearch:
        return self._makers.snippet_search

    @property
    def paper_lookup(self) -> PaperLookup:
        return self._makers.paper_lookup

    @property
    def library(self) -> Library:
        return self._makers.library

    @property
    def folder_warnings(self) -> FolderWarnings:
        return self._makers.folder_warnings

    @property
    def downloads(self) -> Downloads:
        return self._makers.downloads

    @property
    def quarantine_details(self) -> QuarantineDetails:
        return self._makers.quarantine_details

    @property
    def extra_locations(self) -> ExtraLocations:
        return self._makers.extra_locations

    @property
    def user_links(self) -> UserLinks:
        return self._makers.user_links

    @property
    def follows(self) -> Follows:
        return self._makers.follows

    @property
    def full_text(self) -> FullText:
        return self._makers.full_text

    @property
    def export(self) -> Export:
        return self._makers.export

    @property
    def drag_out(self) -> DragOut:
        return self._makers.drag_out

    @property
    def unpaywall_lookup(self) -> UnpaywallLookup:
        return self._makers.unpaywall_lookup

    @property
    def zenodo_lookup(self) -> ZenodoLookup:
        return self._makers.zenodo_lookup

    @property
    def record_files(self) -> RecordFiles:
        return self._makers.record_files

    @property
    def corpus_files(self) -> CorpusFiles:
        return self._makers.corpus_files

    @property
    def offline_corpus(self) -> OfflineCorpus:
        """The offline corpus."""
        return self._makers.offline_corpus

    @property
    def keys(self) -> Keys:
        return self._makers.keys

    @property
    def status(self) -> Status:
        return self._makers.status

    @property
    def answer_cache(self) -> AnswerCache:
        return self._makers.answer_cache

    @property
    def pdf_previewer(self) -> PdfPreviewer:
        return self._makers.pdf_previewer

    @property
    def pdf_viewer(self) -> PdfViewer:
        return self._makers.pdf_viewer

    @property
    def pdf_import(self) -> PdfImport:
        return self._makers.pdf_import

    @property
    def watch(self) -> Scheduler:
        return self._makers.watch

    @property
    def call_history(self) -> CallHistory:
        return self._makers.call_history

    @property
    def diagnostics(self) -> Diagnostics:
        return self._makers.diagnostics
