"""Citing sentences as CSV, Markdown and HTML: what they contain, and that nothing in them is run or read as markup."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from html.parser import HTMLParser

import pytest
from msgspec import structs

from scholar_desktop.domain.citations.citation import Citation, CitationContext
from scholar_desktop.domain.citations.citation_map import CitationMap
from scholar_desktop.domain.paper import Author, Ids, Paper
from scholar_desktop.domain.text.styled_text import ITALIC
from scholar_desktop.formats.bibliographic import bibliographic_record
from scholar_desktop.formats.citation_table import citations_csv
from scholar_desktop.formats.graphml import graphml
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
        "venue": "",
        "influential": "False",
    }
    assert (rows[2]["citing_paper"], rows[2]["reference"]) == ("A report", "A report")


def test_in_a_list_of_references_the_paper_of_the_list_is_the_citing_one():
    row = rows_of(sentences_csv(EDGES[:1], CITED, sources(EDGES[:1]), references=True))[0]
    assert (row["citing_paper"], row["doi"], row["cited_paper"]) == ("On tides", "10.5555/tides", "A study of shores")
    assert row["reference"] == "REF On tides https://doi.org/10.5555/tides"


def test_the_csv_has_the_venue_of_the_citing_paper_and_whether_the_citation_is_influential():
    citing = structs.replace(CITING, venue="Journal of  <i>Shores</i>")
    edges = [structs.replace(edge(citing, "We use tides."), influential=True), edge(None, "Of a report.")]
    rows = rows_of(sentences_csv(edges, CITED, sources(edges), references=False))
    assert [row["venue"] for row in rows] == ["Journal of Shores", ""]
    assert [row["influential"] for row in rows] == ["True", "False"]
    (row,) = rows_of(sentences_csv(edges[:1], CITED, sources(edges[:1]), references=True))
    assert row["venue"] == "", "that of the paper whose references are listed"


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


def test_html_is_a_text_to_read_in_which_all_text_is_escaped():
    reader = Reader()
    edges = [*EDGES, edge(HOSTILE, "<img src=x onerror=y> & \x01 so")]
    page = sentences_html(edges, CITED, sources(edges), references=False, about=("<b>today</b>",))
    reader.feed(page)
    tags = {"html", "head", "meta", "title", "style", "body", "h1", "h2", "p", "br", "blockquote", "ul", "li", "a", "i"}
    assert reader.tags == tags, "no table: its columns are too many for a page"
    assert "<img src=x onerror=y> &" in reader.text
    assert "4 sentences · 4 papers · 1 paper without a sentence · <b>today</b>" in reader.text
    assert "\x01" not in page
    assert page.count("<blockquote>") == 4


def test_each_paper_has_its_sentences_above_its_reference_and_those_without_are_at_the_end():
    edges = [EDGES[2], *EDGES[:2]]
    body = sentences_html(edges, CITED, sources(edges), references=False).partition("<body>\n")[2].splitlines()
    doi = '<a href="https://doi.org/10.5555/a_b">https://doi.org/10.5555/a_b</a>'
    shores = f"REF <i>A study of shores</i> {doi}"
    method = "<i>(Intent: method)</i>"
    assert body[0] == "<h1>Sentences that cite “On tides”</h1>"
    assert body[1].startswith("<p>REF <i>On tides</i> <a href=")
    assert body[2] == "<p>3 sentences · 3 papers · 1 paper without a sentence</p>"
    assert body[3:-2] == [
        f"<blockquote>“We use tides.” {method}</blockquote>",
        f"<blockquote>“Tides again.” {method}</blockquote>",
        f'<p class="source">— {shores}</p>',
        f"<blockquote>“Of a report.” {method}</blockquote>",
        '<p class="source">— A report</p>',
        "<h2>Papers without a sentence</h2>",
        "<p>No citing sentences are available.</p>",
        "<ul>",
        f"<li>{shores}<br><i>Intent: method</i></li>",
        "</ul>",
    ]


def test_sentences_of_different_intents_have_each_its_own():
    contexts = (CitationContext("We use tides.", ("methodology",)), CitationContext("Tides are old.", ("background",)))
    edges = [Citation(CITING, "", contexts, ("methodology", "background"))]
    page = sentences_html(edges, CITED, sources(edges), references=True)
    assert "<blockquote>“We use tides.” <i>(Intent: method)</i></blockquote>" in page
    assert "<blockquote>“Tides are old.” <i>(Intent: background)</i></blockquote>" in page
    assert page.count("Intent:") == 2
    assert "<h1>Sentences of “On tides” that cite other papers</h1>" in page
    text = sentences_markdown(edges, CITED, sources(edges), references=True)
    assert "> “Tides are old.” (Intent: background)" in text.splitlines()


def test_a_paper_without_a_doi_has_its_authors_and_a_link_in_each_format():
    people = (Author("Ada Writer"), Author("Bo Reed"))
    without = Paper(title="Shores, again", year=2021, authors=people, ids=Ids(s2="0" * 40))
    page = f"https://www.semanticscholar.org/paper/{'0' * 40}"
    edges = [edge(without, "We use tides.")]
    row = rows_of(sentences_csv(edges, CITED, sources(edges), references=False, by_title=[True]))[0]
    assert (row["authors"], row["doi"], row["link"]) == ("Ada Writer; Bo Reed", "", page)
    assert row["found_in"] == "title"
    assert list(row)[-6:] == ["found_in", "link", "cited_link", "reference", "venue", "influential"], (
        "later columns come after those that scripts read"
    )
    html = sentences_html(edges, CITED, sources(edges), references=False)
    assert f'<a href="{page}">{page}</a></p>' in html
    text = sentences_markdown(edges, CITED, sources(edges), references=False)
    assert f"REF *Shores, again* <https://doi.org/None> <{page}>" in text


def test_headings_and_intents_are_translated():
    page = sentences_html(EDGES, CITED, sources(EDGES), references=False, say=lambda text: f"[{text}]")
    assert "<h1>[Sentences that cite “On tides”]</h1>" in page
    assert "<p>[3 sentences] · [3 papers] · [1 paper without a sentence]</p>" in page
    assert "<i>([Intent: [method]])</i>" in page
    assert "<h2>[Papers without a sentence]</h2>\n<p>[No citing sentences are available.]</p>" in page


def test_markdown_quotes_each_sentence_and_escapes_its_markup():
    edges = [*EDGES, edge(HOSTILE, "- a *b* <i>c</i>\n# d", "1. one")]
    text = sentences_markdown(edges, CITED, sources(edges), references=False)
    lines = text.splitlines()
    assert lines[0] == "# Sentences that cite “On tides”"
    assert lines[4] == "5 sentences · 4 papers · 1 paper without a sentence"
    assert "> “We use tides.” (Intent: method)" in lines
    assert lines[2] == "REF *On tides* <https://doi.org/10.5555/tides>"
    shores = "REF *A study of shores* <https://doi.org/10.5555/a_b>"
    assert f"— {shores}" in lines, "the address is not written twice"
    place = lines.index("> “Of a report.” (Intent: method)")
    assert lines[place + 2] == "— A report", "the intent is that of the sentence, also of a single one"
    assert f"- {shores} (Intent: method)" in lines, "it has no sentence"
    assert r"> “- a \*b\* \<i>c\</i> # d” (Intent: method)" in lines
    assert "> “1. one” (Intent: method)" in lines, "no list begins behind a quotation mark"
    assert re.search(r"(?<!\\)<script>", text) is None
    assert sum(line.startswith("# ") for line in lines) == 1
    assert "No citing sentences are available." in lines


def test_a_copied_sentence_names_its_source_as_text_and_as_html():
    source = f"Writer, A. (2020). {ITALIC[0]}A study of shores{ITALIC[1]}. https://doi.org/10.5555/a_b"
    text = quoted_sentence("We use  tides.", source)
    assert text == "“We use tides.” — Writer, A. (2020). A study of shores. https://doi.org/10.5555/a_b"
    html = quoted_sentence_html("a < b", source)
    assert html.startswith("<p>“a &lt; b” — Writer, A. (2020). <i>A study of shores</i>. <a href=")
    html = quoted_sentence_html("a < b", f"{HOSTILE.title} <b>Eve</b>")
    assert "<script>" not in html
    assert "<b>" not in html


def test_no_table_has_the_doi_of_a_copy_in_a_repository_which_no_reference_names():
    copied = Paper(
        title="On tides",
        venue="NIPS",
        type="conference",
        year=2017,
        ids=Ids(s2="a" * 40, doi="10.5555/zenodo.12", zenodo="12"),
        sources=("s2", "zenodo"),
    )
    assert bibliographic_record(copied).doi is None
    rows = (edge(CITING, "We use tides."), edge(copied, "Tides again."))
    own = Sources("", ("", ""))
    cited, citing = (rows_of(sentences_csv(rows, copied, own, references=side)) for side in (False, True))
    assert [(row["doi"], row["cited_doi"]) for row in cited] == [("10.5555/a_b", ""), ("", "")]
    assert [(row["doi"], row["cited_doi"]) for row in citing] == [("", "10.5555/a_b"), ("", "")]
    assert [row["doi"] for row in rows_of(citations_csv(rows))] == ["10.5555/a_b", ""]
    texts = [
        write(rows, copied, own, references=side)
        for write in (sentences_markdown, sentences_html)
        for side in (False, True)
    ]
    assert not any("zenodo.12" in text for text in (*texts, graphml(CitationMap((copied, CITING), (), frozenset()))))
