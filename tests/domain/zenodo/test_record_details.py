"""Two versions of a record beside each other, and what a record says of other works, of money and of terms."""

from __future__ import annotations

from typing import Any

import msgspec

from scholar_desktop.domain.download import DownloadItem, DownloadState, QueueProgress
from scholar_desktop.domain.identifiers.identifiers import Scheme
from scholar_desktop.domain.search.licences import licence_terms
from scholar_desktop.domain.zenodo.record import Record, RecordFile
from scholar_desktop.domain.zenodo.record_details import (
    embargo_until,
    grants,
    is_newest,
    licences,
    related_works,
    relation_words,
)
from scholar_desktop.domain.zenodo.record_diff import compare_records


def file(name: str, md5: str | None = "1", size: int = 1) -> RecordFile:
    return RecordFile(name, size, f"md5:{md5}" if md5 else None)


def record(*files: RecordFile, **known: Any) -> Record:
    return Record("1", known.pop("title", "A title"), files=files, access=known.pop("access", "open"), **known)


def test_files_are_compared_by_their_checksums():
    found = compare_records(
        record(file("same"), file("other", "2"), file("gone", "3"), file("old name", "4")),
        record(file("same"), file("other", "5"), file("new", "6"), file("new name", "4")),
    )
    assert [one.name for one in found.added] == ["new"]
    assert [one.name for one in found.removed] == ["gone"]
    assert [(change.after.name, change.is_sure) for change in found.changed] == [("other", True)]
    assert [(before.name, after.name) for before, after in found.renamed] == [("old name", "new name")]
    assert found.same == 1


def test_without_checksums_the_size_alone_tells_and_that_is_said():
    found = compare_records(record(file("a", None, 1)), record(file("a", None, 2)))
    assert [change.is_sure for change in found.changed] == [False]
    assert compare_records(record(file("a", None)), record(file("a", None))).is_empty


def test_what_is_said_differently_is_named_and_the_version_is_not():
    found = compare_records(
        record(version="1", license="cc-by-4.0"), record(version="2", license="cc0", title="Another")
    )
    assert [(one.name, one.before, one.after) for one in found.fields] == [
        ("title", "A title", "Another"),
        ("licence", "cc-by-4.0", "cc0"),
    ]


def test_files_that_are_not_open_in_both_are_not_called_removed_in_silence():
    assert compare_records(record(file("a")), record(access="restricted")).closed
    assert not compare_records(record(file("a")), record(file("a"))).closed


def test_relations_are_said_in_words_in_both_spellings():
    assert relation_words("isSupplementTo") == relation_words("issupplementto") == "supplements"
    assert relation_words("isMetadataFor") == "is metadata for"


def test_related_works_say_what_they_are_and_whether_the_program_opens_them():
    works = related_works(
        record(
            related=(
                {"identifier": "https://github.com/a/b", "relation": "isSupplementTo", "scheme": "url"},
                {"identifier": "arXiv:1706.03762", "relation": "isSupplementTo", "scheme": "arxiv"},
                {"identifier": "10.5281/zenodo.12", "relation": "isDerivedFrom", "resource_type": "dataset"},
                {"identifier": "10.1000/X.1", "relation_type": {"id": "cites"}},
                {"identifier": "978-3-16-148410-0", "relation": "isPartOf", "scheme": "isbn"},
                {"relation": "cites"},
            )
        )
    )
    assert [one.kind for one in works] == ["paper", "paper", "data", "code", ""]
    assert works[0].identifier is not None
    assert works[0].identifier.scheme is Scheme.ARXIV
    assert works[1].words == "cites"
    assert works[3].identifier is None
    assert works[3].url == "https://github.com/a/b"
    assert works[4].identifier is None
    assert works[4].url is None


def test_funding_is_read_in_both_forms():
    today = {"metadata": {"grants": [{"code": "101", "title": "Moths", "funder": {"name": "EC"}}, {"code": "7"}]}}
    native = {
        "metadata": {"funding": [{"funder": {"name": "EC"}, "award": {"number": "101", "title": {"en": "Moths"}}}]}
    }
    assert [grant.text for grant in grants(record(all=today))] == ["EC: Moths (101)", "7"]
    assert [grant.text for grant in grants(record(all=native))] == ["EC: Moths (101)"]
    assert grants(record(all={"metadata": None})) == ()


def test_licences_embargo_and_newest_are_read_in_both_forms():
    native = {
        "metadata": {"rights": [{"id": "CC-BY-4.0"}, {"title": {"en": "Own terms"}}]},
        "access": {"embargo": {"until": "2031-01-01"}},
        "versions": {"is_latest": False},
    }
    assert licences(record(all=native)) == ("cc-by-4.0", "Own terms")
    assert licences(record(license="cc0")) == ("cc0",)
    assert embargo_until(record(all=native)) == "2031-01-01"
    assert embargo_until(record(all={"metadata": {"embargo_date": "2030-02-02"}})) == "2030-02-02"
    assert is_newest(record(all=native)) is False
    assert is_newest(record(all={"metadata": {"relations": {"version": [{"is_last": True}]}}})) is True
    assert is_newest(record()) is None


def test_every_creative_commons_licence_allows_copies_to_be_shared():
    terms = licence_terms("cc-by-nc-nd-4.0")
    assert terms is not None
    assert (terms.share, terms.adapt, terms.commercial) == (True, False, False)
    assert licence_terms("implied-oa") is None


def test_a_download_with_more_bytes_than_the_record_states_has_no_time_left():
    item = DownloadItem("1", "zenodo:1", None, DownloadState.RUNNING, received=30, size=20, rate=10.0)
    assert item.left_s == 0
    assert msgspec.structs.replace(item, size=50).left_s == 2


def test_nothing_has_ended_in_an_empty_queue():
    empty = QueueProgress()
    assert (empty.running, empty.waiting, empty.paused, empty.ended) == (0, 0, 0, 0)
