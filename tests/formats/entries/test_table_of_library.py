"""The table of papers that the library keeps more about: it states what that of a search states."""

from __future__ import annotations

import csv
import io

import msgspec
import pytest

from scholar_desktop.domain.library import KeptPaper
from scholar_desktop.domain.own_fields import Origin, OwnFields, with_own_fields
from scholar_desktop.domain.paper import Counts, Facts, Ids, Paper
from scholar_desktop.domain.source import S2, UNPAYWALL
from scholar_desktop.formats.entries.csv_reading import read_csv_entries
from scholar_desktop.formats.entries.reference_texts import reference_text

AT = "2026-01-01T00:00:00Z"
PUBLISHED = Paper(
    "Domain-Adversarial Training of Neural Networks",
    Ids(doi="10.1007/978-3-319-58347-1_10", arxiv="1409.7495"),
    year=2014,
    date="2014-09-26",
    venue="International Conference on Machine Learning",
    type="conference",
    counts=Counts(citations=0),
    sources=(S2,),
    facts=(Facts(S2, AT, {"journal": {"pages": "1-9"}}),),
)
REVIEW = Paper(
    "A review of memory",
    Ids(doi="10.1038/review"),
    year=2019,
    date="2019-03-05",
    venue="Nature",
    type="review",
    sources=(S2, UNPAYWALL),
    facts=(Facts(UNPAYWALL, AT, {"doi": "10.1038/review", "genre": "journal-article"}),),
)
PREPRINT = Paper("Graphs", Ids(arxiv="2003.00001"), year=2020, date="2020-03-01", venue="arXiv.org", type="preprint")
UNTYPED = Paper("Notes", Ids(s2="a" * 40), year=1999)
PAPERS = (PUBLISHED, REVIEW, PREPRINT, UNTYPED)


def tables(*papers: Paper) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """The rows of papers that are not in the library, and of the same papers with a tag."""
    outside = [KeptPaper("", paper, cite_key=f"key{number}") for number, paper in enumerate(papers)]
    tagged = [msgspec.structs.replace(one, key="k", tags=("read",)) for one in outside]
    plain, whole = (list(csv.DictReader(io.StringIO(reference_text(some, "csv")))) for some in (outside, tagged))
    return plain, whole


def test_a_tag_changes_no_other_column():
    plain, whole = tables(*PAPERS)
    own = ("tags", "scholar-desktop")
    assert [one["tags"] for one in whole] == ["read"] * len(PAPERS)
    assert [{**one, **dict.fromkeys(own)} for one in whole] == [{**one, **dict.fromkeys(own)} for one in plain]
    assert [(one["type"], one["date"], one["venue"], one["citations"], one["pages"]) for one in whole] == [
        ("conference", "2014-09-26", "International Conference on Machine Learning", "0", "1–9"),
        ("review", "2019-03-05", "Nature", "", ""),
        ("preprint", "2020-03-01", "arXiv", "", ""),
        ("", "", "", "", ""),
    ]


def test_the_rows_come_back_as_they_are_written():
    _plain, whole = tables(*PAPERS)
    text = io.StringIO()
    writer = csv.DictWriter(text, whole[0])
    writer.writeheader()
    writer.writerows(whole)
    published, review, preprint, untyped = read_csv_entries(text.getvalue()).entries
    assert published.fields["issued"] == {"from": "2014-09-26", "to": None}
    assert (published.item_type, published.fields["page"]) == ("paper-conference", "1-9")
    assert (review.item_type, preprint.item_type, untyped.item_type) == ("review", "article", "document")
    assert preprint.text("container-title") == "arXiv"
    assert all("issued" not in one["scholar-desktop"] for one in whole), "an edited cell is read"


@pytest.mark.parametrize(
    ("own", "columns"),
    [
        (OwnFields(item_type="article-journal", origin={"item_type": Origin("person", AT)}), {"type": "article"}),
        (
            OwnFields(fields={"issued": {"from": "2016", "to": "2017"}}, origin={"issued": Origin("person", AT)}),
            {"date": "2016/2017", "year": "2016"},
        ),
        (
            OwnFields(fields={"container-title": "JMLR"}, origin={"container-title": Origin("person", AT)}),
            {"venue": "JMLR"},
        ),
        (OwnFields(fields={"page": "3"}, origin={"page": Origin("person", AT)}), {"pages": "3"}),
    ],
)
def test_what_a_person_wrote_takes_precedence(own: OwnFields, columns: dict[str, str]):
    [plain], [whole] = tables(REVIEW)[0], tables(with_own_fields(REVIEW, own))[1]
    expected = {**plain, **columns, "tags": "read"}
    assert {name: whole[name] for name in expected if name not in ("scholar-desktop", "publisher")} == {
        name: cell for name, cell in expected.items() if name not in ("scholar-desktop", "publisher")
    }
