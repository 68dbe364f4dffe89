"""Search by identifier: finds the preprint or the published version of the paper."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.domain.merging.merge_fields import is_deposit
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.search.query import Query
from scholar_desktop.domain.source import S2, UNPAYWALL, Phase
from scholar_desktop.services.papers.published_version import is_published_version

if TYPE_CHECKING:
    from scholar_desktop.services.search.source_fetcher import SearchSources, SourceState
    from scholar_desktop.sources.semantic_scholar.api import SemanticScholar
    from scholar_desktop.sources.unpaywall.api import Unpaywall


log = logging.getLogger(__name__)

ROWS = 10
"""Number of papers with the title among which the other version is searched."""
FoundVersion = tuple[str, tuple[Paper, ...]]


async def add_other_version(states: Sequence[SourceState], sources: SearchSources, ask: RequestOptions) -> None:
    """Add the published version of a preprint that was searched by identifier, or the preprint of a published work, to
    the state of the source that has it."""
    rows = {state.name: state.papers for state in states}
    answered = [state for state in states if state.report.phase is Phase.OK]
    found = await other_versions(rows, [state.name for state in answered], sources.s2, sources.unpaywall, ask)
    for state in answered:
        if found is not None and found[0] == state.name:
            await sources.known.remember(found[1])
            await state.add(found[1], state.loaded + len(found[1]))
        state.set_report(Phase.OK)


async def other_versions(
    rows: Mapping[str, Sequence[Paper]],
    answered: Sequence[str],
    s2: SemanticScholar,
    unpaywall: Unpaywall,
    ask: RequestOptions,
) -> FoundVersion | None:
    """Look for the preprint of a published work, or the published version of a preprint.

    A preprint takes one request to Semantic Scholar, and one to Unpaywall if Semantic Scholar knows no published
    version. A published work takes one request to Semantic Scholar, and only if Semantic Scholar does not know the work
    or no open copy of it is known; otherwise its preprint is already in the results.

    Args:
        rows: what each source has returned.
        answered: the sources that answered and may get one more request.

    Returns:
        The source and the papers of the other version; None if there was nothing to look for or nothing was found.
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
    """True if a preprint may exist that *papers* do not show: Semantic Scholar usually has both versions as one paper,
    and Unpaywall lists the copies of an open one."""
    if any(paper.ids.arxiv for paper in papers):
        return False
    return not of_s2 or not any(paper.oa.is_oa or paper.oa.copies for paper in papers)
