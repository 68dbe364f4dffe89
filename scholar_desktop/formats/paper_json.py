"""Writes papers, citations, attempts, records and reports as JSON, and reads papers from it.

Keys and their order are those of docs/command-line.md. Every key is always present; null means that no service has
stated a value.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import zip_longest
from typing import Any, TypeVar

import msgspec

from scholar_desktop.domain.attempt import Attempt
from scholar_desktop.domain.citations.citation import Citation
from scholar_desktop.domain.errors import ErrorInfo
from scholar_desktop.domain.paper import Author, Facts, Paper
from scholar_desktop.domain.source import LIBRARY, SourceReport
from scholar_desktop.domain.stored_field_names import as_stored
from scholar_desktop.domain.zenodo.record import Record

Json = dict[str, Any]
T = TypeVar("T")


def paper_to_json(paper: Paper, *, in_library: bool, pdf: str | None) -> Json:
    """Returns the PAPER object.

    pdf: absolute path of the file in the library, or None. `facts_to_json` returns what the services sent (`facts`).
    """
    return {
        "id": paper.id,
        "title": paper.title,
        "authors": [_author_to_json(author) for author in paper.authors],
        "year": paper.year,
        "date": paper.date,
        "venue": paper.venue,
        "type": paper.type,
        "abstract": paper.abstract,
        "tldr": paper.tldr,
        "fields": list(paper.fields),
        "ids": {scheme: value for scheme, value in as_stored(paper.ids).items() if scheme != "key"},
        "counts": {**as_stored(paper.counts), "dated": paper.counts.dated or None},
        "oa": {
            "is_oa": paper.oa.is_oa,
            "status": paper.oa.status,
            "license": paper.oa.license,
            "copies": [as_stored(copy) for copy in paper.oa.copies],
        },
        "sources": list(paper.sources),
        "in_library": in_library,
        "pdf": pdf,
        "retrieved": paper.retrieved,
    }


def facts_to_json(sent: Iterable[Facts]) -> Json:
    """Returns the `all` of `show` and `author`: {service: {retrieved, fields as sent}}."""
    return {
        facts.source: {"retrieved": facts.retrieved, "fields": facts.fields}
        for facts in sent
        if facts.source != LIBRARY  # is part of the entry
    }


def paper_from_json(data: Mapping[str, Any]) -> Paper:
    """Returns the paper of a PAPER object, with the facts of its `all` if there is one.

    Keys that are missing or null are unknown; other keys are ignored.

    Raises:
        ValueError: A value has the wrong shape; the message names its key.
    """
    if not isinstance(data, Mapping):
        raise ValueError(f"a paper is an object, not {type(data).__name__}")
    known = {key: value for key, value in data.items() if key in Paper.__struct_encode_fields__ and key != "facts"}
    known = _without_nulls(known)
    known.setdefault("title", "")
    known["facts"] = _facts_from_json(data.get("all"))
    return _convert(known, Paper, "")


def _facts_from_json(data: object) -> tuple[Facts, ...]:
    if data is None:
        return ()
    if not isinstance(data, Mapping):
        raise ValueError(f"all: expected an object, got {type(data).__name__}")
    return tuple(
        _convert({"source": name, **_object(said, f"all.{name}")}, Facts, f"all.{name}") for name, said in data.items()
    )


def _object(value: object, key: str) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise ValueError(f"{key}: expected an object, got {type(value).__name__}")
    return dict(value)


def _convert(value: object, kind: type[T], key: str) -> T:
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        what, _, where = str(error).partition(" - at `$")
        path = f"{key}{where.rstrip('`')}".lstrip(".")
        raise ValueError(f"{path}: {what[:1].lower()}{what[1:]}" if path else what) from error


def _without_nulls(value: Any) -> Any:
    """Returns *value* without the keys whose value is null, so that defaults apply to them."""
    if isinstance(value, Mapping):
        return {key: _without_nulls(inner) for key, inner in value.items() if inner is not None}
    if isinstance(value, list | tuple):
        return [_without_nulls(inner) for inner in value]
    return value


def _author_to_json(author: Author) -> Json:
    return {"name": author.name, "id": author.id, "orcid": author.orcid}


def citation_to_json(edge: Citation, paper: Json | None) -> Json:
    """Returns the EDGE object. paper: the other paper as PAPER; None if there is none."""
    return {
        "paper": paper,
        "text": edge.text,
        "contexts": [{"text": context.text, "intents": list(context.intents)} for context in edge.contexts],
        "intents": list(edge.intents),
        "influential": edge.influential,
        "self_citation": edge.self_citation,
    }


def attempt_to_json(attempt: Attempt) -> Json:
    """Returns the ATTEMPT object."""
    return {
        "url": attempt.url,
        "source": attempt.source,
        "outcome": attempt.outcome.value,
        "http_status": attempt.http_status,
        "final_url": attempt.final_url,
        "bytes": attempt.bytes,
        "sha256": attempt.sha256,
        "seconds": attempt.seconds,
        "reason": attempt.reason,
    }


def record_to_json(record: Record) -> Json:
    """Returns the RECORD object."""
    return {
        "id": record.id,
        "concept_id": record.concept_id,
        "doi": record.doi,
        "concept_doi": record.concept_doi,
        "title": record.title,
        "version": record.version,
        "date": record.date,
        "type": record.type,
        "subtype": record.subtype,
        "access": record.access,
        "license": record.license,
        "creators": [
            {**_author_to_json(creator), "affiliations": list(affiliations)}
            for creator, affiliations in zip_longest(record.creators, record.affiliations, fillvalue=())
            if isinstance(creator, Author)
        ],
        "description": record.description,
        "keywords": list(record.keywords),
        "communities": list(record.communities),
        "related": list(record.related),
        "files": [as_stored(file) for file in record.files],
        "stats": {"this": as_stored(record.stats.this), "all": as_stored(record.stats.all)},
        "all": record.all,
    }


def error_to_json(error: ErrorInfo) -> Json:
    """Returns {code, message, hint, subject}."""
    return {"code": error.code, "message": error.message, "hint": error.hint, "subject": error.subject}


def source_to_json(report: SourceReport) -> Json:
    """Returns the SOURCE object of a finished source.

    To pass a report that is still asking or waiting is a programming error.
    """
    assert report.settled, f"{report.name} is still {report.phase.value}"  # not translated: a programming error
    return {
        "name": report.name,
        "state": report.phase.value,
        "requests": report.requests,
        "cached": report.cached,
        "total": report.total,
        "loaded": report.loaded,
        "error": None if report.error is None else error_to_json(report.error),
    }
