"""Which rows of several services are one paper.

First by any shared identifier, over the whole list: a row with a DOI and a row with an arXiv id become one through a
third that has both. Then by title, year and first author, where no identifier speaks against it. In doubt two rows
stay two: a paper shown twice is a nuisance, two papers shown as one is a mistake.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator

import msgspec

from scholar_desktop.domain.combining import combine, is_deposit, is_deposit_doi
from scholar_desktop.domain.identifiers import arxiv_of_doi, zenodo_of_doi
from scholar_desktop.domain.names import family_words
from scholar_desktop.domain.paper import Ids, Paper
from scholar_desktop.domain.titles import normalise

__all__ = ["Merged", "combine", "merge"]


class Merged(msgspec.Struct, frozen=True):
    """papers: each once, where its first row stood; merged: how many rows were folded into others."""

    papers: tuple[Paper, ...]
    merged: int


_SHORTEST_TITLE = 16
"""Letters and digits. Shorter titles are shared by papers that have nothing else in common."""
_STOCK_TITLES = """
about the authors|abstracts of papers|acknowledgement to reviewers|acknowledgements to reviewers|author index
announcements and news|authors response|book review|book reviews|call for papers|comments and replies
concluding remarks|conference announcement|conference report|contents of volume|correspondence
discussion and conclusion|discussion and conclusions|editorial board|editorial comment|editorial introduction
editorial note|editorial preface|editors introduction|editors note|foreword to the special issue|front matter
general discussion|general introduction|guest editorial|guest editors introduction|instructions for authors
instructions to authors|introduction and overview|introduction to the issue|introduction to the special issue
introduction to the special section|introduction to this special issue|issue information|letter from the editor
letter to the editor|letters to the editor|list of contributors|list of reviewers|message from the chairs
message from the editor|message from the general chair|message from the program chairs|notes on contributors
preface to the special issue|publishers note|references and notes|reply to the letter to the editor
response to the letter to the editor|reviewer acknowledgement|subject index|summary and conclusion
summary and conclusions|supplementary information|supplementary material|supplementary materials|table of contents
thanks to reviewers|the authors reply|working paper series
"""
_STOCK = frozenset(title.strip() for line in _STOCK_TITLES.split("\n") for title in line.split("|"))
_OTHER_KINDS = frozenset(("dataset", "software", "thesis", "other"))
"""The dataset, program, thesis or talk is not the paper of the same name. The other types are told apart too unevenly
by the services (one's book is the other's conference) to say anything."""
_ONE_OF_EACH = ("arxiv", "pmid", "pmcid", "acl", "zenodo_concept")
_WIDE_LETTER = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def merge(papers: Iterable[Paper]) -> Merged:
    """*papers*, each once, in the order in which they first come. The earlier row is the `first` of `combine`."""
    rows = list(papers)
    groups = _by_title(_by_identifier(rows))
    combined = tuple(functools.reduce(combine, group.rows) for group in groups)
    return Merged(combined, len(rows) - len(combined))


class _Group:
    """Rows that are one paper, and what speaks for or against another row being it too."""

    def __init__(self, rows: list[Paper]) -> None:
        self.rows: list[Paper] = []
        self.titles: set[str] = set()
        self.first_authors: set[str] = set()
        self.years: set[int] = set()
        self.kinds: set[str] = set()
        self.article_dois: set[str] = set()
        self.deposit_dois: set[str] = set()
        self.numbers: dict[str, set[str]] = {}
        self.s2: set[str] = set()
        self.is_deposit = True
        self.add(rows)

    def add(self, rows: list[Paper]) -> None:
        self.rows += rows
        for row in rows:
            self._know(row)

    def _know(self, row: Paper) -> None:
        if (title := title_key(row.title)) is not None:
            self.titles.add(title)
        if row.authors:
            self.first_authors |= family_words(row.authors[0].name)
        if row.year is not None:
            self.years.add(row.year)
        self.kinds.add(row.type if row.type in _OTHER_KINDS else "text")
        if doi := row.ids.doi:
            deposited = is_deposit_doi(doi) or row.type == "preprint"
            (self.deposit_dois if deposited else self.article_dois).add(_work_of(doi))
        for scheme in _ONE_OF_EACH:
            if value := getattr(row.ids, scheme):
                self.numbers.setdefault(scheme, set()).add(value)
        if row.ids.s2:
            self.s2.add(row.ids.s2)
        self.is_deposit = self.is_deposit and is_deposit(row)

    def can_be(self, other: _Group) -> bool:
        """Whether *other*, which has the same title, can be the same paper: the same first author, kind and year, and
        no identifier against it."""
        return (
            not self.first_authors.isdisjoint(other.first_authors)
            and self.kinds == other.kinds
            and self._fits_year(other)
            and not self._conflicts(other)
        )

    def _fits_year(self, other: _Group) -> bool:
        """A year apart is usual between preprint and print, and between services (online and print). Within one
        service it is the next of a yearly series. One side may not know its year."""
        if not self.years or not other.years:
            return bool(self.years or other.years)
        both_in_s2 = bool(self.s2 and other.s2)
        allowed = 0 if both_in_s2 and self.is_deposit == other.is_deposit else 1
        return min(abs(mine - theirs) for mine in self.years for theirs in other.years) <= allowed

    def _conflicts(self, other: _Group) -> bool:
        """Two articles' DOIs are two articles. A preprint's DOI beside an article's is what one paper has."""
        mine, others = self.article_dois, other.article_dois
        if not mine and not others:
            mine, others = self.deposit_dois, other.deposit_dois
        if mine and others and mine.isdisjoint(others):
            return True
        return any(
            scheme in other.numbers and values.isdisjoint(other.numbers[scheme])
            for scheme, values in self.numbers.items()
        )


def title_key(title: str) -> str | None:
    """What titles of one paper share, or None for one that says too little to tell papers apart by it."""
    words = normalise(title)
    key = words.replace(" ", "")
    weight = len(key) + 2 * len(_WIDE_LETTER.findall(key))
    return None if weight < _SHORTEST_TITLE or words in _STOCK else key


def identifier_keys(ids: Ids) -> Iterator[tuple[str, str]]:
    """What *ids* has in common with the ids of the same paper elsewhere: an arXiv DOI is its arXiv id, a Zenodo DOI its
    record, and the versions of a Zenodo work share the number of their concept."""
    for scheme, value in ids.items():
        if not value:
            continue
        yield ("zenodo" if scheme == "zenodo_concept" else scheme), value
        if scheme == "doi":
            if (arxiv := arxiv_of_doi(value)) is not None:
                yield "arxiv", arxiv
            if (record := zenodo_of_doi(value)) is not None:
                yield "zenodo", record


def _by_identifier(rows: list[Paper]) -> list[_Group]:
    """Groups of rows that share identifiers, directly or through others; union-find over the rows' places."""
    parent = list(range(len(rows)))

    def root(place: int) -> int:
        while parent[place] != place:
            parent[place] = parent[parent[place]]
            place = parent[place]
        return place

    owners: dict[tuple[str, str], int] = {}
    for place, row in enumerate(rows):
        for key in identifier_keys(row.ids):
            one, other = sorted((root(place), root(owners.setdefault(key, place))))
            parent[other] = one
    members: dict[int, list[Paper]] = {}
    for place, row in enumerate(rows):
        members.setdefault(root(place), []).append(row)
    return [_Group(group) for _, group in sorted(members.items())]


def _by_title(groups: list[_Group]) -> list[_Group]:
    """*groups*, those folded into an earlier one that have its title and nothing against it."""
    kept: list[_Group] = []
    by_title: dict[str, list[_Group]] = {}
    for group in groups:
        candidates = (known for title in sorted(group.titles) for known in by_title.get(title, ()))
        home = next((known for known in candidates if known.can_be(group)), None)
        if home is None:
            kept.append(group)
            home = group
        else:
            home.add(group.rows)
        for title in group.titles:
            if home not in by_title.setdefault(title, []):
                by_title[title].append(home)
    return kept


_VERSIONED_WORK = re.compile(
    r"(10\.21203/rs\.[0-9.]+rs-[0-9]+)/v[0-9]+|(10\.20944/preprints[0-9.]+)\.v[0-9]+|(10\.6084/m9\.figshare\.[0-9]+)\.v[0-9]+"
    r"|(10\.12688/.+)\.[0-9]+|(10\.26434/chemrxiv.+)[-.]v[0-9]+|(10\.3123[45]/osf\.io/.+)_v[0-9]+"
    r"|(10\.36227/techrxiv\.[0-9.]+?)[./]v[0-9]+|(10\.22541/au\.[0-9.]+)/v[0-9]+"
)
"""DOIs that end in a version: Research Square, Preprints.org, figshare, F1000Research and its kin, ChemRxiv, PsyArXiv
and SocArXiv, TechRxiv, Authorea."""


def _work_of(doi: str) -> str:
    """The DOI without the version that some servers put at its end."""
    match = _VERSIONED_WORK.fullmatch(doi)
    return next(filter(None, match.groups())) if match else doi
