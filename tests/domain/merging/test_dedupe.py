"""Rows of several services become one paper where they are one, and stay apart where they are not."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from scholar_desktop.domain.merging.dedupe import Deduplicator, dedupe, dedupe_all, identifier_keys, source_rows
from scholar_desktop.domain.merging.same_person import name_keys, share_family
from scholar_desktop.domain.merging.split_rows import SplitRows, ordered_pair, row_key
from scholar_desktop.domain.paper import Author, Ids, Paper


def test_rows_that_share_no_identifier_become_one_through_a_third() -> None:
    by_doi = Paper("One", ids=Ids(doi="10.1000/a"))
    by_arxiv = Paper("Two", ids=Ids(arxiv="2001.00001"))
    by_pmid = Paper("Three", ids=Ids(pmid="7"))
    with_two = Paper("Four", ids=Ids(doi="10.1000/a", arxiv="2001.00001"))
    with_two_more = Paper("Five", ids=Ids(arxiv="2001.00001", pmid="7"))
    merged = dedupe([by_doi, by_arxiv, by_pmid, with_two, with_two_more])
    assert [paper.ids for paper in merged.papers] == [Ids(doi="10.1000/a", arxiv="2001.00001", pmid="7")]
    assert merged.merged == 4


def test_a_merged_paper_stands_where_its_first_row_stood() -> None:
    rows = [Paper(name, ids=Ids(doi=f"10.1000/{name}")) for name in "abcab"]
    assert [paper.title for paper in dedupe(rows).papers] == ["a", "b", "c"]


def test_a_preprint_and_its_article_are_one_result_with_both_identifiers() -> None:
    title = "Efficient channel attention for deep networks"
    preprint = Paper(title, Ids(s2="a" * 40, arxiv="1910.03151"), (Author("Qilong Wang", "1"),), 2019, sources=("s2",))
    article = Paper(title, Ids(doi="10.1109/x"), (Author("Wang"),), 2020, venue="CVPR", sources=("unpaywall",))
    (paper,) = dedupe([preprint, article]).papers
    assert (paper.ids.arxiv, paper.ids.doi, paper.ids.s2) == ("1910.03151", "10.1109/x", "a" * 40)
    assert (paper.year, paper.venue) == (2020, "CVPR")


def test_a_paper_whose_versions_are_all_listed_is_the_newest_one() -> None:
    rows = [
        Paper(
            f"Tables, version {number}",
            Ids(doi=f"10.5281/zenodo.{number}", zenodo=str(number), zenodo_concept="8"),
            year=2000 + number,
        )
        for number in (9, 12, 11)
    ]
    (paper,) = dedupe(rows).papers
    assert (paper.title, paper.ids.doi, paper.ids.zenodo, paper.year) == (
        "Tables, version 12",
        "10.5281/zenodo.12",
        "12",
        2012,
    )


def test_a_row_without_doi_joins_the_first_of_two_articles_that_it_could_be() -> None:
    title, author = "On the stability of thin films", (Author("Reyna Cruz"),)
    first, second = (Paper(title, Ids(doi=f"10.5555/{end}"), author, 2001) for end in "xy")
    without = Paper(title, Ids(s2="c" * 40), author, 2001)
    merged = dedupe([first, second, without])
    assert [paper.ids.doi for paper in merged.papers] == ["10.5555/x", "10.5555/y"]
    assert merged.papers[0].ids.s2 == "c" * 40


def test_nothing_merges_to_nothing() -> None:
    assert dedupe([]).papers == ()
    assert dedupe([]).merged == 0


def test_a_merged_paper_tells_from_which_rows_it_was_made() -> None:
    one = Paper("On ice in the rivers of the north", Ids(s2="a" * 40), (Author("A. Holm"),), 2001, sources=("s2",))
    other = Paper("On Ice in the Rivers of the North", Ids(doi="10.5555/x"), one.authors, 2001, sources=("unpaywall",))
    alone = Paper("Something else altogether, by another", Ids(doi="10.5555/y"), sources=("unpaywall",))
    paper, single = dedupe([one, other, alone]).papers
    assert paper.parts == (one, other)
    assert (single.parts, source_rows(single)) == ((), (alone,))
    (again,) = dedupe([paper, other]).papers
    assert again.parts == (one, other)
    assert dedupe([one, one]).papers[0].parts == ()


def test_the_versions_of_one_record_are_one_result_that_names_each() -> None:
    ids = (Ids(zenodo="9", zenodo_concept="8"), Ids(zenodo="10", zenodo_concept="8"))
    rows = [Paper("Tables", each, year=2001, sources=("zenodo",)) for each in ids]
    (paper,) = dedupe(rows).papers
    assert [part.ids.zenodo for part in paper.parts] == ["9", "10"]


def test_what_was_parted_stays_apart_though_it_shares_an_identifier() -> None:
    one = Paper("On ice", Ids(s2="a" * 40, doi="10.5555/x"), year=2001, sources=("s2",))
    other = Paper("On ice, too", Ids(doi="10.5555/x"), year=2001, sources=("unpaywall",))
    third = Paper("On ice", Ids(doi="10.5555/x", zenodo="7"), year=2001, sources=("zenodo",))
    apart = SplitRows(frozenset({ordered_pair(row_key(one), row_key(other))}))
    assert dedupe([one, other], apart).papers == (one, other)
    first, second = dedupe([one, other, third], apart).papers
    assert (first.parts, second) == ((one, third), other)


def test_what_was_parted_stays_apart_though_title_and_author_agree() -> None:
    one = Paper("On ice in the rivers of the north", Ids(s2="a" * 40), (Author("A. Holm"),), 2001, sources=("s2",))
    other = Paper("On Ice in the Rivers of the North", Ids(doi="10.5555/x"), one.authors, 2001, sources=("unpaywall",))
    assert len(dedupe([one, other]).papers) == 1
    apart = SplitRows(frozenset({ordered_pair(row_key(one), row_key(other))}))
    assert len(dedupe([one, other], apart).papers) == 2


numbers = st.integers(1, 6).map(str)
rows_of_few = st.lists(
    st.builds(
        Paper,
        title=st.sampled_from(["Editorial", "A study of ice on rivers", "A study of ice on lakes", ""]),
        ids=st.builds(
            Ids,
            s2=st.none() | st.integers(1, 6).map(lambda number: f"{number:040x}"),
            doi=st.none() | st.sampled_from(["10.5555/a", "10.5555/b", "10.1101/7", "10.5281/zenodo.3"]),
            arxiv=st.none() | st.sampled_from(["2001.00001", "2001.00002"]),
            pmid=st.none() | numbers,
            zenodo=st.none() | numbers,
            zenodo_concept=st.none() | numbers,
        ),
        authors=st.sampled_from([(), (Author("A. Holm"),), (Author("Holm, Ida", "4"), Author("B. Li"))]),
        year=st.sampled_from([None, 2000, 2001, 2005]),
        sources=st.sampled_from([("s2",), ("unpaywall",), ("zenodo",)]),
    ),
    max_size=8,
)


@given(rows_of_few)
def test_no_row_is_lost_and_no_two_results_share_an_identifier(rows: list[Paper]) -> None:
    merged = dedupe(rows)
    assert len(merged.papers) + merged.merged == len(rows)
    keys = [key for paper in merged.papers for key in set(identifier_keys(paper.ids))]
    assert len(keys) == len(set(keys))
    assert {paper.title for paper in merged.papers} <= {row.title for row in rows}


@given(rows_of_few)
def test_a_list_twice_gives_as_many_papers_as_once(rows: list[Paper]) -> None:
    identified = [row for row in rows if row.ids != Ids()]
    assert len(dedupe(identified * 2).papers) == len(dedupe(identified).papers)


TITLES = (
    "A study of ice on rivers",
    "A study of ice on lakes",
    "The long history of the measurement of ice on rivers",
    "The long history of the measurment of ice on rivers",
    "The long history of the measurement of ice on rivers: with a map",
    "Editorial",
    "",
)
DOIS = ("10.5555/a", "10.5555/b", "10.21203/rs.3.rs-1/v1", "10.21203/rs.3.rs-1/v2")
NAMES = ("A. Holm", "Ida Holm", "B. Li", "Li Bao", "Ana Müller", "A. Mueller")
rows_of_a_search = st.lists(
    st.builds(
        Paper,
        title=st.sampled_from(TITLES),
        ids=st.builds(
            Ids,
            s2=st.none() | st.integers(1, 12).map(lambda number: f"{number:040x}"),
            doi=st.none() | st.sampled_from(DOIS),
            arxiv=st.none() | st.sampled_from(["2001.00001", "2001.00002"]),
        ),
        authors=st.lists(st.sampled_from(NAMES).map(Author), max_size=2).map(tuple),
        year=st.sampled_from([None, 2000, 2001, 2004]),
        sources=st.sampled_from([("s2",), ("unpaywall",)]),
    ),
    max_size=14,
)


@given(rows_of_a_search, st.lists(st.integers(0, 3), min_size=14, max_size=14), st.data())
def test_a_list_that_grows_anywhere_is_merged_as_if_it_had_come_at_once(
    rows: list[Paper], pages: list[int], data: st.DataObject
) -> None:
    keys = sorted({row_key(row) for row in rows})
    pairs = st.frozensets(st.tuples(*[st.sampled_from(keys)] * 2).map(lambda pair: ordered_pair(*pair)), max_size=2)
    apart = SplitRows(data.draw(pairs)) if keys else SplitRows()
    merger = Deduplicator()
    for page in range(4):
        here = [row for row, arrives in zip(rows, pages, strict=False) if arrives <= page]
        now = apart if page > 1 else SplitRows()
        assert merger.merge(here, now) == dedupe_all(here, now)


def test_what_was_made_of_rows_stays_the_same_object_while_nothing_touches_it() -> None:
    one = Paper("On ice in the rivers of the north", Ids(s2="a" * 40), (Author("A. Holm"),), 2001, sources=("s2",))
    other = Paper("On Ice in the Rivers of the North", Ids(doi="10.5555/x"), one.authors, 2001, sources=("unpaywall",))
    merger = Deduplicator()
    (before,) = merger.merge([one, other]).papers
    (after, _) = merger.merge([one, Paper("Something else altogether"), other]).papers
    assert after is before


def test_a_row_split_from_one_of_two_papers_with_its_identifier_joins_the_other() -> None:
    one = Paper("On ice", Ids(s2="a" * 40, doi="10.5555/x"), year=2001, sources=("s2",))
    other = Paper("Of snow", Ids(doi="10.5555/x"), year=2001, sources=("unpaywall",))
    third = Paper("In rain", Ids(doi="10.5555/x", zenodo="7"), year=2001, sources=("zenodo",))
    apart = SplitRows(frozenset(ordered_pair(row_key(one), row_key(row)) for row in (other, third)))
    first, second = dedupe([one, other, third], apart).papers
    assert (first, second.parts) == (one, (other, third))


def test_a_row_joins_the_second_of_two_articles_with_its_title_if_the_first_is_too_old() -> None:
    title, author = "On the stability of thin films", (Author("Reyna Cruz"),)
    old, new = (Paper(title, Ids(doi=f"10.5555/{year}"), author, year) for year in (1980, 2001))
    merged = dedupe([old, new, Paper(title, Ids(s2="c" * 40), author, 2001)]).papers
    assert [paper.ids for paper in merged] == [old.ids, Ids(doi="10.5555/2001", s2="c" * 40)]


def test_a_family_name_of_one_word_is_not_compared_with_the_given_name() -> None:
    assert name_keys("Ada Lind").families == {"lind"}
    assert not share_family(name_keys("Ada Lind"), name_keys("Adalind"))
