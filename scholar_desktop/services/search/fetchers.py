"""The sources that can be searched."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from scholar_desktop.domain.search.word_filter import needs_bulk, or_branches
from scholar_desktop.domain.source import CORPUS, LIBRARY, S2, UNPAYWALL, ZENODO
from scholar_desktop.services.search.bulk_fetcher import BulkFetcher
from scholar_desktop.services.search.corpus_fetcher import AfterCorpusFetcher, CorpusFetcher
from scholar_desktop.services.search.library_fetcher import LibraryFetcher
from scholar_desktop.services.search.semantic_scholar_fetcher import (
    OR_BRANCHES_NOTE,
    AuthorOrFetcher,
    RelevanceFetcher,
)
from scholar_desktop.services.search.source_fetcher import SearchContext, SourceFetcher, SourceState
from scholar_desktop.services.search.unpaywall_fetcher import UnpaywallFetcher
from scholar_desktop.services.search.zenodo_fetcher import ZenodoFetcher


def _semantic_scholar(search: SearchContext, state: SourceState) -> SourceFetcher:
    """Return the fetcher for Semantic Scholar."""
    fetcher = _list_of_semantic_scholar(search, state)
    return AfterCorpusFetcher(search, fetcher) if search.is_corpus_first else fetcher


def _list_of_semantic_scholar(search: SearchContext, state: SourceState) -> SourceFetcher:
    """Return the fetcher of the list of Semantic Scholar that has all that the query wants."""
    if search.bulk:
        return BulkFetcher(search, state)
    if needs_bulk(search.query):
        return BulkFetcher(search, state, is_for_or=True)
    if branches := or_branches(search.query):
        state.note = OR_BRANCHES_NOTE
        return AuthorOrFetcher(search, state, branches)
    return RelevanceFetcher(search, state)


FETCHERS: Mapping[str, Callable[[SearchContext, SourceState], SourceFetcher]] = {
    S2: _semantic_scholar,
    UNPAYWALL: UnpaywallFetcher,
    ZENODO: ZenodoFetcher,
    LIBRARY: LibraryFetcher,
    CORPUS: CorpusFetcher,
}
"""What creates the fetcher of each source. A new source is one more line here, and the class that it names."""
