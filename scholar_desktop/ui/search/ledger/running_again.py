"""What “Search again” does with a run of the search ledger, and the message after it."""

from __future__ import annotations

from scholar_desktop.domain.search.query import SearchResult
from scholar_desktop.domain.search.search_ledger import LedgerRun, filters_not_sent, had_loaded_all, requests_of
from scholar_desktop.translation import gettext, ngettext
from scholar_desktop.ui.widgets.note import Note
from scholar_desktop.ui.words.wording import number


def again_help(run: LedgerRun) -> str:
    """Return what “Search again” does with *run*."""
    if had_loaded_all(run):
        return ngettext(
            "Search the services again, and load all results as this run did: about {count} request.",
            "Search the services again, and load all results as this run did: about {count} requests.",
            requests_of(run),
        )
    if filters_not_sent(run):
        return gettext("Search the services again, load all results, and filter them on your computer as in this run.")
    if len(run.loads) > 1:
        return gettext("Search the services again. Only the first results are loaded, fewer than in this run.")
    return gettext("Search the services again.")


def again_note(run: LedgerRun, result: SearchResult | None = None) -> Note:
    """Return the message that the search of *run* was run again.

    Args:
        result: what it found; None if that is not known. It is compared with what *run* found if all services answered.
    """
    lead = gettext("Ran search {number} of the ledger again.", number=run.id)
    if result is None or result.failed or any(report.was_offline for report in result.reports):
        return Note(lead, icon="refresh")
    count = len(result.papers)
    if len(run.loads) > 1 and not had_loaded_all(run):
        text = gettext("Only the first results are loaded, fewer than before.")
    elif count == run.shown:
        text = ngettext("It found {count} paper, as before.", "It found {count} papers, as before.", count)
    else:
        before = number(run.shown)
        text = ngettext(
            "It found {count} paper; before, it found {before}.",
            "It found {count} papers; before, it found {before}.",
            count,
            before=before,
        )
    return Note(lead, text, icon="refresh")
