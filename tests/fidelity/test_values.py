"""Every text, name, venue, licence, version and address of the recorded answers comes through the parsers.

And the comparison itself is tested: each of the faults below, put into what the parsers return, is found.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from msgspec.structs import replace

from scholar_desktop.domain.citations.citation import Citation
from scholar_desktop.domain.paper import Author, Paper
from scholar_desktop.domain.people.author import AuthorProfile
from scholar_desktop.domain.zenodo.record import Record
from tests.fidelity.comparison import (
    author_differences,
    citation_differences,
    paper_differences,
    record_differences,
    unpaywall_differences,
)
from tests.fidelity.test_recorded_answers import OF_PAPERS, papers_in, people, rows
from tests.support.recorded_exchanges import PARSERS, Exchange, good

Change = Callable[[Any], Any]
OF_PEOPLE = ("s2.author", "s2.author_search", "s2.author_batch", "s2.paper_authors")


Pair = tuple[str, Callable[[Any, Any], Iterator[str]], Any, Any]
"""(endpoint, comparison, what was sent, what the parser made of it)."""


@pytest.fixture(scope="module")
def pairs(exchanges: list[Exchange]) -> list[Pair]:
    """Each paper, citation, author and record of the recorded answers."""
    return [
        (exchange.endpoint, comparison, sent, made)
        for exchange in good(exchanges, *PARSERS)
        for comparison, sent, made in of_exchange(exchange)
    ]


def of_exchange(exchange: Exchange) -> Iterator[tuple[Callable[[Any, Any], Iterator[str]], Any, Any]]:
    endpoint, body = exchange.endpoint, exchange.body
    result = PARSERS[endpoint](body)
    if endpoint in ("s2.citations", "s2.references"):
        for row, citation in zip(body["data"] or (), result.edges, strict=True):
            yield citation_differences, row, citation
    if endpoint in OF_PAPERS:
        sent = [row for row in rows(body) if row.get("paperId") is not None]
        for row, paper in zip(sent, (paper for paper in papers_in(result) if paper.ids.s2), strict=True):
            yield paper_differences, row, paper
    if endpoint in OF_PEOPLE:
        authors = [result] if isinstance(result, AuthorProfile) else getattr(result, "authors", result)
        for row, author in zip(people(body), (each for each in authors if each is not None), strict=True):
            yield author_differences, row, author
    if endpoint == "unpaywall.doi":
        yield unpaywall_differences, body, result.paper
    if endpoint == "unpaywall.search":
        for row, hit in zip(body["results"], result.items, strict=True):
            yield unpaywall_differences, row["response"], hit.paper
    if endpoint in ("zenodo.record", "zenodo.search"):
        single = isinstance(result, Record)
        for row, record in zip(
            [body] if single else body["hits"]["hits"], [result] if single else result.records, strict=True
        ):
            yield record_differences, row, record


def test_everything_that_was_sent_comes_through(pairs: list[Pair]) -> None:
    found = Counter(f"{endpoint}: {each}" for endpoint, compare, sent, made in pairs for each in compare(sent, made))
    assert found == Counter()


# -- the faults


def of(kind: type, change: Change) -> Change:
    return lambda value: change(value) if isinstance(value, kind) else value


def of_copies(change: Change) -> Change:
    return of(Paper, lambda paper: replace(paper, oa=replace(paper.oa, copies=tuple(map(change, paper.oa.copies)))))


def of_files(change: Change) -> Change:
    return of(Record, lambda record: replace(record, files=tuple(map(change, record.files))))


def shortened(author: Author) -> Author:
    return replace(author, name=author.name.split()[-1])


FAULTS: dict[str, Change] = {
    "abstract cut at 200 characters": of(Paper, lambda paper: replace(paper, abstract=(paper.abstract or "")[:200])),
    "abstract dropped": of(Paper, lambda paper: replace(paper, abstract=None)),
    "summary dropped": of(Paper, lambda paper: replace(paper, tldr=None)),
    "title cut at 60 characters": of(Paper, lambda paper: replace(paper, title=paper.title[:60])),
    "venue null": of(Paper, lambda paper: replace(paper, venue=None)),
    "licence constant": of(Paper, lambda paper: replace(paper, oa=replace(paper.oa, license="cc-by"))),
    "licence of copies constant": of_copies(lambda copy: replace(copy, license="cc-by")),
    "status constant": of(Paper, lambda paper: replace(paper, oa=replace(paper.oa, status="gold"))),
    "is_oa always true": of(Paper, lambda paper: replace(paper, oa=replace(paper.oa, is_oa=True))),
    "counts swapped": of(
        Paper,
        lambda paper: replace(
            paper, counts=replace(paper.counts, citations=paper.counts.references, references=paper.counts.citations)
        ),
    ),
    "fields dropped": of(Paper, lambda paper: replace(paper, fields=())),
    "day of the date lost": of(Paper, lambda paper: replace(paper, date=paper.date and f"{paper.date[:8]}01")),
    "given names dropped": of(Paper, lambda paper: replace(paper, authors=tuple(map(shortened, paper.authors)))),
    "last author dropped": of(Paper, lambda paper: replace(paper, authors=paper.authors[:-1])),
    "version of copies null": of_copies(lambda copy: replace(copy, version=None)),
    "PDF address of copies null": of_copies(lambda copy: replace(copy, pdf_url=None)),
    "host type swapped": of_copies(lambda copy: replace(copy, host_type="publisher")),
    "no copy is the best": of_copies(lambda copy: replace(copy, is_best=False)),
    "evidence dropped": of_copies(lambda copy: replace(copy, evidence=None)),
    "contexts dropped": of(Citation, lambda citation: replace(citation, contexts=())),
    "second context dropped": of(Citation, lambda citation: replace(citation, contexts=citation.contexts[:1])),
    "intents of contexts dropped": of(
        Citation,
        lambda citation: replace(citation, contexts=tuple(replace(each, intents=()) for each in citation.contexts)),
    ),
    "intents dropped": of(Citation, lambda citation: replace(citation, intents=())),
    "influence dropped": of(Citation, lambda citation: replace(citation, influential=False)),
    "text of an unmatched item dropped": of(Citation, lambda citation: replace(citation, text=None)),
    "aliases dropped": of(AuthorProfile, lambda author: replace(author, aliases=())),
    "name of an author cut": of(AuthorProfile, lambda author: replace(author, name=author.name.split()[0])),
    "description cut at 200 characters": of(
        Record, lambda record: replace(record, description=(record.description or "")[:200])
    ),
    "creators turned round": of(
        Record,
        lambda record: replace(record, creators=tuple(replace(each, name="A. Person") for each in record.creators)),
    ),
    "orcid dropped": of(
        Record, lambda record: replace(record, creators=tuple(replace(each, orcid=None) for each in record.creators))
    ),
    "version of a record null": of(Record, lambda record: replace(record, version=None)),
    "licence of a record constant": of(Record, lambda record: replace(record, license="cc-by-4.0")),
    "communities dropped": of(Record, lambda record: replace(record, communities=())),
    "address of files null": of_files(lambda file: replace(file, url=None)),
    "checksum of files null": of_files(lambda file: replace(file, checksum=None)),
    "size of files null": of_files(lambda file: replace(file, size=None)),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_in_the_parsers_is_found(pairs: list[Pair], fault: str) -> None:
    change = FAULTS[fault]
    changed = [(compare, sent, made, now) for _, compare, sent, made in pairs if (now := change(made)) != made]
    assert changed, "no recorded answer has this"
    assert any(set(compare(sent, now)) - set(compare(sent, made)) for compare, sent, made, now in changed)
