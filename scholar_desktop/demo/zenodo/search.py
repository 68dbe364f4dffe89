"""Zenodo's search of records in its form of 2026: query language, filters, sort orders, facets.

The search is imitated with its peculiarities: unknown parameters are ignored without a message (compare `links.self`),
and so is an unknown community; pages have up to 25 rows for guests and 100 with a token; facets are sent even without
hits.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from scholar_desktop.demo.corpus.corpus import DemoCorpus
from scholar_desktop.demo.corpus.corpus_file import Deposit
from scholar_desktop.demo.zenodo.answers import (
    NATIVE,
    SEARCH_LIMIT,
    invalid,
    json_answer,
    page_links,
    pages_of,
    refusal,
)
from scholar_desktop.demo.zenodo.communities import CommunitiesApi
from scholar_desktop.demo.zenodo.query_language import BadQuery, RecordDocument, parse
from scholar_desktop.demo.zenodo.records import RecordRenderer, ending_of, type_label

_SORTS: dict[str, tuple[Callable[[Deposit], Any], bool]] = {  # key, and whether the largest comes first
    "newest": (lambda record: record.created, True),
    "oldest": (lambda record: record.created, False),
    "mostrecent": (lambda record: record.created, True),
    "-mostrecent": (lambda record: record.created, False),
    "updated-desc": (lambda record: record.created, True),
    "updated-asc": (lambda record: record.created, False),
    "version": (lambda record: record.id, True),
    "mostviewed": (lambda record: record.stats.get("version_views", 0), True),
    "mostdownloaded": (lambda record: record.stats.get("version_downloads", 0), True),
    "publication-desc": (lambda record: record.publication_date, True),
    "publication-asc": (lambda record: record.publication_date, False),
    "publication_date": (lambda record: record.publication_date, True),
    "-publication_date": (lambda record: record.publication_date, False),
    "journal": (lambda record: (record.journal or {}).get("title", ""), False),
    "-journal": (lambda record: (record.journal or {}).get("title", ""), True),
    "conference_session": (lambda record: record.id, False),
    "-conference_session": (lambda record: record.id, True),
    "journal-desc": (lambda record: (record.journal or {}).get("title", ""), True),
    "journal-asc": (lambda record: (record.journal or {}).get("title", ""), False),
    "conference-desc": (lambda record: record.id, True),
    "conference-asc": (lambda record: record.id, False),
}


class RecordSearchApi:
    """Searches the deposits of *corpus*."""

    def __init__(self, corpus: DemoCorpus, records: RecordRenderer, communities: CommunitiesApi) -> None:
        self._corpus = corpus
        self._records = records
        self._communities = communities

    @cached_property
    def _slugs(self) -> frozenset[str]:
        """The communities that a search accepts; `zenodo` contains no records."""
        return frozenset(self._communities.slugs) | {"zenodo"}

    @cached_property
    def _documents(self) -> dict[int, RecordDocument]:
        return {record.id: self._records.document(record) for record in self._corpus.data.records}

    def search(self, request: Request, within: str | None = None) -> Response:
        """Returns the answer to a search. within: the community whose records are searched; None for all."""
        if (refused := refusal(request)) is not None:
            return refused
        given = {key: value for key, value in request.query_params.items() if value != ""}
        try:
            score = parse(given.get("q", ""))
        except BadQuery:
            return json_answer(request, {"status": 400, "message": "The syntax of the search query is invalid."}, 400)
        every = (given.get("all_versions") or given.get("allversions") or "").lower() in ("true", "1")
        scores = {
            record.id: found
            for record in self._corpus.data.records
            if (every or record.is_last)
            and (within is None or {"id": within} in record.communities)
            and (found := score(self._documents[record.id]))
        }
        used = {"q": given["q"]} if "q" in given else {}
        if every:
            used["allversions"] = given.get("all_versions") or given["allversions"]
        records = self._filtered([self._corpus.records[id_] for id_ in scores], given, used)
        used["sort"] = given.get("sort", "bestmatch" if "q" in given else "newest")
        if used["sort"] == "bestmatch":
            records.sort(key=lambda record: (-scores[record.id], -record.id))
        elif used["sort"] in _SORTS:
            key, largest_first = _SORTS[used["sort"]]
            records.sort(key=lambda record: record.id, reverse=True)
            records.sort(key=key, reverse=largest_first)
        else:
            return invalid(request, "sort", f"Invalid sort option '{used['sort']}'.")
        return self.page(request, records, used)

    def _filtered(self, records: list[Deposit], given: dict[str, str], used: dict[str, str]) -> list[Deposit]:
        """Applies the known filter parameters, and stores them in *used*."""
        kind, _, subtype = given.get("resource_type", "").partition("::")
        tests: dict[str, Callable[[Deposit], bool]] = {
            "type": lambda record: record.resource_type["type"] == given["type"],
            "subtype": lambda record: record.resource_type.get("subtype") == given["subtype"],
            "status": lambda record: given["status"] == "published",
            "access_status": lambda record: record.access_right == given["access_status"],
            "resource_type": lambda record: (
                record.resource_type["type"] == kind
                and (not subtype or f"{kind}-{record.resource_type.get('subtype')}" == subtype)
            ),
            "file_type": lambda record: any(ending_of(name) == given["file_type"] for name, _ in record.files),
            "subject": lambda record: given["subject"] in record.keywords,
            "communities": lambda record: any(each["id"] == given["communities"] for each in record.communities),
        }
        for name, test in tests.items():
            if name not in given or (name == "communities" and given[name] not in self._slugs):
                continue
            if name == "subtype" and "type" not in given:
                continue
            used[name] = given[name]
            records = [record for record in records if test(record)]
        return records

    def page(self, request: Request, records: list[Deposit], used: dict[str, str]) -> Response:
        """Returns the requested page of *records*. used: the parameters that were applied."""
        pages = pages_of(request)
        if isinstance(pages, Response):
            return pages
        native = NATIVE in request.headers.get("accept", "")
        render = self._records.native if native else self._records.default
        body = {
            "hits": {"hits": [render(record) for record in pages.part(records)], "total": len(records)},
            "aggregations": facets(records, used),
            "links": page_links(request, used, pages, len(records)),
        }
        media = NATIVE if native else "application/json"
        return json_answer(request, body, 200, None, media, limit=SEARCH_LIMIT)


def facets(records: list[Deposit], used: dict[str, str]) -> dict[str, Any]:
    """Returns the facet counts of a result: always all four, without buckets if nothing was found."""

    def buckets(values: Iterable[str], name: str, label: Callable[[str], str]) -> list[dict[str, Any]]:
        counts = Counter(values)
        ordered = sorted(counts.items(), key=lambda each: (-each[1], each[0]))[:10]
        return [
            {"key": key, "doc_count": count, "label": label(key), "is_selected": used.get(name) == key}
            for key, count in ordered
        ]

    kinds = buckets((record.resource_type["type"] for record in records), "resource_type", type_label)
    for bucket in kinds:
        of_kind = [record.resource_type for record in records if record.resource_type["type"] == bucket["key"]]
        inner = Counter(each["subtype"] for each in of_kind if each.get("subtype"))
        bucket["inner"] = {
            "buckets": [
                {
                    "key": f"{bucket['key']}-{subtype}",
                    "doc_count": count,
                    "label": type_label(bucket["key"], subtype),
                    "is_selected": used.get("subtype") == subtype,
                }
                for subtype, count in inner.most_common()
            ]
        }
    endings = ({ending_of(name) for name, _ in record.files} for record in records)
    access = (record.access_right for record in records)
    words = (word for record in records for word in record.keywords)
    return {
        "access_status": {"buckets": buckets(access, "access_status", str.capitalize), "label": "Access status"},
        "resource_type": {"buckets": kinds, "label": "Resource types"},
        "subject": {"buckets": buckets(words, "subject", str), "label": "Subjects"},
        "file_type": {
            "buckets": buckets((ending for each in endings for ending in each), "file_type", str.upper),
            "label": "File type",
        },
    }
