"""What a reference list can say of a paper, gathered from what the services sent."""

from __future__ import annotations

import json
import re
from typing import Any

import msgspec
import pytest

from scholar_desktop.domain.bibliographic_entry import Entry, Person, make_person
from scholar_desktop.domain.merging.merge_fields import merge_fields
from scholar_desktop.domain.own_fields import Contributor, Origin, OwnFields, with_own_fields
from scholar_desktop.domain.paper import Author, Facts, Ids, Paper
from scholar_desktop.formats.bibliographic import bibliographic_record, is_meeting, parse_pages
from scholar_desktop.formats.bibtex import biblatex, bibtex
from scholar_desktop.formats.csl_json import csl_json
from scholar_desktop.formats.csl_text import format_items, references
from scholar_desktop.formats.plain_reference import reference
from scholar_desktop.formats.ris import ris
from scholar_desktop.sources.semantic_scholar.parse import paper_from_row
from scholar_desktop.sources.unpaywall.parse import parse_doi


def a_paper(
    *,
    s2: dict[str, Any] | None = None,
    unpaywall: dict[str, Any] | None = None,
    zenodo: dict[str, Any] | None = None,
    authors: tuple[str, ...] = (),
    ids: Ids | None = None,
    **known: Any,
) -> Paper:
    said = (("s2", s2), ("unpaywall", unpaywall), ("zenodo", zenodo))
    facts = tuple(Facts(name, "2026-01-01T00:00:00Z", fields) for name, fields in said if fields is not None)
    authors_known = tuple(Author(name) for name in authors)
    ids = ids or Ids(doi="10.1000/x")
    return Paper(**{"title": "A title", "ids": ids, "authors": authors_known, "facts": facts, **known})


def test_journal_volume_issue_and_pages_come_from_semantic_scholar():
    one = bibliographic_record(
        a_paper(
            type="article",
            venue="Journal of Biological Chemistry",
            s2={
                "journal": {"name": "J Biol Chem", "volume": "255 20", "pages": "\n          9852-9\n        "},
                "publicationVenue": {"type": "journal", "issn": "0021-9258"},
            },
        )
    )
    assert (one.container, one.volume, one.issue, one.pages) == (
        *("Journal of Biological Chemistry", "255", "20", ("9852", "9859")),
    )
    assert one.issn == ("0021-9258",)


def test_the_arxiv_volume_that_stands_beside_a_published_paper_is_left_out():
    one = bibliographic_record(
        a_paper(
            type="conference",
            venue="International Conference on Machine Learning",
            s2={"journal": {"name": "ArXiv", "volume": "abs/2301.13197"}, "publicationVenue": {"type": "conference"}},
        )
    )
    assert (one.type, one.container, one.volume) == (
        *("conference", "International Conference on Machine Learning", None),
    )


def test_unpaywall_gives_the_publisher_and_the_kind_that_crossref_knows():
    unpaywall = {
        "doi": "10.1000/x",
        "genre": "journal-article",
        "publisher": "Springer Nature",
        "journal_name": "Nature Physics",
        "journal_issn_l": "1745-2473",
        "journal_issns": "1745-2473,1745-2481",
    }
    one = bibliographic_record(a_paper(type="conference", venue="Nat. Phys.", unpaywall=unpaywall))
    assert (one.type, one.publisher, one.container, one.issn) == (
        *("article", "Springer Nature", "Nature Physics", ("1745-2473", "1745-2481")),
    )
    other = bibliographic_record(a_paper(type="article", venue="V", unpaywall=unpaywall | {"doi": "10.1000/other"}))
    assert (other.publisher, other.container) == (None, "V"), "it speaks of another work"


@pytest.mark.parametrize(
    ("type_", "kind", "expected"),
    [
        ("article", "conference", "conference"),
        ("conference", "journal", "article"),
        ("review", None, "article"),
        (None, "journal", "article"),
        ("thesis", "journal", "thesis"),
        (None, None, "article"),
    ],
)
def test_the_kind_of_the_venue_decides_between_article_and_conference(
    type_: str | None, kind: str | None, expected: str
):
    assert (
        bibliographic_record(a_paper(type=type_, venue="V", s2={"publicationVenue": {"type": kind}})).type == expected
    )


@pytest.mark.parametrize(
    ("venue", "doi", "expected"),
    [
        ("Journal 13", "10.5555/x", "article"),
        ("Proceedings of the Demo Conference", "10.5555/x", "conference"),
        ("Proceedings of ACL", "10.5555/x", "conference"),
        ("Proceedings of the Annual Meeting of the Cognitive Science Society", "10.5555/x", "conference"),
        ("Proceedings of the National Academy of Sciences of the United States of America", "10.5555/x", "article"),
        ("Proceedings of the Royal Society B", "10.5555/x", "article"),
        ("Proceedings of the IEEE", "10.5555/x", "article"),
        ("Proceedings of the ACM on Programming Languages", "10.5555/x", "article"),
        ("Proc. VLDB Endowment", "10.5555/x", "article"),
        ("Journal 13", None, "other"),
        ("International Symposium on Mosses", None, "conference"),
        (None, "10.5555/x", "other"),
        ("Journal 13", "10.5281/zenodo.12", "other"),
    ],
)
def test_a_paper_without_a_type_is_what_its_venue_is(venue: str | None, doi: str | None, expected: str):
    paper = a_paper(venue=venue, ids=Ids(s2="a" * 40, doi=doi), year=2024, date="2024-12-31")
    record = bibliographic_record(paper)
    assert record.type == expected
    if expected == "article":
        (written,) = references([Entry("k", record)], "apa")
        assert "(2024)." in written, "APA gives an article its year alone"


@pytest.mark.parametrize(
    "venue",
    [
        *("International Symposium on Computer Architecture", "Int. Symp. on Mosses", "Int Symp Moss Res"),
        *("Workshop on Mosses", "ICML Workshops", "Proc. 3rd Worksh. Mosses", "Mosses in Practice (Workshop)"),
        *("Int. Conf. Mach. Learn.", "IEEE Conf on Vision", "AIP Conference Proceedings", "Proc. of ACL"),
        *("Meeting of the Cognitive Science Society", "Annual Meeting of the ACL", "World Congress on Mosses"),
        *("Proceedings of the Royal Society Symposium on Mosses", "Proc. IEEE Int. Conf. Vision"),
        *("Jahrestagung der Gesellschaft für Informatik", "Tagungsband der Moosforschung", "Deutscher Mooskongress"),
        *("Kongress für Moose", "Tagung der Moosforscher", "Konferenz für Moose", "Proc. Congr. Bryology"),
    ],
)
def test_the_words_of_a_conference(venue: str):
    assert is_meeting(venue)
    for type_ in ("article", "conference"):
        paper = a_paper(type=type_, venue=venue)
        assert bibliographic_record(paper).type == "conference"
        assert bibtex([Entry("k", bibliographic_record(paper))]).startswith("@inproceedings{")


@pytest.mark.parametrize(
    "venue",
    [
        *("Proceedings of the National Academy of Sciences", "Proc. Natl. Acad. Sci. U.S.A.", "Proc Natl Acad Sci"),
        *("Journal of Symposium Studies", "History Workshop Journal", "Hist. Workshop J.", "J. Conf. Abstr."),
        *("Journal of Physics: Conference Series", "Zeitschrift für Tagungen", "Proc. R. Soc. B", "Proc. IEEE"),
        *(
            "Proceedings. Biological sciences",
            "Mayo Clinic Proceedings",
            "Proc. ACM Program. Lang.",
            "Proc. VLDB Endow.",
        ),
        *("Proceedings of the Steklov Institute of Mathematics", "ECS Meeting Abstracts", "Congressional Quarterly"),
        *("Symphony", "Conflict and Cooperation", "Confluence", "Symptoms", "Nature", "Library of Congress Notes"),
    ],
)
def test_a_journal_that_has_the_words_of_a_conference_stays_one(venue: str):
    assert not is_meeting(venue)
    assert bibliographic_record(a_paper(type="article", venue=venue)).type == "article"


def test_a_preprint_names_its_server():
    one = bibliographic_record(a_paper(type="preprint", venue="arXiv.org", ids=Ids(arxiv="1706.03762")))
    assert (one.type, one.container, one.arxiv, one.url) == (
        *("preprint", "arXiv", "1706.03762", "https://arxiv.org/abs/1706.03762"),
    )
    assert bibliographic_record(a_paper(ids=Ids(arxiv="1706.03762"))).type == "preprint"
    assert bibliographic_record(a_paper(venue="bioRxiv", type="preprint")).container == "bioRxiv"


def test_zenodo_gives_issue_meeting_imprint_and_version():
    article = {"metadata": {"journal": {"title": "Zootaxa", "volume": "3916", "issue": "1", "pages": "1-83"}}}
    one = bibliographic_record(a_paper(type="article", venue="Zootaxa", zenodo=article))
    assert (one.volume, one.issue, one.pages) == ("3916", "1", ("1", "83"))
    native = {"custom_fields": {"journal:journal": {"title": "Z", "issue": "7"}}, "metadata": {}}
    assert bibliographic_record(a_paper(type="article", venue="Z", zenodo=native)).issue == "7"
    software = {"metadata": {"version": "v1.2"}}
    code = bibliographic_record(a_paper(type="software", ids=Ids(doi="10.5281/zenodo.1", zenodo="1"), zenodo=software))
    assert (code.version, code.publisher) == ("v1.2", "Zenodo")
    book = {"metadata": {"imprint": {"publisher": "Wiley", "place": "Oxford", "isbn": "9781234567897"}}}
    printed = bibliographic_record(a_paper(type="book", zenodo=book))
    assert (printed.publisher, printed.place, printed.isbn) == ("Wiley", "Oxford", "9781234567897")


@pytest.mark.parametrize("doi", ["10.5281/zenodo.12", "10.5072/zenodo.12"])
def test_an_article_is_not_cited_by_the_doi_of_its_copy_in_a_repository(doi):
    article = Paper("x", Ids(s2="a" * 40), venue="NIPS", type="conference", sources=("s2",))
    copy = a_paper(
        type="preprint",
        ids=Ids(doi=doi, zenodo="12"),
        zenodo={"metadata": {"publisher": "Zenodo"}},
        sources=("zenodo",),
    )
    both = merge_fields(article, copy)
    assert both.ids.doi == doi, "identifiers need it"
    one = bibliographic_record(both)
    assert (one.doi, one.publisher, one.url) == (None, None, f"https://www.semanticscholar.org/paper/{'a' * 40}")
    assert "zenodo" not in reference(both)
    written = OwnFields(fields={"DOI": doi}, origin={"DOI": Origin("person", "2026-01-01T00:00:00Z")})
    assert bibliographic_record(with_own_fields(both, written)).doi == doi
    for only_there in (
        msgspec.structs.replace(both, type="dataset"),
        msgspec.structs.replace(both, venue="Zenodo"),
        msgspec.structs.replace(both, sources=("zenodo", "library")),
        msgspec.structs.replace(both, sources=("s2",)),  # Semantic Scholar itself says that it is the article's DOI
    ):
        assert bibliographic_record(only_there).doi == doi


def test_names_get_the_parts_that_a_service_knows():
    unpaywall = {
        "doi": "10.1000/x",
        "z_authors": [
            {"given": "Gabriel", "family": "García Márquez"},
            {"raw_author_name": "Cameron Robert Jones"},
            {"name": "The ATLAS Collaboration"},
        ],
    }
    authors = ("Gabriel García Márquez", "C. Jones", "ATLAS")
    one = bibliographic_record(a_paper(authors=authors, unpaywall=unpaywall))
    assert one.authors == (
        Person("García Márquez", "Gabriel"),
        Person("Jones", "Cameron Robert"),
        Person("ATLAS"),
    )
    zenodo = {"metadata": {"creators": [{"name": "van der Maaten, Laurens"}]}}
    assert bibliographic_record(a_paper(authors=("Laurens van der Maaten",), zenodo=zenodo)).authors == (
        Person("Maaten", "Laurens", "van der"),
    )


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ("686-91", ("686", "691")),
        ("\n          75:1-75:35\n", ("75:1", "75:35")),
        ("C531-5", ("C531", "C535")),
        ("1 - 14", ("1", "14")),
        ("117 - 97", ("97", "117")),
        ("145 - 145", ("145", None)),
        ("e1234", ("e1234", None)),
        ("3921-3944.e25", ("3921", "3944.e25")),
        ("", None),
        (None, None),
    ],
)
def test_pages_as_services_write_them(sent: str | None, expected: tuple[str, str | None] | None):
    assert parse_pages(sent) == expected


def test_a_date_of_another_year_is_left_out():
    one = bibliographic_record(a_paper(year=2017, date="2018-01-02"))
    assert (one.year, one.month, one.day) == (2017, None, None)
    assert bibliographic_record(a_paper(year=2017, date="2017-06-12")).month == 6


@pytest.mark.parametrize(
    ("type_", "arxiv", "day", "month"),
    [
        ("conference", "1706.03762", "2017-06-12", None),
        ("article", "1706.03762", "2017-06-12", None),
        ("conference", "1706.00001", "2017-05-31", None),
        ("conference", "cs/0102003", "2001-02-05", None),
        ("conference", "1706.03762", "2017-12-04", 12),
        ("preprint", "1706.03762", "2017-06-12", 6),
        ("conference", None, "2017-06-12", 6),
        ("conference", "1799.00001", "2017-06-12", 6),
    ],
)
def test_the_day_of_a_preprint_is_not_that_of_its_article(type_: str, arxiv: str | None, day: str, month: int | None):
    ids = Ids(arxiv=arxiv, doi=None if type_ == "preprint" else "10.1/x")
    one = bibliographic_record(a_paper(type=type_, year=int(day[:4]), date=day, ids=ids))
    assert (one.year, one.month) == (int(day[:4]), month)


@pytest.mark.parametrize(
    ("day", "by_s2", "expected"),
    [
        ("2021-01-01", None, (2021, None, None)),
        ("2021-06-01", None, (2021, 6, None)),
        ("2021-06-02", None, (2021, 6, 2)),
        ("2021-01-01", "2021-01-01", (2021, 1, 1)),
        ("2021-06-01", "2021-06-01", (2021, 6, 1)),
    ],
)
def test_the_first_of_a_month_from_unpaywall_alone_is_no_day(
    day: str, by_s2: str | None, expected: tuple[int, int | None, int | None]
):
    """Unpaywall writes the first for a day or a month that was not registered."""
    one = a_paper(
        type="conference",
        year=2021,
        date=day,
        ids=Ids(doi="10.1/x"),
        unpaywall={"doi": "10.1/x", "genre": "proceedings-article", "published_date": day},
        s2={"publicationDate": by_s2},
    )
    written = bibliographic_record(one)
    assert (written.year, written.month, written.day) == expected


def test_the_day_of_a_merged_preprint_is_not_that_of_its_article():
    preprint = a_paper(type="preprint", year=2017, date="2017-06-12", ids=Ids(doi="10.1101/123456"))
    article = a_paper(type="conference", year=2017, date="2017-06-12", ids=Ids(doi="10.1/x"), parts=(preprint,))
    entry = Entry("one2017", bibliographic_record(article))
    assert json.loads(csl_json([entry]))[0]["issued"] == {"date-parts": [[2017]]}
    ((_place, text),) = format_items(json.loads(csl_json([entry])), "apa")
    assert "(2017)" in text


def test_the_full_stop_of_pubmed_titles_goes_and_that_of_an_abbreviation_stays():
    assert bibliographic_record(a_paper(title="The Hallmarks of a Cancer Discovery.")).title.endswith("Discovery")
    assert bibliographic_record(a_paper(title="Politics of the U.S.A.")).title.endswith("U.S.A.")
    assert bibliographic_record(a_paper(title="Wait ...")).title.endswith("...")


@pytest.mark.parametrize("nonsense", [None, 7, "x", [], {"name": 5}, {"volume": ["1"]}, [None]])
def test_facts_of_the_wrong_shape_cost_only_themselves(nonsense: Any):
    fields = dict.fromkeys(
        ("journal", "publicationVenue", "z_authors", "metadata", "custom_fields", "publisher", "genre"), nonsense
    )
    one = bibliographic_record(
        a_paper(authors=("A B",), s2=fields, unpaywall={"doi": "10.1000/x", **fields}, zenodo=fields, type="article")
    )
    assert one.title == "A title"


ACM_ROW = {
    "paperId": "2" * 40,
    "title": "Verified programming of Turing machines in Coq",
    "publicationTypes": ["Book", "JournalArticle"],
    "venue": "Certified Programs and Proofs",
    "publicationVenue": {"name": "Certified Programs and Proofs", "type": "conference"},
    "journal": {"name": "Proceedings of the 9th ACM SIGPLAN International Conference on Certified Programs and Proofs"},
    "externalIds": {"DOI": "10.1145/3372885.3373816"},
    "authors": [{"authorId": None, "name": "Y. Forster"}],
    "year": 2020,
}
BOOKTITLE = "Proceedings of the 9th ACM SIGPLAN International Conference on Certified Programs and Proofs"


@pytest.mark.parametrize(
    ("genre", "types"),
    [
        (None, ("@inproceedings{", "@inproceedings{", "CONF", "paper-conference")),
        ("proceedings-article", ("@inproceedings{", "@inproceedings{", "CONF", "paper-conference")),
        ("book-chapter", ("@incollection{", "@incollection{", "CHAP", "chapter")),
        ("journal-article", ("@article{", "@article{", "JOUR", "article-journal")),
        ("monograph", ("@book{", "@book{", "BOOK", "book")),
        ("dissertation", ("@phdthesis{", "@thesis{", "THES", "thesis")),
        ("component", ("@inproceedings{", "@inproceedings{", "CONF", "paper-conference")),
    ],
)
def test_a_paper_of_the_acm_is_exported_with_its_type_and_its_volume(genre: str | None, types: tuple[str, ...]) -> None:
    paper = paper_from_row(ACM_ROW, "2026-01-01T00:00:00Z")
    assert paper is not None
    if genre is not None:
        sent = {"doi": "10.1145/3372885.3373816", "genre": genre, "is_oa": False, "title": ACM_ROW["title"]}
        registered = parse_doi(sent | {"journal_name": BOOKTITLE}, "10.1145/3372885.3373816", "2026-01-01T00:00:00Z")
        paper = merge_fields(paper, registered.paper)
        assert paper.type == {"component": "conference"}.get(genre, registered.paper.type)
    entries = [Entry("forster2020", bibliographic_record(paper))]
    found = json.loads(csl_json(entries))[0]
    assert bibtex(entries).strip().startswith(types[0])
    assert biblatex(entries).strip().startswith(types[1])
    assert f"TY  - {types[2]}" in ris(entries)
    assert found["type"] == types[3]
    if types[3] in ("paper-conference", "chapter"):
        assert re.search(r"booktitle\s*= \{Proceedings of the 9th", bibtex(entries))
        assert re.search(r"booktitle\s*= \{Proceedings of the 9th", biblatex(entries))
        assert f"T2  - {BOOKTITLE}" in ris(entries)
        assert found["container-title"] == BOOKTITLE


def test_zenodos_editors_translators_and_edition_are_kept():
    record = {
        "metadata": {
            "imprint": {"edition": "3", "publisher": "Press"},
            "contributors": [
                {"name": "Berg, Carl", "type": "Editor"},
                {"person_or_org": {"family_name": "Dahl", "given_name": "Eva"}, "role": {"id": "translator"}},
                {"name": "Moe, Tor", "type": "DataCollector"},
            ],
        }
    }
    written = bibliographic_record(a_paper(zenodo=record, type="book"))
    assert written.edition == "3"
    assert written.editors == (Person("Berg", "Carl"),)
    assert written.translators == (Person("Dahl", "Eva"),)


@pytest.mark.parametrize("day", ["2024-13-45", "2024-00-01", "2024-02-30", "20240101", "soon"])
def test_what_is_no_date_gives_the_year_alone(day: str) -> None:
    """A sidecar of another program may hold anything."""
    written = bibliographic_record(Paper(title="T", year=2024, date=day))
    assert (written.year, written.month, written.day) == (2024, *((1, 1) if day == "20240101" else (None, None)))
    assert bibtex([Entry("a", written)])


def test_particles_that_follow_the_given_name_are_found():
    assert make_person("Maaten", "Laurens van der") == Person("Maaten", "Laurens", "van der")
    assert make_person("Lind", "Ada") == Person("Lind", "Ada")


@pytest.mark.parametrize(
    ("stated", "named", "expected"),
    [
        ((), "Smith, A. and others", "{Smith, A. and others}"),
        (("A. Smith", "B. Jones"), "Smith, A. and others", "{Smith, A. and Jones, B.}"),
        (("C. Other", "B. Jones"), "Smith, A. and others", "{Smith, A. and others}"),
    ],
    ids=["no service", "named by a service", "other people"],
)
def test_and_others_stays_until_a_service_names_them(stated: tuple[str, ...], named: str, expected: str):
    own = OwnFields(
        people=(Contributor("author", "Smith", "A."),),
        origin={"author": Origin("import", "2026-01-01T00:00:00Z")},
        extra={"bibtex": {"raw": {"author": [["author", named]]}}},
    )
    whole = with_own_fields(a_paper(authors=stated), own)
    assert f"author = {expected}" in " ".join(bibtex([Entry("k", bibliographic_record(whole))]).split())
