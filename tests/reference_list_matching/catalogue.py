"""The papers that the service on loopback has: recorded papers, and papers that are easily taken for them."""

from __future__ import annotations

import random
import re
from typing import Any

from scholar_desktop.domain.text.titles import normalise
from tests.reference_list_matching.recorded_papers import Work, changed
from tests.reference_list_matching.styles import name_of
from tests.support.loopback_service import RecordedRequest, Reply

CORRECTIONS = (
    "Correction to: {}",
    "Correction: {}",
    "Erratum: {}",
    "Corrigendum to “{}”",
    "Retraction: {}",
    "Reply to “{}”",
    "Comment on {}",
)
PREPRINT_SERVERS = ("arXiv.org", "bioRxiv", "medRxiv", "SSRN Electronic Journal", "Research Square")
_GIVEN = ("Quentin", "Xenia", "Zacharias")
_WITHHELD = 0.15
_EACH = 0.12
"""The share of papers that each kind of look-alike is made for."""
LEAST_NEAR = 40.0
"""Below this similarity (0 to 100) the service says that it has no paper with the title."""


class Catalogue:
    """The papers of the service, and the truth about lines."""

    def __init__(self, recorded: list[Work], dice: random.Random) -> None:
        self.recorded = recorded
        self.only_preprint: set[str] = set()
        self._dice = dice
        self._made = 0
        self._words = sorted(
            {word for work in recorded for word in re.findall(r"\b[a-z]{6,}\b", work.title)} - {"through", "without"}
        )
        self.papers: list[Work] = []
        for work in recorded:
            self._add(work)
        self._titles = [normalise(work.title) for work in self.papers]
        self._by_id = {f"{work.id}": work for work in self.papers}
        self._by_id |= {f"DOI:{work.doi}".lower(): work for work in self.papers if work.doi}
        self._by_id |= {f"ARXIV:{work.arxiv}".lower(): work for work in self.papers if work.arxiv}

    def _add(self, work: Work) -> None:
        dice = self._dice
        if dice.random() >= _WITHHELD:
            self.papers.append(work)
        other = dice.choice(self.recorded)
        first = name_of(work.authors[0])
        alike: list[dict[str, Any]] = [
            {"authors": other.authors, "year": other.year, "venue": other.venue, "volume": other.volume},
            {"authors": other.authors},
            {"authors": (f"{self.other_given(first.given)} {first.family}", *work.authors[1:])},
            {"year": work.year + dice.choice((-2, -1, 1, 2))},
            {"title": dice.choice(CORRECTIONS).format(work.title)},
            {"title": f"{work.title}: Part II"},
            {"title": f"{work.title}. Part I"},
            {"title": f"{work.title}: a survey"},
            {"title": self.with_word_changed(work, dice) or f"More on {work.title}"},
            {"venue": dice.choice([one.venue for one in self.recorded if one.venue]), "volume": "", "pages": ""},
        ]
        if work.venue and "rxiv" not in work.venue.lower():
            server = dice.choice(PREPRINT_SERVERS)
            year = work.year - dice.choice((0, 0, 1))
            alike.append({"venue": server, "volume": "", "pages": "", "year": year, "kinds": ()})
            if self.papers and self.papers[-1] is not work:
                self.only_preprint.add(work.id)
                self._put(work, {**alike[-1], "year": work.year})
        for facts in alike:
            if dice.random() < _EACH:
                self._put(work, facts)

    def _put(self, work: Work, facts: dict[str, Any]) -> None:
        self._made += 1
        self.papers.append(changed(work, self._made, **facts))

    def with_word_changed(self, work: Work, dice: random.Random) -> str | None:
        """Return the title of *work* with one content word replaced by another; None if it has no long word."""
        words = re.findall(r"\b[^\W\d_]{6,}\b", work.title)
        if not words:
            return None
        return work.title.replace(dice.choice(words), dice.choice(self._words), 1)

    @staticmethod
    def other_given(given: str) -> str:
        """Return a given name with another initial."""
        return next(name for name in _GIVEN if name[0] != given[:1].upper())

    def described_by(self, named: Work) -> frozenset[str]:
        """Return the ids of the papers for which a line that names *named* may be sure."""
        return frozenset(work.id for work in self.papers if _facts(work) == _facts(named))

    def titled(self, title: str, year: int | None = None) -> frozenset[str]:
        """Return the id of the only paper with *title* (of *year*); empty if several papers have it."""
        found = [work.id for work in self.papers if normalise(work.title) == normalise(title)]
        if len(found) != 1 or (year is not None and self._by_id[found[0]].year != year):
            return frozenset()
        return frozenset(found)

    def answer(self, asked: RecordedRequest) -> Any:
        """Answer one request as Semantic Scholar does."""
        if asked.path.endswith("/paper/batch"):
            found = [self._by_id.get(one if len(one) == 40 else one.lower()) for one in asked.body["ids"]]
            return [None if work is None else work.row for work in found]
        if asked.path.endswith("/paper/search/match"):
            near = self._nearest(asked.query["query"], 1)
            if not near:
                return Reply({"error": "Title match not found"}, 404)
            return {"data": [near[0].row | {"matchScore": 120.0}]}
        if asked.path.endswith("/paper/search"):
            near = self._nearest(asked.query["query"], int(asked.query.get("limit", "5")))
            return {"total": len(near), "offset": 0, "data": [work.row for work in near]}
        return Reply({"error": "Not found", "message": "Not found"}, 404)

    def _nearest(self, query: str, count: int) -> list[Work]:
        from rapidfuzz import fuzz, process

        found = process.extract(
            normalise(query), self._titles, scorer=fuzz.token_sort_ratio, limit=count + 12, score_cutoff=LEAST_NEAR
        )
        ranked = sorted(found, key=lambda hit: (-round(hit[1]), self._dice.random()))
        return [self.papers[place] for _, _, place in ranked[:count]]


def _facts(work: Work) -> tuple[object, ...]:
    """The facts that a full reference line states."""
    server = next((name for name in ("arxiv", "biorxiv", "medrxiv") if work.venue.lower().startswith(name)), "")
    title = re.sub(r"\bpart ii$", "part 2", normalise(work.title))
    return (title, work.authors[0], work.year, server or work.venue)
