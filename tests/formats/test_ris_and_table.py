"""RIS as other programs want it, and the table for spreadsheets."""

from __future__ import annotations

import csv
import io

import msgspec
import pytest

from scholar_desktop.domain.bibliographic_entry import Biblio, Entry, Person
from scholar_desktop.domain.library import KeptPaper
from scholar_desktop.domain.paper import Author, Copy, Counts, Facts, Ids, OpenAccess, Paper
from scholar_desktop.formats.bibliographic import bibliographic_record
from scholar_desktop.formats.bibtex import bibtex
from scholar_desktop.formats.csl_json import csl_json, read_csl_json
from scholar_desktop.formats.entries.reference_texts import whole_entries
from scholar_desktop.formats.entries.ris_reading import read_ris_entries
from scholar_desktop.formats.entries.ris_writing import write_ris_entries
from scholar_desktop.formats.paper_table import COLUMNS, paper_csv
from scholar_desktop.formats.ris import read_ris, ris


def test_an_article_in_ris():
    entry = Entry(
        "k",
        Biblio(
            "article",
            "A title",
            (Person("Maaten", "Laurens", "van der"), Person("A Group", is_group=True)),
            2017,
            6,
            None,
            "Nature",
            "15",
            "3",
            ("101", "120"),
            doi="10.1000/x",
            pmid="12",
        ),
    )
    assert ris([entry]) == (
        "TY  - JOUR\nID  - k\nAU  - van der Maaten, Laurens\nAU  - A Group\nTI  - A title\nT2  - Nature\nJF  - Nature\n"
        "PY  - 2017\nDA  - 2017/06//\nVL  - 15\nIS  - 3\nSP  - 101\nEP  - 120\nDO  - 10.1000/x\nN1  - PMID:12\n"
        "ER  - \n"
    )


VENUES = (
    (Paper("A title", type="review", venue="arXiv.org", ids=Ids(arxiv="1706.03762")), "UNPB", "PB", "arXiv"),
    (Paper("A title", type="article", venue="arXiv.org", ids=Ids(doi="10.48550/arxiv.1706.1")), "UNPB", "PB", "arXiv"),
    (Paper("A title", type="preprint", venue="bioRxiv", ids=Ids(doi="10.1101/1")), "UNPB", "PB", "bioRxiv"),
    (Paper("A title", type="preprint", venue="PsyArXiv", ids=Ids(doi="10.31234/osf.io/1")), "UNPB", "PB", "PsyArXiv"),
    (
        Paper("A title", type="preprint", venue="Angewandte Chemie", ids=Ids(doi="10.21203/rs.3.rs-39890/v1")),
        *("UNPB", "T2", "Angewandte Chemie"),
    ),
    (Paper("A title", type="review", venue="Nature", ids=Ids(doi="10.1000/1")), "JOUR", "T2", "Nature"),
    (Paper("A title", type="conference", venue="NeurIPS", ids=Ids(doi="10.1000/1")), "CONF", "T2", "NeurIPS"),
    (Paper("A title", type="chapter", venue="Handbook", ids=Ids(doi="10.1000/1")), "CHAP", "T2", "Handbook"),
    (Paper("A title", type="other", venue="Nature", ids=Ids(pmid="1")), "GEN", "T2", "Nature"),
    (Paper("A title", type="book", venue="Springer", ids=Ids(doi="10.1000/1")), "BOOK", "PB", "Springer"),
    (Paper("A title", type="dataset", venue="Dryad", ids=Ids(doi="10.1000/1")), "DATA", "PB", "Dryad"),
    (Paper("A title", type="software", venue="JOSS", ids=Ids(doi="10.1000/1")), "COMP", "PB", "JOSS"),
)


@pytest.mark.parametrize(("paper", "kind", "tag", "venue"), VENUES)
def test_the_venue_of_a_paper_is_in_ris_and_bibtex_whatever_its_type(paper: Paper, kind: str, tag: str, venue: str):
    record = Entry("k", bibliographic_record(paper))
    (entry,) = whole_entries([KeptPaper("k", paper, cite_key="k")], "ris")
    whole = write_ris_entries([entry])
    assert f"TY  - {kind}\r\n" in whole
    assert f"{tag}  - {venue}\r\n" in whole
    assert ("PB  - " in whole) is (tag == "PB")
    (read,) = read_ris_entries(whole).entries
    assert read.fields.get("publisher" if tag == "PB" else "container-title") == venue
    for text, again in ((ris([record]), read_ris(ris([record]))), (whole, read_ris(whole))):
        assert f"TY  - {kind}" in text
        assert venue in (again.entries[0].biblio.container, again.entries[0].biblio.publisher)
    assert venue in bibtex([record])
    assert read_csl_json(csl_json([record])).entries[0].biblio == record.biblio


def test_records_of_other_programs_are_read():
    read = read_ris(
        "\ufeffTY  - CPAPER\r\nT1  - A title\r\n  that goes on\r\nA1  - Vaswani, A.\r\nPY  - 2017/06/12/\r\n"
        "SP  - 5998-6008\r\nN2  - Words.\r\nUR  - https://example.org/a;b\r\nER  - \r\n\r\nTY  - JOUR\r\nTI  - Last\r\n"
    )
    first, second = (entry.biblio for entry in read.entries)
    assert (first.type, first.title, first.authors) == (
        *("conference", "A title that goes on", (Person("Vaswani", "A."),)),
    )
    assert (first.year, first.month, first.day, first.pages) == (2017, 6, 12, ("5998", "6008"))
    assert (first.abstract, first.url) == ("Words.", "https://example.org/a;b")
    assert second.title == "Last"


def test_csl_json_of_zotero_is_read():
    read = read_csl_json(
        '{"items":[{"id":7,"type":"article-journal","title":"T","volume":3,"page":"1-9","DOI":"10.1000/X","issued":'
        '{"date-parts":[["2017","6"]]},"author":[{"family":"Gogh","given":"V.","non-dropping-particle":"van"},'
        '{"literal":"A Group"}]},3]}'
    )
    assert read.problems == ("1 of 2 items are not objects.",)
    [entry] = read.entries
    assert (entry.key, entry.biblio.volume, entry.biblio.doi) == ("7", "3", "10.1000/x")
    assert (entry.biblio.year, entry.biblio.month) == (2017, 6)
    assert entry.biblio.authors == (Person("Gogh", "V.", "van"), Person("A Group", is_group=True))


PAPER = Paper(
    "=HYPERLINK(evil)",
    Ids(doi="10.1000/x"),
    (Author("Ashish Vaswani"), Author("N. Shazeer")),
    2017,
    venue="@venue",
    type="article",
    abstract="Secret words.",
    counts=Counts(5),
    oa=OpenAccess(copies=(Copy("u", "p"), Copy("b", "best", is_best=True))),
)


def test_no_cell_of_the_table_is_a_formula():
    [row] = csv.DictReader(io.StringIO(paper_csv([PAPER], ["k"])))
    assert tuple(row) == COLUMNS
    assert row["title"] == "'=HYPERLINK(evil)"
    assert row["venue"] == "'@venue"
    assert (row["key"], row["authors"], row["citations"], row["pdf_url"]) == (
        *("k", "Vaswani, Ashish; Shazeer, N.", "5", "best"),
    )


def test_the_table_has_the_type_of_the_other_formats_and_the_access_that_the_window_shows():
    venue = {"publicationVenue": {"type": "conference"}}
    paper = Paper("x", Ids(arxiv="cs/0112017"), type="article", venue="ICLR", oa=OpenAccess(is_oa=False))
    paper = msgspec.structs.replace(paper, facts=(Facts("s2", "2026-01-01T00:00:00Z", venue),))
    copy = Copy("https://a.org/1", pdf_url="https://a.org/1.pdf", license="cc-by")
    deposited = Paper("x", type="review", oa=OpenAccess(is_oa=True, copies=(copy,)))
    rows = list(csv.DictReader(io.StringIO(paper_csv([paper, deposited, Paper("x")], ["a", "b", "c"]))))
    assert [tuple(row[name] for name in ("type", "oa_status", "license", "pdf_url")) for row in rows] == [
        ("conference", "green", "", "https://arxiv.org/pdf/cs/0112017"),
        ("review", "open", "cc-by", "https://a.org/1.pdf"),
        ("", "", "", ""),
    ]


def test_abstracts_are_in_the_table_only_when_asked_for():
    assert "Secret" not in paper_csv([PAPER], ["k"])
    [row] = csv.DictReader(io.StringIO(paper_csv([PAPER], ["k"], abstracts=True)))
    assert row["abstract"] == "Secret words."


def test_an_empty_table_has_its_head():
    assert paper_csv([], []).strip().split(",") == list(COLUMNS)
    assert paper_csv([msgspec.structs.replace(PAPER, oa=OpenAccess())], ["k"]).count("\n") == 2
