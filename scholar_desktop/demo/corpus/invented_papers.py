"""Generates papers that exist only in the demo: papers that cite a paper of the corpus, and older ones that it cites.

A paper of the corpus keeps its real number of citations, up to 170,000; the citing papers are generated on access. An
invented paper is identified by (number of the corpus paper, kind, index). This triple can be derived from its Semantic
Scholar ID, CorpusId, DOI and author ids, so that it can be opened, cited and downloaded like any other paper.
"""

from __future__ import annotations

import datetime
import hashlib
import re
from collections.abc import Sequence

from scholar_desktop.demo.corpus.corpus_file import DemoJournal, Location, OpenCopy, Work
from scholar_desktop.demo.corpus.invented_text import Subject, TextGenerator, TextTheme
from scholar_desktop.demo.corpus.seeded_random import SeededRandom

CITING = "c"
CITED = "r"
LAST_DAY = datetime.date(2023, 12, 31)
"""The newest day of an invented paper that cites an older paper. So the real papers of the last years, which are in the
corpus, are at the top of a list sorted newest first."""

_STILL_CITED = "2024-04-01"
"""Papers of the corpus that can cite an invented one must be newer; few papers are after this day."""

_YEARS_CITED = datetime.timedelta(days=540)  # the minimum time during which a paper is cited

_SHA = re.compile(r"de30([0-9a-f]{4})([01])([0-9a-f]{6})([0-9a-f]{25})")
_DOI = re.compile(r"10\.5555/demo\.(\d+)\.([cr])(\d+)")
_AUTHOR = re.compile(r"99(\d{4})([01])(\d{7})\d")
_CORPUS_IDS = 7_000_000_000_000
_PER_PAPER = 2_000_000
_VENUES = ("Demo Transactions on {}", "Proceedings of the Demo Conference on {}", "Demo Letters in {}")
_FIELD_OF_THEME = {
    "language": "Computer Science", "vision": "Computer Science", "generative": "Computer Science",
    "learning": "Computer Science", "graphs": "Mathematics", "computability": "Mathematics",
    "machines": "Computer Science", "patterns": "Mathematics", "software": "Computer Science", "cell": "Biology",
    "membrane": "Chemistry", "materials": "Materials Science", "medicine": "Medicine", "mind": "Psychology",
    "society": "Economics", "physics": "Physics", "earth": "Environmental Science", "ideas": "Philosophy",
}  # fmt: skip


class PaperGenerator:
    """Generates the invented papers for *papers*, the corpus.

    Args:
        seed: changes everything but the number and the identifiers of the invented papers.
    """

    def __init__(self, papers: Sequence[Work], writer: TextGenerator, seed: int) -> None:
        self._papers = papers
        self._writer = writer
        self._seed = seed

    # --- by identifier

    def by_sha(self, sha: str) -> Work | None:
        """Returns the invented paper with a Semantic Scholar ID; None if it is unknown."""
        match = _SHA.fullmatch(sha)
        if match is None:
            return None
        found = self._make(int(match[1], 16), CITED if match[2] == "1" else CITING, int(match[3], 16))
        return found if found is not None and found.s2 == sha else None

    def by_corpus_id(self, corpus_id: int) -> Work | None:
        """Returns the invented paper with a CorpusId; None if it is unknown."""
        number, rest = divmod(corpus_id - _CORPUS_IDS, _PER_PAPER)
        kind, index = divmod(rest, _PER_PAPER // 2)
        return self._make(number, CITED if kind else CITING, index)

    def by_doi(self, doi: str) -> Work | None:
        """Returns the invented paper with a DOI; None if it is unknown."""
        match = _DOI.fullmatch(doi)
        found = self._make(int(match[1]), match[2], int(match[3])) if match else None
        return found if found is not None and found.doi == doi else None

    def by_author(self, author_id: str) -> Work | None:
        """Returns the paper of an invented author. Each has one paper, which the author id identifies."""
        match = _AUTHOR.fullmatch(author_id)
        return self._make(int(match[1]), CITED if match[2] == "1" else CITING, int(match[3])) if match else None

    def _make(self, number: int, kind: str, index: int) -> Work | None:
        if not 0 <= number < len(self._papers) or not self._papers[number].s2:
            return None
        target = self._papers[number]
        if kind == CITING:
            return self.citing(target, index) if index < target.citation_count else None
        return self.cited(target, index) if index < target.reference_count else None

    # --- the papers

    def target(self, work: Work) -> Work:
        """Returns the paper of the corpus that the invented *work* was generated for."""
        assert work.origin is not None
        return self._papers[work.origin[0]]

    def day_of(self, target: Work, index: int) -> str:
        """Returns the publication day of the citing paper *index* of *target*, YYYY-MM-DD.

        It is never later than that of a smaller index, and empty for the last papers of a long list, whose year is
        unknown. Days of early January become 1 January; of papers with that day only the year is known.
        """
        count = target.citation_count
        if count >= 12 and index >= count - max(1, count // 60):
            return ""
        start = _first_day(target)
        last = max(LAST_DAY, start + _YEARS_CITED)
        share = (index + 0.5) / count
        day = last - datetime.timedelta(days=int((last - start).days * share**1.35))
        return f"{day.year}-01-01" if day.month == 1 and day.day < 26 else day.isoformat()

    def citing(self, target: Work, index: int) -> Work:
        """Returns the paper *index* (0 is the newest) of those that cite *target*."""
        rng = SeededRandom(self._seed, "citing", target.number, index)
        return self._paper(target, CITING, index, self.day_of(target, index), rng)

    def cited(self, target: Work, index: int) -> Work:
        """Returns the invented paper *index* of those that *target* cites; it is always older than *target*."""
        rng = SeededRandom(self._seed, "cited", target.number, index)
        start = _first_day(target)
        day = start - datetime.timedelta(days=60 + rng.below(30) ** 3 // 2)
        return self._paper(target, CITED, index, day.isoformat(), rng)

    def _paper(self, target: Work, kind: str, index: int, day: str, rng: SeededRandom) -> Work:
        theme = self._writer.theme_of(target)
        fields = [*target.model_fields, *(target.fields_of_study or [])]
        field = _field_of(theme)
        if rng.chance(0.12):
            theme = rng.pick([other for other in self._writer.themes.values() if _field_of(other) == field] or [theme])
        if fields and field not in fields:
            field = fields[0]  # the title's words point to another field than the paper has
        venue = rng.pick(_VENUES).format(theme.label)
        authors = [
            (_author_id(target.number, kind, index, place) if rng.chance(0.9) else None, self._writer.person(rng))
            for place in range(1 + rng.below(3) + rng.below(3))
        ]
        citations = rng.below(7) * rng.below(3) // 3 if day and day < _STILL_CITED else 0
        if kind == CITED:
            citations += 1
        has_doi = rng.chance(0.85)
        corpus_id = _CORPUS_IDS + target.number * _PER_PAPER + (kind == CITED) * _PER_PAPER // 2 + index
        doi = f"10.5555/demo.{target.number}.{kind}{index}"
        is_open = has_doi and rng.chance(0.4)
        pdf = f"https://papers.example.org/{doi}.pdf"
        return Work(
            title=self._writer.title(theme, self._writer.topic(target), rng),
            s2=_sha(target.number, kind, index),
            corpus_id=corpus_id,
            external_ids=({"DOI": doi} if has_doi else {}) | {"CorpusId": corpus_id},
            venue=venue if rng.chance(0.9) else "",
            year=int(day[:4]) if day else None,
            publication_date=None if day.endswith("-01-01") else day or None,
            journal=DemoJournal(venue, str(1 + rng.below(60)), f"{1 + rng.below(900)}-{901 + rng.below(90)}"),
            reference_count=8 + rng.below(40),
            citation_count=citations,
            influential_citation_count=citations // 9,
            fields_of_study=[field] if rng.chance(0.85) else None,
            model_fields=[field],
            publication_types=["Conference"] if "Proceedings" in venue else ["JournalArticle"],
            authors=authors,
            oa=OpenCopy(pdf, "GOLD", "CCBY") if is_open else OpenCopy(status="CLOSED" if has_doi else None),
            abstract="some" if rng.chance(0.75) else "none",
            copies=[publisher_location(doi, pdf)] if is_open else [],
            origin=(target.number, kind, index),
            theme=theme.name,
        )


def _field_of(theme: TextTheme) -> str:
    return theme.field if isinstance(theme, Subject) else _FIELD_OF_THEME[theme.name]


def _first_day(target: Work) -> datetime.date:
    return datetime.date.fromisoformat(target.day) if target.day else datetime.date(2000, 1, 1)


def _sha(number: int, kind: str, index: int) -> str:
    head = f"de30{number:04x}{int(kind == CITED)}{index:06x}"
    return head + hashlib.blake2b(head.encode(), digest_size=13).hexdigest()[:25]


def _author_id(number: int, kind: str, index: int, place: int) -> str:
    return f"99{number:04d}{int(kind == CITED)}{index:07d}{place}"


def publisher_location(doi: str, pdf: str) -> Location:
    """Returns the publisher's open copy of an invented paper."""
    return Location(
        url=pdf,
        url_for_pdf=pdf,
        url_for_landing_page=f"https://doi.org/{doi}",
        host_type="publisher",
        version="publishedVersion",
        license="cc-by",
    )
