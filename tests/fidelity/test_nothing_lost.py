"""No key that a service sent is lost: it is kept as sent, or read, or stands here with the reason why it is neither."""

from __future__ import annotations

import fnmatch
from typing import Any

import msgspec
import pytest

from tests.fidelity.watched import KeyRecorder, keys_of, record_keys
from tests.support.recorded_exchanges import PARSERS, Exchange, good

IGNORED: dict[str, dict[str, str]] = {
    "s2.search": {"offset": "the one that was asked for"},
    "s2.batch": {},
    "s2.paper": {},
    "s2.bulk": {},
    "s2.match": {},
    "s2.complete": {},
    "s2.paper_authors": {"offset": "the one that was asked for"},
    "s2.author_search": {"offset": "the one that was asked for"},
    "s2.author_batch": {},
    "s2.author_papers": {"offset": "the one that was asked for"},
    "s2.author": {},
    "s2.snippets": {
        "data[].paper.openAccessInfo.disclaimer": "the service's terms in 300 words; the window credits it",
    },
    "s2.similar": {},
    "s2.similar_lists": {},
    "s2.citations": {"offset": "the one that was asked for"},
    "s2.references": {
        "offset": "the one that was asked for",
        "citingPaperInfo*": "the paper that was asked about; where the list is withheld its disclaimer is read",
        "data[].citedPaper.citationStyles*": "not asked for: poor BibTeX, the program makes its own",
        "data[].citedPaper.s2FieldsOfStudy[].source": "not asked for",
        "data[].citedPaper.url": "not asked for: the id makes the address",
        "data[].citedPaper.corpusId": "read where externalIds has none",
        "data[].citedPaper.publicationVenue.*": "not asked for: `venue` names it",
        "data[].citedPaper.journal.*": "read where `venue` is empty",
        "data[].citedPaper.openAccessPdf.disclaimer": "the service's terms in 300 words; the window credits it",
    },
    "datasets.releases": {},
    "datasets.release": {},
    "datasets.diffs": {},
    "unpaywall.doi": {},
    "unpaywall.search": {"elapsed_seconds": "how long the service took"},
    "zenodo.search": {
        "aggregations.*.label": "the title of a facet: its name stands for it",
        "aggregations.*.is_selected": "whether it was asked for",
        "aggregations.*.doc_count_error_upper_bound": "of the search engine, until 2023",
        "aggregations.*.sum_other_doc_count": "of the search engine, until 2023",
        "links.prev": "the page before was asked for, too",
    },
    "zenodo.record": {},
    "zenodo.communities": {
        "aggregations.*.label": "the title of a facet: its name stands for it",
        "sortBy": "the order that was asked for",
    },
    "zenodo.community": {},
    "zenodo.file": {
        "created": "of the storage",
        "updated": "of the storage",
        "status": "of the storage",
        "metadata": "of the storage",
        "file_id": "of the storage",
        "version_id": "of the storage",
        "bucket_id": "of the storage",
        "storage_class": "of the storage",
        "links.self": "the address of this very description",
    },
    "zenodo.files": {
        "enabled": "false where `entries` is missing",
        "default_preview": "for Zenodo's own page",
        "order": "for Zenodo's own page",
        "links*": "of the list itself",
        "entries[].*": "ids and dates of the storage",
    },
}
"""By endpoint: a pattern of a key's path, and why the key need not be kept."""


def kept_objects(result: Any) -> list[KeyRecorder]:
    """The objects that *result* holds as they were sent."""
    if isinstance(result, KeyRecorder):
        return [result]
    if isinstance(result, msgspec.Struct):
        return [item for name in result.__struct_fields__ for item in kept_objects(getattr(result, name))]
    if isinstance(result, list | tuple):
        return [item for part in result for item in kept_objects(part)]
    return []


def unread_keys(endpoint: str, body: Any) -> set[str]:
    """The keys of *body* that the parser of *endpoint* neither keeps nor reads."""
    seen: set[str] = set()
    result = PARSERS[endpoint](record_keys(body, "", seen))
    kept: set[str] = set()
    for item in kept_objects(result):
        kept |= keys_of(item, item.path)
    return keys_of(body) - kept - seen


def excuse(endpoint: str, key: str) -> str | None:
    """The pattern that excuses *key*; only `*` has a meaning in it."""
    masks = IGNORED[endpoint]
    return next((mask for mask in masks if fnmatch.fnmatchcase(key, mask.replace("[", "[[]"))), None)


def lost_keys(endpoint: str, body: Any) -> set[str]:
    return {key for key in unread_keys(endpoint, body) if excuse(endpoint, key) is None}


@pytest.mark.parametrize("endpoint", sorted(PARSERS))
def test_no_key_is_lost(exchanges: list[Exchange], endpoint: str) -> None:
    lost: dict[str, str] = {}
    for exchange in good(exchanges, endpoint):
        lost |= dict.fromkeys(lost_keys(endpoint, exchange.body), exchange.name)
    assert not lost, "Lost:\n" + "\n".join(f"{key}  ({name})" for key, name in sorted(lost.items()))


def test_the_table_of_lost_keys_is_empty_and_printed(
    exchanges: list[Exchange], capsys: pytest.CaptureFixture[str]
) -> None:
    """Every endpoint of the recordings, how many good answers there are, and what became of their keys."""
    lines = [f"{'endpoint':20}{'answers':>8}{'keys':>7}{'kept':>7}{'ignored':>9}{'lost':>6}"]
    reasons: list[str] = []
    lost_at_all = 0
    for endpoint in sorted(PARSERS):
        answers = good(exchanges, endpoint)
        keys = {key for exchange in answers for key in keys_of(exchange.body)}
        unread = {key for exchange in answers for key in unread_keys(endpoint, exchange.body)}
        lost = {key for key in unread if excuse(endpoint, key) is None}
        ignored, lost_at_all = unread - lost, lost_at_all + len(lost)
        counts = (len(answers), len(keys), len(keys - unread), len(ignored), len(lost))
        cells = (f"{count:>{wide}}" for count, wide in zip(counts, (8, 7, 7, 9, 6), strict=True))
        lines.append(f"{endpoint:20}" + "".join(cells))
        reasons += [f"  {endpoint}: {mask}: {reason}" for mask, reason in IGNORED[endpoint].items()]
        reasons += [f"  {endpoint}: LOST {key}" for key in sorted(lost)]
    with capsys.disabled():
        print("\n" + "\n".join([*lines, "Ignored, and why:", *reasons]))  # noqa: T201  the table is what is asked for
    assert lost_at_all == 0


@pytest.mark.parametrize("endpoint", sorted(PARSERS))
def test_no_excuse_is_idle(exchanges: list[Exchange], endpoint: str) -> None:
    unread = {key for exchange in good(exchanges, endpoint) for key in unread_keys(endpoint, exchange.body)}
    assert set(IGNORED[endpoint]) == {excuse(endpoint, key) for key in unread}


def test_a_key_that_nobody_reads_is_found() -> None:
    edge = {"isInfluential": True, "surprise": 1, "citingPaper": {"paperId": "0" * 40, "title": "T", "news": {"a": 1}}}
    assert lost_keys("s2.citations", {"offset": 0, "data": [edge]}) == {
        "data[].surprise",
        "data[].citingPaper.news",
        "data[].citingPaper.news.a",
    }


def test_an_unknown_key_of_a_paper_is_kept_as_sent() -> None:
    body = {"paperId": "0" * 40, "title": "T", "surprise": {"deep": [1]}}
    assert lost_keys("s2.paper", body) == set()
    assert PARSERS["s2.paper"](body).facts[0].fields["surprise"] == {"deep": [1]}
