"""RIS and EndNote XML are read as the vendors mean them."""

from __future__ import annotations

import msgspec
import pytest

from scholar_desktop.domain.full_entry import FullEntry, LinkedFile
from scholar_desktop.domain.own_fields import Contributor
from scholar_desktop.formats.entries.endnote_reading import read_endnote_entries
from scholar_desktop.formats.entries.endnote_writing import write_endnote_entries
from scholar_desktop.formats.entries.ris_reading import read_ris_entries
from scholar_desktop.formats.entries.ris_writing import write_ris_entries
from scholar_desktop.formats.entries.writers import writer_of


def record(text: str, kind: str = "JOUR") -> FullEntry:
    (entry,) = read_ris_entries(f"TY  - {kind}\nTI  - A\n{text}\nER  - \n").entries
    return entry


def xml(text: str, kind: str = "Journal Article") -> FullEntry:
    head = f'<xml><records><record><ref-type name="{kind}"/><titles><title>A</title></titles>'
    (entry,) = read_endnote_entries(f"{head}{text}</record></records></xml>").entries
    return entry


@pytest.mark.parametrize(
    ("databases", "is_pmid"),
    [
        ("DB  - aph\nDP  - EBSCOhost", False),
        ("DP  - ProQuest Central", False),
        ("DB  - PubMed\nDP  - NLM", True),
        ("DB  - Ovid MEDLINE(R)", True),
    ],
)
def test_an_accession_number_is_a_pmid_only_of_pubmed(databases: str, is_pmid: bool):
    entry = record(f"AN  - 95446284\n{databases}")
    assert ("PMID" in entry.fields) is is_pmid
    if not is_pmid:
        assert ["AN", "95446284"] in entry.extra["more"]


def test_an_accession_number_of_endnote_xml():
    name = "<accession-num>95446284</accession-num><remote-database-name>{}</remote-database-name>"
    assert "PMID" not in xml(name.format("aph")).fields
    assert xml(name.format("aph")).fields["accession-num"] == "95446284"
    assert xml(name.format("Medline")).fields["PMID"] == "95446284"


@pytest.mark.parametrize(
    ("kind", "number", "name"),
    [
        ("CONF", "978-3-1234-5678-9", "ISBN"),
        ("CONF", "0302-9743", "ISSN"),
        ("JOUR", "15315037", "ISSN"),
        ("JOUR", "1531-5037 (Electronic) 0022-3468 (Linking)", "ISSN"),
        ("BOOK", "1234-5678", "ISBN"),
    ],
)
def test_issn_and_isbn_are_told_apart(kind: str, number: str, name: str):
    assert record(f"SN  - {number}", kind).fields[name] == number


def test_the_isbn_of_a_conference_in_endnote_xml():
    assert xml("<isbn>978-3-1234-5678-9</isbn>", "Conference Proceedings").fields["ISBN"] == "978-3-1234-5678-9"


@pytest.mark.parametrize("tags", ["JO  - J Abbr\nJF  - Journal Full", "JF  - Journal Full\nJO  - J Abbr"])
def test_the_journal_is_the_full_name_in_either_order(tags: str):
    fields = record(tags).fields
    assert (fields["container-title"], fields["container-title-short"]) == ("Journal Full", "J Abbr")


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("A. Smith", ("A.", "", "Smith")),
        ("J. M. van Doe", ("J. M.", "van", "Doe")),
        ("J.-P. Serre", ("J.-P.", "", "Serre")),
        ("J. Robert Oppenheimer", ("J. Robert", "", "Oppenheimer")),
        ("W. S. Cleveland Jr.", ("W. S.", "", "Cleveland", "Jr.")),
        ("D. Loe III", ("D.", "", "Loe", "III")),
    ],
)
def test_names_of_ieee_begin_with_initials(name: str, parts: tuple[str, ...]):
    (person,) = record(f"AU  - {name}").people
    assert person.literal is None
    assert (person.given, person.particle, person.family, person.suffix) == (*parts, "")[:4]


@pytest.mark.parametrize("name", ["World Health Organization", "U.S. Geological Survey", "E. coli Consortium", "J. K."])
def test_groups_stay_groups(name: str):
    (person,) = record(f"AU  - {name}").people
    assert person.literal == name


def test_addresses_with_a_semicolon_between_them():
    entry = record("UR  - https://a.example/x;jsessionid=1; http://b.example ;\thttps://c.example")
    assert entry.fields["URL"] == "https://a.example/x;jsessionid=1"
    assert entry.extra["more"] == [["UR", "http://b.example"], ["UR", "https://c.example"]]
    lines = write_ris_entries([entry]).splitlines()
    assert [line[6:] for line in lines if line.startswith("UR")] == [
        "https://a.example/x;jsessionid=1",
        "http://b.example",
        "https://c.example",
    ]


def test_second_values_that_are_none_are_not_written():
    more = [["UR", "http://b.example"], ["UR", 1], "UR", ["UR"], ["two words", "x"], [["UR"], "x"], 7]
    entry = FullEntry("k", "book", {"title": "T", "URL": "http://a.example"}, extra={"more": more})
    lines = write_ris_entries([entry]).splitlines()
    assert [line for line in lines if line.startswith(("UR", "two"))] == [
        "UR  - http://a.example",
        "UR  - http://b.example",
    ]
    text = writer_of("bibtex")([FullEntry("k", "book", {"title": "T"}, extra={"more": [["url", "http://b.example"]]})])
    assert "url           = {http://b.example}" in text


def test_files_of_endnote_and_mendeley():
    text = "L1  - internal-pdf://123/a%20b.pdf\nL1  - file:///home/me/c%20d.pdf\nL1  - file:///C:/Users/me/e.pdf"
    assert record(text).files == tuple(map(LinkedFile, ("PDF/123/a b.pdf", "/home/me/c d.pdf", "C:/Users/me/e.pdf")))


def test_tags_of_scopus_and_others():
    entry = record("C7  - 102030\nC2  - PMC123456\nL3  - 10.1000/abc\nLK  - http://a.example\nRN  - A note\nVO  - 7")
    assert entry.fields == {
        "title": "A",
        "PMCID": "PMC123456",
        "DOI": "10.1000/abc",
        "URL": "http://a.example",
        "volume": "7",
        "page": "102030",
    }
    assert entry.notes == ("A note",)
    assert record("SP  - 5\nC7  - 102030").extra["more"] == [["C7", "102030"]]


def test_the_days_of_a_meeting_are_no_day_of_access():
    fields = record("Y2  - 1-3 June 2012", "CONF").fields
    assert fields["event-date"] == {"from": "2012-06-01", "to": "2012-06-03"}
    assert "accessed" not in fields
    assert record("Y2  - 2012/06/01", "CONF").fields["accessed"]["from"] == "2012-06-01"


def test_a_patent_has_its_number():
    assert record("M1  - 12/345\nSN  - US123", "PAT").fields["number"] == "US123"


def test_second_values_keep_their_tags():
    entry = record("JA  - J A\nJ1  - J B\nUR  - http://a\nL2  - http://b")
    assert entry.extra["more"] == [["J1", "J B"], ["L2", "http://b"]]


def test_what_endnote_xml_says_besides_is_written_back():
    text = (
        "<titles><title><style face='normal'>On </style><style face='bold italic'>E. coli</style>"
        "<style face='normal'> and CO</style><style face='subscript'>2</style></title>"
        "<secondary-title>J Full</secondary-title><alt-title>J Alt</alt-title></titles>"
        "<periodical><full-title>Journal Full</full-title><abbr-1>J. Full</abbr-1></periodical>"
        "<urls><related-urls><url>http://a</url><url>http://b</url></related-urls></urls>"
        "<reprint-edition>Reprint</reprint-edition>"
    )
    xml_text = f'<xml><records><record><ref-type name="Journal Article"/>{text}</record></records></xml>'
    entries = read_endnote_entries(xml_text).entries
    again = write_endnote_entries(entries)
    assert '<style face="bold italic">E. coli</style><style face="normal"> and CO</style>' in again
    assert '<style face="subscript">2</style>' in again
    assert "<alt-title>J Alt</alt-title>" in again
    assert "<full-title>Journal Full</full-title>" in again
    assert "<related-urls><url>http://b</url></related-urls>" in again
    assert "<reprint-edition>Reprint</reprint-edition>" in again
    (entry,), (second,) = entries, read_endnote_entries(again).entries
    assert second.fields == entry.fields
    changed = msgspec.structs.replace(entry, fields=entry.fields | {"title": "Another"})
    assert "<title>Another</title>" in write_endnote_entries([changed])


def test_the_link_of_endnote_to_web_of_science_is_no_address():
    link = "<Go to ISI>://WOS:000123456700001"
    entry = record(f"UR  - {link}\nUR  - https://a.example/x https://b.example")
    assert entry.fields["URL"] == "https://a.example/x"
    assert entry.extra["more"] == [["UR", link], ["UR", "https://b.example"]]
    escaped = link.replace("<", "&lt;").replace(">", "&gt;")
    entry = xml(f"<urls><related-urls><url>{escaped}</url></related-urls></urls>")
    assert "URL" not in entry.fields
    assert entry.extra["more"] == [["related-urls", link]]


@pytest.mark.parametrize(
    ("kind", "text", "fields"),
    [
        ("PAT", "A2  - United States Patent Office", {"authority": "United States Patent Office"}),
        ("CASE", "A2  - U.S.\nPB  - Supreme Court", {"container-title": "U.S.", "authority": "Supreme Court"}),
        ("BILL", "T2  - Stat.\nT3  - House", {"container-title": "Stat.", "authority": "House"}),
        ("HEAR", "T2  - Committee on Rules\nT3  - Senate", {"section": "Committee on Rules", "authority": "Senate"}),
    ],
)
def test_tags_of_ris_that_are_no_people_for_some_types(kind: str, text: str, fields: dict[str, str]):
    entry = record(text, kind)
    assert entry.people == ()
    assert entry.fields == {"title": "A", **fields}
    written = write_ris_entries([entry])
    for line in text.split("\n"):
        assert f"\r\n{line}\r\n" in written
    assert "scholar-desktop" not in written


def test_an_editor_of_a_case_is_not_written_as_its_reporter():
    entry = FullEntry("k", "legal_case", {"title": "A"}, (Contributor("editor", "Lind", "Bo"),))
    written = write_ris_entries([entry])
    assert "ED  - Lind, Bo" in written
    assert "A2" not in written


@pytest.mark.parametrize(
    "text",
    [
        "SP  - 12-20",
        "SP  - 12–20",
        "SP  - pp. 12—20",
        "SP  - 12-20\nEP  - 20",
        "SP  - 12\nEP  - 12–20",
        "SP  - 12-20\nEP  - 12-20",
        "EP  - 12‐20",
    ],
)
def test_both_pages_in_one_tag(text: str):
    assert record(text).fields["page"] == "12-20"


def test_a_page_number_with_a_hyphen_stays():
    assert record("SP  - A-12\nEP  - A-20").fields["page"] == "A-12-A-20"


def test_a_record_without_its_end_is_read_and_named():
    text = "TY  - JOUR\nID  - a\nTI  - A\n\nTY  - JOUR\nTI  - B\nER  - \nTY  - BOOK\nTI  - C\n"
    found = read_ris_entries(text)
    assert [entry.text("title") for entry in found.entries] == ["A", "B", "C"]
    assert [(part.line, part.text) for part in found.problems] == [(1, "a"), (8, "C")]
    assert "ER  -" in found.problems[0].reason
    assert found.skipped == ()


def test_the_series_of_an_article_and_a_publisher_whose_tag_is_taken():
    article = FullEntry("k", "article-journal", {"title": "T", "container-title": "J", "collection-title": "Series"})
    assert "T3  - Series" in write_ris_entries([article])
    case = FullEntry("k", "legal_case", {"title": "T", "authority": "A court", "publisher": "A house"})
    assert [line for line in write_ris_entries([case]).splitlines() if line.startswith("PB")] == ["PB  - A court"]


def test_the_number_of_a_series_in_the_tag_of_an_issue():
    """bibutils writes it there, EndNote into M1."""
    assert record("IS  - 7", "BOOK").fields["collection-number"] == "7"
    both = record("IS  - 7\nM1  - 8", "BOOK").fields
    assert (both["issue"], both["collection-number"]) == ("7", "8")
