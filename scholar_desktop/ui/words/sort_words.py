"""The words for the orders of the search results."""

from __future__ import annotations

from scholar_desktop.domain.text.message import Message

SORT_WORDS = {
    "relevance": (
        Message("Relevance"),
        Message("In the services' order, results from Semantic Scholar first. A paper may lack some of the words."),
    ),
    "year": (Message("Newest first"), Message("By year and day; papers without a year come last.")),
    "citations": (
        Message("Most cited"),
        Message("By citations, as counted by Semantic Scholar; papers without a count come last."),
    ),
    "influence": (
        Message("Most influential"),
        Message("By influential citations, as rated by Semantic Scholar."),
    ),
    "title": (Message("Title"), Message("By title, A to Z.")),
    "author": (
        Message("Author"),
        Message("By family name of the first author, A to Z; papers without authors come last."),
    ),
    "-year": (Message("Oldest first"), Message("By year and day, oldest first; papers without a year come last.")),
    "-citations": (
        Message("Least cited"),
        Message("By citations, fewest first; papers without a count come last."),
    ),
    "-influence": (
        Message("Least influential"),
        Message("By influential citations, fewest first; papers without a count come last."),
    ),
    "-title": (Message("Title, Z to A"), Message("By title, Z to A.")),
    "-author": (
        Message("Author, Z to A"),
        Message("By family name of the first author, Z to A; papers without authors come last."),
    ),
}
KEPT_SORT = {
    "year": Message("Still sorted by year, newest first."),
    "citations": Message("Still sorted by citations."),
    "influence": Message("Still sorted by influential citations."),
    "title": Message("Still sorted by title."),
    "author": Message("Still sorted by author."),
    "-year": Message("Still sorted by year, oldest first."),
    "-citations": Message("Still sorted by citations, fewest first."),
    "-influence": Message("Still sorted by influential citations, fewest first."),
    "-title": Message("Still sorted by title, Z to A."),
    "-author": Message("Still sorted by author, Z to A."),
}
"""Said above the results of other words than those for which the order was chosen."""
SORT_HEADS = {
    sort: (title, SORT_WORDS[sort][1])
    for sort, title in (
        ("relevance", Message("Relevance")),
        ("year", Message("Year")),
        ("citations", Message("Citations")),
        ("influence", Message("Influence")),
        ("title", Message("Title")),
        ("author", Message("Author")),
    )
}
"""The orders as heads of the list: the title of each, and what it means."""
NO_RELEVANCE = Message("Semantic Scholar has no order by relevance for a search with OR.")
