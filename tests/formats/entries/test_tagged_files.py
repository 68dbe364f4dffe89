"""EndNote's tagged export and the files of Web of Science are read with every field."""

from __future__ import annotations

import pytest

from scholar_desktop.domain.full_entry import FullEntry, LinkedFile
from scholar_desktop.domain.own_fields import Contributor
from scholar_desktop.formats.entries.endnote_writing import write_endnote_entries
from scholar_desktop.formats.entries.readers import detect_format
from scholar_desktop.formats.entries.ris_reading import read_ris_entries
from scholar_desktop.formats.entries.tagged.ciw_reading import read_ciw_entries
from scholar_desktop.formats.entries.tagged.enw_reading import read_enw_entries
from scholar_desktop.formats.entries.tagged.nbib_reading import read_nbib_entries

ENW = """\ufeff%0 Journal Article
%A Lind, Bo
%A Ada M. Ames
%A World Health Organization,
%E Vogt, Ed
%T A title
  over two lines
%J Journal of Things
%O J. Things
%V 12
%N 3
%P 100–109
%8 March 5
%D 2020
%@ 1234-5678
%@ 8765-4321
%R 10.1000/ABC
%U https://doi.org/10.1000/ABC
%U https://arxiv.org/abs/1706.03762v2
%K one
two
%K three; four
%X First paragraph

Second paragraph
%Z A note
%< My own words
%F lind2020
%G English
%M 12345
%~ Medline
%> internal-pdf://123/a%20b.pdf
%+ University of Bonn
%[ 2021/02/03
%= 2021-01-01

%0 Book
%A Lind, Bo
%B The Series
%E Vogt, Ed
%T A book
%N 7
%@ 978-3-16-148410-0
%I Springer
%C Berlin
"""


def enw(text: str) -> FullEntry:
    (entry,) = read_enw_entries(text).entries
    return entry


def test_the_tags_of_endnote():
    found = read_enw_entries(ENW)
    assert (found.skipped, found.problems) == ((), ())
    first, book = found.entries
    assert (first.key, first.item_type, first.line) == ("lind2020", "article-journal", 1)
    assert first.people == (
        Contributor("author", "Lind", "Bo"),
        Contributor("author", "Ames", "Ada M."),
        Contributor("author", literal="World Health Organization"),
        Contributor("editor", "Vogt", "Ed"),
    )
    assert first.fields == {
        "title": "A title over two lines",
        "container-title": "Journal of Things",
        "container-title-short": "J. Things",
        "volume": "12",
        "issue": "3",
        "page": "100-109",
        "issued": {"from": "2020-03-05", "to": None},
        "ISSN": "1234-5678, 8765-4321",
        "DOI": "10.1000/abc",
        "URL": "https://arxiv.org/abs/1706.03762v2",
        "arxiv": "1706.03762",
        "abstract": "First paragraph\nSecond paragraph",
        "language": "English",
        "PMID": "12345",
        "source": "Medline",
        "auth-address": "University of Bonn",
        "accessed": {"from": "2021-02-03", "to": None},
    }
    assert first.tags == ("one", "two", "three", "four")
    assert first.notes == ("A note", "My own words")
    assert first.files == (LinkedFile("PDF/123/a b.pdf"),)
    assert first.extra["more"] == [["web-urls", "https://doi.org/10.1000/ABC"], ["%=", "2021-01-01"]]
    assert (book.fields["collection-title"], book.fields["collection-number"]) == ("The Series", "7")
    assert [one.role for one in book.people] == ["author", "collection-editor"]
    assert (book.line, book.fields["ISBN"]) == (37, "978-3-16-148410-0")
    assert "<url>https://doi.org/10.1000/ABC</url>" in write_endnote_entries([first])


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("%0 Book\n%T A\n%E Vogt, Ed", (Contributor("editor", "Vogt", "Ed"),)),
        ("%0 Book\n%T A\n%Q The Group", (Contributor("author", literal="The Group"),)),
        ("%0 Book\n%T A\n%A others", (Contributor("author", "others"),)),
        ("%0 Book\n%T A\n%A World Health Organization", (Contributor("author", literal="World Health Organization"),)),
    ],
)
def test_people_as_other_programs_write_them_into_enw(text: str, people: tuple[Contributor, ...]):
    assert enw(text).people == people


def test_a_translated_title_and_a_type_of_zotero():
    assert enw("%0 Book\n%T A\n%A Lind, Bo\n%Q Ein A").fields["original-title"] == "Ein A"
    assert enw("%0 Report\n%T A\n%R White paper").fields == {"title": "A", "genre": "White paper"}


def test_records_without_a_type_are_divided_by_empty_lines():
    found = read_enw_entries("%T Corn\n%A Newman, W. H.\n%D 1891\n\n%T Rye\n%D 1892\n")
    assert [(one.text("title"), one.item_type, one.line) for one in found.entries] == [
        ("Corn", "document", 1),
        ("Rye", "document", 5),
    ]


def test_two_types_are_one_record_and_text_before_it_is_named():
    found = read_enw_entries("Exported by X\n%0 Serial\n%0 Book\n%T A\n")
    assert [(part.line, part.text) for part in found.skipped] == [(1, "Exported by X")]
    assert [one.item_type for one in found.entries] == ["book"]


CIW = """\ufeffFN Clarivate Analytics Web of Science
VR 1.0
PT J
AU Lind, B
   van der Ames, AM
AF Lind, Bo
   van der Ames, Ada M.
CA ATLAS Collaboration
TI A title that goes on
   over two lines
SO JOURNAL OF THINGS
LA English
DT Article; Proceedings Paper
CT 3rd Conference on Things
CY JUN 03-05, 2019
CL Bonn, GERMANY
DE neural networks; attention
ID MODELS; ATTENTION
AB One paragraph.
C1 [Lind, Bo] Univ Bonn, Bonn, Germany.
   [Ames, Ada] Univ Ulm, Ulm, Germany.
OI Lind, Bo/0000-0002-1825-0097; Other, X/0000-0001-5109-3700
CR Doe J, 1999, NATURE, V1, P2
   Roe R, 2000, SCIENCE, V3, P4
TC 17
PU SPRINGER
PI BERLIN
SN 1234-5678
EI 8765-4321
J9 J THINGS
JI J. Things
PD MAR 5
PY 2020
VL 12
IS 3
AR 101
DI 10.1000/ABC
EA FEB 2020
PM 31452104
UT WOS:000123456700001
ER

PT B
AU Lind, B
BE Vogt, E
   Roe, R
TI A chapter
SO THE BOOK
SE Lecture Notes
BN 978-3-16-148410-0
BP 12
EP 20
PY 2010
UT WOS:2
ER

EF"""


def test_the_tags_of_web_of_science():
    found = read_ciw_entries(CIW)
    assert (found.skipped, found.problems) == ((), ())
    first, chapter = found.entries
    assert (first.item_type, first.line) == ("article-journal", 3)
    assert first.people == (
        Contributor("author", "Lind", "Bo", orcid="0000-0002-1825-0097"),
        Contributor("author", "Ames", "Ada M.", "van der"),
        Contributor("author", literal="ATLAS Collaboration"),
    )
    assert first.fields == {
        "title": "A title that goes on over two lines",
        "container-title": "JOURNAL OF THINGS",
        "container-title-short": "J. Things",
        "language": "English",
        "publication-type": "Article; Proceedings Paper",
        "event-title": "3rd Conference on Things",
        "event-date": first.fields["event-date"],
        "event-place": "Bonn, GERMANY",
        "abstract": "One paragraph.",
        "publisher": "SPRINGER",
        "publisher-place": "BERLIN",
        "ISSN": "1234-5678, 8765-4321",
        "issued": {"from": "2020-03-05", "to": None},
        "volume": "12",
        "issue": "3",
        "page": "101",
        "DOI": "10.1000/abc",
        "available-date": {"from": "2020-02", "to": None},
        "PMID": "31452104",
        "accession-num": "WOS:000123456700001",
    }
    assert first.tags == ("neural networks", "attention", "MODELS", "ATTENTION")
    kept = dict(first.extra["more"])
    assert kept["CR"] == "Doe J, 1999, NATURE, V1, P2\nRoe R, 2000, SCIENCE, V3, P4"
    assert (kept["TC"], kept["J9"], kept["OI"][:8]) == ("17", "J THINGS", "Lind, Bo")
    assert (chapter.item_type, chapter.fields["container-title"]) == ("chapter", "THE BOOK")
    assert chapter.fields["page"] == "12-20"
    assert chapter.people == (
        Contributor("author", "Lind", "B."),
        Contributor("editor", "Vogt", "E."),
        Contributor("editor", "Roe", "R."),
    )


def test_a_broken_file_of_web_of_science():
    found = read_ciw_entries("PT J\nTI One\n\nPT J\nTI Two\nER\n?\nPT J\nTI Three\n")
    assert [one.text("title") for one in found.entries] == ["One", "Two", "Three"]
    assert [(part.line, part.text) for part in found.skipped] == [(7, "?")]
    assert [(part.line, part.text) for part in found.problems] == [(1, "One"), (8, "Three")]


def test_a_record_of_very_many_lines():
    """They took a minute each."""
    lines, number = "   y\n" * 100_000, 20_000
    (ciw,) = read_ciw_entries(f"PT J\nTI x\n{lines}ER\n").entries
    (medline,) = read_nbib_entries(f"PMID- 1\nTI  - x\n{lines}").entries
    (ris,) = read_ris_entries(f"TY  - JOUR\nTI  - x\n{lines}ER  - \n").entries
    texts = [enw(f"%0 Book\n%T x\n{lines}").text("title"), *(one.text("title") for one in (ciw, medline, ris))]
    assert {len(text) for text in texts} == {200_001}
    people = "".join(f"   F{place}, G\n" for place in range(number))
    orcids = ";".join(f"F{place}, G/0000-0000-0000-0000" for place in reversed(range(number)))
    (ciw,) = read_ciw_entries(f"PT J\nTI x\nAU A, B\n{people}OI {orcids}\nER\n").entries
    assert [one.orcid for one in ciw.people] == [None, *["0000-0000-0000-0000"] * number]
    found = enw("%0 Book\n%T x\n" + "%@ 978-3-16-148410-0\n" * number)
    assert found.fields["ISBN"].count(",") == number - 1
    addresses = "".join(f"%U https://doi.org/10.1000/{place}\n" for place in range(number))
    assert len(enw(f"%0 Book\n%T x\n{addresses}").extra["more"]) == number - 1


def test_a_tag_without_a_value_that_goes_on_in_the_next_lines():
    (ris,) = read_ris_entries("TY  - JOUR\nTI  - x\nN1  - \n\nOne\n\nTwo\nER  - \n").entries
    assert ris.notes == ("One\n\nTwo",)
    assert enw("%0 Book\n%T\nA\ntitle").text("title") == "A title"


@pytest.mark.parametrize(
    ("name", "text", "form"),
    [
        ("x.txt", CIW, "ciw"),
        ("x.txt", ENW, "enw"),
        ("x.isi", "", "ciw"),
        ("x.enw", "", "enw"),
        ("x.txt", "PMID- 1\nPT  - Journal Article\n", "nbib"),
    ],
)
def test_the_formats_are_recognised(name: str, text: str, form: str):
    assert detect_format(name, text.encode()) == form


@pytest.mark.parametrize("school", ["University of Bonn", "MIT"])
def test_the_school_of_a_thesis_in_the_tag_of_its_place(school: str):
    fields = enw(f"%0 Thesis\n%T A\n%C Bonn\n%C {school}\n").fields
    assert (fields["publisher-place"], fields["publisher"]) == ("Bonn", school)


def test_a_whole_book_of_web_of_science_is_in_no_other_book():
    """Its source is its title, in capitals."""
    text = "FN Clarivate\nVR 1.0\nPT B\nAU Lind, B\n{}\nPY 2001\nER\n\nEF\n"
    for titles, title in (("TI Book of Moss\nSO BOOK OF MOSS", "Book of Moss"), ("SO BOOK OF MOSS", "BOOK OF MOSS")):
        (book,) = read_ciw_entries(text.format(titles)).entries
        assert (book.item_type, book.fields["title"], book.text("container-title")) == ("book", title, "")
    (part,) = read_ciw_entries(text.format("TI A part\nSO BOOK OF MOSS")).entries
    assert (part.item_type, part.text("container-title")) == ("chapter", "BOOK OF MOSS")
