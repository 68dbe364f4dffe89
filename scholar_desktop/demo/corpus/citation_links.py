"""The citations between the papers of the demo. Every link is invented; the numbers of citations are real.

The order is that of the service: citations newest first, papers of unknown year at the end; references unordered.
"""

from __future__ import annotations

import bisect
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property

import msgspec

from scholar_desktop.demo.corpus.corpus_file import Work
from scholar_desktop.demo.corpus.invented_papers import CITED, PaperGenerator
from scholar_desktop.demo.corpus.invented_text import TextGenerator
from scholar_desktop.demo.corpus.seeded_random import SeededRandom

_INTENTS = ("background", "methodology", "result")
_UNMATCHED = 0.08  # share of references that the service could not match to a paper


CitingSentence = tuple[str, list[str]]
"""A citing sentence with its intents."""


class InventedCitation:
    """One row of a citation list.

    work: the other paper; None if the service could not match it: then only `title` and sometimes `year` are known.
    contexts: generated on first access, by *write*.
    """

    def __init__(
        self,
        work: Work | None,
        title: str = "",
        year: int | None = None,
        influential: bool = False,
        write: Callable[[], list[CitingSentence]] = list,
    ) -> None:
        self.work = work
        self.title = title
        self.year = year
        self.influential = influential
        self._write = write

    @cached_property
    def contexts(self) -> list[CitingSentence]:
        """The citing sentences with their intents."""
        return self._write()


class DayRange(msgspec.Struct, frozen=True):
    """The days from `first` to `last`, both included, as YYYY-MM-DD."""

    first: str
    last: str

    def holds(self, day: str) -> bool:
        """Returns True if *day* (see Work.day) is in the range; an empty day is in no range."""
        return bool(day) and self.first <= day <= self.last


class CitationLinks:
    """The citations and references of *papers*, the papers that Semantic Scholar has."""

    def __init__(self, papers: Sequence[Work], generator: PaperGenerator, writer: TextGenerator, seed: int) -> None:
        self._papers = papers
        self._generator = generator
        self._writer = writer
        self._seed = seed

    # --- links inside the corpus

    @cached_property
    def _cited(self) -> dict[int, list[Work]]:
        """By the number of a paper, the papers of the corpus that it cites: older ones, of its theme or famous in its
        field."""
        left = {work.number: work.citation_count for work in self._papers}
        famous = sorted(self._papers, key=lambda work: -work.citation_count)[:40]
        found: dict[int, list[Work]] = {}
        for work in self._papers:
            rng = SeededRandom(self._seed, "cites", work.number)
            known = [each for each in famous if share_field(each, work)]
            near = {each.number: each for each in [*self._of_theme(work), *rng.some(known, 4)]}
            older = [each for each in near.values() if each.day < work.day and left[each.number]]
            older = [each for each in older if share_field(each, work)]
            older.sort(key=lambda each: rng.below(1000) - 8 * min(each.citation_count, 100))
            found[work.number] = older[: min(work.reference_count, 3 + rng.below(8))]
            for each in found[work.number]:
                left[each.number] -= 1
        return found

    @cached_property
    def _citing(self) -> dict[int, list[Work]]:
        """By the number of a paper, the papers of the corpus that cite it, newest first."""
        found: dict[int, list[Work]] = {}
        for work in sorted(self._papers, key=lambda each: each.day, reverse=True):
            for cited in self._cited[work.number]:
                found.setdefault(cited.number, []).append(work)
        return found

    @cached_property
    def _themes(self) -> dict[str, list[Work]]:
        found: dict[str, list[Work]] = {}
        for work in self._papers:
            found.setdefault(self._writer.theme_of(work).name, []).append(work)
        return found

    def _of_theme(self, work: Work) -> list[Work]:
        return self._themes.get(self._writer.theme_of(work).name, [])

    # --- citations

    def citations(self, work: Work, span: DayRange | None = None) -> CitingPapers:
        """Returns the papers that cite *work*, on all days or only those in *span*."""
        if work.origin is not None:
            corpus, first, last = self._citing_invented(work), 0, 0
        else:
            corpus = self._citing.get(work.number, [])
            # the real citing papers replace as many of the newest invented ones
            first, last = len(corpus), max(len(corpus), work.citation_count)
            if span is not None:
                first = max(first, self._from(work, last, lambda day: day <= span.last))
                last = max(first, self._from(work, last, lambda day: day < span.first))
        if span is not None:
            corpus = [each for each in corpus if span.holds(each.day)]
        places = {}
        for place, each in enumerate(corpus):
            index = self._from(work, last, lambda day, than=each.day: day <= than)  # type: ignore[misc]
            places[max(first, index) - first + place] = each
        return CitingPapers(self, work, places, first, last)

    def _from(self, work: Work, count: int, test: Callable[[str], bool]) -> int:
        """Returns the index of the first of *count* invented papers that cite *work* whose day passes *test*.

        Returns *count* if there is none. Days never increase with the index, so all later papers pass as well; a binary
        search avoids generating 170,000 papers.
        """
        return bisect.bisect_left(range(count), True, key=lambda index: test(self._generator.day_of(work, index)))

    def _citing_invented(self, work: Work) -> list[Work]:
        """Returns papers of the corpus that cite an invented paper, newest first.

        If the invented paper was generated as a reference, the paper that it was generated for is one of them.
        """
        rng = SeededRandom(self._seed, "around", work.s2)
        first = [self._generator.target(work)] if work.origin is not None and work.origin[1] == CITED else []
        near = rng.shuffled([each for each in self._of_theme(work) if each.day > work.day and each not in first])
        rest = rng.shuffled([each for each in self._papers if each.day > work.day and each not in [*first, *near]])
        # papers of other fields only if the field has too few
        newer = sorted([*near, *rest], key=lambda each: not share_field(each, work))
        chosen = [*first, *newer][: work.citation_count]
        return sorted(chosen, key=lambda each: each.day, reverse=True)

    def citation_row(self, work: Work, index: int, corpus: Work | None) -> InventedCitation:
        """Returns row *index* of the citations of *work*. corpus: the real citing paper, if it is one."""
        citing = corpus if corpus is not None else self._generator.citing(work, index)
        if citing.year is None and index % 3 == 0:
            return InventedCitation(None, citing.title)
        return self._row(citing, work, citing)

    # --- references

    def references(self, work: Work) -> list[InventedCitation]:
        """Returns the papers that *work* cites."""
        rng = SeededRandom(self._seed, "references", work.key)
        if work.origin is None:
            corpus = self._cited[work.number]
        elif work.origin[1] == CITED:
            corpus = []
        else:
            target = self._generator.target(work)
            corpus = [target, *self._cited[target.number][:4]]
        count = max(work.reference_count, len(corpus))
        places: list[Work | int] = [*corpus, *range(count - len(corpus))]
        return [self._reference_row(work, place, rng) for place in rng.shuffled(places)]

    def _reference_row(self, work: Work, place: Work | int, rng: SeededRandom) -> InventedCitation:
        if isinstance(place, Work):
            return self._row(work, place, place)
        if work.origin is not None or rng.chance(_UNMATCHED):
            title = self._writer.title(self._writer.theme_of(work), None, rng)
            return InventedCitation(
                None, title, work.year - 1 - rng.below(20) if work.year and rng.chance(0.4) else None
            )
        cited = self._generator.cited(work, place)
        return self._row(work, cited, cited)

    def _row(self, citing: Work, cited: Work, other: Work) -> InventedCitation:
        rng = SeededRandom(self._seed, "row", citing.key, cited.key)
        share = cited.influential_citation_count / cited.citation_count if cited.citation_count else 0
        influential = rng.chance(min(0.5, share))
        return InventedCitation(
            other, influential=influential, write=lambda: self._contexts(citing, cited, influential, rng)
        )

    def _contexts(self, citing: Work, cited: Work, influential: bool, rng: SeededRandom) -> list[CitingSentence]:
        count = 0 if rng.chance(0.35) and not influential else 1 + rng.below(3) * rng.below(2) + 2 * influential
        contexts: list[CitingSentence] = []
        for _ in range(count):
            intent = _INTENTS[min(2, rng.below(5) // 2)]
            intents = [] if rng.chance(0.12) else [intent]
            if intents and rng.chance(0.1):
                intents.append(next(each for each in _INTENTS if each != intent))
            text = self._writer.context(citing, cited, intent, rng)
            if not any(text[:30] == known[:30] for known, _ in contexts):
                contexts.append((text, intents))
        return contexts


def share_field(one: Work, other: Work) -> bool:
    """Returns True if the two papers have a field of study in common, or one has none."""
    fields = {*one.model_fields, *(one.fields_of_study or [])}
    others = {*other.model_fields, *(other.fields_of_study or [])}
    return not (fields and others) or not fields.isdisjoint(others)


class CitingPapers:
    """The papers that cite one paper, generated on access.

    They are the invented papers *first* to *last* - 1, and the real papers in *corpus*, by their position in the list.
    """

    def __init__(self, links: CitationLinks, work: Work, corpus: dict[int, Work], first: int, last: int) -> None:
        self._links = links
        self._work = work
        self._corpus = corpus
        self._places = sorted(corpus)
        self._first = first
        self._total = last - first + len(corpus)

    def __len__(self) -> int:
        return self._total

    def rows(self, start: int, stop: int) -> Iterator[InventedCitation]:
        """Yields the rows from *start* to *stop* - 1."""
        for place in range(start, min(stop, self._total)):
            index = self._first + place - bisect.bisect_left(self._places, place)
            yield self._links.citation_row(self._work, index, self._corpus.get(place))
