"""The web of the demo: every way in which an address behaves, and the rules for the hosts that have some."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from typing import Any

import httpx
import pypdfium2
import pytest

from scholar_desktop.demo.corpus.corpus import DemoCorpus
from scholar_desktop.demo.corpus.corpus_file import Address
from tests.support.demo_fixture import Demo

Visit = Callable[..., httpx.Response]


def text_of(data: bytes, pages: int = 1) -> str:
    document = pypdfium2.PdfDocument(data)
    try:
        return "\n".join(document[number].get_textpage().get_text_range() for number in range(pages))
    finally:
        document.close()


def letters(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())


def address(corpus: DemoCorpus, kind: str) -> Address:
    return next(each for each in corpus.data.web if each.kind == kind)


# --- arXiv and the PDFs


def test_arxiv_sends_the_paper_with_its_title_authors_and_number(visit: Visit) -> None:
    for host in ("arxiv.org", "export.arxiv.org"):
        answer = visit(f"https://{host}/pdf/1706.03762")
        assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
        assert int(answer.headers["content-length"]) == len(answer.content) > 20_000
        assert answer.content.rstrip().endswith(b"%%EOF")
        text = text_of(answer.content)
        for words in ("Attention is All you Need", "Ashish Vaswani", "arXiv:1706.03762", "2017"):
            assert words in text
        assert "not that of the paper" in text


def test_the_same_paper_is_the_same_bytes_each_time(visit: Visit, demo: Demo) -> None:
    first = visit("https://arxiv.org/pdf/1506.01497").content
    demo.reset()
    assert visit("https://arxiv.org/pdf/1506.01497v2").content == first


def test_arxiv_redirects_the_old_ending_and_has_a_page(visit: Visit) -> None:
    old = visit("https://arxiv.org/pdf/1706.03762v2.pdf")
    assert (old.status_code, old.headers["location"]) == (301, "https://arxiv.org/pdf/1706.03762v2")
    page = visit("https://arxiv.org/abs/1706.03762")
    assert '<meta name="citation_pdf_url" content="https://arxiv.org/pdf/1706.03762">' in page.text
    assert visit("https://arxiv.org/pdf/9999.99999").status_code == 404


@pytest.mark.parametrize("place", range(0, 420, 35))
def test_the_pdf_of_any_paper_opens_and_names_it(corpus: DemoCorpus, visit: Visit, place: int) -> None:
    works = [work for work in corpus.scholar if work.arxiv and f"arxiv.org/pdf/{work.arxiv}" not in corpus.web]
    work = works[place % len(works)]
    text = text_of(visit(f"https://arxiv.org/pdf/{work.arxiv}").content)
    assert letters(work.title)[:40] in letters(text)


# --- Range


def test_a_download_can_be_taken_up_again(visit: Visit) -> None:
    url = "https://arxiv.org/pdf/1706.03762"
    whole = visit(url)
    etag = whole.headers["etag"]
    rest = visit(url, headers={"range": "bytes=5000-", "if-range": etag})
    assert (rest.status_code, rest.content) == (206, whole.content[5000:])
    assert rest.headers["content-range"] == f"bytes 5000-{len(whole.content) - 1}/{len(whole.content)}"
    assert visit(url, headers={"range": "bytes=0-9"}).content == whole.content[:10]
    assert visit(url, headers={"range": "bytes=-8"}).content == whole.content[-8:]
    changed = visit(url, headers={"range": "bytes=5000-", "if-range": '"another"'})
    assert (changed.status_code, changed.content) == (200, whole.content)
    past = visit(url, headers={"range": f"bytes={len(whole.content)}-"})
    assert (past.status_code, past.headers["content-range"]) == (416, f"bytes */{len(whole.content)}")
    assert visit(url, headers={"if-none-match": etag}).status_code == 304
    head = visit(url, method="HEAD")
    assert (head.status_code, head.headers["content-length"], head.content) == (200, str(len(whole.content)), b"")


# --- one address of each kind


@pytest.mark.parametrize(
    ("kind", "status", "content_type", "mark"),
    [
        ("missing", 404, "text/html", "Not Found"),
        ("gone", 410, "text/html", "Gone"),
        ("forbidden", 403, "text/html", "Forbidden"),
        ("challenge", 403, "text/html", "Just a moment..."),
        ("script_challenge", 200, "text/html", "Client Challenge"),
        ("viewer", 200, "text/html", "reader"),
        ("html_pdf", 200, "application/pdf", "<!doctype html>"),
        ("rate_limited", 429, "text/html", "Rate exceeded"),
        ("server_error", 500, "text/html", "Error"),
        ("postscript", 200, "application/postscript", "%!PS"),
        ("empty", 200, "application/pdf", ""),
    ],
)
def test_what_stands_in_the_way(
    corpus: DemoCorpus, visit: Visit, kind: str, status: int, content_type: str, mark: str
) -> None:
    answer = visit(address(corpus, kind).url)
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith(content_type)
    assert mark in answer.text
    assert not answer.content.startswith(b"%PDF")
    assert ("cf-mitigated" in answer.headers) == (kind == "challenge")
    assert ("retry-after" in answer.headers) == (kind == "rate_limited")
    assert "citation_pdf_url" not in answer.text


def test_octet_stream_is_the_paper_as_an_attachment(corpus: DemoCorpus, visit: Visit) -> None:
    answer = visit(address(corpus, "octet").url)
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"] == 'attachment; filename="article.pdf"'
    assert answer.content.startswith(b"%PDF-")


def test_the_wrong_article_is_a_whole_pdf_of_another(corpus: DemoCorpus, visit: Visit) -> None:
    for each in (each for each in corpus.data.web if each.kind == "wrong"):
        text = text_of(visit(each.url).content)
        assert letters(corpus.papers[each.paper].title)[:30] not in letters(text)
        assert any(letters(work.title)[:30] in letters(text) for work in corpus.scholar[:40])


def test_a_supplement_says_that_it_is_one(corpus: DemoCorpus, visit: Visit) -> None:
    assert text_of(visit(address(corpus, "supplement").url).content).startswith("Supplementary Material")


def test_a_scan_opens_and_has_no_text(corpus: DemoCorpus, visit: Visit) -> None:
    assert text_of(visit(address(corpus, "scan").url).content, pages=4).strip() == ""


def test_an_encrypted_pdf_does_not_open(corpus: DemoCorpus, visit: Visit) -> None:
    data = visit(address(corpus, "encrypted").url).content
    assert data.startswith(b"%PDF-")
    with pytest.raises(pypdfium2.PdfiumError, match="password"):
        pypdfium2.PdfDocument(data)


def test_a_packed_pdf_is_one_inside(corpus: DemoCorpus, visit: Visit) -> None:
    data = visit(address(corpus, "gzip").url).content
    assert data.startswith(b"\x1f\x8b")
    assert gzip.decompress(data).startswith(b"%PDF-")


def test_a_pdf_without_its_end_has_the_length_it_says(corpus: DemoCorpus, visit: Visit) -> None:
    answer = visit(address(corpus, "no_end").url)
    assert int(answer.headers["content-length"]) == len(answer.content)
    assert b"%%EOF" not in answer.content[-2048:]


def test_a_cut_answer_breaks_off_every_time(corpus: DemoCorpus, visit: Visit) -> None:
    url = address(corpus, "cut").url
    for headers in ({}, {"range": "bytes=1000-"}):
        with pytest.raises(httpx.RemoteProtocolError, match="without sending complete"):
            visit(url, headers=headers)


def test_an_answer_that_is_cut_once_goes_on_by_range(corpus: DemoCorpus, visit: Visit, demo: Demo) -> None:
    url = address(corpus, "cut_once").url
    with pytest.raises(httpx.RemoteProtocolError):
        visit(url)
    rest = visit(url, headers={"range": "bytes=40000-"})
    assert rest.status_code == 206
    whole = visit(url)
    assert whole.content[40000:] == rest.content
    assert whole.content.rstrip().endswith(b"%%EOF")


def test_a_slow_answer_comes_whole_in_the_end(corpus: DemoCorpus, visit: Visit, demo: Demo) -> None:
    demo.config(pace=0.01)
    answer = visit(address(corpus, "slow").url)
    assert len(answer.content) == int(answer.headers["content-length"])
    assert answer.content.rstrip().endswith(b"%%EOF")


@pytest.mark.parametrize("kind", ["stalls", "huge"])
def test_an_answer_that_never_ends_can_be_left(corpus: DemoCorpus, client: httpx.Client, kind: str) -> None:
    parts = httpx.URL(address(corpus, kind).url)
    with client.stream("GET", parts.raw_path.decode(), headers={"host": parts.host}) as answer:
        got = next(answer.iter_bytes(1000))
        assert got.startswith(b"%PDF-")
        promised = int(answer.headers["content-length"])
    assert promised > 150 * 1024 * 1024 if kind == "huge" else promised > 20_000


def test_a_reset_connection_gives_no_answer(corpus: DemoCorpus, visit: Visit) -> None:
    with pytest.raises((httpx.ReadError, httpx.RemoteProtocolError)):
        visit(address(corpus, "reset").url)


def test_redirects_lead_to_the_paper_and_loops_to_themselves(corpus: DemoCorpus, visit: Visit) -> None:
    redirect = address(corpus, "redirect")
    answer = visit(redirect.url)
    assert (answer.status_code, answer.headers["location"]) == (302, redirect.to)
    loop = address(corpus, "loop").url
    there = visit(loop).headers["location"]
    assert "cookieSet=1" in there
    assert visit(there).headers["location"] == loop.replace("http:", "https:")


def test_a_login_page_is_behind_a_redirect(corpus: DemoCorpus, visit: Visit) -> None:
    answer = visit(address(corpus, "login").url)
    assert "/login?TARGET=" in answer.headers["location"]
    assert "Sign in" in visit(answer.headers["location"]).text


def test_every_address_of_the_table_answers(corpus: DemoCorpus, visit: Visit, demo: Demo) -> None:
    demo.config(pace=0.001)
    for each in corpus.data.web:
        if each.kind in ("stalls", "huge", "reset", "cut", "cut_once"):
            continue
        answer = visit(each.url)
        good = each.kind in ("pdf", "octet", "slow", "wrong", "supplement", "scan", "encrypted", "no_end")
        assert answer.content.startswith(b"%PDF-") == good, each
        if each.kind == "landing":
            assert ("citation_pdf_url" in answer.text) == (each.to is not None)


# --- pages


def test_doi_org_leads_to_a_landing_page_that_names_the_pdf(visit: Visit) -> None:
    first = visit("https://doi.org/10.1038/nature12373")
    assert (first.status_code, first.headers["location"]) == (302, "https://www.nature.com/doi/10.1038/nature12373")
    page = visit(first.headers["location"])
    assert '<meta name="citation_doi" content="10.1038/nature12373">' in page.text
    assert '<meta name="citation_pdf_url" content="https://www.nature.com/articles/nature12373.pdf">' in page.text
    assert visit("https://www.nature.com/articles/nature12373.pdf").content.startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("doi", "target"),
    [
        ("10.48550/arXiv.2503.23674", "https://arxiv.org/abs/2503.23674"),
        ("10.5281/zenodo.7078768", "https://zenodo.org/records/7078768"),
        ("10.1016/J.CELL.2023.07.014", "https://linkinghub.elsevier.com/retrieve/doi/10.1016/j.cell.2023.07.014"),
    ],
)
def test_other_dois_lead_where_their_agency_says(visit: Visit, doi: str, target: str) -> None:
    assert visit(f"https://doi.org/{doi}").headers["location"] == target


def test_elseviers_resolver_jumps_by_a_refresh(visit: Visit) -> None:
    page = visit("https://linkinghub.elsevier.com/retrieve/doi/10.1016/j.cell.2023.07.014")
    match = re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', page.text)
    assert match
    assert "citation_title" in visit(match[1]).text


def test_a_closed_paper_has_a_landing_page_without_a_pdf(corpus: DemoCorpus, visit: Visit) -> None:
    work = next(work for work in corpus.scholar if work.doi and not work.copies and not work.doi.startswith("10.1016"))
    page = visit(visit(f"https://doi.org/{work.doi}").headers["location"])
    assert "citation_title" in page.text
    assert "citation_pdf_url" not in page.text


def test_an_unknown_doi_is_not_found(visit: Visit) -> None:
    assert "DOI Not Found" in visit("https://doi.org/10.9999/none").text
    assert visit("https://doi.org/api/handles/10.9999/none").json()["responseCode"] == 100
    assert visit("https://doi.org/api/handles/10.1038/nature12373").json()["responseCode"] == 1


def test_pmc_wants_a_browser_and_europe_pmc_does_not(visit: Visit) -> None:
    moved = visit("https://www.ncbi.nlm.nih.gov/pmc/articles/PMC9839201/pdf/")
    assert moved.headers["location"] == "https://pmc.ncbi.nlm.nih.gov/articles/PMC9839201/pdf/"
    assert "POW_CHALLENGE" in visit(moved.headers["location"]).text
    pdf = visit("https://europepmc.org/articles/PMC9839201?pdf=render")
    assert "Long COVID" in text_of(pdf.content)


def test_zenodo_has_pages_beside_its_api(visit: Visit) -> None:
    page = visit("https://zenodo.org/records/90000011")
    pdf = re.search(r'citation_pdf_url" content="([^"]+)"', page.text)
    assert pdf
    assert "Attention is All you Need" in text_of(visit(pdf[1], params={"download": "1"}).content)
    assert visit("https://zenodo.org/records/7089245").headers["location"] == "https://zenodo.org/records/7089818"
    assert visit("https://zenodo.org/api/records/90000011").json()["id"] == 90000011


def test_an_invented_paper_has_its_pdf(corpus: DemoCorpus, visit: Visit) -> None:
    rows: Any = corpus.links.citations(corpus.scholar[0]).rows(0, 50)
    work = next(row.work for row in rows if row.work is not None and row.work.origin and row.work.oa.url)
    assert letters(work.title)[:30] in letters(text_of(visit(work.oa.url).content))


def test_any_other_host_is_a_page_not_found(visit: Visit, client: httpx.Client) -> None:
    assert visit("https://somewhere.example/paper.pdf").status_code == 404
    assert client.get("/web/arxiv.org/pdf/1706.03762").content.startswith(b"%PDF-")
