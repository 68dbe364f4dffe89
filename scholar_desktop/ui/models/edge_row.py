"""One row of a citation list as it is shown, with the citation found in each sentence."""

from __future__ import annotations

import msgspec

from scholar_desktop.domain.citation import INTENTS, Edge
from scholar_desktop.domain.citing_text import find_marks
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.titles import plain
from scholar_desktop.ui import wording
from scholar_desktop.ui.models.paper_row import RowState, pdf_state
from scholar_desktop.ui.paper_marks import Mark

_WORD_OF_INTENT = {"methodology": "method", "method": "method", "result": "result", "background": "background"}


class Sentence(msgspec.Struct, frozen=True, eq=False):
    """mark: where in *text* the citation stands, or None when it was not found; intents: of this sentence."""

    text: str
    mark: tuple[int, int] | None
    intents: tuple[str, ...]


class EdgeRow(msgspec.Struct, frozen=True, eq=False):
    """bylines: from the longest to the shortest that still tells year and cites; intents: in the window's words,
    strongest first; is_open: all sentences show."""

    edge: Edge
    title: str
    bylines: tuple[str, ...]
    sentences: tuple[Sentence, ...]
    intents: tuple[str, ...]
    influential: bool
    self_citation: bool
    state: RowState | None
    is_open: bool
    spoken: str

    @property
    def shown(self) -> int:
        """How many sentences show."""
        return len(self.sentences) if self.is_open else min(1, len(self.sentences))

    @property
    def hidden(self) -> int:
        """How many more there are."""
        return len(self.sentences) - self.shown


def edge_row(edge: Edge, cited: Paper | None, mark: Mark, *, is_open: bool = False) -> EdgeRow:
    """cited: the paper that the sentences cite (their mark is looked for by its authors and year)."""
    paper = edge.paper
    title = plain(paper.title if paper else edge.text or "") or "A paper that the service does not name"
    sentences = tuple(
        _sentence(context.text, context.intents, cited) for context in edge.contexts if context.text.strip()
    )
    words = {_WORD_OF_INTENT[intent] for intent in edge.intents if intent in _WORD_OF_INTENT}
    intents = tuple(intent for intent in INTENTS if intent in words)
    bylines = _bylines(paper)
    spoken = ", ".join(
        part
        for part in (
            title,
            bylines[0] if bylines else "",
            "influential" if edge.influential else "",
            *intents,
            "self-citation" if edge.self_citation else "",
            wording.counted(len(sentences), "sentence", "sentences") if sentences else "",
            sentences[0].text if sentences else "",
        )
        if part
    )
    return EdgeRow(
        edge=edge,
        title=title,
        bylines=bylines,
        sentences=sentences,
        intents=intents,
        influential=edge.influential,
        self_citation=bool(edge.self_citation),
        state=pdf_state(paper, mark) if paper else None,
        is_open=is_open,
        spoken=spoken,
    )


def _sentence(text: str, intents: tuple[str, ...], cited: Paper | None) -> Sentence:
    clean = " ".join(text.split())
    marks = find_marks(clean, cited)
    return Sentence(clean, marks[0] if marks else None, intents)


def _bylines(paper: Paper | None) -> tuple[str, ...]:
    if paper is None:
        return ("no service knows it by a number",)
    year = str(paper.year) if paper.year else ""
    cites = "" if paper.counts.citations is None else wording.counted(paper.counts.citations, "cite", "cites")
    venue = plain(paper.venue or "")

    def joined(authors: str, *rest: str) -> str:
        place = " · ".join(part for part in rest if part)
        return " — ".join(part for part in (authors, place) if part)

    many, first = wording.authors_short(paper.authors), wording.authors_cited(paper.authors)
    return tuple(
        dict.fromkeys(
            (
                joined(many, venue, year, cites),
                joined(many, year, cites),
                joined(first, year, cites),
                joined("", year, cites),
            )
        )
    )
