"""The marks before and after a title are recognised, and the same words in a title of a study are not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scholar_desktop.domain.text.title_keys import title_keys
from scholar_desktop.domain.text.title_marks import TitleMark, title_mark, without_mark

TITLE = "Memory consolidation during sleep without recognition tests"
RETRACTED, NOTICE = TitleMark.RETRACTED, TitleMark.RETRACTION_NOTICE
EITHER, CONCERN = TitleMark.NOTICE_OF_RETRACTION, TitleMark.CONCERN
CAPITALS = ("RETRACTED: ", "RETRACTED ARTICLE: ", "WITHDRAWN: ", "RETRACTION: ", "RETRACTION NOTE: ", "[Retracted] ")
WORDS = ("Retracted", "Withdrawn", "Retraction", "Retraction notice", "Notice of retraction", "Expression of concern")


@pytest.mark.parametrize(
    ("mark", "expected"),
    [
        *((mark, RETRACTED) for mark in ("Retracted: ", "RETRACTED: ", "RETRACTED ARTICLE: ", "[Retracted] ")),
        *((mark, RETRACTED) for mark in ("RETRACTED PAPER: ", "[RETRACTED ARTICLE] ", "{RETRACTED}: ")),
        *((mark, RETRACTED) for mark in ("RETRACTED CHAPTER: ", "Withdrawn: ", "WITHDRAWN: ", "[Withdrawn] ")),
        *((mark, NOTICE) for mark in ("Retraction: ", "RETRACTION: ", "Retraction notice: ", "Retraction Note: ")),
        *((mark, NOTICE) for mark in ("Retraction Note to: ", "Retraction notice to “", 'Retraction notice to "')),
        *((mark, NOTICE) for mark in ("Retraction Statement: ", "Statement of Retraction: ", "Retraction of: ")),
        *((mark, EITHER) for mark in ("Notice of Retraction: ", "Notice of retraction and replacement: ")),
        *((mark, CONCERN) for mark in ("Expression of Concern: ", "Editorial Expression of Concern: ")),
        *((mark, CONCERN) for mark in ("Expression of concern to “", "Publisher’s Expression of Concern: ")),
        *((mark, CONCERN) for mark in ("Editor's expression of concern: ", "[Expression of Concern] ")),
    ],
)
def test_the_marks_of_publishers_are_recognised(mark: str, expected: TitleMark) -> None:
    assert title_mark(mark + TITLE) is expected


@pytest.mark.parametrize(
    ("mark", "expected"),
    [
        *((mark, RETRACTED) for mark in (" (Retracted)", " (RETRACTED)", " [Retracted]", " (Retracted article)")),
        *(
            (mark, RETRACTED)
            for mark in (" [retracted article]", " (Retracted Paper).", ". (Retracted)", " (Withdrawn)")
        ),
        *((mark, RETRACTED) for mark in (" (Retracted article. See vol. 12, pg. 3, 2015)", " (Retracted, 2015)")),
        *(
            (mark, RETRACTED)
            for mark in (" (Retracted Article. See vol 4(2), pg 467, 2007)", " (Withdrawn article: 9)")
        ),
        *((mark, RETRACTED) for mark in (" [retracted in: Sleep Lett. 2015;3(2):4]", " (Retracted by the authors)")),
        *((mark, RETRACTED) for mark in (" (Retraction published 2015, Sleep Letters, 3, 4)", " (Retracted in 2015)")),
        *((mark, NOTICE) for mark in (" (Retraction of vol. 12, pg. 3, 2015)", " (Retraction of v12, pg 3, 2015)")),
        *((mark, NOTICE) for mark in (" [Retraction]", " (Retraction notice)", " [Retraction of: Lett. 2015;3:4]")),
        *((mark, CONCERN) for mark in (" (Expression of Concern)", " [Editorial expression of concern]")),
        (" (Expression of Concern of vol 12, pg 3, 2015)", CONCERN),
    ],
)
def test_the_marks_after_a_title_are_recognised(mark: str, expected: TitleMark) -> None:
    assert title_mark(TITLE + mark) is expected
    assert without_mark(TITLE + mark) == (TITLE if expected is RETRACTED else TITLE + mark)
    is_same = title_keys(TITLE + mark).exact == title_keys(TITLE).exact
    assert is_same is (expected is RETRACTED), "a notice is another work"


def test_a_retracted_title_has_the_keys_of_the_title_without_its_marks() -> None:
    assert without_mark(f"RETRACTED: {TITLE} (Retracted article)") == TITLE
    assert title_keys(f"(Retracted) {TITLE} [Retracted] (v2)").text == TITLE
    assert without_mark("RETRACTED:") == "RETRACTED:"


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Retraction notice", NOTICE),
        ("Retraction Note.", NOTICE),
        ("Notice of Retraction", EITHER),
        ("Editorial expression of concern", CONCERN),
        ("Retraction notice to &quot;p53 in mice&quot; [Cell 12 (2010) 1&ndash;10]", NOTICE),
        ("RETRACTED: p53 in mice", RETRACTED),
    ],
)
def test_a_notice_without_the_title_of_its_paper_is_recognised(title: str, expected: TitleMark) -> None:
    assert title_mark(title) is expected


@pytest.mark.parametrize(
    "title",
    [
        *("", TITLE, "Retraction", "Retracted", "Withdrawn", "Retracted articles in medicine"),
        *("Retraction of the tongue: a study", "Retraction of the lung during surgery"),
        *("Retraction: a review of its techniques", "Retracted potentials in the heart: A Study"),
        *('Retraction of "floating" kneecaps', "Retraction notices: An Analysis", "Retraction notices in Nature"),
        *("Retraction notice to authors of multicentre studies", "Notice of retraction policies: A Survey"),
        *("Withdrawn: a novel about children", "Withdrawn children at school: Causes", "Withdrawal: A Review"),
        *("Expression of concern about “smart” drugs", "Expression of concern: how editors use it"),
        *("Expression of concern in patients: A Study", "Facial expression of concern: The Case of Infants"),
        *("Retracted articles and their citations", "Why papers are retracted", "Citing papers that are retracted."),
        *("Labels (retracted, corrected) of papers", "A database of papers (retracted)", "Claws (retracted in cats)"),
        *(
            "The tongue (retraction of the lips)",
            "Loans of art (withdrawn by banks)",
            "Infants (expression of concern)",
        ),
        *("Does a (Retracted) label reduce citations", "Papers (Retracted articles and notices)"),
        *("(Withdrawn) children in schools", "Growth (retracted paper money)", "Loans (Retraction)"),
        *("Why was it retracted: The Story", "Articles that say “Retracted: …” in their titles", "Tissue [retracted]"),
    ],
)
def test_a_title_with_such_words_is_not_marked(title: str) -> None:
    assert title_mark(title) is None


@given(st.sampled_from(WORDS), st.text(st.characters(categories=("Ll",)), min_size=1), st.text())
def test_such_words_and_a_sentence_after_them_are_no_mark(words: str, word: str, rest: str) -> None:
    assert title_mark(f"{words} {word} {TITLE}") is None
    assert title_mark(f"{words}: {word} {TITLE}") is None
    assert title_mark(f"{word} {rest} {words}: {TITLE}") is None


@given(st.sampled_from(WORDS), st.text(st.characters(categories=("Ll",)), min_size=1))
def test_such_words_at_the_end_of_a_sentence_or_within_it_are_no_mark(words: str, word: str) -> None:
    assert title_mark(f"{TITLE} {words}") is None
    assert title_mark(f"{TITLE} ({words}) {word}") is None
    assert title_mark(f"{TITLE} ({words} {word})") is None


@given(st.sampled_from(CAPITALS), st.text(st.characters(categories=("Ll",)), min_size=1))
def test_a_mark_in_capitals_or_brackets_is_one_before_each_title(mark: str, word: str) -> None:
    assert title_mark(f"{mark}{word} {TITLE}") is not None
