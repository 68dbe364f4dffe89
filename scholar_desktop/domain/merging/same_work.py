"""Decides whether rows that share no identifier are one paper.

They must have the same title, first author, kind and year, and nothing may contradict it. In doubt two rows are kept
separate: a paper shown twice is a nuisance, two papers shown as one is a mistake.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from scholar_desktop.domain.identifiers.kinds import arxiv_of_doi
from scholar_desktop.domain.merging.merge_fields import is_deposit, is_deposit_doi
from scholar_desktop.domain.merging.same_person import (
    NameKeys,
    can_be_same_person,
    name_keys,
    same_people,
    share_family,
)
from scholar_desktop.domain.paper import Author, Paper
from scholar_desktop.domain.text.title_keys import TitleKeys, is_title_start, is_typo, title_keys

_OTHER_KINDS = frozenset(("dataset", "software", "thesis", "other"))
"""A dataset, program, thesis or talk is not the paper with the same title. The services assign the other types too
inconsistently (one's book is the other's conference) for a difference to mean anything."""
_TEXT, _UNKNOWN = "text", "unknown"
_DATA_DOI = re.compile(r"10\.(?:5281|6084|5061|17632|7910|17605|15468|5255|1594|24433|7272|25378)/")
"""DOI prefixes of Zenodo, figshare, Dryad, Mendeley Data, Dataverse, OSF, GBIF, UK Data Service, PANGAEA, and other
repositories with mostly data: a row of unknown type with such a DOI is not merged with the paper of the same title."""
_SECOND_DOI = re.compile(r"10\.(?:2307|3386|2139)/|10\.2196/preprints\.")
"""DOIs that an article may have in addition to its own: JSTOR's, a working paper's (NBER, SSRN), a preprint's at
JMIR."""
_CONCEPT = "zenodo_concept"
_ONE_OF_EACH = ("arxiv", "acl", _CONCEPT)
_PUBMED = ("pmid", "pmcid")
"""PubMed assigns numbers to preprints, too, so a preprint and its article may have two."""
FAR_IN_YEARS = 3
"""Maximum number of years between a preprint and its article, if the title and all authors are the same."""
_LONG_TITLE = 30


class WorkGroup:
    """Rows that are one paper, and the evidence for or against another row being the same paper."""

    __slots__ = (
        "article_dois",
        "authors",
        "deposit_dois",
        "first_authors",
        "is_deposit",
        "kinds",
        "numbers",
        "rows",
        "s2",
        "titles",
        "years",
    )

    def __init__(self, rows: Iterable[Paper]) -> None:
        self.rows: list[Paper] = []
        self.titles: list[TitleKeys] = []
        self.authors: list[tuple[Author, ...]] = []
        self.first_authors: list[NameKeys] = []
        self.years: set[int] = set()
        self.kinds: set[str] = set()
        self.article_dois: set[str] = set()
        self.deposit_dois: set[str] = set()
        self.numbers: dict[str, set[str]] = {}
        self.s2: set[str] = set()
        self.is_deposit = True
        self.add(rows)

    def add(self, rows: Iterable[Paper]) -> None:
        """Adds more rows of the same paper."""
        for row in rows:
            self.rows.append(row)
            self._know(row)

    def _know(self, row: Paper) -> None:
        title = title_keys(row.title)
        if title.exact and all(title is not known for known in self.titles):
            self.titles.append(title)
        if row.authors:
            self.authors.append(row.authors)
            name = name_keys(row.authors[0].name)
            if all(name is not known for known in self.first_authors):
                self.first_authors.append(name)
        if row.year is not None:
            self.years.add(row.year)
        self.kinds.add(_kind(row))
        if doi := row.ids.doi:
            is_second = is_deposit_doi(doi) or row.type == "preprint" or _SECOND_DOI.match(doi) is not None
            (self.deposit_dois if is_second else self.article_dois).add(work_of_doi(doi))
        for scheme in (*_ONE_OF_EACH, *_PUBMED):
            if value := getattr(row.ids, scheme):
                self.numbers.setdefault(scheme, set()).add(value)
        if row.ids.doi and (arxiv := arxiv_of_doi(row.ids.doi)) is not None:
            self.numbers.setdefault("arxiv", set()).add(arxiv)
        if row.ids.s2:
            self.s2.add(row.ids.s2)
        self.is_deposit = self.is_deposit and is_deposit(row)

    def can_be(self, other: WorkGroup) -> bool:
        """Returns True if *other* can be the same paper."""
        if self.conflicts(other) or not self._fits_kind(other):
            return False
        is_same_title, sure = self._titles_in_common(other)
        people = any(same_people(mine, its) for mine in self.authors for its in other.authors)
        if is_same_title and not sure:  # a very short title: accepted only with an equal list of at least three authors
            crowd = max((len(names) for names in self.authors), default=0)
            return people and crowd >= 3 and self._fits_year(other)
        if not (people or self._fits_author(other)):
            return False
        if is_same_title:
            return self._fits_year(other) or (people and self._is_preprint_of(other))
        if self.s2 and other.s2:
            return False  # one service has two records with different titles
        if not self._fits_year(other):
            return False
        if any(is_typo(mine, its) for mine in self.titles for its in other.titles):
            return True
        return self._is_without_subtitle(other, people=people)

    def agrees_with(self, other: WorkGroup) -> bool:
        """Returns True if title, people, kind and year are all the same, however short the title is; or a distinctive
        title, kind and year, if one of the two has no people.

        That is too little to show rows of services as one paper, and enough to ask a person about two papers of their
        library.
        """
        is_same_title, sure = self._titles_in_common(other)
        if not is_same_title or self.years.isdisjoint(other.years) or not self._fits_kind(other):
            return False
        people = any(same_people(mine, its) for mine in self.authors for its in other.authors)
        has_no_people = not self.authors or not other.authors
        return (people or (sure and has_no_people)) and not self.conflicts(other)

    def differs_in_doi_alone(self, other: WorkGroup) -> bool:
        """Returns True if a long title, the first author, kind and year are the same, and only the DOIs of two articles
        or of two records of one repository contradict that: one DOI may be wrong, or the work may have been deposited
        twice, which a person can tell. The versions of one Zenodo record have the same concept, so there is no doubt.
        """
        is_long = any(
            len(mine.key) >= _LONG_TITLE and not set(mine.exact).isdisjoint(its.exact)
            for mine in self.titles
            for its in other.titles
        )
        if not is_long or self.years.isdisjoint(other.years) or not self._fits_kind(other):
            return False
        if not self._fits_author(other):
            return False
        if not _are_two_deposits(self.deposit_dois, other.deposit_dois):
            return self._have_two_dois(other) and not self._have_two_numbers(other)
        if not self.numbers.get(_CONCEPT, set()).isdisjoint(other.numbers.get(_CONCEPT, ())):
            return False
        # Zenodo registers a concept with each record, so two concepts say no more than the two DOIs
        schemes = [scheme for scheme in self._compared_schemes(other) if scheme != _CONCEPT]
        return not self._differ_in(other, schemes)

    def conflicts(self, other: WorkGroup) -> bool:
        """Returns True if the identifiers show that these are two papers.

        Two article DOIs are two articles; a preprint's DOI and an article's DOI may both belong to one paper, and so
        may the DOIs of its copies in two repositories.
        """
        return self._have_two_dois(other) or self._have_two_numbers(other)

    def _have_two_dois(self, other: WorkGroup) -> bool:
        mine, others = self.article_dois, other.article_dois
        return bool(mine and others and mine.isdisjoint(others))

    def _have_two_numbers(self, other: WorkGroup) -> bool:
        """Returns True if the DOIs of two deposits, or identifiers other than DOIs, show that these are two papers."""
        is_of_deposits = not self.article_dois and not other.article_dois
        if is_of_deposits and _are_two_deposits(self.deposit_dois, other.deposit_dois):
            return True
        return self._differ_in(other, self._compared_schemes(other))

    def _compared_schemes(self, other: WorkGroup) -> tuple[str, ...]:
        return _ONE_OF_EACH if self.is_deposit != other.is_deposit else (*_ONE_OF_EACH, *_PUBMED)

    def _differ_in(self, other: WorkGroup, schemes: Iterable[str]) -> bool:
        """Returns True if both have a number of one of *schemes*, and none in common."""
        numbers, others_numbers = self.numbers, other.numbers
        return any(
            scheme in numbers and scheme in others_numbers and numbers[scheme].isdisjoint(others_numbers[scheme])
            for scheme in schemes
        )

    def _titles_in_common(self, other: WorkGroup) -> tuple[bool, bool]:
        """Returns (True if there is a common title, True if a common title is distinctive enough)."""
        common = [mine for mine in self.titles for its in other.titles if not set(mine.exact).isdisjoint(its.exact)]
        return bool(common), any(title.is_sure for title in common)

    def _fits_author(self, other: WorkGroup) -> bool:
        if any(can_be_same_person(mine, its) for mine in self.first_authors for its in other.first_authors):
            return True
        # a different initial, as of a middle name: accepted only if the last author agrees, too
        return any(
            len(mine) > 1
            and len(its) > 1
            and all(
                share_family(name_keys(mine[place].name), name_keys(its[place].name)) for place in (0, len(mine) - 1)
            )
            for mine in self.authors
            for its in other.authors
            if len(mine) == len(its)
        )

    def _fits_kind(self, other: WorkGroup) -> bool:
        mine, others = self.kinds - {_UNKNOWN}, other.kinds - {_UNKNOWN}
        if mine and others:
            return mine == others
        return (mine or others) <= {_TEXT, "thesis"}

    def _fits_year(self, other: WorkGroup) -> bool:
        """Returns True if the years agree. A difference of one year is usual between preprint and print, and between
        services (online and print). Within one service it means the next paper of a yearly series. One side may have no
        year."""
        if not self.years or not other.years:
            return bool(self.years or other.years)
        both_in_s2 = bool(self.s2 and other.s2)
        allowed = 0 if both_in_s2 and self.is_deposit == other.is_deposit else 1
        return min(abs(mine - its) for mine in self.years for its in other.years) <= allowed

    def _is_preprint_of(self, other: WorkGroup) -> bool:
        """Returns True if one is a preprint that was published a few years before the other."""
        if self.is_deposit == other.is_deposit or not self.years or not other.years:
            return False
        preprint, article = (self, other) if self.is_deposit else (other, self)
        long = any(len(title.key) >= _LONG_TITLE for title in self.titles)
        return long and 0 <= min(article.years) - min(preprint.years) <= FAR_IN_YEARS

    def _is_without_subtitle(self, other: WorkGroup, *, people: bool) -> bool:
        if not (self.years and other.years):
            return False
        return any(
            (short.is_sure or (people and len(self.authors[0]) > 1)) and is_title_start(short, long)
            for mine in self.titles
            for its in other.titles
            for short, long in ((mine, its), (its, mine))
        )


def _kind(row: Paper) -> str:
    """Returns `text`, `thesis`, `dataset`, `software`, `other`, or `unknown` for a row without a type."""
    if row.type in _OTHER_KINDS:
        return str(row.type)
    if row.type is None:
        return "dataset" if row.ids.doi and _DATA_DOI.match(row.ids.doi) else _UNKNOWN
    return _TEXT


_VERSIONED_WORK = re.compile(
    r"(10\.21203/rs\.[0-9.]+rs-[0-9]+)/v[0-9]+|(10\.20944/preprints[0-9.]+)\.v[0-9]+|(10\.6084/m9\.figshare\.[0-9]+)\.v[0-9]+"
    r"|(10\.12688/[a-z0-9]+\.[0-9]+)\.[0-9]+|(10\.26434/chemrxiv.+)[-.]v[0-9]+|(10\.3123[45]/osf\.io/.+)_v[0-9]+"
    r"|(10\.36227/techrxiv\.[0-9.]+?)[./]v[0-9]+|(10\.22541/au\.[0-9.]+)/v[0-9]+|(10\.7554/elife\.[0-9]{4,})\.[1-9]"
    r"|(10\.(?:1101|64898)/[0-9.]+)v[0-9]+|(10\.17632/[a-z0-9]+)\.[0-9]+|(10\.31219/osf\.io/.+)_v[0-9]+"
)
"""DOIs that end in a version: Research Square, Preprints.org, figshare, F1000Research and similar platforms, ChemRxiv,
PsyArXiv and SocArXiv, TechRxiv, Authorea, eLife's reviewed preprints, bioRxiv, Mendeley Data, OSF."""


def _are_two_deposits(mine: set[str], others: set[str]) -> bool:
    """Returns True if a repository registered one DOI for each side: it would not do that for one work. DOIs of two
    repositories (arXiv and Zenodo) may be those of one work."""
    for prefix in {doi.partition("/")[0] for doi in mine}:
        own = {doi for doi in mine if doi.startswith(f"{prefix}/")}
        same_repository = {doi for doi in others if doi.startswith(f"{prefix}/")}
        if same_repository and own.isdisjoint(same_repository):
            return True
    return False


def work_of_doi(doi: str) -> str:
    """Returns the DOI without the version that some servers append."""
    match = _VERSIONED_WORK.fullmatch(doi)
    return next(filter(None, match.groups())) if match else doi
