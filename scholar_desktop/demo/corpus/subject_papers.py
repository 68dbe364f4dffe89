"""Generates the invented papers that the demo's searches list beside the real ones.

The recorded answers, the source of the real papers, are mostly about computer science. These papers give each field of
study at least 20 results for one plain word: for example 'memory' for psychology (subjects.toml). In all else they are
treated like the real papers: they have citations, references, authors and open copies.
"""

from __future__ import annotations

import datetime
import hashlib

from scholar_desktop.demo.corpus.corpus_file import DemoJournal, OpenCopy, Work
from scholar_desktop.demo.corpus.invented_papers import publisher_location
from scholar_desktop.demo.corpus.invented_text import Subject, TextGenerator
from scholar_desktop.demo.corpus.seeded_random import SeededRandom

PAPERS_PER_SUBJECT = 24
_FIRST_CORPUS_ID = 900_000_000
_AUTHORS_PER_SUBJECT = 30
_FIRST_DAY = datetime.date(1996, 3, 1)
_DAYS = 10_000
_PUBLISHED = ("{} Review (Demo)", "Demo Annals of {}", "Demo Conference on {}")


def subject_papers(writer: TextGenerator, first_number: int) -> list[Work]:
    """Returns the papers of all subjects.

    Args:
        first_number: the number of the first paper in the corpus; the others follow.
    """
    found: list[Work] = []
    for subject in writer.subjects.values():
        titles: set[str] = set()
        for index in range(PAPERS_PER_SUBJECT):
            work = _paper(writer, subject, index, titles)
            work.number = first_number + len(found)
            work.corpus_id = _FIRST_CORPUS_ID + len(found)
            work.external_ids["CorpusId"] = work.corpus_id
            found.append(work)
    return found


def _paper(writer: TextGenerator, subject: Subject, index: int, titles: set[str]) -> Work:
    rng = SeededRandom("subject", subject.name, index)
    title = writer.subject_title(subject, rng)
    while title in titles:
        title = writer.subject_title(subject, rng)
    titles.add(title)
    day = _FIRST_DAY + datetime.timedelta(days=rng.below(_DAYS))
    venue = rng.pick(_PUBLISHED).format(subject.field)
    doi = f"10.5555/subject.{subject.name}.{index}"
    pdf = f"https://papers.example.org/{doi}.pdf"
    is_open = rng.chance(0.5)
    citations = 1 + rng.below(12) * rng.below(12)
    return Work(
        title=title,
        s2=hashlib.blake2b(f"{subject.name} {index}".encode(), digest_size=20).hexdigest(),
        external_ids={"DOI": doi},
        venue=venue,
        year=day.year,
        publication_date=day.isoformat(),
        journal=DemoJournal(venue, str(1 + rng.below(60)), f"{1 + rng.below(900)}-{901 + rng.below(90)}"),
        reference_count=8 + rng.below(40),
        citation_count=citations,
        influential_citation_count=citations // 9,
        fields_of_study=[subject.field],
        model_fields=[subject.field],
        publication_types=["Conference"] if "Conference" in venue else ["JournalArticle"],
        authors=_authors(writer, subject, rng),
        oa=OpenCopy(pdf, "GOLD", "CCBY") if is_open else OpenCopy(status="CLOSED"),
        abstract="some" if rng.chance(0.8) else "none",
        copies=[publisher_location(doi, pdf)] if is_open else [],
        theme=subject.name,
    )


def _authors(writer: TextGenerator, subject: Subject, rng: SeededRandom) -> list[tuple[str | None, str]]:
    """Returns one to four authors of the subject. An author has several papers."""
    position = list(writer.subjects).index(subject.name)
    people = rng.some(range(_AUTHORS_PER_SUBJECT), 1 + rng.below(4))
    return [
        (f"98{position:02d}{person:04d}", writer.person(SeededRandom("subject author", subject.name, person)))
        for person in people
    ]
