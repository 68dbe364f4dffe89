"""A citation map as arrays: positions, sizes and kinds of its papers; created once for a map and its layout."""

from __future__ import annotations

import enum
from collections.abc import Callable

import msgspec
import numpy as np
from numpy.typing import NDArray

from scholar_desktop.domain.citations.citation_map import CitationMap, Link, links_to_draw
from scholar_desktop.domain.paper import Paper, has_known_copy
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.text.titles import plain
from scholar_desktop.services.citations.map_layout import MapLayout, MapPlace
from scholar_desktop.translation import gettext, shown
from scholar_desktop.ui.citations.citation_row import intent_words
from scholar_desktop.ui.citations.map.map_geometry import Floats
from scholar_desktop.ui.context.paper_status import PaperStatus
from scholar_desktop.ui.words import wording

MOST_LINKS = 3000
"""Links that are drawn at once; more could not be told apart, and would take long to paint."""


class DotKind(enum.Enum):
    """The availability of a paper. Shown by the colour of its dot, and for colour-blind users by its shape."""

    LIBRARY = Message("in library")
    OPEN = Message("open copy")
    CLOSED = Message("no open copy")


class Chart:
    """The papers and links of a map.

    papers: in the order of the arrays `xs`, `ys`, `radii` (units of the layout); links: those that are drawn, with the
    numbers of their papers in `pairs`; labels: 'Vaswani et al. 2017'; order: numbers of the papers, the most important
    first.
    """

    def __init__(self, known: CitationMap, layout: MapLayout, mark_of: Callable[[Paper], PaperStatus]) -> None:
        self.known = known
        self.papers = tuple(paper for paper in known.papers if paper.id in layout.places)
        self.number = {paper.id: number for number, paper in enumerate(self.papers)}
        self.place(layout)
        self.labels = [wording.author_year(paper, 24) for paper in self.papers]
        self.kinds: list[DotKind] = []
        self.mark(mark_of)
        centres = known.centres if len(known.centres) <= 12 else frozenset()
        self.centres = frozenset(self.number[name] for name in centres if name in self.number)
        self.order = sorted(
            range(len(self.papers)), key=lambda number: (number not in self.centres, -float(self.radii[number]))
        )
        self.links: tuple[Link, ...] = ()
        self.pairs: NDArray[np.int64] = np.empty((0, 2), dtype=np.int64)
        self.draw_links(frozenset())

    def place(self, layout: MapLayout) -> None:
        """Move the papers to their places in *layout*."""
        self.layout = layout
        places = [layout.places[paper.id] for paper in self.papers]
        self.xs: Floats = np.array([place.x for place in places], dtype=float)
        self.ys: Floats = np.array([place.y for place in places], dtype=float)
        self.radii: Floats = np.array([place.radius for place in places], dtype=float)

    def mark(self, mark_of: Callable[[Paper], PaperStatus]) -> None:
        """Update the kinds of the papers after the library or the queue changed."""
        self.kinds = [kind_of(paper, mark_of(paper)) for paper in self.papers]

    def draw_links(self, chosen: frozenset[int]) -> None:
        """Select the links to draw: those of the papers *chosen* come before all others."""
        always = frozenset(self.papers[number].id for number in chosen)
        self.links = tuple(
            link
            for link in links_to_draw(self.known, MOST_LINKS, always)
            if link.citing in self.number and link.cited in self.number
        )
        ends = [(self.number[link.citing], self.number[link.cited]) for link in self.links]
        self.pairs = np.array(ends, dtype=np.int64).reshape(-1, 2)

    def links_of(self, numbers: frozenset[int]) -> list[int]:
        """Return the drawn links that touch one of the papers *numbers*."""
        if not numbers or not len(self.pairs):
            return []
        return [int(row) for row in np.flatnonzero(np.isin(self.pairs, list(numbers)).any(axis=1))]

    def moved(self, numbers: frozenset[int], dx: float, dy: float) -> None:
        """Move papers, which were dragged, by *dx* and *dy* in units of the layout."""
        some = list(numbers)
        self.xs[some] += dx
        self.ys[some] += dy

    def current_layout(self) -> MapLayout:
        """Return the layout with the papers where the user moved them, also of papers that are hidden."""
        places = zip(self.papers, self.xs.tolist(), self.ys.tolist(), self.radii.tolist(), strict=True)
        here = {paper.id: MapPlace(x, y, radius) for paper, x, y, radius in places}
        return msgspec.structs.replace(self.layout, places=self.layout.places | here)

    def paper_words(self, number: int) -> str:
        """Return the text for the tooltip and the screen reader."""
        paper = self.papers[number]
        parts = (
            wording.authors_short(paper.authors),
            wording.venue_and_year(paper),
            wording.cites(paper.counts.citations),
            shown(self.kinds[number].value),
        )
        return "\n".join((plain(paper.title) or gettext("Untitled"), " · ".join(part for part in parts if part)))

    def relations_of(self, number: int) -> str:
        """Return 'cites Vaswani et al. 2017; cited by Devlin et al. 2019', of the links that are drawn."""
        rows = self.links_of(frozenset((number,)))
        cited = [self.labels[int(self.pairs[row][1])] for row in rows if int(self.pairs[row][0]) == number]
        citing = [self.labels[int(self.pairs[row][0])] for row in rows if int(self.pairs[row][1]) == number]
        parts = [gettext("cites {papers}", papers=", ".join(cited))] if cited else []
        parts += [gettext("cited by {papers}", papers=", ".join(citing))] if citing else []
        return "; ".join(parts)

    def link_words(self, row: int) -> str:
        """Return 'Devlin et al. 2019 cites Vaswani et al. 2017', and the intents."""
        link = self.links[row]
        citing, cited = (int(number) for number in self.pairs[row])
        intents = list(intent_words(link.intents))
        if link.influential:
            intents.append(gettext("influential"))
        none = gettext("no intent") if link.influential is not None else gettext("intent not loaded")
        words = gettext("{citing} cites {cited}", citing=self.labels[citing], cited=self.labels[cited])
        return f"{words}\n{', '.join(intents) or none}"


def kind_of(paper: Paper, mark: PaperStatus) -> DotKind:
    if mark.kept is not None:
        return DotKind.LIBRARY
    return DotKind.OPEN if has_known_copy(paper) else DotKind.CLOSED
