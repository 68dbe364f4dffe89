"""A pasted text with one reference per line: a line that can be one of its own is not joined to the line above."""

from __future__ import annotations

import pytest

from scholar_desktop.formats.reference_list_reading import read_text, text_of_lines

TYPED = """10.18653/v1/N18-1202
arXiv:1706.03762
Vaswani, A. et al. (2017). Attention is all you need. NeurIPS.
Luong, T., Pham, H., Manning, C. (2015). Effective approaches to attention based neural machine translation
https://doi.org/10.1038/nature12373
10.9999/does.not.exist
Turing, A. M. (1950). Computing machinery and intelligence. Mind 59.
PMID: 23903748
Fu J, Liu J. Dual attention network for scene segmentation. 2018.
Desimone & Duncan, Neural mechanisms of visual attention, 1995
Smith J. A completely invented title about purple bananas. 2021.
https://arxiv.org/abs/1802.05365"""
FROM_MEMORY = """Wang Q, ECA-Net
Schneider Shiffrin 1977 Controlled and automatic human information processing
see also chapter 3"""
WHOLE = """10.5555/subject.working_memory.0
https://doi.org/10.5555/SUBJECT.SLEEP.20
10.5555subject.sleep.8
1802.05365
Uma Abebe (2022). Small older adults, large effects: episodic memory in classrooms. Journal of Demo.
Ines Chen (2003). Evidence from a longitudinal sample of families on memory consolidation during sleep. Journal of Demo.
Yilmaz, V. (2012). Memory consolidation during sleep with polysomnography at home. Demo Annals.
Vaswani A, et al. Attention is all you need. NIPS 2016."""
WITHOUT_SENSE = """Devlin J. BERT: Pre-training of deep bidirectional transformers for language understanding, 2019
banana telephone window
lorem ipsum dolor sit amet
---
The quick brown fox"""
OPEN_END = "Wang Q, Wu B, Zhu P. ECA-Net: efficient channel attention for deep convolutional neural networks"
BROKEN = """Lind, A. (2015). On the growth of mosses in the gardens
of the north. Journal of Mosses, 12, 3–14."""


def lines(text: str) -> list[str]:
    return [line.text for line in read_text(text).lines]


@pytest.mark.parametrize("text", [f"{TYPED}\n{FROM_MEMORY}", f"{WHOLE}\n{WITHOUT_SENSE}"])
def test_each_line_is_one_reference(text: str) -> None:
    read = read_text(text)
    assert [line.text for line in read.lines] == text.split("\n")
    assert [line.place for line in read.lines] == list(range(1, len(read.lines) + 1))
    assert (read.joined, read.notes) == (0, ())
    assert lines(text_of_lines(read.lines)) == text.split("\n")


@pytest.mark.parametrize("above", [*TYPED.split("\n"), *FROM_MEMORY.split("\n"), *WITHOUT_SENSE.split("\n"), OPEN_END])
@pytest.mark.parametrize(
    "line",
    [
        "banana telephone window",
        "The quick brown fox",
        "see also chapter 3",
        "todo find the Baddeley paper",
        "Attention Is All You Need",
        "Baddeley, Hitch 1974 Working memory in adults",
        "Baddeley & Hitch, Working memory and the recall of prose, 1974",
        "---",
    ],
)
def test_a_line_that_can_stand_alone_is_not_joined(above: str, line: str) -> None:
    assert lines(f"{TYPED}\n{above}\n{line}\n{TYPED}") == [*TYPED.split("\n"), above, line, *TYPED.split("\n")]


def test_a_reference_that_is_broken_among_others_is_put_together_and_the_list_says_so() -> None:
    joined = BROKEN.replace("\n", " ")
    read = read_text(f"{TYPED}\n{BROKEN}\n{FROM_MEMORY}")
    assert [line.text for line in read.lines] == [*TYPED.split("\n"), joined, *FROM_MEMORY.split("\n")]
    assert read.joined == 1
    assert read.notes == ("Lines 13 to 14 were joined into one reference.",)

    read = read_text(f"{BROKEN}\n{TYPED}\n\n{BROKEN}")
    assert read.joined == 2
    assert read.notes == ("The lines 1–2, 16–17 were each joined into one reference.",)

    read = read_text("\n".join([TYPED, *[BROKEN] * 4]))
    assert read.joined == 4
    assert read.notes == ("4 references were joined from several lines.",)


def test_lines_can_be_kept_separate() -> None:
    text = f"{TYPED}\n\n{BROKEN}"
    read = read_text(text, join=False)
    assert [line.text for line in read.lines] == [line for line in text.split("\n") if line]
    assert [line.place for line in read.lines] == [*range(1, 13), 14, 15]
    assert (read.joined, read.notes) == (0, ())


def test_two_short_references_without_a_title_are_two() -> None:
    first, second = "Smith, J. (2010)", "Baddeley, A. (1992). Working memory. Science, 255, 556–559."
    assert lines(f"{first}\n{second}") == [first, second]


def test_a_doi_is_not_the_rest_of_one_that_ends_in_a_full_stop() -> None:
    read = read_text("10.5555/subject.catalyst.8.\n10.1234/\n10.5555/moss.1")
    assert [line.text for line in read.lines] == ["10.5555/subject.catalyst.8.", "10.1234/", "10.5555/moss.1"]
    assert read.lines[0].wanted.identifier == "doi:10.5555/subject.catalyst.8"
    assert not read.notes


def test_numbers_alone_are_the_list_that_pubmed_saves() -> None:
    read = read_text("31937231\r\n 23903748\n\n1234567\n")
    assert [line.wanted.identifier for line in read.lines] == ["pmid:31937231", "pmid:23903748", "pmid:1234567"]
    assert [line.place for line in read.lines] == [1, 2, 4]
    assert [str(note) for note in read.notes] == ["The numbers were read as PubMed IDs (PMID)."]
    again = read_text(text_of_lines(read.lines))
    assert [line.wanted.identifier for line in again.lines] == [line.wanted.identifier for line in read.lines]
    mixed = read_text("31937231\n10.5555/moss.1").lines[0]
    assert mixed.wanted.identifier is None
    assert mixed.problem is not None
    assert str(mixed.problem.hint) == "It was not looked up. If it is a PubMed ID, write “PMID 31937231”."


@pytest.mark.parametrize("number", ["8612345", "11515286", "11515286."])
@pytest.mark.parametrize("head", ["", "1. "])
def test_a_number_as_long_as_a_pubmed_id_is_a_line_of_its_own(head: str, number: str) -> None:
    text = f"{head}{WHOLE.splitlines()[4]}\n{number}"
    assert lines(text) == text.split("\n")


@pytest.mark.parametrize(
    "text",
    [
        "Lind, A. (2015). On the growth of mosses. Journal of Mosses, 12,\n123456",
        "Lind, A. (2015). On the growth of mosses. Journal of Mosses, 12. PMID:\n11515286",
        "Lind, A. (2015). On the growth of mosses. Journal of Mosses, Article\n8612345",
    ],
)
def test_a_shorter_number_or_one_after_its_label_is_the_rest_of_a_reference(text: str) -> None:
    assert lines(text) == [text.replace("\n", " ")]


TITLES = ["Neural Turing machines", "Adam: A method for stochastic optimization", "Auto-encoding variational Bayes"]


@pytest.mark.parametrize(
    "whole",
    [
        "Lind, A., & Moss, B. (2017). On the growth of mosses in the far north. Journal of Mosses, 5998–6008.",
        "Lind, A., & Moss, B. (2017). On the growth of mosses in the far north. Journal of Northern Mosses.",
        "Lind, A., & Moss, B. (2017). On the growth of mosses in the far north. Journal of Mosses, 24(1), 87.",
        "Lind, A., & Moss, B. (1997). On the growth of mosses in the far north. Mosses, 9(8), 1735–1780.",
        "Lind A, Moss B, Reed N. On the growth of mosses in the far north. Advances in Mosses 30 (2017).",
        "Lind, A. (2001). On the growth of mosses in the far north. Mosses. https://doi.org/10.5555/moss.24.1.87",
    ],
)
def test_titles_alone_below_a_whole_reference_are_lines_of_their_own(whole: str) -> None:
    assert lines("\n".join([whole, *TITLES])) == [whole, *TITLES]


@pytest.mark.parametrize(
    ("before", "rest"),
    [
        ("Lind, A. (2015). On the growth of mosses in the far north. A review.", "Journal of Northern Mosses"),
        ("Lind, A. (2015). On the growth of mosses in the far north. A review.", "Northern Mosses and Lichens"),
        ("Lind, A. (2015). On the growth of mosses in the far north. A review.", "Annals of northern mosses"),
        ("Lind, A. (2015). On the growth of mosses in the far north. A review.", "Biology of northern mosses."),
        ("Lind, A. (2015). Mosses in the north. In Ways of the Mosses, 12–24.", "Lawrence Erlbaum Associates"),
        ("Lind, A. (2015). On the growth of mosses in the far north, 1992–2022.", "Mosses of the north, 12–24."),
    ],
)
def test_the_journal_or_publisher_on_a_line_of_its_own_is_the_rest_of_a_reference(before: str, rest: str) -> None:
    assert lines(f"{before}\n{rest}") == [f"{before} {rest}"]
