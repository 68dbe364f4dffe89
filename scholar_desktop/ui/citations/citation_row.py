"""The content of one line of a citation list: a paper with its citing sentences, or the header of a group."""

from __future__ import annotations

import msgspec

from scholar_desktop.domain.citations.citation import INTENT_TITLES, Citation, known_intents
from scholar_desktop.domain.citations.citing_text import find_citation_marks
from scholar_desktop.domain.citations.sentence_filter import SentenceFilter, shown_sentence
from scholar_desktop.domain.paper import Facts, Paper
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.text.titles import plain
from scholar_desktop.domain.text.word_marks import find_word_parts
from scholar_desktop.services.citations.table import length_of_sentence
from scholar_desktop.translation import gettext, ngettext, pgettext, shown
from scholar_desktop.ui.context.paper_status import PaperStatus
from scholar_desktop.ui.rows.paper_row import PdfRowState, access_of, corrected, corrections, pdf_state
from scholar_desktop.ui.words import wording

THUMB_TITLES = {"like": Message("more like this"), "unlike": Message("less like this")}
MOST_LINKS = 10
"""Titles of linked papers in a tooltip, and in the description of a row; an expanded row has all of them."""
GROUP_MEANINGS = {
    "method": Message("uses its method"),
    "result": Message("compares results"),
    "background": Message("mentions it"),
    "none": Message("no intent available"),
}
"""The meaning of an intent, shown at the end of its group's header."""


class SentenceText(msgspec.Struct, frozen=True, eq=False):
    """A citing sentence.

    mark: start and end of the citation in *text*, or None if it was not found; intents: of this sentence; hits: start
    and end of the words that the list is filtered by.
    """

    text: str
    mark: tuple[int, int] | None
    intents: tuple[str, ...]
    hits: tuple[tuple[int, int], ...] = ()


class AbstractText(msgspec.Struct, frozen=True, eq=False):
    """The abstract of a row. text: the abstract, or why there is none; press: the text of the link that requests it."""

    text: str
    press: str = ""


class LinkedPapers(msgspec.Struct, frozen=True, eq=False):
    """The papers of the library that a row is listed for. words: how they are linked to it."""

    words: str
    papers: tuple[Paper, ...]

    def lines(self, most: int | None = None) -> list[str]:
        """Return *words* and the titles, at most *most* of them and then the number of the others."""
        shown_titles = [plain(paper.title) for paper in self.papers[:most]]
        left = len(self.papers) - len(shown_titles)
        more = [ngettext("and {count} more", "and {count} more", left)] if left else []
        return [self.words, *shown_titles, *more]


class GroupRow(msgspec.Struct, frozen=True, eq=False):
    """The header of a group. says: what the group means; is_open: its papers are shown."""

    key: str
    title: str
    count: str
    says: str
    is_open: bool
    spoken: str


class CitationListRow(msgspec.Struct, frozen=True, eq=False):
    """The content of the row of a paper.

    bylines: from the longest to the shortest that still has year and citations; venue: that of the longest;
    intents: in the words of the window, those of the sentence *lead* first and then the strongest first, or other
    tags; sentences: those that pass the filter of the list, and others: the number of its other ones, which are not
    shown, is_by_words: because of the words alone; access: word, colour and shape of the dot, None for a reference
    without a paper; is_open: these sentences, authors and abstract are shown; is_plain: the list is not of citations;
    lead: the index of the sentence that a collapsed row shows; picked: the index of the sentence that the user
    selected, -1 for none; title_hits: start and end of the words in *title* that the list is filtered by; corrections,
    access_meaning, opened: as of PaperListRow; links: the papers of the library that it is listed for, None in other
    lists.
    """

    edge: Citation
    title: str
    bylines: tuple[str, ...]
    sentences: tuple[SentenceText, ...]
    intents: tuple[str, ...]
    influential: bool
    self_citation: bool
    access: tuple[str, str, str] | None
    state: PdfRowState | None
    is_open: bool
    spoken_text: str
    authors: str = ""
    facts: str = ""
    abstract: AbstractText | None = None
    thumb: str | None = None
    is_plain: bool = False
    lead: int = 0
    picked: int = -1
    title_hits: tuple[tuple[int, int], ...] = ()
    corrections: Facts | None = None
    venue: str = ""
    access_meaning: str = ""
    links: LinkedPapers | None = None
    others: int = 0
    is_by_words: bool = False
    opened: bool = False

    @property
    def description(self) -> str:
        """What a screen reader may read beside the row."""
        return "\n".join(self.links.lines(MOST_LINKS)) if self.links is not None else ""

    @property
    def spoken(self) -> str:
        spoken = f"{self.spoken_text}, {self.state.spoken}" if self.state is not None else self.spoken_text
        if not 0 <= self.picked < len(self.sentences):
            return spoken
        # wording: facts one after the other
        return ", ".join((spoken, gettext("selected sentence: {text}", text=self.sentences[self.picked].text)))

    @property
    def influential_meaning(self) -> str:
        """What the star of an influential citation means."""
        return gettext("Influential citation, as rated by Semantic Scholar") if self.influential else ""

    @property
    def places(self) -> tuple[int, ...]:
        """The indexes of the sentences that are shown."""
        return tuple(range(len(self.sentences))) if self.is_open else (self.lead,) if self.sentences else ()

    @property
    def length(self) -> int:
        """The characters of the sentence that it shows while it is collapsed; 0 without one."""
        return length_of_sentence(self.sentences[self.lead].text) if self.sentences else 0

    @property
    def shown(self) -> int:
        """The number of sentences shown."""
        return len(self.sentences) if self.is_open else min(1, len(self.sentences))

    @property
    def hidden(self) -> int:
        """The number of sentences not shown that pass the filter."""
        return len(self.sentences) - self.shown


def group_row(key: str, title: str, count: int, *, is_open: bool) -> GroupRow:
    words = ngettext("{count} paper", "{count} papers", count)
    says = shown(GROUP_MEANINGS.get(key, ""))
    state = pgettext("group", "expanded") if is_open else pgettext("group", "collapsed")
    spoken = ", ".join(part for part in (title, words, says, state) if part)
    return GroupRow(key, title, words, says, is_open, spoken)


def citation_row(
    edge: Citation,
    cited: Paper | None,
    mark: PaperStatus,
    *,
    is_open: bool = False,
    abstract: AbstractText | None = None,
    tags: tuple[str, ...] | None = None,
    thumb: str | None = None,
    only: SentenceFilter = SentenceFilter(),  # noqa: B008  frozen
    picked: int = -1,
    links: LinkedPapers | None = None,
) -> CitationListRow:
    """Return the content of the row for *edge*.

    Args:
        cited: the paper that the sentences cite; the citation is found in them by its authors and year.
        mark: the state of the paper in the library and the queue.
        is_open: True if the row is expanded.
        abstract: what is known of the abstract, if the row is expanded.
        tags: shown instead of intents in a list that is not of citations.
        thumb: `like`, `unlike`, empty for neither, None if the list has no thumbs.
        only: what the list is filtered by; only sentences that pass it are shown, and a collapsed row has the one that
            contains most of its words.
        picked: the index of the sentence that the user selected.
        links: the papers of the library that the row is listed for.
    """
    paper = corrected(edge.paper, mark) if edge.paper else None
    title = plain(paper.title if paper else edge.text or "") or gettext("Unnamed paper")
    words = only.words
    whole = SentenceFilter().kept_of(edge).contexts
    passing = only.kept_of(edge).contexts
    sentences = tuple(_sentence(shown_sentence(context), context.intents, cited, words) for context in passing)
    lead = only.lead_of([sentence.text for sentence in sentences])
    intents = intent_words(edge.intents) if tags is None else tags
    if tags is None and sentences:  # a narrow row shows only the first one
        intents = tuple(dict.fromkeys((*sentences[lead].intents, *intents)))
    bylines = _bylines(paper) if paper is not None else _unmatched(edge.text)
    access, access_meaning = access_of(edge.paper, mark) if edge.paper else (None, "")
    spoken_text = ", ".join(  # wording: facts one after the other
        part
        for part in (
            title,
            bylines[0] if bylines else "",
            gettext("influential") if edge.influential else "",
            *intents,
            gettext("self-citation") if edge.self_citation else "",
            access[0] if access else "",
            gettext("opened before") if mark.opened else "",
            _count_of(sentences) if tags is None else "",
            shown(THUMB_TITLES.get(thumb or "", "")),
            sentences[lead].text if sentences else "",
        )
        if part
    )
    return CitationListRow(
        edge=edge,
        title=title,
        bylines=bylines,
        sentences=sentences,
        intents=intents,
        influential=edge.influential,
        self_citation=bool(edge.self_citation),
        access=access,
        state=pdf_state(edge.paper, mark) if edge.paper else None,
        is_open=is_open,
        spoken_text=spoken_text,
        authors=", ".join(author.name for author in paper.authors) if paper and is_open else "",
        facts=_facts(paper) if paper and is_open else "",
        abstract=abstract if is_open else None,
        thumb=thumb,
        is_plain=tags is not None,
        lead=lead,
        picked=picked,
        title_hits=find_word_parts(title, words),
        corrections=corrections(mark),
        venue=plain(paper.venue or "") if paper is not None else "",
        access_meaning=access_meaning,
        links=links,
        others=len(whole) - len(passing),
        is_by_words=not only.intents,
        opened=mark.opened,
    )


def _count_of(sentences: tuple[SentenceText, ...]) -> str:
    if not sentences:
        return gettext("no citing sentence")
    return ngettext("{count} citing sentence", "{count} citing sentences", len(sentences))


def intent_words(intents: tuple[str, ...]) -> tuple[str, ...]:
    """Return intents in the words of the window, strongest first."""
    return tuple(shown(INTENT_TITLES[intent]) for intent in known_intents(intents))


def _sentence(text: str, intents: tuple[str, ...], cited: Paper | None, words: str) -> SentenceText:
    marks = find_citation_marks(text, cited)
    return SentenceText(text, marks[0] if marks else None, intent_words(intents), find_word_parts(text, words))


def _facts(paper: Paper) -> str:
    """Return the facts of an expanded row besides the authors: venue, date and identifiers."""
    if paper.date:
        when = wording.calendar_day(paper.date)
    else:
        when = gettext("{year}, day unknown", year=str(paper.year)) if paper.year else gettext("no year")
    ids = [paper.ids.doi] if paper.ids.doi else [f"arXiv {paper.ids.arxiv}"] if paper.ids.arxiv else []
    return " · ".join([part for part in (plain(paper.venue or ""), when, *ids) if part])


def _unmatched(title: str | None) -> tuple[str, ...]:
    """Return the line of a row without a paper: Semantic Scholar has at most its title."""
    short = gettext("not found in Semantic Scholar")
    return (gettext("not found in Semantic Scholar: search for its title"), short) if title else (short,)


def _bylines(paper: Paper) -> tuple[str, ...]:
    year = str(paper.year) if paper.year else gettext("no year")
    cites = wording.cites(paper.counts.citations)
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
