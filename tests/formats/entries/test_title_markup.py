"""Italic, raised and other words of titles are the tags of CSL in an entry, and LaTeX in a .bib file."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from scholar_desktop.domain.full_entry import FullEntry
from scholar_desktop.formats.entries.bibtex_reading import read_bibtex_entries
from scholar_desktop.formats.entries.bibtex_writing import write_bibtex_entries
from scholar_desktop.formats.entries.csl_reading import read_csl_entries
from scholar_desktop.formats.entries.csl_writing import write_csl_entries
from scholar_desktop.formats.entries.endnote_writing import write_endnote_entries
from scholar_desktop.formats.entries.key_templates import KeyTemplate
from scholar_desktop.formats.entries.pages import write_html_page, write_markdown
from scholar_desktop.formats.entries.title_markup import read_markup
from scholar_desktop.formats.entries.zotero_rdf_writing import write_zotero_rdf


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        ("The \\emph{E. coli} \\textit {in vivo}", "The <i>E. coli</i> <i>in vivo</i>"),
        ("H\\textsubscript{2}O and 10\\textsuperscript{-3}", "H<sub>2</sub>O and 10<sup>-3</sup>"),
        ("{\\it old} {\\em style \\textbf{bold}}", "<i>old</i> <i>style <b>bold</b></i>"),
        ('\\mkbibemph{The {DNA} of M{\\"u}ller}', "<i>The DNA of Müller</i>"),
        ("{\\it both \\bf of them}", "<i>both <b>of them</b></i>"),
        ("A line \\\\it has", "A line it has"),
        ("\\textsc{abc} x", '<span style="font-variant:small-caps;">abc</span> x'),
        ("\\emph broken", "broken"),
        ("\\emph{not closed", "<i>not closed</i>"),
    ],
)
def test_markup_of_latex_is_read(latex: str, text: str):
    found = read_bibtex_entries(f"@misc(a, title = {{{latex}}})").entries
    if found:
        assert found[0].fields["title"] == text
    else:
        assert "closed" in latex  # the brace is missing in the file, too


def test_all_commands_of_a_long_title_are_read():
    assert read_markup("\\it a " * 3_000, str) == "<i>a " * 3_000 + "</i>" * 3_000


def test_a_brace_without_its_beginning_ends_no_group():
    assert read_markup("a}b\\textit{c}d}", lambda text: text) == "a}b<i>{c}</i>d}"


def test_it_is_written_back_as_it_was():
    text = "@article{a, title={The {\\it E. coli} of H\\textsubscript{2}O}, journal={J. \\emph{X}}}"
    (entry,) = read_bibtex_entries(text).entries
    assert entry.fields["container-title"] == "J. <i>X</i>"
    assert "{The {\\it E. coli} of H\\textsubscript{2}O}" in write_bibtex_entries([entry], biblatex=False)


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        ("The <i>E. coli</i> and H<sub>2</sub>O", "The \\textit{E. coli} and {H}\\textsubscript{2}{O}"),
        ('<span class="nocase">iPhone x</span> p < 0.05', "{iPhone x} p {\\textless} 0.05"),
        ("<b>a <i>b</i></b> & c", "\\textbf{a \\textit{b}} \\& c"),
        ("<i>not closed", "{\\textless}i{\\textgreater}not closed"),
        ("<i>a</b>", "{\\textless}i{\\textgreater}a{\\textless}/b{\\textgreater}"),
    ],
)
def test_tags_of_csl_are_written_as_latex(text: str, latex: str):
    entry = FullEntry(key="a", item_type="book", fields={"title": text})
    written = write_bibtex_entries([entry], biblatex=True)
    assert f"title         = {{{latex}}}" in written
    assert read_bibtex_entries(written).entries[0].fields == entry.fields


def test_a_name_that_ends_in_a_full_stop_gets_no_second_one_on_a_page():
    (entry,) = read_bibtex_entries(
        "@article{a, title={Whales}, author={Doe, Jane and Doe, Jr., John}, year={2001}, journal={Moss}}"
    ).entries
    for page in (write_html_page([entry]), write_markdown([entry])):
        assert "Jane Doe, John Doe Jr. 2001. Moss" in page


def test_tags_are_in_no_key_and_on_no_page():
    (entry,) = read_csl_entries(
        '[{"id": "", "title": "<i>Coli</i> growth", "issued": {"date-parts": [[2000]]}}]'
    ).entries
    assert KeyTemplate("shorttitle(1,0)").key(entry) == "coli"
    assert "<h2>Coli growth</h2>" in write_html_page([entry])
    assert "Coli growth" in write_markdown([entry])


def test_a_page_has_the_parts_of_an_entry_that_there_are():
    for fields, about in (({}, ""), ({"publisher": "Moss"}, "Moss"), ({"issued": {"from": "2001"}}, "2001")):
        page = write_markdown([FullEntry("a", "book", {"title": "T", **fields})])
        assert [line.strip() for line in page.splitlines()[2:] if line.strip()] == [
            "- **T**",
            *([about] if about else []),
            "`@a`",
        ]


@pytest.mark.parametrize(
    ("write", "expected"),
    [
        (write_csl_entries, "<i>my</i> <b>own</b>"),
        (write_zotero_rdf, "&lt;i&gt;my&lt;/i&gt; &lt;b&gt;own&lt;/b&gt;"),
        (write_endnote_entries, '<style face="italic">my</style>'),
    ],
)
def test_emphasis_of_html_is_that_of_csl(write: Callable[[list[FullEntry]], str], expected: str) -> None:
    text = write([FullEntry("a", "book", {"title": "Of <em>my</em> <strong>own</strong>"})])
    assert expected in text
