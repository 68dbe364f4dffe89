"""RIS, .nbib and CSL-JSON are read with every field, in the variants that programs write."""

from __future__ import annotations

import json

import pytest

from scholar_desktop.domain.full_entry import LinkedFile
from scholar_desktop.domain.own_fields import Contributor
from scholar_desktop.formats.entries.csl_reading import read_csl_entries
from scholar_desktop.formats.entries.readers import decode_entries, detect_format, reader_of
from scholar_desktop.formats.entries.ris_reading import read_ris_entries
from scholar_desktop.formats.entries.tagged.nbib_reading import read_nbib_entries

RIS = """\ufeff1.
TY  - JOUR
ID  - smith2020
A1  - Smith, John A., Jr.
AU  - van der Maaten, Laurens
AU  - World Health Organization
ED  - Jones, B
T1  - A title
JO  - J. Things
T2  - Journal of Things
Y1  - 2020/03/05/
VL  - 12
IS  - 3
SP  - 100
EP  - 9
SN  - 1234-5678
DO  - https://doi.org/10.1000/ABC
KW  - one; two
KW  - three
AB  - First line
second line
L1  - internal-pdf://123/a.pdf
L1  - file:files/7/b.pdf
UR  - https://a.example
N1  - A note
N1  - arXiv:1706.03762
C7  - e55
ER  -

TY - BOOK
TI  - Without an end
A2  - Series, Editor
T2  - The Series
PY  - 1999
TY  - CHAP
TI  - Chapter
BT  - The Book
A2  - Editor, An
PB  - Pub
CY  - Bonn
"""


def test_ris_with_its_variants():
    found = read_ris_entries(RIS)
    first, book, chapter = found.entries
    assert (first.key, first.line, first.item_type) == ("smith2020", 2, "article-journal")
    assert first.people == (
        Contributor("author", "Smith", "John A.", "", "Jr."),
        Contributor("author", "Maaten", "Laurens", "van der"),
        Contributor("author", literal="World Health Organization"),
        Contributor("editor", "Jones", "B"),
    )
    assert first.fields == {
        "title": "A title",
        "container-title": "Journal of Things",
        "container-title-short": "J. Things",
        "issued": {"from": "2020-03-05", "to": None},
        "volume": "12",
        "issue": "3",
        "page": "100-9",
        "ISSN": "1234-5678",
        "DOI": "10.1000/abc",
        "abstract": "First line\nsecond line",
        "URL": "https://a.example",
        "arxiv": "1706.03762",
    }
    assert first.tags == ("one", "two", "three")
    assert first.notes == ("A note",)
    assert first.files == (LinkedFile("PDF/123/a.pdf"), LinkedFile("files/7/b.pdf"))
    assert first.extra["more"] == [["C7", "e55"]]
    assert (book.line, book.fields["collection-title"]) == (30, "The Series")
    assert [person.role for person in book.people] == ["collection-editor"]
    assert (chapter.fields["container-title"], chapter.fields["publisher-place"]) == ("The Book", "Bonn")
    assert [person.role for person in chapter.people] == ["editor"]


def test_a_line_of_ris_in_no_record_is_named():
    found = read_ris_entries("AU  - Smith, J\nTY  - JOUR\nTI  - T\nER  - \n")
    assert [part.line for part in found.skipped] == [1]
    assert len(found.entries) == 1


NBIB = """
PMID- 31452104
OWN - NLM
IS  - 1940-6029 (Electronic)
IS  - 1064-3745 (Linking)
VI  - 2075
DP  - 2020 Mar-Apr
TI  - A long title that goes on
      over two lines.
PG  - 123-9
LID - 10.1007/978-1-4939-9877-7_1 [doi]
LID - S0140 [pii]
AB  - Text.
FAU - Smith, Jane A
AU  - Smith JA
AUID- ORCID: 0000-0002-1825-0097
CN  - The Group
LA  - eng
PT  - Journal Article
PT  - Review
TA  - Methods Mol Biol
JT  - Methods in molecular biology
MH  - *Neurons/physiology
PMC - PMC123456

PMID- 1
AU  - Doe J
TI  - Other?
"""


def test_nbib():
    first, second = read_nbib_entries(NBIB).entries
    assert first.fields == {
        "PMID": "31452104",
        "volume": "2075",
        "issued": {"from": "2020-03", "to": "2020-04"},
        "title": "A long title that goes on over two lines",
        "page": "123-129",
        "DOI": "10.1007/978-1-4939-9877-7_1",
        "abstract": "Text.",
        "language": "eng",
        "container-title-short": "Methods Mol Biol",
        "container-title": "Methods in molecular biology",
        "PMCID": "PMC123456",
        "ISSN": "1940-6029, 1064-3745",
        "publication-type": "Journal Article; Review",
    }
    assert first.people == (
        Contributor("author", "Smith", "Jane A", orcid="0000-0002-1825-0097"),
        Contributor("author", literal="The Group"),
    )
    assert first.tags == ("Neurons/physiology",)
    assert first.extra == {"more": [["OWN", "NLM"], ["LID", "S0140 [pii]"]]}
    assert second.people == (Contributor("author", "Doe", "J."),)
    assert second.line == 26


def test_a_record_of_nbib_goes_on_after_an_empty_line_and_needs_an_identifier_or_a_title():
    text = (
        "      of no record\n\nPMID- 1\nTI  - One\n\ttwo\n  three.\n\nVI  - 4\nFAU - Holm, Bo E Jr\nTT  - Ett.\n\n"
        "PMID- 2\nVI  - 5\n\nPMID-\n\nTI  - Alone\u2028so.\n\nPMID- 3\nTI  - [Not Available].\nTT  - Fem.\n"
    )
    found = read_nbib_entries(text)
    assert [one.fields for one in found.entries] == [
        {"PMID": "1", "title": "One two three", "volume": "4", "original-title": "Ett"},
        {"PMID": "2", "volume": "5"},
        {"title": "Alone\u2028so"},
        {"PMID": "3", "title": "Fem"},
    ]
    assert found.entries[0].people == (Contributor("author", "Holm", "Bo E", suffix="Jr"),)
    assert [(part.line, part.text, part.reason) for part in found.skipped] == [
        (1, "      of no record", "The line has no MEDLINE tag, such as “PMID-”."),
        (15, "PMID- ", "The record has no title."),
    ]
    assert [(part.line, part.text, part.reason) for part in found.problems] == [(12, "2", "The entry has no title.")]


def test_csl_json_with_what_it_has_besides():
    items = [
        {
            "id": 7,
            "type": "chapter",
            "title": "T",
            "author": [{"family": "Beethoven", "non-dropping-particle": "van", "given": "L."}, {"literal": "UN"}],
            "issued": {"date-parts": [["2019", "3", 5], [2019, 4]]},
            "accessed": {"date-parts": [[None]]},
            "original-date": {"date-parts": [[1850]], "circa": True},
            "volume": 3,
            "shortTitle": "S",
            "keyword": "a, b",
            "custom": {"shelf": "A 17", "n": {"x": 1}},
            "categories": ["c"],
            "DOI": "10.1000/X",
        },
        "no object",
    ]
    found = read_csl_entries(json.dumps(items, indent=1))
    (entry,) = found.entries
    assert (entry.key, entry.item_type, entry.tags) == ("7", "chapter", ("a", "b"))
    assert entry.fields == {
        "title": "T",
        "issued": {"from": "2019-03-05", "to": "2019-04"},
        "original-date": {"from": "1850", "to": None, "edtf": "1850~"},
        "volume": "3",
        "title-short": "S",
        "shelf": "A 17",
        "DOI": "10.1000/x",
    }
    assert entry.people == (
        Contributor("author", "Beethoven", "L.", "van"),
        Contributor("author", literal="UN"),
    )
    assert entry.extra == {"custom": {"n": {"x": 1}}, "categories": ["c"]}
    assert [part.text for part in found.skipped] == ['"no object"']
    assert read_csl_entries('[{"type": }]').skipped[0].line == 1


def test_formats_are_known_by_their_content():
    assert detect_format("x.txt", b"@book{a,\n") == "bibtex"
    assert detect_format("x", RIS.encode()) == "ris"
    assert detect_format("x.txt", NBIB.encode()) == "nbib"
    assert detect_format("x", b'[{"id": "a"}]') == "csl-json"
    assert detect_format("empty.bib", b"") == "bibtex"
    assert detect_format("x.txt", b"Smith (2020). Title.") is None


def test_a_bib_file_may_name_its_encoding():
    assert decode_entries("% Encoding: ISO8859_2\n@misc{a, title={Łódź}}".encode("iso8859_2"))[0].endswith("Łódź}}")
    assert decode_entries("@misc{a, title={Łódź}}".encode("utf-8-sig"))[0].startswith("@misc")
    assert decode_entries("@misc{a, title={“Ü”}}".encode("cp1252"))[0] == "@misc{a, title={“Ü”}}"
    assert decode_entries(b"@misc{a,\r\n\ttitle={A\0B\x0b}}") == ("@misc{a,\r\n\ttitle={AB}}", None)


def test_a_last_name_that_stands_for_others_is_no_person():
    named = (Contributor("author", "Lind", "Bo"), Contributor("author", "Ames", "Ada"))
    for name in ("others", "et al.", "et al", "and others", "et al.,"):
        ris = f"TY  - JOUR\nAU  - Lind, Bo\nAU  - Ames, Ada\nAU  - {name}\nTI  - T\nER  - \n"
        (entry,) = read_ris_entries(ris).entries
        assert (entry.people, entry.with_others) == (named, ("author",)), name
    item = {"id": "k", "type": "book", "title": "T"}
    people = [{"family": "Lind", "given": "Bo"}, {"family": "Ames", "given": "Ada"}]
    for other in ({"literal": "others"}, {"family": "others"}, {"family": "et al."}, {"family": "al.", "given": "et"}):
        (entry,) = read_csl_entries(json.dumps([item | {"author": [*people, other]}])).entries
        assert (entry.people, entry.with_others) == (named, ("author",)), other
    (alone,) = read_csl_entries(json.dumps([item | {"author": [{"literal": "others"}]}])).entries
    assert (alone.people, alone.with_others) == ((Contributor("author", literal="others"),), ())
    nbib = "PMID- 1\nTI  - T\nFAU - Lind, Bo\nAU  - Lind B\nAU  - et al.\n"
    (entry,) = read_nbib_entries(nbib).entries
    assert (entry.people, entry.with_others) == (named[:1], ("author",))


def test_a_chapter_of_bookshelf_has_its_book():
    chapter = (
        "PMID- 20301770\nPB  - Made Press\nDP  - 1993\nTI  - On ferns.\nBTI - A Book of Plants\nPT  - Book Chapter\n"
    )
    book = "PMID- 20301771\nBTI - A Book of Plants\nDP  - 1993\n"
    first, second = read_nbib_entries(f"{chapter}\n{book}").entries
    assert (first.item_type, first.text("title"), first.text("container-title")) == (
        "chapter",
        "On ferns",
        "A Book of Plants",
    )
    assert (second.item_type, second.text("title"), second.text("container-title")) == ("book", "A Book of Plants", "")


TITLE = "<titles><title>T</title></titles>"
NO_TITLE = "<rec-number>3</rec-number><ref-type>6</ref-type><titles><title/></titles>"


@pytest.mark.parametrize(
    ("form", "text", "line"),
    [
        ("endnote-xml", f"<xml><records>\n<record/>\n<record>\n{TITLE}</record></records></xml>", 2),
        ("endnote-xml", f"<xml><record>{TITLE}</record>\n<record>{NO_TITLE}</record></xml>", 2),
        ("csl-json", '[{"title": "T"},\n{"id": "b", "type": "book"}]', 2),
        ("ris", "TY  - JOUR\nTI  - T\nER  -\n\nTY  - JOUR\nER  -\n", 5),
    ],
)
def test_an_empty_entry_is_named_and_not_taken_in(form: str, text: str, line: int):
    found = reader_of(form)(text)
    assert [entry.fields for entry in found.entries] == [{"title": "T"}]
    assert [(part.line, part.reason) for part in found.skipped] == [(line, "The entry is empty.")]
