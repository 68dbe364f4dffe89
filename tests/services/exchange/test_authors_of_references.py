"""The authors of a reference are compared with those of its record, in a plain text as in an entry."""

from __future__ import annotations

import msgspec

from scholar_desktop.domain.full_entry import FullEntry
from scholar_desktop.domain.paper import Author, Paper
from scholar_desktop.domain.reference_lists.manuscript import ManuscriptReference
from scholar_desktop.domain.reference_lists.named_people import MOST_AUTHORS_OF_UNPAYWALL
from scholar_desktop.domain.reference_lists.reference_line import parse_reference
from scholar_desktop.domain.reference_lists.reference_list import ParsedReference, ReferenceLine
from scholar_desktop.formats.manuscripts.reference_entries import title_of_line
from scholar_desktop.services.exchange.reference_verdicts import entry_of, field_corrections, other_venue

TITLE = "Memory consolidation during sleep without recognition tests"
PAPER = Paper(title=TITLE, authors=tuple(Author(f"A. Author{chr(97 + place)}") for place in range(26)), year=2012)


def faults(text: str, paper: Paper = PAPER) -> list[tuple[str, str | None]]:
    line = ReferenceLine(1, text, parse_reference(text)[0])
    return [(one.field, one.was) for one in field_corrections(ManuscriptReference("1", text, 1), line, paper)]


def faults_of_entry(entry: FullEntry, paper: Paper) -> list[str]:
    line = ReferenceLine(1, "", ParsedReference(TITLE, is_entry=True))
    return [one.field for one in field_corrections(ManuscriptReference("1", "", 1, entry=entry), line, paper)]


def test_a_plain_reference_is_compared_with_a_long_list_of_authors() -> None:
    everybody = ", ".join(f"{author.name.split()[1]}, A." for author in PAPER.authors)
    rest = f"(2012). {TITLE}. Sleep Letters."
    invented = "Authora, A., Smith, J., & Unknown, X"
    assert faults(f"{invented}. {rest}") == [("author", invented)]
    assert faults(f"Authora, A., Authorb, A., & Authorc, A. {rest}") == [
        ("author", "Authora, A., Authorb, A., & Authorc, A")
    ]
    assert faults(f"Authora, A., Authorb, A., Authorc, A., et al. {rest}") == []
    assert faults(f"{everybody} {rest}") == []
    assert [field for field, _ in faults(f"{everybody}, & Smith, J. {rest}")] == ["author"]
    assert faults(f"Authora, A., Smith, J., et al. {rest}") == [("author", "Authora, A., Smith, J., et al")]


def test_a_further_author_of_a_paper_with_one_is_a_difference() -> None:
    paper = msgspec.structs.replace(PAPER, authors=(Author("A. Lopez"),))
    assert faults(f"Lopez, A. (2012). {TITLE}.", paper) == []
    assert [field for field, _ in faults(f"Lopez, A., & Smith, J. (2012). {TITLE}.", paper)] == ["author"]


def test_authors_after_the_title_are_not_missed_before_it() -> None:
    assert faults(f"[1] {TITLE}, A. Authora et al., Sleep Letters, 2012") == []


def test_an_entry_may_name_more_authors_than_unpaywall() -> None:
    names = [f"A. Author{chr(97 + place // 26)}{chr(97 + place % 26)}" for place in range(120)]
    whole = msgspec.structs.replace(PAPER, authors=tuple(map(Author, names)))
    entry = entry_of(whole)
    for count in (99, 101):
        shorter = msgspec.structs.replace(PAPER, authors=whole.authors[:count])
        assert faults_of_entry(entry, shorter) == ["author"]
    cut = msgspec.structs.replace(PAPER, authors=whole.authors[:MOST_AUTHORS_OF_UNPAYWALL])
    assert faults_of_entry(entry, cut) == []
    other = (entry.people[1], *entry.people[1:])
    assert faults_of_entry(msgspec.structs.replace(entry, people=other), cut) == ["author"]


def test_an_entry_with_another_given_name_is_noticed() -> None:
    paper = msgspec.structs.replace(PAPER, authors=(Author("Björn Park"), Author("W. Freeman"), Author("Wang Wei")))
    for first, second, is_other in (
        ("Björn", "William", False),
        ("B.", "Bill", False),
        ("Bernhard", "W.", True),
        ("C.", "W.", True),
        ("Bjoern", "Robert", True),
    ):
        named = msgspec.structs.replace(
            paper, authors=(Author(f"{first} Park"), Author(f"{second} Freeman"), Author("Wei Wang"))
        )
        assert faults_of_entry(entry_of(named), paper) == (["author"] if is_other else []), (first, second)


def test_authors_and_venue_are_compared_though_the_title_differs() -> None:
    paper = msgspec.structs.replace(PAPER, authors=(Author("Björn Park"), Author("Mary Lee")), venue="Sleep Letters")
    title = "Memory consolidation during sleep without recall tests"
    text = f"Smith, J., & Lee, M. (2013). {title}. Nature Physics."
    assert faults(text, paper) == [("title", title), ("author", "Smith, J., & Lee, M"), ("issued", "2013")]
    line = ReferenceLine(1, text, parse_reference(text)[0])
    assert other_venue(ManuscriptReference("1", text, 1), line, paper) == "Sleep Letters"
    text = f"Park, B., & Lee, M. (2012). {title}. Sleep Letters."
    assert faults(text, paper) == [("title", title)]
    line = ReferenceLine(1, text, parse_reference(text)[0])
    assert other_venue(ManuscriptReference("1", text, 1), line, paper) == ""


def test_an_entry_with_the_middle_initial_of_an_author_is_noticed() -> None:
    paper = msgspec.structs.replace(PAPER, authors=(Author("Hannah E. Davis"),))
    for name, is_other in (
        ("Heather E. Davis", True),
        ("H. E. Davis", False),
        ("E. Davis", False),
        ("Eve Davis", False),
    ):
        named = msgspec.structs.replace(paper, authors=(Author(name),))
        assert faults_of_entry(entry_of(named), paper) == (["author"] if is_other else []), name


def test_a_record_that_has_its_authors_twice_agrees_with_an_entry_that_has_them_once() -> None:
    once = msgspec.structs.replace(PAPER, authors=(Author("Andrei Shleifer"), Author("Robert W. Vishny")))
    twice = msgspec.structs.replace(PAPER, authors=(*once.authors, *once.authors))
    assert faults_of_entry(entry_of(once), twice) == []
    other = msgspec.structs.replace(PAPER, authors=(*once.authors, *reversed(once.authors)))
    assert faults_of_entry(entry_of(once), other) == ["author"]


def test_a_mark_of_a_retraction_before_the_names_is_no_difference() -> None:
    paper = msgspec.structs.replace(PAPER, authors=(Author("Björn Park"), Author("Mary Lee")))
    assert faults(f"[3] RETRACTED: Park B, Lee M. {TITLE}. Sleep. 2012;3:1-4.", paper) == []
    other = faults(f"[3] RETRACTED: Park B, Smith J. {TITLE}. Sleep. 2012;3:1-4.", paper)
    assert other == [("author", "Park B, Smith J")]


def test_an_umlaut_may_be_written_as_two_letters_in_an_entry() -> None:
    for written, recorded, is_other in (
        ("Steffen Mueller", "Steffen Müller", False),
        ("Kurt Goedel", "K. Gödel", False),
        ("Joerg Baecker", "Jörg Bäcker", False),
        ("Steffen Müller", "Steffen Mueller", False),
        ("Steffen Muller", "Müller Steffen", False),
        ("Karl Goedel", "Friedrich Gödel", True),
        ("Steffen Moeller", "Steffen Müller", True),
    ):
        entry = entry_of(msgspec.structs.replace(PAPER, authors=(Author(written),)))
        paper = msgspec.structs.replace(PAPER, authors=(Author(recorded),))
        assert faults_of_entry(entry, paper) == (["author"] if is_other else []), (written, recorded)


def test_a_quoted_word_after_the_article_of_a_title_is_no_name() -> None:
    paper = msgspec.structs.replace(
        PAPER, title="A ‘fast’er way to treat breast cancer", authors=(Author("M. Goncalves"), Author("L. Cantley"))
    )
    for title in ("“A ‘fast’er way to treat breast cancer,”", "A 'fast'er way to treat breast cancer."):
        names = "M. Goncalves, G. Hartmann, and L. Cantley"
        assert faults(f"{names}, {title} 2012.", paper) == [("author", names)]
        assert faults(f"M. Goncalves and L. Cantley, {title} 2012.", paper) == []
    assert title_of_line(f"L. Cantley, “{paper.title},” 2012.", paper.title) == paper.title
    assert title_of_line(f"Cantley A “{TITLE}” 2012.", TITLE) == TITLE


def test_whole_given_names_before_a_colon_are_compared_as_german_lists_have_them() -> None:
    paper = msgspec.structs.replace(PAPER, authors=(Author("Weihua Jiang"), Author("Qi An"), Author("Junping Shi")))
    rests = (
        f"{TITLE}. In: Sleep Letters 268 (2012), S. 27–31.",
        f"{TITLE}. Sleep Letters 268 (2012), S. 27–31.",
        f"„{TITLE}“, in: Sleep Letters 268 (2012), S. 27–31.",
        f"{TITLE}. Bergen: Moosverlag 2012.",
    )
    for rest in rests:
        for names in (
            "Jiang, Weihua; An, Qi; Shi, Junping:",
            "Jiang, Weihua / An, Qi / Shi, Junping:",
            "Jiang, W.; An, Q.; Shi, J.:",
            "Jiang, Weihua; An, Qi u. a.:",
            "Jiang, Weihua; An, Qi et al.:",
            "Jiang, Weihua u. a.:",
            "Jiang, Weihua; An, Qi; Shi, Junping (Hrsg.):",
        ):
            assert faults(f"{names} {rest}", paper) == [], (names, rest)
        for names in (
            "Jiang, Weihua; Shi, Junping:",
            "Jiang, Weihua / Shi, Junping:",
            "Jiang, Weihua/Shi, Junping:",
            "Jiang, Weihua; Shi, Junping; An, Qi:",
            "Jiang, Weihua; An, Qi; Shi, Junping; Hartmann, Greta:",
            "Jiang, Weihua; Hartmann, Greta u. a.:",
            "Jiang, Weihua; Shi, Junping (Hrsg.):",
        ):
            assert [field for field, _ in faults(f"{names} {rest}", paper)] == ["author"], (names, rest)


def test_a_further_author_with_a_whole_given_name_before_a_colon_is_a_difference() -> None:
    paper = msgspec.structs.replace(PAPER, authors=(Author("D. Parnas"),))
    rest = f"{TITLE}. In: Sleep Letters 60 (2012), S. 27–31."
    assert faults(f"Parnas, David: {rest}", paper) == []
    assert faults(f"Parnas, David Lorge: {rest}", paper) == []
    names = "Parnas, David; Hartmann, Greta"
    assert faults(f"{names}: {rest}", paper) == [("author", names)]
    assert faults(f"{names}: „{TITLE}“. In: Sleep Letters 60 (2012), S. 27–31.", paper) == [("author", names)]
    assert faults(f"Hartmann, G. (2012) ‘{TITLE}’, Sleep Letters, 60.", paper) == [("author", "Hartmann, G")]


def test_the_beginning_of_a_longer_title_before_a_colon_is_no_author() -> None:
    paper = msgspec.structs.replace(PAPER, authors=(Author("D. Parnas"), Author("G. Hartmann")))
    for names in ("Parnas, D.; Hartmann, G.", "Parnas, D., & Hartmann, G.", "Parnas D, Hartmann G."):
        said = [field for field, _ in faults(f"{names} Software Aging: {TITLE}. Sleep Letters 60 (2012), 27.", paper)]
        assert "author" not in said, names
