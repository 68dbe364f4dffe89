"""The JSON of docs/command-line.md: every key always there, and papers come back from it as they were."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scholar_desktop.domain.attempt import Attempt, Outcome
from scholar_desktop.domain.citations.citation import Citation, CitationContext
from scholar_desktop.domain.errors import ErrorInfo, NoEmail
from scholar_desktop.domain.paper import Author, Copy, Counts, Facts, Ids, OpenAccess, Paper
from scholar_desktop.domain.source import Phase, SourceReport
from scholar_desktop.domain.zenodo.record import Record, RecordFile, RecordStats, Stats
from scholar_desktop.formats.paper_json import (
    attempt_to_json,
    citation_to_json,
    error_to_json,
    facts_to_json,
    paper_from_json,
    paper_to_json,
    record_to_json,
    source_to_json,
)

_PAPER = "id title authors year date venue type abstract tldr fields ids counts oa sources in_library pdf retrieved"
_COPY = "url pdf_url landing_url host host_type version license source is_best evidence"
_RECORD = (
    "id concept_id doi concept_doi title version date type subtype access license creators description keywords "
    "communities related files stats all"
)
PAPER_KEYS, COPY_KEYS, RECORD_KEYS = _PAPER.split(), _COPY.split(), _RECORD.split()
IDS_KEYS = ["s2", "corpus", "doi", "arxiv", "pmid", "pmcid", "mag", "acl", "dblp", "zenodo", "zenodo_concept"]


def as_sent(data: dict[str, Any]) -> dict[str, Any]:
    """*data* as it arrives at the other end."""
    sent = json.loads(json.dumps(data))
    assert isinstance(sent, dict)
    return sent


def test_a_paper_of_which_nothing_is_known_has_every_key() -> None:
    data = as_sent(paper_to_json(Paper("Ice"), in_library=False, pdf=None))
    assert list(data) == PAPER_KEYS
    assert list(data["ids"]) == IDS_KEYS
    assert set(data["ids"].values()) == {None}
    assert data["counts"] == {"citations": None, "references": None, "influential": None, "dated": None}
    assert data["oa"] == {"is_oa": None, "status": None, "license": None, "copies": []}
    assert (data["id"], data["title"], data["authors"], data["fields"], data["sources"]) == ("", "Ice", [], [], [])
    assert [data[key] for key in ("year", "date", "venue", "type", "abstract", "tldr", "pdf", "retrieved")] == [
        None
    ] * 8


def test_a_known_paper_is_written_whole() -> None:
    paper = Paper(
        "Attention is All you Need",
        Ids(s2="204e3073870fae3d05bcbc2f6a8e263d9b72e776", arxiv="1706.03762"),
        (Author("Ashish Vaswani", id="40348417", orcid="0000-0001"),),
        2017,
        date="2017-06-12",
        type="conference",
        counts=Counts(citations=9),
        oa=OpenAccess(
            True, "green", "cc-by", (Copy("https://arxiv.org/pdf/1706.03762", source="arxiv", is_best=True),)
        ),
        sources=("s2", "unpaywall"),
        retrieved="2026-09-01T10:00:00Z",
    )
    data = as_sent(paper_to_json(paper, in_library=True, pdf="/library/a.pdf"))
    assert data["id"] == "s2:204e3073870fae3d05bcbc2f6a8e263d9b72e776"
    assert data["authors"] == [{"name": "Ashish Vaswani", "id": "40348417", "orcid": "0000-0001"}]
    assert (data["in_library"], data["pdf"], data["sources"]) == (True, "/library/a.pdf", ["s2", "unpaywall"])
    (copy,) = data["oa"]["copies"]
    assert list(copy) == COPY_KEYS
    assert copy["is_best"] is True
    assert copy["license"] is None


def test_what_the_services_sent_is_written_as_sent() -> None:
    paper = Paper("Ice", facts=(Facts("s2", "2026-09-01T10:00:00Z", {"paperId": "x", "odd": [1, None]}),))
    written = as_sent(facts_to_json(paper.facts))
    assert written == {"s2": {"retrieved": "2026-09-01T10:00:00Z", "fields": {"paperId": "x", "odd": [1, None]}}}
    whole = {**paper_to_json(paper, in_library=False, pdf=None), "all": written}
    assert paper_from_json(as_sent(whole)) == paper


def test_missing_and_null_keys_are_unknown_and_strange_ones_passed_over() -> None:
    assert paper_from_json({}) == Paper("")
    nothing = dict.fromkeys(PAPER_KEYS)
    assert paper_from_json({**nothing, "files": [], "notes": ["x"], "title": "Ice"}) == Paper("Ice")
    assert paper_from_json({"title": "Ice", "oa": {"copies": None}, "ids": {"new": "1"}}) == Paper("Ice")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"title": 1}, "title: expected `str`, got `int`"),
        ({"year": "2017"}, "year: expected `int"),
        ({"year": True}, "year: expected `int"),
        ({"authors": {"name": "x"}}, "authors: expected `array`"),
        ({"authors": [{"name": "x"}, {"name": 5}]}, r"authors\[1\].name: expected `str`"),
        ({"authors": [{}]}, r"authors\[0\]: object missing required field `name`"),
        ({"authors": [None]}, r"authors\[0\]: expected `object`"),
        ({"ids": {"corpus": 12}}, "ids.corpus: expected `str"),
        ({"oa": {"copies": [{"url": "x", "is_best": "yes"}]}}, r"oa.copies\[0\].is_best: expected `bool`"),
        ({"counts": []}, "counts: expected `object`"),
        ({"all": []}, "all: expected an object"),
        ({"all": {"s2": 1}}, "all.s2: expected an object"),
        ({"all": {"s2": {"retrieved": "x", "fields": 3}}}, "all.s2.fields: expected `object`"),
    ],
)
def test_a_wrong_shape_is_named_by_its_key(data: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        paper_from_json(data)


def test_what_is_no_object_is_no_paper() -> None:
    with pytest.raises(ValueError, match="a paper is an object, not list"):
        paper_from_json([])  # type: ignore[arg-type]


maybe_text = st.none() | st.text(max_size=12)
count = st.none() | st.integers(0, 10**6)
papers = st.builds(
    Paper,
    title=st.text(max_size=30),
    ids=st.builds(Ids, **dict.fromkeys(IDS_KEYS, maybe_text)),
    authors=st.lists(st.builds(Author, name=st.text(), id=maybe_text, orcid=maybe_text), max_size=3).map(tuple),
    year=st.none() | st.integers(1500, 2100),
    date=maybe_text,
    venue=maybe_text,
    type=maybe_text,
    abstract=maybe_text,
    tldr=maybe_text,
    fields=st.lists(st.text(), max_size=3).map(tuple),
    counts=st.builds(Counts, citations=count, references=count, influential=count),
    oa=st.builds(
        OpenAccess,
        is_oa=st.none() | st.booleans(),
        status=maybe_text,
        license=maybe_text,
        copies=st.lists(
            st.builds(
                Copy,
                **{name: maybe_text for name in COPY_KEYS if name not in ("url", "source", "is_best")},
                url=st.text(),
                source=st.text(),
                is_best=st.booleans(),
            ),
            max_size=2,
        ).map(tuple),
    ),
    sources=st.lists(st.sampled_from(["s2", "unpaywall", "zenodo"]), unique=True).map(tuple),
    retrieved=maybe_text,
)


@given(papers, st.booleans())
def test_a_paper_comes_back_as_it_was(paper: Paper, in_library: bool) -> None:
    data = as_sent(paper_to_json(paper, in_library=in_library, pdf=None))
    assert list(data) == PAPER_KEYS
    assert paper_from_json(data) == paper


def test_an_edge_carries_its_sentences_and_the_other_paper() -> None:
    edge = Citation(
        Paper("Ice"), None, (CitationContext("It is cold.", ("background",)),), ("background",), True, False
    )
    data = as_sent(citation_to_json(edge, paper_to_json(Paper("Ice"), in_library=True, pdf="/a.pdf")))
    assert list(data) == ["paper", "text", "contexts", "intents", "influential", "self_citation"]
    assert data["contexts"] == [{"text": "It is cold.", "intents": ["background"]}]
    assert (data["paper"]["title"], data["paper"]["in_library"], data["paper"]["pdf"]) == ("Ice", True, "/a.pdf")
    assert (data["influential"], data["self_citation"]) == (True, False)


def test_an_edge_without_a_paper_has_its_text() -> None:
    data = as_sent(citation_to_json(Citation(None, "A lost book"), None))
    assert (data["paper"], data["text"], data["contexts"], data["intents"]) == (None, "A lost book", [], [])


def test_an_attempt_is_written_whole() -> None:
    attempt = Attempt(
        "https://a.org/x.pdf", "unpaywall", Outcome.HTML_NOT_PDF, 200, "https://a.org/x", 12, None, 0.5, "A page."
    )
    assert as_sent(attempt_to_json(attempt)) == {
        "url": "https://a.org/x.pdf",
        "source": "unpaywall",
        "outcome": "html_not_pdf",
        "http_status": 200,
        "final_url": "https://a.org/x",
        "bytes": 12,
        "sha256": None,
        "seconds": 0.5,
        "reason": "A page.",
    }


def test_a_record_is_written_whole() -> None:
    record = Record(
        "17",
        "Tables",
        concept_id="16",
        creators=(Author("Ida Holm", orcid="0000-0002"),),
        affiliations=(("Ice Lab",),),
        keywords=("ice",),
        related=({"identifier": "10.1/a", "relation": "isSupplementTo"},),
        files=(RecordFile("a.csv", 12, "md5:x", "csv", "https://zenodo.org/a"),),
        stats=RecordStats(this=Stats(views=3)),
        all={"id": 17},
    )
    data = as_sent(record_to_json(record))
    assert list(data) == RECORD_KEYS
    assert data["creators"] == [{"name": "Ida Holm", "id": None, "orcid": "0000-0002", "affiliations": ["Ice Lab"]}]
    assert data["files"] == [
        {
            "name": "a.csv",
            "size": 12,
            "checksum": "md5:x",
            "type": "csv",
            "url": "https://zenodo.org/a",
            "media_type": None,
        }
    ]
    empty = {"views": None, "downloads": None, "unique_views": None, "unique_downloads": None}
    assert data["stats"] == {"this": {**empty, "views": 3}, "all": empty}
    assert data["all"] == {"id": 17}


def test_a_source_says_how_it_ended() -> None:
    error = ErrorInfo("unreachable", "No answer.", "Try again.", "zenodo")
    report = SourceReport("zenodo", Phase.FAILED, requests=4, cached=1, error=error)
    assert as_sent(source_to_json(report)) == {
        "name": "zenodo",
        "state": "failed",
        "requests": 4,
        "cached": 1,
        "total": None,
        "loaded": 0,
        "error": {
            "code": "unreachable",
            "message": "No answer.",
            "hint": "Try again.",
            "subject": "zenodo",
        },
    }
    assert source_to_json(SourceReport("s2", Phase.OK, total=9, loaded=9))["error"] is None


@pytest.mark.parametrize("phase", [Phase.ASKING, Phase.WAITING])
def test_a_source_that_has_not_ended_is_never_written(phase: Phase) -> None:
    with pytest.raises(AssertionError, match="s2 is still"):
        source_to_json(SourceReport("s2", phase))


def test_an_error_is_written_with_its_four_keys() -> None:
    assert error_to_json(NoEmail("Unpaywall needs an address.").info) == {
        "code": "no_email",
        "message": "Unpaywall needs an address.",
        "hint": None,
        "subject": None,
    }
