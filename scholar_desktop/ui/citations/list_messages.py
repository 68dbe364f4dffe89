"""The texts of a citation list: how much is loaded, what the rest costs, and the messages shown when it has no rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

from scholar_desktop.domain.citations.citation import CitationListState
from scholar_desktop.domain.errors import Offline, ScholarError, UsageError
from scholar_desktop.domain.identifiers.identifiers import Identifier, Scheme, ids_of, label_of
from scholar_desktop.domain.request_options import seconds_of
from scholar_desktop.domain.source import CORPUS, S2
from scholar_desktop.domain.text.shortening import quotable
from scholar_desktop.domain.text.titles import plain
from scholar_desktop.translation import gettext, ngettext, shown
from scholar_desktop.ui.widgets.message_page import MessageLine, PageMessage
from scholar_desktop.ui.widgets.note import Note, Step
from scholar_desktop.ui.words.wording import day, number, time_estimate

if TYPE_CHECKING:
    from scholar_desktop.domain.errors import ErrorInfo
    from scholar_desktop.domain.paper import Paper
    from scholar_desktop.domain.zenodo.record_details import RelatedWork
    from scholar_desktop.services.citations.citation_list import CitationList
    from scholar_desktop.services.services import Services
    from scholar_desktop.ui.citations.list_tools import CitationListTools


LONG_S = 10
"""A longer load shows its time before it starts."""
SECONDS_A_REQUEST = 1.2
"""The duration of a request at one request per second, with the time that the service takes for the last answer."""


def loaded_words(state: CitationListState, total: int | None) -> str:
    """Return '1,000 of 116,204 loaded', or '57 loaded'."""
    known = total is not None and total >= state.loaded and not (state.complete and total == state.loaded)
    if known and total is not None:
        return gettext("{loaded} of {total} loaded", loaded=number(state.loaded), total=number(total))
    return gettext("{loaded} loaded", loaded=number(state.loaded))


def tab_title(kind: Literal["citations", "references"], total: int | None, state: CitationListState | None) -> str:
    """Return 'Cited by 116,204', 'Cited by 1,000+' if it is only known that there are more than those loaded, or 'Cited
    by'.

    Args:
        total: how many rows the list has; None if unknown.
        state: how much of it is loaded; None while nothing is.
    """
    if total is not None:
        count = number(total)
    elif state is not None and state.loaded:
        count = gettext("{count}+", count=number(state.loaded))
    else:
        return gettext("Cited by") if kind == "citations" else gettext("References")
    return (
        gettext("Cited by {count}", count=count) if kind == "citations" else gettext("References {count}", count=count)
    )


def searched_words(kind: Literal["citations", "references"], loaded: int, total: int | None) -> str:
    """Return '1,000 of 6,360 citing papers searched', or '57 citing papers searched'."""
    if total is None or total <= loaded:
        if kind == "citations":
            return ngettext("{count} citing paper searched", "{count} citing papers searched", loaded)
        return ngettext("{count} reference searched", "{count} references searched", loaded)
    if kind == "citations":
        return gettext("{loaded} of {total} citing papers searched", loaded=number(loaded), total=number(total))
    return gettext("{loaded} of {total} references searched", loaded=number(loaded), total=number(total))


def loading_seconds(requests: int, rate_per_s: float, pool: tuple[int, int] | None = None) -> float:
    """Return how long *requests* take. rate_per_s, pool: as for `cost_words`."""
    return seconds_of(requests, max(SECONDS_A_REQUEST, 1 / rate_per_s if rate_per_s else 0), pool)


def least_seconds(requests: int, rate_per_s: float, pool: tuple[int, int] | None = None) -> float:
    """Return how long *requests* take at least, however fast the service answers. The arguments are those of
    `loading_seconds`."""
    return seconds_of(requests - 1, 1 / rate_per_s if rate_per_s else 0, pool) if requests > 1 else 0


def cost_words(
    requests: int, rate_per_s: float, pool: tuple[int, int] | None = None, seconds: float | None = None
) -> str:
    """Return '1 request', or '127 requests, about 3 minutes'.

    Args:
        rate_per_s: the limit of the program; 0 if it has none.
        pool: as `Status.pool`.
        seconds: how long they take, if that is known better than by `loading_seconds`.
    """
    time = time_estimate(loading_seconds(requests, rate_per_s, pool) if seconds is None else seconds)
    if pool is not None and requests > pool[0]:
        return ngettext(
            "{count} request, {time} ({limit} per 5 minutes without an API key)",
            "{count} requests, {time} ({limit} per 5 minutes without an API key)",
            requests,
            time=time,
            limit=pool[1],
        )
    if requests < 3:
        return ngettext("{count} request", "{count} requests", requests)
    return ngettext("{count} request, {time}", "{count} requests, {time}", requests, time=time)


def newer_note(kind: Literal["citations", "references"], added: int, before: str | None) -> Note:
    """Return the message that says what was found in a search for rows that are newer than the loaded ones.

    Args:
        before: when these were loaded.
    """
    date = day(before)
    if kind == "citations":
        none = gettext("No new citations since {date}.", date=date)
        some = ngettext("{count} new citation since {date}.", "{count} new citations since {date}.", added, date=date)
    else:
        none = gettext("No new references since {date}.", date=date)
        some = ngettext("{count} new reference since {date}.", "{count} new references since {date}.", added, date=date)
    return Note(some if added else none, icon="tick" if added else "info")


def list_remarks(found: CitationList) -> list[str]:
    """Return the remarks that are needed to read the list correctly."""
    state = found.state
    if state is None:
        return []
    sentences = []
    if state.source == CORPUS and state.retrieved:
        sentences.append(gettext("from the offline corpus, as of {date}", date=day(state.retrieved)))
        if not state.slices and not state.complete and not state.damaged:
            sentences.append(gettext("some are not in the corpus yet"))
    elif (found.kept or found.lacks_sentences) and state.retrieved:
        sentences.append(gettext("as of {date}", date=day(state.retrieved)))
    if state.skipped:
        sentences.append(ngettext("{count} unreadable", "{count} unreadable", state.skipped))
    if state.repeated:
        sentences.append(ngettext("{count} duplicate", "{count} duplicates", state.repeated))
    if (found.date is not None or state.sliced) and found.table.undated:
        words = ngettext(
            "{count} with no exact date counted as 1 January",
            "{count} with no exact date counted as 1 January",
            found.table.undated,
        )
        sentences.append(words)
    if state.walls:
        sentences.append(gettext("some papers of {dates} cannot be loaded", dates=", ".join(state.walls)))
    elif state.sliced and not state.slices and not state.complete:
        sentences.append(gettext("papers without a year may be missing"))
    return sentences


def kept_rows_note(problem: ErrorInfo, found: CitationList, step: Step) -> Note:
    """Return the note above the rows of a list whose other rows, or whose sentences, could not be loaded."""
    text = gettext("The rows loaded so far are kept.")
    if found.lacks_sentences:
        text = _without_sentences(found.kind)
        if problem.code == Offline.code:
            return Note(text, icon="info", steps=(step,))
    return Note(shown(problem.message), text, "error", "alert", (step,))


def without_sentences_note(found: CitationList | None, load: Callable[[], None]) -> Note | None:
    """Return the note on a list that Missing classics loaded; None for another list.

    Args:
        load: loads the list with its sentences.
    """
    if found is None or not found.lacks_sentences:
        return None
    step = Step(gettext("Load sentences"), load, icon="get")
    return Note(_without_sentences(found.kind), icon="info", steps=(step,))


def _without_sentences(kind: ListKind) -> str:
    if kind == "citations":
        return gettext("These citing papers were loaded for Missing classics, without citing sentences.")
    return gettext("These references were loaded for Missing classics, without citing sentences.")


def damaged_note(found: CitationList | None, open_corpus: Callable[[], None]) -> Note | None:
    """Return the note on a list in which rows of the offline corpus are missing or without details; None if none is.

    Args:
        open_corpus: shows the page that can rebuild the corpus.
    """
    if found is None or found.state is None or not found.state.damaged:
        return None
    step = Step(gettext("Open offline corpus"), open_corpus, icon="database")
    return Note(
        _damaged_words(found.state.damaged), gettext("Rebuild the corpus to repair it."), "warn", "alert", (step,)
    )


def _damaged_words(count: int) -> str:
    return ngettext(
        "{count} row of the offline corpus is damaged and was left out.",
        "{count} rows of the offline corpus are damaged and were left out.",
        count,
    )


ListKind = Literal["citations", "references"]


def not_loaded_message(kind: ListKind, total: int | None, ask: Callable[[], None]) -> PageMessage:
    """Return the message for a list that was not loaded yet.

    Args:
        total: the number that the paper's record names, or None.
    """
    if total == 0:
        known = gettext("No citing papers known") if kind == "citations" else gettext("No references known")
        again = Step(gettext("Check again"), ask)
        return PageMessage(known, gettext("Semantic Scholar lists none."), steps=(again,))
    if kind == "citations":
        heading, title = gettext("Citing papers not loaded"), gettext("Show citing papers")
    else:
        heading, title = gettext("References not loaded"), gettext("Show references")
    text = ngettext("Semantic Scholar lists {count}.", "Semantic Scholar lists {count}.", total) if total else ""
    return PageMessage(heading, text, steps=(Step(title, ask, main=True),))


def no_match_message(
    tools: CitationListTools,
    rows: int,
    drops: Mapping[str, int],
    others: int = 0,
    load: Callable[[], None] | None = None,
    by_date: Callable[[], None] | None = None,
) -> PageMessage:
    """Return the message for a list without a row that passes the filters.

    Args:
        drops: how many rows would pass without each filter.
        others: how many rows are not loaded; 0 if that is not known.
        load: loads them; None if all are loaded, or being loaded.
        by_date: asks for the dates of those to load; None if they cannot be loaded by date.
    """
    values = tools.set_values()
    heading = ngettext("No papers match the filter", "No papers match all {count} filters", len(values))
    drop_all = ngettext("Clear filter", "Clear filters", len(values))
    steps = [Step(drop_all, tools.clear, main=len(values) == 1)]
    best = max(drops, key=lambda key: drops[key], default=None)
    if best is not None and best in values and len(values) > 1 and drops[best]:
        value, without = values[best]
        title = gettext("Clear {filter}", filter=value)
        steps.insert(0, Step(title, lambda: tools.set_filter(without), main=True))
    lines = tuple(
        MessageLine(
            value,
            ngettext("{count} paper without this filter", "{count} papers without this filter", drops.get(key, 0)),
            "filter",
        )
        for key, (value, _) in values.items()
    )
    if load is not None:
        title = ngettext("Load {count} more", "Load all {count} others", others) if others else gettext("Load all")
        steps.append(Step(title, load, icon="get"))
        if by_date is not None and "years" in values:
            steps.append(Step(gettext("Limit by date…"), by_date))
    text = ngettext("{count} paper is loaded.", "{count} papers are loaded.", rows)
    return PageMessage(heading, text, lines=lines if len(values) > 1 else (), steps=tuple(steps))


def withheld_message(open_browser: Callable[[], None]) -> PageMessage:
    text = gettext("The publisher doesn't share this paper's references, so Semantic Scholar can't list them.")
    step = Step(gettext("Open publisher's page"), open_browser, main=True, icon="external")
    return PageMessage(gettext("References not available"), text, "lock", steps=(step,))


def no_dates_message(dates: str, all_dates: Callable[[], None]) -> PageMessage:
    heading = gettext("No citing papers from {dates}", dates=dates)
    return PageMessage(heading, steps=(Step(gettext("Show all dates"), all_dates, main=True),))


def is_unknown(paper: Paper, problem: ErrorInfo) -> bool:
    """True if *problem* only says that Semantic Scholar does not know *paper*, which no service said it would."""
    return problem.code == "not_found" and problem.subject == S2 and paper.ids.s2 is None


def _paper_of(paper: Paper) -> RelatedWork | None:
    """Return the paper that *paper* belongs to, if it is a Zenodo record that names one."""
    # imported late: records are no part of the start
    from scholar_desktop.domain.zenodo.record_details import paper_of_record
    from scholar_desktop.services.zenodo.record_paper_conversion import record_of

    record = record_of(paper) if paper.ids.zenodo is not None else None
    return paper_of_record(record) if record is not None else None


async def title_of_its_paper(paper: Paper | None, problem: ErrorInfo, services: Services) -> str:
    """Return the title of the paper that `unknown_paper_message` names, from the library or what Semantic Scholar sent
    of it before; empty if neither has it."""
    related = _paper_of(paper) if paper is not None and is_unknown(paper, problem) else None
    if related is None or related.identifier is None:
        return ""
    try:
        kept = await services.library.find(related.identifier)
    except ScholarError:
        kept = None  # the rows show the error of the library
    found = kept.paper if kept is not None else await services.papers.remembered(ids_of(related.identifier))
    return quotable(plain(found.title)) if found is not None else ""


def _belongs_words(identifier: Identifier) -> str:
    """Return to which paper a record belongs, if its title is not known."""
    if identifier.scheme is Scheme.DOI:
        return gettext("It belongs to the paper with the DOI {identifier}.", identifier=identifier.value)
    if identifier.scheme is Scheme.ARXIV:
        return gettext("It belongs to the paper with the arXiv ID {identifier}.", identifier=identifier.value)
    return gettext("It belongs to the paper {identifier}.", identifier=shown(label_of(identifier)))


def unknown_paper_message(
    kind: ListKind | Literal["similar"],
    paper: Paper,
    again: Callable[[], None],
    search: Callable[[str], None],
    title: str = "",
) -> PageMessage:
    """Return the message for the list of a paper that Semantic Scholar does not know, such as a data set.

    Args:
        search: searches the services for an identifier, or for the title of *paper*, which they may have under another.
        title: that of the paper that it belongs to, as `title_of_its_paper` returns it.
    """
    steps = [
        Step(gettext("Search for title"), lambda: search(plain(paper.title)), icon="search"),
        Step(gettext("Check again"), again),
    ]
    if not plain(paper.title):
        steps = steps[1:]
    heading = {
        "citations": gettext("No citing papers known"),
        "references": gettext("No references known"),
        "similar": gettext("No similar papers known"),
    }[kind]
    if paper.ids.zenodo is not None:
        text = gettext("Semantic Scholar does not list this Zenodo record.")
        related = _paper_of(paper)
        if related is not None and related.identifier is not None:
            named = (
                gettext("It belongs to the paper “{title}”.", title=title)
                if title
                else _belongs_words(related.identifier)
            )
            text = f"{text} {named}"
            shows = Step(gettext("Show this paper"), lambda: search(str(related.identifier)), icon="search")
            steps = [shows, steps[-1]]
    elif paper.year is not None and paper.year < datetime.now(UTC).year - 1:
        text = gettext("Semantic Scholar does not list this paper, or lists it under another identifier.")
    else:
        text = gettext("Semantic Scholar does not list this paper. It may be too new, or its identifier is mistyped.")
    return PageMessage(heading, text, steps=tuple(steps))


def lacks_identifier(problem: ErrorInfo) -> bool:
    """True if *problem* says that the paper has no identifier to ask Semantic Scholar for: asking again would give the
    same answer."""
    return problem.code == UsageError.code and problem.subject == S2


def no_identifier_message(
    kind: ListKind | Literal["similar"], title: str, search: Callable[[str], None], edit: Callable[[], None]
) -> PageMessage:
    """Return the message for the list of a paper without an identifier, such as an imported one.

    Args:
        search: searches the services for the title of the paper.
        edit: opens the details of the paper, if it has no title.
    """
    heading = {
        "citations": gettext("Citing papers cannot be looked up"),
        "references": gettext("References cannot be looked up"),
        "similar": gettext("Similar papers cannot be looked up"),
    }[kind]
    if not title:
        text = gettext("This paper has no title, and no identifier that Semantic Scholar accepts. Add one of them.")
        return PageMessage(heading, text, steps=(Step(gettext("Edit details…"), edit, main=True, icon="edit"),))
    text = gettext("This paper has no identifier that Semantic Scholar accepts. Search for its title to find it there.")
    step = Step(gettext("Search for title"), lambda: search(title), main=True, icon="search")
    return PageMessage(heading, text, steps=(step,))


def none_known_message(
    kind: ListKind, state: CitationListState | None, total: int | None, year: int | None
) -> PageMessage:
    """Return the message for a loaded list without rows.

    Args:
        total: the number that the paper's record names, or None.
        year: that of the paper, or None.
    """
    if state is not None and state.source == CORPUS:
        return _none_in_corpus_message(kind, state, total)
    if kind == "citations":
        heading = gettext("No citing papers found")
        if not total and year is not None and year >= datetime.now(UTC).year - 1:
            return PageMessage(heading, gettext("Semantic Scholar lists none. New papers often have none yet."))
        if not total:
            return PageMessage(heading, gettext("Semantic Scholar lists none."))
    else:
        heading = gettext("No references found")
        if not total:
            return PageMessage(heading, gettext("Semantic Scholar lists none for this paper."))
    text = ngettext(
        "Semantic Scholar counts {count}, but does not list it.",
        "Semantic Scholar counts {count}, but lists none of them.",
        total,
    )
    return PageMessage(heading, text)


def _none_in_corpus_message(kind: ListKind, state: CitationListState, total: int | None) -> PageMessage:
    """Return the message for a list that the offline corpus has no rows of, which says nothing about the service."""
    if kind == "citations":
        heading = gettext("No citing papers in the offline corpus")
    else:
        heading = gettext("No references in the offline corpus")
    if state.damaged:
        return PageMessage(heading, _damaged_words(state.damaged))
    if not state.complete:
        return PageMessage(heading, gettext("The offline corpus does not have the citations of this paper yet."))
    if not total:
        return PageMessage(heading, gettext("Papers that are not in the corpus may be missing."))
    text = ngettext(
        "Semantic Scholar counts {count}, which the corpus does not have. Go online to load it.",
        "Semantic Scholar counts {count}, and the corpus has none of them. Go online to load them.",
        total,
    )
    return PageMessage(heading, text)
