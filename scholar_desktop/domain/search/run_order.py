"""In which order the list of a run of the search ledger was."""

from __future__ import annotations

from scholar_desktop.domain.search.record_runs import RECORD_ORDERS
from scholar_desktop.domain.search.search_ledger import LedgerRun, searched_sources
from scholar_desktop.domain.search.word_filter import listed_sort
from scholar_desktop.domain.source import CORPUS, LIBRARY, S2, TITLES, UNPAYWALL, ZENODO
from scholar_desktop.domain.text.message import Message

_BY_RELEVANCE = {
    (False, False, 0): Message("Exact title matches first."),
    (False, False, 1): Message("Exact title matches first, then results in the order of {service}."),
    (False, False, 2): Message("Exact title matches first, then results from {services} and {service}, alternating."),
    (False, True, 1): Message(
        "Exact title matches first, then Semantic Scholar's results in its order, then results only from {service}."
    ),
    (False, True, 2): Message(
        "Exact title matches first, then Semantic Scholar's results in its order, then results only from {services} "
        "and {service}, alternating."
    ),
    (True, False, 0): Message("Exact title matches first, then papers in your library."),
    (True, False, 1): Message(
        "Exact title matches first, then papers in your library, then results in the order of {service}."
    ),
    (True, False, 2): Message(
        "Exact title matches first, then papers in your library, then results from {services} and {service}, "
        "alternating."
    ),
    (True, True, 1): Message(
        "Exact title matches first, then papers in your library, then Semantic Scholar's results in its order, then "
        "results only from {service}."
    ),
    (True, True, 2): Message(
        "Exact title matches first, then papers in your library, then Semantic Scholar's results in its order, then "
        "results only from {services} and {service}, alternating."
    ),
}
"""Describes the order by relevance. The key: whether the library was searched, whether Semantic Scholar and other
sources were, and the number of sources after these, 2 for more."""
_ORDERS = {
    "year": Message("By year and date, newest first; papers without a year last; ties by relevance."),
    "citations": Message("By citations, most first; papers without a count last; ties by relevance."),
    "influence": Message("By influential citations, most first; papers without a count last; ties by relevance."),
    "title": Message("By title, ignoring case, accents and punctuation."),
    "author": Message("By family name of the first author; papers without authors last; ties by relevance."),
    "-year": Message("By year and date, oldest first; papers without a year last; ties by relevance."),
    "-citations": Message("By citations, fewest first; papers without a count last; ties by relevance."),
    "-influence": Message("By influential citations, fewest first; papers without a count last; ties by relevance."),
    "-title": Message("By title from Z to A, ignoring case, accents and punctuation."),
    "-author": Message(
        "By family name of the first author from Z to A; papers without authors last; ties by relevance."
    ),
}
"""Describes the order of a list for each sort."""


def sort_of(run: LedgerRun) -> str:
    """Returns the sort of the list of *run*: for an OR that Semantic Scholar has searched, by citations."""
    return listed_sort(run.query, [one.name for one in run.sources])


def describe_order(run: LedgerRun) -> Message | None:
    """Returns in which order the list of *run* was, as a sentence; None if a service sorted it by a key that is not
    known here."""
    if run.is_of_records:
        return RECORD_ORDERS.get(run.query.sort)
    sort = sort_of(run)
    return _describe_relevance(run) if sort == "relevance" else _ORDERS.get(sort)


def _describe_relevance(run: LedgerRun) -> Message:
    searched = searched_sources(run)
    others = [name for name in (UNPAYWALL, ZENODO, CORPUS) if name in searched]  # the translated name is the last one
    is_after_s2 = S2 in searched and bool(others)
    titles = [TITLES[name] for name in others or ([S2] if S2 in searched else [])]
    sentence = _BY_RELEVANCE[LIBRARY in searched, is_after_s2, min(len(titles), 2)]
    return sentence.filled(services=", ".join(titles[:-1]), service=titles[-1]) if titles else sentence
