"""Parses what a page of any Zenodo list has besides its rows: total, next page, ignored parameters, facets. Pure
functions.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import msgspec

from scholar_desktop.domain.errors import BadAnswer, BadRequest
from scholar_desktop.domain.source import ZENODO
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.zenodo.record import Bucket, Facets
from scholar_desktop.net.failures import CHANGED
from scholar_desktop.sources.json_values import count_of, dict_of, dicts_of, text_of, word_of
from scholar_desktop.sources.plain_text import plain_line

Parameters = tuple[tuple[str, str], ...]

_OTHER_SPELLING = {"all_versions": "allversions"}
"""Parameters that have another name in links.self than in the request."""
_DATES = "publication_date"
_YEAR = re.compile(r"([12][0-9]{3})(?![0-9])")
_MILLISECONDS = re.compile(r"-?[0-9]{9,14}")
_PAGE_LIMIT = re.compile(r"Page size cannot be greater than ([0-9]{1,5})")


class PageFacts(msgspec.Struct, frozen=True):
    """The contents of a page of a list.

    rows: as sent; total: None when the service sends none; next: whether there is a link to a next page; following: the
    parameters that request that page, None when there is none; dropped: requested parameters that the service ignored
    (they are missing from its links.self).
    """

    rows: list[Any]
    total: int | None = None
    next: bool = False
    following: Parameters | None = None
    dropped: tuple[str, ...] = ()
    facets: Facets = {}


def page_facts(body: Any, due: str, asked: Sequence[str] = ()) -> PageFacts:
    """Return the contents of the page *body*, requested with the parameters *asked*.

    Raises:
        BadAnswer: the page has a wrong structure; the message says that *due* was expected.
    """
    hits = body.get("hits") if isinstance(body, dict) else None
    rows = hits.get("hits") if isinstance(hits, dict) else None
    if not isinstance(body, dict) or not isinstance(hits, dict) or not isinstance(rows, list):
        raise bad_answer(body, due)
    links = dict_of(body.get("links"))
    total = hits.get("total")
    return PageFacts(
        rows=rows,
        total=count_of(total.get("value") if isinstance(total, dict) else total),
        next=text_of(links.get("next")) is not None,
        following=_parameters_of(text_of(links.get("next"))),
        dropped=dropped_parameters(text_of(links.get("self")), asked),
        facets=facets_of(body.get("aggregations")),
    )


def dropped_parameters(self_link: str | None, asked: Sequence[str]) -> tuple[str, ...]:
    """Return which of the parameters *asked* the service ignored: those that its own link does not contain. Without
    that link the result is empty.
    """
    if self_link is None or "?" not in self_link:
        return ()
    counted = {name for name, _ in _parameters_of(self_link) or ()}
    if not counted:
        return ()
    return tuple(name for name in dict.fromkeys(asked) if not counted & {name, _OTHER_SPELLING.get(name, name)})


def facets_of(aggregations: Any) -> Facets:
    """Return the facets by name, in the present format (`label`, `inner`) or in that of before 2023 (`subtype`).

    The dates of publication are counted by year, the newest first.
    """
    sent = dict_of(aggregations)
    facets = {plain_line(name): _buckets(dict_of(sent.get(name))) for name in sent}
    if _DATES in facets:
        facets[_DATES] = _years(dicts_of(dict_of(sent[_DATES]).get("buckets")))
    return facets


def _years(buckets: Iterable[dict[str, Any]]) -> tuple[Bucket, ...]:
    """Return the counts by year of buckets whose key is a year, a date, or a time in milliseconds."""
    counts: Counter[str] = Counter()
    for bucket in buckets:
        name = word_of(bucket.get("key_as_string")) or word_of(bucket.get("key")) or ""
        if _MILLISECONDS.fullmatch(name):
            name = str((datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=int(name))).year)
        if (year := _YEAR.match(name)) is not None:
            counts[year[1]] += count_of(bucket.get("doc_count")) or 0
    return tuple(Bucket(key=year, label=None, count=counts[year]) for year in sorted(counts, reverse=True))


def page_limit_in(error: BadRequest) -> int | None:
    """Return the maximum number of rows of a page, if *error* is about exceeding it; else None."""
    found = _PAGE_LIMIT.search(error.service_message)
    return int(found[1]) or None if found is not None else None


def bad_answer(body: Any, due: str) -> BadAnswer:
    """Return the error for an answer with a wrong structure. *due*: what was expected."""
    said = text_of(dict_of(body).get("message"))
    sent = Message("the message “{words}”", words=said[:200]) if said is not None else Message("something else")
    return BadAnswer(
        Message(
            "The answer from {service} cannot be understood (expected {expected}, got {received}).",
            service="Zenodo",
            expected=due,
            received=sent,
        ),
        hint=CHANGED,
        subject=ZENODO,
    )


def _parameters_of(link: str | None) -> Parameters | None:
    """Return the parameters of a link of the page; None without a link, or if it cannot be parsed."""
    if link is None:
        return None
    try:
        return tuple(parse_qsl(urlsplit(link).query, keep_blank_values=True)) or None
    except ValueError:
        return None


def _buckets(facet: dict[str, Any]) -> tuple[Bucket, ...]:
    return tuple(bucket for item in dicts_of(facet.get("buckets")) if (bucket := _bucket(item)) is not None)


def _bucket(item: dict[str, Any]) -> Bucket | None:
    key, label = word_of(item.get("key")), text_of(item.get("label"))
    if key is None:
        return None
    inner = dict_of(item.get("inner")) or dict_of(item.get("subtype"))
    return Bucket(
        key=key,
        label=plain_line(label) if label is not None else None,
        count=count_of(item.get("doc_count")),
        inner=_buckets(inner),
    )
