"""Every rung of the ladder brings a paper whose only working copy it is, and is asked only when its turn comes."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from scholar_desktop.domain.download import DownloadItem
from scholar_desktop.domain.request_options import RequestOptions
from tests.support.drawn_pdfs import draw_paper
from tests.support.fake_web import FakeWeb, Reply, page, pdf

if TYPE_CHECKING:
    from tests.support.fake_web_fixtures import Started

TITLE = "On the engine that weaves algebraic patterns"
DOI = "10.5555/engine"
CLOUD = "pmc-oa-opendata.s3.amazonaws.com"
EUROPE_PMC_REST = "www.ebi.ac.uk/europepmc/webservices/rest/search"


def paper_pdf() -> Reply:
    return pdf(draw_paper(TITLE, ("Ada Lovelace", "Grace Hopper")))


def listing(*keys: str) -> Reply:
    entries = "".join(f"<Contents><Key>{key}</Key><Size>9</Size></Contents>" for key in keys)
    xml = f'<?xml version="1.0"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">{entries}</ListBucketResult>'
    return Reply(200, xml.encode(), {"Content-Type": "application/xml"})


def answer(body: object) -> Reply:
    return Reply(200, json.dumps(body).encode(), {"Content-Type": "application/json"})


def known_as(world: FakeWeb, doi: str = DOI, **ids: str) -> None:
    """Semantic Scholar knows these ids of the paper too."""
    world.s2[f"doi:{doi}".lower()]["externalIds"] |= ids


async def got(started: Started, identifier: str = DOI, **variables: str) -> DownloadItem:
    async with started(**variables) as backend:
        [item] = await backend.batch_download.get([identifier], ask=RequestOptions(), on_item=lambda _item: None)
        return item


def by_unpaywalls_best(world: FakeWeb) -> str:
    world.add_paper(TITLE, doi=DOI, copies=["https://repo.org/best.pdf"])
    world.web["repo.org/best.pdf"] = paper_pdf()
    return "unpaywall"


def by_another_location_of_unpaywall(world: FakeWeb) -> str:
    world.add_paper(TITLE, doi=DOI, copies=["https://repo.org/best.pdf", "https://other.org/second.pdf"])
    world.web["other.org/second.pdf"] = paper_pdf()
    return "unpaywall"


def by_semantic_scholars_open_copy(world: FakeWeb) -> str:
    world.add_paper(TITLE, doi=DOI, s2_pdf="https://lab.org/x.pdf")
    world.web["lab.org/x.pdf"] = paper_pdf()
    return "s2"


def by_arxiv(world: FakeWeb) -> str:
    world.add_paper(TITLE, doi=DOI, arxiv="2004.05150")
    world.web["arxiv.org/pdf/2004.05150"] = paper_pdf()
    return "arxiv"


def by_pmcs_cloud(world: FakeWeb) -> str:
    world.add_paper(TITLE, doi=DOI, pages=["https://www.ncbi.nlm.nih.gov/pmc/articles/2808891"])
    world.web[f"{CLOUD}/?list-type=2&prefix=PMC2808891."] = listing(
        "PMC2808891.1/PMC2808891.1.pdf", "PMC2808891.10/PMC2808891.10.pdf", "PMC2808891.9/PMC2808891.9.pdf"
    )
    world.web[f"{CLOUD}/PMC2808891.10/PMC2808891.10.pdf"] = paper_pdf()
    return "pmc"


def by_europe_pmc(world: FakeWeb) -> str:
    world.add_paper(TITLE, doi=DOI, is_oa=True)
    known_as(world, PubMedCentral="2808891")
    world.web["europepmc.org/articles/PMC2808891?pdf=render"] = paper_pdf()
    return "europepmc"


def by_europe_pmcs_search(world: FakeWeb) -> str:
    world.add_paper(TITLE, doi=DOI, is_oa=True)
    known_as(world, PubMed="123456")
    links = [
        {"documentStyle": "pdf", "availabilityCode": "OA", "site": "PubMedCentral", "url": "https://pmc.org/x.pdf"},
        {"documentStyle": "html", "availabilityCode": "OA", "site": "Europe_PMC", "url": "https://europepmc.org/a"},
        {"documentStyle": "pdf", "availabilityCode": "S", "site": "DOI", "url": "https://closed.org/x.pdf"},
        {"documentStyle": "pdf", "availabilityCode": "OA", "site": "Unpaywall", "url": "https://lab.org/x.pdf"},
    ]
    row = {"doi": DOI.upper(), "hasPDF": "N", "license": "cc by", "fullTextUrlList": {"fullTextUrl": links}}
    other = {"doi": "10.5555/other", "pmcid": "PMC1", "hasPDF": "Y"}
    world.web[EUROPE_PMC_REST] = answer({"resultList": {"result": [other, row]}})
    world.web["lab.org/x.pdf"] = paper_pdf()
    return "europepmc"


def by_the_acl_anthology(world: FakeWeb) -> str:
    world.add_paper(TITLE, doi=DOI, is_oa=True)
    known_as(world, ACL="2020.acl-main.1")
    world.web["aclanthology.org/2020.acl-main.1.pdf"] = paper_pdf()
    return "acl"


def by_biorxivs_versions(world: FakeWeb) -> str:
    doi = "10.1101/2020.01.01.123456"
    world.add_paper(TITLE, doi=doi, is_oa=True)
    rows = [{"doi": doi, "version": str(n), "license": "cc_by", "server": "bioRxiv"} for n in (1, 2, 10)]
    world.web[f"api.biorxiv.org/details/biorxiv/{doi}/na/json"] = answer({"collection": rows})
    world.web[f"www.biorxiv.org/content/{doi}v10.full.pdf"] = paper_pdf()
    return "biorxiv"


def by_medrxivs_versions(world: FakeWeb) -> str:
    doi = "10.1101/2020.01.01.123456"
    world.add_paper(TITLE, doi=doi, is_oa=True)
    world.web[f"api.biorxiv.org/details/biorxiv/{doi}/na/json"] = answer({"messages": [{"status": "no posts found"}]})
    rows = [{"doi": doi, "version": "1", "server": "medRxiv"}]
    world.web[f"api.biorxiv.org/details/medrxiv/{doi}/na/json"] = answer({"collection": rows})
    world.web[f"www.medrxiv.org/content/{doi}v1.full.pdf"] = paper_pdf()
    return "biorxiv"


def by_biorxivs_page(world: FakeWeb) -> str:
    url = "https://www.biorxiv.org/content/10.1101/2020.01.01.123456v1"
    world.add_paper(TITLE, doi=DOI, pages=[url])
    named = f'<meta name="citation_pdf_url" content="{url}.full.pdf">'
    world.web["www.biorxiv.org/content/10.1101/2020.01.01.123456v1"] = page(named)
    world.web["www.biorxiv.org/content/10.1101/2020.01.01.123456v1.full.pdf"] = paper_pdf()
    return "landing"


def by_the_largest_matching_file_of_a_zenodo_page(world: FakeWeb) -> str:
    world.add_paper(TITLE, doi=DOI, pages=["https://zenodo.org/record/7001"])
    named = {"supplement.pdf": b"%PDF-1.4 no", "engine.pdf": draw_paper(TITLE, ("Ada Lovelace",))}
    files = [
        {
            "key": name,
            "size": len(content),
            "links": {"self": f"https://zenodo.org/api/records/7001/files/{name}/content"},
        }
        for name, content in named.items()
    ]
    record = {"id": 7001, "doi": "10.5281/zenodo.7001", "metadata": {"title": TITLE}, "files": files}
    world.web["zenodo.org/api/records/7001"] = answer(record)
    for name, content in named.items():
        world.web[f"zenodo.org/api/records/7001/files/{name}/content"] = pdf(content)
    return "unpaywall"


def by_openreview(world: FakeWeb) -> str:
    world.add_paper(TITLE, doi=DOI, pages=["https://openreview.net/forum?id=rJXMpikCZ&noteId=x"])
    world.web["openreview.net/pdf?id=rJXMpikCZ"] = paper_pdf()
    return "unpaywall"


def by_the_dois_landing_page(world: FakeWeb) -> str:
    world.add_paper(TITLE, doi=DOI, copies=["https://press.org/viewer.pdf"])
    world.unpaywall[DOI]["oa_status"] = "gold"
    world.web[f"doi.org/{DOI}"] = page('<meta name="citation_pdf_url" content="https://press.org/real.pdf">')
    world.web["press.org/real.pdf"] = paper_pdf()
    return "landing"


@pytest.mark.parametrize(
    "only_copy",
    [
        by_unpaywalls_best,
        by_another_location_of_unpaywall,
        by_semantic_scholars_open_copy,
        by_arxiv,
        by_pmcs_cloud,
        by_europe_pmc,
        by_europe_pmcs_search,
        by_the_acl_anthology,
        by_biorxivs_versions,
        by_medrxivs_versions,
        by_biorxivs_page,
        by_the_largest_matching_file_of_a_zenodo_page,
        by_openreview,
        by_the_dois_landing_page,
    ],
)
async def test_the_only_working_copy_is_found(
    only_copy: Callable[[FakeWeb], str], world: FakeWeb, started: Started
) -> None:
    source = only_copy(world)
    doi = next(iter(world.unpaywall))
    item = await got(started, doi)
    assert item.outcome == "saved", item.attempts
    assert item.attempts[-1].source == source
    assert not any("ncbi.nlm.nih.gov" in url for url in world.web_requests()), "PMC's own pages are not for programs"


async def test_a_file_of_a_zenodo_record_is_found(world: FakeWeb, started: Started) -> None:
    content = draw_paper(TITLE, ("Ada Lovelace",))
    from hashlib import md5

    sums = {"data.pdf": md5(content).hexdigest(), "paper.pdf": md5(content).hexdigest()}
    doi = world.add_record("7001", TITLE, {"paper.pdf": content}, md5=sums)
    item = await got(started, doi)
    assert item.outcome == "saved"
    assert item.attempts[-1].source == "zenodo"


async def test_a_link_that_the_person_named_is_tried_first_and_remembered(world: FakeWeb, started: Started) -> None:
    world.add_paper(TITLE, doi=DOI, is_oa=False)
    world.web["home.org/~ada/engine.pdf"] = paper_pdf()
    async with started() as backend:
        paper = await backend.papers.open(_identifier(DOI), lambda _paper: None, RequestOptions())
        await backend.user_links.add(paper, " home.org/~ada/engine.pdf ")
    item = await got(started)
    assert [(one.source, one.outcome) for one in item.attempts] == [("user", "saved")]


async def test_a_paper_whose_first_copy_works_costs_no_look_up_of_later_rungs(world: FakeWeb, started: Started) -> None:
    doi = "10.1101/2020.01.01.123456"
    world.add_paper(TITLE, doi=doi, copies=["https://repo.org/x.pdf"], arxiv="2004.05150")
    known_as(world, doi, PubMedCentral="2808891", ACL="P19-1001", PubMed="7")
    world.unpaywall[doi]["oa_status"] = "gold"
    world.web["repo.org/x.pdf"] = paper_pdf()
    item = await got(started, doi)
    assert item.outcome == "saved"
    assert len(item.copies) == 8
    assert world.web_requests() == ["repo.org/x.pdf"]
    assert len(world.service_requests()) == 2


async def test_look_ups_that_know_nothing_are_no_attempts(world: FakeWeb, started: Started) -> None:
    doi = "10.1101/2020.01.01.123456"
    world.add_paper(TITLE, doi=doi, copies=["https://repo.org/x.pdf"])
    known_as(world, doi, PubMed="7")
    world.unpaywall[doi]["oa_status"] = "gold"
    item = await got(started, doi)
    own_page = f"https://doi.org/{doi}"
    assert [one.url for one in item.attempts] == ["https://repo.org/x.pdf", own_page], "a page is an attempt"
    assert item.outcome == "unavailable"
    assert len(world.web_requests()) == 5, "the copy, two servers of preprints, Europe PMC, the paper's page"


async def test_a_page_that_names_no_pdf_is_an_attempt(world: FakeWeb, started: Started) -> None:
    world.add_paper(TITLE, doi=DOI, copies=["https://repo.org/x.pdf"])
    world.unpaywall[DOI]["oa_status"] = "gold"
    world.web[f"doi.org/{DOI}"] = page("<title>Read me in a browser</title>")
    item = await got(started)
    assert [(one.source, one.outcome) for one in item.attempts] == [
        ("unpaywall", "unavailable"),
        ("landing", "html_not_pdf"),
    ]
    assert item.outcome == "needs_person", "a person can look at the page"


async def test_a_page_that_links_to_what_was_tried_is_no_attempt(world: FakeWeb, started: Started) -> None:
    world.add_paper(TITLE, doi=DOI, copies=["https://repo.org/x.pdf"])
    world.unpaywall[DOI]["oa_status"] = "gold"
    world.web[f"doi.org/{DOI}"] = page('<meta name="citation_pdf_url" content="https://repo.org/x.pdf">')
    item = await got(started)
    assert [(one.source, one.outcome) for one in item.attempts] == [("unpaywall", "unavailable")]
    assert item.outcome == "unavailable"


async def test_a_look_up_that_gives_no_answer_is_tried_again_later(world: FakeWeb, started: Started) -> None:
    world.add_paper(TITLE, doi=DOI, is_oa=True)
    known_as(world, PubMed="7")
    world.web[EUROPE_PMC_REST] = page("<title>Service unavailable</title>", 503)
    item = await got(started)
    assert item.outcome == "temporary"
    assert item.attempts[0].source == "europepmc"


async def test_a_closed_paper_whose_identifiers_lead_nowhere_stays_closed(world: FakeWeb, started: Started) -> None:
    world.add_paper(TITLE, doi=DOI, is_oa=False)
    known_as(world, PubMedCentral="2808891", PubMed="7")
    item = await got(started)
    assert (item.outcome, item.attempts) == ("closed", ())
    assert not any("europepmc/webservices" in url or "doi.org" in url for url in world.web_requests())


async def test_the_papers_own_page_is_asked_when_look_ups_alone_are_left(world: FakeWeb, started: Started) -> None:
    doi = "10.1101/2020.01.01.123456"
    world.add_paper(TITLE, doi=doi)
    del world.unpaywall[doi]
    world.web[f"doi.org/{doi}"] = page('<meta name="citation_pdf_url" content="https://press.org/real.pdf">')
    world.web["press.org/real.pdf"] = paper_pdf()
    item = await got(started, doi)
    assert [(one.source, one.outcome) for one in item.attempts] == [("landing", "saved")]


async def test_it_stays_closed_when_that_page_names_none_either(world: FakeWeb, started: Started) -> None:
    doi = "10.1101/2020.01.01.123456"
    world.add_paper(TITLE, doi=doi)
    del world.unpaywall[doi]
    world.web[f"doi.org/{doi}"] = page("<title>Buy it</title>")
    item = await got(started, doi)
    assert item.outcome == "closed"
    assert [one.outcome for one in item.attempts] == ["html_not_pdf"]


async def test_only_copies_with_a_licence_are_tried_where_the_person_wants_that(
    world: FakeWeb, started: Started
) -> None:
    world.add_paper(TITLE, doi=DOI, copies=["https://repo.org/free.pdf", "https://repo.org/licensed.pdf"])
    free, licensed = world.unpaywall[DOI]["oa_locations"]
    free["license"], licensed["license"] = "implied-oa", "cc-by-nc"
    world.web["repo.org/free.pdf"] = world.web["repo.org/licensed.pdf"] = paper_pdf()
    item = await got(started, COPY_ORDER="licensed")
    assert [one.url for one in item.attempts] == ["https://repo.org/licensed.pdf"]


async def test_a_paper_without_a_licensed_copy_says_so_and_asks_nobody(world: FakeWeb, started: Started) -> None:
    world.add_paper(TITLE, doi=DOI, copies=["https://repo.org/free.pdf"])
    world.unpaywall[DOI]["oa_locations"][0]["license"] = None
    item = await got(started, COPY_ORDER="licensed")
    assert (item.outcome, world.web_requests()) == ("closed", [])
    assert "open licence" in item.reason


async def test_the_published_version_goes_first_where_the_person_wants_that(world: FakeWeb, started: Started) -> None:
    world.add_paper(TITLE, doi=DOI, copies=["https://repo.org/a.pdf", "https://dl.acm.org/doi/pdf/10.1145/1"])
    world.unpaywall[DOI]["oa_locations"][1]["version"] = "publishedVersion"
    world.web["repo.org/a.pdf"] = world.web["dl.acm.org/doi/pdf/10.1145/1"] = paper_pdf()
    item = await got(started, COPY_ORDER="published")
    assert [one.url for one in item.attempts] == ["https://dl.acm.org/doi/pdf/10.1145/1"]


def _identifier(text: str):  # type: ignore[no-untyped-def]
    from scholar_desktop.domain.identifiers.identifiers import parse

    found = parse(text)
    assert found is not None
    return found
