"""The last search on disk, which the next start shows: its result, or why it could not run."""

from __future__ import annotations

import logging
from typing import Any

import msgspec

from scholar_desktop.domain.errors import DiskError, ErrorInfo
from scholar_desktop.domain.search.query import Query, SearchResult
from scholar_desktop.domain.source import S2, ZENODO
from scholar_desktop.domain.text.message import encode_stored
from scholar_desktop.ui.context.window_state import JsonFile

log = logging.getLogger(__name__)

MOST_RECORDS_KEPT = 100
"""Of how many Zenodo records in the last search everything is saved: each has some 5 kB."""


def write_result(file: JsonFile, result: SearchResult, most: int) -> None:
    """Write *result* with its first *most* papers to *file*. The services' original fields are not included,
    since the record store has them, except those of the records whose rows are made from them."""
    records = 0
    papers = []
    for paper in result.papers[:most]:
        facts = () if S2 in paper.sources else tuple(one for one in paper.facts if one.source == ZENODO)
        records += len(facts)
        papers.append(msgspec.structs.replace(paper, facts=facts if records <= MOST_RECORDS_KEPT else ()))
    slim = msgspec.structs.replace(result, papers=tuple(papers))
    try:
        file.write(msgspec.to_builtins(slim, enc_hook=encode_stored))
    except DiskError as error:
        log.info("the last search was not kept: %s", error)


def read_result(file: JsonFile) -> SearchResult | None:
    """Return the result in *file*; None if there is none that can be read."""
    kept = file.read()
    if not kept:
        return None
    try:
        return msgspec.convert(kept, SearchResult, strict=False)
    except msgspec.ValidationError as error:
        log.info("the last search cannot be read and is left out: %s", error)
        return None


def failed_search(kept: dict[str, Any] | None) -> tuple[Query, ErrorInfo] | None:
    """Return the search that could not run, and why; None if there is none."""
    if not kept:
        return None
    try:
        return msgspec.convert(kept["query"], Query, strict=False), msgspec.convert(kept["problem"], ErrorInfo)
    except (KeyError, msgspec.ValidationError) as error:
        log.info("the last search cannot be read and is left out: %s", error)
        return None
