"""Whose word counts for which field when two services know one paper."""

from __future__ import annotations

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from scholar_desktop.domain.merging.dedupe import merge_rows
from scholar_desktop.domain.merging.merge_fields import is_deposit, merge_fields
from scholar_desktop.domain.paper import Author, Copy, Counts, Facts, Ids, OpenAccess, Paper

PDF = "https://arxiv.org/pdf/1706.03762"


def test_the_first_that_says_something_wins_field_by_field() -> None:
    first = Paper("Ice", Ids(doi="10.1/a"), year=2001, fields=("Physics",), retrieved="2026-01-02T00:00:00Z")
    other = Paper("ICE", Ids(doi="10.1/a", pmid="7"), year=2002, venue="Nature", fields=("physics", "Geology"))
    both = merge_fields(first, other)
    assert (both.title, both.year, both.venue) == ("Ice", 2001, "Nature")
    assert both.ids == Ids(doi="10.1/a", pmid="7")
    assert both.fields == ("Physics", "Geology")
    assert both.retrieved == "2026-01-02T00:00:00Z"


def test_a_row_of_an_earlier_search_is_the_same_row() -> None:
    def found(day: int) -> Paper:
        s2 = Paper("Ice", Ids(s2="a" * 40), counts=Counts(day), sources=("s2",), retrieved=f"2026-01-0{day}T00:00:00Z")
        zenodo = Paper("Ice", Ids(zenodo="7"), sources=("zenodo",), retrieved=f"2026-01-0{day}T00:00:00Z")
        return merge_rows([s2, zenodo])

    for both in (merge_fields(found(1), found(2)), merge_fields(found(2), found(1))):
        assert both.parts == found(2).parts
    stored_twice = msgspec.structs.replace(found(1), parts=(*found(1).parts, *found(2).parts))
    assert merge_fields(stored_twice, found(1)).parts == found(2).parts


def test_semantic_scholar_counts_and_summarises_whatever_its_place() -> None:
    other = Paper("Ice", abstract="Theirs", counts=Counts(citations=1, references=9), sources=("zenodo",))
    s2 = Paper("Ice", abstract="Ours", tldr="Short", counts=Counts(citations=5, influential=0), sources=("s2",))
    for both in (merge_fields(other, s2), merge_fields(s2, other)):
        assert (both.abstract, both.tldr) == ("Ours", "Short")
        assert both.counts == Counts(citations=5, references=9, influential=0)
    assert merge_fields(other, s2).sources == ("zenodo", "s2")


def test_unpaywall_says_how_open_a_paper_is_and_licences_are_in_lower_case() -> None:
    s2 = Paper("Ice", oa=OpenAccess(is_oa=True, status="green", license="CC-BY"), sources=("s2",))
    unpaywall = Paper("Ice", oa=OpenAccess(is_oa=True, status="gold", license="CC-BY-NC"), sources=("unpaywall",))
    for both in (merge_fields(s2, unpaywall), merge_fields(unpaywall, s2)):
        assert (both.oa.status, both.oa.license) == ("gold", "cc-by-nc")


def test_closed_does_not_hold_against_a_copy_that_another_service_knows() -> None:
    closed = Paper("Ice", oa=OpenAccess(is_oa=False, status="closed"), sources=("unpaywall",))
    zenodo = Paper("Ice", oa=OpenAccess(is_oa=True, license="cc-by-4.0", copies=(Copy(PDF),)), sources=("zenodo",))
    both = merge_fields(closed, zenodo)
    assert (both.oa.is_oa, both.oa.status, both.oa.license) == (True, "green", "cc-by-4.0")
    not_open = Paper("Ice", oa=OpenAccess(is_oa=False), sources=("s2",))
    assert merge_fields(not_open, zenodo).oa.is_oa is True
    without_copy = merge_fields(closed, Paper("Ice", sources=("s2",)))
    assert (without_copy.oa.is_oa, without_copy.oa.status) == (False, "closed")


def test_one_place_is_one_copy_with_all_that_is_known_of_it() -> None:
    s2 = Copy("http://www.arxiv.org/pdf/1706.03762.pdf#page=1", source="s2", is_best=True)
    unpaywall = Copy(PDF, pdf_url=PDF, license="cc-by", version="submittedVersion", source="unpaywall", is_best=True)
    elsewhere = Copy("https://zenodo.org/records/1/files/a.pdf?download=1", source="zenodo")
    one = Paper("Ice", oa=OpenAccess(copies=(s2, elsewhere)), sources=("s2",))
    other = Paper("Ice", oa=OpenAccess(copies=(unpaywall,)), sources=("unpaywall",))
    copies = merge_fields(one, other).oa.copies
    assert len(copies) == 2
    assert [(copy.license, copy.version, copy.is_best) for copy in copies if "arxiv" in copy.url] == [
        ("cc-by", "submittedVersion", True)
    ]


def test_unpaywalls_best_copy_is_the_only_best_one() -> None:
    s2 = Paper("Ice", oa=OpenAccess(copies=(Copy("https://a.org/x", source="s2", is_best=True),)), sources=("s2",))
    unpaywall = Paper(
        "Ice",
        oa=OpenAccess(copies=(Copy("https://b.org/x", source="unpaywall", is_best=True),)),
        sources=("unpaywall",),
    )
    assert [copy.url for copy in merge_fields(s2, unpaywall).oa.copies if copy.is_best] == ["https://b.org/x"]


def test_the_longer_list_of_authors_wins_and_takes_the_ids_of_the_other() -> None:
    linked = (Author("A. Vaswani", id="40348417"), Author("N. Shazeer", id="1846258"))
    named = (Author("Ashish Vaswani"), Author("Shazeer, Noam", orcid="0000-0001"), Author("Niki Parmar"))
    for both in (merge_fields(Paper("x", authors=linked), Paper("x", authors=named)),):
        assert both.authors == (
            Author("Ashish Vaswani", id="40348417"),
            Author("Shazeer, Noam", id="1846258", orcid="0000-0001"),
            Author("Niki Parmar"),
        )


def test_of_lists_of_one_length_the_one_with_ids_wins() -> None:
    named, linked = (Author("Vaswani"),), (Author("A. Vaswani", id="40348417"),)
    assert merge_fields(Paper("x", authors=named), Paper("x", authors=linked)).authors == linked
    assert merge_fields(Paper("x", authors=linked), Paper("x", authors=named)).authors == linked


def test_two_authors_of_one_name_take_no_ids_from_each_other() -> None:
    named = (Author("Y. Wang"), Author("Y. Wang"), Author("Li"))
    linked = (Author("Yi Wang", id="1"), Author("Yu Wang", id="2"))
    assert merge_fields(Paper("x", authors=named), Paper("x", authors=linked)).authors == named


def test_the_articles_doi_venue_and_year_go_before_the_preprints() -> None:
    preprint = Paper("x", Ids(doi="10.1101/2024.04.01.587366"), year=2024, date="2024-04-01", venue="bioRxiv")
    article = Paper("x", Ids(doi="10.1016/j.xgen.2025.100814"), year=2025, type="article")
    for both in (merge_fields(preprint, article), merge_fields(article, preprint)):
        assert both.ids.doi == "10.1016/j.xgen.2025.100814"
        assert (both.year, both.date, both.type, both.venue) == (2025, None, "article", "bioRxiv")


def test_a_dropped_arxiv_or_zenodo_doi_leaves_its_id() -> None:
    article = Paper("x", Ids(doi="10.5555/a"))
    assert merge_fields(Paper("x", Ids(doi="10.48550/arxiv.1706.03762")), article).ids == Ids(
        doi="10.5555/a", arxiv="1706.03762"
    )
    assert merge_fields(article, Paper("x", Ids(doi="10.5281/zenodo.12"))).ids == Ids(doi="10.5555/a", zenodo="12")


def test_a_version_goes_before_the_work_as_a_whole() -> None:
    concept = Paper("x", Ids(s2="a" * 40, doi="10.5281/zenodo.11"))
    version = Paper("x", Ids(doi="10.5281/zenodo.12", zenodo="12", zenodo_concept="11"))
    for both in (merge_fields(concept, version), merge_fields(version, concept)):
        assert both.ids == Ids(s2="a" * 40, doi="10.5281/zenodo.12", zenodo="12", zenodo_concept="11")


def test_the_newest_facts_of_each_source_stay() -> None:
    old = Facts("s2", "2026-01-01T00:00:00Z", {"title": "old"})
    new = Facts("s2", "2026-02-01T00:00:00Z", {"title": "new", "odd": None})
    theirs = Facts("zenodo", "2025-01-01T00:00:00Z", {"id": 1})
    both = merge_fields(Paper("x", facts=(old, theirs)), Paper("x", facts=(new,)))
    assert both.facts == (new, theirs)


def test_what_lies_on_a_preprint_server_or_an_open_repository_is_a_deposit() -> None:
    assert is_deposit(Paper("x", Ids(doi="10.31234/osf.io/abc")))
    assert is_deposit(Paper("x", Ids(arxiv="1706.03762"), venue="arXiv.org"))
    assert is_deposit(Paper("x", Ids(doi="10.5555/a"), type="preprint"))
    assert not is_deposit(Paper("x", Ids(arxiv="1706.03762"), venue="Neural Information Processing Systems"))
    assert not is_deposit(Paper("x", Ids(arxiv="1706.03762", doi="10.1109/x")))
    assert not is_deposit(Paper("x", Ids(doi="10.1101/gr.107524.110")))
    assert not is_deposit(Paper("x"))


short = st.text("ab C-é", max_size=6)
maybe = st.none() | short
copies = st.lists(
    st.builds(Copy, url=st.sampled_from(["https://a.org/x", "https://b.org/y/", "http://b.org/y", "not a url"])),
    max_size=3,
    unique_by=lambda copy: copy.url.rstrip("/").replace("https", "http"),
)
papers = st.builds(
    Paper,
    title=short,
    ids=st.builds(Ids, doi=st.none() | st.sampled_from(["10.1/a", "10.5281/zenodo.3"]), arxiv=maybe, s2=maybe),
    authors=st.lists(st.builds(Author, name=short, id=maybe, orcid=maybe), max_size=3).map(tuple),
    year=st.none() | st.integers(1900, 2030),
    venue=maybe,
    abstract=maybe,
    counts=st.builds(Counts, citations=st.none() | st.integers(0, 9)),
    oa=st.builds(OpenAccess, is_oa=st.none() | st.booleans(), status=maybe, copies=copies.map(tuple)),
    sources=st.lists(st.sampled_from(["s2", "unpaywall", "zenodo"]), unique=True).map(tuple),
)


@given(papers, papers)
def test_nothing_that_either_knows_is_forgotten(one: Paper, other: Paper) -> None:
    both = merge_fields(one, other)
    for name in ("title", "year", "venue", "abstract"):
        assert (getattr(both, name) or None) in (getattr(one, name) or None, getattr(other, name) or None)
        if getattr(one, name) or getattr(other, name):
            assert getattr(both, name)
    assert set(both.sources) == {*one.sources, *other.sources}
    assert len(both.authors) == max(len(one.authors), len(other.authors))
    assert {copy.url.rstrip("/").partition(":")[2] for copy in both.oa.copies} == {
        copy.url.rstrip("/").partition(":")[2] for copy in (*one.oa.copies, *other.oa.copies)
    }


@given(papers)
def test_a_paper_combined_with_itself_says_no_more_and_no_less(paper: Paper) -> None:
    both = merge_fields(paper, paper)
    assert (both.title, both.ids, both.year, both.counts) == (paper.title, paper.ids, paper.year, paper.counts)
    assert [author.name for author in both.authors] == [author.name for author in paper.authors]
    assert merge_fields(both, both) == both
