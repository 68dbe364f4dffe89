"""Citing sentences as CSV, Markdown and HTML: what they contain, and that nothing in them is run or read as markup."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from html.parser import HTMLParser

import pytest

from scholar_desktop.domain.citations.citation import Citation, CitationContext
from scholar_desktop.domain.paper import Author, Ids, Paper
from scholar_desktop.domain.text.styled_text import ITALIC
from scholar_desktop.formats.sentence_table import (
    Sources,
    quoted_sentence,
    quoted_sentence_html,
    sentences_csv,
    sentences_html,
    sentences_markdown,
)

CITED = Paper(title="On tides", year=2017, ids=Ids(doi="10.5555/tides"))
CITING = Paper(title="A study of shores", year=2020, authors=(Author("Ada Writer"),), ids=Ids(doi="10.5555/a_b"))
HOSTILE = Paper(
    title='=cmd()|" <script>alert(1)</script> | `x` [y](z)\n# head',
    year=2021,
    authors=(Author("<b>Eve</b>"),),
    ids=Ids(doi='10.5555/<x>"'),
)


def edge(paper: Paper | None, *sentences: str, intents: tuple[str, ...] = ("methodology",)) -> Citation:
    return Citation(paper, "A report", tuple(CitationContext(text, intents) for text in sentences), intents)


EDGES = (edge(CITING, "We use  tides.", "Tides again."), edge(None, "Of a report."), edge(CITING))


def sources(edges: Sequence[Citation]) -> Sources:
    """References in a style that is not one of the program."""

    def of(paper: Paper | None, text: str | None) -> str:
        if paper is None:
            return text or ""
        return f"REF {ITALIC[0]}{paper.title}{ITALIC[1]} https://doi.org/{paper.ids.doi}"

    return Sources(of(CITED, None), tuple(of(one.paper, one.text) for one in edges))


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_csv_has_a_row_for_each_sentence_with_its_source_and_one_for_a_paper_without():
    rows = rows_of(sentences_csv(EDGES, CITED, sources(EDGES), references=False))
    assert [row["sentence"] for row in rows] == ["We use tides.", "Tides again.", "Of a report.", ""]
    assert rows[0] == {
        "sentence": "We use tides.",
        "citing_paper": "A study of shores",
        "authors": "Ada Writer",
        "intent": "method",
        "year": "2020",
        "doi": "10.5555/a_b",
        "cited_paper": "On tides",
        "cited_doi": "10.5555/tides",
        "link": "https://doi.org/10.5555/a_b",
        "cited_link": "https://doi.org/10.5555/tides",
        "reference": "REF A study of shores https://doi.org/10.5555/a_b",
    }
    assert (rows[2]["citing_paper"], rows[2]["reference"]) == ("A report", "A report")


def test_in_a_list_of_references_the_paper_of_the_list_is_the_citing_one():
    row = rows_of(sentences_csv(EDGES[:1], CITED, sources(EDGES[:1]), references=True))[0]
    assert (row["citing_paper"], row["doi"], row["cited_paper"]) == ("On tides", "10.5555/tides", "A study of shores")
    assert row["reference"] == "REF On tides https://doi.org/10.5555/tides"


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@SUM(A1)", " =1+1"])
def test_no_cell_of_the_csv_is_a_formula(start: str):
    hostile = Paper(title=start, ids=Ids(doi="10.1/x"))
    edges = [edge(hostile, start)]
    rows = rows_of(sentences_csv(edges, hostile, sources(edges), references=False))
    assert len(rows) == 1
    for row in rows:
        for value in row.values():
            assert not value.lstrip().startswith(("=", "+", "-", "@")), value


class Reader(HTMLParser):
    """Collects the tags and the text of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        assert not any(name.startswith("on") for name, _ in attrs)

    def handle_data(self, data: str) -> None:
        self.text += data


def test_html_is_a_table_in_which_all_text_is_escaped():
    reader = Reader()
    edges = [*EDGES, edge(HOSTILE, "<img src=x onerror=y> & \x01 so")]
    page = sentences_html(edges, CITED, sources(edges), references=False)
    reader.feed(page)
    assert reader.tags <= {"html", "head", "meta", "title", "body", "h1", "p", "table", "tr", "th", "td", "a", "i"}
    assert "<img src=x onerror=y> &" in reader.text
    assert "We use tides." in reader.text
    assert "2020" in reader.text
    assert "\x01" not in page
    assert page.count("<tr>") == 6
    assert "https://doi.org/10.5555/a_b" in page
    assert "Ada Writer" in reader.text
    assert "Eve" in reader.text


def test_a_paper_without_a_doi_has_its_authors_and_a_link_in_each_format():
    people = (Author("Ada Writer"), Author("Bo Reed"))
    without = Paper(title="Shores, again", year=2021, authors=people, ids=Ids(s2="0" * 40))
    page = f"https://www.semanticscholar.org/paper/{'0' * 40}"
    edges = [edge(without, "We use tides.")]
    row = rows_of(sentences_csv(edges, CITED, sources(edges), references=False, by_words=True))[0]
    assert (row["authors"], row["doi"], row["link"]) == ("Ada Writer; Bo Reed", "", page)
    assert list(row)[-4:] == ["found_in", "link", "cited_link", "reference"], (
        "later columns come after those that scripts read"
    )
    html = sentences_html(edges, CITED, sources(edges), references=False)
    assert f'<td><a href="{page}">Shores, again</a></td><td>Ada Writer; Bo Reed</td>' in html
    text = sentences_markdown(edges, CITED, sources(edges), references=False)
    assert f"REF *Shores, again* <https://doi.org/None> <{page}>" in text


def test_html_has_the_reference_of_the_list_once_and_of_the_paper_in_each_row():
    page = sentences_html(EDGES, CITED, sources(EDGES), references=False)
    shores = (
        "<td>REF <i>A study of shores</i> "
        '<a href="https://doi.org/10.5555/a_b">https://doi.org/10.5555/a_b</a></td></tr>'
    )
    assert page.count(shores) == 3
    assert page.count("<td>A report</td></tr>") == 1
    assert page.count("<p>REF <i>On tides</i> <a href=") == 1


def test_headings_and_intents_are_translated():
    page = sentences_html(EDGES, CITED, sources(EDGES), references=False, say=lambda text: f"[{text}]")
    assert (
        "<th>[Sentence]</th><th>[Citing paper]</th><th>[Authors]</th><th>[Intent]</th><th>[Year]</th><th>[DOI]</th>"
        "<th>[Reference]</th>" in page
    )
    assert "<td>[method]</td>" in page


def test_markdown_quotes_each_sentence_and_escapes_its_markup():
    edges = [*EDGES, edge(HOSTILE, "- a *b* <i>c</i>\n# d", "1. one")]
    text = sentences_markdown(edges, CITED, sources(edges), references=False)
    lines = text.splitlines()
    assert lines[0] == "# On tides"
    assert "> We use tides." in lines
    assert lines[2] == "REF *On tides* <https://doi.org/10.5555/tides>"
    assert "REF *A study of shores* <https://doi.org/10.5555/a_b>" in lines, "the address is not written twice"
    assert "A report" in lines
    assert r"> \- a \*b\* \<i\>c\</i\> \# d" in lines
    assert r"> \1. one" in lines or r"> 1\. one" in lines
    assert "<script>" not in text
    assert sum(line.startswith("# ") for line in lines) == 1
    assert "No citing sentence available." in lines


def test_a_copied_sentence_names_its_source_as_text_and_as_html():
    source = f"Writer, A. (2020). {ITALIC[0]}A study of shores{ITALIC[1]}. https://doi.org/10.5555/a_b"
    text = quoted_sentence("We use  tides.", source)
    assert text == "“We use tides.” — Writer, A. (2020). A study of shores. https://doi.org/10.5555/a_b"
    html = quoted_sentence_html("a < b", source)
    assert html.startswith("<p>“a &lt; b” — Writer, A. (2020). <i>A study of shores</i>. <a href=")
    html = quoted_sentence_html("a < b", f"{HOSTILE.title} <b>Eve</b>")
    assert "<script>" not in html
    assert "<b>" not in html
