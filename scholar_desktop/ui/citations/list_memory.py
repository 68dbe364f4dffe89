"""Where the lists of citations of a paper were left, and by what they were filtered: in this run, and over restarts."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, TypeVar

import msgspec

if TYPE_CHECKING:
    from scholar_desktop.domain.paper import Paper
    from scholar_desktop.services.citations.filtering import CitationFilter
    from scholar_desktop.ui.citations.list_tools import CitationListTools
    from scholar_desktop.ui.citations.list_view import CitationListView, Place

MOST_REMEMBERED = 500
"""The places and filters of the lists of at most this number of papers are remembered; a paper may have several IDs."""

Kept = TypeVar("Kept")


def with_latest(kept: Mapping[str, Kept], new: Mapping[str, Kept], gone: Collection[str] = ()) -> dict[str, Kept]:
    """Return what is remembered of lists, by the IDs of their papers, with *new* and without *gone*. The oldest values
    are left out if they are too many."""
    others = {name: one for name, one in kept.items() if name not in new and name not in gone}
    return dict(list((others | dict(new)).items())[-MOST_REMEMBERED:])


class ListMemory:
    """Remembers the place and the filter of one list for each paper that it was shown for.

    names: the IDs that the paper shown has had: its details may name a better one.
    """

    def __init__(self, view: CitationListView, tools: CitationListTools) -> None:
        self._view = view
        self._tools = tools
        self.names: set[str] = set()
        self._places: dict[str, Place] = {}
        self._filters: dict[str, CitationFilter] = {}

    def follow(self, paper: Paper | None) -> CitationFilter | None:
        """Remember the list of the paper shown until now, and return to where that of *paper* was. Return the filter
        that it had last; None if it had none."""
        self._filters = self.filters_to_keep()
        places = {name: msgspec.structs.replace(place, rows=()) for name, place in self.places_to_keep().items()}
        self._places = with_latest(self._places, places)
        self.names = {paper.id} if paper is not None else set()
        self._view.return_to(self._places.get(paper.id) if paper is not None else None)
        return self._filters.get(paper.id) if paper is not None else None

    def filters_to_keep(self) -> dict[str, CitationFilter]:
        """Return the filters of the lists of the latest papers, by each ID of a paper, for the next start."""
        chosen = self._tools.typed_filter
        shown = dict.fromkeys(self.names, chosen) if chosen.is_set else {}
        return with_latest(self._filters, shown, gone=self.names)

    def restore_filters(self, filters: dict[str, CitationFilter]) -> None:
        """Filter by *filters*, those of the last run, when their papers are shown."""
        self._filters |= filters
        found = next((chosen for name, chosen in filters.items() if name in self.names), None)
        if found is not None and not self._tools.typed_filter.is_set:
            self._tools.set_filter(found)

    def places_to_keep(self, trail: tuple[Paper, ...] = ()) -> dict[str, Place]:
        """Return where the lists of the paper shown (by each of its IDs) and of *trail* are, for the next start: only
        then, several selected rows are selected again."""
        place, names = self._view.place(), [paper.id for paper in trail]
        before = {name: self._places[name] for name in names if name in self._places}
        return before | (dict.fromkeys(self.names, place) if place is not None else {})

    def restore_places(self, places: dict[str, Place]) -> None:
        """Return to *places*, those of the last run, when their papers are shown."""
        self._places |= places
        found = next((place for name, place in places.items() if name in self.names), None)
        if found is not None and not self._view.currentIndex().isValid():
            self._view.return_to(found)
