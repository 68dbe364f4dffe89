"""Every recorded answer of the endpoints that the program asks is understood, whole, and as what it is."""

from __future__ import annotations

import contextlib
import re
from typing import Any
from urllib.parse import unquote, urlsplit

import msgspec
import pytest

from scholar_desktop.domain.corpus.dataset import Diffs, Release
from scholar_desktop.domain.errors import BadAnswer
from scholar_desktop.domain.paper import PAPER_TYPES, Paper
from scholar_desktop.domain.people.author import AuthorProfile
from scholar_desktop.domain.search.snippet import SnippetPage
from scholar_desktop.domain.search.title_match import Completion
from scholar_desktop.domain.text.url_encoding import encode_url
from scholar_desktop.domain.zenodo.record import Community, Record, RecordFile
from scholar_desktop.sources.semantic_scholar.parse_authors import S2AuthorPage
from scholar_desktop.sources.zenodo.communities import CommunityPage
from scholar_desktop.sources.zenodo.parse import record_to_paper
from tests.support.recorded_exchanges import PARSERS, RETRIEVED, Exchange, good

READING = sorted(PARSERS)


def papers_in(result: Any) -> list[Paper]:
    """The papers of whatever a parser gave."""
    if isinstance(result, Paper):
        return [result]
    if isinstance(result, AuthorProfile):
        return list(result.papers or ())
    if isinstance(result, S2AuthorPage):
        return [paper for author in result.authors for paper in papers_in(author)]
    if isinstance(result, SnippetPage):
        return [snippet.paper for snippet in result.snippets if snippet.paper is not None]
    if isinstance(result, Record | RecordFile | Community | CommunityPage | Completion | Release | Diffs):
        return []
    if isinstance(result, list | tuple | None):
        return [paper for item in result or () if isinstance(item, msgspec.Struct) for paper in papers_in(item)]
    if hasattr(result, "edges"):
        return [edge.paper for edge in result.edges if edge.paper is not None]
    return list(result.papers) if hasattr(result, "papers") else [result.paper]


@pytest.mark.parametrize("endpoint", READING)
def test_every_good_answer_is_understood_whole(exchanges: list[Exchange], endpoint: str) -> None:
    recorded = good(exchanges, endpoint)
    assert recorded
    for exchange in recorded:
        result = PARSERS[endpoint](exchange.body)
        assert getattr(result, "skipped", 0) == 0, exchange.name


@pytest.mark.parametrize("endpoint", READING)
def test_no_other_recorded_body_breaks_a_parser(exchanges: list[Exchange], endpoint: str) -> None:
    for exchange in exchanges:
        with contextlib.suppress(BadAnswer):
            PARSERS[endpoint](exchange.body)


@pytest.mark.parametrize("endpoint", READING)
def test_an_error_body_is_never_taken_for_an_answer(exchanges: list[Exchange], endpoint: str) -> None:
    bodies = [exchange.body for exchange in exchanges if exchange.status >= 400]
    assert len(bodies) > 30
    for body in bodies:
        with pytest.raises(BadAnswer):
            PARSERS[endpoint](body)


@pytest.mark.parametrize("endpoint", READING)
def test_what_is_understood_has_the_types_it_claims(exchanges: list[Exchange], endpoint: str) -> None:
    for exchange in good(exchanges, endpoint):
        result = PARSERS[endpoint](exchange.body)
        again = (
            msgspec.convert(msgspec.to_builtins(result, enc_hook=str), type(result))
            if isinstance(result, msgspec.Struct)
            else result
        )
        assert again == result, exchange.name


def test_every_paper_has_plain_text_and_canonical_values(exchanges: list[Exchange]) -> None:
    number = 0
    for exchange in good(exchanges, *READING):
        for paper in papers_in(PARSERS[exchange.endpoint](exchange.body)):
            number += 1
            texts = [paper.title, paper.venue or "", *(author.name for author in paper.authors)]
            assert all(text.isprintable() and text == text.strip() for text in texts), exchange.name
            assert not re.search(r"</?(?:p|i|b|sub|sup|em)>", " ".join([*texts, paper.abstract or ""])), exchange.name
            assert paper.type is None or paper.type in PAPER_TYPES
            assert paper.ids.s2 is None or re.fullmatch("[0-9a-f]{40}", paper.ids.s2)
            assert paper.ids.doi is None or paper.ids.doi == paper.ids.doi.lower()
            assert paper.ids.pmcid is None or paper.ids.pmcid.startswith("PMC")
            assert paper.oa.status in (None, "gold", "hybrid", "bronze", "green", "closed")
            assert paper.oa.license is None or paper.oa.license == paper.oa.license.lower()
            assert all(copy.url.startswith("http") and copy.host and copy.evidence for copy in paper.oa.copies)
            assert paper.id or exchange.endpoint.startswith("s2.")
    assert number > 2000


def rows(body: Any) -> list[dict[str, Any]]:
    """The paper objects of a Semantic Scholar answer, as sent."""
    if isinstance(body, list):
        return [row for row in body if row is not None]
    if "recommendedPapers" in body:
        return list(body["recommendedPapers"])
    if "data" not in body:
        return [body] if "paperId" in body else []
    return [next((row[key] for key in ("citedPaper", "citingPaper") if key in row), row) for row in body["data"] or []]


OF_PAPERS = (
    *("s2.paper", "s2.search", "s2.batch", "s2.citations", "s2.references", "s2.bulk", "s2.match", "s2.author_papers"),
    *("s2.similar", "s2.similar_lists"),
)


def test_semantic_scholar_papers_say_what_was_sent(exchanges: list[Exchange]) -> None:
    for exchange in good(exchanges, *OF_PAPERS):
        sent = [row for row in rows(exchange.body) if row["paperId"] is not None]
        papers = papers_in(PARSERS[exchange.endpoint](exchange.body))
        assert [paper.ids.s2 for paper in papers if paper.ids.s2] == [row["paperId"] for row in sent], exchange.name
        for row, paper in zip(sent, (paper for paper in papers if paper.ids.s2), strict=True):
            assert paper.counts.citations == row.get("citationCount")
            assert paper.counts.references == row.get("referenceCount")
            assert paper.year == row.get("year")
            assert paper.date == row.get("publicationDate")
            assert [author.id for author in paper.authors] == [a["authorId"] for a in row.get("authors") or []]
            external = row.get("externalIds") or {}
            assert paper.ids.doi == (external["DOI"].lower() if "DOI" in external else None) or "v1" in external["DOI"]
            assert paper.ids.corpus == (str(external["CorpusId"]) if "CorpusId" in external else paper.ids.corpus)
            assert paper.ids.dblp == external.get("DBLP")
            assert paper.ids.acl == external.get("ACL")
            assert paper.ids.mag == external.get("MAG")
            assert paper.ids.pmid == external.get("PubMed")
            if "ArXiv" in external:
                assert paper.ids.arxiv == external["ArXiv"]
            url = (row.get("openAccessPdf") or {}).get("url") or None
            assert [copy.url for copy in paper.oa.copies] == ([url] if url else [])


def people(body: Any) -> list[dict[str, Any]]:
    """The author objects of an answer about people, as sent."""
    sent = body if isinstance(body, list) else body.get("data", [body])
    return [row for row in sent if row is not None]


def test_semantic_scholar_authors_say_what_was_sent(exchanges: list[Exchange]) -> None:
    number = 0
    for exchange in good(exchanges, "s2.author", "s2.author_search", "s2.author_batch", "s2.paper_authors"):
        result = PARSERS[exchange.endpoint](exchange.body)
        authors = [result] if isinstance(result, AuthorProfile) else getattr(result, "authors", result)
        known = [author for author in authors if author is not None]
        for row, author in zip(people(exchange.body), known, strict=True):
            number += 1
            assert author.id == row["authorId"]
            assert author.name
            assert author.counts.papers == row.get("paperCount")
            assert author.counts.citations == row.get("citationCount")
            assert author.counts.h_index == row.get("hIndex")
            assert len(author.aliases) == len(row.get("aliases") or ())
            assert author.dblp == tuple((row.get("externalIds") or {}).get("DBLP", ()))
            assert author.orcid == (row.get("externalIds") or {}).get("ORCID")
            assert (author.papers is None) == ("papers" not in row)
            assert [paper.ids.s2 for paper in author.papers or ()] == [
                each["paperId"] for each in row.get("papers", ())
            ]
    assert number > 100
    batches = good(exchanges, "s2.author_batch")
    assert all([row is None for row in batch.body] == [True, False, False, False] for batch in batches)
    assert all(PARSERS["s2.author_batch"](batch.body)[0] is None for batch in batches)


def test_semantic_scholar_passages_say_what_was_sent(exchanges: list[Exchange]) -> None:
    kinds = set()
    for exchange in good(exchanges, "s2.snippets"):
        page = PARSERS["s2.snippets"](exchange.body)
        assert page.version == exchange.body["retrievalVersion"]
        for row, snippet in zip(exchange.body["data"], page.snippets, strict=True):
            sent = row["snippet"]
            kinds.add(snippet.kind)
            assert (snippet.kind, snippet.section, snippet.score) == (
                sent["snippetKind"],
                sent["section"],
                row["score"],
            )
            assert snippet.text.split() == sent["text"].split()
            assert {"start": snippet.start, "end": snippet.end} == sent["snippetOffset"]
            assert len(snippet.sentences) == len(sent["annotations"]["sentences"] or ())
            assert len(snippet.mentions) == len(sent["annotations"]["refMentions"] or ())
            assert snippet.paper.ids.corpus == row["paper"]["corpusId"]
            assert [author.name for author in snippet.paper.authors] == row["paper"]["authors"]
    assert kinds == {"title", "abstract", "body"}


def test_unpaywall_papers_keep_every_location_in_its_order(exchanges: list[Exchange]) -> None:
    for exchange in good(exchanges, "unpaywall.doi"):
        answer = PARSERS["unpaywall.doi"](exchange.body)
        sent = exchange.body["oa_locations"] or []
        assert answer.fields == exchange.body
        assert answer.paper.ids.doi == exchange.body["doi"]
        assert answer.paper.oa.is_oa == exchange.body["is_oa"]
        assert answer.paper.oa.status == exchange.body.get("oa_status")
        assert [copy.url for copy in answer.paper.oa.copies] == [location["url"] for location in sent]
        assert [copy.pdf_url for copy in answer.paper.oa.copies] == [location["url_for_pdf"] for location in sent]
        assert [copy.version for copy in answer.paper.oa.copies] == [location["version"] for location in sent]
        assert sum(copy.is_best for copy in answer.paper.oa.copies) == (1 if sent else 0)
        named = [author for author in exchange.body["z_authors"] or [] if author.keys() - {"sequence"}]
        assert len(answer.paper.authors) == len(named)


def test_zenodo_records_say_what_was_sent(exchanges: list[Exchange]) -> None:
    number = with_pdf = 0
    for exchange in good(exchanges, "zenodo.search", "zenodo.record"):
        result = PARSERS[exchange.endpoint](exchange.body)
        records = [result] if isinstance(result, Record) else list(result.records)
        sent = [exchange.body] if isinstance(result, Record) else exchange.body["hits"]["hits"]
        for record, row in zip(records, sent, strict=True):
            number += 1
            metadata = row["metadata"]
            assert record.all == row
            assert record.id == str(row["id"])
            assert record.doi == (row["doi"].lower() if "doi" in row else None)
            assert record.concept_doi == row.get("conceptdoi")
            assert record.date == metadata["publication_date"]
            assert len(record.creators) == len(metadata["creators"])
            assert record.related == tuple(metadata.get("related_identifiers", ()))
            assert record.keywords[: len(metadata.get("keywords", ()))] == tuple(metadata.get("keywords", ()))
            files = row["files"] if isinstance(row["files"], list) else []
            assert [file.name for file in record.files] == [file.get("key", file.get("filename")) for file in files]
            assert all(file.checksum.startswith("md5:") and file.size is not None for file in record.files)
            for file in record.files:
                assert file.url is not None
                address = urlsplit(file.url)
                assert (address.hostname, address.query, address.fragment) == (_zenodo_host(row), "", ""), file.url
                assert encode_url(file.url) == file.url
                place = unquote(address.path)
                places = (f"/api/records/{record.id}/files/{file.name}/content", f"/{file.name}")
                assert place == places[0] or (place.startswith("/api/files/") and place.endswith(places[1]))
            pdfs = [file for file in record.files if file.type == "pdf"]
            paper = record_to_paper(record, RETRIEVED)
            assert {copy.pdf_url for copy in paper.oa.copies} == (
                {file.url for file in pdfs} if paper.oa.is_oa else set()
            )
            with_pdf += bool(pdfs)
            assert record.type
            assert record.access
    assert number > 90
    assert with_pdf >= 15


def _zenodo_host(row: Any) -> str | None:
    """The host of a record; the recordings of the sandbox have it in the link of the page alone."""
    return urlsplit(row["links"].get("html") or row["links"]["self_html"]).hostname
