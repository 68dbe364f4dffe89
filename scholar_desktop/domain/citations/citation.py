"""Citations between two papers, with the citing sentences, and how much of a citation list is loaded."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.source import S2
from scholar_desktop.domain.stored_field_names import stored
from scholar_desktop.domain.text.message import Message

INTENTS = ("method", "result", "background")
"""The intents in the order in which the window groups them, strongest first. Semantic Scholar calls the first one
`methodology`."""
INTENT_TITLES = {
    "method": Message.in_context("intent", "method"),
    "result": Message.in_context("intent", "result"),
    "background": Message.in_context("intent", "background"),
}
"""What a citation is for, in the words that the window and the exported lists use."""
_INTENT_OF_SERVICE = {"methodology": "method", "method": "method", "result": "result", "background": "background"}


def known_intents(intents: Sequence[str]) -> tuple[str, ...]:
    """Returns intents as Semantic Scholar sends them by their names in `INTENTS`, strongest first."""
    names = {_INTENT_OF_SERVICE.get(intent) for intent in intents}
    return tuple(intent for intent in INTENTS if intent in names)


class CitationContext(msgspec.Struct, frozen=True, rename=stored("text intents")):
    """One citing sentence. intents: as Semantic Scholar sends them (background, methodology, result); may be empty."""

    text: str
    intents: tuple[str, ...] = ()


class Citation(msgspec.Struct, frozen=True, rename=stored("paper text contexts intents influential self_citation")):
    """One row of a citation list.

    paper: the other paper, or None if the reference is unmatched or the service hides the paper; in that case `text` is
    the title that the service gives, or None. self_citation: the two papers share an author, compared by id, else by
    full name; None if the authors of either paper are unknown.
    """

    paper: Paper | None
    text: str | None = None
    contexts: tuple[CitationContext, ...] = ()
    intents: tuple[str, ...] = ()
    influential: bool = False
    self_citation: bool | None = None


class CitationPage(msgspec.Struct, frozen=True):
    """One page of a citation list as the service sent it.

    next: the offset of the following page, None on the last page.

    withheld: the publisher withholds the list (Semantic Scholar's `data: null` with an 'elided' disclaimer). skipped:
    number of rows of the page that could not be understood.
    """

    edges: tuple[Citation, ...]
    next: int | None
    withheld: bool = False
    skipped: int = 0
    retrieved: str | None = None


class CitationSlice(msgspec.Struct, frozen=True, rename=stored("date next oldest newest in_order")):
    """A part of a citation list that is requested separately, because paging ends at 9,999 rows.

    date: `publicationDateOrYear` as sent to the service, None for the whole list; next: the offset of the next page;
    oldest, newest: the earliest and latest dates (YYYY-MM-DD) of the rows seen so far, where a paper without a day
    counts as 1 January; in_order: the rows came newest first.
    """

    date: str | None = None
    next: int = 0
    oldest: str | None = None
    newest: str | None = None
    in_order: bool = True


class CitationListState(
    msgspec.Struct,
    frozen=True,
    rename=stored(
        "total loaded complete withheld skipped repeated nameless slices sliced walls retrieved source damaged"
    ),
):
    """How much of a citation list is loaded.

    total: the paper's own count (`citationCount`, `referenceCount`), which may differ from the number of rows that
    paging gives; None if unknown. loaded: number of rows received from the service, before local filters, each counted
    once. complete: the last page was reached, and no row can be missing. skipped: number of rows that could not be
    understood; repeated: number of rows that came again on a later page; nameless: number of rows without an id.
    slices: the parts that are still to be requested, the current one first; empty at the end. sliced: paging alone did
    not reach all rows; walls: dates that have more papers than paging can reach. retrieved: when the first page was
    requested (ISO 8601, UTC). source: `s2`, or `corpus` if the list was continued from the offline corpus; the
    offset of its slice is then a row of the corpus. damaged: number of rows of the corpus that could not be read.
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
    source: str = S2
    damaged: int = 0

    @property
    def next(self) -> int | None:
        """The offset of the next page in the current slice; None if nothing more is to be requested."""
        return self.slices[0].next if self.slices else None

    def count(self, stated: int | None) -> int | None:
        """Returns how many papers the list has; None if that is not known, also if there are more than *stated*, the
        number that the paper's record names.

        More rows than *stated* contradict it. Fewer do not: a service does not list all citations that it counts.
        """
        stated = stated if stated is not None else self.total
        if not self.loaded or stated is None:
            return self.loaded if self.loaded and self.complete else stated
        if self.complete:
            return max(stated, self.loaded)
        has_more = self.loaded >= stated if self.slices else self.loaded > stated
        return None if has_more else stated


class LoadedCitations(CitationListState, frozen=True, rename=stored("edges")):
    """The loaded rows of a citation list, together with its state."""

    edges: tuple[Citation, ...] = ()
