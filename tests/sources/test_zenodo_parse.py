"""Zenodo's answers become records and papers, in each of the forms that it has had."""

from __future__ import annotations

from typing import Any

import pytest

from scholar_desktop.domain.errors import BadAnswer
from scholar_desktop.domain.identifiers.identifiers import Identifier, Scheme
from scholar_desktop.domain.search.query import Filters, Query
from scholar_desktop.domain.zenodo.record import Stats
from scholar_desktop.formats.paper_json import record_to_json
from scholar_desktop.sources.zenodo.api import filter_parameters
from scholar_desktop.sources.zenodo.kinds import type_of
from scholar_desktop.sources.zenodo.pages import dropped_parameters
from scholar_desktop.sources.zenodo.parse import (
    parse_files,
    parse_record,
    parse_search,
    record_to_paper,
)
from scholar_desktop.sources.zenodo.query_text import plain_query, query_string

NOW = "2026-11-20T08:00:00Z"


def a_record(metadata: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """A record in the default form."""
    return {
        "id": 12,
        "conceptrecid": "11",
        "doi": "10.5281/zenodo.12",
        "conceptdoi": "10.5281/zenodo.11",
        "links": {"self_html": "https://zenodo.org/records/12"},
        "metadata": {
            "title": "A &amp; B",
            "publication_date": "2024-05-01",
            "access_right": "open",
            "creators": [{"name": "Lee, Ann", "orcid": "0000-0002-7767-8608"}, {"name": "The Group"}],
            "resource_type": {"type": "publication", "subtype": "article"},
            "license": {"id": "CC-BY-4.0"},
            "description": "<p>One.</p><p>Two.</p>",
            **(metadata or {}),
        },
        **more,
    }


def a_file(name: str, size: int) -> dict[str, Any]:
    links = {"self": f"https://zenodo.org/api/records/12/files/{name}/content"}
    return {"id": "x", "key": name, "size": size, "checksum": "md5:" + "0" * 32, "links": links}


def test_a_record_becomes_a_paper() -> None:
    files = [
        a_file("supplement.pdf", 9000),
        a_file("data.csv", 10),
        a_file("paper.pdf", 500),
        a_file("readme.pdf", 600),
    ]
    sent = a_record(files=files)
    paper = record_to_paper(parse_record(sent), NOW)
    assert (paper.title, paper.type, paper.year, paper.date) == ("A & B", "article", 2024, "2024-05-01")
    assert (paper.ids.doi, paper.ids.zenodo, paper.ids.zenodo_concept) == ("10.5281/zenodo.12", "12", "11")
    assert [(author.name, author.orcid) for author in paper.authors] == [
        ("Ann Lee", "0000-0002-7767-8608"),
        ("The Group", None),
    ]
    assert paper.abstract == "One.\n\nTwo."
    assert (paper.oa.is_oa, paper.oa.license) == (True, "cc-by-4.0")
    assert [copy.url.split("/")[-2] for copy in paper.oa.copies] == ["paper.pdf", "supplement.pdf", "readme.pdf"]
    copy = paper.oa.copies[0]
    assert (copy.source, copy.host, copy.landing_url) == ("zenodo", "zenodo.org", "https://zenodo.org/records/12")
    assert paper.facts[0].fields == sent


@pytest.mark.parametrize(
    ("access", "doi", "is_oa"),
    [
        ("open", "10.5281/zenodo.12", True),
        ("restricted", "10.5281/zenodo.12", False),
        ("embargoed", "10.5281/zenodo.12", False),
        ("restricted", "10.11646/zootaxa.3916.1.1", None),
        (None, "10.5281/zenodo.12", None),
    ],
)
def test_only_an_open_record_is_an_open_copy(access: str | None, doi: str, is_oa: bool | None) -> None:
    paper = record_to_paper(parse_record(a_record({"access_right": access}, doi=doi, files=[a_file("a.pdf", 1)])), NOW)
    assert paper.oa.is_oa is is_oa
    assert bool(paper.oa.copies) is (is_oa is True)


def test_the_native_form_is_the_same_record() -> None:
    native = {
        "id": "12",
        "access": {"status": "open"},
        "pids": {"doi": {"identifier": "10.5281/zenodo.12"}},
        "parent": {
            "id": "11",
            "pids": {"doi": {"identifier": "10.5281/zenodo.11"}},
            "communities": {"ids": ["u-u-i-d"], "entries": [{"id": "u-u-i-d", "slug": "biology"}]},
        },
        "metadata": {
            "title": "A & B",
            "publication_date": "2024",
            "creators": [
                {
                    "person_or_org": {
                        "name": "Lee, Ann",
                        "identifiers": [{"scheme": "orcid", "identifier": "0000-0002-7767-8608"}],
                    }
                }
            ],
            "resource_type": {"id": "publication-conferencepaper"},
            "rights": [{"id": "cc-by-4.0"}],
            "subjects": [{"subject": "moths"}],
        },
        "files": {"entries": {"a.pdf": {"size": 3, "checksum": "md5:00", "links": {"content": "https://z.example/a"}}}},
        "stats": {"this_version": {"views": 1, "downloads": 2}, "all_versions": {"views": 3, "downloads": 4}},
    }
    record = parse_record(native)
    assert (record.id, record.concept_id, record.doi, record.concept_doi) == (
        "12",
        "11",
        "10.5281/zenodo.12",
        "10.5281/zenodo.11",
    )
    assert (record.type, record.subtype, record.access, record.license) == (
        "publication",
        "conferencepaper",
        "open",
        "cc-by-4.0",
    )
    assert (record.keywords, record.communities, record.creators[0].orcid) == (
        ("moths",),
        ("biology",),
        "0000-0002-7767-8608",
    )
    assert (record.files[0].name, record.files[0].url) == ("a.pdf", "https://z.example/a")
    assert (record.stats.this.views, record.stats.all.downloads) == (1, 4)
    assert (record_to_paper(record, NOW).type, record_to_paper(record, NOW).date) == ("conference", None)


def test_affiliations_and_older_subjects_are_kept() -> None:
    metadata = {
        "title": "T",
        "creators": [
            {"name": "Lee, Ann", "affiliation": "Lab of <i>Moths</i>"},
            {"name": "Moe, Tor"},
            {"person_or_org": {"name": "Ng, Eva"}, "affiliations": [{"name": "A"}, {"id": "x"}, {"name": "B"}]},
        ],
        "keywords": ["moths"],
        "subjects": [{"term": "Lepidoptera", "identifier": "https://id.example/1"}, {"subject": "wings"}],
    }
    record = parse_record({"id": 5, "metadata": metadata})
    assert record.affiliations == (("Lab of Moths",), (), ("A", "B"))
    assert record.keywords == ("moths", "Lepidoptera", "wings")
    creators = record_to_json(record)["creators"]
    assert [creator["affiliations"] for creator in creators] == [["Lab of Moths"], [], ["A", "B"]]


@pytest.mark.parametrize("swap", [False, True])
def test_all_versions_have_the_greater_counts_whatever_they_are_called(swap: bool) -> None:
    this, both = {"views": 2.0, "downloads": 0}, {"views": 18.0, "downloads": 6}
    plain, version = (both, this) if swap else (this, both)
    sent = plain | {f"version_{name}": value for name, value in version.items()}
    stats = parse_record(a_record(stats=sent)).stats
    assert stats.this == Stats(views=2, downloads=0)
    assert stats.all == Stats(views=18, downloads=6)


def test_the_bytes_of_a_file_stand_under_another_name_in_each_list() -> None:
    record = parse_record(a_record(files=[a_file("a.pdf", 1)]))
    assert record.files[0].url == "https://zenodo.org/api/records/12/files/a.pdf/content"
    entry = {"key": "a.pdf", "links": {"self": "https://z.example/about", "content": "https://z.example/bytes"}}
    assert parse_files({"enabled": True, "entries": [entry]})[0].url == "https://z.example/bytes"
    deposit = {
        "filename": "a.tar.gz",
        "filesize": 852.0,
        "checksum": "43E15E8115E5610CB029DCE137CBEA6F",
        "links": {"self": "https://z.example/about", "download": "https://z.example/bytes"},
    }
    file = parse_record(a_record(files=[deposit])).files[0]
    assert (file.name, file.size, file.type, file.url) == ("a.tar.gz", 852, "gz", "https://z.example/bytes")
    assert file.checksum == "md5:43e15e8115e5610cb029dce137cbea6f"


def test_a_restricted_record_has_no_files() -> None:
    assert parse_files({"enabled": True}) == ()
    assert parse_record(a_record()).files == ()


def test_a_page_says_what_was_dropped() -> None:
    link = "https://zenodo.org/api/records?allversions=true&page=1&q=x&size=25&sort=bestmatch"
    asked = ["q", "page", "size", "all_versions", "bounds"]
    assert dropped_parameters(link, asked) == ("bounds",)
    assert dropped_parameters(None, asked) == ()
    page = parse_search({"hits": {"hits": [], "total": 0}, "links": {"self": link}}, NOW, asked=asked)
    assert (page.dropped, page.total, page.next, page.records) == (("bounds",), 0, False, ())


def test_one_bad_hit_costs_only_itself() -> None:
    body = {"hits": {"hits": [a_record(), {"id": "uuid-of-a-community"}, None], "total": 3}, "links": {"next": "x"}}
    page = parse_search(body, NOW)
    assert (len(page.records), len(page.papers), page.skipped, page.next) == (1, 1, 2, True)


@pytest.mark.parametrize("body", [[], {}, "<html>", None, {"status": 500, "message": "no"}, {"hits": []}, {"hits": {}}])
def test_something_else_than_a_page_is_a_bad_answer(body: Any) -> None:
    for parse in (parse_record, parse_files, lambda answer: parse_search(answer, NOW)):
        with pytest.raises(BadAnswer) as caught:
            parse(body)
        assert caught.value.subject == "zenodo"


@pytest.mark.parametrize(
    ("kind", "subtype", "ours"),
    [
        ("publication", "article", "article"),
        ("publication", "thesis", "thesis"),
        ("publication", None, "other"),
        ("dataset", None, "dataset"),
        ("software", None, "software"),
        ("image", "photo", "other"),
        (None, None, None),
    ],
)
def test_resource_types_are_our_types(kind: str | None, subtype: str | None, ours: str | None) -> None:
    assert type_of(kind, subtype) == ours


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Lee, Ann", "Ann Lee"),
        ("Ann Lee", "Ann Lee"),
        ("Bank, Fund, and Union", "Bank, Fund, and Union"),
        ("Lee,", "Lee,"),
    ],
)
def test_a_family_name_goes_to_the_end(name: str, shown: str) -> None:
    paper = record_to_paper(parse_record(a_record({"creators": [{"name": name}]})), NOW)
    assert paper.authors[0].name == shown


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("graph neural networks", "graph neural networks"),
        ("self-attention", "self-attention"),
        ("Is attention all you need?", "Is attention all you need"),
        ('a "whole phrase" here', 'a "whole phrase" here'),
        ('a "lonely quote', "a lonely quote"),
        ("title:foo", '"title:foo"'),
        ("TCP/IP and C++", '"TCP/IP" and C'),
        ("see 10.5281/zenodo.1 now", 'see doi:"10.5281/zenodo.1" now'),
        ("fish AND chips OR NOT", "fish and chips or not"),
        ("(a) [b] {c} ~ ^ & - –", "a b c"),
        ("wild* card?s", 'wild "card?s"'),
        ("back\\slash", '"back slash"'),
    ],
)
def test_words_are_words_and_no_query_language(typed: str, sent: str) -> None:
    assert plain_query(typed) == sent


def test_years_are_a_range_of_the_publication_date() -> None:
    def sent(text: str, first: int | None, last: int | None) -> str:
        return query_string(Query(text, filters=Filters(year_from=first, year_to=last)))

    assert sent("at night", 2016, 2020) == "(at night) AND publication_date:[2016-01-01 TO 2020-12-31]"
    assert sent("moths", None, 2020) == "(moths) AND publication_date:{* TO 2020-12-31]"
    assert sent("moths", 2016, None) == "(moths) AND publication_date:[2016-01-01 TO *}"
    assert query_string(Query("  ")) == ""


def test_an_identifier_is_looked_up_in_both_of_its_places() -> None:
    doi = Query(identifier=Identifier(Scheme.DOI, "10.5281/zenodo.11"))
    assert query_string(doi) == 'doi:"10.5281/zenodo.11" OR conceptdoi:"10.5281/zenodo.11"'
    assert query_string(Query(identifier=Identifier(Scheme.ZENODO, "11"))) == "recid:11 OR conceptrecid:11"
    assert query_string(Query(identifier=Identifier(Scheme.PMID, "11"))) == ""


def test_filters_become_parameters() -> None:
    assert filter_parameters(Filters(type="thesis")) == [("type", "publication"), ("subtype", "thesis")]
    assert filter_parameters(Filters(type="dataset")) == [("type", "dataset")]
    assert filter_parameters(Filters(type="review", venue="x", field="y", min_citations=3)) == []
    assert filter_parameters(Filters(open_access=True)) == [("access_status", "open"), ("file_type", "pdf")]
