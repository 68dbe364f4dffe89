"""An entry without a title, or with a year that is none, is read from each format, and the report names its line."""

from __future__ import annotations

import json

import pytest

from scholar_desktop.domain.full_entry import FullEntry
from scholar_desktop.formats.entries.readers import reader_of
from scholar_desktop.formats.entries.writers import writer_of
from tests.formats.entries.test_faults_of_bibtex import problems
from tests.formats.entries.test_round_trips import FORMATS

NO_TITLE = "The entry has no title."
NO_YEAR = "“20x4” is not a year. It is kept as it is written."
RDF = (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:bib="http://purl.org/net/biblio#" xmlns:z="http://www.zotero.org/namespaces/export#">\n'
    '<bib:Book rdf:about="#1"><z:itemType>book</z:itemType><z:citationKey>a</z:citationKey><dc:date>1999</dc:date>'
    '</bib:Book>\n<bib:Book rdf:about="#2"><z:itemType>book</z:itemType><z:citationKey>b</z:citationKey>'
    "<dc:title>B</dc:title><dc:date>20x4</dc:date></bib:Book>\n</rdf:RDF>"
)
TEXTS = {
    "endnote-xml": (
        "<xml><records>\n<record><label>a</label><dates><year>1999</year></dates></record>\n"
        "<record><label>b</label><titles><title>B</title></titles><dates><year>20x4</year></dates></record>\n"
        "<record><titles><title>C</title></titles><dates><year>in press</year></dates></record>\n</records></xml>",
        [(2, "a", NO_TITLE), (3, "b", NO_YEAR)],
    ),
    "nbib": (
        "PMID- 7\nFAU - Lind, Bo\nDP  - 1999\n\nPMID- 8\nTI  - B.\nDP  - 20x4\n\nPMID- 9\nTI  - C.\n",
        [(1, "7", NO_TITLE), (5, "B", NO_YEAR)],
    ),
    "csv": (
        "key,title,author,year\na,,Bo Lind,1999\nb,B,Bo Lind,20x4\nc,C,,in press\n",
        [(2, "a", NO_TITLE), (3, "b", NO_YEAR)],
    ),
    "csl-json": (
        '[{"id": "a", "type": "book", "issued": {"date-parts": [[1999]]}},\n'
        ' {"id": "b", "type": "book", "title": "B", "issued": {"raw": "20x4"}},\n'
        ' {"id": "c", "type": "book", "title": "C", "issued": {"literal": "in press"}}]',
        [(1, "a", NO_TITLE), (2, "b", NO_YEAR)],
    ),
    "enw": (
        "%0 Book\n%F a\n%D 1999\n\n%0 Book\n%F b\n%T B\n%D 20x4\n\n%0 Book\n%T C\n%D in press\n",
        [(1, "a", NO_TITLE), (5, "b", NO_YEAR)],
    ),
    "ciw": (
        "PT J\nAU Lind, B\nPY 1999\nER\n\nPT J\nTI B\nPY 20x4\nER\n\nPT J\nTI C\nPY in press\nER\nEF\n",
        [(1, "B. Lind", NO_TITLE), (6, "B", NO_YEAR)],
    ),
    "zotero-rdf": (RDF, [(2, "a", NO_TITLE), (3, "b", NO_YEAR)]),
}


@pytest.mark.parametrize("form", TEXTS)
def test_an_entry_without_a_title_and_one_without_a_year_are_named_with_their_lines(form: str):
    text, expected = TEXTS[form]
    found = reader_of(form)(text)
    assert (found.skipped, len(found.entries)) == ((), 2 if form == "zotero-rdf" else 3)
    assert problems(found) == expected


def test_an_entry_of_a_long_list_without_lines_is_named_by_its_number():
    items = [{"type": "book", "title": "T"}] * 5_001 + [{"type": "book", "volume": "3"}]
    assert problems(reader_of("csl-json")(json.dumps(items))) == [(0, "#5002", NO_TITLE)]


def test_a_table_of_identifiers_lacks_no_titles():
    assert problems(reader_of("csv")("DOI\n10.1234/a\n10.1234/b\n")) == []
    found = reader_of("csv")("title,volume\nA,1\n,2\nSum,\n")
    assert [(part.line, str(part.reason)) for part in found.skipped] == [
        (3, "The row has no title, no people and no identifier.")
    ]


@pytest.mark.parametrize("form", FORMATS)
def test_an_entry_with_neither_title_nor_doi_comes_back(form: str):
    for fields in ({"PMID": "31452104"}, {"volume": "3"}):
        (read,) = reader_of(form)(writer_of(form)([FullEntry("k", "book", fields)])).entries
        assert (read.key, read.item_type, read.fields) == ("k", "book", fields)


def test_a_record_of_ris_without_a_key_is_named_by_its_title_and_not_by_its_type() -> None:
    found = reader_of("ris")(
        "TY  - BOOK\nTI  - The Art of Memory\nPY  - 20x4\nER  - \n\nTY  - JOUR\nAU  - Lind, Bo\nPY  - 1999\nER  - \n"
    )
    assert problems(found) == [(1, "The Art of Memory", NO_YEAR), (6, "Bo Lind", NO_TITLE)]


BAD = "10.9999/bad doi"
NO_DOI = "“{}” is not a DOI. It is kept as it is written, and the entry has no DOI."
WITH_DOI = {
    "ris": ("TY  - JOUR\nID  - a\nTI  - A\nDO  - {}\nER  - \n", 1, "a"),
    "bibtex": ("\n@article{{a,\n  title = {{A}},\n  doi = {{{}}}\n}}\n", 2, "a"),
    "csl-json": ('[\n{{"id": "a", "type": "book", "title": "A", "DOI": "{}"}}]', 2, "a"),
    "nbib": ("PMID- 7\nTI  - A.\nLID - {} [doi]\nLID - e12 [pii]\n", 1, "A"),
    "enw": ("%0 Book\n%F a\n%T A\n%R {}\n", 1, "a"),
    "ciw": ("PT J\nTI A\nDI {}\nER\nEF\n", 1, "A"),
    "endnote-xml": (
        "<xml><records>\n<record><label>a</label><titles><title>A</title></titles>"
        "<electronic-resource-num>{}</electronic-resource-num></record></records></xml>",
        2,
        "a",
    ),
    "csv": ("key,title,doi\na,A,{}\n", 2, "a"),
    "zotero-rdf": (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:bib="http://purl.org/net/biblio#" xmlns:z="http://www.zotero.org/namespaces/export#">\n'
        '<bib:Book rdf:about="#1"><z:itemType>book</z:itemType><z:citationKey>a</z:citationKey><dc:title>A</dc:title>'
        "<dc:identifier>DOI {}</dc:identifier></bib:Book>\n</rdf:RDF>",
        2,
        "a",
    ),
}


@pytest.mark.parametrize("form", WITH_DOI)
def test_a_doi_that_is_none_is_named_with_its_line_and_its_text(form: str):
    text, line, name = WITH_DOI[form]
    bad = "10.9999" if form == "bibtex" else BAD
    found = reader_of(form)(text.format(bad))
    assert not found.entries[0].text("DOI")
    assert (found.skipped, problems(found)) == ((), [(line, name, NO_DOI.format(bad))])
    assert bad in f"{found.entries[0]}", "it is kept"


@pytest.mark.parametrize("form", WITH_DOI)
@pytest.mark.parametrize(
    "written",
    ["10.9999/ab", "https://doi.org/10.9999/AB", "http://dx.doi.org/10.9999/ab", "doi:10.9999/ab", "10.9999/ab."],
)
def test_a_doi_with_a_prefix_or_a_full_stop_is_read_without_a_word(form: str, written: str):
    found = reader_of(form)(WITH_DOI[form][0].format(written))
    assert (found.entries[0].text("DOI"), problems(found)) == ("10.9999/ab", [])


@pytest.mark.parametrize("form", WITH_DOI)
@pytest.mark.parametrize("written", ["n/a", "None", "-"])
def test_a_word_for_no_doi_is_not_named(form: str, written: str):
    assert problems(reader_of(form)(WITH_DOI[form][0].format(written))) == []


@pytest.mark.parametrize("form", ["ris", "bibtex", "csl-json"])
def test_a_text_without_digits_that_is_no_doi_is_named(form: str):
    text, line, name = WITH_DOI[form]
    assert problems(reader_of(form)(text.format("not-a-doi"))) == [(line, name, NO_DOI.format("not-a-doi"))]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (BAD, ["“10.9999/bad doi” was read as the DOI 10.9999/baddoi, without the blank."]),
        ("10.9999/\n    ab", []),
        (r"10.9999/a\_b", []),
        ("DOI: 10.9999/ab", []),
        (r"\url{https://doi.org/10.9999/ab}", []),
    ],
)
def test_bibtex_joins_the_parts_of_a_doi_and_names_the_blank_in_a_line(written: str, expected: list[str]):
    found = reader_of("bibtex")(WITH_DOI["bibtex"][0].format(written))
    assert found.entries[0].text("DOI").startswith("10.9999/")
    assert [reason for _, _, reason in problems(found)] == expected


def test_a_record_with_another_doi_has_one():
    text = f"PMID- 7\nTI  - A.\nLID - {BAD} [doi]\nAID - 10.9999/ab [doi]\n"
    assert problems(reader_of("nbib")(text)) == []
