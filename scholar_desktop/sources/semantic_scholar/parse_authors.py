"""Parses Semantic Scholar's answers about authors into author profiles. Pure, and as tolerant as `parse`."""

from __future__ import annotations

from typing import Any

import msgspec

from scholar_desktop.domain.errors import BadAnswer
from scholar_desktop.domain.paper import Facts, Paper
from scholar_desktop.domain.people.author import AuthorCounts, AuthorProfile
from scholar_desktop.domain.source import S2
from scholar_desktop.domain.text.message import Message
from scholar_desktop.sources.json_values import (
    address_of,
    code_of,
    count_of,
    dict_of,
    list_of,
    text_of,
    texts_of,
    word_of,
)
from scholar_desktop.sources.plain_text import plain_line
from scholar_desktop.sources.semantic_scholar.parse import (
    bad_answer,
    check_page,
    next_offset,
    paper_from_row,
    read_rows,
)


class S2AuthorPage(msgspec.Struct, frozen=True):
    """One page of authors.

    total: the service's estimate of all, None when it sends none; next: offset of the following page, None on the last;
    skipped: rows that could not be parsed; cached: the answer is from the program's own store.
    """

    authors: tuple[AuthorProfile, ...] = ()
    total: int | None = None
    next: int | None = None
    skipped: int = 0
    retrieved: str | None = None
    cached: bool = False


def parse_author(body: Any, retrieved: str) -> AuthorProfile:
    """Return the author of GET /author/{id}, with the whole answer in `facts`."""
    if not isinstance(body, dict):
        raise bad_answer(body, Message("an author"))
    author = _author(body, retrieved)
    if author is None:
        raise BadAnswer(Message("Semantic Scholar sent an author without an ID and a name."), subject=S2)
    return author


def parse_authors(body: Any, retrieved: str, *, offset: int = 0, cached: bool = False) -> S2AuthorPage:
    """Return a page of GET /author/search or /paper/{id}/authors."""
    page = check_page(body, "offset", Message("a page of authors"))
    authors, skipped = read_rows(page.get("data"), lambda row: _author(row, retrieved))
    return S2AuthorPage(authors, count_of(page.get("total")), next_offset(page, offset), skipped, retrieved, cached)


def parse_author_batch(body: Any, asked: int, retrieved: str) -> list[AuthorProfile | None]:
    """Return the authors of POST /author/batch in the order of the requested ids; None for an unknown one. *asked*: how
    many ids were requested.
    """
    if not isinstance(body, list) or len(body) != asked:
        raise bad_answer(body, Message("a list of {count} authors", count=asked))
    return [_author(row, retrieved) if isinstance(row, dict) else None for row in body]


def _author(row: dict[str, Any], retrieved: str) -> AuthorProfile | None:
    """Return an author, or None when the row has neither an id nor a name."""
    author_id = word_of(row.get("authorId"))
    name = text_of(row.get("name"))
    if author_id is None and name is None:
        return None
    external = dict_of(row.get("externalIds"))
    return AuthorProfile(
        name=plain_line(name) if name is not None else "",
        id=author_id,
        aliases=_lines(row.get("aliases")),
        affiliations=_lines(row.get("affiliations")),
        homepage=address_of(row.get("homepage")),
        orcid=code_of(external.get("ORCID")),
        dblp=_dblp(external.get("DBLP")),
        counts=AuthorCounts(
            papers=count_of(row.get("paperCount")),
            citations=count_of(row.get("citationCount")),
            h_index=count_of(row.get("hIndex")),
        ),
        papers=_papers(row, retrieved),
        retrieved=retrieved,
        facts=Facts(S2, retrieved, row),
    )


def _papers(row: dict[str, Any], retrieved: str) -> tuple[Paper, ...] | None:
    """Return the papers that were requested with the author.

    They have no `facts` of their own: these would not show which fields were requested, and everything that was sent is
    in the author's `facts`.
    """
    if not isinstance(row.get("papers"), list):
        return None
    papers, _ = read_rows(row["papers"], lambda paper: paper_from_row(paper, retrieved, keep_facts=False))
    return papers


def _lines(value: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys(plain for text in texts_of(value) if (plain := plain_line(text))))


def _dblp(value: Any) -> tuple[str, ...]:
    """Return DBLP's names for the author: a list of texts; in the specification's example a list of numbers."""
    names = (word_of(item) for item in (list_of(value) or [value]))
    return tuple(dict.fromkeys(name for name in names if name is not None))
