"""What a line says of a paper besides its identifier."""

from __future__ import annotations

import msgspec
import pytest

from scholar_desktop.domain.paper import Author, Ids, Paper
from scholar_desktop.domain.reference_lists.line_comparison import compare_line
from scholar_desktop.domain.reference_lists.reference_list import LineStatus, ParsedReference
from scholar_desktop.domain.reference_lists.title_agreement import assess_candidate, judge_by_title


@pytest.mark.parametrize("line", ["1706.03762", "2103.00020", "1802.05365v2", "arXiv:1706.03762"])
def test_the_number_of_a_preprint_is_no_year(line: str) -> None:
    assert compare_line(line, Paper(title="Attention is all you need", year=2017)).stated_year is None


def test_a_misspelled_title_is_not_called_a_part_of_the_title() -> None:
    paper = Paper(title="Memory consolidation during sleep without tests", authors=(Author("F. Lopez"),), year=2005)
    for wrong, reason in (("slep without tests", "written differently"), ("sleep", "only part of the title")):
        wanted = ParsedReference(title=f"Memory consolidation during {wrong}", first_author="Lopez", year=2005)
        text = f"Lopez, F. (2005). {wanted.title}."
        status, why = judge_by_title(wanted, assess_candidate(wanted, text, paper))
        assert status is LineStatus.CHECK
        assert reason in why


def test_the_reason_says_why_a_line_without_a_venue_is_matched_or_not() -> None:
    wanted = ParsedReference(title="Memory consolidation during sleep", first_author="Lopez", year=2005)
    text = f"Lopez F. {wanted.title}. 2005."
    authors = (Author("F. Lopez"),)
    known = Paper(title=wanted.title, authors=authors, year=2005, venue="Mind")
    without = Paper(title=wanted.title, authors=authors, year=2005)
    assert judge_by_title(wanted, assess_candidate(wanted, text, known)) == (
        LineStatus.CHECK,
        "title, first author and year match, but the line names no venue",
    )
    assert judge_by_title(wanted, assess_candidate(wanted, text, without)) == (
        LineStatus.SURE,
        "by title, first author and year; neither names a venue",
    )


@pytest.mark.parametrize(
    ("venue", "status", "reason"),
    [
        ("arXiv", LineStatus.SURE, "by title, first author, venue and year"),
        ("arXiv preprint arXiv:1706.03762", LineStatus.SURE, "by title, first author, venue and year"),
        ("Mind", LineStatus.CHECK, "title, first author and year match, but the record names no venue"),
    ],
)
def test_arxiv_is_the_venue_of_a_paper_on_arxiv_without_a_venue(venue: str, status: LineStatus, reason: str) -> None:
    paper = Paper(
        "Memory consolidation during sleep", Ids(arxiv="1706.03762"), authors=(Author("F. Lopez"),), year=2005
    )
    line = ParsedReference(title=paper.title, first_author="Lopez", year=2005)
    text = f"Lopez F. {paper.title}. 2005. {venue}."
    assert judge_by_title(line, assess_candidate(line, text, paper)) == (status, reason)
    elsewhere = msgspec.structs.replace(paper, ids=Ids())
    assert judge_by_title(line, assess_candidate(line, text, elsewhere))[0] is LineStatus.CHECK


@pytest.mark.parametrize(
    "line",
    [
        "4. RETRACTED: Walsh, B., & Abebe, W. (2015). Learning from sediment cores. Nature, 3.",
        "[13] RETRACTED: Walsh B, Abebe W. Learning from sediment cores. Nature. 2015;3:1-4.",
        "[RETRACTED] B. Walsh and W. Abebe, “Learning from sediment cores,” Nature, 2015.",
    ],
)
def test_a_mark_of_a_retraction_before_the_names_is_no_name(line: str) -> None:
    paper = Paper("Learning from sediment cores", authors=(Author("Ben Walsh"), Author("Wim Abebe")), year=2015)
    compared = compare_line(line, paper)
    assert (compared.first_author, compared.year, compared.doubt) == (True, True, "")
    assert compare_line(line.replace("Walsh", "Smith"), paper).first_author is False
