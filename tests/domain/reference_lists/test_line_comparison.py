"""What a line says of a paper besides its identifier."""

from __future__ import annotations

import msgspec
import pytest

from scholar_desktop.domain.paper import Author, Ids, Paper
from scholar_desktop.domain.reference_lists.line_comparison import compare_line
from scholar_desktop.domain.reference_lists.reference_line import parse_reference
from scholar_desktop.domain.reference_lists.reference_list import LineStatus, ParsedReference
from scholar_desktop.domain.reference_lists.title_agreement import NO, assess_candidate, is_same_work, judge_by_title


@pytest.mark.parametrize("line", ["1706.03762", "2103.00020", "1802.05365v2", "arXiv:1706.03762"])
def test_the_number_of_a_preprint_is_no_year(line: str) -> None:
    assert compare_line(line, Paper(title="Attention is all you need", year=2017)).stated_year is None


def test_a_misspelled_title_and_one_with_other_words_are_not_called_a_part_of_the_title() -> None:
    paper = Paper(title="Memory consolidation during sleep without tests", authors=(Author("F. Lopez"),), year=2005)
    for wrong, reason in (
        ("slep without tests", "written differently"),
        ("wake without tests", "some words of the title differ"),
        ("sleep", "only part of the title"),
    ):
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


@pytest.mark.parametrize(
    "names", ["Xu, Jorge", "Pérez, Otto", "Xu, Jorge; Barceló, Pablo", "Pérez, O.; Barceló, Pablo / Lind, Ada-Maria"]
)
def test_a_wrong_first_author_before_a_colon_is_no_part_of_the_title(names: str) -> None:
    title = "Attention is Turing-Complete"
    paper = Paper(title=title, authors=(Author("Jorge Pérez"), Author("P. Barceló"), Author("A.-M. Lind")), year=2021)
    for rest in (
        f"{title}. In: Sleep Letters 22 (2021), S. 1–35.",
        f"„{title}“, in: Sleep Letters 22 (2021), S. 1–35.",
    ):
        reference = parse_reference(f"{names}: {rest}")[0]
        found = assess_candidate(reference, f"{names}: {rest}", paper)
        assert [(part.how, part.words) for part in found.parts if part.words == "first author"] == [
            (NO, "first author")
        ]
        assert not found.doubt.startswith("the title in the line starts")
        assert is_same_work(found)
        assert judge_by_title(reference, found)[0] is LineStatus.CHECK


def test_the_beginning_of_another_title_before_a_colon_is_doubted() -> None:
    paper = Paper(title="Vom Moos im Wald", authors=(Author("A. Lind"),), year=2021)
    for start in ("Lind, A. (2021). Vom Farn", "Lind, A., & Holm, B. Der Farn", "Lind A, Holm B. Farn"):
        line = f"{start}: Vom Moos im Wald. Sleep Letters, 22, 1–35, 2021."
        found = assess_candidate(parse_reference(line)[0], line, paper)
        assert found.doubt.startswith("the title in the line starts"), start
