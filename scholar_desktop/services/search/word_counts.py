"""How many papers each word of a search finds alone: tells which of them leaves the list empty."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.search.filters import Filters
from scholar_desktop.domain.search.query import Query

if TYPE_CHECKING:
    from scholar_desktop.sources.semantic_scholar.api import SemanticScholar


class WordCount(msgspec.Struct, frozen=True):
    """total: papers as Semantic Scholar counts them; None when it does not say."""

    word: str
    total: int | None


async def word_counts(
    s2: SemanticScholar, words: Sequence[str], filters: Filters, ask: RequestOptions
) -> tuple[WordCount, ...]:
    """*words*, each asked for alone, one request each. Raises SourceErrors."""
    counts = []
    for word in words:
        page = await s2.search(Query(word, filters=filters), ask, limit=1)
        counts.append(WordCount(word, page.total))
    return tuple(counts)
