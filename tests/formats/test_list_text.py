"""Lists in every form and encoding; what is broken is named by its line, and nothing is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scholar_desktop.domain.reference_lists.reference_list import LineStatus
from scholar_desktop.formats import bibtex_reading
from scholar_desktop.formats.reference_list_detection import decode_file, is_list
from scholar_desktop.formats.reference_list_reading import read_text, text_of_lines

BROKEN_BIB = """@article{a, title={One title of it}, author={Smith, J and Lee, K}, year=2001, doi={10.1038/nature12373}}
@article{b, title={Broken title of it, author={Smith, J}, year=2002}
@book{c, title={Good again}, author={Doe, Jane}, year=1999}
@misc{d,}
@article{a, title={Twice the key}, year=2003}
@string{x="foo"}
@comment{nothing}
@article{e
 title = "No comma after key", year = 2004}
@inproceedings{f, title = {Last, cut off"""


def test_of_a_broken_bib_what_can_be_read_is_read_and_what_is_wrong_is_named_by_its_line() -> None:
    read = read_text(BROKEN_BIB)
    assert read.kind == "BibTeX"
    assert [(line.place, line.wanted.title) for line in read.lines] == [
        (1, "One title of it"),
        (2, "Broken title of it"),
        (3, "Good again"),
        (4, ""),
        (5, "Twice the key"),
        (8, "No comma after key"),
        (10, "Last, cut off"),
    ]
    assert read.lines[0].wanted.identifier == "doi:10.1038/nature12373"
    assert (read.lines[1].wanted.first_author, read.lines[1].wanted.year) == ("Smith", 2002)
    assert [line.wanted.doubt for line in read.lines if line.wanted.doubt] == [
        "error on line 2: the opening brace of title is not closed",
        "error on line 8: a comma is missing after the key e",
        "error on line 10: the opening brace of title is not closed",
    ]
    assert "No comma after key" in read.lines[5].text
    assert [line.number for line in read.lines if line.standing is LineStatus.NONE] == [4]
    assert [line.number for line in read.lines] == list(range(1, 8))


def test_a_file_read_in_pieces_is_read_as_if_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    nested = "@article{n, title={A title}, abstract={\n@article{inside, title={No entry}}\n}, year=2004}\n"
    text = "".join(f"{BROKEN_BIB if number % 3 else nested}\n" for number in range(40))
    text = f"@string{{j = {{A journal}}}}\n{text}\n@misc{{last, title={{The last}}, journal=j}}"
    monkeypatch.setattr(bibtex_reading, "_LEAST_PIECE", 10**9)
    at_once = [(line.place, line.text, line.wanted) for line in read_text(text).lines]
    for least in (0, 300, 2000):
        monkeypatch.setattr(bibtex_reading, "_LEAST_PIECE", least)
        read = [(line.place, line.text, line.wanted) for line in read_text(text).lines]
        assert len(read) >= len(at_once)
        assert [line for line in at_once if line not in read] == []
    assert at_once[-1][2].venue == "A journal"


BROKEN_ENTRIES = [
    ("@article{a,\n title = {A title}\n author = {Doe, J},\n year = 2001}", "line 2: a comma is missing after title"),
    ('@article{a,\n title = "A title,\n author = "Doe, J",\n year = 2001}', "line 2: the opening quotation mark of"),
    ("@article{a,\n title = {A title},\n author = {Doe, J},\n year = 2001\n", "line 4: the closing brace of the entry"),
    ("article{a,\n title = {A title},\n author = {Doe, J},\n year = 2001}", "line 1: the @ before it is missing"),
    ("@article{a,\n title = {A title}},\n author = {Doe, J},\n year = 2001}", "line 2: a brace closes the entry too"),
    ("@article{a,\n title {A title},\n author = {Doe, J},\n year = 2001}", "line 2: “=” is missing after title"),
    ("@article{title = {A title},\n author = {Doe, J},\n year = 2001}", "line 1: the key is missing"),
]  # fmt: skip


@pytest.mark.parametrize(("broken", "says"), BROKEN_ENTRIES, ids=[says[8:] for _, says in BROKEN_ENTRIES])
def test_a_broken_entry_is_read_and_says_what_is_wrong_with_it(broken: str, says: str) -> None:
    read = read_text(f"{broken}\n\n@book{{b, title = {{Whole}}, year = {{1999}}}}\n")
    assert [line.wanted.title for line in read.lines] == ["A title", "Whole"]
    first, second = (line.wanted for line in read.lines)
    assert (first.first_author, first.year) == ("Doe", 2001)
    assert says in first.doubt
    assert not second.doubt


def test_a_bib_with_strings_months_comments_and_cross_references_is_read_in_any_coding() -> None:
    text = (
        '% a comment\r\n@comment{@article{no, title={Not meant}}}\r\n@preamble{"x"}\r\n@string{nips = "NeurIPS"}\r\n'
        "@inproceedings(k, crossref = {p}, title = {Caf\xe9 " + '{"}' + 'culture}, author = "A. B")\r\n'
        "@proceedings{p, title = nips # { 2001}, year = 2001, month = jan}\r\n"
    )
    for encoding in ("utf-8-sig", "latin-1", "utf-16"):
        read = read_text(decode_file(text.encode(encoding))[0])
        assert [line.wanted.title for line in read.lines] == ['Caf\xe9 "culture', "NeurIPS 2001"], encoding
        assert (read.lines[0].wanted.venue, read.lines[0].wanted.year) == ("NeurIPS 2001", 2001)
        assert not any(line.wanted.doubt for line in read.lines)


def an_entry(number: int) -> str:
    return (
        f"@article{{key{number},\n  title = {{Title {number} of {{Many}}}},\n"
        f'  author = "Doe, Jane and Roe, R.",\n  year = {1950 + number},\n  doi = {{10.1000/{number}}}\n}}\n\n'
    )


@given(
    st.integers(1, 5),
    st.floats(0, 1, exclude_max=True),
    st.integers(0, 12),
    st.text(alphabet='@{}",=\n\\#%( ax1', max_size=6),
)
def test_damage_at_any_place_loses_no_entry_before_it(many: int, part: float, cut: int, put: str) -> None:
    entries = [an_entry(number) for number in range(many)]
    text = "".join(entries)
    place = int(part * len(text))
    whole, ends = 0, 0
    for entry in entries:
        ends += len(entry.rstrip())
        whole += ends <= place
        ends += len(entry) - len(entry.rstrip())
    read = read_text(text[:place] + put + text[place + cut :])
    titles = [line.wanted.title for line in read.lines]
    assert titles[:whole] == [f"Title {number} of Many" for number in range(whole)]


def test_ris_without_its_ends_is_read() -> None:
    read = read_text(
        "TY  - JOUR\nTI  - A title\nAU  - Smith, J\nPY  - 2001\nTY  - BOOK\nT1  - Another\nTY  - JOUR\nER  -\n"
    )
    assert [line.wanted.title for line in read.lines] == ["A title", "Another", ""]
    assert read.lines[0].wanted.first_author == "Smith"
    assert [line.place for line in read.lines] == [1, 5, 7]
    assert read.lines[2].problem is not None


def test_the_whole_items_of_a_broken_csl_json_are_read() -> None:
    read = read_text('[{"type":"book","title":"First"}, {"title":"Second","DOI":"10.1038/x1"} oops {"title": "Third"')
    assert [line.wanted.title for line in read.lines] == ["First", "Second", ""]
    assert read.lines[2].problem is not None


def test_pubmed_lines_are_read_by_their_numbers() -> None:
    read = read_text("PMID- 26017442\nOWN - NLM\nTI  - Deep\n      learning.\n\nPMID- 7\nTI  - Other.\n")
    assert [(line.wanted.identifier, line.wanted.title) for line in read.lines] == [
        ("pmid:26017442", "Deep learning"),
        ("pmid:7", "Other"),
    ]


def test_pubmed_records_without_a_number_are_read_by_what_else_they_have() -> None:
    read = read_text(
        "PMID- 7\nTI  - Growth of <i>Escherichia coli</i> at 10 &lt; x.\nFAU - Smith, Jane\nDP  - 2001 May\n\n"
        "PMID- in process\nTI  - Second\nLID - 10.1038/nature12373 [doi]\n\n"
        "OWN - NLM\nTI  - <b>Third</b>.\nFAU - Doe, John\nDP  - 1999\nJT  - Nature\n\n"
        "PMID- 8\nOWN - NLM\n\nPMID- none\nOWN - NLM\n"
    )
    assert [(line.wanted.identifier, line.wanted.title) for line in read.lines] == [
        ("pmid:7", "Growth of Escherichia coli at 10 < x"),
        ("doi:10.1038/nature12373", "Second"),
        (None, "Third"),
        ("pmid:8", ""),
        (None, ""),
    ]
    first, third, last = (read.lines[number] for number in (0, 2, 4))
    assert first.text == "PMID 7 Growth of Escherichia coli at 10 < x"
    assert (third.wanted.first_author, third.wanted.year, third.wanted.venue) == ("Doe", 1999, "Nature")
    assert last.problem is not None


def test_records_of_endnote_are_read() -> None:
    read = read_text(
        "%0 Journal Article\n%T Deep learning\n%A LeCun, Yann\n%A Bengio, Yoshua\n%J Nature\n%D 2015\n"
        "%R 10.1038/nature14539\n\n%0 Book\n%T A book\n  over two lines\n%A Ada Lovelace\n%D c. 1843\n"
    )
    assert (read.kind, [line.place for line in read.lines]) == ("EndNote", [1, 9])
    first, second = (line.wanted for line in read.lines)
    assert (first.identifier, first.first_author, first.venue) == ("doi:10.1038/nature14539", "LeCun", "Nature")
    assert (second.title, second.first_author, second.year) == ("A book over two lines", "Lovelace", 1843)


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_a_table_with_a_head_is_read(mark: str) -> None:
    rows = [
        ["Authors", "Title", "Year", "Source title", "DOI"],
        ["LeCun Y.", '"Deep\nlearning"', "2015", "Nature", "10.1038/nature14539"],
        ["", "", "", "", ""],
        ["Doe, J." if mark != "," else "J. Doe", "No DOI here", "2001-03-04", "", ""],
    ]
    read = read_text("\r\n".join(mark.join(row) for row in rows))
    assert (read.kind, [line.place for line in read.lines]) == ("CSV", [2, 5])
    first, second = (line.wanted for line in read.lines)
    assert (first.identifier, first.title, first.year) == ("doi:10.1038/nature14539", "Deep learning", 2015)
    assert (second.identifier, second.title, second.first_author, second.year) == (None, "No DOI here", "Doe", 2001)


def test_a_numbered_reference_over_several_lines_is_one() -> None:
    read = read_text(
        '[1] A. Vaswani, "Attention is all you\nneed," 2017.\n[2] K. He, "Deep residual learning for im-\nages," 2016'
    )
    assert [line.wanted.title for line in read.lines] == [
        "Attention is all you need",
        "Deep residual learning for images",
    ]
    assert [line.place for line in read.lines] == [1, 3]


PASTED = [
    ("1.\tLeCun, Y.; Hin\u00ad\nton, G. Deep learning. Nature 2015. https://doi.org/10.1038/\nnature14539\n"
     "2.\tHe\u00a0K. Deep residual learning for image\nRecognition. CVPR 2016.",
     ["1. LeCun, Y.; Hinton, G. Deep learning. Nature 2015. https://doi.org/10.1038/nature14539",
      "2. He K. Deep residual learning for image Recognition. CVPR 2016."]),
    ("• Hochreiter S. Long short-term memory. Neural Comput. 1997;9(8):1735-80. doi:\n10.1162/neco.1997.9.8.1735\n"
     "• Newman, M. E. J. The structure of complex networks. SIAM Rev. 45, 167–256\n(2003).",
     ["• Hochreiter S. Long short-term memory. Neural Comput. 1997;9(8):1735-80. doi: 10.1162/neco.1997.9.8.1735",
      "• Newman, M. E. J. The structure of complex networks. SIAM Rev. 45, 167–256 (2003)."]),
    ("He, K., & Sun, J. (2016). Deep residual learning. https://doi.org/10.1109/cvpr.\n2016.90\n"
     "Another, B. (2001). A title that ends in a hyphen-\nated word and goes on.",
     ["He, K., & Sun, J. (2016). Deep residual learning. https://doi.org/10.1109/cvpr.2016.90",
      "Another, B. (2001). A title that ends in a hyphenated word and goes on."]),
    ("[12]\nSmith, J. (2001). A title of it.\n\n[13]\nDoe, J. (2002). Another of it.",
     ["[12] Smith, J. (2001). A title of it.", "[13] Doe, J. (2002). Another of it."]),
    ("1. Smith, J. (2001). A title of it in a line of its own.\n2. Doe, J. (2002). Another.\nRoe, K. (2003). A third.",
     ["1. Smith, J. (2001). A title of it in a line of its own.", "2. Doe, J. (2002). Another.",
      "Roe, K. (2003). A third."]),
    ("10.1038/nature12373\n10.1038/nature14539.\nhttps://aclanthology.org/D14-1162/\nhello\n\x00\x07\nAda\x1b Lovelace",
     ["10.1038/nature12373", "10.1038/nature14539.", "https://aclanthology.org/D14-1162/", "hello", "Ada Lovelace"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "lines"), PASTED, ids=["word", "bullets", "pdf", "heads alone", "no number", "alone"])
def test_references_that_a_page_broke_are_put_together_again(text: str, lines: list[str]) -> None:
    read = read_text(text)
    assert [line.text for line in read.lines] == lines
    assert [line.text for line in read_text(text_of_lines(read.lines)).lines] == lines


def test_several_identifiers_in_one_line_are_several_lines() -> None:
    read = read_text("10.1038/nature12373, https://doi.org/10.1038/nature14539 and arXiv:1706.03762; PMID: 26017442.")
    wanted = ["doi:10.1038/nature12373", "doi:10.1038/nature14539", "arxiv:1706.03762", "pmid:26017442"]
    assert [line.wanted.identifier for line in read.lines] == wanted


@given(st.lists(st.text(alphabet="aB1 .-/[](10)\u00ad", max_size=70), max_size=8))
def test_plain_lines_written_as_a_text_are_read_as_the_same_lines(parts: list[str]) -> None:
    lines = [line.text for line in read_text("\n\n".join(parts)).lines]
    assert [line.text for line in read_text(text_of_lines(read_text("\n\n".join(parts)).lines)).lines] == lines


@pytest.mark.parametrize(
    ("encoding", "told"),
    [("utf-8", None), ("utf-8-sig", None), ("utf-16", "UTF-16"), ("utf-16-le", "UTF-16 without a byte-order mark"),
     ("utf-16-be", "UTF-16 without a byte-order mark"), ("utf-32", "UTF-32"), ("latin-1", "Latin-1 (Windows)")],
)  # fmt: skip
def test_every_usual_encoding_is_read(encoding: str, told: str | None) -> None:
    text = "Müller, J. (2001). Über die Länge der Flüsse. Zeitschrift für Geographie.\n10.1038/nature12373\n"
    read, said = decode_file(text.encode(encoding))
    assert (read, said) == (text, told)


@given(st.binary(max_size=400))
def test_no_bytes_break_the_reader(data: bytes) -> None:
    text, _ = decode_file(data)
    lines = read_text(text).lines
    assert all((line.standing is LineStatus.NONE) == (line.problem is not None) for line in lines)


@given(st.text(alphabet=st.sampled_from('@{}",=[]\n TYER-aartice:1'), max_size=200))
def test_no_half_written_file_breaks_the_reader(text: str) -> None:
    read_text(text)


@pytest.mark.parametrize(
    ("text", "is_one"),
    [("attention is all you need", False), ("10.1038/nature12373", False), ("10.1038/x1\n10.1038/x2", True),
     ("10.1038/x1, 10.1038/x2", True), ("10.1038/x1 is a DOI", False),
     ("@article{a,}", True), ("TY  - JOUR\n", True), ("A title\nbroken by the line", True), ("one line\n\n", False)],
)  # fmt: skip
def test_words_are_told_from_a_list(text: str, is_one: bool) -> None:
    assert is_list(text) is is_one


def test_what_follows_an_entry_that_cannot_be_read_is_read() -> None:
    read = read_text("@article{a, title={One}}\n@article{ = }\n@book{c, title={Another}}")
    assert [line.wanted.title for line in read.lines] == ["One", "", "Another"]


def test_a_numbered_line_with_only_a_year_is_a_line_of_its_own() -> None:
    lines = [
        f"{number}. Lind, A. (2019). On moss {number}. Ecology Letters, {number}, 12-19." for number in range(1, 36)
    ]
    lines += [
        "36. 2023",
        *(f"{number}. Holm, B. (2020). On rust {number}. Mycologia, 5, 1-9." for number in range(37, 41)),
    ]
    read = read_text("\n".join(lines))
    assert [line.text for line in read.lines] == lines
    assert read.lines[35].problem is not None
    assert read.lines[35].problem.message == "This line has only a year."


def test_the_number_of_a_volume_at_the_beginning_of_a_line_belongs_to_its_reference() -> None:
    text = "Lind, A. (2019). On the moss of the forests in the north. Ecology Letters,\n379. 12-14."
    assert [line.text for line in read_text(text).lines] == [text.replace("\n", " ")]


def test_the_heading_of_a_list_is_left_out_and_the_list_says_so() -> None:
    read = read_text("References\n\n10.1038/nature12373\narXiv:1706.03762")
    assert [line.number for line in read.lines] == [1, 2]
    assert [line.place for line in read.lines] == [3, 4]
    assert read.notes == ("The heading “References” was left out.",)
    alone = read_text("References")
    assert [line.text for line in alone.lines] == ["References"], "nothing else is in the text"
    assert alone.notes == ()


def test_records_of_web_of_science_are_read() -> None:
    read = read_text(
        "FN Clarivate\nPT J\nAU LeCun, Y\nTI Deep learning\nSO NATURE\nPY 2015\nDI 10.1038/nature14539\nER\n\nEF\n"
    )
    assert (read.kind, [line.place for line in read.lines]) == ("Web of Science", [2])
    wanted = read.lines[0].wanted
    assert (wanted.identifier, wanted.first_author, wanted.year) == ("doi:10.1038/nature14539", "LeCun", 2015)
