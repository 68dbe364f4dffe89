"""The authors of the demo's papers by their Semantic Scholar id, with counts computed from the papers of the demo.

Of real authors only the data of the papers are given. Affiliations, home pages and ORCIDs are invented, and only
invented authors have them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from scholar_desktop.demo.corpus.corpus_file import Work
from scholar_desktop.demo.corpus.invented_papers import PaperGenerator
from scholar_desktop.demo.corpus.invented_text import TextGenerator
from scholar_desktop.demo.corpus.seeded_random import SeededRandom

FIELDS = (
    "authorId", "externalIds", "url", "name", "affiliations", "homepage", "paperCount", "citationCount", "hIndex",
)  # fmt: skip
"""The fields in the order in which the service sends them. `aliases`, of earlier years, is a 400 since 2026."""


class DemoAuthor:
    """An author. works: newest first; invented: True if the author is invented, like their only paper."""

    def __init__(self, author_id: str, name: str, works: list[Work], *, invented: bool = False) -> None:
        self.id = author_id
        self.name = name
        self.works = sorted(works, key=lambda work: work.day, reverse=True)
        self.invented = invented

    @property
    def citation_count(self) -> int:
        return sum(work.citation_count for work in self.works)

    @property
    def h_index(self) -> int:
        counts = sorted((work.citation_count for work in self.works), reverse=True)
        return sum(count >= place for place, count in enumerate(counts, start=1))


class DemoAuthors:
    """The authors of *papers*, and of the papers that *inventor* generates."""

    def __init__(self, papers: Iterable[Work], generator: PaperGenerator, writer: TextGenerator) -> None:
        self._generator = generator
        self._writer = writer
        works: dict[str, list[Work]] = {}
        names: dict[str, str] = {}
        for work in papers:
            for author_id, name in work.authors:
                if author_id is not None:
                    works.setdefault(author_id, []).append(work)
                    names.setdefault(author_id, name)
        self.known = {author_id: DemoAuthor(author_id, names[author_id], works[author_id]) for author_id in works}

    def by_id(self, author_id: str) -> DemoAuthor | None:
        """Returns the author of a paper of the demo, including invented authors; None if the id is unknown."""
        found = self.known.get(author_id)
        if found is not None:
            return found
        work = self._generator.by_author(author_id)
        name = next((name for each, name in work.authors if each == author_id), None) if work is not None else None
        if work is None or name is None:
            return None
        return DemoAuthor(author_id, name, [work], invented=True)

    def describe(self, author_id: str | None, name: str, fields: list[str]) -> dict[str, Any]:
        """Returns the author in the form of the service, with *fields* out of FIELDS.

        For a name without a linked author all other fields are null.
        """
        person = self.by_id(author_id) if author_id is not None else None
        if person is None:
            unknown: dict[str, Any] = dict.fromkeys(FIELDS) | {"name": name, "affiliations": []}
            return {key: unknown[key] for key in FIELDS if key in fields}
        rng = SeededRandom("person", person.id)
        known: dict[str, Any] = {
            "authorId": person.id,
            "externalIds": {"DBLP": [person.name]} if rng.chance(0.5) else {},
            "url": f"https://www.semanticscholar.org/author/{person.id}",
            "name": person.name,
            "affiliations": [],
            "homepage": None,
            "paperCount": len(person.works),
            "citationCount": person.citation_count,
            "hIndex": person.h_index,
        }
        if person.invented:
            if rng.chance(0.3):
                known["affiliations"] = [f"Demo Institute of {self._writer.theme_of(person.works[0]).label}"]
            if rng.chance(0.15):
                known["homepage"] = f"https://people.example.org/{person.id}"
            if rng.chance(0.2):
                known["externalIds"] = known["externalIds"] | {"ORCID": _orcid(rng)}
        return {key: known[key] for key in FIELDS if key in fields}


def _orcid(rng: SeededRandom) -> str:
    """Returns an ORCID that belongs to nobody: its check digit is right, its number below all assigned ones."""
    digits = f"00000000{rng.below(10**7):07d}"
    total = 0
    for digit in digits:
        total = (total + int(digit)) * 2
    check = (12 - total % 11) % 11
    whole = digits + ("X" if check == 10 else str(check))
    return "-".join(whole[place : place + 4] for place in range(0, 16, 4))
