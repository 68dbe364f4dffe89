"""That one paper cites another, with the sentences in which it does."""

from __future__ import annotations

import msgspec

from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.stored_names import stored

INTENTS = ("method", "result", "background")
"""As the window groups them, strongest first. Semantic Scholar's own word for the first is `methodology`."""


class CitationContext(msgspec.Struct, frozen=True, rename=stored("text intents")):
    """One citing sentence. intents: as Semantic Scholar sends them (background, methodology, result), may be empty."""

    text: str
    intents: tuple[str, ...] = ()


class Citation(msgspec.Struct, frozen=True, rename=stored("paper text contexts intents influential self_citation")):
    """One row of a citation list.

    paper: the other paper, or None for an unmatched reference or one that the service hides; then `text` is what the
    service gives of it (its title), or None. self_citation: the two share an author by id, else by full name;
    None when the authors of either are not known.
    """

    paper: Paper | None
    text: str | None = None
    contexts: tuple[CitationContext, ...] = ()
    intents: tuple[str, ...] = ()
    influential: bool = False
    self_citation: bool | None = None


class CitationPage(msgspec.Struct, frozen=True):
    """One page as the service gave it: `next` is the offset of the following page, None on the last.

    withheld: the publisher withholds the list (Semantic Scholar's `data: null` with an 'elided' disclaimer).
    skipped: rows of the page that could not be understood.
    """

    edges: tuple[Citation, ...]
    next: int | None
    withheld: bool = False
    skipped: int = 0
    retrieved: str | None = None


class CitationSlice(msgspec.Struct, frozen=True, rename=stored("date next oldest newest in_order")):
    """A part of a list that is asked for by itself, because paging ends at 9,999 rows.

    date: `publicationDateOrYear` as it is sent, None for the whole list; next: the offset to go on from; oldest,
    newest: the days (YYYY-MM-DD) of the rows seen so far, a paper without a day counting as 1 January; in_order: the
    rows came newest first.
    """

    date: str | None = None
    next: int = 0
    oldest: str | None = None
    newest: str | None = None
    in_order: bool = True


class CitationListState(
    msgspec.Struct,
    frozen=True,
    rename=stored("total loaded complete withheld skipped repeated nameless slices sliced walls retrieved"),
):
    """How much of a citation list is there.

    total: the paper's own count (`citationCount`, `referenceCount`), which may differ from what paging gives; None
    when unknown. loaded: rows taken from the service, before local filters, each counted once. complete: the last page
    was reached, and no row can be missing. skipped: rows that could not be understood; repeated: rows that came again
    on a later page; nameless: rows without an id. slices: what is still to be asked for, the first of them now; empty
    at the end. sliced: paging alone did not reach all; walls: dates on which more papers stand than can be paged to.
    retrieved: when the first page was asked for (ISO 8601, UTC).
    """

    total: int | None = None
    loaded: int = 0
    complete: bool = False
    withheld: bool = False
    skipped: int = 0
    repeated: int = 0
    nameless: int = 0
    slices: tuple[CitationSlice, ...] = (CitationSlice(),)
    sliced: bool = False
    walls: tuple[str, ...] = ()
    retrieved: str | None = None

    @property
    def next(self) -> int | None:
        """The offset to go on from in the slice that is loaded now; None when there is nothing more to ask for."""
        return self.slices[0].next if self.slices else None


class LoadedCitations(CitationListState, frozen=True, rename=stored("edges")):
    """The rows that have been loaded, and how much of the list they are."""

    edges: tuple[Citation, ...] = ()
