"""Lists in every form and encoding; what is broken is named by its line, and nothing is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scholar_desktop.domain.reading_list import Standing
from scholar_desktop.formats.list_text import decoded, is_list, read_text

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


def test_of_a_broken_bib_what_can_be_read_is_read_and_the_rest_is_named_by_its_line() -> None:
    read = read_text(BROKEN_BIB)
    assert read.kind == "BibTeX"
    said = {line.wanted.title: line for line in read.lines if line.wanted.title}
    assert set(said) == {"One title of it", "Good again", "Twice the key"}
    assert said["One title of it"].wanted.identifier == "doi:10.1038/nature12373"
    lost = [line for line in read.lines if line.standing is Standing.NONE]
    assert [line.place for line in lost] == [2, 4, 8, 10]
    assert all(line.problem is not None for line in lost)
    assert lost[0].problem is not None
    assert lost[0].problem.message.startswith("From line 2 on: ")
    assert "Broken title of it" in lost[0].text
    assert "No comma after key" in lost[2].text
    assert [line.number for line in read.lines] == list(range(1, 8))


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


def test_a_numbered_reference_over_several_lines_is_one() -> None:
    read = read_text(
        '[1] A. Vaswani, "Attention is all you\nneed," 2017.\n[2] K. He, "Deep residual learning for im-\nages," 2016'
    )
    assert [line.wanted.title for line in read.lines] == [
        "Attention is all you need",
        "Deep residual learning for images",
    ]
    assert [line.place for line in read.lines] == [1, 3]


@pytest.mark.parametrize(
    ("encoding", "told"),
    [("utf-8", None), ("utf-8-sig", None), ("utf-16", "UTF-16"), ("utf-16-le", "UTF-16 without a mark"),
     ("utf-16-be", "UTF-16 without a mark"), ("utf-32", "UTF-32"), ("latin-1", "Latin-1 (Windows)")],
)  # fmt: skip
def test_every_usual_encoding_is_read(encoding: str, told: str | None) -> None:
    text = "Müller, J. (2001). Über die Länge der Flüsse. Zeitschrift für Geographie.\n10.1038/nature12373\n"
    read, said = decoded(text.encode(encoding))
    assert (read, said) == (text, told)


@given(st.binary(max_size=400))
def test_no_bytes_break_the_reader(data: bytes) -> None:
    text, _ = decoded(data)
    lines = read_text(text).lines
    assert all((line.standing is Standing.NONE) == (line.problem is not None) for line in lines)


@given(st.text(alphabet=st.sampled_from('@{}",=[]\n TYER-aartice:1'), max_size=200))
def test_no_half_written_file_breaks_the_reader(text: str) -> None:
    read_text(text)


@pytest.mark.parametrize(
    ("text", "is_one"),
    [("attention is all you need", False), ("10.1038/nature12373", False), ("10.1038/x1\n10.1038/x2", True),
     ("@article{a,}", True), ("TY  - JOUR\n", True), ("A title\nbroken by the line", True), ("one line\n\n", False)],
)  # fmt: skip
def test_words_are_told_from_a_list(text: str, is_one: bool) -> None:
    assert is_list(text) is is_one
