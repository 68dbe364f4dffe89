"""The volume, the issue and the pages of a reference are compared with those of its record; a right reference is not
accused in any style."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from scholar_desktop.demo.corpus.corpus import DemoCorpus
from scholar_desktop.demo.corpus.corpus_file import Work
from scholar_desktop.domain.bibliographic_entry import Biblio
from scholar_desktop.domain.full_entry import FullEntry
from scholar_desktop.domain.paper import Author, Facts, Ids, Paper
from scholar_desktop.domain.reference_lists.manuscript import ManuscriptReference
from scholar_desktop.domain.source import S2
from scholar_desktop.formats.manuscripts.reference_entries import place_of_line
from scholar_desktop.formats.reference_list_reading import line_of_work, make_line
from scholar_desktop.services.exchange.place_differences import agreeing_places, place_differences
from scholar_desktop.services.exchange.reference_verdicts import place_corrections, places_that_agree
from scholar_desktop.services.papers.export import _csl_items
from scholar_desktop.services.papers.reference_formatting import format_references
from scholar_desktop.sources.semantic_scholar.parse import parse_paper


@pytest.mark.parametrize(
    ("stated", "known", "fields"),
    [
        ({"volume": "23"}, {"volume": "22"}, ["volume"]),
        ({"volume": "23"}, {"volume": "23"}, []),
        ({"volume": "023"}, {"volume": "23"}, []),
        ({"volume": "XXIII"}, {"volume": "23"}, []),
        ({"volume": "40", "issue": "6"}, {"volume": "40 6"}, []),
        ({"volume": "40", "issue": "5"}, {"volume": "40 6"}, ["issue"]),
        ({"volume": "21"}, {"volume": "18 21"}, ["volume"]),
        ({"volume": "21"}, {"volume": "18(21)"}, ["volume"]),
        ({"volume": "21", "issue": "18"}, {"volume": "18 21"}, ["volume", "issue"]),
        ({"volume": "21", "issue": "18"}, {"volume": "18", "issue": "21"}, ["volume", "issue"]),
        ({"volume": "18", "issue": "21"}, {"volume": "18 21"}, []),
        ({"volume": "18"}, {"volume": "18 21"}, []),
        ({"volume": "7553"}, {"volume": "521 7553"}, []),
        ({"volume": "5", "issue": "5"}, {"volume": "5 5"}, []),
        ({"volume": "21"}, {"volume": "18", "issue": "21"}, ["volume"]),
        ({"volume": "11", "page": "48"}, {"volume": "2018", "issue": "11", "page": "1-37"}, []),
        ({"volume": "2018", "issue": "11"}, {"volume": "11"}, []),
        ({"volume": "23"}, {"volume": "abs/1706.03762"}, []),
        ({"volume": "3", "issue": "2"}, {"volume": "3", "issue": "1-2"}, []),
        ({"volume": "3", "issue": "S1"}, {"volume": "3", "issue": "1"}, []),
        ({"volume": "521", "issue": "1"}, {"volume": "521", "issue": "7553"}, []),
        ({"page": "133–46"}, {"page": "133-146"}, []),
        ({"page": "133-146"}, {"page": "133 - 146"}, []),
        ({"page": "133-164"}, {"page": "133-146"}, ["page"]),
        ({"page": "1-2"}, {"page": "865-915"}, ["page"]),
        ({"page": "S1-S5"}, {"page": "1-5"}, []),
        ({"page": "865-915"}, {"page": "1-20"}, []),
        ({"page": "865"}, {"page": "865-915"}, []),
        ({"page": "105"}, {"page": "3-17"}, []),
        ({"page": "e105"}, {"page": "105"}, []),
        ({"page": "xi-xiv"}, {"page": "11-14"}, []),
        ({"volume": "3"}, {}, []),
        ({}, {"volume": "3"}, []),
        ({"volume": "2003"}, {"volume": "57"}, ["volume"]),
        ({"volume": "2018"}, {"volume": "57"}, []),
        ({"volume": "2019"}, {"volume": "57"}, []),
        ({"volume": "57"}, {"volume": "2003"}, []),
        ({"volume": "1843"}, {"volume": "1842"}, ["volume"]),
        ({"volume": "2021"}, {"volume": "2020"}, ["volume"]),
        ({"volume": "2018"}, {"volume": "2017"}, []),
        ({"volume": "381", "page": "125311"}, {"volume": "381", "page": "125304"}, ["page"]),
        ({"volume": "381", "page": "0125304"}, {"volume": "381", "page": "125304"}, []),
        ({"volume": "57", "page": "160"}, {"volume": "57", "page": "153"}, ["page"]),
        ({"volume": "57", "page": "1160"}, {"volume": "57", "page": "153"}, []),
        ({"volume": "57", "page": "60"}, {"volume": "57", "page": "53"}, []),
        ({"page": "125311"}, {"volume": "381", "page": "125304"}, []),
    ],
)
def test_only_what_clearly_differs_is_a_difference(
    stated: dict[str, str], known: dict[str, str], fields: list[str]
) -> None:
    found = place_differences(stated, FullEntry("a", "article-journal", dict(known)), year=2018)
    assert [one.field for one in found] == fields
    agree = agreeing_places(stated, FullEntry("a", "article-journal", dict(known)))
    assert not {*agree} & {*fields}
    assert {*agree} <= {*stated}


def test_what_agrees_is_what_both_state_with_the_same_numbers() -> None:
    record = FullEntry("a", "article-journal", {"volume": "40 6", "page": "133-146"})
    assert agreeing_places({"volume": "XL", "issue": "6", "page": "133–46"}, record) == ["volume", "issue", "page"]
    assert agreeing_places({"volume": "40", "page": "133"}, record) == ["volume"]
    assert agreeing_places({"issue": "S6", "page": "133-164"}, record) == []
    assert agreeing_places({}, record) == []


ENTROPY = Paper(
    title="Statistical complexity analysis of Turing machine tapes",
    authors=(Author("Jorge Miguel Silva"),),
    year=2020,
    venue="Entropy",
    ids=Ids(doi="10.3390/e22010105"),
)


def _body(work: Work) -> dict[str, Any]:
    """The work as Semantic Scholar sends it."""
    body = msgspec.to_builtins(work)
    authors = [{"authorId": number, "name": name} for number, name in work.authors]
    return {**body, "paperId": work.s2, "authors": authors, "abstract": None}


def differences(text: str, paper: Paper) -> list[str]:
    line = make_line(text, 1, 1)
    found = place_corrections(ManuscriptReference("1", text, 1), line, paper)
    return [f"{one.field} {one.was} {one.now}" for one in found]


def of_journal(**journal: str) -> Paper:
    fields = {"journal": {"name": ENTROPY.venue, **journal}}
    return msgspec.structs.replace(ENTROPY, facts=(Facts(S2, "2026-01-01T00:00:00Z", fields),))


@pytest.mark.parametrize(
    ("place", "found"),
    [
        ("Entropy. 2020;23(1):105", ["volume 23 22"]),
        ("Entropy. 2020;22(1):105", []),
        ("Entropy, 23(1), 105", ["volume 23 22"]),
        ("Entropy 23, 105", ["volume 23 22"]),
        ("Nature. 2020;23(1):105", []),
        ("Entropy, vol. XXIII", []),
        ("Entropy. 2020;23(1):105. PubMed PMID: 123; PubMed Central PMCID: PMC123", ["volume 23 22"]),
    ],
)
def test_a_wrong_volume_is_found_in_the_journal_of_the_record(place: str, found: list[str]) -> None:
    text = f"Silva JM. {ENTROPY.title}. {place}. doi:10.3390/e22010105"
    text = text if "2020" in place else text.replace("Silva JM.", "Silva, J. M. (2020).")
    paper = of_journal(volume="22")
    assert differences(text, paper) == found
    agree = places_that_agree(ManuscriptReference("1", text, 1), make_line(text, 1, 1), paper)
    assert agree == (["volume"] if "22" in place else [])


@pytest.mark.parametrize(
    ("place", "found"),
    [
        ("Entropy, vol. 23, 2020.", ["volume 23 22"]),
        ("Entropy, vol. 22, 2020.", []),
        ("Entropy, vol. 23, Jan. 2020.", ["volume 23 22"]),
        ("*Entropy*, volume 23, 2020", ["volume 23 22"]),
        ("Entropy 23 (2020).", ["volume 23 22"]),
        ("Entropy 22 (2020).", []),
        ("Entropy, 23, 2020.", ["volume 23 22"]),
        ("Entropy. 2020;23.", ["volume 23 22"]),
        ("Entropy. 2020 Jun 3;23.", ["volume 23 22"]),
        ("Entropy. 2020 Jun 3;22. PubMed PMID: 34145287.", []),
        ("Entropy. 2020 Jun 3;23. PubMed PMID: 34145287.", ["volume 23 22"]),
        ("Entropy. 2020 Jun 23.", []),
        ("Entropy, 2020.", []),
        ("Entropy (2020).", []),
        ("Entropy, 105-117, 2020.", []),
        ("Entropy, 12 May 2020.", []),
        ("Entropy, pp. 23, 2020.", []),
        ("Nature, vol. 23, 2020.", []),
        ("Entropy Letters, vol. 23, 2020.", []),
    ],
)
def test_a_wrong_volume_is_found_without_pages(place: str, found: list[str]) -> None:
    assert differences(f"J. M. Silva, “{ENTROPY.title},” {place}", of_journal(volume="22")) == found
    assert differences(f"Silva, J. M. (2020). {ENTROPY.title}. {place}", of_journal(volume="22")) == found


def test_a_wrong_volume_is_found_after_a_title_without_its_subtitle() -> None:
    paper = msgspec.structs.replace(of_journal(volume="22"), title=f"{ENTROPY.title}: a study of all machines")
    text = f"J. M. Silva, “{ENTROPY.title},” Entropy, vol. 23, 2020."
    assert differences(text, paper) == ["volume 23 22"]


@pytest.mark.parametrize("style", ["apa", "vancouver", "ieee", "chicago-author-date", "nature"])
async def test_no_work_of_the_demo_is_accused_in_any_style(style: str) -> None:
    papers = [parse_paper(_body(one), "2026-01-01") for one in DemoCorpus().scholar if one.journal]
    written = await format_references(
        _csl_items(papers, [str(place) for place in range(len(papers))]), style, alone=True
    )
    found = [(text, said) for text, paper in zip(written, papers, strict=True) if (said := differences(text, paper))]
    assert found == []
    read = [text for text in written if place_of_line(text)]
    assert len(read) > 100, "they are read"


@pytest.mark.parametrize(
    ("place", "pages", "found"),
    [
        ("in Demo Conference on Biology, Jul. 2020, pp. 202–959.", "204-959", ["page 202-959 204-959"]),
        ("in Demo Conference on Biology, Jul. 2020, pp. 204–959.", "204-959", []),
        ("In: Demo Conference on Biology. 2020. p. 202–959.", "204-959", ["page 202-959 204-959"]),
        ("Demo Conference on Biology, 202–959.", "204-959", ["page 202-959 204-959"]),
        ("in Demo Conference on Biology, 2020, pp. 1–9.", "204-959", []),
        ("in Another Conference, 2020, pp. 202–959.", "204-959", []),
        ("in Demo Conference on Biology, 2020.", "204-959", []),
    ],
)
def test_wrong_pages_of_a_conference_are_found_without_a_volume(place: str, pages: str, found: list[str]) -> None:
    paper = msgspec.structs.replace(of_journal(pages=pages), venue="Demo Conference on Biology", type="conference")
    paper = msgspec.structs.replace(paper, facts=(Facts(S2, "2026-01-01T00:00:00Z", {"journal": {"pages": pages}}),))
    assert differences(f"J. M. Silva, “{ENTROPY.title},” {place}", paper) == found
    journal = msgspec.structs.replace(paper, venue="Annals of Biology", type="article")
    of_annals = place.replace("Demo Conference on Biology", "Annals of Biology")
    assert differences(f"J. M. Silva, “{ENTROPY.title},” {of_annals}", journal) == []


NIPS = Paper(
    title="Attention is All you Need",
    authors=(Author("Ashish Vaswani"),),
    year=2017,
    venue="Neural Information Processing Systems",
)
PROCEEDINGS = "Advances in Neural Information Processing Systems"


@pytest.mark.parametrize(
    ("venue", "pages", "journal", "found"),
    [
        (NIPS.venue, "12-34", {"pages": "5998-6008"}, ["page 12-34 5998-6008"]),
        (PROCEEDINGS, "12-34", {"pages": "5998-6008"}, ["page 12-34 5998-6008"]),
        (PROCEEDINGS, "5998-6008", {"pages": "5998-6008"}, []),
        (PROCEEDINGS, "12-34", {"pages": "1-11"}, []),
        (PROCEEDINGS, "1-11", {"pages": "5998-6008"}, []),
        (PROCEEDINGS, "12", {"pages": "5998-6008"}, []),
        (PROCEEDINGS, "12-34", {"pages": "75:1-75:11"}, []),
        (PROCEEDINGS, "12-34", {"pages": "5998-6008", "name": "Neural Computation"}, []),
        (PROCEEDINGS, "12-34", {"pages": "5998-6008", "name": f"Conference on {NIPS.venue}"}, ["page 12-34 5998-6008"]),
        ("International Conference on Machine Learning", "12-34", {"pages": "5998-6008"}, []),
    ],
)
def test_the_pages_of_a_conference_paper_are_compared(
    venue: str, pages: str, journal: dict[str, str], found: list[str]
) -> None:
    paper = msgspec.structs.replace(NIPS, facts=(Facts(S2, "2026-01-01T00:00:00Z", {"journal": journal}),))
    fields = {"title": NIPS.title, "container-title": venue, "volume": "7", "issue": "3", "page": pages}
    entry = FullEntry("a", "paper-conference", dict(fields))
    line = line_of_work("", Biblio("other", NIPS.title, year=2017, container=venue), 1)
    reference = ManuscriptReference("a", "", 1, entry)
    assert [f"{one.field} {one.was} {one.now}" for one in place_corrections(reference, line, paper)] == found
    agree = places_that_agree(reference, line, paper)
    assert agree == (["page"] if pages.startswith("5998") else [])
    chapter = ManuscriptReference("a", "", 1, msgspec.structs.replace(entry, item_type="chapter"))
    assert place_corrections(chapter, line, paper) == ()


def of_proceedings(**journal: str) -> Paper:
    """A paper of a conference, as a record with *journal* states it."""
    facts = (Facts(S2, "2026-01-01T00:00:00Z", {"journal": journal}),)
    return msgspec.structs.replace(NIPS, type="conference", facts=facts)


@pytest.mark.parametrize(
    ("stated", "journal", "found", "agree"),
    [
        ({"volume": "31"}, {"volume": "30"}, ["volume 31 30"], []),
        ({"volume": "30"}, {"volume": "30"}, [], ["volume"]),
        ({"volume": "31", "page": "1-11"}, {"volume": "30", "pages": "5998-6008"}, ["volume 31 30"], []),
        ({"volume": "30", "issue": "2"}, {"volume": "30 1"}, ["issue 2 1"], ["volume"]),
        ({"volume": "30", "issue": "2"}, {"volume": "30"}, [], ["volume"]),
        ({"volume": "31"}, {}, [], []),
        ({"volume": "1234"}, {}, [], []),
        ({"volume": "1234", "collection-title": "LNCS"}, {}, [], []),
        ({"volume": "1234", "collection-title": "LNCS"}, {"volume": "30"}, [], []),
        ({"volume": "1234"}, {"volume": "30"}, [], []),
        ({"volume": "2"}, {"volume": "9351"}, [], []),
        ({"volume": "2017"}, {"volume": "30"}, [], []),
        ({"volume": "31"}, {"volume": "abs/1706.03762"}, [], []),
        ({"volume": "31"}, {"volume": "30", "name": "Neural Computation"}, [], []),
        ({"volume": "31"}, {"volume": "30", "name": "ArXiv"}, [], []),
    ],
)
def test_a_wrong_volume_of_a_conference_paper_is_found(
    stated: dict[str, str], journal: dict[str, str], found: list[str], agree: list[str]
) -> None:
    fields = {"title": NIPS.title, "container-title": PROCEEDINGS, **stated}
    line = line_of_work("", Biblio("other", NIPS.title, year=2017, container=PROCEEDINGS), 1)
    reference = ManuscriptReference("a", "", 1, FullEntry("a", "paper-conference", dict(fields)))
    for paper in (of_proceedings(**journal), msgspec.structs.replace(of_proceedings(**journal), type=None)):
        assert [f"{one.field} {one.was} {one.now}" for one in place_corrections(reference, line, paper)] == found
        assert places_that_agree(reference, line, paper) == agree


@pytest.mark.parametrize(
    ("place", "journal", "found"),
    [
        ("31, 5998–6008", {"volume": "30", "pages": "5998-6008"}, ["volume 31 30"]),
        ("30, 5998–6008", {"volume": "30", "pages": "5998-6008"}, []),
        ("30(2), 5998–6008", {"volume": "30 1", "pages": "5998-6008"}, ["issue 2 1"]),
        ("31, 5998–6008", {"pages": "5998-6008"}, []),
        ("1234, 5998–6008", {"volume": "30", "pages": "5998-6008"}, []),
        ("31, 5998–6008", {"volume": "30", "pages": "5998-6008", "name": "Neural Computation"}, []),
    ],
)
def test_a_wrong_volume_of_a_conference_paper_is_found_in_a_text(
    place: str, journal: dict[str, str], found: list[str]
) -> None:
    text = f"Vaswani, A. (2017). {NIPS.title}. {PROCEEDINGS}, {place}."
    assert differences(text, of_proceedings(**journal)) == found
