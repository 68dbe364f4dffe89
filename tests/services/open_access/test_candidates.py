"""The order of the copies, and that each place stands in it once."""

from __future__ import annotations

import pytest

from scholar_desktop.domain.paper import Copy, Facts, Ids, OpenAccess, Paper
from scholar_desktop.services.open_access.candidates import doi_landing_page, order_copies
from scholar_desktop.services.web.url_rules import doi_page, normalise_url


def a_copy(url: str, *, pdf: bool = True, source: str = "unpaywall", **more: object) -> Copy:
    return Copy(url=url, pdf_url=url if pdf else None, landing_url=None if pdf else url, source=source, **more)  # type: ignore[arg-type]


def a_paper(*copies: Copy, facts: tuple[Facts, ...] = (), **ids: str) -> Paper:
    return Paper(title="A paper", ids=Ids(**ids), oa=OpenAccess(copies=copies), facts=facts)


def urls(paper: Paper) -> list[str]:
    return [copy.url for copy in order_copies(paper)]


def test_direct_links_go_before_pages() -> None:
    assert urls(a_paper(a_copy("https://a.org/page", pdf=False), a_copy("https://b.org/x.pdf"))) == [
        "https://b.org/x.pdf",
        "https://a.org/page",
    ]


def test_hosts_that_refuse_programs_go_last_among_direct_links() -> None:
    paper = a_paper(
        a_copy("https://onlinelibrary.wiley.com/doi/pdf/10.1/x", is_best=True, version="publishedVersion"),
        a_copy("https://repo.example.org/x.pdf", version="acceptedVersion"),
        a_copy("https://repo.example.org/page", pdf=False),
    )
    assert [url.split("/")[2] for url in urls(paper)] == [
        "repo.example.org",
        "onlinelibrary.wiley.com",
        "repo.example.org",
    ]


def test_the_best_copy_and_the_published_version_go_first() -> None:
    paper = a_paper(
        a_copy("https://a.org/submitted", version="submittedVersion"),
        a_copy("https://a.org/unknown"),
        a_copy("https://a.org/published", version="publishedVersion"),
        a_copy("https://a.org/best", version="acceptedVersion", is_best=True),
    )
    assert [url.rsplit("/", 1)[1] for url in urls(paper)] == ["best", "published", "unknown", "submitted"]


def test_equal_copies_keep_the_order_of_the_service() -> None:
    paper = a_paper(*(a_copy(f"https://a.org/{n}") for n in range(5)))
    assert [url[-1] for url in urls(paper)] == list("01234")


def test_arxiv_is_asked_by_the_papers_id_once() -> None:
    assert urls(a_paper(arxiv="2004.05150")) == ["https://arxiv.org/pdf/2004.05150"]
    assert urls(a_paper(doi="10.48550/arxiv.2004.05150")) == ["https://arxiv.org/pdf/2004.05150"]
    named = a_copy("http://arxiv.org/pdf/2004.05150v2.pdf")
    assert urls(a_paper(named, arxiv="2004.05150")) == ["http://arxiv.org/pdf/2004.05150v2.pdf"]


def test_an_old_arxiv_id_keeps_its_slash() -> None:
    assert urls(a_paper(arxiv="hep-th/9901001")) == ["https://arxiv.org/pdf/hep-th/9901001"]


def test_arxivs_page_of_a_paper_tells_its_pdf() -> None:
    [copy] = order_copies(a_paper(a_copy("https://arxiv.org/abs/2004.05150", pdf=False), arxiv="2004.05150"))
    assert copy.pdf_url == "https://arxiv.org/pdf/2004.05150"


@pytest.mark.parametrize("doi", ["10.1101/2024.04.01.587366", "10.1016/j.xgen.2025.100814"])
def test_biorxiv_is_asked_for_the_versions_of_a_preprint_also_when_its_article_was_merged_with_it(doi: str) -> None:
    copy = a_copy("https://www.biorxiv.org/content/biorxiv/early/2024/04/01/2024.04.01.587366.full.pdf")
    asked = [url for url in urls(a_paper(copy, doi=doi)) if "api.biorxiv.org" in url]
    assert [url.rpartition("/na/")[0].split("/", 5)[-1] for url in asked] == ["10.1101/2024.04.01.587366"]


@pytest.mark.parametrize(
    "url",
    [
        "https://www.ncbi.nlm.nih.gov/pmc/articles/PMC2808891/pdf/main.pdf",
        "https://pmc.ncbi.nlm.nih.gov/articles/PMC2808891",
        "https://www.ncbi.nlm.nih.gov/pmc/articles/2808891",
        "https://europepmc.org/articles/pmc2808891",
        "https://europepmc.org/articles/PMC2808891?pdf=render",
    ],
)
@pytest.mark.parametrize("pdf", [True, False])
def test_pmcs_own_pages_are_asked_for_at_europe_pmc(url: str, pdf: bool) -> None:
    copy, cloud = order_copies(a_paper(a_copy(url, pdf=pdf, license="cc-by", version="acceptedVersion")))
    assert cloud.url == "https://pmc-oa-opendata.s3.amazonaws.com/?list-type=2&prefix=PMC2808891."
    assert (cloud.source, cloud.license, cloud.version) == ("pmc", "cc-by", "acceptedVersion")
    assert copy.url == copy.pdf_url == "https://europepmc.org/articles/PMC2808891?pdf=render"
    assert copy.host == "europepmc.org"


def test_a_place_that_two_services_name_stands_once_with_what_both_say() -> None:
    paper = a_paper(
        a_copy("http://www.repo.org/x.pdf#page=1", version="acceptedVersion"),
        a_copy("https://repo.org:443/x.pdf", source="s2", license="cc-by"),
    )
    [copy] = order_copies(paper)
    assert (copy.source, copy.version, copy.license) == ("unpaywall", "acceptedVersion", "cc-by")
    assert copy.pdf_url == "https://repo.org:443/x.pdf"


def test_an_address_that_is_none_is_left_out() -> None:
    assert urls(a_paper(a_copy("ftp://a.org/x.pdf"), a_copy("/x.pdf"), a_copy("https://[x/y"))) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://A.org/x", "https://www.a.org/x#top"),
        ("https://a.org:443/x%2fy", "https://a.org/x%2Fy"),
        ("https://a.org", "https://a.org/"),
        ("https://doi.org/10.1/ABC", "http://dx.doi.org/10.1/abc"),
        ("https://export.arxiv.org/pdf/2004.05150.pdf", "https://arxiv.org/abs/2004.05150"),
    ],
)
def test_spellings_of_one_place_are_equal(one: str, other: str) -> None:
    assert normalise_url(one) == normalise_url(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://a.org/x", "https://a.org/X"),
        ("https://a.org/x?id=1", "https://a.org/x?id=2"),
        ("https://a.org/x", "https://a.org:8443/x"),
        ("https://arxiv.org/pdf/2004.05150v1", "https://arxiv.org/pdf/2004.05150v2"),
    ],
)
def test_other_places_are_not(one: str, other: str) -> None:
    assert normalise_url(one) != normalise_url(other)


def test_a_doi_is_percent_encoded_but_for_its_slashes() -> None:
    assert doi_page("10.1002/(sici)1097<1::aid>3.0.co;2-#/x") == (
        "https://doi.org/10.1002/%28sici%291097%3C1%3A%3Aaid%3E3.0.co%3B2-%23/x"
    )


def test_the_papers_own_page_is_a_last_resort_unless_unpaywall_says_it_is_closed() -> None:
    page = doi_landing_page(a_paper(doi="10.5555/x"))
    assert page is not None
    assert page.url == "https://doi.org/10.5555/x"
    closed = Facts("unpaywall", "2026-11-20T00:00:00Z", {"is_oa": False})
    assert doi_landing_page(a_paper(doi="10.5555/x", facts=(closed,))) is None
    assert doi_landing_page(a_paper(doi="10.5281/zenodo.7")) is None
    assert doi_landing_page(a_paper(s2="a" * 40)) is None
