"""Full-text search for passages of papers (snippets)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import msgspec

from scholar_desktop.domain.errors import ErrorInfo, ScholarError
from scholar_desktop.domain.identifiers.identifiers import Identifier
from scholar_desktop.domain.merging.dedupe import merge_fields
from scholar_desktop.domain.paper import Ids, Paper
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.search.filters import Filters
from scholar_desktop.domain.search.snippet import SnippetPage
from scholar_desktop.domain.source import S2
from scholar_desktop.services.papers.paper_loading import doi_of_record

if TYPE_CHECKING:
    from scholar_desktop.services.papers.record_cache import PaperRecordCache
    from scholar_desktop.sources.semantic_scholar.api import SemanticScholar

DEFAULT_LIMIT = 10
MAX_LIMIT = 1000
NO_FILTERS = Filters()


class SnippetSearch:
    """Searches Semantic Scholar's full-text index. The index names papers only by CorpusId; their other data comes from
    the stored records, or from one request for each 500 papers."""

    def __init__(self, s2: SemanticScholar, known: PaperRecordCache) -> None:
        self._s2 = s2
        self._known = known

    async def run(
        self,
        words: str,
        ask: RequestOptions,
        *,
        limit: int = DEFAULT_LIMIT,
        papers: Sequence[Identifier] = (),
        authors: Sequence[str] = (),
        filters: Filters = NO_FILTERS,
        inserted_before: str | None = None,
        on_problem: Callable[[ErrorInfo], None] | None = None,
    ) -> SnippetPage:
        """Return the passages closest in meaning to *words*, best first.

        Args:
            papers: search only in these (at most 100).
            authors: search only in papers that all of these wrote (at most 10).
            filters: filters of the paper (type and open access are not available here).
            inserted_before: search only what was in the index before that day.
            on_problem: called with the error if the papers cannot be looked up; the passages then have only the data
                that the index sends.

        Raises:
            UsageError: an argument is not valid.
            SourceError: the search failed.
        """
        page = await self._s2.snippets.search(
            words,
            ask,
            limit=limit,
            papers=[doi_of_record(paper) or paper for paper in papers],
            authors=authors,
            filters=filters,
            inserted_before=inserted_before,
        )
        named = {
            snippet.paper.ids.corpus: snippet.paper
            for snippet in page.snippets
            if snippet.paper is not None and snippet.paper.ids.corpus is not None
        }
        if not named:
            return page
        try:
            whole = await self._whole(tuple(corpus for corpus in named if corpus is not None), ask)
        except ScholarError as error:
            whole = {}
            if on_problem is not None:
                on_problem(error.info)
        filled = [
            msgspec.structs.replace(snippet, paper=merge_fields(known, snippet.paper))
            if snippet.paper is not None and (known := whole.get(snippet.paper.ids.corpus)) is not None
            else snippet
            for snippet in page.snippets
        ]
        return msgspec.structs.replace(page, snippets=tuple(filled))

    async def _whole(self, corpora: Sequence[str], ask: RequestOptions) -> dict[str | None, Paper]:
        """Return the known data of each paper, by CorpusId."""
        found: dict[str | None, Paper] = {}
        if not ask.refresh:
            recalled = await self._known.recall_many([Ids(corpus=corpus) for corpus in corpora])
            found |= {corpus: paper for corpus, paper in zip(corpora, recalled, strict=True) if paper is not None}
        ask.request_counts.of(S2).cached += len(found)
        left = [corpus for corpus in corpora if corpus not in found]
        if left:
            asked = await self._s2.batch([f"corpus:{corpus}" for corpus in left], ask)
            await self._known.remember(paper for paper in asked if paper is not None)
            found |= {corpus: paper for corpus, paper in zip(left, asked, strict=True) if paper is not None}
        return found
