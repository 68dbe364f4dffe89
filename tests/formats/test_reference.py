"""One plain line names a paper."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scholar_desktop.domain.paper import Author, Ids, Paper
from scholar_desktop.domain.text.styled_text import BOLD, ITALIC, RAISED
from scholar_desktop.formats.plain_reference import link, linked_html, reference, reference_html


def test_authors_year_title_venue_and_link_stand_in_one_line() -> None:
    paper = Paper(
        "High-throughput  screening\nof <i>human</i> variants",
        Ids(doi="10.1016/j.xgen.2025.100814"),
        (Author("Michael Herger"), Author("Christina M. Kajba")),
        2025,
        venue="Cell Genomics",
    )
    assert reference(paper) == (
        "Michael Herger, Christina M. Kajba (2025). High-throughput screening of human variants. Cell Genomics. "
        "https://doi.org/10.1016/j.xgen.2025.100814"
    )


def test_no_text_of_a_service_is_markup_in_the_html_of_a_citation() -> None:
    hidden = '{<}img src="/x"{>} &lt;script&gt; < img src=/x> A&B'
    paper = Paper(hidden, Ids(doi='10.1/"><img src=x>'), (Author(hidden),), 2025, venue=hidden)
    markup = reference_html(paper)
    assert re.findall("<[^>]*>", markup) == ["<i>", "</i>", f'<a href="{link(paper)}">', "</a>"]
    assert "A&amp;B" in markup


def test_of_many_authors_six_are_named() -> None:
    paper = Paper("Ice", authors=tuple(Author(f"A{number}") for number in range(1, 9)), year=2001)
    assert reference(paper) == "A1, A2, A3, A4, A5, A6, et al. (2001). Ice."


@pytest.mark.parametrize(
    ("paper", "expected"),
    [
        (Paper("Ice"), "Ice."),
        (Paper("Could a machine think?", year=2012), "(2012). Could a machine think?"),
        (Paper("Ice", authors=(Author("I. Holm"),)), "I. Holm. Ice."),
        (Paper("Ice", authors=(Author("Holm Jr."),)), "Holm Jr. Ice."),
        (Paper(""), ""),
    ],
)
def test_what_is_not_known_is_left_out(paper: Paper, expected: str) -> None:
    assert reference(paper) == expected


@pytest.mark.parametrize(
    ("ids", "expected"),
    [
        (
            Ids(doi="10.1002/(sici)1<1::a>3.0.co;2-#", arxiv="1"),
            "https://doi.org/10.1002/%28sici%291%3C1%3A%3Aa%3E3.0.co%3B2-%23",
        ),
        (Ids(arxiv="hep-th/9901001", s2="a"), "https://arxiv.org/abs/hep-th/9901001"),
        (Ids(pmcid="PMC7", pmid="8"), "https://pmc.ncbi.nlm.nih.gov/articles/PMC7"),
        (Ids(pmid="8"), "https://pubmed.ncbi.nlm.nih.gov/8"),
        (Ids(zenodo="9"), "https://zenodo.org/records/9"),
        (Ids(acl="P18-1249"), "https://aclanthology.org/P18-1249"),
        (Ids(s2="ab"), "https://www.semanticscholar.org/paper/ab"),
        (Ids(mag="1"), ""),
    ],
)
def test_the_link_is_the_one_that_lasts_longest(ids: Ids, expected: str) -> None:
    assert link(Paper("Ice", ids)) == expected


@given(st.text(max_size=40), st.text(max_size=20), st.text(max_size=20))
def test_it_is_always_one_line(title: str, author: str, venue: str) -> None:
    line = reference(Paper(title, authors=(Author(author),), year=2001, venue=venue))
    assert len(line.splitlines()) == 1


def test_a_formatted_reference_becomes_a_paragraph_with_links_and_no_other_markup() -> None:
    html = linked_html(['A <b>B</b> & "C". (https://doi.org/10.1/x_(y)).'])
    assert html == (
        "<p>A &lt;b&gt;B&lt;/b&gt; &amp; &quot;C&quot;. "
        '(<a href="https://doi.org/10.1/x_(y)">https://doi.org/10.1/x_(y)</a>).</p>'
    )


def test_several_references_are_a_list_with_hanging_indents() -> None:
    start = '<p style="margin:0 0 .5em 2em;text-indent:-2em">'
    assert linked_html(["A", "B"]) == f"{start}A</p>{start}B</p>"


def test_fonts_become_tags_and_links_stay_links():
    start, end = ITALIC
    text = f"{start}A <b>{end}, {BOLD[0]}{start}12{end}{BOLD[1]}({RAISED[0]}3{RAISED[1]}). https://doi.org/10.1/x"
    assert linked_html([text]) == (
        "<p><i>A &lt;b&gt;</i>, <b><i>12</i></b>(<sup>3</sup>). "
        '<a href="https://doi.org/10.1/x">https://doi.org/10.1/x</a></p>'
    )
