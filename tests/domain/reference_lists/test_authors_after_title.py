"""Lines such as 'Title, Author et al., Year', whose authors follow the title."""

from __future__ import annotations

import pytest

from scholar_desktop.domain.paper import Author, Paper
from scholar_desktop.domain.reference_lists.reference_line import parse_reference
from scholar_desktop.domain.reference_lists.reference_list import LineStatus
from scholar_desktop.domain.reference_lists.title_agreement import assess_candidate, judge_by_title

_VENUE = "Neural Information Processing Systems"
_PEOPLE = tuple(map(Author, ("Ashish Vaswani", "Noam Shazeer", "N. Parmar")))
_PAPER = Paper(title="Attention is All you Need", year=2017, venue=_VENUE, authors=_PEOPLE)
_NO_VENUE = "title, first author and year match, but the line names no venue"
_OTHER_AUTHOR = "the title matches, but the first author differs"


def _judged(line: str, paper: Paper = _PAPER) -> tuple[LineStatus, str]:
    wanted, problem = parse_reference(line)
    assert problem is None
    return judge_by_title(wanted, assess_candidate(wanted, line, paper))


@pytest.mark.parametrize(
    "tail",
    [
        ", Vaswani 2017",
        ", Vaswani, 2017",
        ", Vaswani et al., 2017",
        ". Vaswani et al. 2017.",
        " (Vaswani et al., 2017)",
        " by Vaswani et al., 2017",
        " – Vaswani and others, 2017",
        ", A. Vaswani 2017",
        ", Vaswani, A., Shazeer, N., 2017",
        ", Ashish Vaswani, Noam Shazeer, Niki Parmar, 2017",
        ", Ashish Vaswani & Noam Shazeer (2017)",
    ],
)
def test_the_authors_after_a_title_are_compared(tail: str) -> None:
    assert _judged(f"Attention is all you need{tail}") == (LineStatus.CHECK, _NO_VENUE)


def test_the_venue_after_the_authors_is_compared() -> None:
    for line in (
        f"Attention is all you need, Vaswani et al., {_VENUE}, 2017",
        f"Attention is all you need. A. Vaswani, N. Shazeer, N. Parmar. {_VENUE} 2017",
        "Attention is all you need, Vaswani et al., NeurIPS 2017",
    ):
        assert _judged(line) == (LineStatus.SURE, "by title, first author, venue and year")


@pytest.mark.parametrize(
    "tail",
    [
        ", Shazeer 2017",
        ", Jones et al., 2017",
        ", B. Vaswani 2017",
        ", Vaswani, B., 2017",
        f", Bo Vaswani et al., {_VENUE}, 2017",
        f", Jones, Vaswani et al., {_VENUE}, 2017",
    ],
)
def test_other_people_after_a_title_are_never_sure(tail: str) -> None:
    assert _judged(f"Attention is all you need{tail}") == (LineStatus.CHECK, _OTHER_AUTHOR)


@pytest.mark.parametrize("tail", [": a reply to Vaswani 2017", ", Part II, Vaswani 2017", " for Vaswani 2017"])
def test_more_words_of_the_title_are_not_taken_for_authors(tail: str) -> None:
    status, why = _judged(f"Attention is all you need{tail}")
    assert status is LineStatus.CHECK
    assert "only part of the title matches" in why


def test_a_venue_after_a_title_is_not_taken_for_an_author() -> None:
    paper = Paper(title="Sleep and memory in mice", year=2015, venue="Nature", authors=(Author("C. Smith"),))
    words = "title, venue and year match, but the line names no author"
    assert _judged("Sleep and memory in mice, Nature 2015", paper) == (LineStatus.CHECK, words)
    unknown = Paper(title="Sleep and memory in mice", year=2015, authors=(Author("C. Smith"),))
    for tail in ("Smith, Cell, 2015", "Smith, J. Phys. 2015"):
        assert _judged(f"Sleep and memory in mice, {tail}", unknown)[0] is LineStatus.CHECK


@pytest.mark.parametrize(
    ("line", "title", "author"),
    [
        ("Attention is all you need, Vaswani 2017", "Attention is all you need", ""),
        ("Attention is all you need, Vaswani et al., 2017", "Attention is all you need", "Vaswani"),
        ("Attention is all you need (Vaswani et al., 2017)", "Attention is all you need", "Vaswani"),
        (
            "Attention is all you need, Vaswani et al., Advances in Neural Information Processing Systems 2017",
            "Attention is all you need",
            "Vaswani",
        ),
        ("Attention, Memory and Emotion 2017", "Attention, Memory and Emotion", ""),
        ("Lind, A., Holm, B. et al. On the moss of rocks. Nature 2015", "On the moss of rocks", "Lind"),
        ("Jun Fu, Hao Lu et al., 2018, Dual attention in scenes", "Dual attention in scenes", "Fu"),
    ],
)
def test_the_title_before_the_authors_is_looked_up_without_them(line: str, title: str, author: str) -> None:
    wanted, _ = parse_reference(line)
    assert (wanted.title, wanted.first_author) == (title, author)


def test_all_that_a_line_does_not_state_is_one_part_of_the_reason() -> None:
    for line, missing in (
        ("Attention is all you need", "author, year or venue"),
        ("Attention is all you need, 2017", "author or venue"),
        (f"Attention is all you need. {_VENUE}", "author or year"),
        ("Vaswani, A. Attention is all you need.", "year or venue"),
    ):
        assert _judged(line)[1].endswith(f", but the line names no {missing}")


@pytest.mark.parametrize(
    ("line", "why", "parts"),
    [
        (
            "Smith, K., & Brown, L. (2015). Sleep and memory in mice.",
            "the title matches, but the line names other authors",
            ["title", "first author", "year"],
        ),
        (
            "Smith, K., & Brown, L. (2015). Sleep and memory in mice. Nature.",
            "the title matches, but the line names other authors",
            ["title", "first author", "venue", "year"],
        ),
        (
            "Smith, K., & Brown, L. (2014). Sleep and memory in mice. Nature.",
            "the title matches, but the line names other authors and the line says 2014, the record 2015",
            ["title", "first author", "venue", "1 year off"],
        ),
    ],
)
def test_a_whole_title_below_other_authors_is_no_part_of_a_title(line: str, why: str, parts: list[str]) -> None:
    paper = Paper(
        title="Sleep and memory in mice", year=2015, venue="Nature", authors=(Author("A. Jones"), Author("D. Weber"))
    )
    assert _judged(line, paper) == (LineStatus.CHECK, why)
    reference = parse_reference(line)[0]
    assert [part.words for part in assess_candidate(reference, line, paper).parts] == parts
