"""What web pages say about their PDFs, as they really write it."""

from __future__ import annotations

import pytest

from scholar_desktop.domain.paper import Ids, Paper
from scholar_desktop.services.web.landing_page import LandingPage, other_paper_named, read_landing_page

URL = "https://journal.example.org/article/view/7"
URL_OF_7 = "https://journal.example.org/7.pdf"
ASKED = Paper(title="Longformer: The Long-Document Transformer", ids=Ids(doi="10.5555/long"))


def page(head: str, body: str = "", url: str = URL) -> LandingPage:
    return read_landing_page(f"<html><head>{head}</head><body>{body}</body></html>".encode(), url)


@pytest.mark.parametrize(
    "head",
    [
        '<meta name="citation_pdf_url" content="https://journal.example.org/7.pdf">',
        '<META NAME="Citation_PDF_URL" CONTENT="https://journal.example.org/7.pdf">',
        '<meta property="citation_pdf_url" content="/7.pdf">',
        '<meta name="citation_pdf_url" content="../../7.pdf">',
        '<base href="https://journal.example.org/"><meta name="citation_pdf_url" content="7.pdf">',
        '<meta name="citation_pdf_url" content="https://journal.example.org/\n      7.pdf">',
        '<meta name="bepress_citation_pdf_url" content="/7.pdf">',
        '<meta name="wkhealth_pdf_url" content="/7.pdf">',
        '<meta name="eprints.document_url" content="/7.pdf">',
        '<link rel="alternate" type="application/pdf; charset=binary" href="/7.pdf">',
    ],
)
def test_a_page_names_its_pdf(head: str) -> None:
    assert page(head).links == ("https://journal.example.org/7.pdf",)


def test_a_value_that_was_escaped_twice_is_read_once() -> None:
    head = '<meta name="citation_pdf_url" content="/pdf?id=7&amp;amp;version=2">'
    assert page(head).links == ("https://journal.example.org/pdf?id=7&version=2",)


def test_spaces_and_foreign_letters_of_an_address_are_encoded() -> None:
    head = '<meta name="citation_pdf_url" content="/files/Füße und Zehen.pdf">'
    assert page(head).links == ("https://journal.example.org/files/F%C3%BC%C3%9Fe%20und%20Zehen.pdf",)


def test_several_tags_are_tried_in_order_and_each_once() -> None:
    head = "".join(f'<meta name="citation_pdf_url" content="/{name}.pdf">' for name in ("a", "b", "a", "c", "d"))
    assert [link[-5:] for link in page(head).links] == ["a.pdf", "b.pdf", "c.pdf"]


def test_a_tag_that_leads_back_to_the_page_is_no_link() -> None:
    assert page(f'<meta name="citation_pdf_url" content="{URL}#pdf">').links == ()


@pytest.mark.parametrize("value", ["javascript:openPdf()", "mailto:x@y.org", "ftp://host/7.pdf", "https://[bad", ""])
def test_what_is_no_web_address_is_no_link(value: str) -> None:
    assert page(f'<meta name="citation_pdf_url" content="{value}">').links == ()


@pytest.mark.parametrize(
    "body",
    [
        '<embed src="/7.pdf" type="application/pdf">',
        '<iframe src="/7.pdf#toolbar=0"></iframe>',
        '<object data="/7.pdf" type="application/pdf"></object>',
        '<a href="/7.pdf">Read it here</a>',
        '<a href="/7.pdf"><span>Download</span> PDF</a>',
    ],
)
def test_a_frame_or_the_only_plain_link_is_taken(body: str) -> None:
    assert [link.partition("#")[0] for link in page("", body).links] == ["https://journal.example.org/7.pdf"]


def test_of_several_plain_links_none_is_taken() -> None:
    assert page("", '<a href="/7.pdf">PDF</a> <a href="/8.pdf">PDF</a>').links == ()


@pytest.mark.parametrize("name", ["7-supplement.pdf", "7_suppl1.pdf", "appendix.pdf", "erratum7.pdf", "cover_page.pdf"])
def test_what_is_called_a_supplement_is_not_the_paper(name: str) -> None:
    assert page("", f'<a href="/{name}">PDF</a>').links == ()


def test_a_supplement_beside_the_paper_leaves_the_paper_the_only_link() -> None:
    body = '<a href="/7.pdf">Full Text PDF</a> <a href="/7s.pdf">Supplementary PDF</a>'
    assert page("", body).links == ("https://journal.example.org/7.pdf",)


@pytest.mark.parametrize("content", ["0; url=/next", "0;URL='https://journal.example.org/next'", '5 ; url = "/next"'])
def test_a_small_page_that_sends_on_is_followed(content: str) -> None:
    head = f"<meta http-equiv='Refresh' content=\"{content.replace(chr(34), '&quot;')}\">"
    assert page(head).jump == "https://journal.example.org/next"


def test_a_page_that_reloads_itself_goes_nowhere() -> None:
    assert page(f'<meta http-equiv="refresh" content="30; url={URL}">').jump is None
    assert page('<meta http-equiv="refresh" content="1800; url=/next">').jump is None


@pytest.mark.parametrize(
    ("head", "other"),
    [
        ('<meta name="citation_title" content="Longformer: the long document transformer">', None),
        ('<meta name="citation_doi" content="https://doi.org/10.5555/LONG">', None),
        ('<meta name="citation_doi" content="10.5555/preprint"><meta name="og:title" content="Longformer: The '
         'Long-Document Transformer">', None),
        ('<meta name="og:title" content="A site with a name">', None),
        ("", None),
        ('<meta name="citation_doi" content="10.5555/other">', "10.5555/other"),
        ('<meta name="citation_title" content="Llamas of the Andes">', "Llamas of the Andes"),
        ('<meta name="citation_title" content="A whole book"><meta name="citation_doi" content="10.5555/long">', None),
    ],
)  # fmt: skip
def test_the_page_of_another_paper_is_told_by_its_doi_and_title(head: str, other: str | None) -> None:
    assert other_paper_named(page(head), ASKED) == other


def test_a_base_that_is_no_address_is_left_out() -> None:
    head = '<base href="https://[bad"><meta name="citation_pdf_url" content="/7.pdf">'
    assert page(head).links == ("https://journal.example.org/7.pdf",)


@pytest.mark.parametrize(
    ("body", "links"),
    [
        ("<a class=\"a > b\" href='/7.pdf'>x</a>", URL_OF_7),
        ("<a href=/7.pdf title=x/>x</a>", URL_OF_7),
        ('<script>document.write("<a href=/8.pdf>PDF</a>")</script><a href=/7.pdf>x</a>', URL_OF_7),
        ("<!-- <a href=/8.pdf>PDF</a> --><a href=/7.pdf>x</a><!-- <a href=/9.pdf>", URL_OF_7),
        ("<textarea><a href=/8.pdf></textarea><A HREF=/7.pdf>x", URL_OF_7),
        ('<title>1 < 2 <a href=/8.pdf></title><a data-x="<a href=/9.pdf>" href=/7.pdf>x</a>', URL_OF_7),
    ],
)
def test_tags_are_found_as_a_browser_finds_them(body: str, links: str) -> None:
    assert page("", body).links == (links,)


def test_nonsense_is_a_page_that_names_nothing() -> None:
    assert read_landing_page(b"\x00\xff<<<>>&&&#;<meta><a href>", URL) == LandingPage()


def test_a_malformed_base_is_ignored() -> None:
    head = '<base href="http://[x/"><meta name="citation_pdf_url" content="/a.pdf">'
    assert page(head).links == ("https://journal.example.org/a.pdf",)
