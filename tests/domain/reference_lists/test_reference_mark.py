"""The mark of a retraction is found in a plain reference, wherever its style has it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scholar_desktop.domain.paper import Author, Paper
from scholar_desktop.domain.reference_lists.line_comparison import compare_line
from scholar_desktop.domain.reference_lists.reference_line import parse_reference, reference_mark
from scholar_desktop.domain.text.title_marks import TitleMark

EFFECTS = "Effects of imaginary treatments on sleep"
RETRACTED, NOTICE = TitleMark.RETRACTED, TitleMark.RETRACTION_NOTICE
SEE = "(Retracted article. See vol. 12, pg. 3, 2015)"
MARKED = [
    (f"[1] Brown, P. RETRACTED: {EFFECTS}. Sleep Letters, 2012.", f"RETRACTED: {EFFECTS}"),
    (f"Brown P. Retracted: {EFFECTS}. Sleep Letters. 2012;3:1-4.", f"Retracted: {EFFECTS}"),
    (f"Brown P. [Retracted] {EFFECTS}. Sleep Letters. 2012;3:1-4.", f"[Retracted] {EFFECTS}"),
    (f"Brown, P. (2012). RETRACTED: {EFFECTS}. Sleep Letters, 4, 1-9.", f"RETRACTED: {EFFECTS}"),
    (f"Brown, P.: RETRACTED ARTICLE: {EFFECTS}. Sleep Letters (2012)", f"RETRACTED ARTICLE: {EFFECTS}"),
    (f'P. Brown, "Retracted: {EFFECTS}," Sleep Letters, 2012.', f"Retracted: {EFFECTS}"),
    (f"[3] Brown, P. (2012). {EFFECTS} (Retracted). Sleep Letters.", f"{EFFECTS} (Retracted)"),
    (f"Brown, P. (2012). {EFFECTS} (Retracted article). Sleep Letters.", f"{EFFECTS} (Retracted article)"),
    (f"Brown P, Lind A. {EFFECTS} {SEE}. Sleep Letters. 2012;3:1-4.", f"{EFFECTS} {SEE}"),
    (f"Brown, P. et al. {EFFECTS} [Retracted]. Sleep Letters, 2012.", f"{EFFECTS} [Retracted]"),
    (f"P. Brown, “{EFFECTS} (Retracted Article),” Sleep Letters, 2012.", f"{EFFECTS} (Retracted Article)"),
    (f"P. Brown, “{EFFECTS},” Sleep Letters, 2012 (Retracted).", EFFECTS),
    (f"Brown, P. (2012). {EFFECTS}. Sleep Letters, 3, 4. (Retraction published 2015, Sleep Letters, 9, 2)", EFFECTS),
    (f"Brown P. {EFFECTS}. Sleep Letters. 2012;3:1-4. Retraction in: Sleep Letters. 2015;9:2.", EFFECTS),
    (f"(Retracted) Brown, P. (2012). {EFFECTS}. Sleep Letters, 4, 1-9.", EFFECTS),
    (f"RETRACTED: Brown, P. (2012). {EFFECTS}. Sleep Letters, 4, 1-9.", EFFECTS),
]  # fmt: skip


@pytest.mark.parametrize(("line", "title"), MARKED, ids=[line[:50] for line, _ in MARKED])
def test_a_mark_is_found_and_kept_beside_the_title(line: str, title: str) -> None:
    wanted, problem = parse_reference(line)
    assert problem is None
    assert reference_mark(line) is RETRACTED
    assert (wanted.title, wanted.first_author, wanted.year, wanted.is_loose) == (title, "Brown", 2012, False)
    assert wanted.searched_title == EFFECTS


def test_the_marks_of_a_notice_and_of_a_concern_are_told_apart() -> None:
    assert reference_mark(f"Brown, P. Retraction: {EFFECTS}. Sleep Letters, 2012.") is NOTICE
    assert reference_mark(f"Brown P. {EFFECTS} (Retraction of vol. 3, pg. 4, 2010). Sleep Letters, 2012.") is NOTICE
    assert reference_mark(f"Brown P. Expression of concern: {EFFECTS}. Sleep, 2012.") is TitleMark.CONCERN


@pytest.mark.parametrize(
    "title",
    [
        *("Retracted articles and their citations", "Why papers are retracted", "Retraction: a review of techniques"),
        *("The life of a paper: Retracted: The story", "Does a (Retracted) label reduce citations"),
        *("Published, Accepted, Retracted: The story of a paper", "Retraction of the lung in surgery"),
        *("A database of papers (retracted)", "Reading withdrawn books"),
    ],
)
def test_a_title_with_such_words_is_not_marked(title: str) -> None:
    for line in (f"Brown, P. (2012). {title}. Sleep Letters.", f"Brown P. {title}. Sleep Letters. 2012;3:1-4."):
        assert reference_mark(line) is None
    assert parse_reference(f"Brown, P. (2012). {title}. Sleep Letters.")[0].title == title


@given(st.lists(st.sampled_from(["Retracted:", "(Retracted)", "Retraction of", "a", "Brown, P.", "(2012).", ".", "“"])))
def test_any_mixture_of_marks_and_words_can_be_read(words: list[str]) -> None:
    line = " ".join(words)
    parse_reference(line)
    reference_mark(line)


def test_the_year_of_a_retraction_is_not_that_of_the_paper() -> None:
    paper = Paper(title=EFFECTS, year=2012, authors=(Author("P. Brown"),), venue="Sleep Letters")
    for mark, end in ((f" {SEE}", ""), ("", " Retraction in: Sleep Letters. 2015;9:2."), (" (Retracted)", "")):
        compared = compare_line(f"Brown P. {EFFECTS}{mark}. Sleep Letters. 2012;3:1-4.{end}", paper)
        assert (compared.title, compared.first_author, compared.year, compared.venue) == (True, True, True, True)
        assert compared.doubt.startswith("the line says “Retract")
    label = Paper(title="Does a (Retracted) label reduce citations", year=2012, authors=paper.authors)
    compared = compare_line(f"Brown, P. (2012). {label.title}. Sleep Letters.", label)
    assert (compared.title, compared.doubt) == (True, "")
