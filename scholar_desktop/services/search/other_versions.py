"""One identifier was named, and the services know its paper as a preprint alone, or as the published work alone: the
other of the two is looked for by the title."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.domain.merging.merge_fields import is_deposit
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.search.query import Query
from scholar_desktop.domain.source import S2, UNPAYWALL
from scholar_desktop.services.papers.published_version import is_published_version

if TYPE_CHECKING:
    from scholar_desktop.sources.semantic_scholar.api import SemanticScholar
    from scholar_desktop.sources.unpaywall.api import Unpaywall

log = logging.getLogger(__name__)

ROWS = 10
"""Papers with the title among which the other version is looked for."""
FoundVersion = tuple[str, tuple[Paper, ...]]


async def other_versions(
    rows: Mapping[str, Sequence[Paper]],
    answered: Sequence[str],
    s2: SemanticScholar,
    unpaywall: Unpaywall,
    ask: RequestOptions,
) -> FoundVersion | None:
    """(source, papers) of the other version; None when there is nothing to look for, or nothing was found.

    A preprint costs one request to Semantic Scholar, and one to Unpaywall where that knows of nothing published. A
    published work costs one to Semantic Scholar, and only where that does not know it, or where no open copy of it is
    known: else it is there already. answered: the sources that gave an answer, and may be asked once more.
    """
    papers = [paper for some in rows.values() for paper in some]
    preprints = [paper for paper in papers if is_deposit(paper) and paper.title]
    published = [paper for paper in papers if not is_deposit(paper) and paper.title]
    try:
        if preprints and not published:
            return await _published(preprints[0], answered, s2, unpaywall, ask)
        if published and not preprints and S2 in answered and _may_hide_a_preprint(rows.get(S2, ()), papers):
            page = await s2.search(Query(published[0].title), ask, limit=ROWS)
            found = tuple(row for row in page.papers if is_deposit(row) and is_published_version(published[0], row))
            return (S2, found) if found else None
    except ScholarError as error:
        log.info("the other version of a paper was not looked for: %s", error.message)
    return None


async def _published(
    preprint: Paper, answered: Sequence[str], s2: SemanticScholar, unpaywall: Unpaywall, ask: RequestOptions
) -> FoundVersion | None:
    if S2 in answered:
        page = await s2.search(Query(preprint.title), ask, limit=ROWS)
        if found := tuple(paper for paper in page.papers if is_published_version(paper, preprint)):
            return S2, found
    if UNPAYWALL in answered:
        titles = await unpaywall.search(preprint.title, ask)
        if found := tuple(paper for paper in titles.papers if is_published_version(paper, preprint)):
            return UNPAYWALL, found
    return None


def _may_hide_a_preprint(of_s2: Sequence[Paper], papers: Sequence[Paper]) -> bool:
    """Semantic Scholar mostly knows both as one, and Unpaywall names the copy of an open one."""
    if any(paper.ids.arxiv for paper in papers):
        return False
    return not of_s2 or not any(paper.oa.is_oa or paper.oa.copies for paper in papers)
