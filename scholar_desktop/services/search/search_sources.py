"""The services that a search uses, and the exception for a source that was not queried."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import TYPE_CHECKING

from scholar_desktop.domain.errors import ErrorInfo

if TYPE_CHECKING:
    from scholar_desktop.services.library.library import Library
    from scholar_desktop.services.papers.record_cache import PaperRecordCache
    from scholar_desktop.services.papers.web_page_identification import PaperPages
    from scholar_desktop.services.search.manual_splits import ManualSplits
    from scholar_desktop.services.search.search_ledger import SearchLedger
    from scholar_desktop.sources.semantic_scholar.api import SemanticScholar
    from scholar_desktop.sources.unpaywall.api import Unpaywall
    from scholar_desktop.sources.zenodo.api import Zenodo


@dataclasses.dataclass(frozen=True)
class SearchSources:
    """The services that a search uses."""

    s2: SemanticScholar
    unpaywall: Unpaywall
    zenodo: Zenodo
    library: Library
    known: PaperRecordCache
    manual_splits: ManualSplits
    ledger: SearchLedger
    pages: Callable[[], PaperPages]


class SourceNotQueried(Exception):
    """A source was not queried because there was nothing to query it for. This is not a failure."""

    def __init__(self, message: str, source: str) -> None:
        super().__init__(message)
        self.info = ErrorInfo("not_found", message, None, source)
