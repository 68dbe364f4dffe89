"""Semantic Scholar's answers become papers and citation lists."""

from __future__ import annotations

from typing import Any

import pytest

from scholar_desktop.domain.citations.citation import CitationContext
from scholar_desktop.domain.errors import BadAnswer
from scholar_desktop.domain.identifiers.identifiers import Identifier, Scheme, parse
from scholar_desktop.domain.search.sent_filters import sent_publication_types
from scholar_desktop.sources.semantic_scholar.kinds import license_of, type_of
from scholar_desktop.sources.semantic_scholar.paper_ids import quote_path, service_name
from scholar_desktop.sources.semantic_scholar.parse import (
    parse_batch,
    parse_citations,
    parse_paper,
    parse_search,
    unsupported_fields,
    withheld_fields,
)

NOW = "2026-11-20T08:00:00Z"
SHA = "0123456789abcdef0123456789abcdef01234567"


def a_paper(**more: Any) -> dict[str, Any]:
    """A paper object, as the service sends one."""
    return {"paperId": SHA, "title": "A title", **more}


def test_a_whole_paper_is_read() -> None:
    sent = a_paper(
        externalIds={
            "DOI": "10.1000/ABC",
            "ArXiv": "2004.05150",
            "PubMed": "123",
            "PubMedCentral": "99",
            "MAG": "7",
            "ACL": "P19-1001",
            "DBLP": "conf/x/Y20",
            "CorpusId": 42,
        },
        authors=[{"authorId": "1", "name": "A. One"}, {"authorId": None, "name": "B. Two"}, {"authorId": "3"}],
        year=2020,
        publicationDate="2020-04-10",
        venue="Venue",
        publicationTypes=["JournalArticle", "Review"],
        abstract="<p>Text</p>",
        tldr={"model": "m", "text": "Short."},
        fieldsOfStudy=["Biology"],
        s2FieldsOfStudy=[{"category": "Biology", "source": "external"}, {"category": "Medicine", "source": "s2"}],
        citationCount=5,
        referenceCount=6,
        influentialCitationCount=1,
        isOpenAccess=True,
        openAccessPdf={"url": "https://arxiv.org/pdf/2004.05150", "status": "GREEN", "license": "CCBYNCND"},
        surprise=1,
    )
    paper = parse_paper(sent, NOW)
    assert dict(paper.ids.items()) == {
        "s2": SHA,
        "corpus": "42",
        "doi": "10.1000/abc",
        "arxiv": "2004.05150",
        "pmid": "123",
        "pmcid": "PMC99",
        "mag": "7",
        "acl": "P19-1001",
        "dblp": "conf/x/Y20",
    }
    assert [(author.name, author.id) for author in paper.authors] == [("A. One", "1"), ("B. Two", None)]
    assert (paper.year, paper.date, paper.venue, paper.type) == (2020, "2020-04-10", "Venue", "review")
    assert (paper.abstract, paper.tldr, paper.fields) == ("Text", "Short.", ("Biology", "Medicine"))
    assert (paper.counts.citations, paper.counts.references, paper.counts.influential) == (5, 6, 1)
    assert (paper.oa.is_oa, paper.oa.status, paper.oa.license) == (True, "green", "cc-by-nc-nd")
    copy = paper.oa.copies[0]
    assert (copy.url, copy.source, copy.host, copy.host_type) == (copy.pdf_url, "s2", "arxiv.org", "repository")
    assert (paper.sources, paper.retrieved) == (("s2",), NOW)
    assert paper.facts[0].fields == sent


def test_an_empty_address_is_no_copy() -> None:
    paper = parse_paper(a_paper(isOpenAccess=False, openAccessPdf={"url": "", "status": "CLOSED"}), NOW)
    assert paper.oa.copies == ()
    assert (paper.oa.is_oa, paper.oa.status) == (False, "closed")


def test_a_resolver_address_is_a_page_and_not_a_pdf() -> None:
    copy = parse_paper(a_paper(openAccessPdf={"url": "https://doi.org/10.1/x", "status": "BRONZE"}), NOW).oa.copies[0]
    assert (copy.pdf_url, copy.landing_url) == (None, "https://doi.org/10.1/x")


@pytest.mark.parametrize(
    ("sent", "venue"),
    [
        ({"venue": "V", "journal": {"name": "J"}}, "V"),
        ({"venue": "", "publicationVenue": {"name": "P"}, "journal": {"name": "J"}}, "P"),
        ({"venue": "", "publicationVenue": "a-bare-id", "journal": {"name": "J", "pages": "\n  686-91\n "}}, "J"),
        ({"venue": "", "publicationVenue": None, "journal": None}, None),
    ],
)
def test_the_venue_is_found_where_it_stands(sent: dict[str, Any], venue: str | None) -> None:
    assert parse_paper(a_paper(**sent), NOW).venue == venue


@pytest.mark.parametrize(
    ("kinds", "venue", "ours"),
    [
        (["JournalArticle"], "Nature", "article"),
        (["Journal Article"], None, "article"),
        (["JournalArticle", "Conference"], None, "conference"),
        (["Book", "Review"], None, "review"),
        (["Book"], None, "book"),
        (["Book", "Conference", "JournalArticle"], None, "conference"),
        (["Book", "JournalArticle"], "IEEE/ACM International Conference on Human-Robot Interaction", "conference"),
        (["Book", "JournalArticle"], "Mind", "article"),
        (["BookSection"], None, "chapter"),
        (["Dataset"], None, "dataset"),
        (["CaseReport", "LettersAndComments"], None, "article"),
        (["News"], None, "other"),
        (["Unheard"], None, "other"),
        ([], None, None),
        ([], "arXiv.org", "preprint"),
        (["JournalArticle"], "bioRxiv", "preprint"),
        (["Conference"], "arXiv.org", "conference"),
    ],
)
def test_kinds_of_publication_are_ours(kinds: list[str], venue: str | None, ours: str | None) -> None:
    assert type_of(kinds, venue) == ours


def test_a_type_is_asked_for_where_the_service_has_it() -> None:
    assert [sent_publication_types(kind) for kind in ("article", "chapter", "thesis", "other", "-article")] == [
        ("JournalArticle",),
        ("BookSection",),
        (),
        (),
        (),
    ]


@pytest.mark.parametrize(
    ("word", "ours"),
    [
        ("CCBY", "cc-by"),
        ("CCBYNCND", "cc-by-nc-nd"),
        ("CCBYNCSA", "cc-by-nc-sa"),
        ("cc-by-4.0", "cc-by-4.0"),
        ("CC0", "cc0"),
        ("public-domain", "public-domain"),
        ("CC", "cc"),
    ],
)
def test_licences_are_written_as_everybody_writes_them(word: str, ours: str) -> None:
    assert license_of(word) == ours


@pytest.mark.parametrize(
    ("text", "path"),
    [
        (SHA, SHA),
        ("CorpusId:42", "CorpusId:42"),
        ("10.1002/(SICI)1097<1:AID>3.0.CO;2-2", "DOI:10.1002/%28sici%291097%3C1%3Aaid%3E3.0.co%3B2-2"),
        ("https://doi.org/10.48550/arXiv.1706.03762", "ARXIV:1706.03762"),
        ("arXiv:hep-th/9901001", "ARXIV:hep-th/9901001"),
        ("PMC2808891", "PMCID:2808891"),
        ("pmid:123", "PMID:123"),
        ("mag:7", "MAG:7"),
        ("acl:P19-1001", "ACL:P19-1001"),
        ("zenodo:5173799", "DOI:10.5281/zenodo.5173799"),
        ("https://dl.acm.org/citation.cfm?id=1&x=a b", None),
    ],
)
def test_an_identifier_is_spelled_as_the_service_takes_it(text: str, path: str | None) -> None:
    identifier = parse(text)
    if path is None:
        identifier, path = Identifier(Scheme.URL, "https://dl.acm.org/x?id=1"), "URL:https://dl.acm.org/x%3Fid%3D1"
    assert identifier is not None
    name = service_name(identifier)
    assert name is not None
    assert quote_path(name) == path


def test_an_arxiv_doi_is_asked_for_as_arxiv_and_a_dblp_key_not_at_all() -> None:
    assert service_name(Identifier(Scheme.DOI, "10.48550/arxiv.1706.03762")) == "ARXIV:1706.03762"
    assert service_name(Identifier(Scheme.DBLP, "conf/x/Y20")) is None


def test_no_hits_come_without_data() -> None:
    page = parse_search({"total": 0, "offset": 0}, NOW)
    assert (page.papers, page.total, page.next, page.skipped) == ((), 0, None, 0)


def test_one_bad_row_costs_only_itself() -> None:
    page = parse_search({"total": "3", "offset": 0, "next": 3, "data": [a_paper(), 7, {"paperId": None}]}, NOW)
    assert (len(page.papers), page.total, page.next, page.skipped) == (1, 3, 3, 2)


def test_a_next_that_does_not_go_forward_ends_the_list() -> None:
    assert parse_search({"total": 9, "next": 0, "data": []}, NOW).next is None
    assert parse_citations({"offset": 5, "next": 5, "data": []}, NOW, offset=5).next is None


@pytest.mark.parametrize("body", [[], "text", None, {"error": "Endpoint request timed out"}, {"data": {}}, {"data": 1}])
def test_something_else_than_a_page_is_a_bad_answer(body: Any) -> None:
    with pytest.raises(BadAnswer) as caught:
        parse_search(body, NOW)
    assert caught.value.subject == "s2"


def test_a_batch_keeps_its_order_and_its_gaps() -> None:
    assert [paper and paper.ids.s2 for paper in parse_batch([a_paper(), None, 3], 3, NOW)] == [SHA, None, None]
    with pytest.raises(BadAnswer):
        parse_batch([a_paper()], 2, NOW)


def test_a_withheld_list_says_so() -> None:
    disclaimer = "Notice: The following paper fields have been elided by the publisher: {'references'}. Paper or"
    body = {"data": None, "citingPaperInfo": {"openAccessPdf": {"disclaimer": disclaimer}}}
    page = parse_citations(body, NOW)
    assert (page.withheld, page.edges, page.next) == (True, (), None)
    assert withheld_fields(body) == ("references",)
    assert withheld_fields(a_paper(openAccessPdf={"disclaimer": disclaimer.replace("ref", "abs, 'ref")})) != ()
    assert not parse_citations({"offset": 0, "data": []}, NOW).withheld
    assert not parse_citations({"offset": 0}, NOW).withheld


def test_an_empty_first_page_may_go_on() -> None:
    assert parse_citations({"offset": 0, "next": 5, "data": []}, NOW).next == 5


def test_edges_hold_sentences_with_their_intents() -> None:
    row = {
        "isInfluential": True,
        "contexts": ["One.", "Two.", "Three."],
        "intents": ["methodology", "result"],
        "contextsWithIntent": [
            {"context": "One.", "intents": ["methodology"]},
            {"context": "Two.", "intents": None},
            {"context": None, "intents": ["result"]},
        ],
        "citingPaper": a_paper(),
    }
    edge = parse_citations({"offset": 0, "data": [row]}, NOW).edges[0]
    assert edge.paper is not None
    assert (edge.paper.ids.s2, edge.paper.facts, edge.influential) == (SHA, (), True)
    assert edge.contexts == (
        CitationContext("One.", ("methodology",)),
        CitationContext("Two."),
        CitationContext("Three."),
    )
    assert edge.intents == ("methodology", "result")


@pytest.mark.parametrize(
    ("row", "text"),
    [
        ({"citedPaper": {"paperId": None, "title": "\x93Old\x94 reference", "year": 1900}}, "“Old” reference"),
        ({"citedPaper": None}, None),
        ({"citedPaper": {"paperId": None}, "contexts": None, "intents": None, "contextsWithIntent": None}, None),
    ],
)
def test_an_unmatched_reference_is_a_text_without_a_paper(row: dict[str, Any], text: str | None) -> None:
    page = parse_citations({"offset": 0, "data": [row]}, NOW)
    assert page.skipped == 0
    assert (page.edges[0].paper, page.edges[0].text) == (None, text)


def test_a_row_without_any_paper_is_skipped() -> None:
    page = parse_citations({"offset": 0, "data": [{"isInfluential": True}, None, {"citingPaper": a_paper()}]}, NOW)
    assert (len(page.edges), page.skipped) == (1, 2)


def test_the_refused_fields_are_read_from_the_services_words() -> None:
    assert unsupported_fields("Unrecognized or unsupported fields: [tldr, citingPaper.x]") == ("tldr", "citingPaper.x")
    assert unsupported_fields("Unrecognized or unsupported fields: [a, b, c…") == ("a", "b", "c")
    assert unsupported_fields("offset + limit must be < 10000") == ()
