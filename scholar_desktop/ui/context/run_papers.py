"""The papers of runs of the search ledger, as a source of the Export dialog."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from scholar_desktop.domain.search.search_ledger import LedgerRun, describe_words
from scholar_desktop.translation import ngettext
from scholar_desktop.ui.context.export_source import ExportSource
from scholar_desktop.ui.words.wording import number, quoted_titles

if TYPE_CHECKING:
    from scholar_desktop.domain.paper import Paper
    from scholar_desktop.services.services import Services

MOST_NAMED = 3
"""How many papers are named that are no longer stored."""


def run_source(services: Services, runs: Sequence[LedgerRun], file_name: str) -> ExportSource:
    """Return the papers of *runs*, each once. file_name: the suggested name, without an ending."""

    async def load() -> Sequence[Paper]:
        if len(runs) == 1:
            found = list(await services.search_ledger.found(runs[0]))
        else:
            found = [record.found[0][1] for record in await services.search_ledger.joined(runs)]
        return await services.export.stored.find(found)

    words = describe_words(runs[0].query) if len(runs) == 1 else ""
    title = words or ngettext("{count} run", "{count} runs", len(runs))
    of_records = all(run.is_of_records for run in runs)
    about = partial(not_stored_words, of_records=of_records)
    return ExportSource(title, file_name, title, load, about, of_records)


def not_stored_words(papers: Sequence[Paper], *, of_records: bool = False) -> str:
    """Return how many of *papers* the program has not stored any more, and which; empty if there are none. of_records:
    they are called records."""
    bare = [paper.title for paper in papers if not paper.sources]
    if not bare:
        return ""
    titles = quoted_titles(bare, MOST_NAMED)
    if of_records:
        return ngettext(
            "{count} record is no longer stored on this computer. Only its title, first author, year and identifiers "
            "are exported: {titles}.",
            "{count} records are no longer stored on this computer. Only their titles, first authors, years and "
            "identifiers are exported: {titles}.",
            len(bare),
            count=number(len(bare)),
            titles=titles,
        )
    return ngettext(
        "{count} paper is no longer stored on this computer. Only its title, first author, year and identifiers are "
        "exported: {titles}.",
        "{count} papers are no longer stored on this computer. Only their titles, first authors, years and identifiers "
        "are exported: {titles}.",
        len(bare),
        count=number(len(bare)),
        titles=titles,
    )
