"""That one paper cites another, with the sentences in which it does."""

from __future__ import annotations

import msgspec

from scholar_desktop.domain.paper import Paper

INTENTS = ("method", "result", "background")
"""As the window groups them, strongest first. Semantic Scholar's own word for the first is `methodology`."""


class Context(msgspec.Struct, frozen=True):
    """One citing sentence. intents: as Semantic Scholar sends them (background, methodology, result), may be empty."""

    text: str
    intents: tuple[str, ...] = ()


class Edge(msgspec.Struct, frozen=True):
    """One row of a citation list.

    paper: the other paper, or None for an unmatched reference or one that the service hides; then `text` is what the
    service gives of it (its title), or None. self_citation: the two share an author by id, else by full name;
    None when the authors of either are not known.
    """

    paper: Paper | None
    text: str | None = None
    contexts: tuple[Context, ...] = ()
    intents: tuple[str, ...] = ()
    influential: bool = False
    self_citation: bool | None = None


class EdgePage(msgspec.Struct, frozen=True):
    """One page as the service gave it: `next` is the offset of the following page, None on the last.

    withheld: the publisher withholds the list (Semantic Scholar's `data: null` with an 'elided' disclaimer).
    skipped: rows of the page that could not be understood.
    """

    edges: tuple[Edge, ...]
    next: int | None
    withheld: bool = False
    skipped: int = 0
    retrieved: str | None = None


class EdgeList(msgspec.Struct, frozen=True):
    """What has been loaded of a citation list so far.

    total: the paper's own count (`citationCount`, `referenceCount`), which may differ from what paging gives; None
    when unknown. loaded: rows taken from the service, before local filters. complete: the last page was reached.
    next: the offset to go on from, or None.
    """

    edges: tuple[Edge, ...] = ()
    total: int | None = None
    loaded: int = 0
    complete: bool = False
    withheld: bool = False
    next: int | None = 0
    skipped: int = 0
    retrieved: str | None = None
