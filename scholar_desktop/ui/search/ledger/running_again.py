"""What “Search again” does with a run of the search ledger, and the message after it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from scholar_desktop.domain.search.query import SearchResult
from scholar_desktop.domain.search.search_ledger import LedgerRun, filters_not_sent, had_loaded_all, requests_of
from scholar_desktop.translation import gettext, ngettext
from scholar_desktop.ui.widgets.note import Note, Step
from scholar_desktop.ui.words.wording import listed, number, source_title


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


def sources_again(run: LedgerRun, usual: Sequence[str]) -> tuple[str, ...]:
    """Return the sources that are searched when *run* is run again: those of its sources that are among *usual*, the
    ones that can be searched now."""
    names = [source.name for source in run.sources]
    return tuple(name for name in names if name in usual) if names else tuple(usual)


def no_source_note(run: LedgerRun, choose: Callable[[], None]) -> Note:
    """Return the message that *run* cannot be run again, because none of its sources can be searched now. choose: lets
    the user choose the sources."""
    lead = gettext("Search {number} of the ledger was not run again.", number=run.id)
    sources = listed([source_title(source.name) for source in run.sources])
    text = gettext("None of its sources is on now: {sources}.", sources=sources)
    return Note(lead, text, "warn", steps=(Step(gettext("Sources to search…"), choose),))


def again_note(run: LedgerRun, result: SearchResult | None = None) -> Note:
    """Return the message that the search of *run* was run again.

    Args:
        result: what it found; None if that is not known. It is compared with what *run* found if all services answered.
    """
    lead = gettext("Ran search {number} of the ledger again.", number=run.id)
    left_out = _left_out(run, result) if result is not None else []
    if left_out:
        lead = gettext(
            "Ran search {number} of the ledger again, without {sources} (off in Settings).",
            number=run.id,
            sources=listed([source_title(name) for name in left_out]),
        )
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


def _left_out(run: LedgerRun, result: SearchResult) -> list[str]:
    """Return the sources of *run* that *result*, of the same search, has not searched."""
    return [source.name for source in run.sources if source.name not in result.source_names]
