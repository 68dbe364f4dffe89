"""A merged list is filtered and sorted as often as one likes, and each time as if it were done for the first time."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from scholar_desktop.domain.paper import Counts, Ids, OpenAccess, Paper
from scholar_desktop.domain.search.filters import Filters, is_applied_by
from scholar_desktop.domain.search.paper_filter import passes_filter
from scholar_desktop.domain.search.query import SORTS, Query
from scholar_desktop.services.search.result_list import ResultFilter, sort_papers

SOURCES = ("s2", "unpaywall", "zenodo")
papers_of_a_list = st.lists(
    st.builds(
        Paper,
        title=st.sampled_from(["Words", "On words", "B", "A", ""]),
        ids=st.builds(Ids, doi=st.sampled_from([f"10.5555/{letter}" for letter in "abcdef"])),
        year=st.sampled_from([None, 1999, 2000, 2001]),
        date=st.sampled_from([None, "2000-05-01", "2001-01-31"]),
        venue=st.sampled_from([None, "Nature", "Nature Physics"]),
        type=st.sampled_from([None, "article", "review"]),
        fields=st.sampled_from([(), ("Physics",), ("Physics", "Medicine")]),
        counts=st.builds(Counts, citations=st.sampled_from([None, 0, 5, 9]), influential=st.sampled_from([None, 0, 3])),
        oa=st.builds(OpenAccess, is_oa=st.sampled_from([None, True, False])),
        sources=st.sampled_from([("s2",), ("s2", "unpaywall"), ("zenodo",), ("unpaywall", "zenodo")]),
    ),
    max_size=12,
)
filters_of_a_query = st.builds(
    Filters,
    year_from=st.sampled_from([None, 2000]),
    venue=st.sampled_from([None, "Nature"]),
    field=st.sampled_from([None, "medicine", "Physics,Medicine"]),
    type=st.sampled_from([None, "review"]),
    min_citations=st.sampled_from([None, 5]),
    open_access=st.booleans(),
    dates=st.sampled_from([None, "2000:2000-12"]),
    access=st.sampled_from([None, "open"]),
)
queries = st.builds(Query, words=st.just("words"), filters=filters_of_a_query, sort=st.sampled_from(SORTS))


@given(papers_of_a_list, st.booleans(), filters_of_a_query, st.lists(queries, min_size=1, max_size=4))
def test_what_was_found_out_for_one_filter_or_order_changes_nothing_of_the_next(
    papers: list[Paper], with_library: bool, given_: Filters, wanted: list[Query]
) -> None:
    rows = {source: [paper for paper in papers if source in paper.sources] for source in SOURCES}
    if with_library:
        rows["library"] = papers[:2]
    asked = Query("words", filters=given_)
    narrower = ResultFilter(papers, rows)
    for query in wanted:
        found = narrower.narrow(query, asked=asked)
        names = query.filters.names()
        stays = {
            name: [
                passes_filter(paper, query.filters, name) or _is_settled(paper, name, rows, asked, query)
                for paper in papers
            ]
            for name in names
        }
        kept = [paper for place, paper in enumerate(papers) if all(stays[name][place] for name in names)]
        assert list(found.papers) == sort_papers(kept, query)
        for one in found.by:
            others = [name for name in names if name != one.name]
            assert one.here == stays[one.name].count(False)
            assert one.alone == sum(
                not stays[one.name][place] and all(stays[name][place] for name in others)
                for place in range(len(papers))
            )


def _is_settled(paper: Paper, name: str, rows: dict[str, list[Paper]], asked: Query, query: Query) -> bool:
    """Whether a service that gave it (a row with its identifier) was asked with this very filter and applies it."""
    if asked.filters.only(name) != query.filters.only(name):
        return False
    if "library" in rows:
        return any(is_applied_by(name, s) and paper.ids in {row.ids for row in some} for s, some in rows.items())
    return any(is_applied_by(name, source) for source in paper.sources)
