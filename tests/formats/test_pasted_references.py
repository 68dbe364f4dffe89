"""Pasted references: each is one line of the list, however the text was broken or run together."""

from __future__ import annotations

import pytest

from scholar_desktop.formats.reference_list_reading import read_text, text_of_lines

MOSS = "Lind, A. (2015). On the growth of mosses in northern gardens. Journal of Mosses, 12, 3–14."
FERN = "Holm, B. (2016). On the growth of ferns in southern houses. Journal of Ferns, 13, 15–26."


def lines(text: str) -> list[str]:
    return [line.text for line in read_text(text).lines]


@pytest.mark.parametrize(
    "second",
    [
        "van der Maaten, L., & Hinton, G. (2008). Visualizing data using t-SNE. JMLR, 9, 2579–2605.",
        "de la Cruz, M. (2019). On the mosses of the south. Journal of Mosses, 4, 1–2.",
        "von Neumann, J. (1945). First draft of a report on the EDVAC. Moore School.",
        "'t Hooft, G. (1974). Magnetic monopoles in unified gauge theories. Nuclear Physics B, 79, 276–284.",
        "hooks, b. (1994). Teaching to transgress: Education as the practice of freedom. Routledge.",
        "(2015). On the mosses of the north. Journal of Mosses, 1, 1–2.",
        "王小明, 李华. 深度学习的研究. 计算机学报, 2015.",
        "محمد علي (2015). دراسة في التعلم العميق.",
        "World Health Organization. 2020. Report on mosses. Geneva.",
        "Ada Lind and Bo Holm. 2019. On mosses. Journal of Mosses 2 (2019), 1–3.",
        "10.1038/nature12373",
    ],
)
@pytest.mark.parametrize(
    "first",
    [
        MOSS,
        "Lind, A. (2015). On the growth of mosses in northern gardens. Journal of Mosses, 12, 3–14",
        "Lind A. On the growth of mosses in northern gardens. J Mosses. 2015;12:3-14. In press",
    ],
)
def test_a_reference_is_not_joined_to_the_one_before(first: str, second: str) -> None:
    assert lines(f"{first}\n{second}\n{FERN}") == [first, second, FERN]


@pytest.mark.parametrize(
    "text",
    [
        "Lind, A., Holm, B.,\n& Roth, C. (2015). On the growth of mosses. Journal of Mosses, 12, 3–14.",
        "Lind, A., Holm, B., Roth, C.,\net al. (2015). On the growth of mosses. Journal of Mosses, 12, 3–14.",
        "Lind, A.\n(2015). On the growth of mosses in northern gardens. Journal of Mosses, 12, 3–14.",
        "Lind, A. (2015). On the growth of mosses in northern gardens, and of some other\n"
        "Plants in the South. Journal of Mosses, 12, 3–14.",
        "Lind, A. (2015). On the growth of mosses in northern gardens. Journal of Mosses,\n12, 3–14.",
        "Lind, A. (2015). On the growth of mosses in northern gardens. Journal of Mosses, 12,\npp. 3–14.",
        "Lind, Ada, and Bo Holm. “On the Growth of Mosses in Northern Gardens.” Journal of\nMosses, vol. 12, 2015.",
        "Ada Lind, Bo Holm, and Carl\nRoth. 2015. On the growth of mosses. Journal of Mosses 12 (2015), 3–14.",
        "Lind, A. & Holm, B. On the growth of mosses in northern gardens. Journal of Mosses 12,\n3–14 (2015).",
        "Lind, A. (2015). On the growth of mosses in northern gar-\ndens. Journal of Mosses, 12, 3–14.",
        "Lind A, Holm B, Roth C, Berg D, Lund E, et al.\nOn the growth of mosses. J Mosses. 2015;12:3-14.",
    ],
)
def test_a_reference_broken_by_the_page_is_one(text: str) -> None:
    joined = text.replace("gar-\n", "gar").replace("\n", " ")
    assert lines(f"{text}\n{FERN}") == [joined, FERN]
    assert lines(f"{FERN}\n{text}") == [FERN, joined]


@pytest.mark.parametrize("head", ["[{}] ", "{}. ", "({}) ", "• ", "- "])
def test_numbered_and_bulleted_references_go_on_to_the_next_number(head: str) -> None:
    first = head.format(1) + MOSS.replace("growth of ", "growth of\n").replace("Journal of ", "Journal\nof ")
    second = head.format(2) + FERN.replace(". Journal", ".\nJournal")
    third = head.format(3) + MOSS.replace(" 12, ", "\n12. ")
    assert lines("\n".join((first, second, third))) == [" ".join(text.split()) for text in (first, second, third)]


@pytest.mark.parametrize("indent", ["    ", "\t", "\u00a0\u00a0\u00a0"])
def test_a_hanging_indent_shows_where_a_reference_begins(indent: str) -> None:
    one = f"World Health Assembly. The state of\n{indent}Mosses. Geneva\n{indent}Press."
    two = f"A Short History of Ferns\n{indent}Paris. 1990."
    assert lines(f"{one}\n{two}") == [" ".join(one.split()), " ".join(two.split())]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (MOSS, FERN),
        (MOSS, "van der Maaten, L., & Hinton, G. (2008). Visualizing data using t-SNE. JMLR, 9, 2579–2605."),
        (f"{MOSS} https://doi.org/10.1038/nature12373", FERN),
        (f"{MOSS} doi:10.1038/nature12373", f"{FERN} doi:10.1038/nature14539"),
        ("Lind A, Holm B. On the growth of mosses. J Mosses. 2015;12:3-14.",
         "Roth C. On the growth of ferns. J Ferns. 2016;13:15-26."),
        ("[1] A. Lind, “On the growth of mosses,” J. Mosses, 2015.", "[2] B. Holm, “On the growth of ferns,” 2016."),
        ("1. Lind, A. On the growth of mosses. J. Mosses 12, 3–14 (2015).",
         "2. Holm, B. On the growth of ferns. J. Ferns 13, 15–26 (2016)."),
        ("Ada Lind and Bo Holm. 2015. On the growth of mosses. Journal of Mosses 12 (2015), 3–14.",
         "Carl Roth. 2016. On the growth of ferns. Journal of Ferns 13 (2016), 15–26."),
        ("Lind, Ada, and Bo Holm. “On the Growth of Mosses.” Journal of Mosses, vol. 12, 2015, pp. 3–14.",
         "Roth, Carl. “On the Growth of Ferns.” Journal of Ferns, vol. 13, 2016, pp. 15–26."),
    ],
)  # fmt: skip
def test_two_references_on_one_line_are_two(first: str, second: str) -> None:
    assert lines(f"{first} {second}") == [first, second]


@pytest.mark.parametrize(
    "line",
    [
        "Lind, A. (2015). On the growth of mosses. In B. Holm & C. Roth (Eds.), Plants of the north (pp. 3–14). Press.",
        "Lind, A. (2015). On the growth of mosses (C. Roth, Trans.). Journal of Mosses. Original work published 1950.",
        "Lind A. On the growth of mosses. In: Holm B, editor. Plants of the north. Berlin: Springer; 2015. p. 3-14.",
        "Lind, A. 2015. On the growth of mosses. J. Mosses, 12, 3–14. Springer, New York, 2015.",
        "Lind, A. et al. (2015). On mosses. J. Moss. 12. https://doi.org/10.1038/nature12373. Epub 2014 Dec 1.",
        f"{MOSS} doi:10.1038/nature12373 https://doi.org/10.1038/nature12373",
    ],
)
def test_one_reference_stays_one(line: str) -> None:
    assert lines(line) == [line]


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("See 10.1038/nature12373 or better 10.1038/nature14539 for this",
         ["See 10.1038/nature12373", "or better 10.1038/nature14539 for this"]),
        ("10.1038/nature12373 Lind, On mosses. 10.1038/nature14539 Holm, On ferns.",
         ["10.1038/nature12373 Lind, On mosses.", "10.1038/nature14539 Holm, On ferns."]),
        ("10.1038/nature12373;10.1038/nature14539,10.1126/science.1",
         ["10.1038/nature12373", "10.1038/nature14539", "10.1126/science.1"]),
        ("10.1002/(SICI)1097-4571(199009)41:6<391::AID-ASI1>3.0.CO;2-9, 10.1038/nature14539",
         ["10.1002/(SICI)1097-4571(199009)41:6<391::AID-ASI1>3.0.CO;2-9", "10.1038/nature14539"]),
    ],
)  # fmt: skip
def test_a_line_with_several_dois_is_cut_at_each(line: str, parts: list[str]) -> None:
    assert lines(line) == parts


def test_titles_alone_are_not_joined() -> None:
    titles = ["Computing Machinery and Intelligence", "The Turing Trap: The Promise & Peril of Human-Like Machines",
              "PLANES OF MORPHISMS AND THE CHARACTERIZATION OF COMPLETE VARIABLES", "On mosses, 1992–2022",
              "A Binary Complete and Aperiodic Turing Machine", "Insulin feedback is a mechanism"]  # fmt: skip
    assert lines("\n".join(titles)) == titles


@pytest.mark.parametrize(
    "whole",
    [
        "Castillo C, Haddad C, Dubois Z. Towards portable training of working memory. Demo Ann Psychol 2002;20:18-972.",
        "Silva M, Jansen S, Moreau B. Evidence from gaze records of adults. Demo Annals of Psychology. 1998.",
        MOSS,
        f"{MOSS} https://doi.org/10.1038/nature12373",
        "Lind, A. & Holm, B. On the growth of mosses in northern gardens. Journal of Mosses 12, 3–14 (2015).",
    ],
)
@pytest.mark.parametrize(
    "title",
    [
        "Evidence from gaze records of forty adults on visual working memory",
        "Change-detection displays and training of working memory: a critical survey",
        "Attention is all you need",
    ],
)
def test_a_title_after_a_whole_reference_is_a_line_of_its_own(whole: str, title: str) -> None:
    assert lines(f"{whole}\n{title}\n{whole}") == [whole, title, whole]
    assert [line.place for line in read_text(f"{whole}\n{title}\n{whole}").lines] == [1, 2, 3]


@pytest.mark.parametrize(
    ("before", "rest"),
    [
        (MOSS, "Advance online publication by the editors"),
        ("Lind A. On the growth of mosses in northern gardens and houses. Cambridge, 2015.",
         "New York: Holm and Daughters"),
        ("Lind, A. (2015). On the growth of mosses in the northern gardens since 1990.",
         "The Annals of all northern Mosses"),
    ],
)  # fmt: skip
def test_notes_and_publishers_after_a_whole_reference_belong_to_it(before: str, rest: str) -> None:
    assert lines(f"{before}\n{rest}\n{FERN}") == [f"{before} {rest}", FERN]


@pytest.mark.parametrize("words", ["sleep and memory", "lorem ipsum dolor", "self-attention, transformers"])
def test_words_to_search_for_after_a_whole_reference_are_a_line_of_their_own(words: str) -> None:
    assert lines(f"{MOSS}\n{words}\n{FERN}") == [MOSS, words, FERN]
    open_end = "Lind, A. (2015). On the growth of mosses in"
    assert lines(f"{open_end}\n{words}. Journal of Mosses, 12, 3–14.") == [
        f"{open_end} {words}. Journal of Mosses, 12, 3–14."
    ]


def test_the_text_of_divided_lines_is_read_as_the_same_lines() -> None:
    read = read_text(f"{MOSS} {FERN}\nvan der Maaten, L. (2008). Visualizing data. JMLR, 9, 2579–2605.")
    again = read_text(text_of_lines(read.lines))
    assert [line.text for line in again.lines] == [line.text for line in read.lines]
    assert len(again.lines) == 3


def test_a_title_of_three_words_is_enough_to_divide_two_references_on_a_line() -> None:
    first = "Lind, A. (2015). Growing northern mosses."
    assert lines(f"{first} {FERN}") == [first, FERN]


@pytest.mark.parametrize(
    "pasted",
    [
        ["1. arXiv:1706.03762", "https://doi.org/10.5555/subject.sleep.1", "2. 10.1038/nature12373"],
        ["10.21203/rs.3.rs-39890/v1.", "10.1O38/nature12373", "10.1037/x.1"],
        ["1. " + MOSS, "2. 10.18653/v1/N18-1202", "3. " + FERN],
        ["• 10.18653/v1/N18-1202", "arXiv:1706.03762", "• " + FERN],
    ],
)
def test_an_identifier_on_a_line_of_its_own_is_not_joined_to_another(pasted: list[str]) -> None:
    assert [line.split()[-1] for line in lines("\n".join(pasted))] == [line.split()[-1] for line in pasted]


def test_the_address_of_a_numbered_reference_belongs_to_it() -> None:
    text = f"1. {MOSS}\nhttps://doi.org/10.5555/moss.1\n2. {FERN}\nhttps://doi.org/10.5555/fern.1"
    assert len(lines(text)) == 2


@pytest.mark.parametrize("head", ["", "[1] "])
@pytest.mark.parametrize(
    ("other", "reason"),
    [
        ("https://orcid.org/0000-0002-1825-0097", "ORCID iD"),
        ("ORCID: 0000-0002-1825-0097", "ORCID iD"),
        ("ada.lind@example.org", "e-mail address"),
    ],
)
def test_an_orcid_link_or_address_below_a_reference_says_what_it_is(head: str, other: str, reason: str) -> None:
    """Joined to the reference above, the line would be lost without a remark."""
    first, second, third = read_text(f"{head}{MOSS}\n{other}\n{FERN}").lines
    assert (first.text.endswith(MOSS), second.text, third.text) == (True, other, FERN)
    assert second.problem is not None
    assert reason in second.problem.message
